"""Builds the encoder's two files, the network in 8 bits and the tokenizer, once a machine.

Run as a module it builds them ahead of time: `python -m classifiers.encoder.build`.
"""

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from adwatch.errors import Exit, Trouble
from classifiers.encoder.bundle import Bundle, bundle_path, read_bundle

NAME = "multilingual-e5-small/int8/1"
"""Named in every assessment's model version; the last number changes with this module."""
_INVISIBLE = Regex(r"[\u200b-\u200f\u2028-\u202e\ufeff\u00ad]")


def built(folder: Path) -> tuple[Path, PreTrainedTokenizerFast]:
    """Return the network's file and the tokenizer, built if they are not there.

    Raises:
        Trouble: the weights are missing or the folder cannot be written.

    """
    stem = hashlib.sha256(NAME.encode()).hexdigest()[:12]
    model, tokenizer = folder / f"{stem}.onnx", folder / f"{stem}.json"
    if not (model.exists() and tokenizer.exists()):
        try:
            with _alone(folder):
                if not (model.exists() and tokenizer.exists()):
                    _build(folder, model, tokenizer)
        except OSError as error:
            raise Trouble(
                f"{folder}: the text encoder cannot be written ({error.strerror}).",
                "Free 500 MB there or mend its rights, and run the command again.",
                Exit.LOCAL_RESOURCE,
            ) from error
    return model, _read(tokenizer)


def _read(file: Path) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(file),
        pad_token="<pad>",  # noqa: S106 - no password
        model_input_names=["input_ids", "attention_mask"],
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process build while others wait for it; the lock ends with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(folder: Path, model: Path, tokenizer: Path) -> None:
    """Build in a folder of its own and rename, so that a killed build leaves nothing half done."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from classifiers.encoder.graph import build_graph

    bundle = read_bundle(bundle_path())
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        exact, small = Path(draft) / "exact.onnx", Path(draft) / "small.onnx"
        onnx.save(build_graph(bundle), exact)
        quantize_dynamic(
            exact,
            small,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        words = Path(draft) / "words.json"
        build_tokenizer(bundle).save(str(words))
        words.replace(tokenizer)
        small.replace(model)


def build_tokenizer(bundle: Bundle) -> Tokenizer:
    """Return XLM-R's tokenizer: SentencePiece unigrams over NFKC text (Kudo 2018)."""
    tokenizer = Tokenizer(models.Unigram(bundle.pieces, unk_id=bundle.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(_INVISIBLE, ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


if __name__ == "__main__":
    from classifiers.encoder import FOLDER

    built(FOLDER)
