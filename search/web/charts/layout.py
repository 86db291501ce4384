"""Places a graph on a page: each connected part by itself, then all parts in rows.

A part with one centre is a star. Any other is laid out by forces (Fruchterman and Reingold,
Software: Practice and Experience 21, 1991), from a circle and without chance, so that the same
graph always looks the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Edge = tuple[str, str]
Points = NDArray[np.float64]

WIDTH = 1000.0
LEAST_WIDTH = 400.0
SPACE = 46.0
"""Wanted between neighbours."""
MARGIN = 62.0
"""Around a part, for its labels."""
STEPS = 120


class Layout(NamedTuple):
    """Where each node lies, and how large the drawing is."""

    width: float
    height: float
    points: dict[str, tuple[float, float]]


def laid_out(nodes: Iterable[str], edges: Sequence[Edge]) -> Layout:
    """Return a layout in which no two parts overlap."""
    placed = [_placed(part, edges) for part in _parts(nodes, edges)]
    points: dict[str, tuple[float, float]] = {}
    left = top = row = 0.0
    for names, part in placed:
        width, height = part.max(axis=0) + MARGIN
        if left and left + width > WIDTH:
            left, top, row = 0.0, top + row, 0.0
        shifted = part + np.array([left, top])
        points |= {
            name: (round(x, 1), round(y, 1)) for name, (x, y) in zip(names, shifted, strict=True)
        }
        left, row = left + width, max(row, height)
    widest = max((x for x, _ in points.values()), default=0.0) + MARGIN
    return Layout(max(LEAST_WIDTH, widest), top + row, points)


def _parts(nodes: Iterable[str], edges: Sequence[Edge]) -> list[list[str]]:
    """Return the connected parts, the largest first."""
    near = _neighbours(edges)
    parts, seen = [], set[str]()
    for node in nodes:
        part, waiting = [], [node]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                part.append(here)
                waiting += reversed(near[here])
        if part:
            parts.append(part)
    return sorted(parts, key=lambda part: -len(part))


def _neighbours(edges: Sequence[Edge]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    return near


def _placed(part: list[str], edges: Sequence[Edge]) -> tuple[list[str], Points]:
    """Return the nodes of a part and where they lie, from the margin on."""
    inside = [edge for edge in edges if edge[0] in set(part)]
    near = _neighbours(inside)
    centre = next((node for node in part if len(near[node]) == len(part) - 1), None)
    if centre is None:
        points = _forced(part, inside)
    else:
        part = [centre, *(node for node in part if node != centre)]
        points = np.vstack([np.zeros((1, 2)), _circle(len(part) - 1)])
    return part, points - points.min(axis=0) + MARGIN


def _circle(count: int) -> Points:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = max(SPACE, SPACE * count / (2 * np.pi))
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


def _forced(part: list[str], edges: Sequence[Edge]) -> Points:
    number = {node: place for place, node in enumerate(part)}
    ends = np.array([[number[one], number[other]] for one, other in edges])
    points = _circle(len(part))
    for step in range(STEPS):
        moved = _repulsion(points)
        pull = points[ends[:, 1]] - points[ends[:, 0]]
        pull *= np.linalg.norm(pull, axis=1, keepdims=True) / SPACE
        np.add.at(moved, ends[:, 0], pull)
        np.subtract.at(moved, ends[:, 1], pull)
        length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        heat = SPACE * (1 - step / STEPS)
        points = points + moved / length * np.minimum(length, heat)
    return points


def _repulsion(points: Points) -> Points:
    apart = points[:, None, :] - points[None, :, :]
    squared = np.maximum((apart**2).sum(axis=2, keepdims=True), 1.0)
    force: Points = (apart / squared).sum(axis=1) * SPACE**2 / sqrt(2)
    return force
