"""Services start once, end completely, and fail with the words of their own log."""

import contextlib
import os
import subprocess
import time

import psutil
import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime import processes
from adwatch.runtime.supervisor import Service, Supervisor


@pytest.fixture
def supervisor(tmp_path, monkeypatch):
    monkeypatch.setattr("adwatch.runtime.supervisor.GRACE_S", 3.0)
    supervisor = Supervisor(tmp_path)
    yield supervisor
    supervisor.stop_all()


def service(script, name="job", ready=lambda: True, **more):
    return Service(name, ("sh", "-c", script), dict(os.environ), ready, **more)


def sleeping(supervisor, count):
    """The service consists of so many `sleep`s: its shells have done what they had to do."""
    with contextlib.suppress(psutil.NoSuchProcess):
        names = [psutil.Process(pid).name() for pid in supervisor.members("job")]
        return names == ["sleep"] * count


def eventually(condition, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_service_leads_its_own_session_and_writes_its_log(supervisor):
    supervisor.start(service("echo hello; exec sleep 60"))
    pid = supervisor.running("job")
    assert os.getsid(pid) == pid
    assert eventually(lambda: supervisor.log("job").read_text() == "hello\n")
    assert supervisor.log("job").stat().st_mode & 0o077 == 0


def test_starting_a_running_service_changes_nothing(supervisor):
    supervisor.start(service("exec sleep 60"))
    first = supervisor.running("job")
    supervisor.start(service("exec sleep 60"))
    assert supervisor.running("job") == first
    assert len(supervisor.members("job")) == 1


def test_stopping_ends_children_in_other_sessions_and_orphans(supervisor):
    script = """
        sleep 61 &                               # a child
        setsid sh -c 'sleep 62; true' &          # in a session of its own
        (setsid sleep 63 &)                      # its parent ends at once
        env -i setsid sh -c 'sleep 64; true' &   # without our environment
        exec sleep 65
    """
    supervisor.start(service(script, ready=lambda: len(supervisor.members("job")) == 7))
    members = supervisor.members("job")
    assert supervisor.stop_all() == ["job"]
    assert supervisor.running("job") is None
    assert not members & {entry.pid for entry in processes.table()}


def test_stopping_twice_and_stopping_nothing(supervisor):
    assert supervisor.stop_all() == []
    assert supervisor.stop() == []
    supervisor.start(service("exec sleep 60"))
    assert supervisor.stop() == []
    assert supervisor.stop("job") == ["job"]
    assert supervisor.stop("job") == []


def test_stopping_leaves_other_services_and_other_installations_alone(supervisor, tmp_path):
    other = Supervisor(tmp_path / "other")
    other.start(service("exec sleep 60"))
    supervisor.start(service("exec sleep 60", "a"))
    supervisor.start(service("exec sleep 60", "b"))
    assert supervisor.stop("a") == ["a"]
    assert supervisor.running("b")
    assert supervisor.stop_all() == ["b"]
    assert other.running("job")
    assert other.stop_all() == ["job"]


def test_a_closed_supervisor_ends_what_it_is_told_and_starts_nothing_more(supervisor):
    supervisor.start(service("exec sleep 60", "a"))
    supervisor.close("a")
    with pytest.raises(Trouble, match="b is not started"):
        supervisor.start(service("exec sleep 60", "b"))
    assert (supervisor.running("a"), supervisor.running("b")) == (None, None)


def test_what_a_dead_leader_left_behind_is_found_without_a_pid_file(supervisor, tmp_path):
    supervisor.start(service("(sleep 60 &); exec sleep 61", ready=lambda: sleeping(supervisor, 2)))
    os.kill(supervisor.running("job"), 9)
    assert eventually(lambda: supervisor.running("job") is None)
    (tmp_path / "run" / "job.json").unlink()
    assert len(supervisor.members("job")) == 1
    assert supervisor.stop_all() == ["job"]
    assert not supervisor.members("job")


def test_starting_again_clears_what_a_dead_leader_left_behind(supervisor):
    supervisor.start(service("(sleep 60 &); exec sleep 61", ready=lambda: sleeping(supervisor, 2)))
    left = supervisor.members("job") - {supervisor.running("job")}
    os.kill(supervisor.running("job"), 9)
    assert eventually(lambda: supervisor.running("job") is None)
    assert left == supervisor.members("job")
    supervisor.start(service("exec sleep 62"))
    assert supervisor.running("job")
    assert not left & {entry.pid for entry in processes.table()}


def test_a_recycled_pid_is_never_touched(supervisor, tmp_path):
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (tmp_path / "run").mkdir()
        created = psutil.Process(stranger.pid).create_time() - 3600
        pid_file = tmp_path / "run" / "job.json"
        pid_file.write_text(f'{{"pid": {stranger.pid}, "created": {created}}}')
        assert supervisor.running("job") is None
        assert supervisor.stop_all() == []
        assert stranger.poll() is None
        assert not pid_file.exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_service_that_ends_at_once_is_reported_with_its_log(supervisor):
    with pytest.raises(Trouble) as caught:
        supervisor.start(service("echo 'port is taken'; exit 3", ready=lambda: False))
    assert "job ended while it was starting" in caught.value.what
    assert f"{supervisor.log('job')} ends with:\n    port is taken" in caught.value.what
    assert caught.value.code is Exit.LOCAL_RESOURCE


def test_a_service_that_never_gets_ready_is_reported_in_time(supervisor):
    with pytest.raises(Trouble, match="was not ready after 1 seconds"):
        supervisor.start(service("exec sleep 60", ready=lambda: False, patience_s=1))


def test_the_log_of_the_start_before_is_kept(supervisor):
    for word in ("first", "second"):
        supervisor.start(service(f"echo {word}; exec sleep 60"))
        assert eventually(lambda: supervisor.log("job").read_text())
        supervisor.stop_all()
    assert supervisor.log("job").read_text() == "second\n"
    assert supervisor.log("job").with_suffix(".log.1").read_text() == "first\n"


def test_a_second_command_waits_for_the_first(supervisor, tmp_path):
    with supervisor.alone():
        waiting = subprocess.Popen(["flock", "-w", "0.2", str(tmp_path / "run" / "lock"), "true"])
        assert waiting.wait() == 1
    assert subprocess.run(["flock", "-n", str(tmp_path / "run" / "lock"), "true"]).returncode == 0
