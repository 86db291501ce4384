"""Shows in Airflow what is wrong with source files, while the DAGs of the others go on.

Airflow ties an import error to a DAG file and stops every DAG of that file. So the DAGs are made in
`sources.py`, which passes over a source file that it cannot read, and this file, which has no DAG,
fails to import with the sentences that name each such file, its line and key.
"""

import source_files

from adwatch.settings import Settings
from crawlers.source import source_names


class BrokenSourceFiles(Exception):  # noqa: N818 - Airflow shows it by this name
    """The troubles, one a line."""


_settings = Settings()
_, _troubles = source_files.read(_settings, source_names(_settings))
if _troubles:
    raise BrokenSourceFiles("\n".join(str(trouble) for trouble in _troubles))
