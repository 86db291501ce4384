"""All that the screens say, in English or Malayalam: one file a language in `locales/`.

A key that is missing is an error, never an empty place; the tests hold both files to the same keys.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import Request

from adwatch import yamlfile
from adwatch.model import Frozen
from classifiers.indicator import load_indicators
from search.alerts.units import Language
from search.alerts.wording import Counted, wording

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
        names = self._catalogue.names
        return names.get(code) or self._mail_name(code) or code.replace("_", " ")

    def titled(self, code: str) -> str:
        """Return an indicator's title; a code that has no file any more stands for itself."""
        indicator = load_indicators().get(code)
        return getattr(indicator.title, self.language) if indicator else self.label(code)

    def why(self, code: str, stored: str) -> str:
        """Return an indicator's reason; the posting's own in English, as it was written."""
        indicator = load_indicators().get(code)
        if self.language == "en" or indicator is None:
            return stored
        return str(getattr(indicator.why, self.language))

    def moment(self, at: datetime | None) -> str:
        """Return date and time in Kerala; nothing for no time."""
        return self._mail.moment(at) if at else ""

    def day(self, at: datetime | None) -> str:
        """Return the date in Kerala; nothing for no time."""
        return self._mail.day(at) if at else ""

    def _mail_name(self, code: str) -> str:
        """Return a category's or district's name, which the mails have too."""
        names = {str(key): name for key, name in self._mail.categories.items()}
        return names.get(code) or self._mail.districts.get(code, "")


@cache
def words(language: Language) -> Words:
    """Return the words of a language, read once."""
    return Words(language)


def language_of(request: Request) -> Language:
    """Return the language that somebody chose, else what the browser asks for, else English."""
    chosen = request.cookies.get(COOKIE, "")
    asked = chosen or request.headers.get("accept-language", "")
    return "ml" if asked.lower().startswith("ml") else "en"
