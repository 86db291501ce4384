"""E-mail addresses, plain and spelt out in words ("name at gmail dot com") in several languages.

The word "at" counts before a known provider, or after what is no ordinary word, so "look at example
dot com" is no address; "#" and a comma stand for the signs beside a known provider.
`value` is the address in lower case; `disguise` is plain, words or symbols.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.phrases import any_of, reading, spellings, word_set

NAME = "emails"
_TABLE = tables.mapping("contacts")


_NATIVE = reading(_TABLE["native_providers"]) | reading(_TABLE["native_endings"])
_AT, _DOTS = spellings(_TABLE["at"]), any_of(spellings(_TABLE["dot"]))
_KNOWN = f"(?:{any_of([*spellings(_TABLE['mail_providers']), *_NATIVE])})"
_ENDING = f"(?:{any_of([*spellings(_TABLE['endings']), *_NATIVE])})"
_UNDERSCORE, _HYPHEN = spellings(_TABLE["underscore"]), spellings(_TABLE["hyphen"])
_JOINTS = any_of([*_UNDERSCORE, *_HYPHEN])
_POST_BOXES = word_set(_TABLE["post_boxes"])
_AT_SIGN = r"@|[(\[{<]\s?(?:at the rate(?: of)?|at|a|@)\s?[)\]}>]|[(\[{<*]at[)\]}>*]|#(?=[a-z])"
_AT_WORD = rf"(?:(?<![^\W_])|(?<=_))(?:at the rate(?: of)?|{any_of(_AT)})(?![^\W_])"
_DOT = rf"(?:\.|[(\[{{<]\s?(?:dot|\.)\s?[)\]}}>]|(?<=[\s_])(?:{_DOTS})(?=[\s_]))"
_PROVIDER_DOT = rf"(?:{_DOT}|\s?,\s?(?=(?:com|in|co)\b))"
_LOCAL_DOT = (
    rf"(?:\.|\s\.\s|\s?[(\[{{<]\s?(?:dot|\.)\s?[)\]}}>]\s?|\s(?:{_DOTS})\s|\s(?:{_JOINTS})\s)"
)
_LOCAL = r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}"
_SPACED = "|".join(r"[ .]".join(name) for name in ("gmail", "yahoo", "hotmail", "outlook"))
_GLUED = re.compile(
    r"(?<![a-z0-9._%+-])(?P<local>[a-z0-9][a-z0-9._-]{1,40}?)at(?P<provider>gmail|yahoo|hotmail|outlook"
    r"|rediffmail)dot(?P<ending>com|in|co)(?![a-z0-9@])"
)
_PLAIN = re.compile(
    rf"{_LOCAL}@[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,3}}\.[a-z]{{2,12}}(?![a-z0-9@])"
)
_SPELT = re.compile(
    rf"(?P<local>{_LOCAL}(?:{_LOCAL_DOT}[a-z0-9_-]{{1,30}}){{0,2}})[\s_]{{0,3}}"
    rf"(?:(?P<sign>{_AT_SIGN})|{_AT_WORD})[\s_]{{0,3}}"
    rf"(?P<provider>{_KNOWN}|{_SPACED}|[a-z0-9-]{{2,40}})[\s_]{{0,3}}(?P<dot>{_PROVIDER_DOT})[\s_]{{0,3}}"
    rf"(?P<ending>{_ENDING})"
    rf"(?:[\s_]{{0,3}}{_DOT}[\s_]{{0,3}}(?P<more>in|uk|ae))?(?![a-z0-9@])"
)
_ANNOUNCED = re.compile(
    r"(?:mail|email|e-mail|id|write to|cv to|resume to)\W{0,3}(?:(?:id|to|us)\W{0,3})?$"
)
_KNOWN_PROVIDER = re.compile(rf"{_KNOWN}|{_SPACED}")
_LOCAL_DOTS = re.compile(rf"\s{{0,3}}{_DOT}\s{{0,3}}")
_UNDERSCORES, _HYPHENS = (
    re.compile(rf"\s(?:{any_of(words)})\s") for words in (_UNDERSCORE, _HYPHEN)
)
_HINTS = frozenset({*spellings(_TABLE["mail_providers"]), *_NATIVE, *spellings(_TABLE["dot"]), "g"})
_SIGN_WORDS = frozenset(_AT) | {"a"}
_LOOK_BACK = 24


def extract(text: str, context: Context) -> list[Mention]:
    """Return the e-mail addresses of a text."""
    view = context.plain.text
    if "@" not in view and "#" not in view and context.vocabulary.isdisjoint(_SIGN_WORDS):
        return _glued(view, context) if "dot" in view else []
    signed = "@" in view
    plain = _PLAIN.finditer(view) if signed else ()
    found = {match.span(): (match.group(), "plain") for match in plain}
    spelt = signed or not context.vocabulary.isdisjoint(_HINTS)
    for match in _SPELT.finditer(view) if spelt else ():
        taken = any(start < match.end() and match.start() < end for start, end in found)
        if not taken and _is_meant(match, view):
            found[match.span()] = _spelt(match)
    return [
        context.mention("email", value, start, end, NAME, disguise=disguise)
        for (start, end), (value, disguise) in found.items()
    ]


def _glued(view: str, context: Context) -> list[Mention]:
    """Return addresses written as one word: riyaatgmaildotcom."""
    return [
        context.mention("email", _spelt(match)[0], *match.span(), NAME, disguise="words")
        for match in _GLUED.finditer(view)
    ]


def _is_meant(match: re.Match[str], view: str) -> bool:
    """Whether an unknown domain is meant: the sign is written, or what is before it is a name."""
    if _KNOWN_PROVIDER.fullmatch(match["provider"]):
        return True
    if match["sign"]:
        return match["sign"] != "#"
    before = view[max(match.start() - _LOOK_BACK, 0) : match.start()]
    named = match["local"] in _POST_BOXES or not match["local"].isalpha()
    return (named and match["dot"] != ".") or _ANNOUNCED.search(before) is not None


def _spelt(match: re.Match[str]) -> tuple[str, str]:
    local = _LOCAL_DOTS.sub(".", match["local"])
    local = _UNDERSCORES.sub("_", _HYPHENS.sub("-", local)).rstrip("_")
    more = match["more"] if match.re is _SPELT and match["more"] else ""
    provider = re.sub(r"[ .]", "", match["provider"])
    parts = [provider, match["ending"], *([more] if more else [])]
    domain = ".".join(_NATIVE.get(str(part), str(part)) for part in parts)
    return f"{local}@{domain}", "words" if match.re is _GLUED or not match["sign"] else "symbols"
