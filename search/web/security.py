"""What keeps the screens safe: headers, the session cookie and the CSRF token.

Every visitor has one random token in a cookie, also before login (and a new one at login, against
session fixation). Every form holds a hash of it, and a POST without that hash is refused.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response

from adwatch.settings import Settings

MOST_BODY_BYTES = 256 * 1024
API = "/api/"
"""Below it nobody is known by a cookie: the API has tokens, so no form can be forged there."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Handler = Callable[[Request], Awaitable[Response]]


def secure(settings: Settings) -> bool:
    """Whether the screens are reached by HTTPS."""
    return settings.web_address.startswith("https:")


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name; `__Host-` binds it to this host and to HTTPS."""
    return "__Host-adwatch" if secure(settings) else "adwatch"


def new_token() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(32)


def csrf_token(token: str) -> str:
    """Return what a form must hold for the visitor with a token."""
    return hashlib.sha256(f"csrf {token}".encode()).hexdigest()


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Hand the browser its token, for as long as it stays open."""
    response.set_cookie(
        cookie_name(settings),
        token,
        httponly=True,
        samesite="lax",
        secure=secure(settings),
        path="/",
    )


def form_token(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Refuse a POST whose form was not made for this visitor."""
    if not hmac.compare_digest(csrf, csrf_token(request.state.token)):
        raise HTTPException(
            403, "This form is too old or came from elsewhere. Load the page again."
        )


def caller(request: Request) -> str:
    """Return the network address that asks; uvicorn takes it from a proxy on this machine."""
    return request.client.host if request.client else "unknown"


def local_address(address: str) -> str:
    """Return an address of these screens; a foreign one becomes the start page."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside and address.isprintable() else "/"


def guard(
    settings: Settings, broken: Callable[[Request, Exception], Response]
) -> Callable[[Request, Handler], Awaitable[Response]]:
    """Return the middleware that gives each visitor a token and each response its headers.

    `broken` makes the page for what is refused or broke, so that this page has the headers too.
    """
    headers = dict(HEADERS)
    if secure(settings):
        headers["Strict-Transport-Security"] = "max-age=31536000"

    async def middleware(request: Request, call_next: Handler) -> Response:
        known = request.cookies.get(cookie_name(settings))
        request.state.token = known or new_token()
        try:
            _refuse_large(request)
            response = await call_next(request)
        except Exception as error:
            response = broken(request, error)
        by_cookie = not request.url.path.startswith(API)
        if by_cookie and not known and "set-cookie" not in response.headers:
            set_cookie(response, settings, request.state.token)
        for name, value in headers.items():
            # The archived page has a policy of its own, stricter than this one.
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def _refuse_large(request: Request) -> None:
    """Refuse a body that is too large, unread; so its size must be said."""
    if "transfer-encoding" in request.headers:
        raise HTTPException(411, "Say how long the body is.")
    if int(request.headers.get("content-length") or 0) > MOST_BODY_BYTES:
        raise HTTPException(413, "The form is too large.")
