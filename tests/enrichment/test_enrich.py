"""The room's contract: what enrich sets, what it leaves alone, and what its modules may not do."""

import ast
from pathlib import Path

import pytest

import enrichment
from adwatch.model import Picture, Posting
from enrichment import enrich, extractors

ROOM = Path(enrichment.__file__).parent
NO_IO = {"os", "sys", "socket", "pathlib", "subprocess", "requests", "httpx", "urllib",
         "elasticsearch", "scrapy", "airflow", "time", "datetime", "random"}  # fmt: skip
LOADERS = {"tables.py", "models.py"}
PURE = [
    path for path in ROOM.rglob("*.py") if "build" not in path.parts and path.name not in LOADERS
]


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_only_the_loaders_do_io(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not NO_IO & {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in NO_IO
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}


def test_every_module_of_the_folder_is_an_extractor():
    modules = {path.stem for path in (ROOM / "extractors").glob("*.py")} - {"__init__"}
    assert modules == set(extractors.ALL)


@pytest.mark.parametrize("path", sorted((ROOM / "data").rglob("*.*")), ids=lambda path: path.name)
def test_every_table_says_its_source(path):
    beginning = path.read_text(encoding="utf-8")[:800]
    assert "SOURCE:" in beginning or '"source"' in beginning


def test_other_fields_stay():
    posting = Posting(id="1", source="s", url="u", title="t", text="x", author="a", score=0.5)
    changed = {"mentions", "lang", "district", "district_why"}
    before, after = posting.model_dump(exclude=changed), enrich(posting).model_dump(exclude=changed)
    assert before == after


def test_mentions_say_who_found_them_and_where():
    found = enrich(Posting(id="1", title="Kochi room", text="Rent 9500, call 98470 12345"))
    assert [(m.kind, m.field, m.by) for m in found.mentions] == [
        ("place", "title", "places"),
        ("price", "text", "prices"),
        ("phone", "text", "phones"),
    ]


PHONE_ATTRIBUTES = [
    ("9847012345", {"disguise": "plain", "region": "IN", "type": "mobile"}),
    ("9 8 4 7 0 1 2 3 4 5", {"disguise": "spaced"}),
    ("98470.12345", {"disguise": "plain"}),
    ("9*8*4*7*0*1*2*3*4*5", {"disguise": "symbols"}),
    ("98four7012345", {"disguise": "words"}),
    ("9847O12345", {"disguise": "letters"}),
    ("९८४७०१२३४५", {"disguise": "native"}),
    ("98470\n12345", {"disguise": "split"}),
    ("98470xxxxx", {"disguise": "masked", "partial": True}),
    ("0484 2345678", {"type": "fixed", "disguise": "plain"}),
    ("+971 50 123 4567", {"region": "AE"}),
    ("whatsapp 9847012345", {"messenger": "whatsapp"}),
    ("വാട്സാപ്പ് 9847012345", {"messenger": "whatsapp"}),
    ("9847012345 on telegram", {"messenger": "telegram"}),
]


@pytest.mark.parametrize(("text", "expected"), PHONE_ATTRIBUTES)
def test_attributes_of_telephone_numbers(text, expected):
    phone = next(m for m in enrich(Posting(id="1", text=text)).mentions if m.kind == "phone")
    assert expected.items() <= phone.attributes.items()


PLACE_ROLES = [
    ("Flying to Dubai", "Dubai", "destination"),
    ("Jobs in Kuwait", "Kuwait", "destination"),
    ("girls from Assam", "Assam", "origin"),
    ("Kottayam native", "Kottayam", "origin"),
    ("room in Kochi", "Kochi", "offered_at"),
    ("കൊച്ചിയിൽ", "Kochi", "offered_at"),
    ("ദുബായിലേക്ക്", "Dubai", "destination"),
    ("തൃശൂരിൽനിന്ന്", "Thrissur", "origin"),
    ("kochiyil ninnu", "Kochi", "origin"),
    ("दिल्ली से", "Delhi", "origin"),
]


@pytest.mark.parametrize(("text", "value", "role"), PLACE_ROLES)
def test_roles_of_places(text, value, role):
    place = enrich(Posting(id="1", text=text)).mentions[0]
    assert (place.value, place.attributes["role"]) == (value, role)


def test_a_place_of_kerala_has_district_and_coordinates():
    place = enrich(Posting(id="1", text="Edappally")).mentions[0]
    assert place.attributes["district"] == "Ernakulam"
    assert place.attributes["state"] == "Kerala"
    assert place.attributes["country"] == "IN"
    assert 9.9 < place.attributes["lat"] < 10.2
    assert 76.2 < place.attributes["lon"] < 76.5


ROUTES = [
    ({"text": "Room in Edappally"}, "Ernakulam", "Edappally (text)"),
    ({"title": "Thrissur", "text": "from Kochi"}, "Thrissur", "Thrissur (title)"),
    ({"text": "from Kottayam, room in Aluva and Kochi"}, "Ernakulam", "Aluva (text), Kochi (text)"),
    ({"text": "Jobs in Dubai"}, "", ""),
    ({"text": "Room in Kochi", "location_raw": "Pala"}, "Kottayam", "Pala (stated place)"),
    ({"text": "room", "location_raw": "അയ്യന്തോൾ"}, "Thrissur", "അയ്യന്തോൾ (stated place)"),
    ({"text": "Near temple, PIN 682016"}, "Ernakulam", "682016 (PIN)"),
    ({"text": "XYZ House, Kerala - 695 001"}, "Thiruvananthapuram", "695001 (PIN)"),
    ({"text": "പിൻകോഡ് 673001"}, "Kozhikode", "673001 (PIN)"),
    ({"text": "pin 110001"}, "", ""),
    ({"text": "price 682016"}, "", ""),
    ({"text": "order no 682016"}, "", ""),
    ({"text": "call 0484 2345678"}, "Ernakulam", "0484 (area code)"),
    ({"text": "call 04936 223344"}, "Wayanad", "04936 (area code)"),
    ({"text": "call 04931 223344"}, "Malappuram", "0493 (area code)"),
    ({"text": "call 011 23456789"}, "", ""),
    ({"text": "call 9847012345"}, "", ""),
    ({"text": "Room in Thrissur, call 0484 2345678"}, "Thrissur", "Thrissur (text)"),
    ({"text": "from Kollam, now at PIN 680001"}, "Thrissur", "680001 (PIN)"),
]


@pytest.mark.parametrize(("words", "district", "why"), ROUTES)
def test_one_district_for_routing_with_the_reason(words, district, why):
    found = enrich(Posting(id="1", **words))
    assert (found.district, found.district_why) == (district, why)


def test_each_picture_is_read_by_itself():
    pictures = (
        Picture(sha256="ab" * 32, text="Staff wanted, Kakkanad\ncall 98470"),
        Picture(sha256="cd" * 32, text="12345 sq ft for rent"),
        Picture(sha256="ef" * 32, text="call 98470 11223"),
    )
    posting = enrich(Posting(id="1", text="see photo", pictures=pictures))
    assert [m.value for m in posting.mentions if m.kind == "phone"] == ["+919847011223"]
    for mention in posting.mentions:
        assert posting.pictured[mention.start : mention.end] == mention.raw
    assert enrich(posting) == posting
