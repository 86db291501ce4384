"""Scores `enrich` on labelled postings: precision, recall and F1 by kind, language and disguise.

Mentions are compared as sets of (kind, value) within a posting, so a number written twice counts
once. Only kinds that the file labels anywhere are scored, and attributes only where a label gives
them. Values count as equal however they are written: `98470 12345` and `+919847012345`, `Calicut`
and `Kozhikode`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from adwatch.labelled import Label, Labelled, Score
from adwatch.model import Frozen, Mention, Posting
from enrichment import dialplan, enrich
from enrichment.gazetteer import canonical

Key = tuple[str, str]
_NOT_DIALLED = re.compile(r"[^0-9+x]")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_RANGE = re.compile(r"\s{0,3}(?:-|–|to)\s{0,3}")
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?")


class Miss(Frozen):
    """One difference between what was expected and what was found."""

    id: str
    kind: str
    value: str
    found: bool


class Report(Frozen):
    """How well the extractors did.

    `by_language` counts all labelled kinds together, `by_disguise` telephone numbers;
    `languages` and `districts` judge the posting's language and its district of routing.
    """

    postings: int
    by_kind: dict[str, Score]
    by_language: dict[str, Score]
    by_disguise: dict[str, Score]
    by_language_told: dict[str, Score]
    languages: Score
    districts: Score
    misses: tuple[Miss, ...]

    def tables(self) -> dict[str, dict[str, Score]]:
        """Return all that was judged, under its headings."""
        whole = {"language": self.languages, "district": self.districts}
        return {
            "mentions by kind": self.by_kind,
            "mentions by language": self.by_language,
            "phones by disguise": self.by_disguise,
            "language told": self.by_language_told,
            "posting": {name: score for name, score in whole.items() if score != Score()},
        }

    def figures(self) -> dict[str, float]:
        """Return the F1 of each kind, of `language` and of `district`, where they were judged."""
        judged = self.by_kind | self.tables()["posting"]
        return {name: score.f1 for name, score in judged.items()}


def evaluate(postings: Iterable[Labelled]) -> Report:
    """Return the scores of `enrich` on labelled postings."""
    labelled = list(postings)
    kinds: set[str] = {label.kind for each in labelled for label in each.mentions or ()}
    tally = _Tally(kinds)
    for each in labelled:
        tally.add(each, enrich(each.posting))
    return tally.report(len(labelled))


def comparable(kind: str, value: str) -> tuple[str, ...]:
    """Return the values that a label's value stands for, in the form that mentions have."""
    if kind == "phone":
        return (_dialled(value),)
    if kind == "place":
        return (canonical(value).lower(),)
    if kind in ("price", "age"):
        ends = _RANGE.split(value.replace(",", ""))
        return tuple(_amount(end) for end in ends)
    if kind == "url":
        return (_WEB.sub("", value.lower()).rstrip("/"),)
    return (value.strip().lower(),)


def _dialled(value: str) -> str:
    digits = _NOT_DIALLED.sub("", value.lower())
    if digits.startswith("+") or "x" in digits:
        return digits
    line = dialplan.indian(digits) or dialplan.indian_fixed(digits)
    line = line or dialplan.international(digits.removeprefix("00"))
    return line.number if line else digits


def _amount(written: str) -> str:
    number = _AMOUNT.search(written)
    return number[0].removesuffix(".0").removesuffix(".00") if number else written.strip()


def _keys(kind: str, value: str) -> Iterator[Key]:
    for each in comparable(kind, value):
        yield kind, each


class _Tally:
    """Counts (right, wrong, missed) under each heading."""

    def __init__(self, kinds: set[str]) -> None:
        self.kinds = kinds
        self.counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.misses: list[Miss] = []

    def add(self, labelled: Labelled, found: Posting) -> None:
        """Compare one posting."""
        if labelled.mentions is not None:
            self._add_mentions(labelled, labelled.mentions, found)
        self._told(labelled, found)
        self._compare("lang", labelled, labelled.lang, found.lang)
        self._compare("district", labelled, labelled.district, found.district)

    def _add_mentions(self, row: Labelled, labels: tuple[Label, ...], found: Posting) -> None:
        expected = {key: each for each in labels for key in _keys(each.kind, each.value)}
        mentions = {
            key: each
            for each in found.mentions
            if each.kind in self.kinds
            for key in _keys(each.kind, each.value)
        }
        mentions = _without_platform(expected, mentions)
        for key in expected.keys() | mentions.keys():
            label, mention = expected.get(key), mentions.get(key)
            outcome = _outcome(label, mention)
            self._count(row, key, outcome, label, mention, row.lang or found.lang)
            if outcome != "right":
                miss = Miss(id=row.id, kind=key[0], value=key[1], found=mention is not None)
                self.misses.append(miss)

    def _count(
        self,
        row: Labelled,
        key: Key,
        outcome: str,
        label: Label | None,
        mention: Mention | None,
        lang: str,
    ) -> None:
        self.counts["kind"][key[0]][outcome] += 1
        self.counts["language"][lang or "unknown"][outcome] += 1
        if key[0] == "phone":
            labelled = (label.attributes.get("disguise") if label else None) or row.disguise
            found = mention.attributes.get("disguise") if mention else None
            self.counts["disguise"][str(labelled or found or "unknown")][outcome] += 1

    def _told(self, labelled: Labelled, found: Posting) -> None:
        """Count the languages told: a wrong answer is wrong for one and missed for the other."""
        if labelled.lang == found.lang:
            self.counts["told"][found.lang]["right"] += 1
        elif labelled.lang is not None:
            self.counts["told"][found.lang or "unknown"]["wrong"] += 1
            self.counts["told"][labelled.lang]["missed"] += 1

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
            by_language_told=scores.get("told", {}),
            languages=scores.get("lang", {}).get("", Score()),
            districts=scores.get("district", {}).get("", Score()),
            misses=tuple(self.misses),
        )


def _without_platform(
    expected: dict[Key, Label], mentions: dict[Key, Mention]
) -> dict[Key, Mention]:
    """Let a handle that is labelled without its platform (`@riya_k`) meet the one found."""
    bare = {key[1].lstrip("@"): key for key in expected if key[0] == "handle" and ":" not in key[1]}
    return {
        bare.get(key[1].split(":", 1)[-1], key) if key[0] == "handle" else key: mention
        for key, mention in mentions.items()
    }


def _outcome(label: Label | None, mention: Mention | None) -> str:
    if label is None:
        return "wrong"
    if mention is None:
        return "missed"
    judged = {
        name: value
        for name, value in label.attributes.items()
        if name != "disguise" and value is not None and name in mention.attributes
    }
    same = all(_same(mention.attributes[name], value) for name, value in judged.items())
    return "right" if same else "wrong"


def _same(found: object, expected: object) -> bool:
    return str(found).lower() == str(expected).lower()
