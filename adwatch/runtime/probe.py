"""Asks an own service how it is, past any proxy that the environment names for the outside."""

import json
from base64 import b64encode
from http.client import HTTPConnection, HTTPException
from typing import Any

from adwatch.runtime.ports import LOOPBACK

ANSWER_S = 5


def ask(port: int, path: str, login: tuple[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
    """Return what the service on this port answers, read as JSON; None if it does not do so yet."""
    head = {"Authorization": _basic(*login)} if login else {}
    connection = HTTPConnection(LOOPBACK, port, timeout=ANSWER_S)
    try:
        connection.request("GET", path, headers=head)
        answer = connection.getresponse()
        return json.load(answer) if answer.status < 300 else None
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
