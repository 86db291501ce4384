"""Takes heads and neurons out of the encoder that its vectors can do without; writes slim.npz.

Layer by layer: of a sum's inputs those go whose loss costs least (the saliency of Optimal Brain
Surgeon, Hassibi and Stork 1993, for groups as in Kurtic et al. 2023), and the rest is fitted anew
by least squares to what the whole network computes there, which also mends what the layers below
lost. Nothing else is learned, no label is read. Run `python -m classifiers.encoder.slimming`: ten
minutes, 2 GB.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer

from classifiers.book import load_book
from classifiers.corpus import load_corpus
from classifiers.encoder import LONGEST, PREFIX
from classifiers.encoder.build import build_tokenizer
from classifiers.encoder.bundle import Bundle, bundle_path, read_bundle
from classifiers.encoder.slim import Floats, Part, SlimLayer, save_slim
from classifiers.learned.view import sentences_of, view_of
from classifiers.reading import read
from enrichment import enrich

HEADS, NEURONS = 6, 512
"""What is left of 12 heads and 1,536 neurons of a layer."""
POSTINGS, SHORT = 350, 1300
"""Texts that it is fitted on: whole postings, and sentences of others."""
AT_ONCE = 512
"""Neurons that are taken out before the rest is weighed again."""
HOLD = 3e-3
"""How strongly the weights are held to the old ones, as a share of the inputs' mean variance."""


def texts() -> list[str]:
    """Return training postings and sentences of others, as the encoder reads them."""
    book = load_book()
    rows = load_corpus()
    _draw().shuffle(rows)
    readings = [read(enrich(row.posting), book.lexicon) for _, row in rows]
    whole = [view_of(reading, book.community).text for reading in readings[:POSTINGS]]
    sentences = {
        sentence.view.text
        for reading in readings[POSTINGS:]
        for sentence in sentences_of(reading, book.community)
    }
    return whole + _draw().sample(sorted(sentences), SHORT)


def _draw() -> random.Random:
    return random.Random(0)  # noqa: S311 - nothing secret: the same texts each time


@dataclass(frozen=True)
class Network:
    """The whole network's arithmetic over the tokens of many texts, one row a token."""

    bundle: Bundle
    ends: Sequence[int]

    def tensor(self, name: str, *shape: int) -> Floats:
        """Return a tensor of the bundle."""
        return self.bundle.tensor(name).reshape(shape or (-1,))

    def embedded(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Return the first states."""
        sizes = self.bundle.sizes
        words = self.tensor("emb.word", sizes.vocabulary, sizes.hidden)
        places = self.tensor("emb.pos", sizes.positions, sizes.hidden)
        places = places + self.tensor("emb.type", sizes.types, sizes.hidden)[0]
        rows = [words[list(tokens)] + places[: len(tokens)] for tokens in texts]
        return self.norm(np.concatenate(rows), "emb.ln")

    def norm(self, states: Floats, name: str) -> Floats:
        """Return states of mean 0 and variance 1, scaled and shifted."""
        spread = np.sqrt(states.var(axis=1, keepdims=True) + self.bundle.sizes.epsilon)
        even = (states - states.mean(axis=1, keepdims=True)) / spread
        return np.asarray(even * self.tensor(f"{name}.w") + self.tensor(f"{name}.b"), np.float32)

    def linear(self, states: Floats, name: str) -> Floats:
        """Return states times a matrix plus a bias."""
        bias = self.tensor(f"{name}.b")
        weights = self.tensor(f"{name}.w", len(bias), states.shape[1])
        return np.asarray(states @ weights.T + bias, np.float32)

    def attended(self, states: Floats, layer: str) -> Floats:
        """Return what all heads read, side by side."""
        parts = [self.linear(states, f"{layer}.{part}") for part in "qkv"]
        out = np.empty_like(states)
        heads = self.bundle.sizes.heads
        for first, last in zip(self.ends, self.ends[1:], strict=False):
            q, k, v = (
                part[first:last].reshape(last - first, heads, -1).transpose(1, 0, 2)
                for part in parts
            )
            weights = np.exp(q @ k.transpose(0, 2, 1) * np.float32(q.shape[2] ** -0.5))
            mixed = (weights / weights.sum(axis=2, keepdims=True)) @ v
            out[first:last] = mixed.transpose(1, 0, 2).reshape(last - first, -1)
        return out

    def inner(self, states: Floats, layer: str) -> Floats:
        """Return the inner neurons: Gelu (Hendrycks and Gimpel 2016)."""
        rows = self.linear(states, f"{layer}.fi")
        return np.asarray(rows * (0.5 + 0.5 * erf(rows * np.float32(0.5**0.5))), np.float32)


def reduced(inputs: Floats, wanted: Floats, old: Floats, size: int, group: int) -> Part:
    """Return the best `size` groups of neighbouring inputs, and the map from them to `wanted`.

    `old` is the map of all inputs, which the new one is held to.
    """
    centre, mean = inputs.mean(axis=0), wanted.mean(axis=0)
    products = (inputs.T @ inputs).astype(np.float64) - len(inputs) * np.outer(centre, centre)
    answers = (inputs.T @ wanted).astype(np.float64) - len(inputs) * np.outer(centre, mean)
    hold = HOLD * float(np.trace(products)) / len(products)
    products += hold * np.eye(len(products))
    answers += hold * old
    kept = np.arange(inputs.shape[1] // group)
    while True:
        columns = (kept[:, None] * group + np.arange(group)).ravel()
        inverse = np.linalg.inv(products[np.ix_(columns, columns)])
        weights = inverse @ answers[columns]
        if len(kept) <= size:
            break
        costs = list(_costs(weights, inverse, group))
        gone = min(len(kept) - size, max(1, AT_ONCE // group**2))
        kept = np.sort(kept[np.argsort(costs)[gone:]])
    bias = mean - centre[columns] @ weights
    return Part(kept, weights.astype(np.float32), bias.astype(np.float32))


def _costs(weights: Floats, inverse: Floats, group: int) -> Iterator[float]:
    """Yield by how much the error grows without each group."""
    for first in range(0, len(weights), group):
        rows = slice(first, first + group)
        yield float(np.sum(weights[rows] * np.linalg.solve(inverse[rows, rows], weights[rows])))


def slimmed(bundle: Bundle, tokenizer: Tokenizer, texts: Sequence[str]) -> Iterator[SlimLayer]:
    """Yield the layers with fewer heads and neurons, fitted on these texts."""
    tokens = [tokenizer.encode(PREFIX + text).ids for text in texts]
    net = Network(bundle, np.cumsum([0, *map(len, tokens)]).tolist())
    whole = slim = net.embedded(tokens)
    sizes = bundle.sizes
    for number in range(sizes.layers):
        name = f"l{number}"
        read, old = net.attended(slim, name), _transposed(net, f"{name}.ao", sizes.hidden)
        whole = whole + net.linear(net.attended(whole, name), f"{name}.ao")
        heads = reduced(read, whole - slim, old, HEADS, sizes.hidden // sizes.heads)
        read = read.reshape(len(read), sizes.heads, -1)[:, heads.kept].reshape(len(read), -1)
        slim = net.norm(slim + read @ heads.weights + heads.bias, f"{name}.aln")
        whole = net.norm(whole, f"{name}.aln")
        inner, old = net.inner(slim, name), _transposed(net, f"{name}.fo", sizes.feed_forward)
        whole = whole + net.linear(net.inner(whole, name), f"{name}.fo")
        neurons = reduced(inner, whole - slim, old, NEURONS, 1)
        slim = slim + inner[:, neurons.kept] @ neurons.weights + neurons.bias
        slim, whole = net.norm(slim, f"{name}.oln"), net.norm(whole, f"{name}.oln")
        yield SlimLayer(heads, neurons)


def _transposed(net: Network, name: str, inputs: int) -> Floats:
    return net.tensor(f"{name}.w", -1, inputs).T


if __name__ == "__main__":
    bundle = read_bundle(bundle_path())
    tokenizer = build_tokenizer(bundle)
    tokenizer.enable_truncation(LONGEST)
    save_slim(list(slimmed(bundle, tokenizer, texts())))
