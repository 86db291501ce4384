"""adwatch as a component of a spaCy pipeline, for those who work with spaCy's tools.

    import spacy, classifiers.pipe
    nlp = spacy.blank("xx")
    nlp.add_pipe("adwatch")
    doc = nlp("Two new girls in Kochi, call 98470 12345")

`doc.spans["findings"]` are labelled by indicator, `doc.spans["mentions"]` by kind, both widened to
whole tokens (the exact characters are in the posting). `doc.cats` holds the score as `concern`, and
the category; `doc._.posting` is the assessed posting. So displaCy draws them, and `DocBin` takes
them to other programs.
"""

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span

from adwatch.model import Finding, Mention, Posting, stable_id
from classifiers import assess
from enrichment import enrich

Doc.set_extension("posting", default=None)


@Language.component("adwatch")
def read(doc: Doc) -> Doc:
    """Return the document with what adwatch reads in its text."""
    posting = assess(enrich(Posting(id=stable_id(doc.text), text=doc.text)))
    doc.spans["findings"] = list(_spans(doc, posting.findings))
    doc.spans["mentions"] = list(_spans(doc, posting.mentions))
    doc.cats = {"concern": posting.score, str(posting.category): 1.0}
    doc._.posting = posting
    return doc


def _spans(doc: Doc, found: Iterable[Finding | Mention]) -> Iterable[Span]:
    for each in found:
        label = each.indicator if isinstance(each, Finding) else each.kind
        if each.start is None or each.end is None:
            continue
        if span := doc.char_span(each.start, each.end, label, alignment_mode="expand"):
            yield span
