"""Who did what: the audit log, newest first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from search.desk.audit import newest, verify
from search.web.screens import TheScreens, Visitor, with_right
from search.web.security import form_token

router = APIRouter()
PAGE = 100
Auditor = Annotated[Visitor, Depends(with_right("audit"))]


@router.get("/audit")
def show(
    request: Request,
    screens: TheScreens,
    visitor: Auditor,
    who: str = "",
    act: str = "",
    before: int = 0,
) -> Response:
    """Show the acts of the people whom the visitor oversees."""
    found = newest(
        screens.desk, PAGE, unit=visitor.overseen, who=who.strip(), act=act.strip(), before=before
    )
    visitor.did("audit", "", f"who: {who}, act: {act}, before: {before}")
    return screens.page(
        request,
        "audit.html",
        rows=found,
        who=who,
        act=act,
        older=found[-1].number if len(found) == PAGE else 0,
        flaws=None,
    )


@router.post("/audit/verify", dependencies=[Depends(form_token)])
def check(request: Request, screens: TheScreens, visitor: Auditor) -> Response:
    """Read the whole chain and name what is wrong with it."""
    flaws = verify(screens.desk)
    visitor.did("verify audit", "", f"{len(flaws)} flaws")
    return screens.page(request, "audit.html", rows=[], who="", act="", older=0, flaws=flaws)
