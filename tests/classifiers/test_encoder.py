"""The encoder, built from the bundled weights and run for real."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from adwatch.errors import Trouble
from adwatch.settings import REPO
from classifiers.encoder import FOLDER, LONGEST, PREFIX, build, load_encoder
from classifiers.encoder.bundle import bundle_path, read_bundle
from classifiers.encoder.slim import Part, SlimLayer, load_slim, save_slim
from classifiers.encoder.slimming import Network, reduced


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


def test_a_sentence_lies_next_to_its_translations(encoder):
    """48 sentences in four languages (parallel.tsv, written for this test): looked for in another
    language, the right one is nearest. The whole network finds 99 in 100."""
    lines = Path(__file__).with_name("parallel.tsv").read_text(encoding="utf-8").splitlines()
    sentences = np.array([line.split("\t") for line in lines])
    vectors = encoder.embed(sentences.ravel().tolist()).reshape(*sentences.shape, -1)
    found = [
        (vectors[:, one] @ vectors[:, other].T).argmax(axis=1) == range(len(sentences))
        for one, other in itertools.permutations(range(sentences.shape[1]), 2)
    ]
    assert np.mean(found) >= 0.96


def test_vectors_are_close_to_those_of_the_whole_network(encoder):
    """Unrelated texts have a cosine of about 0.8 in this family of encoders."""
    texts = [
        "Housemaid wanted in Kuwait, visit visa, agent keeps the passport till the loan is paid.",
        "ആലുവയിൽ വീട് വാടകയ്ക്ക്, രണ്ട് മുറി, കുടുംബങ്ങൾക്ക് മാത്രം.",
        "पुरानी कार बिक्री के लिए, एक ही मालिक, सभी कागज़ात साफ़।",
    ]
    cosines = (encoder.embed(texts) * whole(texts)).sum(axis=1)
    assert cosines.min() >= 0.95


def whole(texts):
    """Return the vectors of the bundle's network as it came, in full precision."""
    bundle = read_bundle(bundle_path())
    tokens = [build.build_tokenizer(bundle).encode(PREFIX + text).ids for text in texts]
    net = Network(bundle, np.cumsum([0, *map(len, tokens)]).tolist())
    states = net.embedded(tokens)
    for number in range(bundle.sizes.layers):
        name = f"l{number}"
        attended = net.linear(net.attended(states, name), f"{name}.ao")
        states = net.norm(states + attended, f"{name}.aln")
        states = net.norm(states + net.linear(net.inner(states, name), f"{name}.fo"), f"{name}.oln")
    means = np.array([rows.mean(axis=0) for rows in np.split(states, net.ends[1:-1])])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def test_inputs_that_others_can_stand_for_are_taken_out_without_loss():
    rng = np.random.default_rng(0)
    three = rng.normal(size=(500, 3)).astype(np.float32)
    inputs = np.concatenate([three, three[:, :2] @ rng.normal(size=(2, 2))], axis=1)
    old = rng.normal(size=(5, 4)).astype(np.float32)
    part = reduced(inputs, inputs @ old + 7, old, size=3, group=1)
    assert 2 in part.kept, "nothing else can stand for it"
    again = inputs[:, part.kept] @ part.weights + part.bias
    assert again == pytest.approx(inputs @ old + 7, abs=0.05)


def test_of_groups_the_one_that_says_least_goes():
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(500, 6)).astype(np.float32)
    old = np.array([[3.0], [0.1], [0.1], [0.1], [0.1], [3.0]], dtype=np.float32)
    assert reduced(inputs, inputs @ old, old, size=2, group=2).kept.tolist() == [0, 2]


def test_what_is_left_of_a_layer_is_the_same_after_writing_and_reading(tmp_path):
    part = Part(np.array([1, 3]), np.ones((2, 4), np.float32), np.arange(4, dtype=np.float32))
    save_slim([SlimLayer(part, part)] * 2, tmp_path / "slim.npz")
    for layer in load_slim(tmp_path / "slim.npz"):
        for again in (layer.heads, layer.neurons):
            assert again.kept.tolist() == [1, 3]
            assert again.weights == pytest.approx(part.weights)
            assert again.bias == pytest.approx(part.bias)


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


def test_both_ways_to_ask_for_the_bundled_encoder_share_one(encoder):
    assert load_encoder("") is encoder


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
