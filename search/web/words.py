"""All that the screens say, in English or Malayalam: one file a language in `locales/`.

A key that is missing is an error, never an empty place; the tests hold both files to the same keys.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import Request

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.model import Finding, Frozen, Mention
from classifiers.indicator import load_indicators
from search.alerts.units import Language
from search.alerts.wording import Counted, wording
from search.web.marks import Notes
from search.web.places import malayalam
from search.web.said import said, sayings, with_blanks

FOLDER = Path(__file__).parent / "locales"
COOKIE = "language"
LANGUAGES: tuple[Language, ...] = ("en", "ml")


class Catalogue(Frozen):
    """The texts of the screens in one language; `names` are what codes of the index are called."""

    language: Language
    provenance: str
    texts: dict[str, str | Counted]
    names: dict[str, str]


class Words:
    """What templates call to speak one language."""

    def __init__(self, language: Language) -> None:
        """Read the language's files."""
        self.language = language
        self._catalogue = yamlfile.load(FOLDER / f"{language}.yml", Catalogue)
        self._mail = wording(language)
        self._sayings = sayings(FOLDER, language)
        self._blanks = with_blanks(self._sayings)

    def text(self, key: str, n: int | None = None, **values: object) -> str:
        """Return a text with its values filled in; `n` chooses between one and many.

        Raises:
            KeyError: the catalogue has no such text.

        """
        text = self._catalogue.texts[key]
        if isinstance(text, Counted):
            text = text.one if n == 1 else text.many
        shown = f"{n:,}" if n is not None else ""
        return text.format(n=shown, **values)

    def label(self, code: str) -> str:
        """Return what a code of the index is called: `third_party_control`, `job_overseas`."""
        return self._name(code) or code.replace("_", " ")

    def place(self, name: str) -> str:
        """Return what a place is called; one that is not written in the language stays."""
        return self._name(name) or (malayalam(name) if self.language == "ml" else name)

    def said(self, sentence: str) -> str:
        """Return what the program says in English, in this language."""
        return said(sentence, self._sayings, self._blanks, self._filled_in)

    def _filled_in(self, value: str) -> str:
        return self._name(value) or self.said(value)

    def trouble(self, trouble: Trouble) -> str:
        """Return what went wrong and what to do."""
        return f"{self.said(trouble.what)} {self.said(trouble.remedy)}".strip()

    def because(self, reason: str) -> str:
        """Return a decision's reason: one of the screens' own, then the officer's words."""
        own, colon, note = reason.partition(": ")
        return f"{self._name(own) or own}{colon}{note}"

    def routed(self, why: str) -> str:
        """Return the words that decided a posting's district, each with where it stands."""
        return ", ".join(self.said(part) for part in why.split(", "))

    def titled(self, code: str) -> str:
        """Return an indicator's title; a code that has no file any more stands for itself."""
        indicator = load_indicators().get(code)
        return getattr(indicator.title, self.language) if indicator else self.said(self.label(code))

    def why(self, code: str, stored: str) -> str:
        """Return an indicator's reason; the posting's own in English, as it was written."""
        indicator = load_indicators().get(code)
        if self.language == "en" or indicator is None:
            return stored
        return str(getattr(indicator.why, self.language))

    def note(self, finding: Finding) -> str:
        """Return what a finding's indicator means, and the law to read."""
        why = f"{self.titled(finding.indicator)}: {self.why(finding.indicator, finding.why)}"
        law = "; ".join(map(self.said, finding.law))
        return f"{why}. {self.text('posting.read', law=law)}" if law else why

    def noted(self, mention: Mention) -> str:
        """Return what was read: its kind and its value."""
        value = self.place(mention.value) if mention.kind == "place" else mention.value
        return f"{self.label(mention.kind)}: {value}"

    def moment(self, at: datetime | None) -> str:
        """Return date and time in Kerala; nothing for no time."""
        return self._mail.moment(at) if at else ""

    def day(self, at: datetime | None) -> str:
        """Return the date in Kerala; nothing for no time."""
        return self._mail.day(at) if at else ""

    def _name(self, code: str) -> str:
        """Return a code's name, nothing for what has none; the mails name some of them too."""
        categories = {str(key): name for key, name in self._mail.categories.items()}
        for names in (self._catalogue.names, categories, self._mail.districts):
            if code in names:
                return names[code]
        return ""


@cache
def words(language: Language) -> Words:
    """Return the words of a language, read once."""
    return Words(language)


def language_of(request: Request) -> Language:
    """Return the language that somebody chose, else what the browser asks for, else English."""
    chosen = request.cookies.get(COOKIE, "")
    asked = chosen or request.headers.get("accept-language", "")
    return "ml" if asked.lower().startswith("ml") else "en"


def notes_for(request: Request) -> Notes:
    """Return what is noted about marked words in the language of whoever asks."""
    spoken = words(language_of(request))
    return Notes(spoken.note, spoken.noted)
