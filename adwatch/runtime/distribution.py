"""The Elasticsearch that adwatch brings along: fetched, checked, unpacked, made to fit small Javas.

It is the distribution that the makers of Elasticsearch publish for integration tests of plug-ins:
a real node with four modules. Its entitlement library names two modules of a full JDK (jdk.jlink,
jdk.jdi) that it never calls but that no small Java has. Both names are exchanged for modules that
every Java SE has, so that the node runs on any of them.
"""

import shutil
import zipfile
from pathlib import Path

from adwatch.disk import writing
from adwatch.runtime import progress
from adwatch.runtime.download import Archive, fetch, locked

VERSION = "8.19.21"
ARCHIVE = Archive(
    title=f"Elasticsearch {VERSION}",
    group="org.elasticsearch.distribution.integ-test-zip",
    name="elasticsearch",
    version=VERSION,
    sha256="215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a",
)
ENTITLEMENT = f"lib/elasticsearch-entitlement-{VERSION}.jar"
STAND_INS = {"jdk.jlink": "java.prefs", "jdk.jdi": "java.scripting"}


def home(runtime: Path) -> Path:
    """Return where the distribution lies or will lie."""
    return runtime / f"elasticsearch-{VERSION}"


def ensure(runtime: Path) -> Path:
    """Return the distribution's folder, fetching and unpacking it when it is not there.

    Raises:
        Trouble: see `download.fetch`.

    """
    target = home(runtime)
    if target.exists():
        return target
    with locked(target):
        if not target.exists():
            _install(runtime, target)
    return target


def _install(runtime: Path, target: Path) -> None:
    archive = fetch(ARCHIVE, runtime / "maven")
    progress.step(f"Unpacking {ARCHIVE.title} ...")
    draft = target.with_name(target.name + ".part")
    with writing(draft):
        shutil.rmtree(draft, ignore_errors=True)
        unpack(archive, draft)
        exchange_modules(draft / ENTITLEMENT, STAND_INS)
        draft.replace(target)
    archive.unlink()


def unpack(archive: Path, target: Path) -> None:
    """Unpack a zip, without its one top folder, and keep what may be executed."""
    with zipfile.ZipFile(archive) as source:
        source.extractall(target)
        for entry in source.infolist():
            if mode := entry.external_attr >> 16 & 0o777:
                (target / entry.filename).chmod(mode)
    (top,) = target.iterdir()
    for path in top.iterdir():
        path.rename(target / path.name)
    top.rmdir()


def exchange_modules(jar: Path, names: dict[str, str]) -> None:
    """Exchange module names in the jar's own module-info.class."""
    draft = jar.with_suffix(".part")
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "module-info.class":
                content = renamed(content, names)
            new.writestr(entry, content)
    draft.replace(jar)


def renamed(module_info: bytes, names: dict[str, str]) -> bytes:
    """Exchange UTF-8 constants of a class file (JVM specification, section 4.4.7).

    Raises:
        ValueError: a name does not occur exactly once, so this is not the file we know.

    """
    for old, new in names.items():
        if module_info.count(_constant(old)) != 1:
            raise ValueError(f"{old} is not named once")
        module_info = module_info.replace(_constant(old), _constant(new))
    return module_info


def _constant(text: str) -> bytes:
    return b"\x01" + len(text).to_bytes(2, "big") + text.encode("ascii")
