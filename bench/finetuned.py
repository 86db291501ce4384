"""Race of the linear model's heads against the same encoder fine-tuned, heads against heads.

Run, in an environment of its own, for torch takes gigabytes: `uv venv --python 3.11 /tmp/tuned`,
`VIRTUAL_ENV=/tmp/tuned uv pip install -r requirements.txt -e '.[train]'`, and
`/tmp/tuned/bin/python -m bench.finetuned [SEED ...]`. Prints one JSON object.

Both learn from three quarters of the training postings, split by family, read the same text and
are judged behind a network in 8 bits. Neither is helped by listed words or the rules of the score,
but for the linear model's category head, which sees listed words' points: it is shown without them
too. `both` is the mean of the two's log-odds. An indicator's head speaks from where its F1 was best
on the fourth quarter; on that quarter itself, from where it was best in the other half of it.
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

from bench.tuning.judging import FIRST, Figures, Truth, crossed, figures, levelled, thresholds
from bench.tuning.learning import Plan, Reader, labels_of, learn
from bench.tuning.network import Network, export
from bench.tuning.postings import UNSEEN, Postings, learned_and_judged
from classifiers.encoder import FOLDER, Encoder, load_encoder
from classifiers.encoder.build import build_tokenizer, home
from classifiers.encoder.bundle import bundle_path, read_bundle
from classifiers.learned.features import Floats, grams
from classifiers.learned.heads import fit
from classifiers.learned.model import SHIPPED, load_model
from classifiers.learned.table import matrix
from classifiers.learned.train import judge, tune

THREADS = 2
LINEAR = "linear"


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
    learned, judged = learned_and_judged(encoder)
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
    return {
        "costs": costs,
        "heads alone": verdicts(truths, said),
        "with listed words and rules": in_company(judged, said, codes),
    }


def verdicts(
    truths: Mapping[str, Truth], said: Mapping[str, Mapping[str, Floats]]
) -> dict[str, Figures]:
    """Return all figures, with thresholds of indicators from unseen families."""
    levels = {name: thresholds(truths[UNSEEN], raw[UNSEEN]) for name, raw in said.items()}
    return {
        what: figures(
            truth,
            {
                name: crossed(truth, raw[what])
                if what == UNSEEN
                else levelled(raw[what], levels[name])
                for name, raw in said.items()
            },
            beside=LINEAR,
        )
        for what, truth in truths.items()
    }


def in_company(
    judged: Mapping[str, Postings], said: Mapping[str, Mapping[str, Floats]], codes: Sequence[str]
) -> dict[str, Figures]:
    """Return figures of heads together with listed words and the score, tuned on unseen families.

    They are not given for those, on which thresholds and score were chosen.
    """
    tunings = {
        name: tune(judged[UNSEEN].table.samples, codes, raw[UNSEEN]) for name, raw in said.items()
    }

    def heard(name: str, what: str) -> Floats:
        raw = said[name][what]
        pairs = judge(judged[what].table.samples, codes, raw, tunings[name])
        found = [{finding.indicator for finding in posting.findings} for _, posting in pairs]
        signs = [[1.0 if code in each else -1.0 for code in codes] for each in found]
        scores = [[posting.score] for _, posting in pairs]
        return np.hstack([scores, raw[:, 1:FIRST], signs]).astype(np.float32)

    return {
        what: figures(
            postings.truth(codes), {name: heard(name, what) for name in said}, beside=LINEAR
        )
        for what, postings in judged.items()
        if what != UNSEEN
    }


def linear(learned: Postings, encoder: Encoder, codes: Sequence[str]) -> Contestant:
    """Return the linear heads fitted to postings."""
    began = time.perf_counter(), time.process_time()
    heads = fit(learned.table, np.arange(len(learned.views)), codes, 1)
    costs = {**_spent(*began), "bytes": SHIPPED.stat().st_size}
    costs["bytes_of_encoder"] = home(FOLDER)[0].stat().st_size

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
