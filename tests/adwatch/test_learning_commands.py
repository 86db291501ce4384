"""`adwatch label` and `train --rollback` on an installation of their own."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from adwatch.cli import app
from adwatch.commands.learning import verdicts
from adwatch.errors import Trouble
from adwatch.model import Posting
from adwatch.settings import Settings
from adwatch.spool import Partition, open_spool
from adwatch.vectors import pack
from search.desk.db import open_desk
from search.desk.reviews import Decision, decide

NOW = "2026-11-24T07:00:00Z"


@pytest.fixture
def installation(tmp_path, monkeypatch):
    monkeypatch.setenv("ADWATCH_HOME", str(tmp_path))
    settings = Settings()
    for run, text in (("1", "old words"), ("2", "new words")):
        with open_spool(settings).writer(Partition("processed", "ads", run)) as writer:
            for place in range(3):
                vector = pack(np.eye(4, dtype=np.float32)[place])
                writer.write(Posting(id=f"p{place}", text=text, score=0.4, embedding=vector))
    decision = Decision(posting="p0", verdict="dismissed", reason="words misread", by="a", at=NOW)
    decide(open_desk(settings), decision)
    return settings


def run(*arguments):
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_a_verdict_is_read_with_the_newest_words(installation):
    (verdict,) = verdicts(installation)
    assert (verdict.id, verdict.text, verdict.reason) == ("p0", "new words", "words misread")


def test_postings_to_label_are_written_without_what_is_decided(installation, tmp_path):
    file = tmp_path / "to-label.jsonl"
    run("label", "--count", "5", "--output", str(file))
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {row["id"] for row in rows} == {"p1", "p2"}
    assert all(row["concern"] is None for row in rows)


def test_there_is_no_way_back_from_the_shipped_model(installation):
    with pytest.raises(Trouble, match="that adwatch ships is running"):
        run("train", "--rollback")


def test_apply_alone_is_refused(installation):
    result = CliRunner().invoke(app, ["process", "--apply"])
    assert result.exit_code == 2
