"""The bundled encoder as a torch network with heads, and as an ONNX file in 8 bits afterwards.

Needs the extra `train`. Sources: Devlin et al. 2019 (the network), Wang et al. 2024 (pooling).
"""

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from classifiers.encoder.bundle import Bundle, Sizes
from classifiers.learned.features import Floats

PADDING = 1
DROPPED = 0.1
"""Share of a vector's numbers that the heads do not see at a step of the training."""
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""What transformers calls a layer's tensors, by the bundle's names for them."""
WORDS = "embeddings.word_embeddings.weight"


class Network(nn.Module):
    """The encoder with one linear head a question, as the linear model has them."""

    def __init__(self, bundle: Bundle, vectors: Floats, heads: int) -> None:
        """Put heads on the bundle's network; `vectors` are what it says of the training texts."""
        super().__init__()
        self.body = body_of(bundle)
        self.heads = nn.Linear(vectors.shape[1], heads)
        self.register_buffer("mean", torch.from_numpy(vectors.mean(axis=0)))
        self.register_buffer("spread", torch.from_numpy(vectors.std(axis=0)))

    def embed(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return vectors of length one, a row a text."""
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        return functional.normalize((states * mask.unsqueeze(-1)).sum(1))

    def answers(self, vectors: Tensor) -> Tensor:
        """Return what the heads say of vectors: log-odds, a column a head."""
        scaled = (vectors - self.mean) / self.spread
        return self.heads(functional.dropout(scaled, DROPPED, self.training))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return what the heads say of texts."""
        return self.answers(self.embed(ids, mask))


def names(layers: int) -> dict[str, str]:
    """Return transformers' name of each of the bundle's tensors."""
    found = {
        "emb.word": WORDS,
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(layers):
        for short, long in PARTS.items():
            found[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            found[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    return found


def body_of(bundle: Bundle) -> BertModel:
    """Return the bundle's network in torch; its table of words does not learn."""
    body = BertModel(_config(bundle.sizes), add_pooling_layer=False)
    shapes = {name: tensor.shape for name, tensor in body.named_parameters()}
    body.load_state_dict(
        {
            long: torch.from_numpy(bundle.tensor(short)).reshape(shapes[long])
            for short, long in names(bundle.sizes.layers).items()
        }
    )
    body.get_parameter(WORDS).requires_grad_(False)
    return body


def _config(sizes: Sizes) -> BertConfig:
    return BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.feed_forward,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.epsilon,
        pad_token_id=PADDING,
    )


def export(body: BertModel, path: Path) -> None:
    """Write a network as ONNX with its matrices in 8 bits: states of the tokens of one text."""
    body.config.return_dict = False
    tokens = torch.ones(1, 8, dtype=torch.long)
    length = {1: torch.export.Dim("tokens", min=2, max=body.config.max_position_embeddings)}
    exact = path.with_suffix(".exact.onnx")
    torch.onnx.export(
        body,
        (tokens, tokens.clone()),
        exact,
        input_names=["input_ids", "attention_mask"],
        dynamic_shapes={"input_ids": length, "attention_mask": length},
        dynamo=True,
        verbose=False,
    )
    quantize_dynamic(
        exact,
        path,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"],
        extra_options={"MatMulConstBOnly": True},
    )
