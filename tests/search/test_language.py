import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adwatch.errors import Exit, Trouble
from search.fields import quoted
from search.language import parse

MISTAKES = [
    ('"two words', "from character 1"),
    ("kochi AND", "at its end"),
    ("(kochi", "at its end"),
    ("kochi)", "at character 6"),
    ("AND", "at character 1"),
    ("phone:", "at its end"),
    ("*kuttikal", "not at its end"),
    ("k?chi", "not at its end"),
    ("k*", "too short"),
    ("*", "would find everything"),
    ("&&", "no letter or digit"),
    ('"..."', "no letter or digit"),
    ("/regex/", "means nothing here"),
    ("kochi^4", "means nothing here"),
    ("salary:20000", "There is no field 'salary'"),
    ("http://a.example", "There is no field 'http'"),
    ("phone:kochi", "is no phone number"),
    ("district:Kochi", "is no district of Kerala"),
    ("band:severe", "is no band"),
    ("age:young", "is no value of 'age'"),
    ("age:[a TO 3]", "is no value of 'age'"),
    ("age:1*", "cannot be looked for"),
    ("seen:yesterday", "is no value of 'seen'"),
    ("place:*chi", "cannot be looked for"),
    ("place:[a TO b]", "is no value of 'place'"),
    ("place:kochi~", "is no value of 'place'"),
    ("(" * 30 + "a" + ")" * 30, "nested more than 20 deep"),
    (" ".join("word" for _ in range(101)), "more than 100 words"),
    ("a\\", "from character"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(text, said):
    with pytest.raises(Trouble) as caught:
        parse(text)
    assert said in caught.value.what
    assert caught.value.code == Exit.BAD_INPUT


@given(st.text(st.sampled_from(string.printable + "കൊच“”~*?:[]{}()\"'\\/+-!&|^"), max_size=40))
@example("a:b:c")
@example('""')
@example("NOT")
@example("a~b")
@example("[TO]")
@example("phone:+91")
def test_no_text_breaks_it(text):
    try:
        parse(text)
    except Trouble as trouble:
        assert trouble.code == Exit.BAD_INPUT


@pytest.mark.parametrize(
    "typed",
    [
        "9847000101",
        "98470 00101",
        "98470-00101",
        "+91 98470 00101",
        "+91-(98470)-00101",
        "0091 98470 00101",
        "098470 00101",
        "phone:9847000101",
        "phone:98470 00101",
        'phone:"98470 00101"',
        "൯൮൪൭൦൦൦൧൦൧",
    ],
)
def test_a_phone_in_any_form_is_its_number(typed):
    assert "'+919847000101'" in str(parse(typed).clause)


@pytest.mark.parametrize("typed", ["682001", "2026-11-24", '"98470 00101"', "25000", "12 34 56"])
def test_other_digits_are_no_phone(typed):
    assert "found.phone" not in str(parse(typed).clause)


@pytest.mark.parametrize(
    ("query", "folded_text", "marked"),
    [
        ("കൊച്ചി", "job in kochi now", ["kochi"]),
        ('"new girl"', "a new, girl and new boy", ["new, girl"]),
        ("kutt*", "kutty and kuttikal, not akkutti", ["kutty", "kuttikal"]),
        ("job NOT agent", "job by agent", ["job"]),
        ("job AND (gulf OR dubai)", "gulf job", ["gulf", "job"]),
        ("a.b+c", "a b c", ["a b c"]),
        ("art", "cart art arts", ["art"]),
    ],
)
def test_what_was_asked_for_is_marked(query, folded_text, marked):
    assert parse(query).marks.findall(folded_text) == marked


@pytest.mark.parametrize("query", ["", "  ", "district:Kollam", "NOT agent"])
def test_nothing_is_marked_where_no_word_is_asked_for(query):
    assert parse(query).marks is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@example('a"b')
@example("a\\")
@example('\\"')
def test_a_quoted_value_is_looked_for_as_it_is(value):
    clause = parse(f"contact:{quoted(value)}").clause
    assert value.strip() in clause["terms"]["contact"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("email:Asha@Example.com", "asha@example.com"),  # the index has it in small letters
        ("contact:telegram-invite:AbC", "telegram-invite:AbC"),  # a code is as it was written
    ],
)
def test_a_key_is_looked_for_as_typed_and_in_small_letters(typed, found):
    name, _, _ = typed.partition(":")
    clause = parse(f'{name}:"{typed.removeprefix(name + ":")}"').clause
    ((_, values),) = clause["terms"].items()
    assert found in values and len(values) == 2


def test_marks_take_linear_time_on_hostile_words():
    marks = parse("(a" + "a" * 30 + "* OR " + "b" * 30 + ")").marks
    assert isinstance(marks, re.Pattern)
    assert marks.findall("a" * 100_000) == ["a" * 100_000]
