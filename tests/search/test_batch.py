"""A list of phones and names: how it is read, what each line asks, what is found."""

import pytest

from adwatch.errors import Trouble
from search.batch import MOST_LINES, asked, lines, look_up
from search.types import Access
from tests.search.alerts.samples import overseas, posting


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98470 00101\n98470 00202\n", ["98470 00101", "98470 00202"]),
        ("phone,name\r\n98470 00101,Anu\r\n", ["phone", "98470 00101"]),
        ('\ufeff"98470, 00101"\n\n  \n98470, x', ["98470, 00101", "98470"]),
        ("a\na\n a ", ["a"]),
        ("കൊച്ചി", ["കൊച്ചി"]),
    ],
)
def test_the_first_cell_of_each_row_once(text, expected):
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n,x\n", "empty"),
        ("\n".join(map(str, range(MOST_LINES + 1))), "501 lines"),
        ("x" * 201, "too long"),
    ],
)
def test_a_list_that_cannot_be_looked_up_is_said(text, said):
    with pytest.raises(Trouble, match=said):
        lines(text)


@pytest.mark.parametrize(
    ("written", "query", "reason"),
    [
        ("98470 00101", "98470 00101", "a phone is asked as one"),
        ("+91-98470-00101", "+91-98470-00101", "with its country"),
        ("Example Nair", '"Example Nair"', "a name is a phrase"),
        ('a" OR b', '"a\\" OR b"', "operators are words here"),
        ("call 98470 00101 now", '"call 98470 00101 now"', "a phone among words is a phrase"),
        ("12345", '"12345"', "too short for a phone"),
    ],
)
def test_what_a_line_asks(written, query, reason):
    assert asked(written) == query, reason


@pytest.mark.slow
def test_each_line_is_counted_among_what_may_be_seen(index):
    index.deliver(
        overseas(1),
        overseas(2, district="Kollam"),
        posting(3, text="ask for Example Nair at the shop"),
        run="1",
    )
    written = ["09847000101", "example nair", "nobody here"]

    def counts(access):
        found = look_up(index.client, index.prefix, written, access)
        return {line.written: line.postings for line in found}

    everywhere = counts(Access(districts=None))
    assert everywhere == {"09847000101": 2, "example nair": 1, "nobody here": 0}
    assert next(iter(everywhere)) == "09847000101", "found most first"
    assert counts(Access(districts=("Kollam",)))["09847000101"] == 1


@pytest.mark.slow
def test_a_line_without_a_letter_is_said(index):
    with pytest.raises(Trouble, match="no letter or digit"):
        look_up(index.client, index.prefix, ["…"], Access(districts=None))
