"""Builds the encoder's two files, the network in 8 bits and the tokenizer, once a machine.

Set-up runs it as a module, ahead of time: `python -m classifiers.encoder.build`.
"""

import fcntl
import hashlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from adwatch.errors import Exit, Trouble
from classifiers.encoder.bundle import Bundle, bundle_path, read_bundle

NAME = "multilingual-e5-small/int8/2"
"""Named in every assessment's model version; the last number changes with what is built here."""
_INVISIBLE = Regex(r"[\u200b-\u200f\u2028-\u202e\ufeff\u00ad]")


def home(folder: Path) -> tuple[Path, Path]:
    """Return where network and tokenizer lie or will lie: by name, so that a new one counts."""
    stem = hashlib.sha256(NAME.encode()).hexdigest()[:12]
    return folder / f"{stem}.onnx", folder / f"{stem}.json"


def built(folder: Path) -> tuple[Path, Tokenizer]:
    """Return the network's file and the tokenizer, built if they are not there.

    Raises:
        Trouble: the weights are missing, the folder cannot be written or the tokenizer not read.

    """
    model, tokenizer = ensure(folder)
    try:
        return model, Tokenizer.from_file(str(tokenizer))
    except Exception as error:  # the library raises no narrower type
        raise Trouble(
            f"{tokenizer}: the text encoder's words cannot be read ({error}).",
            f"Delete {folder} and run the command again: it is built anew.",
            Exit.LOCAL_RESOURCE,
        ) from error


def ensure(folder: Path) -> tuple[Path, Path]:
    """Return the files of network and tokenizer, built if they are not there.

    Raises:
        Trouble: the weights are missing or the folder cannot be written.

    """
    model, tokenizer = home(folder)
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
    return model, tokenizer


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

    from adwatch.runtime import progress
    from classifiers.encoder.graph import build_graph
    from classifiers.encoder.slim import load_slim

    bundle = read_bundle(bundle_path())
    progress.step("Building the text encoder (once; ten seconds, 140 MB on disk) ...")
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        network, words = Path(draft) / "network.onnx", Path(draft) / "words.json"
        onnx.save(build_graph(bundle, load_slim()), network)
        build_tokenizer(bundle).save(str(words))
        words.replace(tokenizer)
        network.replace(model)


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
    from adwatch import console
    from classifiers.encoder import FOLDER

    try:
        ensure(FOLDER)
    except Trouble as trouble:
        console.complain(trouble)
        sys.exit(trouble.code)
