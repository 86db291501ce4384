"""A SOCKS5 server that stands where Tor does: it notes each name and leads all to one port."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Socks:
    """The running server; `asked` are the names and ports, in order. `refuse` answers 4 to all."""

    def __init__(self, leads_to: int, refuse: bool = False) -> None:
        self.asked: list[tuple[str, int]] = []
        self._leads_to, self._refuse = leads_to, refuse
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._socket.accept()
                threading.Thread(target=self._lead, args=(near,), daemon=True).start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _lead(self, near: socket.socket) -> None:
        with near, suppress(OSError, ConnectionError):
            _exactly(near, _exactly(near, 2)[1])
            near.sendall(b"\x05\x00")
            _, command, _, kind = _exactly(near, 4)
            assert (command, kind) == (1, 3), "an address was asked for, not a name"
            name = _exactly(near, _exactly(near, 1)[0]).decode()
            (port,) = struct.unpack("!H", _exactly(near, 2))
            self.asked.append((name, port))
            near.sendall(bytes([5, 4 if self._refuse else 0, 0, 1]) + bytes(6))
            if not self._refuse:
                _join(near, socket.create_connection(("127.0.0.1", self._leads_to)))


def _join(near: socket.socket, far: socket.socket) -> None:
    back = threading.Thread(target=_copy, args=(far, near), daemon=True)
    back.start()
    _copy(near, far)
    back.join()
    far.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _exactly(source: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = source.recv(count - len(data))
        if not more:
            raise ConnectionError("closed early")
        data += more
    return data


@contextmanager
def socks(leads_to: int, refuse: bool = False) -> Iterator[Socks]:
    server = Socks(leads_to, refuse)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.close()
