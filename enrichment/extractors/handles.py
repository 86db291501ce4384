"""Names on messengers and social platforms, as links, after the platform's name, or with an @.

`value` is `platform:name` in lower case (`telegram:riya_k`); invitations keep their code as written
(`whatsapp:AbC...`, attribute `invite`). A bare `@name` is `unknown:name` unless the posting speaks
of one platform only.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.gazetteer import NAMES
from enrichment.phrases import any_of, reading

NAME = "handles"
_TABLE = tables.mapping("contacts")
_PLATFORMS = reading(_TABLE["platforms"])
_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in _PLATFORMS)
_LINKS = {link: platform for platform, links in _TABLE["links"].items() for link in links.split()}
_NOT_A_HANDLE = frozenset(_TABLE["not_a_handle"].split())
_PROVIDERS = frozenset(_TABLE["upi"].split()) | frozenset(_TABLE["mail_providers"].split())
_ENGLISH = tables.words("english")
_NAME = r"[a-z0-9_](?:[a-z0-9_.]{0,29}[a-z0-9_])"
_PLATFORM = any_of(_PLATFORMS)
_LINK = re.compile(
    r"(?<![a-z0-9.])(?:https?://)?(?:www\.|m\.|web\.)?(?P<site>"
    + any_of(_LINKS)
    + r")(?:#!/|@|c/|user/|u/|s/|add/|profile\.php\?id=|p/|groups/|joinchat/|(?P<plus>\+))?"
    r"(?P<name>[a-z0-9_.-]{2,64})"
)
_AFTER = re.compile(
    rf"(?<![^\W_])(?P<platform>{_PLATFORM})(?![^\W_])"
    r"(?P<id>\s{0,2}(?:id|handle|username|user name|user|name|page|acc|account|profile|channel"
    r"|ഐഡി|आईडी))?"
    r"(?P<sign>\s{0,2}(?:is\s|[:=>-]+|@)?\s{0,2}@?)"
    rf"(?P<name>{_NAME})(?![^\W_]|@)"
)
_BEFORE = re.compile(
    rf"(?<![^\s(:,;/])@?(?P<name>{_NAME})\s{{1,2}}(?:on|in|@)\s{{1,2}}(?:my\s)?(?P<platform>{_PLATFORM})(?![^\W_])"
)
_FAR = re.compile(
    rf"(?<![^\W_])(?P<platform>{_PLATFORM})(?:\s[^\W\d_]{{1,10}}){{1,4}}\s?[:-]?\s?"
    r"(?<![a-z0-9._])(?P<name>[a-z][a-z._]{0,20}[0-9_][a-z0-9_.]{0,14}[a-z0-9_]|[a-z]{3,15}_[a-z]{2,15})(?![^\W_]|@)"
)
_SKYPE = re.compile(r"(?<![a-z0-9])(?P<name>live:\.?[a-z0-9._]{2,30}[a-z0-9])")
_BARE = re.compile(rf"(?<![^\s(:,;|/-])@(?P<name>{_NAME})(?![^\W_]|@|\.[a-z])")
_FEWEST_LETTERS = 3
_RESERVED = frozenset(
    {
        "share",
        "home",
        "login",
        "watch",
        "reel",
        "sharer",
        "intent",
        "hashtag",
        "explore",
        "send",
        "iv",
    }
)


def extract(text: str, context: Context) -> list[Mention]:
    """Return the handles of a text, at most one for each stretch of it."""
    view = context.plain.text
    found: list[tuple[int, int, str, bool]] = []
    for match in _LINK.finditer(view) if any(link in view for link in _LINKS) else ():
        found += _linked(match, text, context)
    for pattern in (_AFTER, _BEFORE, _FAR) if context.vocabulary & _FIRST_WORDS else ():
        for match in pattern.finditer(view):
            platform = _PLATFORMS[match["platform"]]
            if _is_name(match, pattern is _AFTER):
                found.append(
                    (match.start("name"), match.end("name"), f"{platform}:{match['name']}", False)
                )
    if "live:" in view:
        found += [
            (*match.span(), f"skype:{match['name']}", False) for match in _SKYPE.finditer(view)
        ]
    if "@" in view:
        found += _bare(view, context)
    return [
        context.mention("handle", value, start, end, NAME, **({"invite": True} if invite else {}))
        for start, end, value, invite in _apart(found)
    ]


def _linked(match: re.Match[str], text: str, context: Context) -> list[tuple[int, int, str, bool]]:
    """Return the handle of a link to a profile or an invitation; a dialled number is none."""
    name = match["name"].rstrip("._-")
    platform = _LINKS[match["site"]]
    invite = platform == "whatsapp" or match["plus"] is not None or "joinchat/" in match.group()
    if name in _RESERVED or (match["plus"] and name.isdigit()) or len(name) < 2:
        return []
    end = match.start("name") + len(name)
    if invite:
        first, last = context.plain.span(match.start("name"), end)
        name = text[first:last]
    return [(match.start(), end, f"{platform}:{name}", invite)]


def _is_name(match: re.Match[str], after: bool) -> bool:
    """Whether the word beside a platform's name is a name there and not an ordinary word."""
    name = match["name"]
    if name in _NOT_A_HANDLE or name in _PLATFORMS or name in _PROVIDERS:
        return False
    if sum(letter.isalpha() for letter in name) < _FEWEST_LETTERS:
        return False
    if _looks_made(name) or "@" in match.group():
        return True
    announced = after and bool(match["id"] or match["sign"].strip(" "))
    return announced and name not in NAMES and name not in _ENGLISH


def _looks_made(name: str) -> bool:
    return not name.isalpha()


def _bare(view: str, context: Context) -> list[tuple[int, int, str, bool]]:
    spoken = {_PLATFORMS[word] for word in context.vocabulary & _PLATFORMS.keys()}
    platform = spoken.pop() if len(spoken) == 1 else "unknown"
    return [
        (match.start("name"), match.end("name"), f"{platform}:{match['name']}", False)
        for match in _BARE.finditer(view)
        if (platform != "unknown" or _looks_made(match["name"]))
        and match["name"] not in NAMES
        and match["name"] not in _PROVIDERS
        and sum(letter.isalpha() for letter in match["name"]) >= _FEWEST_LETTERS
    ]


def _apart(found: list[tuple[int, int, str, bool]]) -> list[tuple[int, int, str, bool]]:
    """Keep one handle for each stretch, the first found."""
    kept: list[tuple[int, int, str, bool]] = []
    taken: set[int] = set()
    for each in found:
        stretch = range(each[0], each[1])
        if taken.isdisjoint(stretch):
            kept.append(each)
            taken.update(stretch)
    return kept
