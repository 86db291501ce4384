"""Keys of platforms that ask for one: from the settings, never from a file of the repository.

A key travels in a header of each request to its source's own hosts, and is left out of what is kept
as evidence.
"""

from adwatch.settings import Settings
from crawlers import platforms
from crawlers.source import Source


def headers(source: Source, settings: Settings) -> dict[str, str]:
    """Return the header with the source's key; none where none is needed or known."""
    header, key = platforms.key_header(source.platform), settings.key_of(source.platform)
    return {header: key} if header and key else {}


def missing(source: Source, settings: Settings) -> str:
    """Return what keeps a source from being crawled for want of a key, or ""."""
    platform = source.platform
    if not platforms.key_header(platform) or settings.key_of(platform):
        return ""
    return (
        f"skipped: {platform} asks for a key; set ADWATCH_{platform.upper()}_KEY, "
        f"or in Airflow the password of a connection adwatch_{platform}"
    )
