"""Every night: take a snapshot, forget what has run out, read evidence and audit log back.

The three do not wait for each other's success: a disk that is too full for a snapshot is no reason
to keep postings for longer.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable, TriggerRule
from verb import Verb

from adwatch.settings import Settings

NIGHT = CronTriggerTimetable("0 2 * * *", timezone="Asia/Kolkata", run_immediately=timedelta(0))
_settings = Settings()

with DAG(
    "upkeep",
    dag_display_name="Nightly upkeep",
    schedule=NIGHT,
    catchup=False,
    max_active_runs=1,
    tags={"upkeep"},
    default_args={
        "owner": "adwatch",
        "retries": 2,
        "retry_delay": timedelta(minutes=10),
        "execution_timeout": timedelta(hours=4),
    },
    doc_md=__doc__,
) as dag:
    purge = Verb(task_id="purge", arguments=["purge"])
    verify = Verb(task_id="verify", arguments=["verify"], trigger_rule=TriggerRule.ALL_DONE)
    # A cluster of others may have snapshots of its own; then no repository is named here.
    if _settings.embedded_elasticsearch or _settings.snapshots:
        Verb(task_id="snapshot", arguments=["snapshot"]) >> purge
        purge.trigger_rule = TriggerRule.ALL_DONE
    purge >> verify
