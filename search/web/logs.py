"""Keeps what identifies people out of the log files: numbers, addresses, what was searched for.

Who looked at what stands in the audit log, which has its own rights; a log file is read by anybody
who looks after the machine.
"""

import logging
import re

MASK = "…"
_ADDRESSES = re.compile(r"(?<=\?)[^\s\"']+|(?<=/contact/)[^\s\"']+|(?<=/contacts/)[^\s\"'?]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(
    r"(?<![\w.])(?:\+|%2B|00)?(?:91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}(?!\d)"  # of India, usual forms
    r"|(?<![\w.])(?:\+|%2B)?\d{10,15}(?![\w.])"
)


def mask(text: str) -> str:
    """Return a line of a log without queries, contacts, e-mail addresses and telephone numbers."""
    for pattern in (_ADDRESSES, _EMAIL, _NUMBER):
        text = pattern.sub(MASK, text)
    return text


class Masking(logging.Formatter):
    """Writes a record as another formatter does, tracebacks too, and masks the result."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        """Wrap a formatter (None: the usual one)."""
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked line."""
        return mask(self._inner.format(record))


def mask_logs() -> None:
    """Mask whatever any handler of this process writes from now on."""
    known = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    handlers = {handler for logger in (logging.root, *known) for handler in logger.handlers}
    if logging.lastResort:
        handlers.add(logging.lastResort)
    for handler in handlers:
        if not isinstance(handler.formatter, Masking):
            handler.setFormatter(Masking(handler.formatter))
