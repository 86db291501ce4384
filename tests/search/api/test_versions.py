"""What a posting said before: handed out with it, and closed like it where a child is concerned."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from search.desk.accounts import Account, add_user
from search.desk.db import open_desk
from search.desk.tokens import make_token
from search.web.app import create_app
from tests.search.alerts.samples import NOW, finding, overseas

pytestmark = pytest.mark.slow
YOUNG = "Boy of 14 wanted for shop work"


@pytest.fixture
def client(index):
    settings = index.settings
    add_user(settings, "state", "correct horse battery", role="supervisor", unit="", now=NOW)
    account = Account(name="state", role="supervisor", unit="")
    token = make_token(open_desk(settings), account, "t", ("search",), datetime.now(UTC))
    head = {"Authorization": f"Bearer {token}"}
    return TestClient(create_app(settings), headers=head, base_url="http://testserver/api/v1")


def changed(index, before, **fresh):
    index.deliver(before, run="1")
    later = before.captured_at + timedelta(days=1)
    index.deliver(overseas(1, captured_at=later, version="", **fresh), run="2")


def test_the_words_that_a_posting_had_come_with_it_the_oldest_first(client, index):
    before = overseas(1)
    changed(index, before, text="Work in the Gulf, another agent", findings=(), mentions=())
    versions = client.get(f"/postings/{before.id}").json()["versions"]
    assert [each["text"] for each in versions] == [before.text, "Work in the Gulf, another agent"]


def test_a_child_stays_protected_when_the_sign_is_taken_out(client, index):
    before = overseas(
        1, text=YOUNG, version="", mentions=(), findings=(finding(YOUNG, "Boy of 14", "minor"),)
    )
    changed(index, before, text="Young man wanted for shop work", findings=(), mentions=())
    refused = client.get(f"/postings/{before.id}")
    assert refused.status_code == 403 and "14" not in refused.text
    opened = client.get(f"/postings/{before.id}?reason=Crime 12").json()
    assert [each["protected"] for each in opened["versions"]] == [True, False]


def test_a_posting_that_never_changed_has_no_versions(client, index):
    posting = overseas(1)
    index.deliver(posting, run="1")
    assert client.get(f"/postings/{posting.id}").json()["versions"] == []
