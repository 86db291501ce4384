"""The API as an application of its own, mounted by the screens: its errors are JSON."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from adwatch.errors import Exit, Trouble
from search.api import overseeing, postings
from search.api.shapes import Problem
from search.web.screens import Screens

PATH = "/api/v1"
STATUS = {Exit.BAD_INPUT: 400, Exit.USAGE: 400, Exit.UNREACHABLE: 503}
DESCRIPTION = """Postings, contacts, decisions and the audit log of adwatch. A posting is a lead,
never proof. Each call needs a token (made on the page of an account) and is audited; a person's
unit decides which postings it sees."""
log = logging.getLogger(__name__)


def create_api(state: Screens) -> FastAPI:
    """Return the API over the state of a web process."""
    api = FastAPI(
        title="adwatch",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        servers=[{"url": PATH}],
        root_path_in_servers=False,
        responses={
            code: {"model": Problem, "description": text}
            for code, text in {
                400: "The request cannot be read or done; the sentence says why.",
                401: "No token, or one that is good no longer.",
                403: "The token or the account's role may not do this.",
                404: "There is none that this account may see.",
                503: "The index does not answer.",
            }.items()
        },
    )
    api.state.screens = state
    for routes in (postings, overseeing):
        api.include_router(routes.router)
    api.add_exception_handler(Trouble, _trouble)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_exception_handler(RequestValidationError, _unreadable)
    return api


def _trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, Trouble)
    return _problem(STATUS.get(error.code, 500), error.what, error.remedy)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _problem(error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _problem(400, f"{where}: {first['msg']}", "See the description of the API.")


def _problem(status: int, error: str, remedy: str = "") -> Response:
    return JSONResponse(Problem(error=error, remedy=remedy).model_dump(), status)
