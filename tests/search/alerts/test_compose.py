"""What a digest mail says, and what it never says."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest

from classifiers.indicator import Indicator
from search.alerts.compose import compose
from search.alerts.view import LISTED, Matches
from search.alerts.wording import wording
from search.web.state import query_of
from tests.search.alerts.samples import (
    ADVERT,
    HOSTILE,
    NOW,
    finding,
    hostile,
    mention,
    overseas,
    posting,
    search,
    unit,
)

ADDRESS = "https://adwatch.police.example"
KEPT = Indicator(
    code="document_retention",
    title={"en": "Documents held back", "ml": "രേഖകൾ പിടിച്ചുവയ്ക്കൽ"},
    strength="strong",
    weight=1.8,
    source="invented",
    why={"en": "A document is kept by others.", "ml": "രേഖ മറ്റൊരാൾ സൂക്ഷിക്കുന്നു."},
)
INDICATORS = {KEPT.code: KEPT}
CHILD_TEXT = "Boy of 14, slim, for shop work, ask Example Nair 98470 00103 at https://shop.example"


def letter(*found: Matches, to=None, now=NOW):
    return compose(to or unit(), found, now, INDICATORS, ADDRESS)


def matches(*postings, name="high", **more):
    return Matches(search(name, **more), postings)


def child(number=1, **more):
    fitting = {
        "title": "Boy for shop, Example Nair",
        "text": CHILD_TEXT,
        "findings": (
            finding(CHILD_TEXT, "Boy of 14, slim", "minor", 2.5),
            finding(CHILD_TEXT, "ask Example Nair 98470 00103", "obfuscated_contact", 1.0),
        ),
        "mentions": (
            mention(CHILD_TEXT, "98470 00103", "phone", "+919847000103"),
            mention(CHILD_TEXT, "Example Nair", "name", "Example Nair"),
            mention(CHILD_TEXT, "slim", "feature", "build:slim"),
            mention(CHILD_TEXT, "https://shop.example", "url", "https://shop.example"),
        ),
    }
    return posting(number, **fitting | more)


class Page(HTMLParser):
    """Collects what an HTML mail would show, and every element with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self._hidden = [], "", 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data):
        if not self._hidden:
            self.text += data


def both_parts(made):
    return made.plain, Page(made.html).text


def test_subject_names_unit_counts_and_day():
    made = letter(matches(overseas(1), overseas(2, phone="+919847000102", band="medium")))
    assert made.subject == "[adwatch] AHTU Ernakulam: 2 new leads, 1 high - 24 Nov 2026"


def test_subject_of_one_lead_that_is_not_high():
    made = letter(matches(overseas(band="medium")))
    assert made.subject == "[adwatch] AHTU Ernakulam: 1 new lead - 24 Nov 2026"


def test_the_day_is_keralas():
    late = NOW.replace(hour=19)  # 00:30 on the 25th in Kerala
    assert letter(matches(overseas()), now=late).subject.endswith("25 Nov 2026")


@pytest.mark.parametrize(
    "said",
    [
        "Work in the Gulf",
        "work abroad",
        "first seen 24 Nov 2026, 10:00 IST",
        "Documents held back",
        "passport kept by office",
        "A document is kept by others.",
        "+919847000101",
        "These are leads, not proof.",
        "ernakulam.yml",
    ],
)
def test_both_parts_say(said):
    for part in both_parts(letter(matches(overseas()))):
        assert said in " ".join(part.split())


def test_a_retired_indicator_is_named_by_what_the_finding_says():
    for part in both_parts(letter(matches(overseas()))):
        assert "wrong_visa" in part
        assert "why wrong_visa" in part


def test_a_counter_indicator_is_shown_as_such():
    text = "Nurses wanted, RA No 0000, passport kept by office"
    signs = (
        finding(text, "passport kept by office", "document_retention"),
        finding(text, "RA No 0000", "licensed_recruiter", -1.0),
    )
    for part in both_parts(letter(matches(posting(text=text, findings=signs)))):
        assert "licensed_recruiter (speaks against)" in part
        assert "Documents held back (" not in part


def test_links_lead_to_the_posting_and_to_the_search():
    made = letter(matches(overseas(7), include={"category": ("job_overseas",)}))
    hrefs = [attrs["href"] for tag, attrs in Page(made.html).elements if tag == "a"]
    assert f"{ADDRESS}/posting/{7:020x}" in hrefs
    assert any("category=job_overseas" in href for href in hrefs)
    assert all(href.startswith(ADDRESS) and href in made.plain for href in hrefs)


def test_the_link_of_a_search_asks_the_screens_the_same():
    asked = search(text='"free visa"', exclude={"lang": ("en", "ml")})
    made = letter(Matches(asked, (overseas(),)))
    (link,) = [
        attrs["href"]
        for tag, attrs in Page(made.html).elements
        if tag == "a" and "/posting/" not in attrs["href"]
    ]
    assert query_of(parse_qsl(urlsplit(link).query)) == asked.query()


def test_an_id_cannot_leave_the_path():
    strange = overseas().model_copy(update={"id": '../login?x="><b>'})
    assert f"{ADDRESS}/posting/..%2Flogin%3Fx%3D%22%3E%3Cb%3E" in letter(matches(strange)).plain


def test_the_html_loads_nothing():
    page = Page(letter(matches(overseas())).html)
    fetching = {"img", "link", "script", "iframe", "object", "embed", "video", "audio", "source"}
    assert not fetching & {tag for tag, _ in page.elements}
    for tag, attrs in page.elements:
        assert not {"src", "srcset", "background", "poster"} & attrs.keys(), tag
        assert "url(" not in (attrs.get("style") or "")
    assert "@import" not in letter(matches(overseas())).html


def test_each_posting_is_shown_once():
    made = letter(matches(overseas(1)), matches(overseas(1), name="overseas"))
    assert made.plain.count("Open this lead") == 1
    assert "1 more that matches is listed above." in made.plain
    assert "1 new lead," in made.subject


def test_a_search_with_nothing_new_is_not_mentioned():
    assert "Search quiet" not in letter(matches(overseas()), matches(name="quiet")).plain


def test_near_copies_are_one_entry_with_a_count():
    made = letter(matches(overseas(1), overseas(2), overseas(3)))
    assert "3 new leads" in made.subject
    assert made.plain.count("Open this lead") == 1
    assert "2 more with the same words or phone" in made.plain


def test_beyond_the_listed_ones_the_rest_is_counted():
    many = [posting(n, text=f"advert {n}") for n in range(LISTED + 5)]
    made = letter(matches(*many))
    assert made.plain.count("Open this lead") == LISTED
    assert "and 5 more" in made.plain
    assert f"{LISTED + 5} new leads" in made.subject


def test_what_one_search_had_no_room_for_another_may_show():
    many = [posting(n, text=f"advert {n}", score=1 - n / 100) for n in range(LISTED + 1)]
    made = letter(matches(*many), matches(many[-1], name="rest"))
    assert made.plain.count("Open this lead") == LISTED + 1
    assert "listed above" not in made.plain


@pytest.mark.parametrize(
    "secret", ["Example Nair", "98470 00103", "9847000103", "shop.example", "slim"]
)
@pytest.mark.parametrize("language", ["en", "ml"])
def test_what_may_identify_a_child_is_withheld(secret, language):
    made = letter(matches(child()), to=unit(language=language))
    assert secret not in made.plain + made.html + made.subject


def test_what_may_concern_a_child_comes_first():
    made = letter(matches(overseas(1, score=0.99), child(2, score=0.5, band="medium")))
    first, second = re.findall(r"/posting/0*(\d)", made.plain)
    assert (first, second) == ("2", "1")


def test_the_words_that_show_a_child_are_kept_and_the_reason_is_given():
    for part in both_parts(letter(matches(child()))):
        assert "Boy of 14" in part
        assert "ask •••••••••••• •••••••••••" in part
        assert "POCSO Act s.23" in " ".join(part.split())


def test_a_near_copy_does_not_give_the_child_away():
    phone = mention(ADVERT, "98470 00101", "phone", "+919847000103")
    sign = finding(ADVERT, "Call 98470 00101", "chat_only_contact")
    copy = posting(2, title="Ask Example Nair", mentions=(phone,), findings=(sign,), score=0.99)
    made = letter(matches(copy, child()))
    for secret in ("9847000103", "98470 00101", "Example Nair"):
        assert secret not in made.plain + made.html


@pytest.mark.parametrize(("payload", "why"), HOSTILE, ids=[why for _, why in HOSTILE])
def test_hostile_words_stay_words(payload, why):
    made = letter(matches(hostile(payload)))
    quiet = letter(matches(posting(title="t", text="t", findings=(finding("t", "t", "c"),))))
    tags = [tag for tag, _ in Page(made.html).elements]
    assert tags == [tag for tag, _ in Page(quiet.html).elements], "no element was added"
    assert not re.search("[\u202a-\u202e\u200b\r]", made.plain + made.html + made.subject)
    assert "\nBcc:" not in made.plain
    assert "evil.example" not in made.plain + Page(made.html).text
    assert len(made.html) < 30_000


def test_the_malayalam_mail_is_malayalam():
    made = letter(matches(overseas()), to=unit(language="ml"))
    assert made.subject == (
        "[adwatch] മനുഷ്യക്കടത്ത് വിരുദ്ധ യൂണിറ്റ്, എറണാകുളം: 1 പുതിയ സൂചന, 1 ഉയർന്ന ബാൻഡിൽ - 2026 നവംബർ 24"
    )
    for part in both_parts(made):
        said = " ".join(part.split())
        for words in ("തെളിവല്ല", "എറണാകുളം", "രേഖകൾ പിടിച്ചുവയ്ക്കൽ", "തിരയൽ high", "വിദേശ ജോലി"):
            assert words in said
        assert "രേഖ മറ്റൊരാൾ സൂക്ഷിക്കുന്നു." in said
    assert '<html lang="ml"' in made.html


def test_both_languages_name_all_bands_categories_and_months():
    english, malayalam = wording("en"), wording("ml")
    assert english.bands.keys() == malayalam.bands.keys()
    assert english.categories.keys() == malayalam.categories.keys()
    assert len(set(malayalam.months)) == 12


def test_the_same_findings_give_the_same_letter():
    assert letter(matches(overseas())) == letter(matches(overseas()))
