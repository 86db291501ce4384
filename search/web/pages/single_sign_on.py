"""Logging in by the provider that the settings name."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from search.desk.accounts import account_named
from search.desk.attempts import note_failure, too_many
from search.desk.single_sign_on import Pending, begin, finish
from search.web.oidc import BACK, Provider
from search.web.pages.login import enter, login_page
from search.web.screens import NO_SUCH_PAGE, Screens, TheScreens, now
from search.web.security import caller, csrf_token, local_address, new_token

router = APIRouter()


@router.get("/login/oidc")
def go(request: Request, screens: TheScreens, next: str = "/") -> Response:
    """Send the browser to the provider."""
    pending = Pending(
        state=new_token(),
        visitor=csrf_token(request.state.token),
        nonce=new_token(),
        verifier=new_token() + new_token(),
        inside=local_address(next),
    )
    address = _provider(screens).address(pending)
    begin(screens.desk, pending, now())
    return RedirectResponse(address, 303)


@router.get(BACK)
def come_back(request: Request, screens: TheScreens, state: str = "", code: str = "") -> Response:
    """Open a session for whom the provider vouches, if there is an account of that name.

    The provider has asked for a second factor or not, as its own rules say.
    """
    provider = _provider(screens)
    if too_many(screens.desk, caller(request), now()):
        return login_page(request, screens, "/", 429, "slow")
    pending = finish(screens.desk, state, csrf_token(request.state.token), now())
    name = provider.name(pending, code) if pending and code else ""
    account = account_named(screens.desk, name) if name else None
    screens.audit(name or "unknown", "login" if account else "login refused", "", "by provider")
    if pending is None or account is None:
        note_failure(screens.desk, caller(request), now())
        return login_page(request, screens, "/", 401, "not_vouched")
    return enter(request, screens, account, "open", pending.inside)


def _provider(screens: Screens) -> Provider:
    if not screens.settings.oidc_issuer:
        raise HTTPException(404, NO_SUCH_PAGE)
    return Provider(screens.settings)
