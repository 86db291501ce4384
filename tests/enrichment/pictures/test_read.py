"""A picture from its bytes to the facts of a posting."""

import hashlib

import pytest
from PIL import Image

from adwatch.model import Picture, Posting
from adwatch.spool import Partition, Spool
from enrichment import enrich
from enrichment.pictures import UnreadablePicture, codes, read

from .draw import NIGHT, WRITTEN, code, file_of, poster, scene

WORDS = ["HOUSE MAID FOR DUBAI", "Free visa. Contact Riya", "Kakkanad 98470 12345"]
CHAT, PAYMENT = "https://wa.me/919847055512", "upi://pay?pa=riya.jobs@ybl&am=500"


@pytest.fixture(scope="module")
def flyer():
    """A poster with words and a code, as bytes."""
    image = Image.new("RGB", (900, 620), "white")
    image.paste(poster(WORDS), (0, 0))
    image.paste(code(CHAT), (40, 340))
    return file_of(image)


@pytest.fixture(scope="module")
def posting(flyer):
    """A posting whose words say nothing: all is in its picture."""
    return enrich(Posting(id="1", text="see the photo", pictures=(read(flyer),)))


def test_payloads_of_codes_from_the_top_down():
    image = Image.new("RGB", (700, 700), "white")
    image.paste(code(PAYMENT), (400, 400))
    image.paste(code(CHAT).rotate(90), (40, 40))
    assert codes.payloads(image) == (CHAT, PAYMENT)


@pytest.mark.parametrize("image", [scene(3), Image.new("RGB", (200, 200))])
def test_no_code_is_seen_where_none_is(image):
    assert codes.payloads(image) == ()


def test_an_explicit_picture_leaves_its_hashes_alone():
    body = file_of(scene(2))
    picture = read(body, explicit_at=0.0)
    assert picture == Picture(
        sha256=hashlib.sha256(body).hexdigest(),
        explicit=True,
        kept=False,
        format="png",
        width=480,
        height=360,
        phash=picture.phash,
    )
    assert len(picture.phash) == 64


def test_what_is_no_picture_is_a_value_error():
    with pytest.raises(ValueError, match="cannot identify"):
        read(b"<svg/>")
    assert issubclass(UnreadablePicture, ValueError)


@pytest.mark.slow
def test_words_and_codes_are_read(flyer):
    picture = read(flyer)
    assert picture.text.splitlines() == [*WORDS, CHAT]
    assert picture.codes == (CHAT,)
    assert picture.kept
    assert not picture.explicit
    assert read(flyer) == picture


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("malayalam", ["വീട്ടുജോലിക്ക്", "15000", "9847012345"]),
        ("hindi", ["नौकरी", "दुबई", "25000"]),
        ("tamil", ["வேலைக்கு", "பெண்கள்", "12000"]),
    ],
)
def test_indian_scripts_are_read(name, said):
    text = read((WRITTEN / f"{name}.png").read_bytes()).text
    assert all(word in text for word in said), text


@pytest.mark.slow
def test_light_words_on_dark_paper_are_read():
    image = poster(["Staff wanted 9847012345"], colours=(NIGHT, "white"))
    assert "9847012345" in read(file_of(image, "JPEG")).text


@pytest.mark.slow
@pytest.mark.parametrize("image", [scene(4), Image.new("RGB", (300, 200), "white")])
def test_no_words_are_read_into_patterns(image):
    assert len(read(file_of(image)).text) < 8


@pytest.mark.slow
def test_facts_of_the_picture_point_into_its_text(posting):
    found = {(each.kind, each.value) for each in posting.mentions}
    assert {
        ("phone", "+919847012345"),
        ("phone", "+919847055512"),
        ("place", "Kakkanad"),
        ("place", "Dubai"),
        ("name", "Riya"),
    } <= found
    assert {each.field for each in posting.mentions} == {"pictured"}
    words = posting.pictured
    assert all(words[each.start : each.end] == each.raw for each in posting.mentions)


@pytest.mark.slow
def test_a_picture_routes_a_posting_whose_words_name_no_place(posting):
    assert (posting.district, posting.district_why) == ("Ernakulam", "Kakkanad (picture)")
    elsewhere = enrich(posting.model_copy(update={"text": "room in Kozhikode"}))
    assert elsewhere.district == "Kozhikode"


@pytest.mark.slow
def test_reading_again_changes_nothing_and_the_spool_keeps_it(posting, tmp_path):
    assert enrich(posting) == posting
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    partition = Partition("processed", "demo", "20261124T000000Z")
    with spool.writer(partition) as writer:
        writer.write(posting)
    assert list(spool.read(partition, Posting)) == [posting]
