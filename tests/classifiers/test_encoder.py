"""The encoder, built from the bundled weights and run for real."""

import os
import subprocess
import sys

import numpy as np
import pytest

from adwatch.errors import Trouble
from adwatch.settings import REPO
from classifiers.encoder import FOLDER, LONGEST, build, load_encoder
from classifiers.encoder.bundle import bundle_path, read_bundle


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def test_the_same_matter_in_two_languages_lies_closer_than_two_matters(encoder):
    maid, ml, fish = encoder.embed(
        [
            "Housemaid wanted for a family in Kuwait.",
            "കുവൈറ്റിലെ വീട്ടിലേക്ക് വീട്ടുജോലിക്കാരിയെ വേണം.",
            "Fresh fish from Vypin, delivered at your door.",
        ]
    )
    assert maid @ ml > max(maid @ fish, ml @ fish)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder):
    short, long = "Flat for rent in Kaloor.", "A long text about a used car. " * 20
    (alone,) = encoder.embed([short])
    assert (encoder.embed([long, short, long])[1] == alone).all()


def test_vectors_have_length_one_also_for_empty_and_endless_texts(encoder):
    vectors = encoder.embed(["", "word " * 10 * LONGEST, "\u200b\n", "🍒"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ｆｕｌｌ width", ["▁full", "▁", "width"]),
        ("two\n\tspaces  here", ["▁two", "▁space", "s", "▁here"]),
        ("ദുബായ്", ["▁ദു", "ബാ", "യ്"]),
    ],
)
def test_the_tokenizer_reads_like_the_one_the_model_was_trained_with(text, pieces):
    tokenizer = build.build_tokenizer(read_bundle(bundle_path()))
    assert tokenizer.encode(text, add_special_tokens=False).tokens == pieces


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(Trouble, match="text encoder cannot be written"):
        build.built(blocked / "encoder")


@pytest.fixture(scope="module")
def folder(encoder, tmp_path_factory):
    """The bundled encoder as somebody else would hand it over: a folder with network and words."""
    folder = tmp_path_factory.mktemp("other")
    network, tokenizer = build.built(FOLDER)
    (folder / "model.onnx").symlink_to(network)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_another_encoder_is_read_from_its_folder(encoder, folder):
    other = load_encoder(str(folder))
    assert other.name == str(folder)
    text = ["കൊച്ചിയിൽ വീട് വാടകയ്ക്ക്"]
    assert other.embed(text) == pytest.approx(encoder.embed(text), abs=1e-6)


@pytest.mark.parametrize(
    ("files", "why"),
    [((), "holds none of"), (("model.onnx",), "tokenizer cannot be read")],
)
def test_a_folder_that_holds_no_encoder_is_named(tmp_path, files, why):
    for name in files:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(Trouble, match=why):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("broken", [0, 1], ids=["network", "words"])
def test_a_file_that_was_damaged_is_named_with_what_to_do(encoder, tmp_path, broken):
    for number, path in enumerate(build.home(FOLDER)):
        copy = tmp_path / path.name
        copy.write_bytes(b"no such thing") if number == broken else copy.symlink_to(path)
    with pytest.raises(Trouble, match=r"text encoder's .* cannot be read") as trouble:
        load_encoder(folder=tmp_path)
    assert build.home(tmp_path)[broken].name in trouble.value.what
    assert "Delete" in trouble.value.remedy


LOADS = """
import sys
from adwatch.commands.analysis import transform
from adwatch.model import Posting
from adwatch.settings import Settings
transform(Settings())(Posting(id="1", title="", text="Housemaid wanted in Kuwait."))
print(*{name.partition(".")[0] for name in sys.modules} & {"sklearn", "scipy", "onnx"})
"""


def test_an_assessment_loads_nothing_that_only_training_needs(encoder):
    """Each of these takes longer to import than all the rest: a command would start in eight
    seconds instead of three."""
    done = subprocess.run([sys.executable, "-c", LOADS], cwd=REPO, stdout=subprocess.PIPE)
    assert done.stdout == b"\n"


LEAVES_NOTHING = """
from classifiers.encoder import load_encoder
load_encoder().embed(["Flat for rent."])
"""


def test_nothing_is_written_below_the_users_home_and_no_address_is_looked_up(encoder, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(REPO)}
    lookups = "import socket; socket.getaddrinfo = socket.create_connection = None\n"
    subprocess.run(
        [sys.executable, "-c", lookups + LEAVES_NOTHING], env=environment, cwd=tmp_path, check=True
    )
    assert list(tmp_path.rglob("*")) == []
