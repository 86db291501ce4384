from datetime import timedelta

import pytest

from adwatch.settings import Settings
from search.desk import reviews
from search.desk.audit import rows, verify
from search.desk.db import open_desk
from search.desk.reviews import Decision, decide, history, standing
from tests.search.alerts.samples import NOW


@pytest.fixture
def desk(tmp_path):
    return open_desk(Settings(home=tmp_path))


def decision(posting="1", verdict="confirmed", minute=0, **more):
    at = NOW + timedelta(minutes=minute)
    return Decision(posting=posting, verdict=verdict, by="anu", at=at, **more)


def test_every_decision_is_kept_and_the_newest_stands(desk):
    made = [
        decision(),
        decision("2", minute=1),
        decision(verdict="dismissed", reason="words misread", minute=2),
    ]
    for one in made:
        decide(desk, one)
    assert history(desk, "1") == [made[2], made[0]]
    assert history(desk, "3") == []
    assert sorted(standing(desk), key=lambda d: d.posting) == [made[2], made[1]]


def test_a_decision_is_in_the_audit_log(desk):
    decide(desk, decision(verdict="dismissed", reason="words misread"))
    (row,) = rows(desk)
    assert (row.who, row.act, row.subject) == ("anu", "dismissed", "1")
    assert verify(desk) == []


def test_without_the_audit_log_there_is_no_decision(desk, monkeypatch):
    def broken(*_):
        raise RuntimeError("disk")

    monkeypatch.setattr(reviews, "append", broken)
    with pytest.raises(RuntimeError):
        decide(desk, decision())
    assert history(desk, "1") == []
