"""What Tesseract needs to read English, Malayalam, Hindi and Tamil: fetched by npm, unpacked.

The files are those of the Tesseract project (Apache-2.0, `tessdata_best` in whole numbers), pinned
in `tessdata/package-lock.json`. The engine itself comes with the package `tesserocr`.
"""

import gzip
import hashlib
import shutil
from pathlib import Path

from adwatch.disk import writing
from adwatch.runtime import progress
from adwatch.runtime.download import locked
from adwatch.runtime.npm import fetch

PINS = Path(__file__).with_name("tessdata")
LANGUAGES = ("eng", "mal", "hin", "tam")
PACKED = "node_modules/@tesseract.js-data/{0}/4.0.0_best_int/{0}.traineddata.gz"
TITLE = "the scripts for reading pictures"


def home(runtime: Path) -> Path:
    """Return where the files lie or will lie: by their pins, so that new ones count."""
    pins = (PINS / "package-lock.json").read_bytes()
    return runtime / f"tessdata-{hashlib.sha256(pins).hexdigest()[:12]}"


def ensure(runtime: Path) -> Path:
    """Return the folder of `<language>.traineddata`, fetching it when it is not there (9 MB).

    Raises:
        Trouble: npm cannot fetch it, or what came is not what was pinned.

    """
    target = home(runtime)
    if target.exists():
        return target
    with locked(target) as lock:
        if not target.exists():
            _install(runtime, target, lock)
    return target


def _install(runtime: Path, target: Path, lock: int) -> None:
    draft = target.with_name(target.name + ".part")
    with writing(draft):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for pins in PINS.glob("*.json"):
            shutil.copy(pins, draft)
        progress.step(f"Fetching {TITLE} (9 MB) ...")
        fetch(draft, runtime / "npm-cache-tessdata", lock, TITLE)
        for language in LANGUAGES:
            with gzip.open(draft / PACKED.format(language)) as packed:
                (draft / f"{language}.traineddata").write_bytes(packed.read())
        shutil.rmtree(draft / "node_modules")
        draft.replace(target)
        shutil.rmtree(runtime / "npm-cache-tessdata", ignore_errors=True)
