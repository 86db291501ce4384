"""What Tesseract needs to read English, Malayalam, Hindi and Tamil: fetched by npm, unpacked.

The files are those of the Tesseract project (Apache-2.0, `tessdata_best` in whole numbers), pinned
in `tessdata/package-lock.json`. The engine itself comes with the package `tesserocr`.
"""

import gzip
from pathlib import Path

from adwatch.runtime import npm

PINS = Path(__file__).with_name("tessdata")
LANGUAGES = ("eng", "mal", "hin", "tam")
PACKED = "node_modules/@tesseract.js-data/{0}/4.0.0_best_int/{0}.traineddata.gz"
TITLE = "the scripts for reading pictures"


def ensure(runtime: Path) -> Path:
    """Return the folder of `<language>.traineddata`, fetching it when it is not there (9 MB).

    Raises:
        Trouble: see `npm.ensure`.

    """
    target = npm.home(runtime, "tessdata", PINS)
    return npm.ensure(target, PINS, TITLE, f"{TITLE} (9 MB)", _unpack)


def _unpack(packages: Path, target: Path) -> None:
    for language in LANGUAGES:
        with gzip.open(packages / PACKED.format(language)) as packed:
            (target / f"{language}.traineddata").write_bytes(packed.read())
