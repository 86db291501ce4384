"""The embedded node, as it really starts: on the packaged Java, locked up, and gone afterwards."""

import os
import socket
import stat
import subprocess
from pathlib import Path

import httpx
import psutil
import pytest
import yaml

from adwatch.errors import Exit, Trouble
from adwatch.runtime import elastic, java
from adwatch.runtime.supervisor import Supervisor
from adwatch.settings import Settings


@pytest.fixture
def node(elasticsearch_node):
    return elasticsearch_node


@pytest.fixture
def own(tmp_path):
    """Settings of a node that is configured but not started."""
    return Settings(home=tmp_path / "own")


def ask(settings, path, password, method="GET"):
    address = f"http://127.0.0.1:{settings.elasticsearch_port}{path}"
    return httpx.request(method, address, auth=(elastic.USER, password), timeout=10)


@pytest.mark.slow
def test_it_runs_on_the_java_that_was_named(node):
    members = map(psutil.Process, Supervisor(node.home).members(elastic.NAME))
    javas = {p.exe() for p in members if p.name() == "java"}
    assert javas == {str((Path(os.environ["ES_JAVA_HOME"]) / "bin" / "java").resolve())}


@pytest.mark.slow
def test_it_knows_one_user_who_may_keep_indices_and_nothing_else(node):
    password = elastic.password(node)
    assert ask(node, "/_cluster/health", password).json()["status"] in ("green", "yellow")
    assert ask(node, "/_cluster/health", "wrong").status_code == 401
    assert ask(node, "/adwatch-try", password, "PUT").status_code == 200
    assert ask(node, "/adwatch-try", password, "DELETE").status_code == 200
    assert ask(node, "/_security/role", password).status_code == 403


@pytest.mark.slow
def test_it_listens_on_loopback_alone(node):
    others = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET and not address.address.startswith("127.")
    }
    for address in others:
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex((address, node.elasticsearch_port)) != 0, address


@pytest.mark.slow
def test_a_second_node_on_its_port_is_refused_with_its_name(node):
    with (
        pytest.raises(Trouble, match=str(node.elasticsearch_port)) as caught,
        elastic.running(node.model_copy(update={"home": node.home.with_name("other")})),
    ):
        pass
    assert "java" in caught.value.what
    assert caught.value.code == Exit.LOCAL_RESOURCE


@pytest.mark.slow
def test_its_files_are_its_owners_alone(node):
    """They hold the password's hash, and what was collected."""
    folder = node.home / "elasticsearch"
    assert stat.S_IMODE((folder / "config" / "users").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize("vectors", [True, False])
def test_vector_instructions_are_used_where_java_has_them(own, tmp_path, monkeypatch, vectors):
    modules = java.MODULES | ({elastic.VECTORS} if vectors else set())
    found = java.Java(tmp_path, 21, frozenset(modules))
    monkeypatch.setattr(java, "find", lambda environ: found)
    elastic.prepare(own)
    options = (own.home / "elasticsearch" / "config" / "jvm.options").read_text()
    assert (elastic.VECTORS in options) is vectors


def test_what_is_configured_is_yaml_that_names_this_home(own):
    elastic.prepare(own)
    text = (own.home / "elasticsearch" / "config" / "elasticsearch.yml").read_text()
    node = yaml.safe_load(text)
    assert node["path.data"].startswith(str(own.home))
    assert node["http.port"] == own.elasticsearch_port
    assert elastic.password(own) not in text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a disguise")
@pytest.mark.parametrize("disguise", elastic.DISGUISES, ids=lambda words: words[0])
def test_each_disguise_is_not_root_but_reads_and_writes_what_root_may(tmp_path, disguise):
    tmp_path.chmod(0o700)
    (tmp_path / "file").write_text("kept")
    # -w and -r ask access(2), as Java does: stricter than just opening.
    script = 'test "$(id -u)" != 0 && test -r file && test -w file && cat file && touch new'
    done = subprocess.run(
        [*disguise, "sh", "-c", script], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("kept", "")
    assert (tmp_path / "new").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a disguise")
def test_a_machine_that_offers_root_no_disguise_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(elastic, "DISGUISES", (("false", "--"), ("no-such-program",)))
    with pytest.raises(Trouble, match="as root") as caught:
        elastic.disguise()
    assert "ordinary user" in caught.value.remedy
