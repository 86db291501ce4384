"""A Tor network on this machine alone, with one onion site: real `tor` programs, nothing outside.

One directory authority, four relays and a client that also serves the site. The authority makes a
consensus every 20 seconds, as a testing network may (TestingTorNetwork in tor(1)), so the site
answers about half a minute after the start.
"""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adwatch.runtime.download import locked
from adwatch.runtime.ports import LOOPBACK, free_ports

RELAYS = 4
READY_S = 180
KEYS = (
    ("-i", "authority_identity_key"),
    ("-s", "authority_signing_key"),
    ("-c", "authority_certificate"),
)
NETWORK = """
TestingTorNetwork 1
AssumeReachable 1
ExtendAllowPrivateAddresses 1
UseDefaultFallbackDirs 0
PathsNeededToBuildCircuits 0.25
TestingDirAuthVoteExit *
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingMinExitFlagThreshold 0
TestingV3AuthInitialVotingInterval 20
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 20
V3AuthVoteDelay 2
V3AuthDistDelay 2
DataDirectory {room}
Log [rend]info notice file {room}/log
DirAuthority {authority}
"""
RELAY = """
Nickname {name}
Address 127.0.0.1
ORPort 127.0.0.1:{port}
SocksPort 0
ContactInfo none
"""
AUTHORITY = """
DirPort 127.0.0.1:{directory}
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
"""
CLIENT = """
SocksPort 127.0.0.1:{port}
HiddenServiceDir {room}/site
HiddenServicePort 80 127.0.0.1:{site}
"""


class NoTor(Exception):  # noqa: N818 - nothing is wrong with the program
    """The tor package cannot be had here; the text says why."""


class Onion:
    """One network; `socks` is its client's SOCKS port.

    The site is what the port `site` of this machine serves.
    """

    def __init__(self, folder: Path, site: int, tor: Path) -> None:
        self._folder, self._tor = folder, tor
        self._directory, self._authority, client, *relays = free_ports(RELAYS + 3)
        self.socks = f"{LOOPBACK}:{client}"
        self._known_as = self._make_authority()
        self._write("authority", RELAY + AUTHORITY, self._authority, directory=self._directory)
        self._write("client", CLIENT, client, site=site)
        for number, port in enumerate(relays):
            self._write(f"relay{number}", RELAY, port)
        self._running: dict[Path, subprocess.Popen[bytes]] = {}
        self._stopped = threading.Event()

    @property
    def host(self) -> str:
        """The site's onion name; known as soon as the client runs."""
        return (self._folder / "client" / "site" / "hostname").read_text().strip()

    def start(self) -> None:
        """Start all programs, each at the right moment; wait until the site answers through Tor.

        What asks for something that is not there yet waits long before it asks again. So relays,
        once they are listed, are started anew, and the client after them.
        """
        self._run_all("authority", "relay*")
        self._await("authority/cached-microdesc-consensus", "\nr ", RELAYS + 1)
        self._end_all("relay*")
        self._run_all("relay*")
        for number in range(RELAYS):
            self._await(f"relay{number}/log", "Bootstrapped 100%")
        self._run_all("client")
        self._await("client/log", "hidden service descriptor: finished with status 200")
        while not self._reached() and not self._stopped.wait(1):
            pass

    def stop(self) -> None:
        self._stopped.set()
        self._end_all("*")

    def _run_all(self, *patterns: str) -> None:
        for room in (room for pattern in patterns for room in self._folder.glob(pattern)):
            (room / "log").unlink(missing_ok=True)
            command = [self._tor, "--quiet", *_config(room / "torrc")]
            self._running[room] = subprocess.Popen(command, env=self._environment)

    def _end_all(self, pattern: str) -> None:
        for room in self._folder.glob(pattern):
            if tor := self._running.pop(room, None):
                # Asked politely, one in a hundred hangs; what it has to keep is on the disk.
                tor.kill()
                tor.wait()

    def _await(self, name: str, words: str, times: int = 1) -> None:
        """Wait until these words stand so often in a file."""
        path, deadline = self._folder / name, time.monotonic() + READY_S
        while not path.exists() or path.read_text().count(words) < times:
            if self._stopped.wait(0.2) or time.monotonic() > deadline:
                raise RuntimeError(f"no Tor network: {words!r} is not in {path}")

    def _make_authority(self) -> str:
        """Make the authority's keys; return the words by which all others know it."""
        room = self._room("authority")
        (room / "keys").mkdir(mode=0o700)
        files = [part for flag, name in KEYS for part in (flag, str(room / "keys" / name))]
        self._run("tor-gencert", "--create-identity-key", "--passphrase-fd", "0", *files)
        certificate = (room / "keys" / "authority_certificate").read_text()
        (signer,) = re.findall(r"^fingerprint (\w+)", certificate, re.MULTILINE)
        return (
            f"authority orport={self._authority} no-v2 v3ident={signer} "
            f"{LOOPBACK}:{self._directory} {self._fingerprint(room)}"
        )

    def _fingerprint(self, room: Path) -> str:
        nothing = room / "nothing"
        nothing.touch()
        stand_in = f"authority {LOOPBACK}:1 {'f' * 40}"
        config = ("--Nickname", "authority", "--ORPort", "1", "--DirAuthority", stand_in)
        place = ("--DataDirectory", str(room), *_config(nothing))
        told = self._run("tor", "--quiet", "--list-fingerprint", *config, *place)
        return told.partition(" ")[2].replace(" ", "").strip()

    def _room(self, name: str) -> Path:
        room = self._folder / name
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        return room

    def _write(self, name: str, template: str, port: int, **more: int) -> None:
        room = self._room(name)
        values = {"name": name, "room": room, "authority": self._known_as, "port": port, **more}
        (room / "torrc").write_text((NETWORK + template).format(**values))

    def _run(self, program: str, *arguments: str) -> str:
        return subprocess.run(
            [self._tor.with_name(program), *arguments],
            input="passphrase\n",
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    @property
    def _environment(self) -> dict[str, str]:
        """Let a fetched `tor` find the libraries that were fetched with it."""
        root = self._tor.parents[2]
        folders = [*root.glob("lib/*-linux-gnu"), *root.glob("usr/lib/*-linux-gnu")]
        return {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, folders))}

    def _reached(self) -> bool:
        name = self.host.encode()
        host, _, port = self.socks.partition(":")
        with socket.create_connection((host, int(port)), READY_S) as tor:
            tor.sendall(b"\x05\x01\x00")
            tor.recv(2)
            tor.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + b"\x00\x50")
            return tor.recv(2) == b"\x05\x00"


@contextmanager
def onion(folder: Path, site: int, runtime: Path) -> Iterator[Onion]:
    """Make a network whose onion site is what a local port serves; it is to be started yet."""
    running = Onion(folder, site, find(runtime))
    try:
        yield running
    finally:
        running.stop()


def find(runtime: Path) -> Path:
    """Return this machine's `tor`, or that of its distribution's packages, fetched to `runtime`.

    apt needs no rights for that, and checks each package against the signed list of its archive.
    """
    if own := shutil.which("tor-gencert"):
        return Path(own).with_name("tor")
    target = runtime / "tor"
    with locked(target):
        if not target.exists():
            draft = target.with_name("tor.part")
            _fetch(draft)
            draft.replace(target)
    return target / "usr" / "bin" / "tor"


def _fetch(folder: Path) -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise NoTor("this machine has neither tor nor an apt to fetch it with")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lists" / "partial").mkdir(parents=True)
    _apt(folder, "apt-get", "update")
    needs = re.findall(r"Depends: (lib\S+)", _apt(folder, "apt-cache", "depends", "tor"))
    # The libraries must fit the machine's own C library.
    _apt(folder, "apt-get", "download", "tor", *(name for name in needs if name != "libc6"))
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        package.unlink()
    shutil.rmtree(folder / "lists")


def _apt(folder: Path, program: str, *arguments: str) -> str:
    own = ("-o", f"Dir::State::Lists={folder}/lists", "-o", f"Dir::Cache={folder}")
    done = subprocess.run(
        [program, "-qq", *own, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoTor(f"{program} {arguments[0]}: {done.stderr.strip()[-300:]}")
    return done.stdout


def _config(torrc: Path) -> tuple[str, ...]:
    # Debian's own defaults mean another user and other folders.
    return ("-f", str(torrc), "--defaults-torrc", str(torrc.with_name("none")))
