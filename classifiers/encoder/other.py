"""Another encoder than the bundled one: a folder, or a name on a model hub.

It needs a tokenizer that transformers can read and a network as ONNX (as optimum exports them) that
yields one vector a text, or a state a token whose mean is the vector, as in the e5 family. What a
hub sends is kept below `.runtime`. The bundled encoder does not wait for transformers' import.
"""

import logging
from pathlib import Path

from huggingface_hub import snapshot_download
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from adwatch.errors import Exit, Trouble

NETWORKS = ("onnx/model_qint8.onnx", "onnx/model_quantized.onnx", "model.onnx", "onnx/model.onnx")
"""Where exporters put the network, the smaller first."""


def files(name: str, kept: Path) -> tuple[Path, Tokenizer]:
    """Return the network's file and the tokenizer; `kept` is where a hub's files are to lie.

    Raises:
        Trouble: there is none, or the hub does not answer.

    """
    folder = Path(name) if Path(name).is_dir() else _fetched(name, kept)
    network = next((path for each in NETWORKS if (path := folder / each).is_file()), None)
    if network is None:
        raise Trouble(
            f"ADWATCH_ENCODER={name}: {folder} holds none of {', '.join(NETWORKS)}.",
            "Give an encoder that was exported to ONNX, or leave the setting empty.",
        )
    try:
        return network, AutoTokenizer.from_pretrained(folder).backend_tokenizer
    except (OSError, ValueError) as error:
        raise Trouble(
            f"ADWATCH_ENCODER={name}: its tokenizer cannot be read ({error}).",
            "Put tokenizer.json and tokenizer_config.json beside the network.",
        ) from error


def _fetched(name: str, kept: Path) -> Path:
    wanted = [*NETWORKS, "tokenizer*", "special_tokens_map.json", "config.json"]
    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)  # the sentence below says it
    try:
        return Path(snapshot_download(name, allow_patterns=wanted, cache_dir=kept))
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise Trouble(
            f"ADWATCH_ENCODER={name}: no such folder, and no hub that has it ({reason}).",
            "Give the path of a folder that holds an encoder as ONNX, or leave the setting empty.",
            Exit.UNREACHABLE,
        ) from error
