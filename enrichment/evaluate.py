"""Scores `enrich` on labelled postings: precision, recall and F1 by kind, language and disguise.

A labelled posting is one JSON object: `{"id", "title", "text", "expected": {"mentions": [{"kind",
"value"}, ...], "lang": "en"}}`. Mentions are compared as sets of (kind, value) within a posting, so
a number written twice counts once. Only kinds that the file labels anywhere are scored. Expected
mentions may carry `district` (places) and `disguise` (phones); what they lack is not judged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import computed_field

from adwatch.model import Frozen, Mention, Posting
from enrichment import enrich


class Expected(Frozen):
    """What a person found in a posting."""

    mentions: tuple[dict[str, Any], ...] = ()
    lang: str | None = None
    district: str | None = None


class Labelled(Frozen):
    """A posting with what is expected of it; unknown keys are refused so that typos are noticed."""

    id: str
    title: str = ""
    text: str
    expected: Expected


class Score(Frozen):
    """Counts and the measures that follow from them."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def recall(self) -> float:
        """Share of the expected that was found; 1 where nothing was expected."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Miss(Frozen):
    """One difference between what was expected and what was found."""

    id: str
    kind: str
    value: str
    found: bool


class Report(Frozen):
    """How well the extractors did; `by_language` and `by_disguise` count telephone numbers."""

    postings: int
    by_kind: dict[str, Score]
    by_language: dict[str, Score]
    by_disguise: dict[str, Score]
    languages: Score
    districts: Score
    misses: tuple[Miss, ...]


def evaluate(postings: Iterable[Labelled]) -> Report:
    """Return the scores of `enrich` on labelled postings."""
    labelled = list(postings)
    kinds = {str(mention["kind"]) for each in labelled for mention in each.expected.mentions}
    tally = _Tally(kinds)
    for each in labelled:
        tally.add(each, enrich(Posting(id=each.id, title=each.title, text=each.text)))
    return tally.report(len(labelled))


class _Tally:
    """Counts (right, wrong, missed) under each heading."""

    def __init__(self, kinds: set[str]) -> None:
        self.kinds = kinds
        self.counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.misses: list[Miss] = []

    def add(self, labelled: Labelled, found: Posting) -> None:
        """Compare one posting."""
        expected = {_key(each): each for each in labelled.expected.mentions}
        mentions: dict[tuple[str, str], Mention] = {
            (each.kind, each.value): each for each in found.mentions if each.kind in self.kinds
        }
        for key in expected.keys() | mentions.keys():
            outcome = _outcome(expected.get(key), mentions.get(key))
            self._count(key, outcome, expected.get(key, {}), mentions.get(key), found.lang)
            if outcome != "right":
                miss = Miss(id=labelled.id, kind=key[0], value=key[1], found=outcome == "wrong")
                self.misses.append(miss)
        self._compare("lang", labelled, labelled.expected.lang, found.lang)
        self._compare("district", labelled, labelled.expected.district, found.district)

    def _count(
        self,
        key: tuple[str, str],
        outcome: str,
        expected: dict[str, Any],
        mention: Mention | None,
        lang: str,
    ) -> None:
        self.counts["kind"][key[0]][outcome] += 1
        if key[0] == "phone":
            self.counts["language"][lang][outcome] += 1
            found = mention.attributes.get("disguise") if mention else None
            self.counts["disguise"][str(expected.get("disguise") or found or "unknown")][
                outcome
            ] += 1

    def _compare(self, name: str, labelled: Labelled, expected: str | None, found: str) -> None:
        if expected is None:
            return
        right = expected == found
        self.counts[name][""].update({"right": 1} if right else {"wrong": 1, "missed": 1})
        if not right:
            value = f"{found or '-'} for {expected or '-'}"
            self.misses.append(Miss(id=labelled.id, kind=name, value=value, found=True))

    def report(self, postings: int) -> Report:
        """Return the counts as scores."""
        scores = {
            name: {heading: Score(**counter) for heading, counter in sorted(group.items())}
            for name, group in self.counts.items()
        }
        return Report(
            postings=postings,
            by_kind=scores.get("kind", {}),
            by_language=scores.get("language", {}),
            by_disguise=scores.get("disguise", {}),
            languages=scores.get("lang", {}).get("", Score()),
            districts=scores.get("district", {}).get("", Score()),
            misses=tuple(self.misses),
        )


def _key(mention: dict[str, Any]) -> tuple[str, str]:
    return str(mention["kind"]), str(mention["value"])


def _outcome(expected: dict[str, Any] | None, found: Mention | None) -> str:
    if expected is None:
        return "wrong"
    if found is None:
        return "missed"
    district = expected.get("district")
    return "right" if district in (None, found.attributes.get("district")) else "wrong"
