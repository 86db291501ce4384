"""UPI payment addresses (`name@psp`), known by the payment provider after the sign.

Providers: data/contacts.yml, after NPCI's list. `value` is in lower case.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context

NAME = "upi"
_PROVIDERS = "|".join(sorted(tables.mapping("contacts")["upi"].split(), key=len, reverse=True))
_UPI = re.compile(
    rf"(?<![a-z0-9._-])([a-z0-9][a-z0-9._-]{{1,60}}) ?(?:@|[(\[]\s?at\s?[)\]]) ?({_PROVIDERS})"
    r"(?![a-z0-9_@-]|\.[a-z])"
)
_WORDED = re.compile(
    r"(?<![a-z0-9._-])([a-z0-9][a-z0-9._-]{1,60}) at "
    r"(ok[a-z]+bank|ok(?:icici|axis|sbi)|ybl|ibl|axl|paytm)"
    r"(?![a-z0-9_@-]|\.[a-z])"
)


def extract(text: str, context: Context) -> list[Mention]:
    """Return the UPI addresses of a text."""
    view = context.plain.text
    if "@" not in view and "at" not in context.vocabulary:
        return []
    found = [*_UPI.finditer(view), *_WORDED.finditer(view)]
    return [
        context.mention("upi", f"{match[1]}@{match[2]}", match.start(), match.end(), NAME)
        for match in found
    ]
