"""The one operator of adwatch's DAGs: it runs a verb of the command line, as a person types it.

The task's log shows all that the verb says. Its exit code decides: what a later try can mend (a
site or a cluster that does not answer, a full disk) is tried again; what it cannot mend (a broken
promise, a wrong file) fails at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any

import platform_key
from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from adwatch.errors import Exit
from adwatch.settings import REPO

WORTH_ANOTHER_TRY = (Exit.UNREACHABLE, Exit.LOCAL_RESOURCE, Exit.INCOMPLETE)


class Verb(BaseOperator):
    """Runs `adwatch <arguments>`."""

    def __init__(self, *, arguments: Sequence[str], platform: str = "", **options: Any) -> None:  # noqa: ANN401 - BaseOperator's own
        """Keep the arguments; `options` are those of every operator.

        Args:
            arguments: the verb and what follows it.
            platform: whose key the verb may need; it is looked for among Airflow's connections.

        """
        super().__init__(**options)
        self.arguments, self.platform = arguments, platform
        self._hook = SubprocessHook()

    def execute(self, context: Context) -> None:
        """Run the verb to its end.

        Raises:
            AirflowFailException: it failed and would fail again.
            AirflowException: it failed and is worth another try.

        """
        command = [sys.executable, "-m", "adwatch", *self.arguments]
        env = {**os.environ, **platform_key.variable(self.platform)} if self.platform else None
        code = self._hook.run_command(command, env=env, cwd=str(REPO)).exit_code
        if code == Exit.OK:
            return
        sentence = f"'adwatch {' '.join(self.arguments)}' ended with {describe(code)}"
        raise (AirflowException if code in WORTH_ANOTHER_TRY else AirflowFailException)(sentence)

    def on_kill(self) -> None:
        """End the verb, and what it started, with the task."""
        self._hook.send_sigterm()  # type: ignore[no-untyped-call]


def describe(code: int) -> str:
    """Return an exit code with its name; a negative one is the signal that ended the verb."""
    return f"{code} ({Exit(code).name})" if code in set(Exit) else str(code)
