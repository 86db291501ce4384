"""Ports of this machine's loopback: which are free, and who holds one that is not."""

import contextlib
import socket

import psutil

from adwatch.errors import Exit, Trouble

LOOPBACK = "127.0.0.1"
ANSWER_S = 5


def free_ports(count: int) -> list[int]:
    """Return distinct ports on which nothing listens now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


def answers(address: str) -> bool:
    """Whether something listens at "host:port", on this machine or another."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), ANSWER_S).close()
    except OSError:
        return False
    return True


def is_taken(port: int) -> bool:
    """Whether something listens on this port of the loopback address."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def demand_free(port: int, setting: str) -> None:
    """Raise `Trouble` when the port is taken.

    Args:
        port: on the loopback address.
        setting: the environment variable that names another port, for the remedy.

    """
    if is_taken(port):
        raise Trouble(
            f"Port {port} of {LOOPBACK} is in use by {holder(port)}.",
            f"End that program, or choose another port: {setting}=<port>.",
            Exit.LOCAL_RESOURCE,
        )


def holder(port: int) -> str:
    """Name the process that listens on a port, as far as this user may see it."""
    for connection in psutil.net_connections(kind="tcp"):
        if connection.laddr and connection.laddr.port == port and connection.status == "LISTEN":
            return _describe(connection.pid)
    return "another program"


def _describe(pid: int | None) -> str:
    if pid is None:
        return "another user's program"
    try:
        process = psutil.Process(pid)
        return f"{process.name()} (process {pid}: {' '.join(process.cmdline())[:80]})"
    except psutil.Error:
        return f"process {pid}"
