"""Build `data/english.txt`: common English words, so that they are not taken for names or places.

Run by a developer, never at run time: `python enrichment/build/english.py` in an environment with
`wordfreq` (code Apache-2.0; word frequencies CC BY-SA 4.0). Words that are given names or places
first and words second are left to the lists that know them.
"""

from pathlib import Path

from wordfreq import top_n_list  # type: ignore[import-not-found]

DATA = Path(__file__).parent.parent / "data"
HEAD = """\
# Common English words: the most frequent of wordfreq, without given names.
# SOURCE: wordfreq 3.1.1 (frequencies CC BY-SA 4.0). Built by enrichment/build/english.py.
"""
MOST = 9000
PER_LINE = 16


def main() -> None:
    """Write the list."""
    names = (DATA / "reviewed" / "given_names.txt").read_text(encoding="utf-8").split()
    places = {
        word
        for name in ("kerala.tsv", "world.tsv")
        for word in (DATA / "reviewed" / name).read_text(encoding="utf-8").lower().split()
    }
    words = sorted(
        word
        for word in top_n_list("en", MOST)
        if word.isascii() and word.isalpha() and len(word) > 1 and word not in {*names, *places}
    )
    lines = [" ".join(words[start : start + PER_LINE]) for start in range(0, len(words), PER_LINE)]
    (DATA / "english.txt").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
