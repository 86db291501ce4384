"""Units and their saved searches: one reviewable YAML file a unit, so that a change leaves a trace.

A unit sees the postings of its districts and no others; `districts: all` is for the State's own
office. What is left out never means "everything".
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, field_validator, model_validator

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.model import DISTRICTS, FLAGGED, Category, Frozen
from adwatch.settings import Settings
from classifiers.indicator import load_indicators
from search.language import parse
from search.types import UNKNOWN, Facet, Query, Selection

Language = Literal["en", "ml"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]


def _known_district(name: str) -> str:
    if name not in DISTRICTS:
        raise ValueError(f"{name!r} is no district of Kerala; they are {', '.join(DISTRICTS)}")
    return name


District = Annotated[str, AfterValidator(_known_district)]


class Titled(Frozen):
    """What mails name in the unit's language."""

    title: str = Field(min_length=1, max_length=80)
    title_ml: str = Field(min_length=1, max_length=80)

    def titled(self, language: Language) -> str:
        """Return the title in a language."""
        return self.title_ml if language == "ml" else self.title


class SavedSearch(Titled):
    """What a unit wants to be told about: words, and facet values to include or leave out.

    The fields are those of `search.types.Query`. Only flagged postings are mailed, so a `band` that
    is not one of `FLAGGED` could never match; it is refused, as is any other impossible value.
    """

    name: Name
    text: str = ""
    include: Selection = Field(default_factory=dict)
    exclude: Selection = Field(default_factory=dict)

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str) -> str:
        try:
            parse(text)
        except Trouble as trouble:
            raise ValueError(str(trouble)) from trouble
        return text

    @field_validator("include", "exclude")
    @classmethod
    def _possible(cls, selection: Selection) -> Selection:
        for facet, values in selection.items():
            possible = _possible_values(facet)
            for value in values if possible else ():
                if value not in possible:
                    raise ValueError(f"{facet} {value!r} is none of {', '.join(possible)}")
        return selection

    def query(self, since: datetime | None = None) -> Query:
        """Return what the search asks of the index: flagged postings first seen since then."""
        include: Selection = {"band": FLAGGED, **self.include}
        return Query(text=self.text, include=include, exclude=self.exclude, since=since)


class Unit(Titled):
    """An Anti-Human-Trafficking Unit: whom to mail, in which language, about which districts.

    `districts` is None for a unit that sees everything, as in `search.query.Access`.
    """

    name: Name
    provenance: str = Field(min_length=1)
    districts: tuple[District, ...] | None
    mail: Address
    language: Language
    searches: tuple[SavedSearch, ...]

    @field_validator("districts", mode="before")
    @classmethod
    def _all_is_said_aloud(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if value == "all":
            return None
        if not value:
            raise ValueError("name at least one district, or write: all")
        return value

    @model_validator(mode="after")
    def _searches_have_names_of_their_own(self) -> Self:
        names = [search.name for search in self.searches]
        if not names:
            raise ValueError("needs at least one saved search")
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two saved searches are named {name!r}")
        return self


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


def _possible_values(facet: Facet) -> tuple[str, ...]:
    """Return the values that a facet can have in a mail; none where any is possible."""
    match facet:
        case "district":
            return (*DISTRICTS, UNKNOWN)
        case "band":
            return FLAGGED
        case "category":
            return get_args(Category)
        case "indicator":
            return tuple(load_indicators())
        case _:
            return ()
