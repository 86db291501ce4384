"""What an edition changes, and what it leaves."""

from datetime import date

import pytest

from adwatch.demo import editions
from adwatch.demo.corpus import Ad
from adwatch.demo.editions import Change, Edition, listings
from adwatch.demo.state import Town

DAY = date(2026, 11, 24)
ROOM = Ad(
    id="a101",
    site="ads",
    section="rooms",
    lang="en",
    posted="-3 10:15",
    author="Saji",
    title="Room in Kaloor",
    text="Ground floor.",
    price="9,500",
    category="goods_or_property",
)
LATER = ROOM.model_copy(update={"id": "a102", "posted": "0 00:05", "edition": 2})
SECOND = Edition(edition=2, changed=(Change(ad="a101", price="9,000"),))


def test_a_change_replaces_only_what_it_names() -> None:
    held = listings([ROOM], [SECOND], 2)
    assert held["a101"].ad == ROOM.model_copy(update={"price": "9,000"})
    assert held["a101"].revision == 2


def test_an_earlier_edition_knows_nothing_of_a_later_one() -> None:
    held = listings([ROOM, LATER], [SECOND], 1)
    assert list(held) == ["a101"]
    assert held["a101"].ad == ROOM


def test_editions_add_up_in_order() -> None:
    third = Edition(edition=3, changed=(Change(ad="a101", text="First floor."),), sold=("a102",))
    held = listings([ROOM, LATER], [third, SECOND], 3)
    assert (held["a101"].ad.price, held["a101"].ad.text) == ("9,000", "First floor.")
    assert held["a102"].ad.sold


def test_a_removed_ad_is_still_known() -> None:
    town = Town([ROOM], [Edition(edition=2, removed=("a101",))], DAY, 2)
    assert town.on_site("ads") == []
    found = town.find("ads", "a101")
    assert found is not None
    assert found.removed


def test_a_change_of_an_unknown_ad_is_a_defect() -> None:
    with pytest.raises(KeyError, match="a101"):
        listings([], [SECOND], 2)


def test_an_edited_ad_says_when_and_an_untouched_one_does_not() -> None:
    town = Town([ROOM, LATER], [SECOND], DAY, 2)
    edited, new = town.find("ads", "a101"), town.find("ads", "a102")
    assert edited and new
    assert str(town.edited(edited)) == "2026-11-24 00:02:00+05:30"
    assert town.edited(new) is None


@pytest.mark.parametrize("edition", [0, -1, 3])
def test_the_town_has_only_the_editions_it_knows(edition: int) -> None:
    with pytest.raises(ValueError, match="editions 1 to 2"):
        Town([ROOM], [SECOND], DAY, edition)


def test_the_bundled_second_day_brings_every_kind_of_change(corpus: tuple[Ad, ...]) -> None:
    (second,) = editions.load()
    touched = [*(change.ad for change in second.changed), *second.sold, *second.removed]
    assert {name[0] for name in touched} == {"a", "b", "s"}
    assert len(set(touched)) == len(touched)
    assert {ad.site for ad in corpus if ad.edition == 2} == {"ads", "bazaar", "social"}
    by_id = {ad.id: ad for ad in corpus}
    assert any(by_id[name].concern for name in second.removed)
