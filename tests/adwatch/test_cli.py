"""The commands as a person or a program meets them: real processes, real pipes."""

import json
import os
import subprocess
import sys
import threading

import pytest

from adwatch.errors import Exit
from adwatch.settings import REPO

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("ADWATCH_")},
    "PYTHONPATH": str(REPO),
    "PYTHONUNBUFFERED": "",
}


def adwatch(*arguments, stdin="", **environment):
    return subprocess.run(
        [sys.executable, "-m", "adwatch", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=ENVIRONMENT | environment,
        timeout=60,
    )


def test_process_answers_each_line_while_its_input_stays_open():
    child = subprocess.Popen(
        [sys.executable, "-m", "adwatch", "process", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    watchdog = threading.Timer(60, child.kill)
    watchdog.start()
    try:
        for name in ("1", "2"):
            line = {"id": name, "title": "", "text": "Call nine eight four seven zero 11223"}
            child.stdin.write(json.dumps(line) + "\n")
            child.stdin.flush()
            answer = json.loads(child.stdout.readline())
            assert answer["id"] == name
            assert [m["value"] for m in answer["mentions"] if m["kind"] == "phone"] == [
                "+919847011223"
            ]
        child.stdin.close()
        assert child.wait(timeout=30) == Exit.OK
    finally:
        watchdog.cancel()
        child.kill()


def test_process_passes_over_a_malformed_line_and_says_so():
    good = '{"id":"2","title":"","text":"two"}'
    done = adwatch("process", "-", stdin=f'{{"id":"1",\n{good}')
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["2"]
    assert "standard input:1" in done.stderr
    assert done.returncode == Exit.BAD_INPUT


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["proces"], "Did you mean 'process'", Exit.USAGE),
        (["process", "file.jsonl"], "give '-'", Exit.USAGE),
        (["crawl"], "Missing argument 'source'", Exit.USAGE),
        (["digest", "--window", "0"], "--window", Exit.USAGE),
    ],
)
def test_mistakes_are_explained(arguments, words, code):
    done = adwatch(*arguments)
    assert words in " ".join(done.stderr.split())
    assert done.returncode == code


def test_an_index_that_is_down_is_one_sentence(tmp_path):
    done = adwatch(
        "index", ADWATCH_HOME=str(tmp_path), ADWATCH_ELASTICSEARCH_URL="http://127.0.0.1:9"
    )
    assert done.returncode == Exit.UNREACHABLE
    assert "http://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_names_what_was_changed(tmp_path):
    assert adwatch("verify", ADWATCH_HOME=str(tmp_path)).returncode == Exit.OK
    (tmp_path / "evidence/site").mkdir(parents=True)
    (tmp_path / "evidence/site/r1.warc.gz").write_bytes(b"")
    done = adwatch("verify", ADWATCH_HOME=str(tmp_path))
    assert done.returncode == Exit.INCOMPLETE
    assert "r1.warc.gz" in done.stderr


def test_the_page_of_commands_is_current():
    made = subprocess.run(
        [sys.executable, "-m", "typer", "adwatch.cli", "utils", "docs", "--name", "adwatch"],
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENT,
        cwd=REPO,
    ).stdout
    page = (REPO / "docs" / "commands.md").read_text(encoding="utf-8")
    assert made.strip() in page, (
        "docs/commands.md is not current: CONTRIBUTING.md says how it is made"
    )
