"""Secrets that adwatch makes for itself: random, kept below `home/secrets` for its owner alone."""

import contextlib
import secrets
import tempfile
from pathlib import Path

from adwatch.disk import writing
from adwatch.settings import Settings

BYTES = 32


def secret(settings: Settings, name: str) -> str:
    """Return the secret of this name, made at its first use (mode 0600).

    Raises:
        Trouble: the folder cannot be written.

    """
    path = settings.secrets / name
    with writing(path):
        settings.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create(path, secrets.token_urlsafe(BYTES))
        return path.read_text(encoding="utf-8").strip()


def _create(path: Path, value: str) -> None:
    """Link a finished file into place: of several at once the first one's value counts."""
    # Its mode is 0600 from the beginning.
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
        draft.write(value + "\n")
        draft.flush()
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft.name)
