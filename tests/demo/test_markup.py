"""How the microblog writes words as HTML."""

import pytest

from adwatch.demo.markup import content, mentions, tags, username

ROOT = "http://town.example/social/"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("two\nlines", "<p>two<br />lines</p>"),
        ("two\n\nparagraphs", "<p>two</p><p>paragraphs</p>"),
        ('<b> & "quotes"', "<p>&lt;b&gt; &amp; &quot;quotes&quot;</p>"),
        (
            "#Kochi!",
            f'<p><a href="{ROOT}tags/kochi" class="mention hashtag" rel="tag">'
            "#<span>Kochi</span></a>!</p>",
        ),
        (
            "hi @anu_k.",
            f'<p>hi <span class="h-card"><a href="{ROOT}@anu_k" class="u-url mention">'
            "@<span>anu_k</span></a></span>.</p>",
        ),
        (
            "wa.me/919847000123",
            '<p><a href="https://wa.me/919847000123" rel="nofollow noopener" target="_blank">'
            "wa.me/919847000123</a></p>",
        ),
    ],
)
def test_content(text: str, html: str) -> None:
    assert content(text, ROOT) == html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Kochi and #kochi once", ("kochi",)),
        ("#കൊച്ചി, #वायनाड #மூணார்", ("കൊച്ചി", "वायनाड", "மூணார்")),  # vowel signs belong to it
        ("no. 12#3 and a#b", ()),
        ("https://x.example/#part", ()),
    ],
)
def test_tags(text: str, found: tuple[str, ...]) -> None:
    assert tags(text) == found


def test_a_mail_address_is_no_mention() -> None:
    assert mentions("write to anu@mail.example or @anu_k") == ("anu_k",)


@pytest.mark.parametrize(
    ("author", "name"),
    [("Vayana Koottam", "vayana_koottam"), ("Rohit_33", "rohit_33"), ("मरीन ड्राइव", "mrin_draiv")],
)
def test_username(author: str, name: str) -> None:
    assert username(author) == name
