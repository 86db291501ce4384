"""Invented postings by their number, for measuring: the same number is always the same posting."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np

from adwatch.model import DISTRICTS, Finding, Mention, Posting, stable_id
from adwatch.vectors import pack
from search.mapping import DIMENSIONS

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOPICS = 1000
LEADS = (
    "Housemaid wanted in Kuwait, free visa, ladies only, passport kept by office.",
    "കൊച്ചിയിൽ ജോലി ഒഴിവ്, താമസവും ഭക്ഷണവും സൗജന്യം, ഉടൻ വിളിക്കുക.",
    "Puthiya staff vannittund, hotel il varam, rate parayan vilikku.",
    "नौकरी चाहिए तो फोन करें, कमरा और खाना फ्री, तुरंत आना है।",
    "New spa opened, experienced staff, full body massage, open all days.",
    "Data entry work in Bangkok, high salary, no experience, ticket free.",
    "வீட்டு வேலைக்கு பெண்கள் தேவை, நல்ல சம்பளம், தங்கும் இடம் உண்டு.",
)
THINGS = (
    "scooter", "bicycle", "table", "house", "shop", "auto", "phone", "camera", "cow", "land",
    "tailor", "driver", "cook", "nurse", "teacher", "painter", "plumber", "cashier", "guard",
    "loom", "വീട്", "സ്ഥലം", "കട", "വണ്ടി", "ജോലി", "കസേര", "मकान", "दुकान", "गाड़ी", "வீடு",
)  # fmt: skip
WORDS = (
    "good", "condition", "single", "owner", "papers", "ready", "near", "bus", "stand", "water",
    "parking", "price", "can", "be", "discussed", "morning", "evening", "family", "first", "floor",
    "new", "old", "clean", "quiet", "road", "school", "temple", "church", "market", "station",
    "experience", "salary", "month", "week", "part", "time", "full", "urgent", "call", "message",
    "നല്ല", "പുതിയ", "പഴയ", "വില", "അടുത്ത്", "വിളിക്കുക", "अच्छा", "नया", "पास", "நல்ல",
)  # fmt: skip
SYLLABLES = (
    "ka",
    "ri",
    "mo",
    "ne",
    "tal",
    "vi",
    "sun",
    "dor",
    "pe",
    "lam",
    "gu",
    "chi",
    "bar",
    "ve",
)
RARE = tuple(map("".join, product(SYLLABLES, repeat=4)))
"""38,416 invented words: as among real ads, two postings have few words and pairs in common."""
TOWNS = ("Kochi", "Kollam", "Kannur", "Thrissur", "Palakkad", "Kottayam", "Munnar", "Kalpetta")
INDICATORS = ("movement", "wrong_visa", "third_party_control", "excess_fee", "too_good_offer")


def posting(number: int, days: int = 365) -> Posting:
    """Return the posting of a number; always the same, first seen within so many days.

    Its words are as frequent as words are: the second half as often as the first, and so on.
    """
    chance = random.Random(number)
    town = chance.choice(TOWNS)
    said = [_word(chance) for _ in range(40)]
    lead = [chance.choice(LEADS)] if chance.random() < 0.15 else []
    text = " ".join([chance.choice(THINGS), "in", town, *said, *lead])
    phone = f"+9190{chance.randrange(200_000):08d}"
    text += f" Call {phone}"
    start = len(text) - len(phone)
    words = text.split(" ", 1)[0]
    seen = NOW - timedelta(minutes=chance.randrange(60 * 24 * days))
    flagged = chance.random() < 0.12
    return Posting(
        id=stable_id("bench", str(number)),
        source=f"source-{number % 12}",
        url=f"https://ads.example/{number}",
        platform=("classified", "microblog")[number % 2],
        title=" ".join([chance.choice(THINGS), *said[:3], town]),
        text=text,
        author=f"author {number % 5000}",
        captured_at=seen,
        first_seen=seen,
        captures=(stable_id("capture", str(number)) * 3,),
        lang=chance.choice(("en", "ml", "hi", "ta", "ml-Latn")),
        district=chance.choice((*DISTRICTS, "")),
        mentions=(
            mention("phone", phone, phone, start),
            mention("place", town, words, 0),
            mention("age", str(18 + number % 40), words, 0),
        ),
        findings=tuple(finding(code, words) for code in chance.sample(INDICATORS, 2))
        if flagged
        else (),
        category=chance.choice(("job_overseas", "massage_spa", "other")),
        score=chance.random() if flagged else 0.05,
        band=chance.choice(("high", "medium", "low")) if flagged else "none",
    )


def _word(chance: random.Random) -> str:
    """Return a word: half of all are common ones."""
    words = WORDS if chance.random() < 0.5 else RARE
    return words[int(len(words) * chance.random() ** 2)]


def mention(kind: str, value: str, raw: str, start: int) -> Mention:
    """Return a mention in the text."""
    return Mention(
        kind=kind, value=value, raw=raw, field="text", start=start, end=start + len(raw), by="bench"
    )


def finding(code: str, raw: str) -> Finding:
    """Return a finding at the text's beginning."""
    return Finding(
        indicator=code,
        strength="medium",
        weight=1.2,
        why="the words name what an officer should look at",
        field="text",
        start=0,
        end=len(raw),
        raw=raw,
        law=("BNS 2023 s.143",),
    )


def embedded(number: int) -> Posting:
    """Return the posting of a number with a unit vector beside one of 1,000 topics'."""
    topic = np.random.default_rng(number % TOPICS).normal(size=DIMENSIONS)
    row = topic + np.random.default_rng(number).normal(size=DIMENSIONS) / 2
    return posting(number).model_copy(update={"embedding": pack(row / np.linalg.norm(row))})
