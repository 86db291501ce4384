"""What the doctor finds, and what to do about it."""

import socket

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime import chromium, doctor, java, ports
from adwatch.settings import Settings

PORTS = ("elasticsearch_port", "web_port", "airflow_port", "town_port", "smtp_port")


@pytest.fixture
def settings(tmp_path):
    free = dict(zip(PORTS, ports.free_ports(len(PORTS)), strict=True))
    return Settings(home=tmp_path / "home", runtime=tmp_path / "runtime").model_copy(update=free)


def found(settings, name):
    (check,) = [check for check in doctor.diagnose(settings) if check.name == name]
    return check


def test_every_check_says_what_it_found_and_every_failed_one_what_to_do(settings):
    checks = doctor.diagnose(settings)
    assert all(check.detail for check in checks)
    assert all(check.remedy for check in checks if not check.ok)
    assert len({check.name for check in checks}) == len(checks)


def test_a_healthy_machine_passes(settings):
    for name in ("data folder", "disk space", "Python", "Java", "port of web"):
        assert found(settings, name).ok, name


def test_what_is_not_fetched_yet_is_missing_and_is_not_fetched_now(settings, monkeypatch):
    monkeypatch.setattr(chromium, "NAMES", ())
    for name in ("Elasticsearch", "browser"):
        check = found(settings, name)
        assert not check.ok
        assert "fetched yet" in check.detail
    assert not settings.runtime.exists()


def test_a_port_of_somebody_else_is_named_with_its_holder(settings):
    with socket.create_server((ports.LOOPBACK, settings.web_port)):
        check = found(settings, "port of web")
    assert not check.ok
    assert f"{settings.web_port} is in use by " in check.detail


def test_a_home_that_cannot_be_made(settings, tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    check = found(settings, "data folder")
    assert not check.ok
    assert str(tmp_path / "home") in check.detail


def test_a_small_disk(settings, monkeypatch):
    monkeypatch.setattr(doctor, "ROOM_MB", 10**9)
    assert not found(settings, "disk space").ok


def test_packages_of_another_lock(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "REPO", tmp_path)
    (tmp_path / "requirements.txt").write_text("new")
    assert not found(settings, "Python packages").ok
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "requirements.txt").write_text("old")
    assert not found(settings, "Python packages").ok
    (tmp_path / ".venv" / "requirements.txt").write_text("new")
    assert found(settings, "Python packages").ok


def test_no_java(settings, monkeypatch):
    def none(environ):
        raise Trouble("No Java.", "Install one.", Exit.LOCAL_RESOURCE)

    monkeypatch.setattr(java, "find", none)
    assert found(settings, "Java") == doctor.Check("Java", False, "No Java.", "Install one.")


def test_a_named_cluster_needs_neither_java_nor_a_node(settings):
    cluster = settings.model_copy(update={"elasticsearch_url": "https://search.example:9200"})
    names = {check.name for check in doctor.diagnose(cluster)}
    assert names.isdisjoint({"Java", "Elasticsearch", "user", "port of elasticsearch"})


def test_tor_is_missed_only_by_a_source_that_goes_through_it(settings, tmp_path):
    (port,) = ports.free_ports(1)
    own = settings.model_copy(update={"sources": tmp_path, "tor": f"127.0.0.1:{port}"})
    (tmp_path / "board.yml").write_text("title: A board\n# proxy: tor\n")
    assert found(own, "Tor").ok
    assert "no source needs it" in found(own, "Tor").detail
    (tmp_path / "onion.yml").write_text("title: An onion site\nproxy: tor\n")
    assert not found(own, "Tor").ok
    assert "onion.yml" in found(own, "Tor").remedy
    with socket.create_server((ports.LOOPBACK, port)):
        assert found(own, "Tor").ok
