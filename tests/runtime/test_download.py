"""Downloads against a real HTTP server that cuts, ignores ranges, or serves something else."""

import hashlib
import http.server
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime.download import Archive, fetch, locked
from adwatch.runtime.ports import free_ports

CONTENT = bytes(range(256)) * 4096
ARCHIVE = Archive("A test", "org.example", "thing", "1.0", hashlib.sha256(CONTENT).hexdigest())
PLACE = "/org/example/thing/1.0/thing-1.0.zip"


class Repository(http.server.ThreadingHTTPServer):
    """Serves the archive; `cut` is how many bytes an answer has before the line drops."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.ranges, self.cut = CONTENT, True, len(CONTENT)
        self.asked = []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        begin = int(re.sub(r"\D", "", self.headers.get("Range", "0")))
        server.asked.append(begin)
        begin = begin if server.ranges else 0
        if self.path != PLACE:
            self.send_error(404)
            return
        if begin >= len(server.content):
            self.send_error(416)
            return
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(server.content) - begin))
        self.end_headers()
        self.wfile.write(server.content[begin : begin + server.cut])

    def log_message(self, *_):
        pass


@pytest.fixture
def repository():
    with Repository() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(folder, *addresses):
    return fetch(ARCHIVE, folder, {str(n): address for n, address in enumerate(addresses)})


def test_a_fetched_archive_is_not_fetched_again(repository, tmp_path):
    assert get(tmp_path, repository.address).read_bytes() == CONTENT
    assert get(tmp_path, repository.address).read_bytes() == CONTENT
    assert repository.asked == [0]


def test_a_download_that_drops_goes_on_where_it_stopped(repository, tmp_path):
    repository.cut = len(CONTENT) // 2
    assert get(tmp_path, repository.address).read_bytes() == CONTENT
    assert repository.asked == [0, len(CONTENT) // 2]


def test_the_next_run_goes_on_where_a_broken_one_gave_up(repository, tmp_path):
    repository.cut = 1000
    with pytest.raises(Trouble, match="could not be fetched") as caught:
        get(tmp_path, repository.address)
    assert caught.value.code == Exit.UNREACHABLE
    assert repository.address in caught.value.what
    assert "goes on where this one stopped" in caught.value.remedy
    assert not list(tmp_path.rglob("*.zip")), "half a file must not be taken for a whole one"
    repository.cut = len(CONTENT)
    assert get(tmp_path, repository.address).read_bytes() == CONTENT
    assert repository.asked == [0, 1000, 2000, 3000]


def test_a_server_without_ranges_is_asked_from_the_beginning(repository, tmp_path):
    repository.ranges, repository.cut = False, 5000
    with pytest.raises(Trouble):
        get(tmp_path, repository.address)
    repository.cut = len(CONTENT)
    assert get(tmp_path, repository.address).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "wrong", [CONTENT[:-1] + b"?", CONTENT + b"?", CONTENT[:-1]], ids=["changed", "longer", "short"]
)
def test_a_file_that_is_not_the_pinned_one_is_refused_and_does_not_stay(
    repository, tmp_path, wrong
):
    repository.content = wrong
    with pytest.raises(Trouble, match="SHA-256") as caught:
        get(tmp_path, repository.address)
    assert caught.value.code == Exit.BAD_INPUT
    repository.content = CONTENT
    assert get(tmp_path, repository.address).read_bytes() == CONTENT


def test_what_an_earlier_version_left_half_done_is_found_out_and_replaced(repository, tmp_path):
    part = tmp_path / PLACE.strip("/")
    part = part.with_name(part.name + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"of another file" * 100000)
    with pytest.raises(Trouble, match="SHA-256"):
        get(tmp_path, repository.address)
    assert get(tmp_path, repository.address).read_bytes() == CONTENT


def test_the_next_repository_is_asked_when_one_has_nothing(repository, tmp_path):
    nothing_there = f"{repository.address}/elsewhere"
    assert get(tmp_path, nothing_there, repository.address).read_bytes() == CONTENT
    with pytest.raises(Trouble, match="none of them has it"):
        get(tmp_path / "other", nothing_there)


def test_nobody_listening_is_said_with_the_address(tmp_path):
    address = f"http://127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(Trouble, match=address) as caught:
        get(tmp_path, address)
    assert caught.value.code == Exit.UNREACHABLE


def test_a_full_disk_is_said_with_the_file(repository, tmp_path):
    folder = tmp_path / PLACE.strip("/")
    folder.parent.mkdir(parents=True)
    folder.with_name(folder.name + ".part").symlink_to("/dev/full")
    with pytest.raises(Trouble, match=r"No space left") as caught:
        get(tmp_path, repository.address)
    assert caught.value.code == Exit.LOCAL_RESOURCE


def test_one_at_a_time_makes_a_thing_and_others_side_by_side(tmp_path):
    made = []

    def make(name):
        with locked(tmp_path / name):
            made.append(name)
            return len([each for each in made if each == name])

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(make, ["one"] * 8)) == list(range(1, 9))
    with locked(tmp_path / "one"), locked(tmp_path / "two"):
        made.append("both")
