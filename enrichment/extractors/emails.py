"""E-mail addresses, plain and spelt out in words ("name at gmail dot com") in several languages.

The word "at" counts only before a known provider, so "look at example dot com" is no address.
`value` is the address in lower case; `disguise` is plain, words or symbols.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.phrases import any_of, reading, spellings

NAME = "emails"
_TABLE = tables.mapping("contacts")


_NATIVE = reading(_TABLE["native_providers"]) | reading(_TABLE["native_endings"])
_AT, _DOTS = spellings(_TABLE["at"]), any_of(spellings(_TABLE["dot"]))
_KNOWN = f"(?:{any_of([*spellings(_TABLE['mail_providers']), *_NATIVE])})"
_ENDING = f"(?:{any_of([*spellings(_TABLE['endings']), *_NATIVE])})"
_AT_SIGN = r"@|[(\[{<]\s?(?:at|a|@)\s?[)\]}>]"
_AT_WORD = rf"(?:(?<![^\W_])|(?<=_))(?:at the rate(?: of)?|{any_of(_AT)})(?![^\W_])"
_DOT = rf"(?:\.|[(\[{{<]\s?(?:dot|\.)\s?[)\]}}>]|(?<=[\s_])(?:{_DOTS})(?=[\s_]))"
_LOCAL_DOT = rf"(?:\.|\s\.\s|\s?[(\[{{<]\s?(?:dot|\.)\s?[)\]}}>]\s?|\s(?:{_DOTS})\s)"
_LOCAL = r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}"
_PLAIN = re.compile(
    rf"{_LOCAL}@[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,3}}\.[a-z]{{2,12}}(?![a-z0-9@])"
)
_SPELT = re.compile(
    rf"(?P<local>{_LOCAL}(?:{_LOCAL_DOT}[a-z0-9_-]{{1,30}}){{0,2}})[\s_]{{0,3}}"
    rf"(?:(?P<sign>{_AT_SIGN})|{_AT_WORD})[\s_]{{0,3}}"
    rf"(?P<provider>{_KNOWN}|[a-z0-9-]{{2,40}})[\s_]{{0,3}}{_DOT}[\s_]{{0,3}}(?P<ending>{_ENDING})"
    rf"(?:[\s_]{{0,3}}{_DOT}[\s_]{{0,3}}(?P<more>in|uk|ae))?(?![a-z0-9@])"
)
_ANNOUNCED = re.compile(
    r"(?:mail|email|e-mail|id|write to|cv to|resume to)\W{0,3}(?:(?:id|to|us)\W{0,3})?$"
)
_SIGN_WORDS = frozenset(_AT) | {"a"}
_LOOK_BACK = 24


def extract(text: str, context: Context) -> list[Mention]:
    """Return the e-mail addresses of a text."""
    view = context.plain.text
    if "@" not in view and context.vocabulary.isdisjoint(_SIGN_WORDS):
        return []
    found = {match.span(): (match.group(), "plain") for match in _PLAIN.finditer(view)}
    for match in _SPELT.finditer(view):
        taken = any(start < match.end() and match.start() < end for start, end in found)
        if not taken and _is_meant(match, view):
            found[match.span()] = _spelt(match)
    return [
        context.mention("email", value, start, end, NAME, disguise=disguise)
        for (start, end), (value, disguise) in found.items()
    ]


def _is_meant(match: re.Match[str], view: str) -> bool:
    """Whether an unknown domain is meant as one: the sign is written, or a mail is announced."""
    known = re.fullmatch(_KNOWN, match["provider"]) is not None
    before = view[max(match.start() - _LOOK_BACK, 0) : match.start()]
    return known or match["sign"] is not None or _ANNOUNCED.search(before) is not None


def _spelt(match: re.Match[str]) -> tuple[str, str]:
    local = re.sub(rf"\s*{_DOT}\s*", ".", match["local"]).rstrip("_")
    parts = [match["provider"], match["ending"], *([match["more"]] if match["more"] else [])]
    domain = ".".join(_NATIVE.get(str(part), str(part)) for part in parts)
    return f"{local}@{domain}", "symbols" if match["sign"] else "words"
