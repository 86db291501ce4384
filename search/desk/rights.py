"""What each role may do. Which postings somebody may see is decided by the unit, not the role."""

from functools import lru_cache
from typing import Literal

from adwatch.settings import Settings
from search.alerts.units import Unit, load_units
from search.desk.accounts import Account, Role
from search.types import Access

Right = Literal["search", "review", "export", "audit", "sources", "hold", "unmask"]

RIGHTS: dict[Role, frozenset[Right]] = {
    "analyst": frozenset({"search", "review", "export"}),
    "supervisor": frozenset({"search", "review", "export", "audit", "sources", "hold", "unmask"}),
    "auditor": frozenset({"audit"}),
    # Whoever runs the machine needs no posting to do so.
    "engineer": frozenset({"sources"}),
}


def may(account: Account, right: Right) -> bool:
    """Whether the role of an account has a right."""
    return right in RIGHTS[account.role]


def access_of(settings: Settings, account: Account) -> Access:
    """Return whose postings an account may see; a unit that is no more sees none."""
    if not account.unit:
        return Access(districts=None)
    unit = unit_of(settings, account)
    return Access(districts=unit.districts if unit else ())


def unit_of(settings: Settings, account: Account) -> Unit | None:
    """Return the unit of an account; None where it sees all districts, or the unit is gone."""
    if not account.unit:
        return None
    files = settings.units.glob("*.yml")
    stamp = tuple(sorted((file.name, file.stat().st_mtime_ns) for file in files))
    return _units(settings, stamp).get(account.unit)


@lru_cache(maxsize=4)
def _units(settings: Settings, stamp: tuple[tuple[str, int], ...]) -> dict[str, Unit]:
    """Return the units by name; read anew only when a file has changed (its `stamp`)."""
    return {unit.name: unit for unit in load_units(settings)}
