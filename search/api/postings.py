"""Postings, contacts, batches, decisions."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from adwatch.model import MentionKind
from search.api.caller import Reviewer, Searcher
from search.api.shapes import Batch, Listed, NewDecision, Opened, Page
from search.batch import Found, look_up
from search.contacts import ContactUse, contact_use
from search.desk.looks import OPEN
from search.desk.reviews import Decision, history
from search.document import contact
from search.query import find, search
from search.types import Hit, Sort
from search.web.pages import work
from search.web.pages.posting import reason_is_due
from search.web.screens import NO_POSTING, Screens, TheScreens, Visitor
from search.web.state import EXCLUDED, FACETS, address, query_of

router = APIRouter()
MOST = 100
OWN = frozenset({"size"})
FACET_PARAMETERS: dict[str, Any] = {
    "parameters": [
        {
            "name": f"{prefix}{facet}",
            "in": "query",
            "description": f"{what} these values of the facet.",
            "schema": {"type": "array", "items": {"type": "string"}},
        }
        for prefix, what in (("", "Keep only"), (EXCLUDED, "Leave out"))
        for facet in FACETS
    ]
}


@router.get("/postings", openapi_extra=FACET_PARAMETERS)
def list_postings(
    request: Request,
    screens: TheScreens,
    visitor: Searcher,
    q: Annotated[str, Query(max_length=2000, description="The query language.")] = "",
    since: Annotated[str, Query(description="First seen from this day in Kerala on.")] = "",
    until: Annotated[str, Query(description="First seen until this day in Kerala.")] = "",
    sort: Sort = "newest",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    size: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> Page:
    """Search as the search page does."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in OWN]
    query = query_of(pairs).model_copy(update={"size": size})
    results = search(screens.client, screens.settings.index_prefix, query, visitor.access)
    visitor.did("search", address(query), f"{results.total} hits, by API")
    return Page(
        total=results.total,
        hits=tuple(_listed(hit) for hit in results.hits),
        facets=results.facets,
    )


@router.get("/postings/{posting_id}")
def open_posting(
    screens: TheScreens,
    visitor: Searcher,
    posting_id: str,
    reason: Annotated[
        str, Query(max_length=200, description="Why a posting that may concern a child is opened.")
    ] = "",
) -> Opened:
    """Return one posting with all that is known of it."""
    hit = _found(screens, visitor, posting_id)
    if reason.strip() and hit.protected:
        visitor.did(OPEN, posting_id, reason.strip())
    if reason_is_due(screens, visitor, hit):
        visitor.did("view", posting_id, "refused: no reason, by API")
        raise HTTPException(403, "This posting may concern a child: say why, with `reason`.")
    visitor.did("view", posting_id, "by API")
    return Opened(
        **{name: getattr(hit, name) for name in Opened.model_fields if hasattr(hit, name)},
        decisions=tuple(history(screens.desk, posting_id)),
    )


@router.post("/postings/{posting_id}/review", status_code=201)
def decide(
    screens: TheScreens, visitor: Reviewer, posting_id: str, decision: NewDecision
) -> Decision:
    """Confirm a posting as a lead, dismiss it for a reason, or reopen it."""
    _found(screens, visitor, posting_id)
    because = decision.reason if decision.verdict == "dismissed" else ""
    work.review(screens, visitor, [posting_id], decision.verdict, because, decision.note)
    return history(screens.desk, posting_id)[0]


@router.get("/contacts/{kind}/{value:path}")
def open_contact(
    screens: TheScreens, visitor: Searcher, kind: MentionKind, value: str
) -> ContactUse:
    """Return who uses a contact, where and when."""
    use = contact_use(screens.client, screens.settings.index_prefix, kind, value, visitor.access)
    visitor.did("contact", contact(kind, value), f"{use.postings} postings, by API")
    if not use.postings:
        raise HTTPException(404, "No posting in your unit's districts shows this contact.")
    return use


@router.post("/batch")
def batch(screens: TheScreens, visitor: Searcher, batch: Batch) -> list[Found]:
    """Count for many phones (in any form) or names the postings that show each, most first."""
    found = look_up(screens.client, screens.settings.index_prefix, batch.values, visitor.access)
    visitor.did("batch", "", f"{len(found)} lines, by API")
    return found


def _listed(hit: Hit) -> Listed:
    return Listed.of(hit, withheld=hit.protected)


def _found(screens: Screens, visitor: Visitor, posting_id: str) -> Hit:
    hit = find(screens.client, screens.settings.index_prefix, posting_id, visitor.access)
    if hit is None:
        visitor.did("view", posting_id, "not found, by API")
        raise HTTPException(404, NO_POSTING)
    return hit
