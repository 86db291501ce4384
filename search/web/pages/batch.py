"""Looking up a list of phones or names: pasted, or as a file."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from adwatch.errors import Exit, Trouble
from search.batch import Found, lines, look_up
from search.export import BYTE_ORDER_MARK, harmless
from search.types import Query
from search.web.screens import Searcher, TheScreens, sentence_of
from search.web.security import form_token
from search.web.state import address

router = APIRouter()
LONGEST_LIST = 200_000


@router.get("/batch")
def ask(request: Request, screens: TheScreens, visitor: Searcher) -> Response:
    """Show the empty form."""
    return screens.page(request, "batch.html", **_view("", [], ""))


@router.post("/batch", dependencies=[Depends(form_token)])
def answer(
    request: Request,
    screens: TheScreens,
    visitor: Searcher,
    text: Annotated[str, Form(max_length=LONGEST_LIST)] = "",
    file: Annotated[UploadFile | None, File()] = None,
    as_file: Annotated[bool, Form()] = False,
) -> Response:
    """Show how often each line of the list is found, or hand the table over."""
    uploaded = file.file.read(LONGEST_LIST).decode("utf-8", "replace") if file else ""
    written = uploaded or text
    try:
        wanted = lines(written)
        found = look_up(screens.client, screens.settings.index_prefix, wanted, visitor.access)
    except Trouble as trouble:
        if trouble.code != Exit.BAD_INPUT:
            raise
        view = _view(written, [], sentence_of(request, trouble))
        return screens.page(request, "batch.html", 400, **view)
    visitor.did("batch", "", f"{len(found)} lines, {sum(1 for f in found if f.postings)} found")
    if as_file:
        return _table(found)
    return screens.page(request, "batch.html", **_view(written, found, ""))


def _view(written: str, found: list[Found], mistake: str) -> dict[str, Any]:
    return {
        "written": written,
        "found": [(line, address(Query(text=line.asked))) for line in found],
        "mistake": mistake,
    }


def _table(found: list[Found]) -> Response:
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(["written", "postings"])
    writer.writerows([harmless(line.written), line.postings] for line in found)
    headers = {"Content-Disposition": 'attachment; filename="adwatch-batch.csv"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
