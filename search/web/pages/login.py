"""Logging in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from search.desk.accounts import Account, check_password
from search.desk.rights import may
from search.desk.sessions import close_session, open_session
from search.web.screens import TheScreens, Visitor, anybody, now
from search.web.security import (
    cookie_name,
    form_token,
    local_address,
    new_token,
    set_cookie,
)

router = APIRouter()

REFUSED = (
    "Name or password is wrong, or the account is locked for a quarter of an hour after too many "
    "wrong passwords."
)


@router.get("/login")
def show(request: Request, screens: TheScreens, next: str = "/") -> Response:
    """Show the login form."""
    return screens.page(request, "login.html", next=local_address(next), refused="")


@router.post("/login", dependencies=[Depends(form_token)])
def log_in(
    request: Request,
    screens: TheScreens,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=1024)],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Check name and password, and open a session under a new token."""
    account = check_password(screens.desk, name, password, now())
    screens.audit(name, "login" if account else "login refused")
    if account is None:
        return screens.page(request, "login.html", 401, next=local_address(next), refused=REFUSED)
    token = new_token()
    open_session(screens.desk, account, token, now())
    response = RedirectResponse(_first_page(account, local_address(next)), 303)
    set_cookie(response, screens.settings, token)
    return response


@router.post("/logout", dependencies=[Depends(form_token)])
def log_out(
    request: Request, screens: TheScreens, visitor: Annotated[Visitor, Depends(anybody)]
) -> Response:
    """End the session."""
    close_session(screens.desk, request.state.token)
    visitor.did("logout")
    response = RedirectResponse("/login", 303)
    response.delete_cookie(cookie_name(screens.settings), path="/")
    return response


def _first_page(account: Account, wanted: str) -> str:
    """Return the page that was asked for; who reads the audit log alone begins there."""
    audits_alone = may(account, "audit") and not may(account, "search")
    return "/audit" if wanted == "/" and audits_alone else wanted
