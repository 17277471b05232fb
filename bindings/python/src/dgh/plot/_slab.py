"""A slab from above or from the side."""
from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .._bader import Charges
from .._errors import ArgumentError
from .._structure import Structure
from .._study import Study
from .._surface import Order, OrderFile, order as order_of
from . import _style as style
from ._atoms import element_colours, radii_ang, towards
from ._sites_drawn import Placed, placed_on_host
from ._systems import listed, not_drawn, note_of, systems
from ._view import View, view_of

LEAST_WIDTH_ANG = 7.0
UNKNOWN = "#BBBBBB"
H_RADIUS_ANG = 0.5


class _Paint(NamedTuple):
    """A colour for each atom and what explains it."""

    colours: List[Any]
    handles: List[Any]
    mappable: Any = None
    bar_label: str = ""
    marks: Optional[List[Optional[str]]] = None


def _dot(colour: Any, label: str, marker: str = "o") -> Any:
    from matplotlib.lines import Line2D
    return Line2D([], [], linestyle="", marker=marker, color=colour, markeredgecolor="black",
                  markeredgewidth=0.5, label=label)


def _by_element(structure: Structure, fade: float = 0.0) -> _Paint:
    symbols = structure.symbols
    table = {k: towards(c, "white", fade) for k, c in element_colours(symbols).items()}
    return _Paint([table[s] for s in symbols], [_dot(c, s) for s, c in table.items()])


def _by_class(phases: Sequence[Optional[str]]) -> _Paint:
    present = [name for name in style.CLASSES if name in phases]
    table = {name: towards(style.CLASSES[name][0], "white", 0.25) for name in present}
    return _Paint([table[p] for p in phases],
                  [_dot(table[n], f"{n} ({list(phases).count(n)})", style.CLASSES[n][1])
                   for n in present], marks=[style.CLASSES[p][1] for p in phases])


def _by_value(values: Any, n_atoms: int, label: str) -> _Paint:
    from matplotlib import cm, colors

    numbers = np.array([np.nan if x is None else float(x) for x in values])
    if len(numbers) != n_atoms:
        raise ArgumentError(f"colour: expected {n_atoms} numbers, found {len(numbers)}")
    known = np.isfinite(numbers)
    if not known.any():
        raise ArgumentError("nothing to draw: no atom has a value")
    if not known.all():
        not_drawn("atoms without a value are grey: "
                  + listed(str(i + 1) for i in np.flatnonzero(~known)))
    reach = float(np.abs(numbers[known]).max()) or 1.0
    signed = (numbers[known] < 0).any()
    scale = cm.ScalarMappable(colors.Normalize(-reach if signed else 0.0, reach),
                              style.DIVERGING if signed else "cividis")
    scale.set_array(numbers[known])
    return _Paint([scale.to_rgba(x) if good else UNKNOWN for x, good in zip(numbers, known)], [],
                  scale, label)


def _paint(thing: Any, structure: Structure, colour: Any, label: Optional[str]) -> _Paint:
    if colour is None:
        colour = "class" if isinstance(thing, Order) else \
            "charge" if isinstance(thing, Charges) else "element"
    if not isinstance(colour, str):
        return _by_value(colour, len(structure), label or "")
    if colour == "element":
        return _by_element(structure)
    if colour == "class":
        found = thing if isinstance(thing, Order) else order_of(structure)
        return _by_class(found.phases)
    if colour == "charge":
        if not isinstance(thing, Charges):
            raise ArgumentError("colour: charges come from dgh.bader, give its result or one "
                                "number for each atom")
        charges = thing.net_charges_e
        if not np.isfinite(charges).any():
            raise ArgumentError("nothing to draw: the charges lack the valences (valences= of "
                                "dgh.bader)")
        return _by_value(charges, len(structure),
                         label or f"{thing.partition.capitalize()} charge (e)")
    if colour == "delta_g":
        raise ArgumentError("colour: ΔG comes from dgh.compute, give the study")
    raise ArgumentError("colour: expected element, class, charge, delta_g or one number for each "
                        f"atom, found {colour!r}")


def _structure_of(thing: Any) -> Structure:
    if isinstance(thing, Charges):
        return thing.density.structure
    if isinstance(thing, Order) and not isinstance(thing, OrderFile):
        raise ArgumentError("an order without its structure: give the path to dgh.order, or the "
                            "structure with colour=\"class\"")
    return Structure.of(thing)


@style.figure
def slab(thing: Any, *, view: str = "top", colour: Union[None, str, Sequence[float]] = None,
         label: Optional[str] = None, host: Optional[str] = None,
         repeat: Optional[Tuple[int, int]] = None, cell: bool = True, ax=None):
    """A slab seen from above, below or the side: atoms with their covalent radii
    (10.1039/b801115j), nearer ones before farther ones, the cell outlined. Å.

    Parameters
    ----------
    thing
        Whatever has atoms (as in `dgh.order`: structure, calculation, site of a study, path...), an
        `OrderFile`, `Charges`, or a `Study`: its host with the added H where they ended, coloured
        by their ΔG; refused ones are crosses.
    view
        "top", "bottom", "side" (along the second vector of the surface).
    colour
        "element", "class" (crystalline, interface, amorphous by `dgh.order`; the mark on an atom
        says the same), "charge" (of Charges, e), "delta_g" (of a Study, eV), or one number for each
        atom. Default: by what `thing` is.
    label
        Of the colour bar, with the unit.
    host
        Of a study with several: the label of the one to draw (default: that of most sites).
    repeat
        Cells along the two vectors of the surface (default: enough for 7 Å).
    cell
        Whether one cell is outlined.

    Raises
    ------
    ArgumentError: nothing to draw, values that are too few.

    Examples
    --------
    >>> dgh.plot.slab(dgh.order("slab/POSCAR"), view="side")
    >>> dgh.plot.slab(dgh.compute("calculations"))
    """
    note, placed = None, Placed([], [], 0.0)
    if isinstance(thing, Study):
        if colour not in (None, "delta_g"):
            raise ArgumentError("colour: a study is coloured by ΔG; give its host for others")
        (found,) = systems(thing)
        structure, placed = placed_on_host(thing, host, view)
        paint, note = _by_element(structure, 0.35), note_of([found])
    else:
        structure = _structure_of(thing)
        if not len(structure) or structure.positions_ang is None:
            raise ArgumentError("nothing to draw: no atoms with positions")
        paint = _paint(thing, structure, colour, label)
    seen = view_of(structure, view, repeat, LEAST_WIDTH_ANG)
    points, owner = seen.place(structure.positions_ang)
    radii = radii_ang(structure)
    box = _box(points, radii[owner], seen, placed)
    if ax is None:
        room = 2.15 if paint.mappable is not None or note else 2.7
        ax = style.axes(None, min(max(room * (box[3] - box[2]) / (box[1] - box[0]), 0.8) + 0.85,
                                  5.5))
    fade = paint.mappable is None and paint.marks is None
    _draw_atoms(ax, points, owner, radii, paint, fade)
    mappable, bar_label = paint.mappable, paint.bar_label
    handles = list(paint.handles)
    if placed.points or placed.refused:
        mappable, bar_label = _draw_h(ax, seen, placed), f"{style.DELTA_G} (eV)"
        if placed.refused:
            handles.append(_dot("black", "refused", "x"))
    if cell and seen.outline is not None:
        ax.plot(*seen.outline.T, color="black", linewidth=0.7, linestyle=(0, (4, 2)), zorder=5)
    ax.set_xlim(box[0], box[1])
    ax.set_ylim(box[2], box[3])
    ax.set_aspect("equal")
    ax.set_xlabel(seen.names[0])
    ax.set_ylabel(seen.names[1])
    if mappable is not None:
        style.colour_bar(ax, mappable, bar_label)
    style.key(ax, handles, note)
    return ax


def _box(points: np.ndarray, radii: np.ndarray, seen: View, placed: Placed):
    low, high = points[:, :2] - radii[:, None], points[:, :2] + radii[:, None]
    least, most = low.min(axis=0), high.max(axis=0)
    if placed.points:
        h = seen.place(np.array([p.position_ang for p in placed.points]))[0][:, :2]
        least = np.minimum(least, h.min(axis=0) - H_RADIUS_ANG)
        most = np.maximum(most, h.max(axis=0) + H_RADIUS_ANG)
    if seen.outline is not None:
        least, most = np.minimum(least, seen.outline.min(axis=0)), \
            np.maximum(most, seen.outline.max(axis=0))
    return least[0] - 0.4, most[0] + 0.4, least[1] - 0.4, most[1] + 0.4


def _circles(ax, centres: np.ndarray, radii: np.ndarray, colours, **options: Any):
    from matplotlib.collections import EllipseCollection
    made = EllipseCollection(2 * radii, 2 * radii, np.zeros(len(radii)), units="xy",
                             offsets=centres, transOffset=ax.transData, facecolors=colours,
                             edgecolors="black", **options)
    ax.add_collection(made)
    return made


def _draw_atoms(ax, points: np.ndarray, owner: np.ndarray, radii: np.ndarray, paint: _Paint,
                fade: bool) -> None:
    rank = np.argsort(points[:, 2], kind="stable")
    depth = points[rank, 2]
    depth = (depth - depth.min()) / (float(np.ptp(depth)) or 1.0)
    colours = [paint.colours[i] for i in owner[rank]]
    if fade:
        colours = [towards(c, "white", 0.6 * (1.0 - d)) for c, d in zip(colours, depth)]
    _circles(ax, points[rank, :2], radii[owner[rank]], colours, linewidths=0.5, zorder=2)
    if paint.marks is not None:
        _draw_marks(ax, points[rank], radii[owner[rank]], [paint.marks[i] for i in owner[rank]])


def _draw_marks(ax, points: np.ndarray, radii: np.ndarray, marks) -> None:
    """What tells the class without colour, where the middle of an atom can be seen."""
    seen = [not (np.hypot(*(points[i + 1:, :2] - points[i, :2]).T) < radii[i + 1:]).any()
            for i in range(len(points))]
    for mark in sorted(set(marks)):
        here = [i for i in range(len(points)) if seen[i] and marks[i] == mark]
        ax.plot(points[here, 0], points[here, 1], linestyle="", marker=mark, markersize=2.2,
                color="black", markeredgewidth=0, zorder=3)


def _draw_h(ax, seen: View, placed: Placed):
    """H coloured by ΔG, the map centred at 0; what cannot be coloured is a cross."""
    from matplotlib import cm, colors

    scale = cm.ScalarMappable(colors.Normalize(-placed.reach_ev, placed.reach_ev),
                              style.DIVERGING)
    if placed.points:
        at, owner = seen.place(np.array([p.position_ang for p in placed.points]))
        rank = np.argsort(at[:, 2], kind="stable")
        values = np.array([p.site.delta_g_ev for p in placed.points], "f8")[owner[rank]]
        made = _circles(ax, at[rank, :2], np.full(len(rank), H_RADIUS_ANG), None, linewidths=1.0,
                        zorder=4)
        made.set_facecolors(scale.to_rgba(values))
        made.set_gid("dgh-delta-g")
        scale.set_array(values)
    if placed.refused:
        at = seen.place(np.array([p.position_ang for p in placed.refused]))[0]
        ax.plot(at[:, 0], at[:, 1], linestyle="", marker="x", color="black", zorder=4)
    return scale
