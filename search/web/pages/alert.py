"""Switching on and off that what a saved search finds is mailed to the unit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from search.alerts.asked import as_search, expected
from search.desk.saved import LONGEST_TITLE, Saved, may_alert, saved_of, set_alert
from search.web.screens import NO_SUCH_PAGE, Screens, Searcher, TheScreens, Visitor, now
from search.web.security import form_token

router = APIRouter(prefix="/saved/alert")
NOT_YOURS = "Only a supervisor of the unit, or who saved the search, has it mailed."
Title = Annotated[str, Form(max_length=LONGEST_TITLE)]


@router.get("")
def ask(
    request: Request,
    screens: TheScreens,
    visitor: Searcher,
    title: Annotated[str, Query(max_length=LONGEST_TITLE)],
) -> Response:
    """Show how many postings a day a search would mail, before it does."""
    saved = _own(screens, visitor, title)
    return screens.page(request, "alert.html", saved=saved, a_day=_a_day(screens, visitor, saved))


@router.post("", dependencies=[Depends(form_token)])
def switch_on(screens: TheScreens, visitor: Searcher, title: Title) -> RedirectResponse:
    """Have what the search finds mailed to the unit, from the next digest on."""
    saved = _own(screens, visitor, title)
    a_day = _a_day(screens, visitor, saved)
    set_alert(screens.desk, saved, visitor.account.name)
    visitor.did("mail search", saved.address, f"{title}: about {a_day:.1f} a day")
    return RedirectResponse(saved.address, 303)


@router.post("/off", dependencies=[Depends(form_token)])
def switch_off(screens: TheScreens, visitor: Searcher, title: Title) -> RedirectResponse:
    """Mail no more of what the search finds."""
    saved = _own(screens, visitor, title)
    set_alert(screens.desk, saved, "")
    visitor.did("mail search no more", saved.address, title)
    return RedirectResponse(saved.address, 303)


def _own(screens: Screens, visitor: Visitor, title: str) -> Saved:
    for saved in saved_of(screens.desk, visitor.account.unit):
        if saved.title == title:
            if may_alert(visitor.account, saved):
                return saved
            raise HTTPException(403, NOT_YOURS)
    raise HTTPException(404, NO_SUCH_PAGE)


def _a_day(screens: Screens, visitor: Visitor, saved: Saved) -> float:
    prefix = screens.settings.index_prefix
    return expected(screens.client, prefix, as_search(saved), visitor.access, now())
