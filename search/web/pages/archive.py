"""What a site sent, as it was stored: shown closed off, and handed over byte for byte."""

from fastapi import APIRouter, HTTPException, Request, Response

from adwatch.evidence import body
from adwatch.model import Capture
from search.captured import captures_of
from search.query import find
from search.web.archived import POLICY, is_picture, readable
from search.web.pages.posting import reason_is_due
from search.web.screens import NO_POSTING, Screens, Searcher, TheScreens, Visitor

router = APIRouter(prefix="/posting/{posting_id}/captures/{sha256}")
NOT_KEPT = "This response is not in the evidence store of this machine."


@router.get("")
def show(
    request: Request, screens: TheScreens, visitor: Searcher, posting_id: str, sha256: str
) -> Response:
    """Show where and when a response was stored, with the response in a closed frame."""
    capture = _capture(screens, visitor, posting_id, sha256)
    visitor.did("capture", posting_id, sha256)
    return screens.page(
        request,
        "capture.html",
        posting_id=posting_id,
        capture=capture,
        size=len(body(screens.settings.evidence, capture)),
        picture=is_picture(capture.content_type),
    )


@router.get("/frame")
def frame(screens: TheScreens, visitor: Searcher, posting_id: str, sha256: str) -> Response:
    """Serve the words of a response under a policy that lets nothing run or load."""
    capture = _capture(screens, visitor, posting_id, sha256)
    page = readable(body(screens.settings.evidence, capture), capture.content_type)
    headers = {"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/bytes")
def received(screens: TheScreens, visitor: Searcher, posting_id: str, sha256: str) -> Response:
    """Hand over the bytes as received: a picture to look at, anything else to save."""
    capture = _capture(screens, visitor, posting_id, sha256)
    content = body(screens.settings.evidence, capture)
    if is_picture(capture.content_type):
        return Response(content, media_type=capture.content_type.split(";")[0])
    visitor.did("capture", posting_id, f"{sha256}: downloaded")
    name = f'attachment; filename="{capture.sha256}.bin"'
    return Response(
        content, media_type="application/octet-stream", headers={"Content-Disposition": name}
    )


def _capture(screens: Screens, visitor: Visitor, posting_id: str, sha256: str) -> Capture:
    hit = find(screens.client, screens.settings.index_prefix, posting_id, visitor.access)
    if hit is None or reason_is_due(screens, visitor, hit):
        raise HTTPException(404, NO_POSTING)
    for capture in captures_of(screens.settings.evidence, hit.posting):
        if capture.sha256 == sha256:
            return capture
    raise HTTPException(404, NOT_KEPT)
