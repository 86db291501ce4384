"""What every page works with: settings, desk, cluster, templates, and who is asking."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from elasticsearch import Elasticsearch
from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adwatch.errors import Trouble
from adwatch.settings import Settings
from search.alerts.units import Language
from search.client import connect
from search.desk.accounts import Account
from search.desk.audit import Act, record
from search.desk.db import open_desk
from search.desk.factors import Vault
from search.desk.reviews import DISMISSALS
from search.desk.rights import Right, access_of, may, unit_of
from search.desk.sessions import session_account
from search.types import Access
from search.web.security import cookie_name, csrf_token
from search.web.words import LANGUAGES, language_of, words

NO_POSTING = "There is no such posting among those of your unit's districts."
NO_SUCH_PAGE = "There is no such page."
TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
FILTERS = ("moment", "day", "label", "place", "titled", "why", "said", "because", "routed")
"""What templates may call of `Words`."""


class LoginNeeded(Exception):  # noqa: N818 - not an error: the browser is sent to the login page
    """Nobody is logged in, or the session ran out."""


class Screens:
    """The state of one web process."""

    def __init__(self, settings: Settings) -> None:
        """Open the desk; the cluster is met when it is first needed, so that it may come later."""
        self.settings = settings
        self.desk = open_desk(settings)
        self.vault = Vault(settings)
        self._client: Elasticsearch | None = None
        self._templates = {language: _environment(language) for language in LANGUAGES}

    @property
    def client(self) -> Elasticsearch:
        """The cluster's client.

        Raises:
            Trouble: it does not answer.

        """
        if self._client is None:
            self._client = connect(self.settings)
        return self._client

    def page(
        self,
        request: Request,
        template: str,
        status: int = 200,
        **view: Any,  # noqa: ANN401
    ) -> HTMLResponse:
        """Render a page for whoever asks."""
        account: Account | None = getattr(request.state, "account", None)
        language = language_of(request)
        shared: Mapping[str, Any] = {
            "account": account,
            "csrf": csrf_token(request.state.token),
            "may": may,
            "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "dismissals": DISMISSALS,
            "unit_title": self._unit_title(account, language),
        }
        templates = self._templates[language]
        view = {"status": status, **view}
        html = templates.get_template(template).render({**shared, **view})
        return HTMLResponse(html, status)

    def _unit_title(self, account: Account | None, language: Language) -> str:
        unit = unit_of(self.settings, account) if account else None
        return unit.titled(language) if unit else account.unit if account else ""

    def audit(self, who: str, act: str, subject: str = "", details: str = "") -> None:
        """Write to the audit log."""
        record(self.desk, Act(who=who, act=act, subject=subject, details=details), now())


class Visitor:
    """Somebody who has logged in, with what they may see."""

    def __init__(self, screens: Screens, account: Account) -> None:
        """Look up the rights of the account's unit."""
        self.account = account
        self.access: Access = access_of(screens.settings, account)
        self._screens = screens

    @property
    def overseen(self) -> str | None:
        """Whose acts the visitor may read: those of one unit, or (None) everybody's."""
        return self.account.unit or None

    def did(self, act: str, subject: str = "", details: str = "") -> None:
        """Write what the visitor did to the audit log."""
        self._screens.audit(self.account.name, act, subject, details)


def now() -> datetime:
    """Read the clock: the screens are where time enters."""
    return datetime.now(UTC)


def screens(request: Request) -> Screens:
    """Return the state of this process."""
    state: Screens = request.app.state.screens
    return state


TheScreens = Annotated[Screens, Depends(screens)]


def anybody(request: Request, screens: TheScreens) -> Visitor:
    """Return who is asking.

    Raises:
        LoginNeeded: nobody has logged in.

    """
    token = request.cookies.get(cookie_name(screens.settings), "")
    account = session_account(screens.desk, token, now()) if token else None
    if account is None:
        raise LoginNeeded
    request.state.account = account
    return Visitor(screens, account)


def with_right(right: Right) -> Callable[..., Visitor]:
    """Return a dependency: who is asking, when their role has a right."""

    def check(visitor: Annotated[Visitor, Depends(anybody)]) -> Visitor:
        if not may(visitor.account, right):
            raise HTTPException(403, f"The role {visitor.account.role} may not {right}.")
        return visitor

    return check


Searcher = Annotated[Visitor, Depends(with_right("search"))]
Reviewer = Annotated[Visitor, Depends(with_right("review"))]


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spoken = words(language)
    environment.globals |= {"t": spoken.text, "language": language}
    for name in FILTERS:
        environment.filters[name] = getattr(spoken, name)
    return environment


def sentence_of(request: Request, trouble: Trouble) -> str:
    """Return what went wrong and what to do, in the reader's language."""
    return words(language_of(request)).trouble(trouble)
