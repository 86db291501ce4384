"""Parts come up together or not at all."""

import os
import socket
import threading

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime import parts
from adwatch.runtime.parts import Part
from adwatch.runtime.ports import free_ports
from adwatch.runtime.supervisor import Service, Supervisor
from adwatch.settings import Settings


@pytest.fixture
def settings(tmp_path):
    (port,) = free_ports(1)
    yield Settings(home=tmp_path, web_port=port)
    Supervisor(tmp_path).stop_all()


def program(name, script="exec sleep 60", ready=lambda: True):
    return lambda settings: Service(name, ("sh", "-c", script), dict(os.environ), ready)


def start(settings, started, making=None):
    told = []
    parts.start(settings, started, making or {}, lambda name, seconds: told.append(name))
    return told


def pids(settings, names):
    return [Supervisor(settings.home).running(name) for name in names]


def test_a_part_starts_after_what_it_needs(settings):
    making = {"files": lambda settings: (settings.home / "files").touch()}
    needy = program("node", "test -e files && exec sleep 60")
    told = start(settings, {"node": Part(needy, after=("files",))}, making)
    assert told == ["files", "node"]
    assert (settings.home / "files").exists()


def test_a_second_start_makes_nothing_and_starts_nothing(settings):
    made = []
    making = {"files": made.append}
    both = {"node": Part(program("node"), after=("files",)), "web": Part(program("web"))}
    start(settings, both, making)
    before = pids(settings, both)
    told = start(settings, both, making)
    assert sorted(told) == ["node", "web"]
    assert pids(settings, both) == before
    assert len(made) == 1


def test_what_nothing_idle_needs_is_not_made(settings):
    assert start(settings, {"web": Part(program("web"))}, {"files": pytest.fail}) == ["web"]


def test_a_port_held_by_a_stranger_is_named_before_anything_starts(settings):
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", settings.web_port))
        stranger.listen()
        both = {"node": Part(program("node")), "web": Part(program("web"), "web_port")}
        with pytest.raises(Trouble) as caught:
            start(settings, both, {"files": pytest.fail})
    assert str(settings.web_port) in caught.value.what
    assert str(os.getpid()) in caught.value.what
    assert "ADWATCH_WEB_PORT" in caught.value.remedy
    assert caught.value.code is Exit.LOCAL_RESOURCE
    assert pids(settings, both) == [None, None]


def test_a_port_changed_under_a_running_part_is_said_at_once(settings):
    web = {"web": Part(program("web"), "web_port")}
    start(settings, web)
    before = pids(settings, web)
    (other,) = free_ports(1)
    changed = settings.model_copy(update={"web_port": other})
    with pytest.raises(Trouble) as caught:
        start(changed, web)
    assert caught.value.what == (
        f"web runs on port {settings.web_port}, but ADWATCH_WEB_PORT says {other}."
    )
    assert "adwatch down" in caught.value.remedy
    assert pids(settings, web) == before, "what runs goes on"


def test_a_part_that_does_not_start_takes_down_what_this_call_started_only(settings):
    start(settings, {"web": Part(program("web"))})
    broken = program("node", "echo no disk; exit 1", ready=lambda: False)
    three = {
        "web": Part(program("web")),
        "town": Part(program("town")),
        "node": Part(broken),
        "scheduler": Part(program("scheduler"), after=("node",)),
    }
    with pytest.raises(Trouble, match="no disk"):
        start(settings, three)
    web, town, node, scheduler = pids(settings, three)
    assert web
    assert (town, node, scheduler) == (None, None, None)


def test_a_part_whose_program_died_is_started_again(settings):
    alone = {"web": Part(program("web"))}
    start(settings, alone)
    (first,) = pids(settings, alone)
    os.kill(first, 9)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)  # a busy machine takes its time
    start(settings, alone)
    (second,) = pids(settings, alone)
    assert second not in (None, first)


def test_an_interrupted_start_leaves_nothing_although_other_threads_go_on(settings):
    def interrupted(settings):
        raise KeyboardInterrupt

    late = threading.Event()
    making = {"slow": lambda settings: late.wait(1), "interruption": interrupted}
    three = {
        "web": Part(program("web")),
        "late": Part(program("late"), after=("slow",)),
        "never": Part(program("never"), after=("interruption",)),
    }
    with pytest.raises(KeyboardInterrupt):
        start(settings, three, making)
    late.set()
    assert pids(settings, three) == [None, None, None]
