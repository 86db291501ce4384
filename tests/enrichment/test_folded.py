from hypothesis import example, given
from hypothesis import strategies as st

from enrichment.normalise import fold, folded

WORDS = st.text(st.sampled_from("aAÉİΣß９❾🍒 -കൊച്ചിയിൽ്\u200dन्दीதமிழ்\ufe0f\u20e31"), max_size=20)


@given(st.text(st.characters(exclude_categories=["Cs"])) | WORDS)
@example("കൊച്ചി Kochi ＫＯＣＨＩ")
@example("ΑΣ Σ")
def test_the_quick_way_folds_as_the_one_with_offsets(text):
    assert folded(text) == fold(text).text
