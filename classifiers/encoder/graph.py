"""Writes the encoder's network as an ONNX graph: BERT with mean pooling, as e5 uses it.

Sources: Devlin et al. 2019 (the network), Wang et al. 2024 (multilingual E5: average of the last
layer, scaled to length one).
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from classifiers.encoder.bundle import Bundle

OPSET = 20


def build_graph(bundle: Bundle) -> onnx.ModelProto:
    """Return the network: `input_ids` and `attention_mask` (texts x tokens) to `embedding`."""
    graph = _Graph(bundle)
    states = graph.embeddings()
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = graph.attention_bias(mask)
    for layer in range(bundle.sizes.layers):
        states = graph.layer(f"l{layer}", states, bias)
    graph.pooled(states, mask)
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

    def attention_bias(self, mask: str) -> str:
        """Minus ten thousand where a token is padding."""
        absent = self.op("Sub", mask, self.constant(1.0))
        bias = self.op("Mul", absent, self.constant(1e4))
        return self.op("Unsqueeze", bias, self.constant([1, 2]))

    def layer(self, name: str, states: str, bias: str) -> str:
        hidden, feed = self._sizes.hidden, self._sizes.feed_forward
        attended = self.linear(f"{name}.ao", self._attention(name, states, bias), hidden, hidden)
        states = self.norm(f"{name}.aln", self.op("Add", attended, states))
        inner = self.op("Gelu", self.linear(f"{name}.fi", states, hidden, feed))
        return self.norm(
            f"{name}.oln", self.op("Add", self.linear(f"{name}.fo", inner, feed, hidden), states)
        )

    def _attention(self, name: str, states: str, bias: str) -> str:
        hidden, heads = self._sizes.hidden, self._sizes.heads

        def split(part: str, order: list[int]) -> str:
            rows = self.linear(f"{name}.{part}", states, hidden, hidden)
            apart = self.op("Reshape", rows, self.constant([0, 0, heads, hidden // heads]))
            return self.op("Transpose", apart, perm=order)

        likeness = self.op("MatMul", split("q", [0, 2, 1, 3]), split("k", [0, 2, 3, 1]))
        scaled = self.op("Mul", likeness, self.constant((hidden / heads) ** -0.5))
        weights = self.op("Softmax", self.op("Add", scaled, bias), axis=-1)
        mixed = self.op("MatMul", weights, split("v", [0, 2, 1, 3]))
        joined = self.op("Transpose", mixed, perm=[0, 2, 1, 3])
        return self.op("Reshape", joined, self.constant([0, 0, hidden]))

    def linear(self, name: str, states: str, inputs: int, outputs: int) -> str:
        weights = self.constant(self.tensor(f"{name}.w", outputs, inputs).T)
        product = self.op("MatMul", states, weights)
        return self.op("Add", product, self.constant(self.tensor(f"{name}.b")))

    def norm(self, name: str, states: str) -> str:
        scale, shift = (self.constant(self.tensor(f"{name}.{part}")) for part in "wb")
        epsilon = self._sizes.epsilon
        return self.op("LayerNormalization", states, scale, shift, axis=-1, epsilon=epsilon)

    def pooled(self, states: str, mask: str) -> str:
        wide, tokens = self.op("Unsqueeze", mask, self.constant([2])), self.constant([1])
        total = self.op("ReduceSum", self.op("Mul", states, wide), tokens, keepdims=0)
        mean = self.op("Div", total, self.op("ReduceSum", wide, tokens, keepdims=0))
        return self.op("LpNormalization", mean, output="embedding", axis=1, p=2)

    def model(self) -> onnx.ModelProto:
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        shape: list[str | int] = ["texts", self._sizes.hidden]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, shape)
        graph = helper.make_graph(self._nodes, "e5", inputs, [output], self._constants)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=9)
