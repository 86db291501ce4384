"""How far a crawl has come: what was read to its end, and whether all of the site was seen."""

from collections.abc import Iterable

from crawlers.draft import Draft


class Progress:
    """The progress of one crawl from its start addresses."""

    def __init__(self, starts: Iterable[str], whole: bool) -> None:
        """Begin; `whole` says whether lists read to their end show all that is on offer."""
        self._unfinished = set(starts)
        self._whole = whole
        self._newest: dict[str, str] = {}

    @property
    def whole(self) -> bool:
        """Whether what was not met is no longer shown by any list."""
        return self._whole and not self._unfinished

    def leave_out(self, start: str) -> None:
        """Note that a list from this start was not read, or not to its end; "" is none."""
        self._whole &= not start

    def meet(self, start: str, drafts: Iterable[Draft]) -> None:
        """Remember the newest posting from a start address."""
        keys = [self._newest.get(start, ""), *(draft.key for draft in drafts)]
        # Ids of timelines grow; compared as text, a longer one is the greater.
        self._newest[start] = max(keys, key=lambda key: (len(key), key))

    def finish(self, start: str) -> str:
        """Note that a start was read to its end; return the newest posting met there, or ""."""
        self._unfinished.discard(start)
        return self._newest.get(start, "")
