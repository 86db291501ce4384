"""Who calls the API: a token, the account behind it, and what both may do."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from search.desk.attempts import note_failure, too_many
from search.desk.rights import Right
from search.desk.tokens import Bearer, bearer
from search.web.screens import Screens, TheScreens, Visitor, now
from search.web.security import caller

UNKNOWN = "The token is missing, has run out or was ended."
_scheme = HTTPBearer(auto_error=False, description="A token of the account's page: `adw_…`")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]


def with_scope(right: Right) -> Callable[..., Visitor]:
    """Return a dependency: who calls, when both token and role have a right."""

    def check(request: Request, screens: TheScreens, given: Given) -> Visitor:
        found = _bearer(request, screens, given.credentials if given else "")
        if not found.may(right):
            raise HTTPException(403, f"This token may not {right}.")
        return Visitor(screens, found.account)

    return check


def _bearer(request: Request, screens: Screens, token: str) -> Bearer:
    slowed = too_many(screens.desk, caller(request), now())
    found = None if slowed else bearer(screens.desk, token, now())
    if found is None:
        if token and not slowed:
            note_failure(screens.desk, caller(request), now())
        raise HTTPException(401, UNKNOWN, {"WWW-Authenticate": "Bearer"})
    return found


Searcher = Annotated[Visitor, Depends(with_scope("search"))]
Reviewer = Annotated[Visitor, Depends(with_scope("review"))]
Auditor = Annotated[Visitor, Depends(with_scope("audit"))]
Holder = Annotated[Visitor, Depends(with_scope("hold"))]
Keeper = Annotated[Visitor, Depends(with_scope("sources"))]
