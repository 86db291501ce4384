"""The language of postings, romanised Malayalam and Hindi included."""

from pathlib import Path

import pytest
import yaml

from adwatch.model import Posting
from enrichment import enrich
from enrichment.context import contexts
from enrichment.language import spans

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "language.yml").read_text("utf-8"))[
    "cases"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_language(case):
    assert enrich(Posting(id="1", text=case["text"])).lang == case["expect"], case["why"]


def test_enough_cases_of_each_language():
    assert len(CASES) >= 60
    for lang in ("en", "ml", "hi", "ta", "ml-Latn", "hi-Latn"):
        assert sum(case["expect"] == lang for case in CASES) >= 7


def test_title_and_text_are_judged_together():
    posting = Posting(id="1", title="Room", text="kochiyil oru veedu vadakakku undu vilikkuka")
    assert enrich(posting).lang == "ml-Latn"


def test_spans_of_a_mixed_text():
    text = "നല്ല ജോലി available now, jaldi sampark karo"
    context = contexts({"text": text})[0]
    assert [(text[each.start : each.end], each.lang) for each in spans(context)] == [
        ("നല്ല ജോലി", "ml"),
        ("available now", "en"),
        ("jaldi sampark karo", "hi-Latn"),
    ]
