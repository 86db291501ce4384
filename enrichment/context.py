"""What an extractor is given beside the text: its plain view, its words, and hints of the posting.

A `Word` is (letters or digits, start, end) in the plain view; a run never mixes letters with digits
or scripts, so `98four70` is three words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from adwatch.model import Mention, MentionKind, TextField
from enrichment.normalise import Folded, plain

Word = tuple[str, int, int]
Attribute = str | int | float | bool | None

_WORD = re.compile(
    r"([a-z]+|[0-9]+|[\u0900-\u0963\u0970-\u0dff]+|[\u0600-\u06ff]+|[^\W\d_a-z\u0600-\u0dff]+)"
)


@dataclass(frozen=True, eq=False)
class Context:
    """One field of a posting, ready to be read; what only some need is made on demand."""

    name: TextField
    text: str
    plain: Folded
    posting: "list[Context]" = field(default_factory=list, repr=False)
    """All fields that are read together, for hints such as the country that they speak of."""

    @cached_property
    def words(self) -> list[Word]:
        """The words of the plain view in order."""
        return words_of(self.plain.text)

    @cached_property
    def figures(self) -> list[int]:
        """Places in `words` of the runs of digits."""
        return [place for place, word in enumerate(self.words) if word[0][0] in "0123456789"]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the posting."""
        return frozenset([word for each in self.posting or [self] for word, _, _ in each.words])

    @cached_property
    def rough_words(self) -> frozenset[str]:
        """The posting's words as cut at spaces alone: quicker to have than `vocabulary`."""
        texts = [each.plain.text for each in self.posting or [self]]
        return frozenset(
            word.strip(".,;:!?()-") for text in texts for word in text.replace("/", " ").split()
        )

    @cached_property
    def amounts(self) -> list[int]:
        """The `figures` that may count something: not the inner ones of a spaced row, 9 8 4 7."""
        words, view = self.words, self.plain.text
        return [place for place in self.figures if not _is_inner(view, *words[place][1:])]

    def mention(
        self,
        kind: MentionKind,
        value: str,
        start: int,
        end: int,
        by: str,
        /,
        **attributes: Attribute,
    ) -> Mention:
        """Return a mention of `plain.text[start:end]`, with its span in the stored text."""
        first, last = self.plain.span(start, end)
        return Mention(
            kind=kind,
            value=value,
            raw=self.text[first:last],
            field=self.name,
            start=first,
            end=last,
            by=by,
            attributes=attributes,
        )

    def word(self, place: int) -> str:
        """Return the word at a place, empty outside of the text."""
        return self.words[place][0] if 0 <= place < len(self.words) else ""

    def gap(self, place: int) -> str:
        """Return what stands between a word and the one before it (or the beginning)."""
        before = self.words[place - 1][2] if place else 0
        return self.plain.text[before : self.words[place][1]]

    def is_capital(self, place: int) -> bool:
        """Whether a word begins with a capital letter in the stored text."""
        if not 0 <= place < len(self.words):
            return False
        _, start, end = self.words[place]
        return self.text[self.plain.span(start, end)[0]].isupper()


def _is_inner(view: str, start: int, end: int) -> bool:
    """Whether a figure stands between two others with a space on either side."""
    before, after = view[max(start - 2, 0) : start], view[end : end + 2]
    spaced = before[-1:] == " " == after[:1]
    return spaced and before[:1].isdigit() and after[1:].isdigit()


def words_of(view: str, start: int = 0) -> list[Word]:
    """Return the words of a plain view in order, offsets counted from `start`."""
    pieces = _WORD.split(view)
    borders = list(accumulate(map(len, pieces), initial=start))[1:]
    return list(zip(pieces[1::2], borders[0::2], borders[1::2], strict=False))


def contexts(fields: Mapping[TextField, str]) -> list[Context]:
    """Return the contexts of fields that are read together, in their order."""
    together: list[Context] = []
    for name, text in fields.items():
        together.append(Context(name, text, plain(text), together))
    return together
