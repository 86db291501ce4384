"""Units and their saved searches: one reviewable YAML file a unit, so that a change leaves a trace.

A unit sees the postings of its districts and no others; `districts: all` is for the State's own
office. What is left out never means "everything".
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.model import DISTRICTS, FLAGGED, Frozen
from adwatch.settings import Settings

Language = Literal["en", "ml"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
Facet = Literal["source", "platform", "district", "category", "band", "indicator", "lang"]
Values = dict[Facet, tuple[str, ...]]


def _known_district(name: str) -> str:
    if name not in DISTRICTS:
        raise ValueError(f"{name!r} is no district of Kerala; they are {', '.join(DISTRICTS)}")
    return name


District = Annotated[str, AfterValidator(_known_district)]


class SavedSearch(Frozen):
    """What a unit wants to be told about: words, and facet values to include or leave out.

    Values of one facet are alternatives; different facets must all match. Only flagged postings are
    mailed, so a `band` that is not one of `FLAGGED` could never match and is refused.
    """

    name: Name
    title: str = Field(min_length=1, max_length=80)
    title_ml: str = Field(min_length=1, max_length=80)
    text: str = ""
    include: Values = Field(default_factory=dict)
    exclude: Values = Field(default_factory=dict)

    @field_validator("include")
    @classmethod
    def _flagged_bands(cls, include: Values) -> Values:
        for band in include.get("band", ()):
            if band not in FLAGGED:
                raise ValueError(f"band {band!r} is never mailed; choose from {', '.join(FLAGGED)}")
        return include

    def titled(self, language: Language) -> str:
        """Return the title in the unit's language."""
        return self.title_ml if language == "ml" else self.title


class Unit(Frozen):
    """An Anti-Human-Trafficking Unit: whom to mail, in which language, about which districts.

    `districts` is None for a unit that sees everything, as in `search.query.Access`.
    """

    name: Name
    title: str = Field(min_length=1, max_length=80)
    title_ml: str = Field(min_length=1, max_length=80)
    provenance: str = Field(min_length=1)
    districts: tuple[District, ...] | None
    mail: Address
    language: Language
    searches: tuple[SavedSearch, ...] = Field(min_length=1)

    @field_validator("districts", mode="before")
    @classmethod
    def _all_is_said_aloud(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if value == "all":
            return None
        if not value:
            raise ValueError("name at least one district, or write: all")
        return value

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        _refuse_repeats(search.name for search in self.searches)
        return self

    def titled(self, language: Language) -> str:
        """Return the unit's title in a language."""
        return self.title_ml if language == "ml" else self.title


def load_units(settings: Settings) -> list[Unit]:
    """Return the units that the files of `settings.units` describe, by name.

    Raises:
        Trouble: there is no file, or one does not fit; names file, line and key.

    """
    paths = sorted(settings.units.glob("*.yml"))
    if not paths:
        raise Trouble(
            f"{settings.units}: holds no unit file (*.yml), so nobody would be told of anything.",
            "Write one file for each unit there, or mend ADWATCH_UNITS.",
        )
    units = [yamlfile.load(path, Unit) for path in paths]
    for path, unit in zip(paths, units, strict=True):
        if unit.name != path.stem:
            raise Trouble(
                f"{path}: name: {unit.name!r} is not the file's name.",
                f"Write 'name: {path.stem}', or rename the file.",
            )
    return units


def _refuse_repeats(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two saved searches are named {name!r}")
        seen.add(name)
