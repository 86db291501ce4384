"""The scores, and that the quality floors hold on the held-out postings."""

import json
from pathlib import Path

import pytest

from adwatch.labelled import Labelled, Score, below, load_labelled
from enrichment.evaluate import comparable, evaluate

HERE = Path(__file__).parent
FLOORS = json.loads((HERE.parent.parent / "classifiers" / "floors.json").read_text("utf-8"))


def _posting(text, *mentions, **expected):
    listed = [{"kind": kind, "value": value} for kind, value in mentions]
    return Labelled(id="1", text=text, mentions=listed, **expected)


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


def test_a_posting_without_labels_of_mentions_is_not_judged_on_them():
    unlabelled = Labelled(id="2", text="call 9847012346", lang="en")
    report = evaluate([_posting("call 9847012345", ("phone", "+919847012345")), unlabelled])
    assert report.by_kind["phone"] == Score(right=1)


def test_a_wrong_attribute_makes_a_mention_wrong():
    place = {"kind": "place", "value": "Kochi", "district": "Idukki"}
    report = evaluate([Labelled(id="1", text="Kochi", mentions=[place])])
    assert report.by_kind["place"].wrong == 1


def test_language_and_district_of_the_posting():
    report = evaluate([_posting("Room in Kochi", lang="en", district="Thrissur")])
    assert report.languages.right == 1
    assert report.districts.right == 0
    assert report.by_language_told == {"en": Score(right=1)}
    assert set(report.figures()) == {"language", "district"}


def test_a_language_told_wrongly_counts_for_both():
    report = evaluate([Labelled(id="1", text="Room in Kochi for rent", lang="hi-Latn")])
    assert report.by_language_told == {"en": Score(wrong=1), "hi-Latn": Score(missed=1)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("call 9847012345", "phone", "98470 12345"),
        ("call 9847012345", "phone", "0091-9847012345"),
        ("call 0484 2345678", "phone", "0484-2345678"),
        ("room in Calicut", "place", "Calicut"),
        ("room in Calicut", "place", "kozhikode"),
        ("salary Rs 15,000", "price", "15,000"),
        ("salary Rs 15,000 to 20,000", "price", "15000-20000"),
        ("age 18-25", "age", "18 to 25"),
        ("age 24", "age", "24.0"),
        ("telegram: @Riya_K", "handle", "@riya_k"),
        ("telegram: @Riya_K", "handle", "Telegram:Riya_K"),
        ("mail Riya@Gmail.com", "email", "RIYA@gmail.com"),
        ("see https://www.spa.example/", "url", "spa.example"),
    ],
)
def test_values_are_equal_however_they_are_written(text, kind, value):
    report = evaluate([_posting(text, (kind, value))])
    assert report.by_kind[kind].f1 == 1, report.misses


def test_values_that_differ():
    assert comparable("price", "1500") != comparable("price", "15000")
    assert comparable("phone", "9847012345") != comparable("phone", "9847012346")


def test_floors_hold_on_held_out_postings():
    paths = sorted((HERE / "heldout").glob("*.jsonl"))
    report = evaluate([row for path in paths for row in load_labelled(path)])
    assert not below(report.figures(), FLOORS["enrichment"])
    assert set(FLOORS["enrichment"]) <= set(report.figures())


def test_floors_hold_on_postings_that_no_rule_was_made_for():
    report = evaluate(load_labelled(HERE / "heldout" / "facts.yml"))
    assert not below(report.figures(), FLOORS["facts"])
    assert set(FLOORS["facts"]) <= set(report.figures())
