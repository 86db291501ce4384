"""The embedded Elasticsearch node: how it is configured, started and known to be ready.

Each installation (`settings.home`) has a node of its own with its own configuration and data; all
share one distribution. The node listens on loopback alone and knows one user, `adwatch`, by the
file realm, with a generated password.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bcrypt
import yaml

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.runtime import distribution, java, ports, probe
from adwatch.runtime.secret import secret
from adwatch.runtime.supervisor import Service, Supervisor
from adwatch.settings import Settings

NAME = "elasticsearch"
USER = "adwatch"
PATIENCE_S = 120.0

ROLE = {
    USER: {
        "cluster": [
            "monitor",
            "manage_index_templates",
            "create_snapshot",
            "cluster:admin/repository/put",
            "cluster:admin/snapshot/delete",
            "cluster:admin/snapshot/restore",
        ],
        "indices": [{"names": ["*"], "privileges": ["all"]}],
    }
}
"""What adwatch needs on any cluster; no superuser, so that more is noticed here first."""

JVM_OPTIONS = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    # The first compiler alone: the node is ready 1.5 s sooner and 130 MB smaller.
    "-XX:TieredStopAtLevel=1",
    "-XX:-AlwaysPreTouch",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.io.tmpdir=${ES_TMPDIR}",
    # Else the node leaves a cache in its user's home, which `nobody` does not even have.
    "-Djna.tmpdir=${ES_TMPDIR}",
)
LAUNCHER_OPTIONS = "-Xmx64m -XX:TieredStopAtLevel=1"
VECTORS = "jdk.incubator.vector"

DISGUISES = (
    ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"),
    (
        *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
        *("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override"),
        *("--ambient-caps=+dac_override", "--"),
    ),
)
"""Ways to run what refuses to be root, with root's access to the files of its home."""

LEASH = ("setpriv", "--pdeathsig", "TERM", "--")
"""Ends the node when the thread that started it is killed."""


def prepare(settings: Settings) -> None:
    """Fetch what is missing and write the node's configuration; does nothing twice.

    Raises:
        Trouble: see `distribution.ensure` and `java.find`; or the home cannot be written.

    """
    unpacked = distribution.ensure(settings.runtime)
    found = java.find(os.environ)
    with writing(_folder(settings)):
        for name in ("config", "data", "logs", "tmp"):
            (_folder(settings) / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        _configure(settings, unpacked, found)


def service(settings: Settings, leash: tuple[str, ...] = ()) -> Service:
    """Return the node as a service; `prepare` must have been called.

    Raises:
        Trouble: this is root, and the machine offers no way to run the node as anyone else.

    """
    program = distribution.home(settings.runtime) / "bin" / "elasticsearch"
    pid_file = _folder(settings) / "node.pid"
    return Service(
        name=NAME,
        argv=(*disguise(), *leash, str(program), "-p", str(pid_file)),
        environment=_environment(settings),
        ready=lambda: ready(settings),
        patience_s=PATIENCE_S,
    )


def password(settings: Settings) -> str:
    """Return the generated password of `USER`."""
    return secret(settings, NAME)


def ready(settings: Settings) -> bool:
    """Whether this installation's node answers and has found all its shards."""
    path = "/_cluster/health?wait_for_status=yellow&timeout=1s"
    login = (USER, password(settings))
    return probe.ask(settings.elasticsearch_port, path, login) is not None


@contextmanager
def running(settings: Settings) -> Iterator[None]:
    """Run the node for the time of the body; it ends with this thread, come what may.

    Raises:
        Trouble: the port is taken, or the node does not start.

    """
    prepare(settings)
    ports.demand_free(settings.elasticsearch_port, "ADWATCH_ELASTICSEARCH_PORT")
    supervisor = Supervisor(settings.home)
    try:
        supervisor.start(service(settings, LEASH if shutil.which(LEASH[0]) else ()))
        yield
    finally:
        supervisor.stop(NAME)


def _folder(settings: Settings) -> Path:
    return settings.home / NAME


def _configure(settings: Settings, unpacked: Path, found: java.Java) -> None:
    config = _folder(settings) / "config"
    shutil.copy(unpacked / "config" / "log4j2.properties", config)
    (config / "elasticsearch.yml").write_text(yaml.safe_dump(_node(settings)), encoding="utf-8")
    (config / "jvm.options").write_text("\n".join(_jvm_options(found)) + "\n", encoding="utf-8")
    (config / "roles.yml").write_text(yaml.safe_dump(ROLE), encoding="utf-8")
    (config / "users_roles").write_text(f"{USER}:{USER}\n", encoding="utf-8")
    (config / "users").touch(mode=0o600)
    # 256 random bits need no slow hash; each new connection checks it once.
    digest = bcrypt.hashpw(password(settings).encode(), bcrypt.gensalt(4, prefix=b"2a"))
    (config / "users").write_text(f"{USER}:{digest.decode()}\n", encoding="utf-8")


def _node(settings: Settings) -> dict[str, object]:
    return {
        "cluster.name": "adwatch",
        "node.name": "adwatch",
        "path.data": str(_folder(settings) / "data"),
        "path.logs": str(_folder(settings) / "logs"),
        "path.repo": [str(_folder(settings) / "snapshots")],
        "http.host": ports.LOOPBACK,
        "http.port": settings.elasticsearch_port,
        "transport.host": ports.LOOPBACK,
        "transport.port": 0,
        "discovery.type": "single-node",
        "xpack.security.enabled": True,
        "xpack.security.autoconfiguration.enabled": False,
        "xpack.security.enrollment.enabled": False,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        # The usual marks are shares of the disk: a laptop that is 95 % full could not index at all.
        "cluster.routing.allocation.disk.watermark.low": "1gb",
        "cluster.routing.allocation.disk.watermark.high": "500mb",
        "cluster.routing.allocation.disk.watermark.flood_stage": "250mb",
        # The serial collector lets garbage lie, and the breaker would count it as in use: in a
        # small heap, requests were refused while most of it was free.
        "indices.breaker.total.use_real_memory": False,
    }


def _jvm_options(found: java.Java) -> tuple[str, ...]:
    vectors = (f"--add-modules={VECTORS}",) if VECTORS in found.modules else ()
    return (*JVM_OPTIONS, *vectors)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "ES_JAVA_HOME": str(java.find(os.environ).home),
        "ES_PATH_CONF": str(_folder(settings) / "config"),
        "ES_TMPDIR": str(_folder(settings) / "tmp"),
        "ES_JAVA_OPTS": "",
        "CLI_JAVA_OPTS": LAUNCHER_OPTIONS,
    }


def disguise() -> tuple[str, ...]:
    """Return what to put before a command so that it does not find itself to be root."""
    if os.geteuid() != 0:
        return ()
    for disguise in DISGUISES:
        if shutil.which(disguise[0]) and _works(disguise):
            return disguise
    raise Trouble(
        "Elasticsearch refuses to run as root, and this machine lets root neither make a user "
        "namespace (unshare) nor run as another user (setpriv).",
        "Run adwatch as an ordinary user, or name a cluster in ADWATCH_ELASTICSEARCH_URL.",
        Exit.LOCAL_RESOURCE,
    )


def _works(disguise: tuple[str, ...]) -> bool:
    return subprocess.run([*disguise, "true"], capture_output=True, check=False).returncode == 0
