"""What an extractor is given beside the text: its plain view, its words, and hints of the posting.

A `Word` is (letters or digits, start, end) in the plain view; a run never mixes letters with digits
or scripts, so `98four70` is three words.
"""

import re
from typing import NamedTuple

from adwatch.model import Mention, MentionKind, TextField
from enrichment.normalise import Folded, plain

Word = tuple[str, int, int]
Attribute = str | int | float | bool | None

_WORD = re.compile(
    r"[a-z]+|[0-9]+|[\u0900-\u0963\u0970-\u0dff]+|[\u0600-\u06ff]+|[^\W\d_a-z\u0600-\u0dff]+"
)


class Context(NamedTuple):
    """One field of a posting, ready to be read."""

    field: TextField
    text: str
    plain: Folded
    words: list[Word]
    figures: list[int]
    """Places in `words` of the runs of digits."""
    vocabulary: frozenset[str]
    """Every word of title and text, for hints such as the country that a posting speaks of."""

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
            field=self.field,
            start=first,
            end=last,
            by=by,
            attributes=attributes,
        )

    def word(self, place: int) -> str:
        """Return the word at a place, empty outside of the text."""
        return self.words[place][0] if 0 <= place < len(self.words) else ""

    def gap(self, place: int) -> str:
        """Return what stands between a word and the one before it."""
        return self.plain.text[self.words[place - 1][2] : self.words[place][1]] if place else ""

    def is_capital(self, place: int) -> bool:
        """Whether a word begins with a capital letter in the stored text."""
        if not 0 <= place < len(self.words):
            return False
        _, start, end = self.words[place]
        return self.text[self.plain.span(start, end)[0]].isupper()


def words_of(view: Folded) -> list[Word]:
    """Return the words of a plain view in order."""
    return [(match[0], *match.span()) for match in _WORD.finditer(view.text)]


def contexts(title: str, text: str) -> list[Context]:
    """Return the contexts of a posting's two fields; they share one vocabulary."""
    views = (plain(title), plain(text))
    title_words, text_words = map(words_of, views)
    vocabulary = frozenset([word for word, _, _ in title_words + text_words])
    return [
        Context("title", title, views[0], title_words, _figures(title_words), vocabulary),
        Context("text", text, views[1], text_words, _figures(text_words), vocabulary),
    ]


def _figures(words: list[Word]) -> list[int]:
    return [place for place, (word, _, _) in enumerate(words) if word[0] in "0123456789"]
