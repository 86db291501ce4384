"""Who did what: the audit log, newest first."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from search.desk.audit import newest, verify
from search.web.screens import TheScreens, Visitor, with_right
from search.web.security import form_token

router = APIRouter()
PAGE = 100
ACTS = (
    "search",
    "view",
    "open",
    "capture",
    "picture",
    "contact",
    "map",
    "network",
    "batch",
    "today",
    "confirmed",
    "dismissed",
    "reopened",
    "tag",
    "untag",
    "assign",
    "note",
    "hold",
    "release",
    "export",
    "unmask",
    "save search",
    "forget search",
    "mail search",
    "mail search no more",
    "sources",
    "audit",
    "verify audit",
    "login",
    "login refused",
    "login slowed",
    "code accepted",
    "code refused",
    "logout",
    "second factor on",
    "second factor off",
    "change password",
    "end sessions",
    "make token",
    "end token",
    "disable account",
    "reset account",
)
"""All acts that the log knows, as somebody looks for them."""
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
    older = found[-1].number if len(found) == PAGE else 0
    asked: dict[str, Any] = {"who": who.strip(), "act": act.strip(), "older": older}
    return screens.page(request, "audit.html", rows=found, flaws=None, acts=ACTS, **asked)


@router.post("/audit/verify", dependencies=[Depends(form_token)])
def check(request: Request, screens: TheScreens, visitor: Auditor) -> Response:
    """Read the whole chain and name what is wrong with it."""
    flaws = verify(screens.desk)
    visitor.did("verify audit", "", f"{len(flaws)} flaws")
    nothing: dict[str, Any] = {"rows": [], "who": "", "act": "", "older": 0}
    return screens.page(request, "audit.html", flaws=flaws, acts=ACTS, **nothing)
