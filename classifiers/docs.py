"""Writes docs/indicators.md from the indicator files: `python -m classifiers.docs`.

The page is for a reader who wants to know what adwatch looks for and why; the files hold the words.
"""

from collections.abc import Iterator
from pathlib import Path

from classifiers.indicator import Indicator, load_indicators

PAGE = Path(__file__).parent.parent / "docs" / "indicators.md"

HEAD = """# Indicators

Made from `classifiers/indicators/*.yml` by `python -m classifiers.docs`; a test holds it current.

An indicator is a sign for an officer to look at, never a finding of guilt. Each one that fires
names the exact words, or the linked postings, that made it fire. The law is a hint what to read,
never advice; the exact text is to be checked by the officer. *Counter* signs lower the score.
"""


def page() -> str:
    """Return the page as Markdown, one section an indicator, in the order of their codes."""
    sections = (line for indicator in load_indicators().values() for line in _section(indicator))
    return "\n".join([HEAD, *sections])


def _section(indicator: Indicator) -> Iterator[str]:
    yield f"## `{indicator.code}`: {indicator.title.en} ({indicator.title.ml})\n"
    yield f"- **Strength**: {indicator.strength}, weight {indicator.weight:+g} on the logit"
    yield f"- **Shows**: {indicator.why.en} ({indicator.why.ml})"
    yield f"- **Looks at**: {'one posting' if indicator.scope == 'posting' else 'linked postings'}"
    if indicator.categories:
        yield f"- **In categories**: {', '.join(indicator.categories)}"
    if indicator.law:
        yield f"- **To read**: {'; '.join(indicator.law)}"
    yield f"- **Source**: {indicator.source}"
    yield from _examples(indicator)
    yield ""


def _examples(indicator: Indicator) -> Iterator[str]:
    for language, texts in indicator.examples.fires.items():
        yield f"- Fires ({language}): {texts[0]}"
    for quiet in indicator.examples.quiet[:2]:
        yield f"- Stays quiet: {quiet.text} ({quiet.because})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
