"""Race of the enrichment: telephone numbers against libphonenumber, and all extractors together.

Run: `.venv/bin/python -m bench.extraction`. Prints one JSON object; times are processor time of one
core, the best of several rounds. Recall is on the project's own tables of examples.
"""

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

import yaml

BEGAN = time.perf_counter()
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number  # noqa: E402

from adwatch.model import Posting  # noqa: E402
from enrichment import dialplan, enrich  # noqa: E402
from enrichment.context import Context  # noqa: E402
from enrichment.extractors import phones  # noqa: E402
from enrichment.normalise import plain  # noqa: E402

IMPORT_SECONDS = time.perf_counter() - BEGAN
REPO = Path(__file__).resolve().parent.parent
WORDS = 80
ROUNDS = 5


def main() -> None:
    """Print the figures."""
    texts = _texts()
    matcher = _best(lambda: [list(PhoneNumberMatcher(text, "IN")) for text in texts])
    ours = _best(lambda: [_phones(text) for text in texts])
    postings = [Posting(id=str(place), text=text) for place, text in enumerate(texts)]
    whole = _best(lambda: [enrich(posting) for posting in postings])
    print(
        json.dumps(
            {
                "postings": len(texts),
                "words_each": WORDS,
                "phones_us": round(ours / len(texts) * 1e6, 1),
                "phone_number_matcher_us": round(matcher / len(texts) * 1e6, 1),
                "phones_speed_ratio": round(matcher / ours, 2),
                "recall": _recall(lambda text: {each.value for each in _phones(text)}),
                "phone_number_matcher_recall": _recall(_matched),
                "postings_per_second_and_core": round(len(texts) / whole),
                "import_seconds": round(IMPORT_SECONDS, 2),
                "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
            indent=2,
        )
    )


def _texts() -> list[str]:
    """Return the demo town's postings, joined and cut to equal length."""
    words: list[str] = []
    for path in sorted((REPO / "adwatch" / "demo" / "postings").glob("*.yml")):
        for posting in yaml.safe_load(path.read_text(encoding="utf-8"))["postings"]:
            words += f"{posting.get('title', '')} {posting.get('text', '')}".split()
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS)]


def _phones(text: str) -> list:
    return phones.extract(text, Context("text", text, plain(text)))


def _matched(text: str) -> set[str]:
    found = PhoneNumberMatcher(text, "IN")
    return {format_number(match.number, PhoneNumberFormat.E164) for match in found}


def _best(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        _forget_numbers()
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def _forget_numbers() -> None:
    """Let no round gain from the numbers of the one before it."""
    for judged in (
        dialplan.indian, dialplan.indian_fixed, dialplan.international, dialplan.local,
    ):  # fmt: skip
        judged.cache_clear()


def _recall(find: Callable[[str], set[str]]) -> float:
    table = yaml.safe_load((REPO / "tests/enrichment/cases/phones.yml").read_text("utf-8"))
    found = wanted = 0
    for case in table["cases"]:
        expected = {value for value in case["expect"] if "x" not in value}
        wanted += len(expected)
        found += len(expected & find(case["text"]))
    return round(found / wanted, 3)


if __name__ == "__main__":
    main()
