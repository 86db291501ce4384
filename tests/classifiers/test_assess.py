"""What holds for every assessment: exact spans, a sum that adds up, no community that counts."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adwatch.demo.corpus import load
from adwatch.model import FLAGGED, Picture, Posting
from classifiers import assess
from enrichment import enrich

WORDS = (
    "passport visa advance girls new arrived Kuwait housemaid our call madam any time baby sale "
    "kidney lakh Thailand data entry കുട്ടികൾ പാസ്പോർട്ട് लड़की एडवांस வேலை not no never police"
).split()
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS)).map(" ".join))


def assessed(text, title=""):
    return assess(enrich(Posting(id="1", title=title, text=text)))


@given(texts, texts)
@settings(max_examples=50, deadline=None)
def test_spans_are_exact_and_the_score_adds_up(title, text):
    posting = assessed(text, title)
    for finding in posting.findings:
        assert getattr(posting, finding.field)[finding.start : finding.end] == finding.raw != ""
    logit = sum(addend.value for addend in posting.addends)
    assert posting.score == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-9)
    assert assess(posting) == posting


@pytest.mark.parametrize("ad", load()[::20], ids=lambda ad: ad.id)
def test_demo_postings_keep_the_same_promises(ad):
    posting = assessed(ad.text, ad.title)
    for finding in posting.findings:
        assert getattr(posting, finding.field)[finding.start : finding.end] == finding.raw
    assert assess(posting) == posting


ORDINARY = "{} girl, 24, seeks a room near Infopark. {} food at home. Call 98470 00111."
CONCERN = "Two new {} girls just arrived, our girls wait for you. Call madam."
COMMUNITIES = ("Hindu", "Muslim", "Christian", "Dalit", "Nair", "Ezhava", "Adivasi", "Sikh")


@pytest.mark.parametrize("template", [ORDINARY, CONCERN])
def test_religion_and_caste_alone_change_nothing(template):
    scores = [assessed(template.replace("{}", word)).score for word in COMMUNITIES]
    assert max(scores) - min(scores) <= 0.02


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("No advance, no fee, passport stays with you. Hotel job in Munnar.", "negated"),
        ("Police: never give your passport to an agent, and pay nobody for a visa.", "a warning"),
        ("കേരള പോലീസ്: പാസ്പോർട്ട് ആർക്കും നൽകരുത്, ഏജന്റിന് പണം കൊടുക്കരുത്.", "a warning"),
        ("Thirty men were rescued from a scam compound in Myawaddy.", "news"),
        ("Fresh stock of karimeen just arrived at our Vypin stall.", "fish"),
        ("Two girls working at Infopark look for one more to share a flat.", "tenants"),
        ("New girls arrived at our hostel today, contact the manager for room change.", "a hostel"),
        ("Our girls just arrived after winning the match, the team manager says.", "a team"),
        ("Puppies for free adoption, 45 days old.", "dogs"),
        ("Organ donation awareness camp at the Medical College on Sunday.", "a camp"),
        ("Independent, 34, my own terms, screening required, no agency.", "an adult's own terms"),
        ("പാലായിൽ അമ്മയെ നോക്കാൻ ഹോം നഴ്സ് ആവശ്യമുണ്ട്, ശമ്പളം 18000.", "ordinary care work"),
    ],
)
def test_ordinary_and_protective_texts_are_not_flagged(text, why):
    posting = assessed(text)
    assert posting.band not in FLAGGED, (why, [f.raw for f in posting.findings])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Housemaid for Kuwait, free visa, passport to be given to agent.", "document_retention"),
        ("Data entry in Thailand, 1 lakh salary, fly this week.", "scam_compound"),
        ("Two new girls just arrived, few days only, call madam for booking.", "movement"),
        ("ഇഷ്ടിക ചൂളയിൽ പണിക്ക് കുടുംബങ്ങളെ വേണം, അഡ്വാൻസ് കൂലിയിൽ നിന്ന് പിടിക്കും.", "debt_bondage"),
        ("O+ kidney required, donor will be paid 15 lakhs.", "organ_sale"),
    ],
)
def test_what_an_officer_wants_to_see_is_flagged_with_its_reason(text, code):
    posting = assessed(text)
    assert posting.band in FLAGGED
    assert code in {finding.indicator for finding in posting.findings}


def test_an_ad_that_is_pictures_alone_is_flagged_by_their_words():
    pictures = (
        Picture(sha256="ab" * 32, text="Two new girls in Kochi, ask for rates"),
        Picture(sha256="cd" * 32),
        Picture(sha256="ef" * 32, text="Our girls are here for few days only"),
    )
    posting = assess(enrich(Posting(id="1", pictures=pictures)))
    assert posting.band in FLAGGED
    assert {f.field for f in posting.findings} == {"pictured"}
    assert {"Two new girls", "Our girls"} <= {f.raw for f in posting.findings}
    for finding in posting.findings:
        assert posting.pictured[finding.start : finding.end] == finding.raw


def test_a_harmless_picture_leaves_a_harmless_posting_as_it_is():
    posting = Posting(id="1", title="Room to let", text="Two bedrooms near the temple, families.")
    notice = Picture(sha256="ab" * 32, text="HOUSE FOR RENT\nparking, water, 2nd floor")
    assert assess(enrich(posting.model_copy(update={"pictures": (notice,)}))).findings == ()


def test_a_town_in_the_title_hides_no_name_that_begins_at_the_same_place_of_the_text():
    posting = assessed("Mimi and Coco, full service, incall and outcall", "Kochi")
    assert "Mimi and Coco" in {f.raw for f in posting.findings}
