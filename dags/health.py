"""The watch over the sources: engineers are mailed once when one needs a look or is well again."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable
from verb import Verb

# Between the crawls, which begin at full and half hours.
NOW_AND_THEN = CronTriggerTimetable(
    "20,50 * * * *", timezone="Asia/Kolkata", run_immediately=timedelta(0)
)

with DAG(
    "health",
    dag_display_name="Health of the sources",
    schedule=NOW_AND_THEN,
    catchup=False,
    max_active_runs=1,
    tags={"mail"},
    default_args={
        "owner": "adwatch",
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "execution_timeout": timedelta(minutes=10),
    },
    doc_md=__doc__,
) as dag:
    Verb(task_id="health", arguments=["health", "--mail"])
