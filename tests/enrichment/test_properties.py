"""What must hold for any text whatsoever."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from adwatch.model import Posting
from enrichment import enrich, extractors
from enrichment.context import contexts
from enrichment.normalise import fold, folded, plain
from enrichment.settle import settle

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 .,:;-+/@#()[]\n₹$*",
    "കഗചജടണതനപമയരലവശസഹറളഴാിീുൂെേൈൊോൗ്ംൻർൽൾൺ൦൧൨൩൪൫൬൭൮൯ \u200d\u200c",
    "अआइईउऊकगचजटडतदनपमयरलवशसहािीुूेैोौ्ंँः़०१२३४५६७८९ ।",
    "அஆஇஈஉஊஎஏகஙசஞடணதநபமயரலவழளறனாிீுூெேைொோௌ்௦௧௨௩௪௫௬௭௮௯ ",
    "０９Ａｚ①⑩❶🔟½²ℓﬁﷺСОеа\u0300\u0301\u200b\ufeff\ufe0f\u20e3🅰❤️🇮🇳9️⃣İßŉ",
)
PIECES = (
    "9847012345 ", "nine eight four seven ", "riya@gmail.com ", "at gmail dot com ", "t.me/", "Rs ",
    "25,000 ", "lakh ", "age ", "24 yrs ", "Kochi ", "കൊച്ചിയിൽ ", "दिल्ली ", "kochiyil ",
    "12/05/2026 ",
    "RA No. ", "B-0123/KER/PER/100/5/1/2019 ", "wa.me/91", "double ", "xxxxx ", "@",
    "https://", "#",
)  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=120),
    st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, max_size=120)),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)


@settings(max_examples=1500, deadline=None)
@given(title=TEXT, text=TEXT)
def test_spans_reproduce_the_text(title, text):
    found = enrich(Posting(id="1", title=title, text=text))
    for each in found.mentions:
        assert getattr(found, each.field)[each.start : each.end] == each.raw
        assert each.raw and each.value
    assert list(found.mentions) == sorted(
        found.mentions, key=lambda m: (m.field != "title", m.start, m.end, m.kind, m.value)
    )


def test_spans_reproduce_ten_thousand_random_texts():
    chance = random.Random(11)
    letters = "".join(ALPHABETS) + "".join(PIECES)
    for _ in range(10_000):
        text = "".join(chance.choices(letters, k=chance.randrange(40)))
        found = enrich(Posting(id="1", text=text))
        assert all(text[each.start : each.end] == each.raw for each in found.mentions)


@settings(max_examples=200, deadline=None)
@given(title=TEXT, text=TEXT)
def test_idempotent_and_pure(title, text):
    once = enrich(Posting(id="1", title=title, text=text))
    assert enrich(once) == once == enrich(Posting(id="1", title=title, text=text))


@settings(max_examples=200, deadline=None)
@given(text=TEXT, order=st.permutations(sorted(extractors.ALL)))
def test_order_of_extractors_does_not_matter(text, order):
    context = contexts({"text": text})[0]
    found = [each for name in order for each in extractors.ALL[name](text, context)]
    assert tuple(settle(found)) == enrich(Posting(id="1", text=text)).mentions


@settings(max_examples=500, deadline=None)
@given(text=TEXT)
def test_views_lead_back_into_the_text(text):
    for view in (plain(text), fold(text)):
        for place in range(len(view.text)):
            start, end = view.span(place, place + 1)
            assert 0 <= start < end <= len(text)
    assert plain(plain(text).text).text == plain(text).text
    assert folded(folded(text)) == folded(text)
