"""Reads the source files for the DAG files: the good ones, and the trouble with the others."""

from adwatch.errors import Trouble
from adwatch.settings import Settings
from crawlers.source import Source, load_source


def read(settings: Settings, wanted: list[str]) -> tuple[list[Source], list[Trouble]]:
    """Return the sources wanted that can be read, and what is wrong with the rest."""
    sources: list[Source] = []
    troubles: list[Trouble] = []
    for name in wanted:
        try:
            sources.append(load_source(name, settings))
        except Trouble as trouble:
            troubles.append(trouble)
    return sources, troubles
