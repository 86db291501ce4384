"""Keeping a posting beyond its retention for a case, and letting it go."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse

from search.desk.holds import Hold, put_on_hold, release
from search.query import find
from search.web.screens import NO_POSTING, TheScreens, Visitor, now, with_right
from search.web.security import form_token

router = APIRouter()


@router.post("/posting/{posting_id}/hold", dependencies=[Depends(form_token)])
def hold(
    screens: TheScreens,
    visitor: Annotated[Visitor, Depends(with_right("hold"))],
    posting_id: str,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Put a posting on legal hold for a reason; with none, end its hold."""
    if find(screens.client, screens.settings.index_prefix, posting_id, visitor.access) is None:
        raise HTTPException(404, NO_POSTING)
    who = visitor.account.name
    if reason.strip():
        made = Hold(posting=posting_id, reason=reason.strip(), by=who, at=now())
        put_on_hold(screens.desk, made)
    else:
        release(screens.desk, posting_id, who, now())
    return RedirectResponse(f"/posting/{posting_id}", 303)
