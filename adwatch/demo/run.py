"""The demo: the whole of adwatch on the bundled town, run by the real Airflow.

Each source's DAG is fired by the scheduler: by its schedule the first time (a new source is crawled
at once), by a trigger when its next time has not come yet. The digest, whose time is the morning,
is triggered after them.
"""

import time
from datetime import UTC, datetime

from adwatch.demo.runs import Runs
from adwatch.demo.summary import Access, Outcome, text
from adwatch.runtime import airflow, progress, services
from adwatch.runtime.secret import secret
from adwatch.settings import Settings
from crawlers.source import load_sources
from search.client import connect
from search.desk.accounts import add_user, check_password
from search.desk.db import open_desk
from search.index import summary

USER = "demo"
PATIENCE_S = 900


def demo(settings: Settings) -> None:
    """Run everything and print what came of it; the services stay up.

    Raises:
        Trouble: something does not start, or a run fails.

    """
    begun, since = time.monotonic(), datetime.now(UTC)
    services.up(settings, demo=True)
    password = _account(settings, since)
    dags = [f"adwatch_{source.name}" for source in load_sources(settings) if source.enabled]
    with Runs(settings) as runs:
        progress.step("Airflow crawls the town, reads what it found and delivers it ...")
        runs.bring(dags, since, progress.step, PATIENCE_S)
        progress.step("Airflow mails the units what is new for their saved searches ...")
        runs.bring(["digest"], datetime.now(UTC), progress.step, PATIENCE_S)
    print(text(_outcome(settings, password, time.monotonic() - begun)))  # noqa: T201


def _account(settings: Settings, now: datetime) -> str:
    """Make sure that the demo's user can log in; return the password, which stays the same."""
    password = secret(settings, "demo_user")
    if check_password(open_desk(settings), USER, password, now) is None:
        add_user(settings, USER, password, role="analyst", unit="", now=now)
    return password


def _outcome(settings: Settings, password: str, seconds: float) -> Outcome:
    counted = summary(connect(settings), settings.index_prefix)
    return Outcome(
        postings=counted.postings,
        flagged=counted.flagged,
        mails=counted.mails,
        screens=Access(address=settings.web_address, user=USER, password=password),
        airflow=Access(
            address=airflow.address(settings),
            user=airflow.USER,
            password=airflow.password(settings),
        ),
        mail_folder=str(services.mail_folder(settings)),
        seconds=seconds,
    )
