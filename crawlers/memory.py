"""How much memory a crawl uses: what it holds now.

Scrapy reads the peak from `getrusage`, which on Linux a new process takes over from the one that
started it (getrusage(2), exec(3p)): below a large parent a crawl would end before its first page.
"""

import psutil
from scrapy.extensions.memusage import MemoryUsage


class HeldMemory(MemoryUsage):
    """Ends a crawl that itself holds more than `MEMUSAGE_LIMIT_MB`."""

    def get_virtual_size(self) -> int:
        """Return the resident bytes of this process."""
        held: int = psutil.Process().memory_info().rss
        return held
