"""Writes the encoder's network as an ONNX graph: BERT with mean pooling, as e5 uses it.

Its layers have fewer heads and inner neurons than the bundle's (`classifiers.encoder.slim`), their
matrices stand in 8 bits, and ONNX Runtime's own fused operators (domain `com.microsoft`,
docs/ContribOperators.md there) do several steps in one. A text runs alone, so nothing is masked.

Sources: Devlin et al. 2019 (the network), Wang et al. 2024 (multilingual E5: average of the last
layer, scaled to length one).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from classifiers.encoder.bundle import Bundle
from classifiers.encoder.slim import Floats, Part, SlimLayer, eight_bit

OPSET = 20
FUSED = "com.microsoft"


def build_graph(bundle: Bundle, layers: Sequence[SlimLayer]) -> onnx.ModelProto:
    """Return the network: `input_ids` (one text x tokens) to `embedding`."""
    graph = _Graph(bundle)
    states = graph.embeddings()
    for number, layer in enumerate(layers):
        states = graph.layer(f"l{number}", states, layer)
    graph.pooled(states)
    return graph.model()


class _Graph:
    """Collects nodes and constants; each method returns the name of what it computes."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._sizes = bundle.sizes
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def op(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:  # noqa: ANN401 - what ONNX takes
        name = output or f"{kind}{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, value: NDArray[np.generic] | float | list[int]) -> str:
        array = np.asarray(value, dtype=np.float32 if isinstance(value, float) else None)
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        return self._bundle.tensor(name).reshape(shape or (-1,))

    def embeddings(self) -> str:
        """Words and positions; the table of words is kept in 8 bits with one scale a word."""
        words = self.tensor("emb.word", self._sizes.vocabulary, self._sizes.hidden)
        scales = np.maximum(np.abs(words).max(axis=1, keepdims=True) / 127, 1e-12)
        table = self.constant(np.rint(words / scales).astype(np.int8))
        rows = self.op("Cast", self.op("Gather", table, "input_ids"), to=TensorProto.FLOAT)
        scale = self.op("Gather", self.constant(scales.astype(np.float32)), "input_ids")
        return self.norm("emb.ln", self.op("Add", self.op("Mul", rows, scale), self._positions()))

    def _positions(self) -> str:
        shape = (self._sizes.positions, self._sizes.hidden)
        types = self.tensor("emb.type", self._sizes.types, self._sizes.hidden)
        table = self.constant(self.tensor("emb.pos", *shape) + types[0])
        length = self.op("Gather", self.op("Shape", "input_ids"), self.constant([1]))
        return self.op("Slice", table, self.constant([0]), length, self.constant([0]))

    def layer(self, name: str, states: str, layer: SlimLayer) -> str:
        states = self._added(self._attention(name, states, layer.heads), states, f"{name}.aln")
        inner = self._product(states, self._rows(f"{name}.fi", layer.neurons.kept))
        bias = self.constant(self.tensor(f"{name}.fi.b")[layer.neurons.kept])
        inner = self._fused("BiasGelu", inner, bias)
        return self._added(self._sum(inner, layer.neurons), states, f"{name}.oln")

    def _attention(self, name: str, states: str, heads: Part) -> str:
        """Take queries, keys and values of all heads from one matrix."""
        size = self._sizes.hidden // self._sizes.heads
        kept = (heads.kept[:, None] * size + np.arange(size)).ravel()
        weights = np.concatenate([self._rows(f"{name}.{part}", kept) for part in "qkv"], axis=1)
        bias = np.concatenate([self.tensor(f"{name}.{part}.b")[kept] for part in "qkv"])
        parts = [f"{name}.{part}" for part in "qkv"]
        product = self._product(states, weights, bias)
        self._nodes.append(helper.make_node("Split", [product], parts, axis=2, num_outputs=3))
        mixed = self._fused("MultiHeadAttention", *parts, num_heads=len(heads.kept))
        return self._sum(mixed, heads)

    def _rows(self, name: str, kept: NDArray[np.intp]) -> Floats:
        """Return the part of a matrix that leads to some outputs, inputs x outputs."""
        return self.tensor(f"{name}.w", -1, self._sizes.hidden)[kept].T

    def _sum(self, inputs: str, part: Part) -> str:
        return self._product(inputs, part.weights, part.bias)

    def _product(self, inputs: str, weights: Floats, bias: Floats | None = None) -> str:
        """Both sides in 8 bits: the inputs with one scale a text, the weights one a column."""
        numbers, scale = eight_bit(weights)
        given = [inputs, self.constant(numbers), self.constant(scale)]
        if bias is not None:
            given += ["", self.constant(bias)]
        return self._fused("DynamicQuantizeMatMul", *given)

    def _added(self, change: str, states: str, name: str) -> str:
        scale, shift = (self.constant(self.tensor(f"{name}.{part}")) for part in "wb")
        epsilon = self._sizes.epsilon
        kind = "SkipLayerNormalization"
        return self._fused(kind, change, states, scale, shift, epsilon=epsilon)

    def _fused(self, kind: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401 - what ONNX takes
        return self.op(kind, *inputs, domain=FUSED, **attributes)

    def norm(self, name: str, states: str) -> str:
        scale, shift = (self.constant(self.tensor(f"{name}.{part}")) for part in "wb")
        epsilon = self._sizes.epsilon
        return self.op("LayerNormalization", states, scale, shift, axis=-1, epsilon=epsilon)

    def pooled(self, states: str) -> str:
        mean = self.op("ReduceMean", states, self.constant([1]), keepdims=0)
        return self.op("LpNormalization", mean, output="embedding", axis=1, p=2)

    def model(self) -> onnx.ModelProto:
        tokens = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
        shape: list[str | int] = ["texts", self._sizes.hidden]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, shape)
        graph = helper.make_graph(self._nodes, "e5", [tokens], [output], self._constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)
