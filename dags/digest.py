"""The daily digest: each unit is mailed in the morning what is new for its saved searches."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable
from verb import Verb

# No run for a morning that was before this installation's first start.
MORNING = CronTriggerTimetable("30 6 * * *", timezone="Asia/Kolkata", run_immediately=timedelta(0))

with DAG(
    "digest",
    dag_display_name="Daily digest",
    schedule=MORNING,
    catchup=False,
    max_active_runs=1,
    tags={"mail"},
    default_args={
        "owner": "adwatch",
        "retries": 4,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 4,
        "execution_timeout": timedelta(hours=1),
    },
    doc_md=__doc__,
) as dag:
    Verb(task_id="digest", arguments=["digest"])
