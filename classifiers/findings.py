"""Turns matches of indicators into findings with exact spans in the stored text."""

from collections.abc import Iterable, Iterator

from adwatch.model import TEXT_FIELDS, Category, Finding
from classifiers.context import Setting
from classifiers.indicator import Detector
from classifiers.reading import Place, Reading


def findings_of(
    reading: Reading,
    detectors: Iterable[Detector],
    categories: frozenset[Category],
    setting: Setting,
) -> list[Finding]:
    """Return what the detectors of these categories find in a posting."""
    return [
        _finding(detector, place)
        for detector in detectors
        if not detector.indicator.categories
        or categories.intersection(detector.indicator.categories)
        for place in _apart(_meant(reading, detector, setting))
    ]


def kept_quiet(reading: Reading, detectors: Iterable[Detector], setting: Setting) -> frozenset[str]:
    """Return the indicators whose words, if any, have another sense in this posting."""
    return frozenset(
        detector.indicator.code
        for detector in detectors
        if _other_sense(reading, detector, setting)
    )


def _other_sense(reading: Reading, detector: Detector, setting: Setting) -> bool:
    return any(True for _ in reading.any_of(detector.unless, setting.asserted))


def _meant(reading: Reading, detector: Detector, setting: Setting) -> Iterator[Place]:
    places = list(detector.places(reading, setting.meant))
    # The other senses are many, and most indicators have no place to ask about.
    if places and not _other_sense(reading, detector, setting):
        yield from places


def _apart(places: Iterator[Place]) -> Iterator[Place]:
    """Of matches that overlap keep the first and shortest: the words that an officer reads."""
    last: dict[str, int] = {}
    for page, span in sorted(places, key=lambda place: (place[0].field, place[1])):
        if span[0] >= last.get(page.field, 0):
            last[page.field] = span[1]
            yield page, span


def _finding(detector: Detector, place: Place) -> Finding:
    page, span = place
    start, end = page.raw(span)
    indicator = detector.indicator
    return Finding(
        indicator=indicator.code,
        strength=indicator.strength,
        weight=indicator.weight,
        why=indicator.why.en,
        law=indicator.law,
        field=page.field,
        start=start,
        end=end,
        raw=page.words.text[start:end],
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings that have spans in the order of the text."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    assert finding.field is not None and finding.start is not None and finding.end is not None
    return TEXT_FIELDS.index(finding.field), finding.start, finding.end, finding.indicator
