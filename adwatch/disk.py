"""Turns what a disk refuses into a sentence that names the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adwatch.errors import Exit, Trouble


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise `Trouble` (LOCAL_RESOURCE) when the body meets a full or unwritable disk."""
    try:
        yield
    except OSError as error:
        raise Trouble(
            f"{path}: cannot be written ({error.strerror}).",
            "Free space on that disk (or mend its rights) and run the command again; "
            "what was collected so far is kept.",
            Exit.LOCAL_RESOURCE,
        ) from error
