"""Saving a search for the unit, and forgetting one."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse

from adwatch.errors import Trouble
from search.desk.saved import LONGEST_TITLE, Saved, forget, save
from search.query import check
from search.web.screens import Searcher, TheScreens, now
from search.web.security import form_token
from search.web.state import address, query_of

router = APIRouter(dependencies=[Depends(form_token)])


@router.post("/saved")
def keep(
    screens: TheScreens,
    visitor: Searcher,
    title: Annotated[str, Form(max_length=LONGEST_TITLE)],
    state: Annotated[str, Form(max_length=8000)] = "",
) -> RedirectResponse:
    """Keep the query of a search page's address (`state`) under a title."""
    query = query_of(parse_qsl(state)).model_copy(update={"page": 1, "opened": ()})
    check(query)
    if not (query.text or query.include or query.exclude):
        raise Trouble(
            "This search would find every posting, so nobody would read what it finds.",
            "Give it words or a filter first.",
        )
    if not title.strip():
        raise Trouble("A saved search needs a title.", "Give it one that colleagues understand.")
    made = Saved(
        unit=visitor.account.unit,
        title=title.strip(),
        address=address(query),
        by=visitor.account.name,
        at=now(),
    )
    save(screens.desk, made)
    visitor.did("save search", made.address, made.title)
    return RedirectResponse(made.address, 303)


@router.post("/saved/forget")
def drop(
    screens: TheScreens, visitor: Searcher, title: Annotated[str, Form(max_length=LONGEST_TITLE)]
) -> RedirectResponse:
    """Forget a search of the unit."""
    forget(screens.desk, visitor.account.unit, title)
    visitor.did("forget search", "", title)
    return RedirectResponse("/", 303)
