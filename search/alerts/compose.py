"""Writes the digest mail of one unit: a pure function of what is new, in the unit's language.

The HTML loads nothing (no picture, font, script or style sheet from anywhere): opening a mail must
tell nobody that it was opened.
"""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from adwatch.model import Letter
from classifiers.indicator import Indicator
from search.alerts.units import Unit
from search.alerts.view import Matches, Style, sections
from search.alerts.wording import Wording, wording

LINE = 76


def compose(
    unit: Unit,
    found: Sequence[Matches],
    now: datetime,
    indicators: Mapping[str, Indicator],
    address: str,
) -> Letter:
    """Return the letter about what each saved search of the unit found.

    Args:
        unit: whom it is for, and in which language.
        found: the new postings of each saved search; at least one posting in all.
        now: the day that the subject names.
        indicators: the vocabulary by code, for titles and reasons in the unit's language.
        address: where the screens are; links begin with it.

    """
    words = wording(unit.language)
    title = unit.titled(unit.language)
    counts = _counts(found, words)
    content = {
        "subject": words.subject.format(unit=title, counts=counts, date=words.day(now)),
        "heading": title,
        "summary": f"{counts} - {words.day(now)}",
        "sections": sections(found, Style(words, indicators, address)),
        "change": words.change.format(file=f"{unit.name}.yml"),
        "words": words,
    }
    plain = _templates.get_template("digest.txt").render(content)
    html = _inliner.inline(_templates.get_template("digest.html").render(content))
    return Letter(subject=str(content["subject"]), plain=plain, html=html)


def _counts(found: Sequence[Matches], words: Wording) -> str:
    bands = {posting.id: posting.band for matches in found for posting in matches.postings}
    high = sum(band == "high" for band in bands.values())
    return ", ".join([words.leads.of(len(bands)), *([words.high.of(high)] if high else [])])


def _wrapped(text: str, indent: int = 0) -> str:
    return textwrap.fill(
        text,
        LINE,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_templates.filters["wrapped"] = _wrapped
# The rules for dark screens cannot be inlined; they stay in the head.
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
