"""Each extractor against its table of examples; an extractor without a table fails the run."""

from pathlib import Path

import pytest
import yaml

from adwatch.model import Posting
from enrichment import enrich
from enrichment.extractors import ALL

CASES = Path(__file__).parent / "cases"
FEWEST = {"phones": 150, "places": 120}
FEWEST_OTHERS = 60


def _table(name):
    return yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))


def _rows():
    for name in ALL:
        if (CASES / f"{name}.yml").exists():
            table = _table(name)
            for case in table["cases"]:
                yield pytest.param(table["kind"], case, id=f"{name}: {case['text'][:40]}")


@pytest.mark.parametrize(("kind", "case"), list(_rows()))
def test_case(kind, case):
    found = enrich(Posting(id="1", text=case["text"]))
    assert [each.value for each in found.mentions if each.kind == kind] == case["expect"], case[
        "why"
    ]


@pytest.mark.parametrize("name", ALL)
def test_table_is_large_and_has_many_negatives(name):
    cases = _table(name)["cases"]
    negatives = [case for case in cases if not case["expect"]]
    assert len(cases) >= FEWEST.get(name, FEWEST_OTHERS)
    assert 3 * len(negatives) >= len(cases)
    assert len({case["text"] for case in cases}) == len(cases)


def test_no_table_without_an_extractor():
    assert {path.stem for path in CASES.glob("*.yml")} == {*ALL, "language"}
