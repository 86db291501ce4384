"""Compares web addresses: one form for one page, and the ad's own id inside it."""

import re
from urllib.parse import urljoin, urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

_NOISE = (
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "PHPSESSID",
    "ref_src",
    "sessionid",
    "sid",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
)


def canonical(url: str) -> str:
    """Return one form for all addresses of a page: no fragment, no tracking, sorted parameters."""
    cleaned = url_query_cleaner(url, _NOISE, remove=True) if "?" in url else url
    return str(canonicalize_url(cleaned))


def absolute(href: str, base: str) -> str:
    """Return a link's full address, or "" where it is not one to fetch (mailto:, javascript:)."""
    if not href.strip():
        return ""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def own_id(url: str, pattern: str) -> str:
    """Return the ad's id as the pattern's one group finds it in the address, or ""."""
    found = re.search(pattern, url)
    return found.group(1) if found else ""
