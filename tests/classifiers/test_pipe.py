"""adwatch in a spaCy pipeline: the same findings, as spans that spaCy's tools understand."""

import pytest
import spacy
from spacy.tokens import DocBin

import classifiers.pipe  # noqa: F401 - registers the component
from classifiers import assess
from enrichment import enrich

TEXT = "Two new girls in Kochi, few days only, call nine eight 4 7 zero 11223"


@pytest.fixture(scope="module")
def nlp():
    made = spacy.blank("xx")
    made.add_pipe("adwatch")
    return made


def test_findings_and_mentions_are_spans_of_the_document(nlp):
    doc = nlp(TEXT)
    found = {(span.label_, span.text) for span in doc.spans["findings"]}
    assert ("multiple_persons", "Two new girls") in found
    told = {span.label_: span.text for span in doc.spans["mentions"]}
    assert told == {"place": "Kochi", "phone": "nine eight 4 7 zero 11223"}


def test_the_document_says_what_the_assessment_says(nlp):
    doc = nlp(TEXT)
    posting = doc._.posting
    assert posting == assess(enrich(posting))
    assert doc.cats == {"concern": posting.score, posting.category: 1.0}


def test_an_ordinary_text_has_neither(nlp):
    doc = nlp("House for rent, two bedrooms, families only")
    assert not doc.spans["findings"] and doc.cats["concern"] < 0.1


def test_spans_narrower_than_a_token_are_widened_to_it(nlp):
    doc = nlp("WhatsApp:9847011223now")
    (span,) = (span for span in doc.spans["mentions"] if span.label_ == "phone")
    (mention,) = (m for m in doc._.posting.mentions if m.kind == "phone")
    assert mention.raw == "9847011223" and mention.raw in span.text


@pytest.mark.parametrize("text", ["", " \n ", "🙂🙂"])
def test_a_text_without_words_is_no_trouble(nlp, text):
    assert nlp(text).text == text


def test_they_travel_with_the_document(nlp):
    packed = DocBin(docs=[nlp(TEXT)]).to_bytes()
    (doc,) = DocBin().from_bytes(packed).get_docs(nlp.vocab)
    assert {span.label_ for span in doc.spans["findings"]} >= {"multiple_persons"}
