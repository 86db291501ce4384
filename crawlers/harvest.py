"""Decides what each page that was met means, and writes it down in an order that survives a kill.

For each ad: first the spool has the record (flushed), then the state says that it is known. A crawl
that dies in between is put right by `catch_up`, which reads what the spool kept.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from adwatch.evidence import EvidenceWriter, Exchange
from adwatch.model import Capture, Picture, Posting, Sighting
from adwatch.spool import Writer
from crawlers.build import build_posting, facts
from crawlers.draft import Card, Draft
from crawlers.report import Tally
from crawlers.source import Source
from crawlers.state import Known, Marks, State

log = logging.getLogger(__name__)


class Harvest:
    """What one crawl brings in."""

    def __init__(
        self,
        source: Source,
        state: State,
        evidence: EvidenceWriter,
        postings: Writer,
        sightings: Writer,
    ) -> None:
        """Take over open writers; closing them is the caller's."""
        self.source = source
        self.state = state
        self.tally = Tally()
        self._evidence = evidence
        self._postings = postings
        self._sightings = sightings

    def keep(self, exchange: Exchange) -> Capture:
        """Store an exchange as evidence."""
        self.tally.bytes += len(exchange.body)
        return self._evidence.put(exchange)

    def wants(self, card: Card, at: datetime) -> bool:
        """Return whether a list entry's page must be fetched; an unchanged ad is noted as seen.

        A list does not show all of an ad, so even one that looks the same is asked for (if it has
        changed) when its page was last read `recheck_days` ago.
        """
        known = self.state.by_url(card.url)
        if not known or any(ad.marks.card != card.fingerprint for ad in known):
            return True
        if any(at - ad.read_at >= timedelta(days=self.source.recheck_days) for ad in known):
            return True
        for ad in known:
            self._meet_again(ad, at)
        return not card.fingerprint

    def is_news(self, draft: Draft, at: datetime) -> bool:
        """Return whether an ad says something that is not known."""
        posting = build_posting(draft, self.source, at)
        known = self.state.by_id(posting.id)
        return known is None or (known.facts != facts(posting) and not draft.gone)

    def take(
        self,
        draft: Draft,
        at: datetime,
        captures: tuple[str, ...],
        marks: Marks,
        pictures: tuple[Picture, ...] = (),
    ) -> bool:
        """Take an ad as its page shows it; return whether its words are new."""
        posting = build_posting(draft, self.source, at, captures, pictures=pictures)
        known = self.state.by_id(posting.id)
        page = draft.page or posting.url
        self.tally.count_read(posting)
        if draft.gone and known:
            # The page of a gone ad says less (no contact, "[removed]"); the ad's words are kept.
            self.state.look(known.id, page, at, marks)
            self._leave(known, at)
            return False
        if known is None or known.facts != facts(posting):
            self._write(posting, page, at, marks, known)
            if draft.gone:
                self._note_gone(posting.id, at)
            return True
        self.state.look(known.id, page, at, marks)
        self._meet_again(known.model_copy(update={"gone_at": None}), at)
        return False

    def not_modified(self, card: Card, at: datetime) -> None:
        """Note that the site says an ad's page is as it was (304)."""
        for ad in self.state.by_url(card.url):
            self._meet_again(ad, at)
            marks = ad.marks.model_copy(update={"card": card.fingerprint})
            self.state.look(ad.id, ad.url, at, marks)

    def vanished(self, url: str, at: datetime) -> None:
        """Note that an ad's page is no longer there."""
        for ad in self.state.by_url(url):
            self._leave(ad, at)
            # Should its list show it again, it must be looked at whatever it looks like.
            self.state.look(ad.id, ad.url, at, Marks())

    def fail(self, reason: str, url: str) -> None:
        """Count a failure and tell of it once a reason."""
        self.tally.errors[reason] += 1
        if reason not in self.tally.examples:
            log.warning("%s: %s: %s", self.source.name, url, reason)
        self.tally.examples.setdefault(reason, url)

    def skip(self, reason: str, url: str) -> None:
        """Count an address that was rightly left alone."""
        self.tally.skipped[reason] += 1
        self.tally.examples.setdefault(reason, url)

    def _write(
        self, posting: Posting, page: str, at: datetime, marks: Marks, known: Known | None
    ) -> None:
        if known:
            posting = posting.model_copy(update={"first_seen": known.first_seen})
        self._postings.write(posting)
        self.state.record(posting, page, at, marks)
        self.tally.met.add(posting.id)
        self.tally.new += known is None
        self.tally.changed += known is not None

    def _meet_again(self, ad: Known, at: datetime) -> None:
        """Note, once a crawl, that an ad is as it was; one that had left stays so."""
        if ad.id in self.tally.met:
            return
        self.tally.met.add(ad.id)
        self.tally.unchanged += 1
        if not ad.gone_at:
            self._sightings.write(Sighting(id=ad.id, source=self.source.name, seen_at=at))
            self.state.seen(ad.id, at)

    def _leave(self, ad: Known, at: datetime) -> None:
        """Note once that a known ad is gone."""
        self.tally.met.add(ad.id)
        if not ad.gone_at:
            self._note_gone(ad.id, at)

    def _note_gone(self, identity: str, at: datetime) -> None:
        self.tally.gone += 1
        sighting = Sighting(id=identity, source=self.source.name, seen_at=at, gone=True)
        self._sightings.write(sighting)
        self.state.gone(identity, at)


def catch_up(state: State, kept: Iterable[Posting | Sighting]) -> None:
    """Tell the state what a killed crawl had written to the spool but not yet to the state."""
    for record in kept:
        if isinstance(record, Sighting):
            change = state.gone if record.gone else state.seen
            change(record.id, record.seen_at)
            continue
        known = state.by_id(record.id)
        if record.captured_at and (known is None or known.facts != facts(record)):
            state.record(record, record.url, record.captured_at, Marks())
