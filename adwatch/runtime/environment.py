"""The environment of the programs that adwatch starts."""

import os

from adwatch.settings import REPO, Settings


def environment(settings: Settings) -> dict[str, str]:
    """Return this process's environment with the settings, for an own program of any kind."""
    return {
        **os.environ,
        **settings.environment(),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(REPO), os.environ.get("PYTHONPATH")])),
        # A log file is to show what has happened so far.
        "PYTHONUNBUFFERED": "1",
        # A process title must not overwrite the environment, by which processes are known as ours.
        "SPT_NOENV": "1",
    }
