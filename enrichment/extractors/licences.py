"""Licence and registration numbers that an advertiser states, with a check of their form.

`value` is in upper case without spaces. Attributes: `type` (`ra`: registration certificate of a
recruiting agent, Emigration Act 1983 s.11, form B-0000/STATE/PER or COM/1000+/0/0000/YEAR; `gst`;
`registration`: any other number announced as licence or registration) and `valid_form`. Whether the
certificate exists is for an officer to look up on the eMigrate register.
"""

import re

from adwatch.model import Mention
from enrichment.context import Context

NAME = "licences"
_RA_FORM = (
    r"[a-z]{1,2}[ -]?[0-9]{3,5} ?/ ?[a-z .&]{2,20} ?/ ?[a-z]{3,4} ?/ ?[0-9]{2,4}\+?"
    r" ?/ ?[0-9] ?/ ?[0-9]{3,5} ?/ ?(?:19|20)[0-9]{2}"
)
_RA = re.compile(rf"(?<![a-z0-9])(?:{_RA_FORM})(?![a-z0-9])")
_NUMBER_SIGN = (
    r"(?:\.?\s?(?:no|nos|number|num|id|code)[\s.:#=-]{0,3}|\s?[:#=-]\s?"
    r"|\s(?=[a-z]{0,4}[/-]?[0-9]+[/-]))"
)
_ANNOUNCED = re.compile(
    r"(?<![a-z0-9])(?P<type>(?:ra|r\.a\.?|pge|p\.g\.e\.?|poe|mea|m\.e\.a\.?|emigrate|e-migrate)"
    r"(?:[\s-]{0,2}(?:approved|regd?|registration|registered|lic(?:en[cs]e)?|certificate|cert))?"
    r"|(?:govt\.? )?(?:lic(?:en[cs]e)?|reg(?:d|n|istration|istered)?|certificate|rc))"
    rf"{_NUMBER_SIGN}"
    r"(?P<number>(?=[a-z0-9/+-]{0,30}[0-9])[a-z0-9][a-z0-9/+-]{2,44})(?![a-z0-9])"
)
_GST = re.compile(r"(?<![a-z0-9])[0-3][0-9][a-z]{5}[0-9]{4}[a-z][1-9a-z]z[0-9a-z](?![a-z0-9])")
_RECRUITER = re.compile(r"ra|r\.a|pge|p\.g\.e|poe|mea|m\.e\.a|emigrate|e-migrate")
_ANNOUNCING = frozenset(
    "ra r pge p poe mea m emigrate e lic licence license reg regd registration registered regn"
    " certificate rc gst gstin".split()
)
_FEWEST_DIGITS = 3
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def extract(text: str, context: Context) -> list[Mention]:
    """Return the licence and registration numbers of a text."""
    if context.vocabulary.isdisjoint(_ANNOUNCING) and "/" not in context.plain.text:
        return []
    view = context.plain.text
    found = {match.span(): ("ra", True) for match in _RA.finditer(view)}
    found |= {match.span(): ("gst", _gst_holds(match.group())) for match in _GST.finditer(view)}
    for match in _ANNOUNCED.finditer(view):
        span = match.span("number")
        if _is_number(match["number"]) and not any(a < span[1] and span[0] < b for a, b in found):
            recruiter = _RECRUITER.match(match["type"]) is not None
            found[span] = ("ra" if recruiter else "registration", not recruiter)
    return [
        context.mention(
            "licence", re.sub(r"\s", "", view[start:end]).upper(), start, end, NAME,
            type=kind, valid_form=valid,
        )
        for (start, end), (kind, valid) in found.items()
    ]  # fmt: skip


def _is_number(number: str) -> bool:
    digits = sum(letter.isdigit() for letter in number)
    return digits >= _FEWEST_DIGITS and not re.fullmatch(r"[6-9][0-9]{9}", number)


def _gst_holds(number: str) -> bool:
    """Whether the check letter of a GSTIN is right (Luhn modulo 36)."""
    total = 0
    for place, letter in enumerate(number[:-1]):
        product = _ALPHABET.index(letter) * (2 if place % 2 else 1)
        total += product // 36 + product % 36
    return _ALPHABET[(36 - total % 36) % 36] == number[-1]
