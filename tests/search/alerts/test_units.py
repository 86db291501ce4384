"""The unit files: those that are shipped, and mistakes that are named."""

import pytest

from adwatch.errors import Trouble
from adwatch.model import DISTRICTS
from adwatch.settings import Settings
from search.alerts.units import load_units

GOOD = """\
name: kollam
title: AHTU Kollam
title_ml: കൊല്ലം
provenance: invented
districts: [Kollam]
mail: ahtu.kollam@police.example
language: en
searches:
  - name: high
    title: High band
    title_ml: ഉയർന്ന ബാൻഡ്
    include: {band: [high]}
"""
MISTAKES = [
    ("districts: [Kollam]", "districts: [Kolam]", "5: districts.0", "'Kolam' is no district"),
    ("districts: [Kollam]", "districts: []", "5: districts", "at least one district"),
    ("districts: [Kollam]\n", "", "1: districts", "Field required"),
    ("ahtu.kollam@police.example", "police", "6: mail", "match pattern"),
    ("ahtu.kollam@police.example", '"a@b.example\\nBcc: c@d.example"', "6: mail", "match pattern"),
    ("language: en", "language: fr", "7: language", "'en' or 'ml'"),
    ("{band: [high]}", "{band: [low]}", "12: searches.0.include", "band 'low' is none of"),
    ("{band: [high]}", "{category: [cars]}", "12: searches.0.include", "'cars' is none of"),
    ("{band: [high]}", "{indicator: [moved]}", "12: searches.0.include", "'moved' is none of"),
    ("{band: [high]}", "{colour: [red]}", "12: searches.0.include.colour", "Input should be"),
    ("include: {band: [high]}", "text: '(visa'", "12: searches.0.text", "cannot be read"),
    ("include: {band: [high]}", "words: visa", "12: searches.0.words", "Extra inputs"),
    ("provenance: invented\n", "", "1: provenance", "Field required"),
    (GOOD[GOOD.index("searches:") :], "searches: []\n", "1: file", "at least one saved search"),
    ("name: kollam", "name: Kollam District", "1: name", "match pattern"),
]


@pytest.fixture
def units_in(tmp_path):
    def load(text, name="kollam.yml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load_units(Settings(units=tmp_path))

    return load


def test_every_district_has_a_unit_that_sees_it_alone():
    routed = [unit.districts for unit in load_units(Settings()) if unit.districts]
    assert sorted(routed) == [(district,) for district in DISTRICTS]


def test_one_office_sees_everything_so_that_what_has_no_district_reaches_somebody():
    (office,) = [unit for unit in load_units(Settings()) if unit.districts is None]
    assert ("unknown",) in [search.include.get("district") for search in office.searches]


def test_shipped_units_have_two_to_four_searches_and_invented_addresses():
    units = load_units(Settings())
    assert all(2 <= len(unit.searches) <= 4 for unit in units)
    assert all(unit.mail.endswith("@police.example") for unit in units)
    assert len({unit.mail for unit in units}) == len(units)
    assert {unit.language for unit in units} == {"en", "ml"}


def test_titles_follow_the_language(units_in):
    (unit,) = units_in(GOOD)
    assert (unit.titled("en"), unit.titled("ml")) == ("AHTU Kollam", "കൊല്ലം")
    assert unit.searches[0].titled("ml") == "ഉയർന്ന ബാൻഡ്"


def test_all_districts_must_be_said_aloud(units_in):
    (unit,) = units_in(GOOD.replace("[Kollam]", "all"))
    assert unit.districts is None


@pytest.mark.parametrize(("right", "wrong", "place", "said"), MISTAKES)
def test_a_mistake_names_file_line_and_key(units_in, right, wrong, place, said):
    assert right in GOOD
    with pytest.raises(Trouble) as caught:
        units_in(GOOD.replace(right, wrong))
    assert f"kollam.yml:{place}" in caught.value.what
    assert said in caught.value.what


def test_a_file_must_be_named_like_its_unit(units_in):
    with pytest.raises(Trouble, match=r"kolam\.yml: name: 'kollam' is not the file's name"):
        units_in(GOOD, name="kolam.yml")


def test_two_searches_of_one_name_are_refused(units_in):
    again = GOOD[GOOD.index("  - name: high") :]
    with pytest.raises(Trouble, match="two saved searches are named 'high'"):
        units_in(GOOD + again)


def test_no_unit_at_all_is_refused(tmp_path):
    with pytest.raises(Trouble, match="nobody would be told"):
        load_units(Settings(units=tmp_path))
