"""Composes the texts from which the tagger of names learns; see `names.py` beside it.

Names of the lists in `data/names` are put into the sentences of `names_templates.yml` and, as its
`swaps` say, into the project's own invented postings. In those, `names_background.yml` marks what
is a name already.
"""

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from enrichment import tables
from enrichment.gazetteer import NAMES as PLACES

HERE = Path(__file__).parent
REPO = HERE.parent.parent
TEMPLATES, BACKGROUND = HERE / "names_templates.yml", HERE / "names_background.yml"
SAMPLES, SWAP_ROUNDS = 60_000, 4
SHORT = 160
HIDDEN, NATIVE_HIDDEN, FULL = 0.4, 0.7, 0.15
"""Shares of texts with names that the lexicon must not know (fewer are listed in Indian scripts),
and of full names."""
LISTS = {"names/kerala": 8, "names/india": 4, "names/world": 4, "names/faker": 1,
         "reviewed/given_names": 4}  # fmt: skip
"""How often a name is taken from a list."""
DIGITS = "zero one two three four five six seven eight nine".split()
INITIALS = "ABCDEGJKMNPRSTV"
GAPS = (". ", "\n", ", ", " ", " - ")
CHOICE = re.compile(r"\{([^{}|]*)\|?[^{}]*\}")
SLOT = re.compile(r"\{(\w+)\}")
WORD = r"(?<![\w\u0900-\u0dff]){}(?![\w\u0900-\u0dff])"
SCRIPTS = {"ml": ("\u0d00", "\u0d7f"), "hi": ("\u0900", "\u097f"), "ta": ("\u0b80", "\u0bff")}


class Sample(NamedTuple):
    """A text and the spans of the names in it.

    With `hidden` some of the names are to leave the lexicon, with `blur` some of the words around
    them are to be taken out; both are the source of chance to use.
    """

    text: str
    names: list[tuple[int, int]]
    hidden: random.Random | None = None
    blur: random.Random | None = None


def compose(chance: random.Random) -> Iterator[Sample]:
    """Yield all samples."""
    background = _background()
    templates = yaml.safe_load(TEMPLATES.read_text(encoding="utf-8"))
    filler = _Filler(chance, templates.pop("things").split())
    swaps = templates.pop("swaps")
    plain = [each.text for each in background if not each.names and len(each.text) < SHORT]
    yield from _from_templates(templates, filler, plain)
    for _ in range(SWAP_ROUNDS):
        yield from _from_swaps(swaps, filler, background)
        yield from background
    for manner in (titled, titled, str.upper):
        yield from _written(background, manner)


def _from_templates(
    templates: dict[str, list[str]], filler: "_Filler", plain: list[str]
) -> Iterator[Sample]:
    chance = filler.chance
    langs = [lang for lang in templates if not lang.endswith("_none")]
    weights = [len(templates[lang]) for lang in langs]
    for _ in range(SAMPLES):
        lang = chance.choices(langs, weights)[0]
        share = NATIVE_HIDDEN if lang in SCRIPTS else HIDDEN
        hidden = chance if chance.random() < share else None
        lines = [chance.choice(templates[lang])] if chance.random() < 0.7 else []
        lines += [chance.choice(templates[f"{lang}_none"])] if chance.random() < 0.6 else []
        lines += [chance.choice(plain)] if chance.random() < 0.2 else []
        chance.shuffle(lines)
        yield filler.fill(chance.choice(GAPS).join(lines), lang, hidden)


def _from_swaps(
    swaps: dict[str, dict[str, str]], filler: "_Filler", background: list[Sample]
) -> Iterator[Sample]:
    """Yield postings with a name in place of a word like "she" or "the owner"."""
    for sample in background:
        for lang, words in swaps.items():
            found = [word for word in words if re.search(WORD.format(word), sample.text)]
            if found and not sample.names:
                word = filler.chance.choice(found)
                text = re.sub(WORD.format(word), words[word], sample.text, count=1)
                yield filler.fill(text, lang, filler.chance)


def _written(background: list[Sample], manner: Callable[[str], str]) -> Iterator[Sample]:
    """Yield the postings in another manner of writing: any word can be capitalised."""
    for sample in background:
        text = manner(sample.text)
        if len(text) == len(sample.text):
            yield sample._replace(text=text)


def _background() -> list[Sample]:
    """Return the project's invented postings with the names that a person marked in them."""
    marked: list[str] = yaml.safe_load(BACKGROUND.read_text(encoding="utf-8"))["names"]
    samples = []
    for text in _postings():
        names = [re.finditer(WORD.format(re.escape(name)), text) for name in marked if name in text]
        samples.append(Sample(text, [match.span() for found in names for match in found]))
    return samples


def _postings() -> list[str]:
    """Return the texts of the project's own postings for training and for the demo."""
    files = sorted((REPO / "classifiers" / "data" / "training").glob("*.yml"))
    files += sorted((REPO / "adwatch" / "demo" / "postings").glob("*.yml"))
    found: list[dict[str, Any]] = []
    for path in files:
        found += yaml.safe_load(path.read_text("utf-8"))["postings"]
    for path in sorted((REPO / "classifiers" / "data" / "families").glob("*.jsonl")):
        found += map(json.loads, path.read_text("utf-8").splitlines())
    texts = [f"{each.get('title') or ''}\n{each.get('text', '')}".strip() for each in found]
    return [CHOICE.sub(r"\1", text) for text in texts]


class _Filler:
    """Puts names, places and numbers into templates."""

    def __init__(self, chance: random.Random, things: list[str]) -> None:
        self.chance = chance
        table = tables.mapping("names")
        native = [*tables.words("names/native"), *" ".join(table["native"].values()).split()]
        self._latin = {name: sorted(tables.words(name)) for name in LISTS}
        self._family = sorted(tables.words("names/surnames")) + table["surnames"].split()
        self._native = {lang: _of_script(native, lang) for lang in SCRIPTS}
        families = tables.words("names/native_family")
        self._native_family = {lang: _of_script(families, lang) for lang in SCRIPTS}
        self._places = sorted(PLACES)
        self._things = things

    def fill(self, template: str, lang: str, hidden: random.Random | None) -> Sample:
        """Return the template with its slots filled, in one manner of writing."""
        manner = self.chance.choices((str, str.lower, str.upper, titled), (70, 12, 10, 8))[0]
        text, end = "", 0
        spans: list[tuple[int, int]] = []
        for slot in SLOT.finditer(template):
            text += manner(template[end : slot.start()])
            word = manner(self._word(slot[1], lang))
            if slot[1] in ("p", "g", "s"):
                spans.append((len(text), len(text) + len(word)))
            text += word
            end = slot.end()
        return Sample(text + manner(template[end:]), spans, hidden, self.chance)

    def _word(self, slot: str, lang: str) -> str:
        fill: dict[str, Callable[[], str]] = {
            "g": lambda: self._one(lang),
            "x": lambda: self._one(lang),
            "p": lambda: self._person(lang),
            "s": lambda: self.chance.choice(self._family).capitalize(),
            "th": lambda: self.chance.choice(self._things),
            "pl": lambda: self.chance.choice(self._places).title(),
            "ph": self._number,
            "a": lambda: str(self.chance.randrange(18, 60)),
            "n": lambda: str(self.chance.choice((500, 1500, 2500, 18000, 25000))),
        }
        return fill[slot]()

    def _number(self) -> str:
        """Return a number to call, as people write them."""
        digits = f"9{self.chance.randrange(10**8, 10**9)}"
        spelt = " ".join(DIGITS[int(digit)] for digit in digits)
        pairs = " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
        shapes = (
            digits, digits, f"+91 {digits}", f"{digits[:5]} {digits[5:]}", pairs, " ".join(digits),
            f"{digits[:4]}-{digits[4:]}", f"{digits[:4]} {digits[4:7]} {digits[7:]}", spelt,
        )  # fmt: skip
        return self.chance.choice(shapes)

    def _one(self, lang: str) -> str:
        """Return mostly a given name, now and then a full one."""
        return self._person(lang) if self.chance.random() < FULL else self._given(lang)

    def _given(self, lang: str) -> str:
        if lang in self._native:
            return self.chance.choice(self._native[lang])
        name = self.chance.choices(list(LISTS), list(LISTS.values()))[0]
        return self.chance.choice(self._latin[name]).capitalize()

    def _person(self, lang: str) -> str:
        given, other = self._given(lang), self._given(lang)
        if lang in self._native:
            return f"{given} {self.chance.choice(self._native_family[lang])}"
        family = self.chance.choice(self._family).capitalize()
        first, second = self.chance.choices(INITIALS, k=2)
        shapes = (
            given, given, given, f"{given} {family}", f"{given} {family}", f"{given} {family}",
            f"{given} {other}", f"{given} {first}", f"{given} {first}.",
            f"{given} {first}. {second}.", f"{given} {first} {second}", f"{first}. {given}",
            f"{first}. {second}. {given}", f"{first} {given}", family, f"{family} {given}",
            f"{given} {first} {family}", f"{given} {other} {family}", f"{given} Al {family}",
        )  # fmt: skip
        return self.chance.choice(shapes)


def _of_script(names: Iterable[str], lang: str) -> list[str]:
    low, high = SCRIPTS[lang]
    return sorted(name for name in names if low <= name[0] <= high)


def titled(text: str) -> str:
    """Return the text with each word capitalised, of the same length."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
