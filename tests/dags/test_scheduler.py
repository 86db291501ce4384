"""The whole of it, for real: all services up, DAGs fired by Airflow's scheduler, nothing left."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import httpx
import psutil
import pytest

from adwatch.demo.runs import Runs
from adwatch.errors import Trouble
from adwatch.model import Posting
from adwatch.runtime import airflow, ports, processes, services
from adwatch.runtime.supervisor import Supervisor
from adwatch.settings import REPO, Settings
from adwatch.spool import Partition, open_spool
from search.client import connect
from search.index import summary
from search.query import Access, Query, search

pytestmark = pytest.mark.slow

PORTS = ("elasticsearch_port", "web_port", "airflow_port", "town_port", "smtp_port")
FOLLOW_S = 240
LEFT = Posting(
    id="left-by-an-earlier-run",
    source="kept",
    text="Left in the spool.",
    captured_at=datetime(2026, 1, 1, tzinfo=UTC),
    first_seen=datetime(2026, 1, 1, tzinfo=UTC),
)
DAG_TEST = "import sys; sys.path.insert(0, sys.argv[1]); import digest; digest.dag.test()"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Three source files: one keeps its promise, one cannot, one cannot be read."""
    home = tmp_path_factory.mktemp("installation")
    sources = home / "sources"
    sources.mkdir()
    text = (REPO / "crawlers" / "sources" / "demo-social.yml").read_text(encoding="utf-8")
    (sources / "kept.yml").write_text(text, encoding="utf-8")
    (sources / "broken.yml").write_text(text.replace("postings: 50", "postings: 5000"))
    (sources / "wrong.yml").write_text("title: Wrong\nplatfrom: mastodon\n")
    free = dict(zip(PORTS, ports.free_ports(len(PORTS)), strict=True))
    return Settings(home=home, sources=sources, **free)


@pytest.fixture(scope="module", autouse=True)
def installation(settings):
    spool = open_spool(settings)
    with spool.writer(Partition("crawled", "kept", "20260101T000000Z")) as writer:
        writer.write(LEFT)
    try:
        services.up(settings, demo=True)
        yield
    finally:
        services.down(settings)


@pytest.fixture(scope="module")
def runs(settings):
    with Runs(settings) as runs:
        yield runs


def task_log(settings, run, task, attempt=1):
    folder = settings.home / "airflow" / "logs" / f"dag_id={run.dag_id}"
    log = folder / f"run_id={run.dag_run_id}" / f"task_id={task}" / f"attempt={attempt}.log"
    return [json.loads(line)["event"] for line in log.read_text().splitlines()]


def found(settings, text):
    query = Query(text=text, size=100)
    return search(connect(settings), settings.index_prefix, query, Access(districts=None))


def members(settings):
    supervisor = Supervisor(settings.home)
    return set().union(*(supervisor.members(s.name) for s in services.status(settings)))


def test_the_scheduler_fires_a_new_source_at_once_and_its_postings_reach_the_index(settings, runs):
    told = []
    runs.bring(["adwatch_kept"], datetime.fromtimestamp(0, UTC), told.append, FOLLOW_S)
    run = runs.latest("adwatch_kept")
    assert run.dag_run_id.startswith("scheduled__")
    assert [line.split()[1] for line in told] == ["crawl", "process", "index"]
    reports = [line for line in task_log(settings, run, "crawl") if line.startswith("{")]
    crawled = json.loads(reports[-1])
    assert crawled["new"] >= 50
    # And what an earlier run had left in the spool.
    assert found(settings, "source:kept").total == crawled["new"] + 1
    assert found(settings, f"id:{LEFT.id}").total == 1


def test_a_broken_promise_turns_the_run_red_at_once_and_delivers_what_there_is(settings, runs):
    with pytest.raises(Trouble, match=r"adwatch_broken: its task crawl failed; see .*attempt=1"):
        runs.bring(["adwatch_broken"], datetime.fromtimestamp(0, UTC), print, FOLLOW_S)
    log = task_log(settings, runs.latest("adwatch_broken"), "crawl")
    assert any("5000" in line for line in log)
    assert found(settings, "source:broken").total >= 50


def test_a_source_file_that_cannot_be_read_is_shown_with_line_and_key(settings):
    api = airflow.address(settings)
    login = {"username": airflow.USER, "password": airflow.password(settings)}
    token = httpx.post(f"{api}/auth/token", json=login).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{api}/api/v2/importErrors", headers=bearer).json()
    (error,) = answer["import_errors"]
    assert error["filename"] == "broken_sources.py"
    assert "wrong.yml:2: platfrom" in error["stack_trace"]


def test_airflow_shows_nothing_to_who_is_not_logged_in(settings):
    answer = httpx.get(f"{airflow.address(settings)}/api/v2/dags")
    assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_the_digest_runs_by_dag_test_and_reaches_the_mail_server_once(settings):
    command = [sys.executable, "-c", DAG_TEST, str(REPO / "dags")]
    subprocess.run(command, env=airflow.environment(settings), check=True)
    mails = list(services.mail_folder(settings).glob("*.eml"))
    assert len(mails) == summary(connect(settings), settings.index_prefix).mails > 0


def test_every_socket_that_listens_is_on_loopback(settings):
    listening = {
        connection.laddr
        for pid in members(settings)
        for connection in psutil.Process(pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert {address.ip for address in listening} <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}
    assert {getattr(settings, name) for name in PORTS} <= {address.port for address in listening}


def test_a_second_up_changes_nothing(settings):
    before = services.status(settings)
    services.up(settings, demo=True)
    assert services.status(settings) == before


def test_down_leaves_no_process(settings):
    ours = members(settings)
    assert services.down(settings) == sorted(state.name for state in services.status(settings))
    left = processes.table()
    assert not [entry for entry in left if entry.pid in ours]
    assert not [entry for entry in left if entry.mark.startswith(str(settings.home))]
    assert services.down(settings) == []
