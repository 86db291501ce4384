"""Acting on one posting or on a selection: verdict, tag, note, whose work it is."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse

from adwatch.errors import Trouble
from search.desk import casework
from search.desk.casework import LONGEST_NOTE, LONGEST_TAG, work_on
from search.desk.db import Desk
from search.desk.reviews import DISMISSALS, Decision, Verdict, decide
from search.query import find_all
from search.review import show, show_work
from search.web.screens import NO_POSTING, Reviewer, Screens, TheScreens, Visitor, now
from search.web.security import form_token, local_address

router = APIRouter(dependencies=[Depends(form_token)])
MOST = 200
Deed = Literal["confirmed", "dismissed", "reopened", "tag", "untag", "assign", "note"]
VERDICTS: dict[str, Verdict] = {
    "confirmed": "confirmed",
    "dismissed": "dismissed",
    "reopened": "reopened",
}
CHANGES: dict[str, Callable[[Desk, list[str], str, str, datetime], None]] = {
    "tag": casework.add_tag,
    "untag": casework.remove_tag,
    "assign": casework.assign,
    "note": casework.add_note,
}


@router.post("/work")
def act(
    screens: TheScreens,
    visitor: Reviewer,
    deed: Annotated[Deed, Form()],
    posting: Annotated[list[str] | None, Form(max_length=MOST)] = None,
    tag: Annotated[str, Form(max_length=LONGEST_TAG)] = "",
    officer: Annotated[str, Form(max_length=64)] = "",
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    next: Annotated[str, Form()] = "/",
) -> RedirectResponse:
    """Do one thing to the chosen postings, all of which the visitor must be allowed to see."""
    chosen = _chosen(screens, visitor, posting or [])
    if deed in VERDICTS:
        because = reason if deed == "dismissed" else ""
        review(screens, visitor, chosen, VERDICTS[deed], because, note)
    else:
        value = {"assign": officer, "note": note}.get(deed, tag).strip()
        _check(screens, visitor, deed, value)
        CHANGES[deed](screens.desk, chosen, value, visitor.account.name, now())
        show_work(screens.client, screens.settings.index_prefix, work_on(screens.desk, chosen))
    anchor = f"#row-{chosen[0]}" if len(chosen) == 1 else ""
    return RedirectResponse(local_address(next) + anchor, 303)


def staff(screens: Screens, visitor: Visitor) -> dict[str, Any]:
    """Return what the forms offer: to whom work can be given, and the tags in use."""
    return {
        "colleagues": casework.colleagues(screens.desk, visitor.account.unit),
        "tags": casework.tags_in_use(screens.desk),
    }


def review(
    screens: Screens,
    visitor: Visitor,
    postings: list[str],
    verdict: Verdict,
    reason: str,
    note: str,
) -> None:
    """Keep a decision about postings and show it at once.

    Raises:
        Trouble: a dismissal without one of the reasons.

    """
    if verdict == "dismissed" and reason not in DISMISSALS:
        raise Trouble("A posting is dismissed for a reason.", f"Choose: {', '.join(DISMISSALS)}.")
    why = ": ".join(part for part in (reason, note.strip()) if part)
    by, at = visitor.account.name, now()
    decisions = [
        Decision(posting=each, verdict=verdict, reason=why, by=by, at=at) for each in postings
    ]
    for decision in decisions:
        decide(screens.desk, decision)
    show(screens.client, screens.settings.index_prefix, decisions)


def _chosen(screens: Screens, visitor: Visitor, postings: list[str]) -> list[str]:
    if not postings:
        raise Trouble("No posting is chosen.", "Tick the boxes of those that you mean.")
    wanted = list(dict.fromkeys(postings))
    found = find_all(screens.client, screens.settings.index_prefix, wanted, visitor.access)
    if len(found) < len(wanted):
        raise HTTPException(404, NO_POSTING)
    return wanted


def _check(screens: Screens, visitor: Visitor, deed: Deed, value: str) -> None:
    if deed == "assign":
        people = casework.colleagues(screens.desk, visitor.account.unit)
        if value and value not in people:
            raise Trouble(f"'{value}' is nobody of your unit.", "Choose from the list.")
    elif not value:
        raise Trouble(f"The {deed} is empty.", "Write a word or two.")
