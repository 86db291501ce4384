import pytest

from adwatch.model import Picture
from search.types import Highlight, Hit
from search.web.rows import EXCERPT, LEAD_IN, row
from tests.search.alerts.samples import NOW, finding, mention, overseas, posting

CHILD = "Boy of 14 for shop work, ask Example Nair 98470 00103 any time"


def hit(posting, *marks):
    return Hit(posting=posting, first_seen=NOW, last_seen=NOW, gone=False, highlights=marks)


def words(pieces):
    return "".join(piece.text for piece in pieces)


def test_a_row_tells_why_weightiest_first():
    shown = row(hit(overseas()))
    assert [reason.indicator for reason in shown.reasons] == ["document_retention", "wrong_visa"]
    assert shown.reasons[0].words == ("passport kept by office",)
    assert [link.value for link in shown.contacts] == ["+919847000101"]


def test_findings_of_one_indicator_are_one_reason():
    text = "free visa and again Free visa"
    shown = row(
        hit(
            posting(
                text=text,
                findings=(
                    finding(text, "free visa", "wrong_visa"),
                    finding(text, "Free visa", "wrong_visa"),
                ),
            )
        )
    )
    assert [reason.words for reason in shown.reasons] == [("free visa", "Free visa")]


def test_a_posting_about_a_child_shows_the_flagging_words_alone():
    about_child = posting(
        text=CHILD,
        title="Shop boy, call 98470 00103",
        author="Example Nair",
        findings=(finding(CHILD, "Boy of 14 for shop work, ask Example Nair", "minor"),),
        mentions=(
            mention(CHILD, "Example Nair", "name", "Example Nair"),
            mention(CHILD, "98470 00103", "phone", "+919847000103"),
        ),
    )
    shown = row(hit(about_child))
    assert shown.protected
    assert (shown.title, shown.excerpt, shown.contacts) == ([], [], [])
    (reason,) = shown.reasons
    assert reason.words == ("Boy of 14 for shop work, ask ••••••••••••",)


@pytest.mark.parametrize(
    ("text", "ends", "why"),
    [
        ("word " * 100, "word", "a word is not cut in two"),
        ("x" * 500, "x" * 320, "one without end is"),
        ("short text", "short text", "what is short is whole"),
        ("വാക്ക് " * 100, "വാക്ക്", "in any script"),
    ],
    ids=["words", "no space", "short", "malayalam"],
)
def test_an_excerpt_ends_where_a_word_does(text, ends, why):
    excerpt = "".join(piece.text for piece in row(hit(posting(text=text))).excerpt)
    assert excerpt.endswith(ends) and len(excerpt) <= 320, why
    assert row(hit(posting(text=text))).cut_after == (excerpt != text)


def test_the_excerpt_shows_what_was_asked_for_else_what_flags():
    text = "x " * 300 + "free visa " + "y " * 300 + "kochi " + "z " * 300
    flagged = posting(text=text, findings=(finding(text, "free visa", "wrong_visa"),))
    at = text.index("kochi")
    asked = row(hit(flagged, Highlight(field="text", start=at, end=at + 5)))
    assert "kochi" in words(asked.excerpt)
    assert asked.cut_before and asked.cut_after
    unasked = row(hit(flagged))
    assert words(unasked.excerpt).startswith("x x"), "no word is cut at its beginning"
    assert LEAD_IN <= words(unasked.excerpt).index("free visa") <= 2 * LEAD_IN
    assert EXCERPT - 2 <= len(words(unasked.excerpt)) <= EXCERPT


def test_a_short_text_is_shown_whole():
    shown = row(hit(overseas()))
    assert words(shown.excerpt) == overseas().text
    assert not shown.cut_before and not shown.cut_after


def test_without_a_title_the_first_words_stand_for_it():
    shown = row(hit(untitled("Room for rent near the bus stand\nwith water")))
    assert words(shown.title) == "Room for rent near the bus stand …"
    assert words(row(hit(untitled("Room"))).title) == "Room"


def untitled(text):
    return posting(text=text).model_copy(update={"title": ""})


def test_a_text_without_spaces_is_cut_all_the_same():
    text = "x" * 500 + "visa" + "y" * 500
    flagged = posting(text=text, findings=(finding(text, "visa", "wrong_visa"),))
    assert words(row(hit(flagged)).excerpt).index("visa") == LEAD_IN


def test_an_ad_that_is_a_picture_alone_shows_its_words():
    written = "Two new girls in town\nroom ready"
    pictures = (Picture(sha256="ab" * 32), Picture(sha256="cd" * 32, text=written))
    found = finding(f"\n\n{written}", "Two new girls", "multiple_persons", field="pictured")
    alone = posting(text=" ", pictures=pictures, findings=(found,))
    shown = row(hit(alone.model_copy(update={"title": ""})))
    assert words(shown.title).startswith("Two new girls in town")
    marked = [piece.text for piece in shown.excerpt if "finding" in piece.kinds]
    assert marked == ["Two new girls"]
