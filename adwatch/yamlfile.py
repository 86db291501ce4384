"""Reads a YAML file into a type, with errors that name file, line and key."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, SequenceNode

from adwatch.errors import Trouble

T = TypeVar("T", bound=BaseModel)
Location = tuple[str | int, ...]

try:
    _Loader: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = yaml.CSafeLoader
except AttributeError:  # PyYAML built without libyaml
    _Loader = yaml.SafeLoader


def load(path: Path, model: type[T], variables: Mapping[str, str] | None = None) -> T:
    """Return the file as a `model`; `${name}` stands for `variables["name"]`.

    Raises:
        Trouble: the file cannot be read, is not YAML, or does not fit; names file, line and key.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(
            f"{path}: cannot be read ({error}).", "Check the path and its rights."
        ) from error
    for name, value in (variables or {}).items():
        text = text.replace("${" + name + "}", value)
    return _parse(text, path, model)


def _parse(text: str, path: Path, model: type[T]) -> T:
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Trouble(
            f"{path}:{line}: not valid YAML ({error.problem}).", "Mend that line."
        ) from error
    try:
        return model.model_validate(data if data is not None else {})
    except ValidationError as error:
        raise Trouble(
            _sentence(error, path, yaml.compose(text, Loader=_Loader), model),
            "Mend the file and run the command again.",
        ) from error


def _sentence(error: ValidationError, path: Path, tree: Node | None, model: type[BaseModel]) -> str:
    problems = []
    for problem in error.errors(include_url=False):
        location = problem["loc"]
        key = ".".join(str(part) for part in location) or "file"
        reason = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            above = tuple(part for part in location[:-1] if isinstance(part, str))
            reason += _near(str(location[-1]), _model_at(model, above))
        problems.append(f"{path}:{_line(tree, location)}: {key}: {reason}")
    return "\n".join(problems) + "."


def _near(key: str, model: type[BaseModel] | None) -> str:
    """Return a question after the key that an unknown one may be meant for, or ""."""
    keys = list(model.model_fields) if model else []
    near = difflib.get_close_matches(key, keys, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _model_at(model: object, location: tuple[str, ...]) -> type[BaseModel] | None:
    """Return the type of the part of a file to which a location leads."""
    for candidate in (model, *get_args(model)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            if not location:
                return candidate
            field = candidate.model_fields.get(location[0])
            return _model_at(field.annotation, location[1:]) if field else None
    return None


def _line(tree: Node | None, location: Location) -> int:
    """Return the 1-based line of the deepest node that the location reaches."""
    line = 1
    node = tree
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _child(node: Node | None, part: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        value = node.value[part]
        return value.start_mark.line + 1, value
    return None
