"""Classes of words that patterns share: `<girl>` is written once, in six ways of writing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.model import Frozen
from classifiers.pattern import Language, PatternError, Term, Vocabulary, parse_phrase

FOLDER = Path(__file__).parent
Entries = Mapping[Language, tuple[str, ...]]


class WordClasses(Frozen):
    """A file of word classes; entries are words in a row, or the <class> that is part of it."""

    source: str
    classes: Mapping[str, Entries]


@cache
def load_vocabulary() -> Vocabulary:
    """Return all classes by name.

    Raises:
        Trouble: a class is defined twice, or an entry cannot be read.

    """
    vocabulary: dict[str, Term] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for name, entries in yamlfile.load(path, WordClasses).classes.items():
            if name in vocabulary:
                raise Trouble(f"{path}: class {name!r} is defined twice.", "Merge the two.")
            vocabulary[name] = _term(path, name, entries, vocabulary)
    return vocabulary


def _term(path: Path, name: str, entries: Entries, vocabulary: Vocabulary) -> Term:
    try:
        return frozenset(
            phrase
            for language, sources in entries.items()
            for source in sources
            for phrase in parse_phrase(source, language, vocabulary)
        )
    except PatternError as error:
        raise Trouble(f"{path}: {name}: {error}.", "A class must stand before its use.") from error
