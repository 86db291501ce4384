"""Logging in and out: name and password, then the second factor where there is one."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from search.desk.accounts import Account, check_password, count_failure
from search.desk.attempts import note_failure, too_many
from search.desk.factors import check_code, has_factor, is_required
from search.desk.rights import may
from search.desk.sessions import State, close_session, open_session, session_account
from search.web.screens import LoginNeeded, Screens, TheScreens, Visitor, anybody, now
from search.web.security import (
    caller,
    cookie_name,
    form_token,
    local_address,
    new_token,
    set_cookie,
)

router = APIRouter()
Next = Annotated[str, Form()]
Refusal = Literal["", "refused", "slow", "not_vouched"]


@router.get("/login")
def show(request: Request, screens: TheScreens, next: str = "/") -> Response:
    """Show the login form."""
    return login_page(request, screens, local_address(next))


@router.post("/login", dependencies=[Depends(form_token)])
def log_in(
    request: Request,
    screens: TheScreens,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=1024)],
    next: Next = "/",
) -> Response:
    """Check name and password, and open a session under a new token."""
    inside = local_address(next)
    if too_many(screens.desk, caller(request), now()):
        screens.audit(name, "login slowed", caller(request))
        return login_page(request, screens, inside, 429, "slow")
    account = check_password(screens.desk, name, password, now())
    screens.audit(name, "login" if account else "login refused")
    if account is None:
        note_failure(screens.desk, caller(request), now())
        return login_page(request, screens, inside, 401, "refused")
    return enter(request, screens, account, _state(screens, account), inside)


@router.get("/login/code")
def ask_code(request: Request, screens: TheScreens, next: str = "/") -> Response:
    """Ask for a code of the second factor."""
    waiting(request, screens, "code")
    return screens.page(request, "code.html", next=local_address(next), refused=False)


@router.post("/login/code", dependencies=[Depends(form_token)])
def give_code(
    request: Request,
    screens: TheScreens,
    code: Annotated[str, Form(max_length=64)],
    next: Next = "/",
) -> Response:
    """Check the code, and turn the session into an open one under a new token."""
    account = waiting(request, screens, "code")
    if not check_code(screens.desk, screens.vault, account.name, code, now()):
        screens.audit(account.name, "code refused")
        count_failure(screens.desk, account.name, now())
        note_failure(screens.desk, caller(request), now())
        if too_many(screens.desk, caller(request), now()):
            close_session(screens.desk, request.state.token)
        return screens.page(request, "code.html", 401, next=local_address(next), refused=True)
    screens.audit(account.name, "code accepted")
    close_session(screens.desk, request.state.token)
    return enter(request, screens, account, "open", local_address(next))


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


def login_page(
    request: Request, screens: Screens, inside: str, status: int = 200, refused: Refusal = ""
) -> Response:
    """Show the form, and say why there is no way in."""
    return screens.page(
        request,
        "login.html",
        status,
        next=inside,
        refused=refused,
        single_sign_on=bool(screens.settings.oidc_issuer),
    )


def enter(
    request: Request, screens: Screens, account: Account, state: State, inside: str
) -> Response:
    """Open a session under a new token, and lead to what comes next."""
    token = new_token()
    browser = request.headers.get("user-agent", "")[:120]
    place = f"{caller(request)} {browser}".strip()
    open_session(screens.desk, account, token, now(), state=state, place=place)
    response = RedirectResponse(_next_page(account, state, inside), 303)
    set_cookie(response, screens.settings, token)
    return response


def waiting(request: Request, screens: Screens, *states: State) -> Account:
    """Return whose session it is, when it is in one of these states.

    Raises:
        LoginNeeded: it is in none.

    """
    for state in states:
        if account := session_account(screens.desk, request.state.token, now(), state):
            return account
    raise LoginNeeded


def _state(screens: Screens, account: Account) -> State:
    if has_factor(screens.desk, account.name):
        return "code"
    return "enrol" if is_required(screens.settings, account) else "open"


def _next_page(account: Account, state: State, wanted: str) -> str:
    """Return the page to go to; who reads the audit log alone begins there."""
    if state == "code":
        return f"/login/code?next={quote(wanted, safe='')}"
    if state == "enrol":
        return "/account/factor"
    audits_alone = may(account, "audit") and not may(account, "search")
    return "/audit" if wanted == "/" and audits_alone else wanted
