"""Runs the rooms' races one after the other and prints their figures as one JSON object.

Run: `.venv/bin/python -m bench.race [NAME ...]`. Without names all races are run but the long ones.
Each is a module of this folder that prints JSON of its own; each has its own process, so
that one room's memory is not another's.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
LONG = frozenset({"finetuned", "million"})
"""Races that take more than a few minutes: run when they are named."""


def main() -> None:
    """Run what is asked for; end with 1 if a race failed."""
    known = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "race")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", choices=[*known, []], metavar="NAME", help=str(known))
    names = asked.parse_args().names or [name for name in known if name not in LONG]
    figures = {name: run(name) for name in names}
    print(json.dumps(figures, indent=2))
    sys.exit(any("failed" in told for told in figures.values()))


def run(name: str) -> dict[str, object]:
    """Return what a race prints; `failed` with its last words where it does not end well."""
    print(f"{name} ...", file=sys.stderr)
    command = [sys.executable, "-m", f"{FOLDER.name}.{name}"]
    done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:]}
    return {"figures": list(_values(done.stdout))}


def _values(text: str) -> Iterator[object]:
    """Yield the JSON values of a text: one object, or one a line."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:]


if __name__ == "__main__":
    main()
