"""Race of the linear model's heads against the same encoder fine-tuned, heads against heads.

Run, in an environment of its own, for torch takes gigabytes: `uv venv --python 3.11 /tmp/tuned`,
`VIRTUAL_ENV=/tmp/tuned uv pip install -r requirements.txt -e '.[train]'`, and
`/tmp/tuned/bin/python -m bench.finetuned [SEED ...]`. Prints one JSON object.

Both learn from three quarters of the training postings, split by family, read the same text and
are judged behind a network in 8 bits. Neither is helped by listed words or the rules of the score,
but for the linear model's category head, which sees listed words' points: it is shown without them
too. `both` is the mean of the two's log-odds. An indicator's head speaks above 0 on the fourth
quarter, and on other postings from where its F1 was best on the fourth quarter.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.model_selection import GroupKFold

from adwatch.demo.corpus import load
from adwatch.labelled import Labelled, load_labelled
from bench.tuning.judging import FIRST, Figures, Truth, figures, levelled, thresholds, truth_of
from bench.tuning.learning import Plan, Reader, labels_of, learn
from bench.tuning.network import Network, export
from classifiers.assessor import signs_of
from classifiers.book import load_book
from classifiers.corpus import FOLDER, load_corpus
from classifiers.encoder import FOLDER as BUILT
from classifiers.encoder import Encoder, load_encoder
from classifiers.encoder.build import build_tokenizer, home
from classifiers.encoder.bundle import bundle_path, read_bundle
from classifiers.learned.features import Floats, grams
from classifiers.learned.heads import fit
from classifiers.learned.model import SHIPPED, load_model
from classifiers.learned.table import Table, families, matrix, table_of
from classifiers.learned.train import FOLDS
from classifiers.learned.view import View, view_of
from enrichment import enrich

THREADS = 2
UNSEEN = "unseen families"
LINEAR = "linear"
Rows = Sequence[tuple[str, Labelled]]


@dataclass(frozen=True)
class Postings:
    """Labelled postings as the contestants read them."""

    table: Table
    views: list[View]

    @property
    def texts(self) -> list[str]:
        """What the encoders read."""
        return [view.text for view in self.views]

    @property
    def rows(self) -> list[Labelled]:
        """The postings with their labels."""
        return [sample.row for sample in self.table.samples]

    def part(self, rows: np.ndarray) -> "Postings":
        """Return some of the postings."""
        whole = self.table
        samples = tuple(whole.samples[row] for row in rows)
        table = Table(samples, whole.vectors[rows], whole.points[rows], whole.grams[rows])
        return Postings(table, [self.views[row] for row in rows])

    def truth(self, codes: Sequence[str]) -> Truth:
        """Return the labels as the judge reads them."""
        return truth_of(self.rows, families(self.table.samples), codes)


@dataclass(frozen=True)
class Contestant:
    """What it says of postings from their table, from their texts alone, and what it costs."""

    raw: Callable[[Postings], Floats]
    afresh: Callable[[Postings], Floats]
    costs: Mapping[str, float]


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("seeds", nargs="*", type=int, metavar="SEED", help="one training each")
    torch.set_num_threads(THREADS)
    print(json.dumps(race(asked.parse_args().seeds or [0]), indent=2))


def race(seeds: Iterable[int]) -> dict[str, object]:
    """Return what both contestants cost and how good they are; the second once a seed."""
    encoder, codes = load_encoder(), load_model().facts.indicators
    learned, unseen = _quarters(postings_of(load_corpus(), encoder))
    heldout = [(row.id, row) for row in load_labelled(FOLDER / "heldout.jsonl")]
    judged = {
        UNSEEN: unseen,
        "demo town": postings_of(_town(), encoder),
        "held out": postings_of(heldout, encoder),
    }
    with tempfile.TemporaryDirectory() as folder:
        contestants = {LINEAR: linear(learned, encoder, codes)} | {
            f"fine-tuned {seed}": tuned(learned, codes, Plan(seed=seed), Path(folder))
            for seed in seeds
        }
        costs = {
            name: {**each.costs, "postings_per_second_and_core": _speed(each, judged["demo town"])}
            for name, each in contestants.items()
        }
        said = {
            name: {what: each.raw(postings) for what, postings in judged.items()}
            for name, each in contestants.items()
        }
    said["linear, no points"] = _wordless(learned, judged, said[LINEAR])
    second = next(name for name in said if name.startswith("fine-tuned"))
    said["both"] = {what: (said[LINEAR][what] + said[second][what]) / 2 for what in judged}
    truths = {what: postings.truth(codes) for what, postings in judged.items()}
    return {"costs": costs, **verdicts(truths, said)}


def verdicts(
    truths: Mapping[str, Truth], said: Mapping[str, Mapping[str, Floats]]
) -> dict[str, Figures]:
    """Return all figures; on other than unseen families with thresholds of the unseen families."""
    levels = {name: thresholds(truths[UNSEEN], raw[UNSEEN]) for name, raw in said.items()}
    return {
        what: figures(
            truth,
            {
                name: raw[what] if what == UNSEEN else levelled(raw[what], levels[name])
                for name, raw in said.items()
            },
            beside=LINEAR,
        )
        for what, truth in truths.items()
    }


def postings_of(rows: Rows, encoder: Encoder) -> Postings:
    """Return labelled postings, with the names of their families, as the contestants read them."""
    book = load_book()
    readings = (signs_of(enrich(row.posting), book).reading for _, row in rows)
    return Postings(table_of(rows, encoder), [view_of(each, book.community) for each in readings])


def _quarters(postings: Postings) -> tuple[Postings, Postings]:
    """Return three quarters to learn from and one of other families."""
    samples = postings.table.samples
    *_, (seen, held) = GroupKFold(FOLDS).split(samples, groups=families(samples))
    return postings.part(seen), postings.part(held)


def _town() -> Rows:
    return [
        (
            ad.copy_of or ad.id,
            Labelled(
                id=ad.id,
                title=ad.title,
                text=ad.text,
                concern=ad.concern,
                category=ad.category,
                indicators=ad.indicators,
            ),
        )
        for ad in load()
    ]


def linear(learned: Postings, encoder: Encoder, codes: Sequence[str]) -> Contestant:
    """Return the linear heads fitted to postings."""
    began = time.perf_counter(), time.process_time()
    heads = fit(learned.table, np.arange(len(learned.views)), codes, 1)
    costs = {**_spent(*began), "bytes": SHIPPED.stat().st_size}
    costs["bytes_of_encoder"] = home(BUILT)[0].stat().st_size

    def raw(postings: Postings) -> Floats:
        return heads.raw(postings.table, np.arange(len(postings.views)))

    def afresh(postings: Postings) -> Floats:
        vectors = encoder.embed(postings.texts)
        sounds = matrix([grams(view.sounds) for view in postings.views])
        table = replace(postings.table, vectors=vectors, grams=sounds)
        return raw(replace(postings, table=table))

    return Contestant(raw, afresh, costs)


def _wordless(
    learned: Postings, judged: Mapping[str, Postings], said: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return what linear heads say with a category head that sees no points of listed words."""
    table = replace(learned.table, points=np.zeros_like(learned.table.points))
    heads = fit(table, np.arange(len(table.samples)), (), 1)
    found = {}
    for what, postings in judged.items():
        categories = heads.raw(postings.table, np.arange(len(postings.views)))[:, 1:FIRST]
        found[what] = np.hstack([said[what][:, :1], categories, said[what][:, FIRST:]])
    return found


def tuned(learned: Postings, codes: Sequence[str], plan: Plan, folder: Path) -> Contestant:
    """Return the encoder fine-tuned on postings, its network in 8 bits; `folder` is to hold it.

    The table of words, which did not learn, is counted in 8 bits, though this file has it in 32.
    """
    bundle = read_bundle(bundle_path())
    torch.manual_seed(plan.seed)
    network = Network(bundle, learned.table.vectors, FIRST + len(codes))
    tokens = Reader(bundle)(learned.texts)
    began = time.perf_counter(), time.process_time()
    learn(network, tokens, labels_of(learned.rows, codes), plan)
    costs = _spent(*began)
    file = folder / f"{plan.seed}.onnx"
    export(network.body, file)
    encoder = Encoder("fine-tuned", file, build_tokenizer(bundle))

    def raw(postings: Postings) -> Floats:
        with torch.inference_mode():
            said = network.answers(torch.from_numpy(encoder.embed(postings.texts)))
        return np.asarray(said.numpy(), dtype=np.float32)

    table = bundle.sizes.vocabulary * bundle.sizes.hidden
    sizes = {"bytes": file.stat().st_size - 4 * table, "bytes_of_words": table}
    return Contestant(raw, raw, {**costs, **sizes})


def _spent(began: float, worked: float) -> dict[str, float]:
    return {
        "training_seconds": round(time.perf_counter() - began),
        "training_processor_seconds": round(time.process_time() - worked),
    }


def _speed(contestant: Contestant, postings: Postings) -> float:
    """Return postings a second of processor time, without reading them."""
    worked = time.process_time()
    contestant.afresh(postings)
    return round(len(postings.views) / (time.process_time() - worked), 1)


if __name__ == "__main__":
    main()
