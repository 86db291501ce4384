"""Only a service that answers with JSON and success is taken to be there."""

import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from adwatch.runtime import probe
from adwatch.runtime.ports import free_ports

ANSWERS = {
    "/well": (200, b'{"status": "healthy"}'),
    "/locked": (401, b'{"error": "who?"}'),
    "/starting": (503, b"{}"),
    "/page": (200, b"<html>"),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(self.headers.get("Authorization"))
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.seen = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_what_a_service_answers_is_read(server):
    assert probe.ask(server.server_port, "/well") == {"status": "healthy"}


@pytest.mark.parametrize("path", ["/locked", "/starting", "/page"])
def test_anything_else_means_not_yet(server, path):
    assert probe.ask(server.server_port, path) is None


def test_a_port_where_nothing_listens_means_not_yet():
    assert probe.ask(free_ports(1)[0], "/well") is None


def test_a_login_is_sent(server):
    probe.ask(server.server_port, "/well", ("anu", "pass:word"))
    assert server.seen == ["Basic " + b64encode(b"anu:pass:word").decode()]


def test_a_proxy_of_the_environment_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_ports(1)[0]}")
    assert probe.ask(server.server_port, "/well")
