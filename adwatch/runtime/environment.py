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
        **_no_proxy(),
    }


def _no_proxy() -> dict[str, str]:
    """Keep what the services say to each other from a proxy that is meant for the outside."""
    given = os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    hosts = ",".join(filter(None, [given, "127.0.0.1", "localhost"]))
    return {"no_proxy": hosts, "NO_PROXY": hosts}
