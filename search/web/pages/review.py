"""Deciding about a posting: confirm it as a lead, dismiss it with a reason, or reopen it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse

from adwatch.errors import Trouble
from search.desk.reviews import DISMISSALS, Decision, Verdict, decide
from search.query import find
from search.review import show
from search.web.screens import NO_POSTING, Reviewer, TheScreens, now
from search.web.security import form_token, local_address

router = APIRouter()


@router.post("/posting/{posting_id}/review", dependencies=[Depends(form_token)])
def review(
    screens: TheScreens,
    visitor: Reviewer,
    posting_id: str,
    verdict: Annotated[Verdict, Form()],
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=500)] = "",
    next: Annotated[str, Form()] = "/",
) -> RedirectResponse:
    """Keep a decision about a posting that the visitor may see, and lead back to it."""
    client, prefix = screens.client, screens.settings.index_prefix
    if find(client, prefix, posting_id, visitor.access) is None:
        raise HTTPException(404, NO_POSTING)
    if verdict == "dismissed" and reason not in DISMISSALS:
        raise Trouble("A posting is dismissed for a reason.", f"Choose: {', '.join(DISMISSALS)}.")
    because = reason if verdict == "dismissed" else ""
    decision = Decision(
        posting=posting_id,
        verdict=verdict,
        reason=": ".join(part for part in (because, note.strip()) if part),
        by=visitor.account.name,
        at=now(),
    )
    decide(screens.desk, decision)
    show(client, prefix, [decision])
    return RedirectResponse(f"{local_address(next)}#row-{posting_id}", 303)
