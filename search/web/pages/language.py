"""Choosing the language of the screens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse

from search.alerts.units import Language
from search.web.screens import TheScreens
from search.web.security import form_token, local_address, secure
from search.web.words import COOKIE

router = APIRouter()
YEAR_S = 365 * 24 * 3600


@router.post("/language", dependencies=[Depends(form_token)])
def choose(
    screens: TheScreens,
    language: Annotated[Language, Form()],
    next: Annotated[str, Form()] = "/",
) -> RedirectResponse:
    """Keep the choice in the browser for a year, and lead back."""
    response = RedirectResponse(local_address(next), 303)
    response.set_cookie(
        COOKIE,
        language,
        max_age=YEAR_S,
        httponly=True,
        samesite="lax",
        secure=secure(screens.settings),
    )
    return response
