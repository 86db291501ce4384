"""Both languages say everything, and templates ask for nothing that no catalogue has."""

import re
from string import Formatter
from typing import get_args

import pytest

from adwatch.model import BANDS, DISTRICTS, Category, MentionKind, Strength
from adwatch.settings import REPO
from search.alerts.wording import Counted
from search.columns import COLUMNS
from search.desk.reviews import DISMISSALS
from search.desk.rights import RIGHTS as ROLES
from search.desk.rights import Right
from search.types import Facet
from search.web.pages.audit import ACTS
from search.web.screens import TEMPLATES
from search.web.state import SORTS
from search.web.words import LANGUAGES, language_of, words
from tests.search.alerts.samples import NOW

EN, ML = (words(language)._catalogue for language in LANGUAGES)
CALL = re.compile(r"""(?<!\w)t\(\s*"([^"]+)"|\.text\(\s*"([^"]+)\"""")
CODE = [*TEMPLATES.glob("*.html"), *TEMPLATES.parent.rglob("*.py")]


def used() -> set[str]:
    calls = (match for file in CODE for match in CALL.finditer(file.read_text(encoding="utf-8")))
    return {one or other for one, other in (match.groups() for match in calls)}


def blanks(text: str | Counted) -> set[str]:
    both = (text.one, text.many) if isinstance(text, Counted) else (text,)
    return {name for each in both for _, name, _, _ in Formatter().parse(each) if name}


def test_both_languages_have_the_same_texts():
    assert EN.texts.keys() == ML.texts.keys()
    assert EN.names.keys() <= ML.names.keys()


@pytest.mark.parametrize("key", sorted(EN.texts))
def test_a_text_has_the_same_blanks_in_both(key):
    assert blanks(EN.texts[key]) == blanks(ML.texts[key])


def test_every_text_is_used_and_every_used_text_is_there():
    assert used() == EN.texts.keys()


@pytest.mark.parametrize("key", sorted(ML.texts))
def test_malayalam_is_in_malayalam(key):
    text = ML.texts[key]
    shown = text if isinstance(text, str) else text.one + text.many
    letters = re.sub(r"\{\w*\}|SHA-256|PNG|SVG|CSV|JSON|XLSX", "", shown)
    assert (
        re.search(r"[ഀ-ൿ]", letters)
        or not re.search(r"[A-Za-z]{3}", letters)
        or (key == "app.other_language")
    )


def test_one_and_many():
    assert words("en").text("related.more", n=1) == "and 1 more"
    assert words("en").text("related.more", n=1200) == "and 1,200 more"


def test_codes_have_names():
    assert words("en").label("job_overseas") == "work abroad"
    assert words("en").label("no_such_code") == "no such code"
    assert words("ml").label("Ernakulam") == "എറണാകുളം"
    for district in DISTRICTS:
        assert re.search(r"[ഀ-ൿ]", words("ml").label(district))


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            *get_args(Facet), *SORTS, *COLUMNS, *ACTS, *ROLES, *BANDS, *DISMISSALS,
            *get_args(MentionKind), *get_args(Category), *get_args(Right), *get_args(Strength),
        }
    ),
)  # fmt: skip
def test_each_code_has_a_name_in_malayalam(code):
    assert re.search(r"[ഀ-ൿ]", words("ml").label(code)), code


def test_each_act_that_is_written_down_can_be_looked_for():
    code = "".join(file.read_text(encoding="utf-8") for file in REPO.glob("search/**/*.py"))
    acts = set(re.findall(r"""(?:\bdid\(|\bact=|audit\(\w[\w.]*, )"([a-z ]+)\"""", code))
    assert len(acts) > 20 and acts <= set(ACTS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kochi", "കൊച്ചി"),
        ("Thrissur", "തൃശ്ശൂർ"),
        ("Dubai", "ദുബായ്"),
        ("No Such Place", "No Such Place"),
    ],
)
def test_places_are_written_in_malayalam_where_the_gazetteer_is(name, expected):
    assert words("ml").place(name) == expected
    assert words("en").place(name) == name


def test_why_a_posting_belongs_to_a_district_is_said_part_by_part():
    assert words("en").routed("Kochi (title), 682001 (PIN)") == "Kochi (title), 682001 (PIN)"
    assert words("ml").routed("Kochi (title), 682001 (PIN)") == ("Kochi (തലക്കെട്ട്), 682001 (പിൻകോഡ്)")


def test_an_officers_own_words_stay_beside_the_reason():
    assert words("ml").because("words misread: note") == "വാക്കുകൾ തെറ്റായി വായിച്ചു: note"
    assert words("ml").because("a note: of its own") == "a note: of its own"


def test_an_indicators_reason_is_in_the_readers_language():
    assert words("en").why("minor", "as written") == "as written"
    assert "18" in words("ml").why("minor", "as written") != "as written"
    assert words("ml").why("gone_indicator", "as written") == "as written"


def test_times_are_kerala_s():
    assert words("en").moment(NOW) == "24 Nov 2026, 10:00 IST"
    assert words("ml").day(NOW) == "2026 നവംബർ 24"
    assert words("en").moment(None) == ""


@pytest.mark.parametrize(
    ("cookie", "asked", "expected"),
    [
        ("", "", "en"),
        ("", "ml-IN,en;q=0.5", "ml"),
        ("", "en-GB,ml;q=0.2", "en"),
        ("en", "ml", "en"),
        ("ml", "en", "ml"),
        ("<script>", "ml", "en"),
    ],
)
def test_a_choice_outweighs_the_browser(cookie, asked, expected):
    class Request:
        cookies = {"language": cookie}  # noqa: RUF012
        headers = {"accept-language": asked}  # noqa: RUF012

    assert language_of(Request()) == expected
