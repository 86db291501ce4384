"""Deciding about a posting: confirm it as a lead, dismiss it with a reason, or reopen it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse

from search.desk.reviews import Verdict
from search.query import find
from search.web.pages import work
from search.web.screens import NO_POSTING, Reviewer, TheScreens
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
    if find(screens.client, screens.settings.index_prefix, posting_id, visitor.access) is None:
        raise HTTPException(404, NO_POSTING)
    because = reason if verdict == "dismissed" else ""
    work.review(screens, visitor, [posting_id], verdict, because, note)
    return RedirectResponse(f"{local_address(next)}#row-{posting_id}", 303)
