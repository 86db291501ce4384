"""Which Java is taken: by what it says of itself, not by where it lies."""

import os
import sys
from pathlib import Path

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime import java

FULL = "java.base java.se jdk.attach jdk.management.agent jdk.net jdk.zipfs".split()


@pytest.fixture
def make(tmp_path):
    """Return a function that installs a `java` which lists these modules."""

    def install(name, version, modules=FULL):
        program = tmp_path / name / "bin" / "java"
        program.parent.mkdir(parents=True)
        lines = "".join(f"echo {module}@{version}\n" for module in modules)
        program.write_text(f"#!/bin/sh\n{lines}")
        program.chmod(0o755)
        return program.parent.parent

    return install


@pytest.mark.parametrize(
    ("version", "modules", "suits"),
    [
        ("17.0.15", FULL, True),
        ("21", FULL, True),
        ("25.0.2", [*FULL, "jdk.incubator.vector"], True),
        ("25-ea", FULL, True),
        ("16.0.2", FULL, False),  # Elasticsearch 8 needs 17
        ("26", FULL, False),  # newer than this Elasticsearch was tried on
        ("17.0.15", FULL[:2], False),  # a cut-down image
    ],
)
def test_version_and_modules_decide(make, version, modules, suits):
    found = java.examine(make("java", version, modules))
    assert found is not None
    assert found.suits is suits


@pytest.mark.parametrize("script", ["exit 1", "echo 'Unrecognized option: --list-modules'"])
def test_what_does_not_answer_like_java_is_none(tmp_path, script):
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    assert java.examine(tmp_path) is None
    assert java.examine(tmp_path / "nothing here") is None


def test_the_named_java_comes_before_the_one_on_the_path(make):
    named, on_path = make("named", "21"), make("on path", "17.0.1")
    path = {"PATH": str(on_path / "bin")}
    assert java.find({**path, "JAVA_HOME": str(named)}).home == named
    assert java.find({**path, "ES_JAVA_HOME": str(named), "JAVA_HOME": "/nowhere"}).home == named
    assert java.find(path).home == on_path


def test_a_named_java_that_does_not_suit_is_passed_over(make):
    old, good = make("old", "11.0.2"), make("good", "17.0.1")
    found = java.find({"JAVA_HOME": str(old), "PATH": str(good / "bin")})
    assert (found.home, found.version) == (good, 17)


def test_the_java_on_the_path_may_be_a_link(make, tmp_path):
    link = tmp_path / "links" / "java"
    link.parent.mkdir()
    link.symlink_to(make("real", "17.0.1") / "bin" / "java")
    assert java.find({"PATH": str(link.parent)}).home == tmp_path / "real"


def test_a_machine_without_java_uses_the_packaged_one(monkeypatch):
    monkeypatch.setattr(java, "USUAL_PLACES", ())
    found = java.find({"PATH": ""})
    assert found.home == java.packaged()
    assert Path(sys.prefix) in found.home.parents


def test_no_java_at_all_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setattr(java, "candidates", lambda environ: iter([Path("/nowhere")]))
    with pytest.raises(Trouble, match="No Java 17 to 25") as caught:
        java.find(os.environ)
    assert "apt-get install" in caught.value.remedy
    assert caught.value.code == Exit.LOCAL_RESOURCE
