"""The way to Elasticsearch: the embedded node, or a full cluster (8.x or 9.x) that settings name.

The embedded node is a real Elasticsearch without its modules: it has no `GET /`, no painless, no
ingest. So the rest of this room uses only what it and a full cluster both have; see
docs/adr/embedded-elasticsearch.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    NotFoundError,
    OrjsonSerializer,
)

from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from search.mapping import VECTORS_SHOWN, Mapping

EMBEDDED_USER = "adwatch"
TIMEOUT_S = 30
VECTORS_HIDDEN = (9, 2)
UNAVAILABLE = (429, 502, 503, 504)
BUSY = (*UNAVAILABLE, 403)
"""What a write meets that only has to wait; 403: its index is blocked for a moment (a swap)."""


def connect(settings: Settings) -> Elasticsearch:
    """Return a client of the cluster, once it has answered.

    Raises:
        Trouble: it does not answer, or refuses the user; names the address and the remedy.

    """
    client = Elasticsearch(
        settings.elasticsearch_address,
        request_timeout=TIMEOUT_S,
        # A cluster that restarts a node or elects a master is back within seconds.
        retry_on_timeout=True,
        max_retries=2,
        serializer=OrjsonSerializer(),
        **_identity(settings),
    )
    with speaking_to(client):
        client.cluster.health()
    return client


@contextmanager
def speaking_to(client: Elasticsearch) -> Iterator[None]:
    """Raise `Trouble`, naming the address, when the cluster cannot serve what the body asks."""
    address = next(iter(client.transport.node_pool.all())).base_url
    try:
        yield
    except NoConnection as error:
        raise _down(address, f"does not answer ({error.message})") from error
    except (AuthenticationException, AuthorizationException) as error:
        raise Trouble(
            f"Elasticsearch at {address} refuses this user ({error.status_code}).",
            "Check ADWATCH_ELASTICSEARCH_USER and _PASSWORD (or _API_KEY) and the user's rights.",
            Exit.UNREACHABLE,
        ) from error
    except NotFoundError as error:
        raise Trouble(
            f"Elasticsearch at {address} has no {_missing(error)}.",
            "Run 'adwatch index' once: it makes the indices.",
            Exit.UNREACHABLE,
        ) from error
    except ApiError as error:
        if error.status_code not in UNAVAILABLE:
            raise
        raise _down(address, f"cannot answer now ({error.status_code})") from error


def settings_for_vectors(client: Elasticsearch) -> Mapping:
    """Return the settings by which a new index of this cluster shows vectors in its sources."""
    return VECTORS_SHOWN if hides_vectors(client) else {}


def hides_vectors(client: Elasticsearch) -> bool:
    """Whether new indices of this cluster leave vectors out of a source unless told otherwise.

    All do since 9.2; no older one knows the setting that says so (`search.mapping.VECTORS_SHOWN`).
    """
    nodes = client.nodes.info(filter_path="nodes.*.version")["nodes"].values()
    versions = (node["version"].split(".")[:2] for node in nodes)
    return min(tuple(map(int, version)) for version in versions) >= VECTORS_HIDDEN


def _down(address: str, how: str) -> Trouble:
    return Trouble(
        f"Elasticsearch at {address} {how}.",
        "Start it ('adwatch up') or mend ADWATCH_ELASTICSEARCH_URL, then run the command again; "
        "what was collected waits in the spool.",
        Exit.UNREACHABLE,
    )


def _identity(settings: Settings) -> dict[str, Any]:
    if settings.embedded_elasticsearch:
        return {"basic_auth": (EMBEDDED_USER, _embedded_password(settings))}
    identity: dict[str, Any] = {}
    if settings.elasticsearch_ca:
        identity["ca_certs"] = str(settings.elasticsearch_ca)
    if key := settings.elasticsearch_api_key.get_secret_value():
        identity["api_key"] = key
    elif settings.elasticsearch_user:
        password = settings.elasticsearch_password.get_secret_value()
        identity["basic_auth"] = (settings.elasticsearch_user, password)
    return identity


def _embedded_password(settings: Settings) -> str:
    file = settings.secrets / "elasticsearch"
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise Trouble(
            f"The embedded Elasticsearch has never been started here ({file} is missing).",
            "Start it with 'adwatch up', or name a cluster in ADWATCH_ELASTICSEARCH_URL.",
            Exit.UNREACHABLE,
        ) from error


def _missing(error: NotFoundError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error", {})
    return (
        f"index {cause['index']!r}" if isinstance(cause, dict) and "index" in cause else "such item"
    )
