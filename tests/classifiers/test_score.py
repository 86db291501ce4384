"""The score's promises: it adds up, evidence never lowers it, no model speaks without evidence."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adwatch.model import Finding
from classifiers.indicator import load_indicators
from classifiers.score import addends_of, band_of, by_indicator, heard, load_rules, score_of

RULES, INDICATORS = load_rules(), load_indicators()
POSITIVE = sorted(code for code, i in INDICATORS.items() if i.strength != "counter")
COUNTERS = sorted(code for code, i in INDICATORS.items() if i.strength == "counter")
said = st.floats(-12, 12)
codes = st.lists(st.sampled_from(POSITIVE), max_size=8)


def found(code, share=1.0):
    indicator = INDICATORS[code]
    return Finding(
        indicator=code,
        strength=indicator.strength,
        weight=indicator.weight * share,
        why="",
        field="text",
        start=0,
        end=1,
    )


def score(shown, said, counters=()):
    findings = [found(code) for code in (*shown, *counters)]
    return score_of(addends_of(findings, INDICATORS, RULES, said, "v"))


@settings(max_examples=40, deadline=None)
@given(codes, st.sampled_from(POSITIVE), said, st.lists(st.sampled_from(COUNTERS), max_size=2))
def test_another_finding_never_lowers_the_score(shown, more, said, counters):
    assert score([*shown, more], said, counters) >= score(shown, said, counters) - 1e-12


@settings(max_examples=40, deadline=None)
@given(codes, said, st.floats(0, 5))
def test_a_clearer_text_never_lowers_the_score(shown, said, more):
    assert score(shown, said + more) >= score(shown, said) - 1e-12


@settings(max_examples=40, deadline=None)
@given(codes, said, st.sampled_from(COUNTERS))
def test_a_counter_sign_never_raises_the_score(shown, said, counter):
    assert score(shown, said, [counter]) <= score(shown, said) + 1e-12


@settings(max_examples=40, deadline=None)
@given(said)
def test_without_evidence_the_model_lifts_nothing_out_of_none(said):
    assert band_of(score([], said), RULES) == "none"


@pytest.mark.parametrize("code", [c for c in POSITIVE if INDICATORS[c].strength == "strong"])
def test_one_strong_sign_reaches_medium_where_the_model_is_undecided(code):
    assert band_of(score([code], 0.0), RULES) in ("medium", "high")


def test_all_weak_signs_together_stay_below_medium():
    weak = [c for c in POSITIVE if INDICATORS[c].strength == "weak"]
    assert band_of(score(weak * 3, 0.0), RULES) in ("none", "low")


def test_words_that_no_list_has_weigh_less():
    listed, likeness = (
        by_indicator([found("organ_sale", s)], RULES) for s in (1.0, RULES.likeness)
    )
    assert 0 < likeness["organ_sale"] < listed["organ_sale"]


def test_the_addends_name_the_model_and_sum_to_the_logit():
    addends = addends_of([found("movement")], INDICATORS, RULES, 1.0, "0123456789ab")
    assert [a.term for a in addends if a.term.startswith("text model")] == [
        "text model 0123456789ab"
    ]
    logit = sum(addend.value for addend in addends)
    assert score_of(addends) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_the_model_takes_back_no_more_than_its_part():
    assert heard(-100.0, 9.0, RULES.model) == pytest.approx(-RULES.model.least)
