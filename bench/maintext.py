"""Race of the main text: our reader against trafilatura, on the same saved pages.

Run: `.venv/bin/python -m bench.maintext`; trafilatura is in the extra `bench`, no part of adwatch.
Prints one JSON object. Quality is the mean F1 of words over `tests/crawlers/texts`; times are
processor time of one core, the best of several rounds.
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml

from crawlers.reading import maintext
from crawlers.reading.markup import document

PAGES = Path(__file__).resolve().parent.parent / "tests" / "crawlers" / "texts"
ROUNDS = 5


def main() -> None:
    """Print the figures."""
    told = yaml.safe_load((PAGES / "truth.yml").read_text("utf-8"))["pages"]
    pages = {name: (PAGES / f"{name}.html").read_text("utf-8") for name in told}
    truth = {name: "\n".join(lines) for name, lines in told.items()}
    print(json.dumps({"pages": len(pages), **race(pages, truth)}, indent=2))


def race(pages: dict[str, str], truth: dict[str, str]) -> dict[str, float]:
    """Return quality and pages a second of both, and how many times as fast ours is."""
    ours = _measure(read, pages, truth)
    try:
        from trafilatura import extract
    except ImportError:
        return {"f1": ours[0], "pages_per_second": ours[1]}
    theirs = _measure(lambda html: extract(html) or "", pages, truth)
    return {
        "f1": ours[0],
        "pages_per_second": ours[1],
        "trafilatura_f1": theirs[0],
        "trafilatura_pages_per_second": theirs[1],
        "speed_ratio": round(ours[1] / theirs[1], 1),
    }


def read(html: str) -> str:
    """Return a page's main text as a crawl reads it."""
    return maintext.read(document(html), "https://ads.example/x").text


def f1(found: str, wanted: str) -> float:
    """Return the harmonic mean of precision and recall of the words."""
    ours, theirs = Counter(found.split()), Counter(wanted.split())
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total()) if both else 0.0


def _measure(
    extract: Callable[[str], str], pages: dict[str, str], truth: dict[str, str]
) -> tuple[float, float]:
    shares = [f1(extract(html), truth[name]) for name, html in pages.items()]
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for html in pages.values():
            extract(html)
        spent.append(time.process_time() - began)
    return round(sum(shares) / len(shares), 3), round(len(pages) / min(spent))


if __name__ == "__main__":
    main()
