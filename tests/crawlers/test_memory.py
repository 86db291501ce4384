"""A crawl answers for its own memory, not for that of whoever started it."""

import resource
import subprocess
import sys

from scrapy.utils.test import get_crawler

from crawlers.memory import HeldMemory

MEGABYTE = 1 << 20
CHILD = """
import resource
from scrapy.utils.test import get_crawler
from crawlers.memory import HeldMemory
usage = HeldMemory(get_crawler(settings_dict={"MEMUSAGE_ENABLED": True}))
print(usage.get_virtual_size(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def test_a_large_parent_does_not_count():
    ballast = b"x" * (400 * MEGABYTE)
    told = subprocess.check_output([sys.executable, "-c", CHILD], close_fds=False, text=True)
    del ballast
    held, inherited = map(int, told.split())
    assert inherited > 400 * MEGABYTE > 2 * held


def test_what_is_held_counts():
    usage = HeldMemory(get_crawler(settings_dict={"MEMUSAGE_ENABLED": True}))
    before = usage.get_virtual_size()
    ballast = b"x" * (100 * MEGABYTE)
    assert usage.get_virtual_size() - before > 90 * MEGABYTE
    assert len(ballast) < resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
