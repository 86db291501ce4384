from datetime import timedelta

import pytest

from search.contacts import contact_use
from search.types import Access
from tests.search.alerts.samples import ADVERT, NOW, finding, mention, overseas

pytestmark = pytest.mark.slow

PHONE = "+919847000101"
DAY = timedelta(days=1)


def used(number, name, age, *, day=0, **more):
    mentions = (
        mention(ADVERT, "98470 00101", "phone", PHONE),
        mention(ADVERT, "women", "name", name),
        mention(ADVERT, "jobs", "age", age),
        mention(ADVERT, "office", "handle", f"telegram:{name.lower()}"),
    )
    return overseas(number, mentions=mentions, first_seen=NOW - day * DAY, **more)


@pytest.fixture(scope="module")
def index(shared_index):
    shared_index.deliver(
        used(1, "Diya", "22"),
        used(2, "Diya", "26", district="Kollam", day=3),
        used(3, "Riya", "22", district="Kollam", day=3),
        used(4, "Secret", "12", findings=(finding(ADVERT, "women", "minor"),)),
        overseas(5, phone="+919847000999"),
        run="1",
    )
    return shared_index


def use(index, access=None, value=PHONE):
    return contact_use(index.client, index.prefix, "phone", value, Access(districts=access))


def test_who_else_uses_a_phone_with_which_names_ages_and_places(index):
    found = use(index)
    assert found.postings == 4
    assert found.counts["names"] == {"Diya": 2, "Riya": 1}
    assert found.counts["ages"] == {"22": 2, "12": 1, "26": 1}
    assert found.counts["districts"] == {"Ernakulam": 2, "Kollam": 2}
    assert found.counts["others"] == {"handle:telegram:diya": 2, "handle:telegram:riya": 1}
    assert [(d.day, d.postings, d.districts) for d in found.days] == [
        ("2026-11-24", 2, ("Ernakulam",)),
        ("2026-11-21", 2, ("Kollam",)),
    ]


def test_a_childs_name_is_not_counted(index):
    assert "Secret" not in str(use(index).counts)
    assert "secret" not in str(use(index).counts)


@pytest.mark.parametrize(
    ("districts", "postings"), [(("Kollam",), 2), (("Ernakulam",), 2), (("Idukki",), 0), ((), 0)]
)
def test_only_what_somebody_may_see_is_counted(index, districts, postings):
    found = use(index, districts)
    assert found.postings == postings
    assert set(found.counts["districts"]) <= set(districts)


def test_an_unknown_contact_is_used_nowhere(index):
    assert use(index, value="+910000000000").postings == 0
