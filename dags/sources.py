"""One DAG for each source file: `adwatch_<source>` crawls on the source's schedule, then delivers.

    crawl -> process -> index -> complete

What a failed crawl has collected is delivered all the same, so `process` and `index` run whatever
happened before them; `complete` (which costs no process) is what makes the run red when any of
the three failed. What could not be delivered waits in the spool for the next run.
"""

from datetime import timedelta
from typing import Any

import source_files
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, CronTriggerTimetable, TriggerRule, get_parsing_context
from verb import Verb

from adwatch.settings import Settings
from crawlers.source import Source, source_names

PREFIX = "adwatch_"
DEFAULTS = {
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": 4,
    "execution_timeout": timedelta(hours=2),
}
# A crawl ends by its own budget; this ends one that hangs, or it would block the source for ever.
SLACK = timedelta(minutes=15)


def source_dag(source: Source) -> DAG:
    """Return the DAG of a source; one that is not enabled runs only when a person triggers it."""
    # A new source is crawled at once instead of at its next hour.
    cron = CronTriggerTimetable(source.schedule, timezone=source.timezone, run_immediately=True)
    with DAG(
        PREFIX + source.name,
        dag_display_name=source.title,
        schedule=cron if source.enabled else None,
        catchup=False,
        max_active_runs=1,
        tags={"source", source.platform},
        default_args={"owner": source.owner, **DEFAULTS},
        doc_md=__doc__,
    ) as dag:
        limit = timedelta(minutes=source.budget.minutes) + SLACK
        crawl = Verb(
            task_id="crawl",
            arguments=["crawl", source.name],
            platform=source.platform,
            execution_timeout=limit,
        )
        # What it cannot do it could not do again: it reads and writes the spool alone.
        process = _deliver("process", source, retries=0)
        index = _deliver("index", source)
        crawl >> process >> index
        [crawl, process, index] >> EmptyOperator(task_id="complete")
    return dag


def _deliver(verb: str, source: Source, **options: Any) -> Verb:  # noqa: ANN401 - BaseOperator's own
    arguments = [verb, "--source", source.name]
    return Verb(task_id=verb, arguments=arguments, trigger_rule=TriggerRule.ALL_DONE, **options)


def _wanted(settings: Settings) -> list[str]:
    """Return the names of all source files, or when a task is about to run, its own alone."""
    dag_id = get_parsing_context().dag_id
    return [dag_id.removeprefix(PREFIX)] if dag_id else source_names(settings)


_settings = Settings()
for _source in source_files.read(_settings, _wanted(_settings))[0]:
    globals()[PREFIX + _source.name] = source_dag(_source)
