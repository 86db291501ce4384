"""Keeps what identifies people out of the log files: numbers, addresses, what was searched for.

Who looked at what stands in the audit log, which has its own rights; a log file is read by anybody
who looks after the machine.
"""

import logging
import re
from collections.abc import Iterable

MASK = "…"
PEOPLE = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(
        r"(?<![\w.])(?:\+|%2B|00)?(?:91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}(?!\d)"  # of India, usual forms
        r"|(?<![\w.])(?:\+|%2B)?\d{10,15}(?![\w.])"
    ),
)
"""E-mail addresses and telephone numbers: masked in what every command logs."""
SEARCHES = re.compile(
    r"(?<=\?)[^\s\"']+|(?<=/contact/)[^\s\"']+|(?<=/contacts/)[^\s\"'?]+",
)
"""What somebody asked the screens for. A crawler's addresses keep theirs: they lead to the page."""


def mask(text: str, patterns: Iterable[re.Pattern[str]] = PEOPLE) -> str:
    """Return a line of a log without what the patterns match."""
    for pattern in patterns:
        text = pattern.sub(MASK, text)
    return text


class Masking(logging.Formatter):
    """Writes a record as another formatter does, tracebacks too, and masks the result."""

    def __init__(
        self, inner: logging.Formatter | None, patterns: tuple[re.Pattern[str], ...]
    ) -> None:
        """Wrap a formatter (None: the usual one)."""
        super().__init__()
        self._inner, self._patterns = inner or logging.Formatter(), patterns

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked line."""
        return mask(self._inner.format(record), self._patterns)


def mask_logs(patterns: tuple[re.Pattern[str], ...] = PEOPLE) -> None:
    """Mask whatever any handler of this process writes from now on."""
    known = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    handlers = {handler for logger in (logging.root, *known) for handler in logger.handlers}
    if logging.lastResort:
        handlers.add(logging.lastResort)
    for handler in handlers:
        if not isinstance(handler.formatter, Masking):
            handler.setFormatter(Masking(handler.formatter, patterns))
