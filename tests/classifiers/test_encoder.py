"""The encoder, built from the bundled weights and run for real."""

import numpy as np
import pytest

from adwatch.errors import Trouble
from classifiers.encoder import LONGEST, build, load_encoder
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


def test_a_text_has_the_same_vector_alone_and_among_longer_ones(encoder):
    short, long = "Flat for rent in Kaloor.", "A long text about a used car. " * 20
    (alone,) = encoder.embed([short])
    _, among, _ = encoder.embed([long, short, long])
    # Eight-bit arithmetic scales by the largest number of a batch.
    assert alone @ among > 0.99


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
