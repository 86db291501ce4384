"""bin/adwatch on a repository in miniature: one package, and a command that says what it sees."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adwatch.errors import Exit
from adwatch.settings import REPO

TOOLS = REPO / ".runtime" / "tools"
COMMAND = """
import sys
import tiny
print(tiny.VERSION, *sys.argv[1:], sep="|")
sys.exit(5)
"""


BUILD = """
import tiny
print("builds the encoder of", tiny.VERSION)
"""


@pytest.fixture
def repo(tmp_path):
    root = tmp_path / "unit's own repo"
    (root / "adwatch").mkdir(parents=True)
    (root / "adwatch" / "__main__.py").write_text(COMMAND)
    (root / "classifiers" / "encoder").mkdir(parents=True)
    (root / "classifiers" / "encoder" / "build.py").write_text(BUILD)
    (root / "bin").mkdir()
    for name in ("adwatch", "uv.txt"):
        shutil.copy(REPO / "bin" / name, root / "bin")
    (root / ".runtime").mkdir()
    # The tool that installs is the one that installed us: no network is asked.
    (root / ".runtime" / "tools").symlink_to(TOOLS)
    require(root, "1.0")
    return root


def require(root, version):
    """Demand this version of the package, as a lock with its hash."""
    wheel = root / f"tiny-{version}-py3-none-any.whl"
    info = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", f"VERSION = {version!r}\n")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (root / "requirements.txt").write_text(f"tiny @ {wheel.as_uri()} --hash=sha256:{digest}\n")


def start(repo, *arguments, program=None, **options):
    return subprocess.run(
        ["sh", program or repo / "bin" / "adwatch", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        **options,
    )


def stub(folder, name, script):
    """Put a program before all others; return the environment that finds it there."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_the_first_run_sets_up_and_every_run_passes_arguments_output_and_exit_code(repo):
    first = start(repo, "search", "two  words", "--json")
    assert first.stdout == "1.0|search|two  words|--json\n"
    assert first.returncode == 5
    assert [f"Setting up ({step}/3)" in first.stderr for step in (2, 3)] == [True, True]
    assert "builds the encoder of 1.0" in first.stderr
    second = start(repo, "-")
    assert (second.stdout, second.stderr, second.returncode) == ("1.0|-\n", "", 5)


def test_an_encoder_that_cannot_be_built_keeps_nobody_from_the_rest(repo):
    (repo / "classifiers" / "encoder" / "build.py").write_text("raise SystemExit('no room')")
    done = start(repo, "search")
    assert done.stdout == "1.0|search\n"
    assert "no room\nThe text encoder could not be built" in done.stderr


def test_a_run_that_finds_everything_costs_no_more_than_starting_python(repo):
    start(repo)

    def best_of_five(run):
        def once():
            began = time.perf_counter()
            run()
            return time.perf_counter() - began

        return min(once() for _ in range(5))

    bare = best_of_five(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    assert best_of_five(lambda: start(repo)) < 20 * bare


def test_it_runs_through_a_link_from_a_folder_whose_files_have_the_names_of_modules(repo, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("tiny.py", "adwatch.py", "sys.py"):
        (elsewhere / name).write_text("raise SystemExit('the wrong module')\n")
    link = tmp_path / "adwatch"
    link.symlink_to(repo / "bin" / "adwatch")
    done = start(repo, "demo", program=link, cwd=elsewhere)
    assert done.stdout == "1.0|demo\n", done.stderr


def test_a_changed_lock_is_installed_by_the_next_run(repo):
    start(repo)
    require(repo, "2.0")
    assert start(repo).stdout == "2.0\n"


def test_a_package_that_is_not_the_pinned_one_is_refused_and_what_worked_stays(repo):
    start(repo)
    lock = (repo / "requirements.txt").read_text()
    (repo / "requirements.txt").write_text(lock[:-5] + "0000\n")
    done = start(repo)
    assert done.returncode == Exit.UNREACHABLE
    assert "Hash mismatch" in done.stderr
    assert "could not be installed" in done.stderr
    assert done.stdout == ""
    (repo / "requirements.txt").write_text(lock)
    assert start(repo).stderr == ""


def test_a_killed_first_run_leaves_nothing_that_stops_the_next(repo):
    half = repo / ".runtime" / "venv.new"
    (half / "bin").mkdir(parents=True)
    (half / "bin" / "python").write_text("half a file")
    shutil.copytree(half, repo / ".venv")
    assert start(repo).stdout == "1.0\n"
    assert not half.exists()


def test_two_first_runs_at_once_both_work_and_one_waits(repo):
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(lambda name: start(repo, name), ("one", "two", "three")))
    assert [run.stdout for run in runs] == ["1.0|one\n", "1.0|two\n", "1.0|three\n"]
    assert sum("Setting up" in run.stderr for run in runs) == 1


@pytest.mark.parametrize(
    ("name", "script", "said"),
    [
        ("python3", 'case "$*" in *pip*) exit 1 ;; esac', "has no pip"),
        ("python3", '[ "$1" != --version ] || echo Python 3.9; exit 1', "(python3 is Python 3.9)"),
        ("df", "printf 'head\\n/dev/sda 1 1 12 1%% /\\n'", "has 12 MB free"),
    ],
    ids=["no pip", "old python", "no room"],
)
def test_what_a_machine_lacks_is_said_in_one_sentence(repo, tmp_path, name, script, said):
    env = stub(tmp_path / "stubs", name, script)
    if name == "python3":
        env["PATH"] = str(only_sh(tmp_path / "stubs"))
    # A machine's own Python would be found beside the stub.
    launcher = repo / "bin" / "adwatch"
    launcher.write_text(launcher.read_text().replace("/usr/bin/python3", "python3"))
    done = start(repo, env=env)
    assert said in done.stderr
    assert done.returncode == Exit.LOCAL_RESOURCE
    assert done.stdout == ""
    assert not (repo / ".venv").exists()


def only_sh(folder):
    """Add what any machine has, but no other Python; return the folder."""
    for name in ("sh", "dirname", "readlink", "cmp", "mkdir", "df", "awk"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(repo):
    repo.chmod(stat.S_IRUSR | stat.S_IXUSR)
    (repo / ".runtime").chmod(stat.S_IRUSR | stat.S_IXUSR)
    done = start(repo)
    (repo / ".runtime").chmod(stat.S_IRWXU)
    repo.chmod(stat.S_IRWXU)
    assert done.returncode == Exit.LOCAL_RESOURCE
    assert f"{repo} cannot be written" in done.stderr


def test_the_lock_names_no_address():
    locks = [REPO / "requirements.txt", REPO / "bin" / "uv.txt"]
    locks += Path(REPO / "adwatch" / "runtime" / "browser").glob("*.json")
    for lock in locks:
        assert "://" not in lock.read_text(), lock
