"""What Airflow finds when it reads the DAG folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adwatch.runtime import airflow
from adwatch.settings import REPO, Settings

HEAVY = {"elasticsearch", "onnxruntime", "playwright", "scrapy", "sklearn", "spacy", "transformers"}
ROOMS = {"crawlers", "enrichment", "classifiers", "search"}

GOOD = """
title: A site
platform: classified
start: ["http://127.0.0.1:9/ads/"]
schedule: "*/30 * * * *"
timezone: Asia/Dubai
owner: anu
legal_basis: A test.
"""
CONNECTION = '{"conn_type": "generic", "password": "an-invented-key"}'
FILES = {
    "kochi-ads": GOOD,
    "malabar-ads": GOOD + "enabled: false\n",
    "not-yaml": "title: T\n  platform: classified\n",
    "wrong-key": "title: T\nplatfrom: classified\n",
    "wrong-value": "title: T\nschedule: every hour\n",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Reading the folder takes Airflow four seconds, so once has to do."""
    folder = tmp_path_factory.mktemp("sources")
    for name, text in FILES.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    settings = Settings(home=folder / "home", sources=folder)
    airflow.make_secrets(settings)
    reader = Path(__file__).parent / "parse.py"
    done = subprocess.run(
        [sys.executable, str(reader), str(REPO / "dags"), "adwatch_kochi-ads"],
        env={**airflow.environment(settings), "AIRFLOW_CONN_ADWATCH_YOUTUBE": CONNECTION},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def of_sources(dags):
    return sorted(name for name in dags if name.startswith("adwatch_"))


def test_each_source_file_is_one_dag_that_crawls_and_delivers(found):
    dags = found["all"]["dags"]
    assert of_sources(dags) == ["adwatch_kochi-ads", "adwatch_malabar-ads"]
    assert dags["adwatch_kochi-ads"] == {
        "cron": "*/30 * * * *",
        "timezone": "Asia/Dubai",
        "owner": "anu",
        "tags": ["classified", "source"],
        "catchup": False,
        "max_active_runs": 1,
        "tasks": {
            "crawl": ["complete", "process"],
            "process": ["complete", "index"],
            "index": ["complete"],
            "complete": [],
        },
        # Neither defers: with an operator that does, Airflow needs a triggerer as well.
        "operators": ["EmptyOperator", "Verb"],
    }


def test_a_disabled_source_can_still_be_run_by_hand(found):
    assert found["all"]["dags"]["adwatch_malabar-ads"]["cron"] is None


def test_the_digest_is_mailed_in_the_morning_of_kerala(found):
    digest = found["all"]["dags"]["digest"]
    assert (digest["cron"], digest["timezone"]) == ("30 6 * * *", "Asia/Kolkata")
    assert digest["tasks"] == {"digest": []}
    assert digest["operators"] == ["Verb"]


def test_models_are_trained_on_sundays(found):
    learning = found["all"]["dags"]["learning"]
    assert (learning["cron"], learning["timezone"]) == ("0 2 * * 0", "Asia/Kolkata")
    assert learning["tasks"] == {"train": []}


def test_the_upkeep_runs_at_night_and_verifies_whatever_happened_before(found):
    upkeep = found["all"]["dags"]["upkeep"]
    assert (upkeep["cron"], upkeep["timezone"]) == ("0 2 * * *", "Asia/Kolkata")
    assert upkeep["tasks"] == {"snapshot": ["purge"], "purge": ["verify"], "verify": []}


def test_the_sources_are_watched_between_the_crawls(found):
    watch = found["all"]["dags"]["health"]
    assert (watch["cron"], watch["tasks"]) == ("20,50 * * * *", {"health": []})


def test_broken_files_are_all_named_with_line_and_key_and_break_no_dag(found):
    assert list(found["all"]["errors"]) == ["broken_sources.py"]
    error = found["all"]["errors"]["broken_sources.py"]
    assert "not-yaml.yml:2: not valid YAML" in error
    assert "wrong-key.yml:2: platfrom" in error
    assert "wrong-value.yml:2: schedule" in error


def test_a_task_reads_its_own_source_file_only(found):
    assert of_sources(found["task"]["dags"]) == ["adwatch_kochi-ads"]


def test_reading_the_folder_loads_no_room_but_the_crawlers_and_nothing_heavy(found):
    modules = {name.partition(".")[0] for name in found["modules"]}
    assert modules & ROOMS == {"crawlers"}
    assert not modules & HEAVY


def test_a_platform_s_key_comes_from_a_connection_where_there_is_one(found):
    assert found["keys"] == {
        "youtube": {"ADWATCH_YOUTUBE_KEY": "an-invented-key"},
        "classified": {},
    }
    assert found["no key"] == {}
