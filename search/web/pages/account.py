"""Somebody's own account: password, second factor, sessions, tokens."""

import io
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from adwatch.errors import Trouble
from search.desk.accounts import Account, change_password, check_password
from search.desk.factors import check_code, confirm, forget_factor, has_factor, pending_address
from search.desk.rights import RIGHTS, Right
from search.desk.sessions import close_session, close_sessions, session_id, sessions_of
from search.desk.tokens import end_token, make_token, tokens_of
from search.web.pages.login import enter, waiting
from search.web.screens import Screens, TheScreens, Visitor, anybody, now
from search.web.security import form_token

router = APIRouter(prefix="/account")
Anybody = Annotated[Visitor, Depends(anybody)]
Code = Annotated[str, Form(max_length=64)]
Password = Annotated[str, Form(max_length=1024)]
QR_SCALE = 5


@router.get("")
def show(request: Request, screens: TheScreens, visitor: Anybody) -> Response:
    """Show the visitor's own account."""
    return _page(request, screens, visitor.account)


@router.post("/password", dependencies=[Depends(form_token)])
def password(
    request: Request, screens: TheScreens, visitor: Anybody, old: Password, new: Password
) -> Response:
    """Change the password; every other session ends, this one goes on under a new token."""
    account = visitor.account
    if check_password(screens.desk, account.name, old, now()) is None:
        raise Trouble("The old password is wrong.", "Nothing was changed.")
    change_password(screens.desk, account.name, new, now())
    close_sessions(screens.desk, account.name)
    visitor.did("change password")
    return enter(request, screens, account, "open", "/account")


@router.post("/sessions/end", dependencies=[Depends(form_token)])
def end_sessions(
    request: Request,
    screens: TheScreens,
    visitor: Anybody,
    session: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """End one of the visitor's sessions, or (none named) all but this one."""
    own = "" if session == session_id(request.state.token) else request.state.token
    close_sessions(screens.desk, visitor.account.name, session, but=own)
    visitor.did("end sessions", session)
    return RedirectResponse("/account", 303)


@router.get("/factor")
def factor(request: Request, screens: TheScreens) -> Response:
    """Show what an authenticator app has to read."""
    account = waiting(request, screens, "enrol", "open")
    return _factor_page(request, screens, account)


@router.get("/factor/qr")
def factor_picture(request: Request, screens: TheScreens) -> Response:
    """Draw the QR code of the secret that waits to be confirmed."""
    account = waiting(request, screens, "enrol", "open")
    picture = io.BytesIO()
    address = _pending(screens, account)
    segno.make(address, error="m").save(picture, kind="png", scale=QR_SCALE)
    return Response(picture.getvalue(), media_type="image/png")


@router.post("/factor", dependencies=[Depends(form_token)])
def confirm_factor(request: Request, screens: TheScreens, code: Code) -> Response:
    """Let the second factor count from now on, and show its recovery codes this one time."""
    account = waiting(request, screens, "enrol", "open")
    codes = confirm(screens.desk, screens.vault, account.name, code, now())
    if not codes:
        return _factor_page(request, screens, account, refused=True)
    screens.audit(account.name, "second factor on")
    close_session(screens.desk, request.state.token)
    entered = enter(request, screens, account, "open", "/")
    shown = screens.page(request, "recovery.html", codes=codes)
    shown.headers["set-cookie"] = entered.headers["set-cookie"]
    return shown


@router.post("/factor/remove", dependencies=[Depends(form_token)])
def remove_factor(screens: TheScreens, visitor: Anybody, code: Code) -> Response:
    """Take the second factor away, for a new phone: a code of the old one is needed."""
    if not check_code(screens.desk, screens.vault, visitor.account.name, code, now()):
        raise Trouble("The code does not fit.", "Nothing was changed.")
    forget_factor(screens.desk, visitor.account.name)
    visitor.did("second factor off")
    return RedirectResponse("/account", 303)


@router.post("/tokens", dependencies=[Depends(form_token)])
def new_token(
    request: Request,
    screens: TheScreens,
    visitor: Anybody,
    label: Annotated[str, Form(max_length=80)] = "",
    scope: Annotated[tuple[Right, ...], Form()] = (),
) -> Response:
    """Make a token for a program, and show it this one time."""
    made = make_token(screens.desk, visitor.account, label, scope, now())
    return _page(request, screens, visitor.account, made=made)


@router.post("/tokens/end", dependencies=[Depends(form_token)])
def drop_token(
    screens: TheScreens, visitor: Anybody, token: Annotated[str, Form(max_length=64)]
) -> Response:
    """End a token."""
    end_token(screens.desk, visitor.account.name, token, now())
    return RedirectResponse("/account", 303)


def _page(request: Request, screens: Screens, account: Account, made: str = "") -> Response:
    return screens.page(
        request,
        "account.html",
        factor=has_factor(screens.desk, account.name),
        sessions=sessions_of(screens.desk, account.name, now()),
        this_session=session_id(request.state.token),
        tokens=tokens_of(screens.desk, account.name),
        scopes=sorted(RIGHTS[account.role]),
        made=made,
    )


def _factor_page(
    request: Request, screens: Screens, account: Account, *, refused: bool = False
) -> Response:
    secret = parse_qs(urlsplit(_pending(screens, account)).query)["secret"][0]
    status = 401 if refused else 200
    return screens.page(request, "factor.html", status, secret=secret, refused=refused)


def _pending(screens: Screens, account: Account) -> str:
    if has_factor(screens.desk, account.name):
        raise Trouble("The account has a second factor.", "Take it away first, for a new phone.")
    return pending_address(screens.desk, screens.vault, account.name)
