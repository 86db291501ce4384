"""Fetches an archive by its Maven coordinates: resumed when broken, refused when not as pinned.

jgo knows where the machine's Maven repositories are, so no address is written here; its own
download neither resumes nor minds a wrong checksum, so `Resuming` replaces that one step.
"""

import fcntl
import hashlib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx
from jgo.maven import MavenContext
from jgo.maven._core import Artifact
from jgo.maven._resolver import PythonResolver

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.runtime import progress

TIMEOUT_S = 60
ATTEMPTS = 3


@dataclass(frozen=True)
class Archive:
    """A zip in a Maven repository, pinned by its SHA-256."""

    title: str
    group: str
    name: str
    version: str
    sha256: str


def fetch(archive: Archive, folder: Path, repositories: Mapping[str, str] | None = None) -> Path:
    """Return the archive's local file, fetched into `folder` when it is not there yet.

    Args:
        archive: what to fetch.
        folder: where whole and half files are kept.
        repositories: name to address; the machine's usual ones when None.

    Raises:
        Trouble: no repository can be reached (UNREACHABLE; what came is kept for the next run),
            the disk is full (LOCAL_RESOURCE), or the file is not the pinned one (BAD_INPUT).

    """
    context = MavenContext(
        resolver=Resuming(archive.title),
        repo_cache=folder,
        remote_repos=dict(repositories) if repositories is not None else None,
        timeout=TIMEOUT_S,
    )
    component = context.project(archive.group, archive.name).at_version(archive.version)
    path = component.artifact(packaging="zip").resolve()
    _demand_sha256(path, archive)
    return path


class Resuming(PythonResolver):
    """Goes on where a broken download stopped, and names a file whole only when it is."""

    def __init__(self, title: str) -> None:
        """Take the name to be shown."""
        super().__init__()
        self._title = title
        self._client = httpx.Client(verify=_authorities(), timeout=TIMEOUT_S, follow_redirects=True)

    def download(self, artifact: Artifact) -> Path:
        """Fetch the artifact from the first repository that has it."""
        whole = artifact.context.repo_cache / artifact.component.path_prefix / artifact.filename
        part = whole.with_name(whole.name + ".part")
        place = f"{artifact.component.path_prefix.as_posix()}/{artifact.filename}"
        addresses = [f"{base}/{place}" for base in artifact.context.remote_repos.values()]
        with writing(part):
            part.parent.mkdir(parents=True, exist_ok=True)
        if not any(self._resume(address, part) for address in addresses):
            raise _unreachable(self._title, addresses, "none of them has it")
        part.replace(whole)
        return whole

    def _resume(self, address: str, part: Path) -> bool:
        """Return False when the repository does not have the file."""
        for left in reversed(range(ATTEMPTS)):
            try:
                return self._append(address, part)
            except httpx.HTTPError as error:
                if not left:
                    reason = str(error) or type(error).__name__
                    raise _unreachable(self._title, [address], reason) from error
        raise AssertionError("the last attempt returns or raises")

    def _append(self, address: str, part: Path) -> bool:
        done = part.stat().st_size if part.exists() else 0
        # Packed on its way, a part could not be gone on with.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
        with self._client.stream("GET", address, headers=headers) as answer:
            if answer.status_code == httpx.codes.NOT_FOUND:
                return False
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                return True  # all of it is here; the SHA-256 decides whether it is good
            answer.raise_for_status()
            # A server without ranges answers 200 with the whole file.
            done = done if answer.status_code == httpx.codes.PARTIAL_CONTENT else 0
            self._receive(answer, part, done)
        return True

    def _receive(self, answer: httpx.Response, part: Path, done: int) -> None:
        left = int(answer.headers.get("content-length", 0))
        with (
            _opened(part, done) as file,
            progress.download(self._title, left + done, done) as advance,
        ):
            for chunk in answer.iter_raw():
                with writing(part):
                    file.write(chunk)
                advance(len(chunk))


def _authorities() -> ssl.SSLContext:
    """Trust whom the machine trusts (a network may have an authority of its own), and the usual."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


@contextmanager
def locked(target: Path) -> Iterator[int]:
    """Let one process at a time make `target`; a killed one lets go at once.

    Yields the lock's file descriptor: a child that is given it holds the lock as well.
    """
    path = target.with_name(f".{target.name}.lock")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.step(f"Another adwatch is making {target}; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


@contextmanager
def _opened(part: Path, done: int) -> Iterator[BinaryIO]:
    with writing(part):
        file = part.open("ab" if done else "wb")
    with file:
        yield file


def _demand_sha256(path: Path, archive: Archive) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != archive.sha256:
        path.unlink()
        raise Trouble(
            f"{path.name} is not the {archive.title} that adwatch expects: its SHA-256 is {found}, "
            f"not {archive.sha256}; the file was refused and deleted.",
            "Run the command again; if it happens again, something between this machine and the "
            "repository changes files: tell whoever runs the network.",
        )


def _unreachable(title: str, addresses: list[str], reason: str) -> Trouble:
    return Trouble(
        f"{title} could not be fetched from {', '.join(addresses)}: {reason}.",
        "Check the network and run the command again: it goes on where this one stopped.",
        Exit.UNREACHABLE,
    )
