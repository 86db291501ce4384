"""What leaves adwatch as a file: complete, harmless, hashed, and without a child's identity."""

import csv
import hashlib
import io
import json
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.model import Picture
from search.columns import COLUMNS, IDENTIFYING, WITHHELD, cells
from search.export import FORMULA, Order, archive, harmless
from search.types import Hit, Review
from tests.search.alerts.samples import NOW, finding, mention, overseas, posting
from tests.search.web.payloads import PAYLOADS, poisoned

CHILD = "Boy of 14, slim, for shop work, ask Example Nair 98470 00103"
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    '=HYPERLINK("http://a.example")',
    "=cmd|'/C calc'!A0",
    "＝1",
    "+919847000101",
]


def hit(made, **more):
    return Hit(posting=made, first_seen=NOW, last_seen=NOW, gone=False, **more)


def exported(hits, file_format, columns=tuple(COLUMNS)):
    told = []
    order = Order(format=file_format, columns=columns, query="/?q=x", by="anu", at=NOW)
    packed = b"".join(archive(iter(hits), order, told.append))
    with zipfile.ZipFile(io.BytesIO(packed)) as archived:
        assert archived.testzip() is None
        data = archived.read(f"postings.{file_format}")
        manifest = json.loads(archived.read("manifest.json"))
    assert manifest == told[0].model_dump(mode="json")
    assert manifest["digest"] == hashlib.sha256(data).hexdigest()
    assert manifest["bytes"] == len(data)
    return data, manifest


def csv_rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(formula):
    made = posting(title=formula, text=formula, author=formula)
    data, _ = exported([hit(made)], "csv")
    (row,) = csv_rows(data)
    assert row["title"] == f"'{formula}"
    assert not [cell for cell in row.values() if cell.lstrip().startswith(FORMULA)]


@given(st.text(max_size=20))
def test_a_harmless_cell_begins_no_formula_and_keeps_its_words(text):
    made = harmless(text)
    assert made.removeprefix("'") in (text, text.removeprefix("'"))
    assert not made.lstrip().startswith(FORMULA)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_workbook_has_texts_and_no_formula(formula):
    text = sheet(exported([hit(posting(title=formula))], "xlsx")[0])
    assert "<f>" not in text
    assert "'=" not in text


def test_a_phone_stays_e164_in_a_workbook():
    assert "<t>+919847000101</t>" in sheet(exported([hit(overseas())], "xlsx")[0])


def test_every_format_holds_every_posting_in_order():
    hits = [hit(overseas(n)) for n in range(120)]
    ids = [h.posting.id for h in hits]
    assert [row["id"] for row in csv_rows(exported(hits, "csv")[0])] == ids
    lines = exported(hits, "jsonl")[0].decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    assert re.findall(r"<t>(0{10}[0-9a-f]+)</t>", sheet(exported(hits, "xlsx")[0])) == ids
    assert exported(hits, "csv")[1]["postings"] == 120


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "xlsx"])
def test_nothing_found_is_an_empty_file_with_a_manifest(file_format):
    assert exported([], file_format)[1]["postings"] == 0


def test_more_rows_than_a_sheet_holds_go_to_the_next(monkeypatch):
    monkeypatch.setattr("search.export.MOST_ROWS", 2)
    data, _ = exported([hit(overseas(n)) for n in range(5)], "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3


def test_only_the_chosen_columns_are_there():
    data, manifest = exported([hit(overseas())], "jsonl", ("id", "phones"))
    assert json.loads(data) == {"id": overseas().id, "phones": "+919847000101"}
    assert manifest["columns"] == ["id", "phones"]


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "xlsx"])
def test_a_childs_identity_does_not_leave(file_format):
    about = posting(
        text=CHILD,
        title="Shop boy 98470 00103",
        author="Example Nair",
        url="https://ads.example/nair",
        findings=(finding(CHILD, "Boy of 14", "minor"),),
        mentions=(
            mention(CHILD, "Example Nair", "name", "Example Nair"),
            mention(CHILD, "98470 00103", "phone", "+919847000103"),
            mention(CHILD, "slim", "feature", "build:slim"),
        ),
        pictures=(Picture(sha256="ab" * 32, text="Example Nair +91 98470 00103"),),
    )
    data, _ = exported([hit(about)], file_format)
    text = sheet(data) if file_format == "xlsx" else data.decode()
    assert WITHHELD in text
    for secret in ("Nair", "nair", "00103", "+91", "slim"):
        assert secret not in text


def test_the_withheld_columns_are_columns():
    assert COLUMNS.keys() > IDENTIFYING


def test_a_verdict_is_exported():
    review = Review(verdict="confirmed", reason="", by="anu", at=NOW)
    decided = hit(overseas(), review=review, tags=("gulf", "visa"), assigned="anu")
    columns = ["review", "gone", "tags", "assigned"]
    assert cells(decided, columns) == ["confirmed", "no", "gulf; visa", "anu"]


def test_hostile_words_come_through_every_format():
    hits = [hit(poisoned(n, payload)) for n, payload in enumerate(PAYLOADS)]
    rows = csv_rows(exported(hits, "csv")[0])
    assert [row["author"] for row in rows] == [harmless(payload) for payload in PAYLOADS]
    assert "<script" not in sheet(exported(hits, "xlsx")[0])


def test_with_a_reason_what_could_identify_a_child_is_in_it_and_the_manifest_says_so():
    made = posting(
        7,
        text=CHILD,
        title="Shop boy",
        mentions=(mention(CHILD, "98470 00103", "phone", "+919847000103"),),
        findings=(finding(CHILD, "Boy of 14", "minor"),),
    )
    told = []
    order = Order(
        format="csv", columns=("text", "phones"), query="/", by="super", at=NOW, unmasked="Crime 12"
    )
    packed = b"".join(archive(iter([hit(made)]), order, told.append))
    with zipfile.ZipFile(io.BytesIO(packed)) as archived:
        (row,) = csv_rows(archived.read("postings.csv"))
    assert row == {"text": CHILD, "phones": "'+919847000103"}
    assert "for this reason: Crime 12" in told[0].note
    assert cells(hit(made), ["text"]) == [WITHHELD]
