"""Postings and units for the tests of this folder; all invented, mild in wording."""

import json
from datetime import UTC, datetime
from pathlib import Path

from adwatch.model import Band, Finding, Mention, MentionKind, Posting, TextField
from search.alerts.units import SavedSearch, Unit

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
"""10:00 in Kerala."""

ADVERT = "Overseas jobs, women wanted. Free visa, passport kept by office. Call 98470 00101"


def mention(posting_text: str, raw: str, kind: MentionKind, value: str, field: TextField = "text"):
    start = posting_text.index(raw)
    return Mention(
        kind=kind, value=value, raw=raw, field=field, start=start, end=start + len(raw), by="test"
    )


def finding(
    posting_text: str, raw: str, indicator: str, weight: float = 1.5, field: TextField = "text"
):
    start = posting_text.index(raw)
    return Finding(
        indicator=indicator,
        strength="counter" if weight < 0 else "strong",
        weight=weight,
        why=f"why {indicator}",
        field=field,
        start=start,
        end=start + len(raw),
        raw=raw,
    )


def posting(
    number: int = 1,
    text: str = ADVERT,
    title: str = "",
    band: Band = "high",
    district: str = "Ernakulam",
    **more,
) -> Posting:
    """Return a flagged posting; its number orders it and makes its id."""
    defaults = {
        "source": "demo-ads",
        "platform": "classified",
        "lang": "en",
        "category": "job_overseas",
        "score": 0.9 if band == "high" else 0.6,
        "first_seen": NOW,
        "captured_at": NOW,
        "url": f"https://ads.example/{number}",
    }
    return Posting(
        id=f"{number:020x}",
        title=title or f"Work in the Gulf, {number}",
        text=text,
        band=band,
        district=district,
        **defaults | more,
    )


def overseas(number: int = 1, phone: str = "+919847000101", **more) -> Posting:
    """Return a posting with two findings and a phone."""
    fitting = {
        "findings": (
            finding(ADVERT, "passport kept by office", "document_retention", 1.8),
            finding(ADVERT, "Free visa", "wrong_visa", 1.2),
        ),
        "mentions": (mention(ADVERT, "98470 00101", "phone", phone),),
    }
    return posting(number, **fitting | more)


HOSTILE = [
    ("<script>alert(1)</script>", "script"),
    ("<img src=x onerror=alert(1)>", "handler"),
    ("\"><a href='https://evil.example'>prize</a>", "link"),
    ("</style></head><body onload=alert(1)>", "end of the head"),
    ("{{ 7*7 }}{% include 'x' %}", "template"),
    ("{unit.__class__}", "format"),
    ("x\r\nBcc: all@police.example\r\n\r\nbody", "header"),
    ("\u202edrow\u202c \u200bzero\u200b width", "reordering"),
    ("<!-- [if mso]><script>1</script><![endif]-->", "conditional comment"),
    ("&lt;b&gt; &#60;script&#62;", "entities"),
    ("A" * 100_000, "long"),
]


def hostile(payload: str) -> Posting:
    """Return a posting with the payload wherever a site or its poster could put it."""
    text = payload + " 98470"
    return posting(
        title=payload,
        text=text,
        source=payload,
        findings=(finding(text, payload, payload).model_copy(update={"why": payload}),),
        mentions=(mention(text, "98470", "handle", payload),),
    )


def search(name: str = "high", **more) -> SavedSearch:
    return SavedSearch(name=name, title=f"Search {name}", title_ml=f"തിരയൽ {name}", **more)


def unit(name: str = "ernakulam", **more) -> Unit:
    fitting = {
        "title": f"AHTU {name.title()}",
        "title_ml": "മനുഷ്യക്കടത്ത് വിരുദ്ധ യൂണിറ്റ്, എറണാകുളം",
        "provenance": "invented",
        "districts": (name.title(),),
        "mail": f"ahtu.{name}@police.example",
        "language": "en",
        "searches": (search(),),
    }
    return Unit(name=name, **fitting | more)


def write_unit(folder: Path, unit: Unit) -> None:
    """Write a unit's file (JSON is YAML)."""
    folder.mkdir(parents=True, exist_ok=True)
    held = unit.model_dump(mode="json")
    held["districts"] = held["districts"] or "all"
    (folder / f"{unit.name}.yml").write_text(json.dumps(held), encoding="utf-8")
