"""One error type that speaks to a person, and the exit codes of the command line.

`Trouble` is raised where something outside adwatch broke or was wrong: a file, a site, a port, a
disk. Its text is one sentence that names what broke and where, and its `remedy` says what to do.
Anything else that is raised is a defect of adwatch and keeps its traceback.
"""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes by name; documented in docs/commands.md."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    BAD_INPUT = 3
    UNREACHABLE = 4
    BROKEN_PROMISE = 5
    LOCAL_RESOURCE = 6
    INCOMPLETE = 7


class Trouble(Exception):  # noqa: N818 - it is not an error of the program
    """Something that a person has to mend.

    Args:
        what: one sentence: what broke and where (file and line, address, port).
        remedy: one sentence: what to do now.
        code: the exit code that the command ends with.

    """

    def __init__(self, what: str, remedy: str = "", code: Exit = Exit.BAD_INPUT) -> None:
        """Keep the parts apart so that a screen can show them apart."""
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy
        self.code = code
