"""`adwatch evaluate`: tables for a person, a JSON line a figure for a program, floors that hold."""

import json

import pytest
from typer.testing import CliRunner

from adwatch import console
from adwatch.cli import app
from adwatch.errors import Exit, Trouble

RIGHT = {"id": "1", "text": "call 9847012345", "lang": "en", "phones": ["+919847012345"]}
MISSED = {"id": "2", "text": "call me", "lang": "en", "phones": ["+919847012346"], "concern": False}


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, (RIGHT, MISSED))), encoding="utf-8")
    return path


def run(*arguments):
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_a_line_a_figure_when_piped(labelled):
    lines = [json.loads(line) for line in run(labelled).splitlines()]
    figures = {(line["table"], line["name"]): line for line in lines}
    phones = figures["mentions by kind", "phone"]
    assert (phones["precision"], phones["recall"], phones["missed"]) == (1.0, 0.5, 1)
    assert ("concern", "flagged") in figures
    assert figures["posting", "language"]["f1"] == 1.0


def test_tables_at_a_terminal(labelled, monkeypatch):
    monkeypatch.setattr(console, "at_terminal", lambda: True)
    printed = run(labelled)
    assert "mentions by kind" in printed
    assert "0.500" in printed
    assert "indicators" not in printed, "nothing labelled, nothing judged"


def test_intervals_and_mistaken_categories_are_printed(tmp_path, monkeypatch):
    path = tmp_path / "labelled.jsonl"
    row = {"id": "1", "text": "Cycle for sale", "category": "adoption", "concern": False}
    path.write_text(json.dumps(row), encoding="utf-8")
    lines = [json.loads(line) for line in run(path).splitlines()]
    (mistaken,) = (line for line in lines if line["table"] == "categories mistaken")
    assert (mistaken["expected"], mistaken["postings"]) == ("adoption", 1)
    assert {"low", "high"} < next(
        li for li in lines if li["table"] == "categories, adoption"
    ).keys()
    monkeypatch.setattr(console, "at_terminal", lambda: True)
    assert "concern, with 95 % intervals" in run(path)


def test_misses_are_listed(labelled):
    assert '"value":"+919847012346","found":false' in run(labelled, "--misses")


def test_a_figure_below_its_floor_fails(labelled, tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text('{"enrichment": {"phone": 0.9, "age": 1.0}}')
    with pytest.raises(Trouble, match=r"phone is 0\.667, its floor is 0\.9") as trouble:
        run(labelled, "--floors", floors)
    assert trouble.value.code == Exit.BROKEN_PROMISE
    floors.write_text('{"enrichment": {"phone": 0.6}}')
    run(labelled, "--floors", floors)


def test_a_file_of_floors_that_is_none(labelled):
    with pytest.raises(Trouble, match="no file of floors"):
        run(labelled, "--floors", labelled)
