"""The demo town: a web server with three believable sites, for demonstrations and tests.

`python -m adwatch.demo.town --port P [--edition N] [--today YYYY-MM-DD]` serves, on this machine
only, a plain HTML classified (`/ads/`), one drawn by JavaScript (`/bazaar/`) and a microblog that
speaks the Mastodon API (`/social/`). The same edition and date give the same pages.
"""

import argparse
import sys
from datetime import date, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from adwatch import console
from adwatch.demo import ads, bazaar, control, corpus, editions, social
from adwatch.demo.state import Town
from adwatch.errors import Exit, Trouble
from adwatch.runtime.ports import LOOPBACK, demand_free


def create_app(town: Town) -> Starlette:
    """Return the web application of a town."""
    app = Starlette(
        routes=[*ads.ROUTES, *bazaar.ROUTES, *social.ROUTES, *control.ROUTES],
        middleware=[Middleware(control.Recorder, town=town)],
    )
    app.state.town = town
    return app


def open_town(today: date, edition: int = 1) -> Town:
    """Return the bundled town.

    Raises:
        Trouble: the bundled files do not fit, or the town has no such edition.

    """
    try:
        return Town(corpus.load(), editions.load(), today, edition)
    except ValueError as error:
        raise Trouble(f"--edition: {error}.", "Name another edition.", Exit.USAGE) from error


def serve(town: Town, port: int) -> None:
    """Serve the town until SIGTERM or SIGINT.

    Raises:
        Trouble: the port is in use.

    """
    demand_free(port, "--port")
    uvicorn.run(
        create_app(town),
        host=LOOPBACK,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m adwatch.demo.town", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--edition", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(corpus.IST).date())
    return parser.parse_args()


def main() -> None:
    """Run the command line."""
    arguments = _arguments()
    try:
        serve(open_town(arguments.today, arguments.edition), arguments.port)
    except Trouble as trouble:
        console.complain(trouble)
        sys.exit(trouble.code)


if __name__ == "__main__":
    main()
