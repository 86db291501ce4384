"""Build `data/pincodes.tsv`: the district of each postal index number of Kerala.

Run by a developer, never at run time: `python enrichment/build/pincodes.py` in an environment with
`bharatpin` (MIT; India Post's directory of post offices). A number whose offices lie in two
districts goes to the one with more offices.
"""

import csv
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
HEAD = """\
# Postal index numbers (PIN) of Kerala and their districts.
# SOURCE: bharatpin 1.0.1 (MIT; India Post's directory). Built by enrichment/build/pincodes.py.
"""
BEGINNINGS, UNKNOWN = frozenset({"67", "68", "69"}), "Na"
SPELT = {"Kasargod": "Kasaragod", "Alapuzha": "Alappuzha"}


def main() -> None:
    """Write the table."""
    offices: dict[str, Counter[str]] = defaultdict(Counter)
    path = files("bharatpin").joinpath("data/pincodes.csv")
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            district = row["district"].title()
            if row["pincode"][:2] in BEGINNINGS and row["state"].upper() == "KERALA":
                offices[row["pincode"]][SPELT.get(district, district)] += district != UNKNOWN
    known = {pin: found.most_common(1)[0] for pin, found in sorted(offices.items())}
    lines = [f"{pin}\t{district}" for pin, (district, count) in known.items() if count]
    text = HEAD + "pin\tdistrict\n" + "\n".join(lines) + "\n"
    (DATA / "pincodes.tsv").write_text(text, encoding="utf-8")
    print(len(lines), "numbers")  # noqa: T201 - a developer's script


if __name__ == "__main__":
    main()
