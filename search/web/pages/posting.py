"""One posting: its words with everything that was found in them, and where they are kept."""

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from adwatch.model import Addend
from search.desk.reviews import history
from search.protect import is_protected
from search.query import find
from search.web.marks import pieces, spans
from search.web.rows import contacts, reasons
from search.web.screens import NO_POSTING, Searcher, TheScreens

router = APIRouter()


@dataclass(frozen=True)
class Bar:
    """An addend of the score as a bar from the middle: percent of half the width."""

    term: str
    value: float
    length: float


@router.get("/posting/{posting_id}")
def show(request: Request, screens: TheScreens, visitor: Searcher, posting_id: str) -> Response:
    """Show a posting that the visitor may see."""
    hit = find(screens.client, screens.settings.index_prefix, posting_id, visitor.access)
    visitor.did("view", posting_id, "" if hit else "not found")
    if hit is None:
        raise HTTPException(404, NO_POSTING)
    posting = hit.posting
    return screens.page(
        request,
        "posting.html",
        hit=hit,
        posting=posting,
        protected=is_protected(posting),
        title=pieces(posting.title, spans(posting, "title")),
        text=pieces(posting.text, spans(posting, "text")),
        reasons=reasons(posting, masked=False),
        contacts=contacts(posting),
        decisions=history(screens.desk, posting_id),
        bars=_bars(posting.addends),
    )


def _bars(addends: tuple[Addend, ...]) -> list[Bar]:
    longest = max((abs(addend.value) for addend in addends), default=0) or 1
    ordered = sorted(addends, key=lambda addend: -abs(addend.value))
    return [Bar(a.term, a.value, round(abs(a.value) / longest * 100, 1)) for a in ordered]
