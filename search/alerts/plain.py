"""Makes crawled words fit to stand in a mail: one line, capped, and unable to command or mislead.

Removed are control characters, bidirectional overrides and isolates (CVE-2021-42574, "Trojan
Source"), invisible format characters, and piles of combining marks. The zero-width joiners are kept
where Indic writing needs them (Unicode Standard, 12.9 Malayalam). Addresses are defanged, since
mail programs turn them into links and a mistaken tap would warn whoever posted them.
"""

import re
import unicodedata

READ = 20_000
"""Code points that are looked at: enough to see past padding, few enough to cost no time."""
MARKS_IN_A_ROW = 4
_JOINERS = "\u200c\u200d"
_INDIC = ("\u0900", "\u0dff")
_HOST_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
_MAIL_AT = re.compile(r"(?<=\w)@(?=\w)")


def one_line(text: str, limit: int) -> str:
    """Return at most `limit` code points of the text, as one harmless line."""
    letters = _harmless(text[:READ])
    line = " ".join(letters.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def defanged(text: str) -> str:
    """Return the text with its web and mail addresses readable but no longer a link."""
    return _MAIL_AT.sub("[at]", _HOST_DOT.sub("[.]", text.replace("://", "[:]//")))


def _harmless(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        if category in ("Mn", "Me"):
            marks += 1
            if marks <= MARKS_IN_A_ROW:
                kept.append(letter)
        elif category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category[0] != "C":
            marks = 0
            kept.append(letter)
        elif letter in _JOINERS and kept and _INDIC[0] <= kept[-1] <= _INDIC[1]:
            kept.append(letter)
    return "".join(kept)
