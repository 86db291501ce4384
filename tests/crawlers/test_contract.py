"""What reads saved pages does no I/O: the contract of platforms and of `crawlers.reading`."""

import ast
from pathlib import Path

import pytest

import crawlers
from crawlers import platforms

ROOM = Path(crawlers.__file__).parent
PURE = sorted([*ROOM.glob("platforms/*.py"), *ROOM.glob("reading/*.py"), ROOM / "build.py"])
FORBIDDEN = {
    "airflow",
    "aiohttp",
    "asyncio",
    "elasticsearch",
    "fsspec",
    "httpx",
    "io",
    "os",
    "pathlib",
    "playwright",
    "random",
    "requests",
    "scrapy",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "twisted",
    "urllib.request",
    "upath",
}
CLOCKS = {"now", "today", "utcnow", "open", "eval", "exec"}


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_no_io_no_clock_no_chance(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = {
        name
        for name in imported(tree)
        if name in FORBIDDEN or name.partition(".")[0] in FORBIDDEN - {"urllib.request"}
    }
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert wrong == set()
    assert called & CLOCKS == set()


@pytest.mark.parametrize("name", platforms.names())
def test_each_platform_is_whole(name):
    platform = platforms.load(name)
    assert isinstance(platform.INLINE, bool) and isinstance(platform.REREADS, bool)
    for function in ("links", "postings", "resume"):
        assert getattr(platform, function).__doc__


def test_the_spine_and_other_rooms_are_not_imported_here():
    rooms = {"enrichment", "classifiers", "search", "dags"}
    for path in ROOM.rglob("*.py"):
        tops = {name.partition(".")[0] for name in imported(ast.parse(path.read_text()))}
        assert tops & rooms == set(), path
