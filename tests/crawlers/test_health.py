"""How sources are, and who is told of it when."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from adwatch.commands import crawling
from adwatch.errors import Trouble
from adwatch.runtime import ports
from adwatch.settings import Settings
from crawlers import health, told
from crawlers.report import CrawlReport
from crawlers.source import Source
from crawlers.state import State, path_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILE = """\
title: A board
platform: classified
start: ["https://ads.example/"]
schedule: "0 */6 * * *"
owner: Anu
legal_basis: Open to everybody; order 12/2026.
"""


def source(**changes: object) -> Source:
    values = {
        "name": "board",
        "title": "A board",
        "platform": "classified",
        "start": ("https://ads.example/",),
        "schedule": "0 */6 * * *",
        "owner": "Anu",
        "legal_basis": "tests",
    }
    return Source(**{**values, **changes})


def report(ago: timedelta = HOUR, **changes: object) -> CrawlReport:
    values = {"source": "board", "run": f"{NOW - ago:%Y%m%dT%H%M%SZ}", "lists": 3, "met": 40}
    return CrawlReport(**{**values, **changes})


BROKEN = {"broken": ("3 posting(s) met, 10 promised",)}
JUDGED = [
    # the source's changes, its reports, the condition, a piece of the reason
    ({}, [report()], "good", ""),
    ({}, [report(**BROKEN)], "red", "3 posting(s) met"),
    ({}, [report(), report(7 * HOUR, **BROKEN)], "good", ""),
    (
        {},
        [report(lists=0, errors={"timed out": 1})],
        "red",
        "no list page could be read (timed out)",
    ),
    ({}, [report(20 * HOUR)], "red", "no crawl has ended since 23 November 2026 16:00 UTC"),
    ({"schedule": "0 4 * * 1"}, [report(20 * HOUR)], "good", ""),
    ({"enabled": False}, [report(20 * HOUR)], "off", ""),
    ({}, [], "red", "never crawled, though its file is of 20 November 2026"),
    ({"schedule": "0 4 1 * *"}, [], "waiting", ""),
]


@pytest.mark.parametrize(("changes", "reports", "condition", "why"), JUDGED)
def test_a_source_is_judged_by_its_reports_and_the_clock(changes, reports, condition, why):
    found = health.judge(source(**changes), reports, NOW, NOW - 96 * HOUR)
    assert found.condition == condition
    assert why in "; ".join(found.why) and (condition != "good" or not found.why)


def test_what_is_usual_is_the_median():
    reports = [report(n * HOUR, met=met) for n, met in enumerate([3, 41, 40, 44, 39], 1)]
    assert health.judge(source(), reports, NOW, NOW).usual == 40


CHANGES = [
    ("red", {}, True, "turned red, and nobody was told yet"),
    ("red", {"board": "good"}, True, "turned red"),
    ("red", {"board": "red"}, False, "red since it was told"),
    ("good", {"board": "red"}, True, "well again"),
    ("off", {"board": "red"}, True, "switched off is no longer red"),
    ("good", {}, False, "always well"),
    ("waiting", {}, False, "not crawled yet"),
]


@pytest.mark.parametrize(("condition", "before", "changed", "why"), CHANGES)
def test_only_a_change_is_told(condition, before, changed, why):
    each = health.SourceHealth(name="board", condition=condition)
    assert bool(health.changes([each], before)) is changed, why


def test_the_letter_says_who_answers_and_why_and_loads_nothing():
    red = health.judge(source(title="<b>A board</b>"), [report(**BROKEN)], NOW, NOW)
    well = health.SourceHealth(name="other", title="Other", condition="good")
    letter = health.letter([red, well], "https://adwatch.example")
    assert letter.subject == "adwatch: board needs a look, other is well again"
    assert "answers for it: Anu" in letter.plain and "3 posting(s) met" in letter.plain
    assert "https://adwatch.example/sources" in letter.plain
    assert "<b>" not in letter.html and "http://" not in letter.html and "src=" not in letter.html


@pytest.fixture
def folder(tmp_path) -> Settings:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "board.yml").write_text(FILE, encoding="utf-8")
    (sources / "wrong.yml").write_text("titel: x\n", encoding="utf-8")
    return Settings(home=tmp_path / "home", sources=sources)


def keep(settings: Settings, kept: CrawlReport) -> None:
    with State(path_of("board", settings)) as state:
        state.keep_report(kept.run, kept.model_dump_json())


def test_the_overview_names_the_red_first_and_files_that_cannot_be_read(folder):
    keep(folder, report())
    found = health.overview(folder, NOW)
    assert [(each.name, each.condition) for each in found] == [("wrong", "red"), ("board", "good")]
    assert "wrong.yml:1: titel" in found[0].why[0]
    assert not path_of("wrong", folder).exists()  # looking leaves nothing behind


def test_a_source_whose_key_is_not_known_says_so(folder):
    text = FILE.replace("classified", "youtube").replace(
        "https://ads.example/", "https://www.googleapis.com/youtube/v3/commentThreads?videoId=abc"
    )
    (folder.sources / "board.yml").write_text(text, encoding="utf-8")
    each = health.overview(folder, NOW)[1]
    assert (each.name, each.condition) == ("board", "waiting")
    assert "key" in each.why[0]


def test_what_was_told_is_remembered(folder):
    assert told.read(folder) == {}
    told.write(folder, {"board": "red"})
    told.write(folder, {"board": "good"})
    assert told.read(folder) == {"board": "good"}


@pytest.fixture
def inbox():
    """A real mail server that keeps what it is given."""

    class Inbox:
        def __init__(self) -> None:
            self.mails: list[EmailMessage] = []

        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 OK"

    kept = Inbox()
    controller = Controller(kept, hostname="127.0.0.1", port=ports.free_ports(1)[0])
    controller.start()
    kept.port = controller.port
    yield kept
    controller.stop()


def test_engineers_are_mailed_once_when_it_turns_red_and_once_when_it_is_well(
    folder, inbox, monkeypatch, capsys
):
    (folder.sources / "wrong.yml").unlink()
    environment = {
        "HOME": folder.home,
        "SOURCES": folder.sources,
        "ENGINEERS_MAIL": "engineers@police.example",
        "SMTP_PORT": inbox.port,
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"ADWATCH_{name}", str(value))

    def tell() -> list[str]:
        crawling.health(mail=True)
        return [json.loads(line)["condition"] for line in capsys.readouterr().out.splitlines()]

    run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    keep(folder, report(run=run, broken=("far too few",)))
    assert tell() == tell() == ["red"]
    assert [mail["subject"] for mail in inbox.mails] == ["adwatch: board needs a look"]
    assert inbox.mails[0]["to"] == "engineers@police.example"
    assert "far too few" in inbox.mails[0].get_body(("plain",)).get_content()

    keep(folder, report(run=run))
    assert tell() == tell() == ["good"]
    assert [mail["subject"] for mail in inbox.mails][1:] == ["adwatch: board is well again"]


def test_a_mail_that_no_server_took_is_tried_again(folder, monkeypatch):
    for name, value in {"HOME": folder.home, "SOURCES": folder.sources, "SMTP_PORT": 9}.items():
        monkeypatch.setenv(f"ADWATCH_{name}", str(value))
    monkeypatch.setenv("ADWATCH_ENGINEERS_MAIL", "engineers@police.example")
    with pytest.raises(Trouble, match=r"mail server at 127\.0\.0\.1:9 cannot be used"):
        crawling.health(mail=True)
    assert told.read(folder) == {}
