"""Handing hits on as a file."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import StreamingResponse

from adwatch.errors import Trouble
from search.columns import COLUMNS
from search.desk.rights import may
from search.export import Format, Manifest, Order, archive
from search.query import check, scan
from search.web.screens import TheScreens, Visitor, now, with_right
from search.web.state import address, query_of

router = APIRouter()
SMALLEST = 1 << 16


@router.get("/export")
def export(
    request: Request,
    screens: TheScreens,
    visitor: Annotated[Visitor, Depends(with_right("export"))],
    format: Format,
    column: Annotated[tuple[str, ...], Query()] = (),
    unmask: Annotated[str, Query(max_length=200)] = "",
) -> StreamingResponse:
    """Stream all hits of the query in the address as a zip.

    `unmask` is the reason for which what could identify a child is in it.
    """
    if unmask.strip() and not may(visitor.account, "unmask"):
        raise HTTPException(403, f"The role {visitor.account.role} may not unmask.")
    query = query_of(request.query_params.multi_items())
    check(query)
    chosen = tuple(name for name in COLUMNS if name in column) if column else tuple(COLUMNS)
    if not chosen:
        raise Trouble("No such column.", f"Choose from {', '.join(COLUMNS)}.")
    order = Order(
        format=format,
        columns=chosen,
        query=address(query),
        by=visitor.account.name,
        at=now(),
        unmasked=unmask.strip(),
    )
    if order.unmasked:
        visitor.did("unmask", order.query, order.unmasked)
    visitor.did("export", order.query, f"{format}: begun")

    def done(manifest: Manifest) -> None:
        facts = f"{format}: {manifest.postings} postings, SHA-256 {manifest.digest}"
        visitor.did("export", order.query, facts)

    hits = scan(screens.client, screens.settings.index_prefix, query, visitor.access)
    name = f"adwatch-{order.at:%Y%m%d-%H%M%S}-{format}.zip"
    return StreamingResponse(
        _joined(archive(hits, order, done)),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield fewer, larger pieces."""
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) >= SMALLEST:
            yield bytes(kept)
            kept.clear()
    yield bytes(kept)
