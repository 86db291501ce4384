"""Web addresses, with or without `http`, defused ones (`hxxp`, `[.]`) read as meant.

`value` is the address as it would be typed, host in lower case. Attributes: `host`, `shortener`,
`onion`. Addresses of profiles (t.me/..., instagram.com/...) are handles, not URLs; `wa.me` is a
telephone number.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.gazetteer import NAMES

NAME = "urls"
_TABLE = tables.mapping("contacts")
_SHORTENERS = frozenset(_TABLE["shorteners"].split())
_ENDINGS = frozenset(_TABLE["domains"].split())
_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\))"
_URL = re.compile(
    r"(?<![a-z0-9@._/-])(?:(?P<scheme>h(?:tt|xx)ps?://)|(?P<www>www\.))?"
    rf"(?P<host>[a-z0-9-]{{1,63}}(?:{_DOT}[a-z0-9-]{{1,63}}){{1,5}})"
    r"(?P<rest>(?::[0-9]{2,5})?(?:[/?#][^\s<>\"'|\\^`{}]{0,500})?)"
)
# Endings that are also words: "ready.in kochi" is a full stop without a space after it.
_WORDS = frozenset(
    "in me us to is live dev id my link shop store life world today fun pro top page app space am"
    " at no be dog club so it".split()
)
_ENGLISH = tables.words("english")
_LONG_NAME = 6
_ONION = re.compile(r"[a-z2-7]{56}|[a-z2-7]{16}")
_TRAILING = ".,;:!?)]}*_-"
PROFILES = re.compile(
    r"(?:www\.|m\.|web\.)?(?:"
    + "|".join(re.escape(link) for links in _TABLE["links"].values() for link in links.split())
    + r"|wa\.me/|api\.whatsapp\.com/send)"
)


def extract(text: str, context: Context) -> list[Mention]:
    """Return the web addresses of a text."""
    if "." not in context.plain.text and "dot" not in context.plain.text:
        return []
    mentions = (_mention(match, context) for match in _URL.finditer(context.plain.text))
    return [mention for mention in mentions if mention]


def _mention(match: re.Match[str], context: Context) -> Mention | None:
    host = re.sub(_DOT, ".", match["host"])
    ending = host.rsplit(".", 1)[-1]
    view = context.plain.text
    announced = bool(match["scheme"] or match["www"])
    if (
        not ending.isalpha()
        or (not announced and ending not in _ENDINGS)
        or view[match.end() : match.end() + 1] == "@"
    ):
        return None
    if not announced and not match["rest"] and not _is_plausible(host, ending):
        return None
    rest = match["rest"].rstrip(_TRAILING)
    end = match.end() - len(match["rest"]) + len(rest)
    last = context.plain.span(match.start(), end)[1]
    path = context.text[last - len(rest) : last] if rest else ""
    if PROFILES.match(host + rest):
        return None
    return context.mention(
        "url",
        (match["scheme"] or "").replace("xx", "tt") + (match["www"] or "") + host + path,
        match.start(),
        end,
        NAME,
        host=host,
        shortener=host in _SHORTENERS,
        onion=ending == "onion" and _ONION.fullmatch(host.split(".")[-2]) is not None,
    )


def _is_plausible(host: str, ending: str) -> bool:
    """Whether a bare `word.word` is an address and not a full stop without a space after it."""
    name = host.split(".")[-2]
    if ending in _WORDS and host.count(".") == 1:
        return len(name) >= _LONG_NAME and name not in _ENGLISH and name not in NAMES
    return len(name) > 2
