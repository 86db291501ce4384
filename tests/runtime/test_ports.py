"""Ports: free, taken, and by whom."""

import os
import socket

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime import ports


@pytest.fixture
def listener():
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_free_ports_are_distinct_and_free():
    found = ports.free_ports(5)
    assert len(set(found)) == 5
    assert not any(map(ports.is_taken, found))


def test_a_listener_is_found_by_name_and_process(listener):
    assert ports.is_taken(listener)
    assert f"process {os.getpid()}" in ports.holder(listener)


def test_a_taken_port_is_refused_with_its_holder_and_the_setting_to_change(listener):
    with pytest.raises(Trouble) as caught:
        ports.demand_free(listener, "ADWATCH_WEB_PORT")
    assert str(listener) in caught.value.what
    assert str(os.getpid()) in caught.value.what
    assert "ADWATCH_WEB_PORT" in caught.value.remedy
    assert caught.value.code == Exit.LOCAL_RESOURCE


def test_a_port_is_free_again_once_its_listener_is_gone():
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((ports.LOOPBACK, port)):
            server.accept()[0].close()
    ports.demand_free(port, "ADWATCH_WEB_PORT")
