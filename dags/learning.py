"""The weekly training: officers' verdicts become a new model, promoted only if nothing falls."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable
from verb import Verb

# No run for a Sunday that was before this installation's first start.
SUNDAY = CronTriggerTimetable("0 2 * * 0", timezone="Asia/Kolkata", run_immediately=timedelta(0))

with DAG(
    "learning",
    dag_display_name="Weekly training",
    schedule=SUNDAY,
    catchup=False,
    max_active_runs=1,
    tags={"models"},
    default_args={"owner": "adwatch", "execution_timeout": timedelta(hours=3)},
    doc_md=__doc__,
) as dag:
    Verb(task_id="train", arguments=["train"])
