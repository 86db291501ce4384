"""Labelled postings: every accepted form reads as the same thing, and errors say where."""

import json

import pytest

from adwatch.errors import Trouble
from adwatch.labelled import Label, Labelled, Score, below, load_labelled

POSTING = {"id": "a1", "text": "Cook in Kochi, 98470 12345", "lang": "en"}
MENTIONS = [{"kind": "phone", "value": "+919847012345"}, {"kind": "place", "value": "Kochi"}]
USUAL = Labelled(**POSTING, mentions=[Label(**each) for each in MENTIONS])


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "record",
    [
        {**POSTING, "mentions": MENTIONS},
        {**POSTING, "expected": {"mentions": MENTIONS}},
        {**POSTING, "labels": {"mentions": MENTIONS}},
        {**POSTING, "mentions": {"phone": ["+919847012345"], "place": "Kochi"}},
        {**POSTING, "mentions": {"phones": ["+919847012345"], "locations": ["Kochi"]}},
        {**POSTING, "phones": ["+919847012345"], "places": ["Kochi"]},
        {"id": "a1", "body": POSTING["text"], "language": "English", "entities": MENTIONS},
        {**POSTING, "mentions": [{"type": "phone", "value": "+919847012345"}, MENTIONS[1]]},
    ],
)
def test_other_forms_read_as_the_usual_one(record):
    assert Labelled.model_validate(record) == USUAL


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", json.dumps({**POSTING, "mentions": MENTIONS}) + "\n\n"),
        ("a.json", json.dumps([{**POSTING, "mentions": MENTIONS}])),
        ("a.json", json.dumps({**POSTING, "mentions": MENTIONS})),
        ("a.yml", "- {id: a1, text: 'Cook in Kochi, 98470 12345', lang: en,\n"
                  "   phone: '+919847012345', place: Kochi}\n"),
        ("a.yaml", "postings:\n- {id: a1, text: 'Cook in Kochi, 98470 12345', lang: en,\n"
                   "   phone: ['+919847012345'], place: [Kochi]}\n"),
        ("a.csv", "id,text,lang,phone,place\n"
                  "a1,\"Cook in Kochi, 98470 12345\",en,+919847012345,Kochi\n"),
    ],
)  # fmt: skip
def test_files(tmp_path, name, text):
    assert load_labelled(written(tmp_path, name, text)) == [USUAL]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", '{"id": "1", "text": "x", "concern": true}\n{"id": ', "a.jsonl:2: not valid"),
        ("a.jsonl", '{"id": "1", "text": "x"}\n', "a.jsonl:1: carries no label"),
        ("a.jsonl", '{"text": "x", "mentions": [{"kind": "fone", "value": "1"}]}', ":1: mentio"),
        ("a.jsonl", '{"text": "x", "category": "spaceship"}', "a.jsonl:1: category"),
        ("a.jsonl", "[1]", "a.jsonl:1: "),
        ("a.json", '[{"text": "x", "concern": "perhaps"}]', "a.json: item 1: concern"),
        ("a.yml", "- text: x\n  concern: true\n- text: y\n", "a.yml:3: carries no label"),
        ("a.yml", "- text: [\n", "a.yml:2: not valid YAML"),
        ("a.yml", "text: x\n", "a.yml:1: not a list"),
        ("a.csv", "id,text,concern\n1,x,perhaps\n", "a.csv:2: concern"),
        ("a.jsonl", "\n", "holds no posting"),
    ],
)  # fmt: skip
def test_errors_say_where(tmp_path, name, text, said):
    with pytest.raises(Trouble, match=said):
        load_labelled(written(tmp_path, name, text))


def test_a_missing_file(tmp_path):
    with pytest.raises(Trouble, match="cannot be read"):
        load_labelled(tmp_path / "none.jsonl")


def test_what_is_not_labelled_is_none():
    row = Labelled(id="1", text="x", concern=True)
    assert row.mentions is row.indicators is row.lang is row.category is None


def test_no_mention_is_a_label():
    assert Labelled(id="1", text="x", mentions=[]).mentions == ()


def test_other_keys_are_named():
    row = Labelled.model_validate(
        {"id": "1", "text": "x", "mentons": [], "url": "http://a.example"}
    )
    assert row.unread == ("mentons",)
    assert row.mentions is None


def test_attributes_beside_a_value_and_numbers():
    label = Label.model_validate({"kind": "price", "value": 25000.0, "currency": "INR"})
    assert (label.value, label.attributes) == ("25000", {"currency": "INR"})


def test_score():
    score = Score(right=1, wrong=1, missed=1)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    assert Score().precision == Score().recall == Score().f1 == 1


def test_floors_judge_only_what_was_measured():
    assert below({"phone": 0.9}, {"phone": 0.95, "age": 0.9}) == [
        "phone is 0.900, its floor is 0.95"
    ]
    assert not below({"phone": 0.95}, {"phone": 0.95})
