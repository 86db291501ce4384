"""One posting: its words with everything that was found in them, and where they are kept."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from adwatch.errors import Trouble
from adwatch.model import Addend, Posting
from search.captured import captures_of
from search.desk.casework import notes
from search.desk.holds import hold_on
from search.desk.looks import OPEN, gave_reason, looks
from search.desk.sessions import LONGEST
from search.query import find
from search.related import alike, linked
from search.types import Hit
from search.web.changes import revisions
from search.web.marks import Notes, of_pictures, pieces, spans
from search.web.pages.work import staff
from search.web.rows import contacts, reasons, row
from search.web.screens import NO_POSTING, Screens, Searcher, TheScreens, Visitor, now
from search.web.security import form_token
from search.web.words import notes_for

router = APIRouter(prefix="/posting/{posting_id}")


@dataclass(frozen=True)
class Bar:
    """An addend of the score as a bar from the middle, in percent of half the width."""

    term: str
    value: float
    length: float


@router.get("")
def show(request: Request, screens: TheScreens, visitor: Searcher, posting_id: str) -> Response:
    """Show a posting that the visitor may see; ask why first when it may concern a child."""
    hit = find(screens.client, screens.settings.index_prefix, posting_id, visitor.access)
    visitor.did("view", posting_id, "" if hit else "not found")
    if hit is None:
        raise HTTPException(404, NO_POSTING)
    if reason_is_due(screens, visitor, hit):
        return screens.page(request, "open.html", posting=hit.posting)
    return screens.page(
        request,
        "posting.html",
        **_words(request, hit.posting),
        **_around(screens, visitor, hit.posting, notes_for(request)),
        hit=hit,
        protected=hit.protected,
        revisions=revisions(hit.versions),
        bars=_bars(hit.posting.addends),
    )


@router.post("/open", dependencies=[Depends(form_token)])
def give_reason(
    visitor: Searcher,
    posting_id: str,
    reason: Annotated[str, Form(max_length=200)],
) -> RedirectResponse:
    """Write down why somebody opens a posting that may concern a child, and lead to it."""
    if not reason.strip():
        raise Trouble("A reason is needed.", "Write in a few words why you open it.")
    visitor.did(OPEN, posting_id, reason.strip())
    return RedirectResponse(f"/posting/{posting_id}", 303)


def reason_is_due(screens: Screens, visitor: Visitor, hit: Hit) -> bool:
    """Whether the visitor must first say why; a reason holds as long as a session can."""
    since = now() - LONGEST
    return hit.protected and not gave_reason(
        screens.desk, visitor.account.name, hit.posting.id, since
    )


def _words(request: Request, posting: Posting) -> dict[str, Any]:
    """Return the posting's words with what marks them."""
    spoken = notes_for(request)
    return {
        "posting": posting,
        "title": pieces(posting.title, spans(posting, "title", notes=spoken)),
        "text": pieces(posting.text, spans(posting, "text", notes=spoken)),
        "pictures": of_pictures(posting, spans(posting, "pictured", notes=spoken)),
        "reasons": reasons(posting, masked=False),
        "contacts": contacts(posting),
    }


def _around(screens: Screens, visitor: Visitor, posting: Posting, spoken: Notes) -> dict[str, Any]:
    """Return what is known beside the words: evidence, relatives, who looked."""
    client, prefix = screens.client, screens.settings.index_prefix
    by_contact = linked(client, prefix, posting, visitor.access)
    known = {hit.posting.id for hit in by_contact.hits}
    similar = alike(client, prefix, posting, visitor.access)
    return {
        "captures": {c.sha256: c for c in captures_of(screens.settings.evidence, posting)},
        "linked": [row(hit, notes=spoken) for hit in by_contact.hits],
        "more_linked": by_contact.total - len(by_contact.hits),
        "similar": [row(hit, notes=spoken) for hit in similar if hit.posting.id not in known],
        "looks": looks(screens.desk, posting.id),
        "notes": notes(screens.desk, posting.id),
        "hold": hold_on(screens.desk, posting.id),
        **staff(screens, visitor),
    }


def _bars(addends: tuple[Addend, ...]) -> list[Bar]:
    longest = max((abs(addend.value) for addend in addends), default=0) or 1
    ordered = sorted(addends, key=lambda addend: -abs(addend.value))
    return [Bar(a.term, a.value, round(abs(a.value) / longest * 100, 1)) for a in ordered]
