"""Fine-tunes the encoder with its heads on labelled postings, on the processor.

An unknown label costs nothing. Labels are weighed as the linear heads weigh them
(`classifiers.learned.heads`), so that log-odds of both mean the same.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from transformers import get_linear_schedule_with_warmup

from adwatch.labelled import Labelled
from bench.tuning.judging import FIRST
from bench.tuning.network import PADDING, Network
from classifiers.encoder import PREFIX
from classifiers.encoder.build import build_tokenizer
from classifiers.encoder.bundle import Bundle
from classifiers.learned.heads import RARE
from classifiers.learned.model import CATEGORIES

LONGEST = 96
"""Tokens of a text that are learned from; 1 in 100 training postings is longer."""
BATCH = 16
BUCKET = 16
"""Batches among which texts are sorted by length."""
HEAD_RATE = 1e-3
WARM_UP = 0.1
"""Share of the steps in which the rates rise."""
SIGNS = 10.0
"""How much the indicators' mean loss counts beside that of concern and that of the category."""
UNKNOWN = -100
TOLD = 20
"""Steps between two lines about the loss."""
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """How to learn: rounds over the postings, the highest rate of the network, the seed."""

    epochs: int = 4
    rate: float = 1e-4
    seed: int = 0


@dataclass(frozen=True)
class Labels:
    """Labels as numbers, a row a posting: NaN or `UNKNOWN` where there is none."""

    concern: Tensor
    category: Tensor
    signs: Tensor

    def __getitem__(self, rows: Rows) -> "Labels":
        """Return the labels of some postings."""
        return Labels(self.concern[rows], self.category[rows], self.signs[rows])


@dataclass(frozen=True)
class Weights:
    """How much concern counts beside its absence, and each category."""

    concern: Tensor
    category: Tensor


def labels_of(rows: Sequence[Labelled], codes: Sequence[str]) -> Labels:
    """Return the labels of postings; an indicator's column is its place among `codes`."""
    concern = [np.nan if row.concern is None else float(row.concern) for row in rows]
    category = [CATEGORIES.index(row.category) if row.category else UNKNOWN for row in rows]
    signs = [
        [np.nan if row.indicators is None else float(code in row.indicators) for code in codes]
        for row in rows
    ]
    return Labels(
        torch.tensor(concern, dtype=torch.float32),
        torch.tensor(category),
        torch.tensor(signs, dtype=torch.float32),
    )


def weights_of(labels: Labels) -> Weights:
    """Return weights that make both answers, and all categories that occur, count the same."""
    known = labels.category[labels.category != UNKNOWN]
    counts = torch.bincount(known, minlength=len(CATEGORIES))
    category = len(known) / (int((counts > 0).sum()) * counts.clamp(min=1))
    yes, no = (labels.concern == 1).sum(), (labels.concern == 0).sum()
    return Weights(no / yes.clamp(min=1), category)


def loss_of(answers: Tensor, labels: Labels, weights: Weights) -> Tensor:
    """Return what answers cost: of concern, category and indicators together."""
    rare = torch.tensor(float(RARE))
    category = functional.cross_entropy(
        answers[:, 1:FIRST], labels.category, weights.category, ignore_index=UNKNOWN
    )
    concern = _cost(answers[:, 0], labels.concern, weights.concern)
    return concern + category.nan_to_num() + SIGNS * _cost(answers[:, FIRST:], labels.signs, rare)


def _cost(answers: Tensor, truth: Tensor, positive: Tensor) -> Tensor:
    """Return the mean cost of yes-or-no answers whose truth is known; 0 where none is."""
    known = ~truth.isnan()
    cost = functional.binary_cross_entropy_with_logits(
        answers[known], truth[known], pos_weight=positive, reduction="sum"
    )
    return cost / known.sum().clamp(min=1)


def batches(lengths: Sequence[int], draw: np.random.Generator) -> Iterator[Rows]:
    """Yield the rows of each batch of one round: texts of like length, in random order."""
    shuffled = draw.permutation(len(lengths))
    size = BATCH * BUCKET
    buckets = [shuffled[at : at + size] for at in range(0, len(shuffled), size)]
    ordered = [bucket[np.argsort(np.take(lengths, bucket), kind="stable")] for bucket in buckets]
    cut = [bucket[at : at + BATCH] for bucket in ordered for at in range(0, len(bucket), BATCH)]
    for place in draw.permutation(len(cut)):
        yield cut[place]


class Reader:
    """Turns texts into rows of tokens, as the encoder's are."""

    def __init__(self, bundle: Bundle) -> None:
        """Build the tokenizer; takes a second."""
        self._tokenizer: Tokenizer = build_tokenizer(bundle)
        self._tokenizer.enable_truncation(LONGEST)

    def __call__(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text."""
        return [self._tokenizer.encode(PREFIX + text).ids for text in texts]


def padded(tokens: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Return tokens as one matrix, and which of them are no padding."""
    longest = max(map(len, tokens))
    ids = torch.tensor([row + [PADDING] * (longest - len(row)) for row in tokens])
    return ids, (torch.arange(longest) < torch.tensor([[len(row)] for row in tokens])).long()


def learn(network: Network, tokens: Sequence[list[int]], labels: Labels, plan: Plan) -> None:
    """Train a network where it stands.

    Products of matrices are computed in bfloat16: more than twice as fast where the processor can.
    """
    torch.manual_seed(plan.seed)
    draw = np.random.default_rng(plan.seed)
    lengths, weights = [len(row) for row in tokens], weights_of(labels)
    steps = [rows for _ in range(plan.epochs) for rows in batches(lengths, draw)]
    optimizer = _optimizer(network, plan)
    rates = get_linear_schedule_with_warmup(optimizer, round(WARM_UP * len(steps)), len(steps))
    network.train()
    for number, rows in enumerate(steps):
        with torch.autocast("cpu", torch.bfloat16):
            answers = network(*padded([tokens[row] for row in rows]))
        loss = loss_of(answers.float(), labels[rows], weights)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        rates.step()
        if number % TOLD == 0:
            print(f"step {number} of {len(steps)}: loss {loss.item():.2f}", file=sys.stderr)
    network.eval()


def _optimizer(network: Network, plan: Plan) -> torch.optim.Optimizer:
    """Return AdamW (Loshchilov and Hutter 2019) with a rate for the network and one for heads."""
    body = [each for each in network.body.parameters() if each.requires_grad]
    heads = {"params": list(network.heads.parameters()), "lr": HEAD_RATE}
    return torch.optim.AdamW([{"params": body, "lr": plan.rate}, heads], fused=True)
