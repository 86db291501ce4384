"""What each role may do. Which postings somebody may see is decided by the unit, not the role."""

from typing import Literal

from adwatch.settings import Settings
from search.alerts.units import load_units
from search.desk.accounts import Account, Role
from search.types import Access

Right = Literal["search", "review", "export", "audit"]

RIGHTS: dict[Role, frozenset[Right]] = {
    "analyst": frozenset({"search", "review", "export"}),
    "supervisor": frozenset({"search", "review", "export", "audit"}),
    "auditor": frozenset({"audit"}),
    # Whoever runs the machine needs no posting to do so.
    "engineer": frozenset(),
}


def may(account: Account, right: Right) -> bool:
    """Whether the role of an account has a right."""
    return right in RIGHTS[account.role]


def access_of(settings: Settings, account: Account) -> Access:
    """Return whose postings an account may see; a unit that is no more sees none."""
    if not account.unit:
        return Access(districts=None)
    units = {unit.name: unit.districts for unit in load_units(settings)}
    return Access(districts=units.get(account.unit, ()))
