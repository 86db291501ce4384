"""The network as a figure: dots, lines and labels with their addresses; pure functions."""

from typing import NamedTuple

from search.network import Hub, Member, Network
from search.web.charts.layout import laid_out
from search.web.marks import contact_address

Point = tuple[float, float]
_CONTACT, _POSTING = "c ", "p "


class Spot(NamedTuple):
    """A contact in the figure, with the key under which it can be opened."""

    hub: Hub
    kind: str
    value: str
    at: Point
    address: str


class Leaf(NamedTuple):
    """A posting in the figure."""

    member: Member
    at: Point


class Figure(NamedTuple):
    """A network with coordinates."""

    width: float
    height: float
    spots: list[Spot]
    leaves: list[Leaf]
    lines: list[tuple[Point, Point]]


def figure(drawn: Network) -> Figure:
    """Return where everything of a network lies."""
    nodes = [_CONTACT + hub.contact for hub in drawn.hubs]
    nodes += [_POSTING + member.id for member in drawn.members]
    edges = [(_CONTACT + contact, _POSTING + posting) for contact, posting in drawn.edges]
    width, height, points = laid_out(nodes, edges)
    return Figure(
        width,
        height,
        [_spot(hub, points[_CONTACT + hub.contact]) for hub in drawn.hubs],
        [Leaf(member, points[_POSTING + member.id]) for member in drawn.members],
        [(points[one], points[other]) for one, other in edges],
    )


def _spot(hub: Hub, at: Point) -> Spot:
    kind, _, value = hub.contact.partition(":")
    return Spot(hub, kind, value, at, contact_address(kind, value))
