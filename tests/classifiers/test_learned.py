"""What the learned model reads and says: no community, one spelling, exact sentences."""

import itertools

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer

from adwatch.errors import Trouble
from adwatch.model import Posting
from adwatch.vectors import pack, unpack
from classifiers import assess, load_assessor
from classifiers.book import load_book
from classifiers.learned.features import SLOTS, grams
from classifiers.learned.likeness import GUESSED, likely
from classifiers.learned.model import SHIPPED, load_model, save
from classifiers.learned.native import native
from classifiers.learned.table import matrix
from classifiers.learned.view import sentences_of, view_of
from classifiers.reading import read
from enrichment import enrich


def assessed(text, title=""):
    return assess(enrich(Posting(id="1", title=title, text=text)))


def view(text, lang="en"):
    book = load_book()
    return view_of(read(Posting(id="1", text=text, lang=lang), book.lexicon), book.community)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A Nepali girl, 22, and an Assamese cook.", "girl, 22, and cook."),
        ("Dalit or Muslim family wanted", "or family wanted"),
        ("Sri Lankan lady", "lady"),
        ("അവിടെ ഒരു ബംഗാളി കുടുംബം", "അവിടെ ഒരു കുടുംബം"),
        ("नेपाली लड़की", "लड़की"),
        ("Work in Dubai and Thailand", "Work in Dubai and Thailand"),
    ],
)
def test_communities_are_not_read_and_destinations_are(text, left):
    assert view(text).text == left


def test_long_numbers_are_read_by_their_length_alone():
    assert view("age 19 call 9847000111").sounds == "age 19 kal 0000000000"


@pytest.mark.parametrize(
    ("word", "lang", "written"),
    [
        ("kutti", "ml-Latn", "കുട്ടി"),
        ("venam", "ml-Latn", "വെനം"),
        ("mahila", "hi-Latn", "महिला"),
        ("house", "ml-Latn", "house"),
        ("kutti", "en", "kutti"),
        ("29", "hi-Latn", "29"),
    ],
)
def test_only_romanised_words_are_written_in_native_script(word, lang, written):
    assert native(word, lang) == written


TEMPLATES = {
    "ordinary": "{} family looks for a cook, 2 hours a day, near Aluva. Call 98470 00111.",
    "a bride": "Parents of a {} girl, 27, BSc nursing, seek alliance from same community.",
    "concern": "Two new {} girls just arrived, our girls wait for you. Call madam.",
    "recruitment": "Young {} ladies for hotel in Dubai, visit visa, pay 1 lakh, leave tonight.",
    "manglish": "{} kutti, 19 vayass, puthiyathayi vannathanu, call madam.",
}
COMMUNITIES = (
    "Hindu Muslim Christian Dalit Nair Ezhava Adivasi Sikh Nepali Bengali Assamese Russian Thai "
    "Tamil Malayali Punjabi African Brahmin Bihari Kashmiri Filipino Jain"
).split()


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_swapping_a_community_changes_no_score(template):
    scores = [assessed(template.replace("{}", word)).score for word in COMMUNITIES]
    assert max(scores) - min(scores) <= 0.02


def test_sentences_are_pieces_of_the_text():
    book = load_book()
    posting = Posting(
        id="1", title="Room for rent", text="Near Aluva, quiet lane. No brokers please!"
    )
    raws = []
    for sentence in sentences_of(read(posting, book.lexicon), book.community):
        start, end = sentence.page.raw((sentence.first, sentence.last))
        raws.append(getattr(posting, sentence.page.field)[start:end])
    assert raws == ["Room for rent", "Near Aluva, quiet lane", "No brokers please"]


@pytest.mark.parametrize(
    ("margins", "sure", "said"),
    [
        ({"organ_sale": 0.1, "movement": -1.0}, False, {"organ_sale": 1.0}),
        ({"organ_sale": -0.1, "movement": -1.0}, False, {}),
        ({"organ_sale": -0.1, "movement": -1.0}, True, {"organ_sale": GUESSED}),
        ({"urgency_pressure": -0.1}, True, {}),
        ({"movement": 0.2, "organ_sale": -0.1}, True, {"movement": 1.0}),
    ],
)
def test_the_likeliest_sign_is_named_only_where_the_model_is_sure(margins, sure, said):
    assert likely(margins, sure) == said


def test_an_unlisted_wording_is_shown_with_its_sentence_and_weighs_less():
    text = "Good weather here. One of my two blood filters can be yours for 9 lakh, O positive."
    posting = assessed(text)
    for finding in posting.findings:
        assert posting.text[finding.start : finding.end] == finding.raw
    assert assess(posting) == posting


def test_what_is_kept_of_a_vector_is_close_to_it():
    vector = np.linspace(-0.2, 0.2, 384, dtype=np.float32)
    assert unpack(pack(vector)) == pytest.approx(vector, abs=1e-4)
    assert len(pack(vector)) == 1024


def test_an_assessment_carries_the_vector_and_the_models_version():
    posting = assessed("Flat for rent in Kaloor.")
    assert np.linalg.norm(unpack(posting.embedding)) == pytest.approx(1.0, abs=1e-3)
    version = load_model().version
    assert f"text model {version}" in {addend.term for addend in posting.addends}


def test_a_model_is_the_same_after_writing_and_reading(tmp_path):
    model = load_model()
    save(model, tmp_path / "model.npz")
    again = load_model(tmp_path / "model.npz")
    assert again.facts == model.facts
    for name in ("vector", "points", "bias", "grams"):
        assert np.allclose(getattr(again, name), getattr(model, name), atol=1e-5)


HASHED = ["", "a", "ab ab", "Girl girl", "kutti venam kutti", "penkutti 0000000000 🍒 നായ", "x" * 40]


def test_ngrams_are_those_of_scikit_learn():
    """Its import would take most of a command's start; its slots are what models are trained on."""
    letters, words = (
        HashingVectorizer(n_features=SLOTS, alternate_sign=False, binary=True, **options)
        for options in (
            {"analyzer": "char_wb", "ngram_range": (2, 5)},
            {"token_pattern": r"\S+", "ngram_range": (1, 2)},
        )
    )
    theirs = hstack([letters.transform(HASHED), words.transform(HASHED)]).toarray()
    assert matrix([grams(text) for text in HASHED]).toarray() == pytest.approx(theirs, abs=1e-7)


def test_the_shipped_file_is_small_and_holds_no_pickle():
    assert SHIPPED.stat().st_size < 3_000_000
    with np.load(SHIPPED, allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file.files)


@pytest.mark.parametrize("content", [b"", b"not an archive", None])
def test_a_broken_model_is_named_and_not_passed_over(tmp_path, content):
    file = tmp_path / "model.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Trouble, match=r"model\.npz"):
        load_model(file)


def test_a_model_of_another_encoder_is_refused(tmp_path):
    model = load_model()
    other = type(model)(
        model.facts.model_copy(update={"encoder": "another"}),
        *(getattr(model, name) for name in ("vector", "points", "bias", "grams")),
    )
    save(other, tmp_path / "model.npz")
    with pytest.raises(Trouble, match="trained with the encoder another"):
        load_assessor(tmp_path / "model.npz")


def test_a_posting_is_assessed_alike_alone_and_among_others():
    texts = ("Two girls, call madam.", "Used car for sale, 2015 model, one owner. " * 9)
    for one, other in itertools.permutations(texts):
        first = assessed(one)
        assessed(other)
        assert assessed(one) == first
