"""Saved searches, sources, the audit log, legal holds."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from crawlers.health import SourceHealth, overview
from search.api.caller import Auditor, Holder, Keeper, Searcher
from search.api.shapes import AuditLine, NewHold
from search.desk.audit import newest
from search.desk.holds import Hold, holds, put_on_hold, release
from search.desk.saved import Saved, saved_of
from search.query import find
from search.web.screens import NO_POSTING, TheScreens, now

router = APIRouter()
LARGEST_NUMBER = 2**53


@router.get("/saved")
def list_saved(screens: TheScreens, visitor: Searcher) -> list[Saved]:
    """Return the saved searches of the account's unit."""
    return saved_of(screens.desk, visitor.account.unit)


@router.get("/sources")
def list_sources(screens: TheScreens, visitor: Keeper) -> list[SourceHealth]:
    """Return each source with its last crawls."""
    visitor.did("sources", "", "by API")
    return overview(screens.settings, now())


@router.get("/audit")
def read_audit(
    screens: TheScreens,
    visitor: Auditor,
    who: Annotated[str, Query(max_length=64)] = "",
    act: Annotated[str, Query(max_length=64)] = "",
    before: Annotated[int, Query(ge=0, le=LARGEST_NUMBER, description="Rows before this one.")] = 0,
    size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[AuditLine]:
    """Return acts, newest first: those of the account's unit, or of everybody without one."""
    rows = newest(screens.desk, size, unit=visitor.overseen, who=who, act=act, before=before)
    visitor.did("audit", "", f"who: {who}, act: {act}, before: {before}, by API")
    names = AuditLine.model_fields
    return [AuditLine(**{name: getattr(row, name) for name in names}) for row in rows]


@router.get("/holds")
def list_holds(screens: TheScreens, visitor: Holder) -> list[Hold]:
    """Return the postings on legal hold, of the account's districts."""
    found = holds(screens.desk)
    if visitor.access.districts is None:
        return found
    return [hold for hold in found if _sees(screens, visitor, hold.posting)]


@router.put("/postings/{posting_id}/hold")
def hold(screens: TheScreens, visitor: Holder, posting_id: str, asked: NewHold) -> Hold:
    """Keep a posting beyond its source's retention."""
    _demand(screens, visitor, posting_id)
    made = Hold(posting=posting_id, reason=asked.reason, by=visitor.account.name, at=now())
    put_on_hold(screens.desk, made)
    return made


@router.delete("/postings/{posting_id}/hold", status_code=204)
def end_hold(screens: TheScreens, visitor: Holder, posting_id: str) -> None:
    """End a legal hold."""
    _demand(screens, visitor, posting_id)
    release(screens.desk, posting_id, visitor.account.name, now())


def _demand(screens: TheScreens, visitor: Holder, posting_id: str) -> None:
    if not _sees(screens, visitor, posting_id):
        raise HTTPException(404, NO_POSTING)


def _sees(screens: TheScreens, visitor: Holder, posting_id: str) -> bool:
    prefix = screens.settings.index_prefix
    return find(screens.client, prefix, posting_id, visitor.access) is not None
