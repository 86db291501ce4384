"""The scores, and that the quality floors hold on the held-out postings."""

import json
from pathlib import Path

import pytest

from enrichment.evaluate import Labelled, Score, evaluate

HERE = Path(__file__).parent
FLOORS = json.loads((HERE.parent.parent / "classifiers" / "floors.json").read_text("utf-8"))


def _posting(text, *mentions, **expected):
    listed = [{"kind": kind, "value": value} for kind, value in mentions]
    return Labelled(id="1", text=text, expected={"mentions": listed, **expected})


def test_counts():
    right = _posting("call 9847012345", ("phone", "+919847012345"))
    missed = _posting("call me", ("phone", "+919847012345"))
    wrong = _posting("call 9847012345")
    report = evaluate([right, missed, wrong])
    assert report.by_kind["phone"] == Score(right=1, wrong=1, missed=1)
    assert report.by_kind["phone"].f1 == 0.5
    assert [(each.kind, each.found) for each in report.misses] == [
        ("phone", False),
        ("phone", True),
    ]


def test_only_labelled_kinds_are_scored():
    report = evaluate([_posting("Kochi, call 9847012345", ("phone", "+919847012345"))])
    assert set(report.by_kind) == {"phone"}
    assert report.by_disguise == {"plain": Score(right=1)}


def test_a_wrong_district_makes_a_place_wrong():
    text = {"id": "1", "text": "Kochi"}
    place = {"kind": "place", "value": "Kochi", "district": "Idukki"}
    report = evaluate([Labelled(**text, expected={"mentions": [place]})])
    assert report.by_kind["place"].wrong == 1


def test_language_and_district_of_the_posting():
    report = evaluate([_posting("Room in Kochi", lang="en", district="Thrissur")])
    assert report.languages.right == 1
    assert report.districts.right == 0


def test_nothing_found_and_nothing_expected_is_perfect():
    assert Score().precision == Score().recall == Score().f1 == 1


def test_an_unknown_key_is_refused():
    with pytest.raises(ValueError, match="txt"):
        Labelled.model_validate({"id": "1", "txt": "", "text": "", "expected": {}})


def test_floors_hold_on_held_out_postings():
    lines = [
        line
        for path in sorted((HERE / "heldout").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    report = evaluate([Labelled.model_validate_json(line) for line in lines])
    measured = {kind: score.f1 for kind, score in report.by_kind.items()}
    measured |= {"language": report.languages.f1, "district": report.districts.f1}
    below = {
        kind: (round(measured[kind], 3), floor)
        for kind, floor in FLOORS["enrichment"].items()
        if measured[kind] < floor
    }
    assert not below
