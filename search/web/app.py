"""The web application: `uvicorn --factory search.web.app:from_environment`."""

import logging
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from adwatch.errors import Exit, Trouble
from adwatch.logs import PEOPLE, SEARCHES, mask_logs
from adwatch.settings import Settings
from search.api.app import PATH as API_PATH
from search.api.app import create_api
from search.web.pages import (
    account,
    alert,
    archive,
    audit,
    batch,
    charts,
    contact,
    export,
    hold,
    language,
    login,
    pictures,
    posting,
    results,
    review,
    saved,
    single_sign_on,
    sources,
    today,
    work,
)
from search.web.screens import NO_SUCH_PAGE, STATIC, LoginNeeded, Screens, screens
from search.web.security import guard
from search.web.words import language_of, words

STATUS = {Exit.BAD_INPUT: 400, Exit.USAGE: 400, Exit.UNREACHABLE: 503}
log = logging.getLogger(__name__)


def from_environment() -> FastAPI:
    """Return the application with the settings of the environment."""
    mask_logs((SEARCHES, *PEOPLE))
    return create_app(Settings())


def create_app(settings: Settings) -> FastAPI:
    """Return the application for an installation."""
    app = FastAPI(title="adwatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.screens = Screens(settings)
    app.middleware("http")(guard(settings, _failed))
    app.mount(API_PATH, create_api(app.state.screens))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    pages = (
        login,
        single_sign_on,
        account,
        results,
        today,
        batch,
        posting,
        pictures,
        archive,
        charts,
        contact,
        review,
        hold,
        work,
        export,
        saved,
        alert,
        audit,
        sources,
        language,
    )
    for page in pages:
        app.include_router(page.router)
    app.add_exception_handler(LoginNeeded, _to_login)
    app.add_exception_handler(Trouble, _trouble)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _unreadable)
    return app


def _to_login(request: Request, error: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)


def _trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, Trouble)
    return _message(request, STATUS.get(error.code, 500), error.what, error.remedy)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = NO_SUCH_PAGE if error.detail == "Not Found" else str(error.detail)
    return _message(request, error.status_code, sentence)


def _unreadable(request: Request, error: Exception) -> Response:
    return _message(request, 400, "A part of this request is missing or cannot be read.")


def _failed(request: Request, error: Exception) -> Response:
    return (_http_error if isinstance(error, HTTPException) else _defect)(request, error)


def _defect(request: Request, error: Exception) -> Response:
    log.exception("a page failed", exc_info=error)
    return _message(
        request, 500, "Something in adwatch broke. Nothing was lost; tell the engineer the time."
    )


def _message(request: Request, status: int, *sentences: str) -> Response:
    spoken = words(language_of(request))
    sentence = " ".join(spoken.said(each) for each in sentences if each)
    return screens(request).page(request, "message.html", status, sentence=sentence)
