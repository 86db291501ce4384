"""The commands that look after index and accounts, as the nightly DAG and a person run them."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from adwatch.cli import app
from adwatch.errors import Trouble
from search.desk.casework import Work, add_tag, assign, remove_tag, work_on
from search.desk.db import open_desk
from search.desk.reviews import Decision, decide
from search.review import show_work
from tests.search.alerts.samples import NOW, posting

pytestmark = pytest.mark.slow


@pytest.fixture
def command(index, monkeypatch):
    """Run a command on the test's own installation; return what it prints on standard output."""
    settings = index.settings
    for name in ("home", "elasticsearch_port", "index_prefix"):
        monkeypatch.setenv(f"ADWATCH_{name.upper()}", str(getattr(settings, name)))

    def run(*arguments, **more):
        result = CliRunner().invoke(app, arguments, catch_exceptions=False, **more)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]

    return run


def old(number, **more):
    at = NOW - timedelta(days=4000)
    return posting(number, band="none", first_seen=at, captured_at=at, **more)


def test_what_is_on_hold_outlives_a_purge(index, command):
    index.deliver(old(1), old(2), run="1")
    command("hold", old(1).id, "--reason", "Crime 12/2026")
    assert [each["posting"] for each in command("hold")] == [old(1).id]
    (report,) = command("purge")
    assert (report["postings"], report["held"]) == (1, 1)
    command("hold", old(1).id, "--release")
    assert command("hold") == []
    assert command("purge")[0]["postings"] == 1


def test_a_restored_index_shows_the_decisions_that_stand_now(index, command):
    index.forget_months()
    index.deliver(posting(1), run="1")
    (made,) = command("snapshot")
    assert made["name"] in [each["name"] for each in command("snapshot", "--list")]
    verdict = Decision(posting=posting(1).id, verdict="confirmed", by="anu", at=NOW)
    decide(open_desk(index.settings), verdict)
    command("restore", made["name"], "--replace")
    assert index.stored(posting(1).id)["review"]["verdict"] == "confirmed"


def test_a_lost_index_comes_back_with_what_officers_decided(index, command):
    index.deliver(posting(1), posting(2, text="Old bicycle"), run="1")
    desk, one = open_desk(index.settings), posting(1).id
    decide(desk, Decision(posting=one, verdict="dismissed", reason="known", by="anu", at=NOW))
    add_tag(desk, [one], "gulf", "anu", NOW)
    assign(desk, [one], "binu", "anu", NOW)
    index.forget_months()
    assert index.stored(one) == {}
    assert command("index", "--decisions")[0]["accepted"] == 0, "the receipts say: delivered"
    report = command("index", "--again", "--decisions")[0]
    assert (report["accepted"], report["failed"]) == (2, 0)
    review = index.stored(one)["review"]
    assert (review["verdict"], review["tags"], review["assigned"]) == (
        "dismissed",
        ["gulf"],
        "binu",
    )
    assert "review" not in index.stored(posting(2).id)
    assert command("index", "--again", "--decisions")[0]["unchanged"] == 2


def test_an_index_older_than_the_desk_loses_the_tags_that_were_taken_away(index, command):
    index.deliver(posting(1), posting(2), run="1")
    desk, one, other = open_desk(index.settings), posting(1).id, posting(2).id
    add_tag(desk, [one], "gulf", "anu", NOW)
    unknown = Work(tags=("by another desk",))
    show_work(index.client, index.prefix, {other: unknown} | work_on(desk))
    remove_tag(desk, [one], "gulf", "anu", NOW)
    command("index", "--decisions")
    assert index.stored(one)["review"]["tags"] is None
    assert index.stored(other)["review"]["tags"] == ["by another desk"], "the desk never knew it"


def test_indices_are_built_anew_by_a_word(index, command):
    index.forget_months()
    index.deliver(posting(1), run="1")
    assert command("index", "--remap")[0]["failed"] == 0
    homes = index.client.indices.get_alias(name=f"{index.prefix}-postings")
    assert all(".r" in home for home in homes)


def test_an_account_is_added_listed_closed_and_reset(command):
    command("user", "add", "anu", "--role", "auditor", input="correct horse battery\n" * 2)
    (person,) = command("user", "list")
    assert (person["name"], person["role"], person["disabled"]) == ("anu", "auditor", False)
    command("user", "disable", "anu")
    assert command("user", "list")[0]["disabled"]
    command("user", "reset", "anu", input="another sentence\n" * 2)
    with pytest.raises(Trouble, match="no account 'binu'"):
        command("user", "disable", "binu")
