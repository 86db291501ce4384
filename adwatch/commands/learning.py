"""Learning from what officers decided: train a model, ask for labels."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.model import Posting
from adwatch.settings import Settings
from adwatch.spool import open_spool

if TYPE_CHECKING:
    from classifiers.learning.verdicts import Verdict

app = typer.Typer()


@app.command()
def train(
    jobs: Annotated[int, typer.Option(min=1, help="Processors to use.")] = 1,
    ship: Annotated[
        bool, typer.Option(help="Make the model of the repository, from its own postings alone.")
    ] = False,
    rollback: Annotated[
        bool, typer.Option(help="Put the model back that ran before the last promotion.")
    ] = False,
) -> None:
    """Train a model on the repository's postings and the officers' verdicts.

    It is promoted only if no figure on the frozen postings falls; the report says why or why not.

    Example: adwatch train --jobs 2
    """
    from classifiers.learning import promotion

    settings = Settings()
    if rollback:
        console.note(f"Running now: {promotion.roll_back(settings.models)}.")
    elif ship:
        _ship(settings, jobs)
    else:
        _learn(settings, jobs)


def _ship(settings: Settings, jobs: int) -> None:
    from classifiers.corpus import load_corpus
    from classifiers.encoder import load_encoder
    from classifiers.learned.model import SHIPPED, save
    from classifiers.learned.train import train as fit
    from classifiers.learning.promotion import figures

    trained = fit(load_corpus(), load_encoder(settings.encoder), jobs)
    save(trained.model, SHIPPED)
    lines = [(name, f"{value:.3f}") for name, value in figures(trained.report).items()]
    console.rows(f"{SHIPPED}, by families it had not seen", ["figure", "value"], lines)


def _learn(settings: Settings, jobs: int) -> None:
    from classifiers.learning import weekly
    from classifiers.learning.promotion import REPORT

    against = weekly.learn(list(verdicts(settings)), settings.models, settings.encoder, jobs=jobs)
    console.note(f"{settings.models / REPORT} compares the models.")
    if against:
        raise Trouble(
            f"The new model is not promoted: {'; '.join(against)}.",
            "The running model stays. Read the report, and the verdicts that came in since.",
            Exit.BROKEN_PROMISE,
        )


def verdicts(settings: Settings) -> Iterator["Verdict"]:
    """Yield the officers' standing decisions with the words that they decided on."""
    from classifiers.learning.verdicts import Verdict
    from search.desk.db import open_desk
    from search.desk.reviews import standing

    decided = {decision.posting: decision for decision in standing(open_desk(settings))}
    for posting in _newest(settings) if decided else ():
        if decision := decided.get(posting.id):
            words = posting.model_dump(include={"id", "title", "text", "lang"})
            yield Verdict(**words, verdict=decision.verdict, reason=decision.reason)


def _newest(settings: Settings) -> Iterator[Posting]:
    """Yield each processed posting once, as its newest partition has it."""
    spool, seen = open_spool(settings), set[str]()
    for partition in reversed(spool.partitions("processed")):
        for posting in spool.read(partition, Posting):
            if posting.id not in seen:
                seen.add(posting.id)
                yield posting


@app.command()
def label(
    count: Annotated[int, typer.Option(min=1, max=1000, help="Most postings to propose.")] = 20,
    output: Annotated[
        Path | None, typer.Option(help="Write JSON Lines to fill in, for 'adwatch evaluate'.")
    ] = None,
) -> None:
    """Propose the stored postings whose labels would teach the model most.

    Example: adwatch label --count 10
    """
    from classifiers.learning.proposals import proposals
    from search.desk.db import open_desk
    from search.desk.reviews import standing

    settings = Settings()
    decided = {decision.posting for decision in standing(open_desk(settings))}
    waiting = [p for p in _newest(settings) if p.embedding and p.id not in decided]
    proposed = proposals(waiting, count)
    if output:
        from adwatch.disk import writing

        with writing(output):
            output.write_text("".join(_to_fill_in(posting) for posting in proposed), "utf-8")
        return
    lines = [
        (p.id, p.band, p.shown_score, p.category or "", p.title or p.text[:60]) for p in proposed
    ]
    console.rows("To label next", ["id", "band", "score", "category", "title"], lines)


def _to_fill_in(posting: Posting) -> str:
    import json

    words = posting.model_dump(include={"id", "title", "text", "lang"})
    said = {"concern": None, "category": posting.category, "indicators": None}
    return json.dumps(words | said, ensure_ascii=False) + "\n"
