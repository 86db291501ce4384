"""One contact: who else uses it, where and when."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from adwatch.model import MentionKind
from search.contacts import contact_use
from search.document import contact
from search.fields import quoted
from search.network import network
from search.overview import overview
from search.query import search
from search.types import Query
from search.web.charts.figures import figure
from search.web.filters import spans_of
from search.web.marks import contact_address
from search.web.pages.charts import map_of
from search.web.pages.work import staff
from search.web.rows import ContactLink, row
from search.web.screens import Screens, Searcher, TheScreens, Visitor
from search.web.state import address, pairs_of
from search.web.words import notes_for

router = APIRouter()
LISTED = 20
TABLES = ("districts", "places", "names", "ages", "sources", "categories", "indicators")


@router.get("/contact/{kind}/{value:path}")
def show(
    request: Request, screens: TheScreens, visitor: Searcher, kind: MentionKind, value: str
) -> Response:
    """Show how a contact is used among the postings that the visitor may see."""
    client, prefix = screens.client, screens.settings.index_prefix
    use = contact_use(client, prefix, kind, value, visitor.access)
    visitor.did("contact", contact(kind, value), f"{use.postings} postings")
    if not use.postings:
        raise HTTPException(404, "No posting in your unit's districts shows this contact.")
    wanted = Query(text=f"contact:{quoted(contact(kind, value))}", size=LISTED)
    notes = notes_for(request)
    return screens.page(
        request,
        "contact.html",
        kind=kind,
        value=value,
        use=use,
        tables={name: use.counts[name] for name in TABLES if use.counts[name]},
        others=[_other(name, count) for name, count in use.counts["others"].items()],
        **_figures(screens, visitor, wanted),
        rows=[row(hit, notes=notes) for hit in search(client, prefix, wanted, visitor.access).hits],
        all=address(wanted),
        **staff(screens, visitor),
    )


def _figures(screens: Screens, visitor: Visitor, wanted: Query) -> dict[str, Any]:
    """Return timeline, map and network of a contact's postings."""
    client, prefix = screens.client, screens.settings.index_prefix
    found = overview(client, prefix, wanted, visitor.access)
    return {
        **map_of(wanted, found, "/map"),
        "timeline": spans_of(wanted, found.days),
        "figure": figure(network(client, prefix, wanted, visitor.access, least=1)),
        "state": pairs_of(wanted),
        "all_network": address(wanted, "/network"),
    }


def _other(name: str, count: int) -> tuple[ContactLink, int]:
    kind, _, value = name.partition(":")
    return ContactLink(kind, value, contact_address(kind, value)), count
