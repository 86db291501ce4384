"""The weekly run: train a candidate, measure it beside the running model, promote it or not."""

import json
from collections.abc import Sequence
from pathlib import Path

from adwatch.disk import writing
from adwatch.labelled import Labelled, load_labelled
from adwatch.model import Posting
from classifiers import load_assessor
from classifiers.assessor import Assessor
from classifiers.corpus import FOLDER, load_corpus
from classifiers.encoder import load_encoder
from classifiers.evaluate import Report, evaluate
from classifiers.learned.model import save
from classifiers.learned.train import train
from classifiers.learning.promotion import CURRENT, REPORT, figures, objections, page, promote
from classifiers.learning.verdicts import Verdict, rows_of
from enrichment import enrich

FROZEN = FOLDER / "heldout.jsonl"
FLOORS = FOLDER.parent / "floors.json"


def learn(verdicts: Sequence[Verdict], folder: Path, encoder: str, jobs: int) -> list[str]:
    """Train, compare and promote; return what speaks against the new model, nothing if promoted.

    Raises:
        Trouble: a model cannot be read, or the folder cannot be written.

    """
    rows = [*load_corpus(), *rows_of(verdicts)]
    candidate = folder / "candidate.npz"
    save(train(rows, load_encoder(encoder), jobs).model, candidate)
    current = folder / CURRENT
    running = load_assessor(current if current.exists() else None, encoder)
    against = compare(load_assessor(candidate, encoder), running, folder / REPORT)
    if not against:
        promote(candidate, folder)
    return against


def compare(new: Assessor, running: Assessor, report: Path) -> list[str]:
    """Measure both on the frozen postings, write the report, return what speaks against `new`."""
    frozen = load_labelled(FROZEN)
    ours, theirs = figures(_measured(frozen, new)), figures(_measured(frozen, running))
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["classifiers"]
    against = objections(ours, theirs, floors)
    with writing(report):
        report.parent.mkdir(parents=True, exist_ok=True)
        text = page(ours, theirs, (new.version, running.version), against)
        report.write_text(text, encoding="utf-8")
    return against


def _measured(rows: Sequence[Labelled], assess: Assessor) -> Report:
    def whole(posting: Posting) -> Posting:
        return assess(enrich(posting))

    return evaluate(rows, whole)
