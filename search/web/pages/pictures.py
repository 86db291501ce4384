"""The kept pictures of a posting, each served by its hash to who may read the posting."""

from fastapi import APIRouter, HTTPException, Response

from adwatch.evidence import body
from search.captured import captures_by_hash
from search.query import find
from search.web.archived import is_picture
from search.web.pages.posting import reason_is_due
from search.web.screens import NO_POSTING, Searcher, TheScreens

router = APIRouter(prefix="/posting/{posting_id}/pictures/{sha256}")
NOT_KEPT = "This picture is not in the evidence store of this machine."
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@router.get("")
def show(screens: TheScreens, visitor: Searcher, posting_id: str, sha256: str) -> Response:
    """Hand over a picture; of an explicit one nothing was kept, and no other type is served."""
    hit = find(screens.client, screens.settings.index_prefix, posting_id, visitor.access)
    if hit is None or reason_is_due(screens, visitor, hit):
        raise HTTPException(404, NO_POSTING)
    shown = any(p.sha256 == sha256 and p.kept and not p.explicit for p in hit.posting.pictures)
    evidence = screens.settings.evidence
    for capture in captures_by_hash(evidence, hit.posting.source, [sha256]) if shown else ():
        if is_picture(capture.content_type):
            visitor.did("picture", posting_id, sha256)
            kind = capture.content_type.split(";")[0].strip().lower()
            headers = {"Content-Security-Policy": POLICY}
            return Response(body(evidence, capture), media_type=kind, headers=headers)
    raise HTTPException(404, NOT_KEPT)
