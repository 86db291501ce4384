"""The learning loop: verdicts become rows, a worse model is not promoted, proposals differ."""

import json

import numpy as np
import pytest

from adwatch.errors import Trouble
from adwatch.labelled import below, load_labelled
from adwatch.model import Posting
from adwatch.vectors import pack
from classifiers import load_assessor
from classifiers.evaluate import evaluate
from classifiers.learned.model import SHIPPED, load_model
from classifiers.learning.promotion import (
    CURRENT,
    PREVIOUS,
    figures,
    objections,
    page,
    promote,
    roll_back,
)
from classifiers.learning.proposals import proposals
from classifiers.learning.verdicts import Verdict, rows_of
from classifiers.learning.weekly import FLOORS, FROZEN
from enrichment import enrich


def verdict(**changes):
    return Verdict(**{"id": "1", "text": "Call 98470 00111", "verdict": "confirmed", **changes})


@pytest.mark.parametrize(
    ("given", "concern", "indicators"),
    [
        ({"verdict": "confirmed"}, True, None),
        ({"verdict": "dismissed", "reason": "ordinary posting"}, False, None),
        ({"verdict": "dismissed", "reason": "words misread: fish"}, False, ()),
    ],
)
def test_a_verdict_becomes_a_training_row(given, concern, indicators):
    ((_, row),) = rows_of([verdict(**given)])
    assert (row.concern, row.indicators) == (concern, indicators)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"verdict": "reopened"}, "nothing is decided"),
        ({"verdict": "dismissed", "reason": "known to the unit"}, "says nothing about the words"),
        ({"verdict": "dismissed", "reason": "outside our work"}, "says nothing about the words"),
    ],
)
def test_a_verdict_that_judges_no_words_is_left_out(given, why):
    assert list(rows_of([verdict(**given)])) == [], why


def test_copies_with_other_numbers_are_one_family():
    rows = rows_of(
        [verdict(), verdict(id="2", text="call 99470-00222!"), verdict(id="3", text="x")]
    )
    first, second, third = (family for family, _ in rows)
    assert first == second != third


RUNNING = {"concern average precision": 0.95, "average precision ml": 0.90}


@pytest.mark.parametrize(
    ("new", "floors", "against"),
    [
        (RUNNING, {}, 0),
        (RUNNING | {"average precision ml": 0.89}, {}, 0),
        (RUNNING | {"average precision ml": 0.80}, {}, 1),
        (RUNNING, {"average precision ml": 0.91}, 1),
    ],
    ids=["the same", "within chance", "one language falls", "below a floor"],
)
def test_a_model_is_promoted_only_if_nothing_falls(new, floors, against):
    assert len(objections(new, RUNNING, floors)) == against


def test_the_report_says_why_a_model_is_not_promoted():
    new = RUNNING | {"average precision ml": 0.80}
    text = page(new, RUNNING, ("new1", "old1"), objections(new, RUNNING, {}))
    assert "Not promoted: average precision ml falls from 0.900 to 0.800." in text
    assert "| average precision ml | 0.900 | 0.800 |" in text


def test_a_promotion_can_be_taken_back_to_the_shipped_model(tmp_path):
    for content in ("first", "second"):
        (tmp_path / "candidate").write_text(content)
        promote(tmp_path / "candidate", tmp_path / "models")
    models = tmp_path / "models"
    assert [(models / n).read_text() for n in (CURRENT, PREVIOUS)] == ["second", "first"]
    roll_back(models)
    assert (models / CURRENT).read_text() == "first"
    roll_back(models)
    with pytest.raises(Trouble, match="that adwatch ships is running"):
        roll_back(models)


def posting(name, score, direction):
    return Posting(id=name, score=score, embedding=pack(np.eye(8, dtype=np.float32)[direction]))


def test_proposals_are_uncertain_and_unlike_each_other():
    stored = [
        posting("sure", 0.99, 3),
        posting("near", 0.40, 0),
        posting("its twin", 0.41, 0),
        posting("another", 0.45, 1),
    ]
    assert [p.id for p in proposals(stored[1:], 2)] == ["near", "another"]
    assert proposals([], 5) == []
    assert len(proposals(stored, 9)) == 4


def test_floors_are_set_for_the_figures_that_promotion_reads():
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["classifiers"]
    assert floors["concern average precision"] >= 0.9
    assert all(0 < floor <= 1 for floor in floors.values())


def test_the_shipped_model_keeps_its_floors_on_the_frozen_postings():
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["classifiers"]
    found = figures(evaluate(load_labelled(FROZEN), lambda p: load_assessor()(enrich(p))))
    assert floors.keys() <= found.keys()
    assert below(found, floors) == []


def test_the_shipped_model_names_its_data_and_encoder():
    facts = load_model(SHIPPED).facts
    assert len(facts.data) == 12
    assert facts.rows > 1500
    assert "multilingual-e5-small" in facts.encoder
