"""Unpacking the distribution and fitting it to small Javas."""

import zipfile

import pytest

from adwatch.runtime import distribution
from adwatch.runtime.distribution import exchange_modules, renamed, unpack


def constant(name):
    return b"\x01" + len(name).to_bytes(2, "big") + name.encode()


MODULE_INFO = b"\xca\xfe\xba\xbe" + b"".join(
    map(constant, ["java.base", "jdk.jlink", "jdk.jdi", "jdk.jdi.connect"])
)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "thing.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, mode in (("thing-1/bin/start", 0o755), ("thing-1/README", 0o644)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            made.writestr(entry, name)
    return path


def test_unpacking_drops_the_top_folder_and_keeps_what_may_be_executed(archive, tmp_path):
    unpack(archive, tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["README", "bin"]
    assert (tmp_path / "out" / "bin" / "start").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "out" / "README").stat().st_mode & 0o777 == 0o644


def test_a_distribution_that_is_there_is_taken_as_it_is(tmp_path):
    distribution.home(tmp_path).mkdir()
    assert distribution.ensure(tmp_path) == distribution.home(tmp_path)


def test_names_are_exchanged_whole_with_their_lengths():
    changed = renamed(MODULE_INFO, distribution.STAND_INS)
    assert constant("java.prefs") in changed
    assert constant("java.scripting") in changed
    assert constant("jdk.jdi.connect") in changed, "a longer name is another constant"
    assert constant("jdk.jlink") not in changed


def test_a_class_file_of_another_make_is_not_touched():
    with pytest.raises(ValueError, match=r"jdk\.jlink"):
        renamed(MODULE_INFO.replace(b"jdk.jlink", b"jdk.javac"), distribution.STAND_INS)


def test_only_the_jars_own_module_info_is_changed(tmp_path):
    jar = tmp_path / "a.jar"
    with zipfile.ZipFile(jar, "w") as made:
        made.writestr("module-info.class", MODULE_INFO)
        made.writestr("inner/module-info.class", MODULE_INFO)
    exchange_modules(jar, distribution.STAND_INS)
    with zipfile.ZipFile(jar) as changed:
        assert changed.read("module-info.class") == renamed(MODULE_INFO, distribution.STAND_INS)
        assert changed.read("inner/module-info.class") == MODULE_INFO
