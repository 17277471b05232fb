"""Planar averages along the normal of a slab, with the planes of atoms."""
from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Tuple, Union

import numpy as np

from .._errors import ArgumentError
from .._grid import Grid
from .._structure import Structure
from ..density import Curve, Difference, ProfileOfFile, planar_average as average
from . import _style as style
from ._atoms import element_colours

MOST_NAMES = 12
SAME_PLANE_ANG = 0.25
SIGNED = 0.02


class _Source(NamedTuple):
    curve: Curve
    structure: Optional[Structure]
    cell_ang: np.ndarray
    origin_ang: np.ndarray
    axis: int
    unit: str
    is_difference: bool


def _source(thing: Any, axis: Union[str, int, None]) -> _Source:
    from .._values import axis_number

    if isinstance(thing, Difference):
        if axis not in (None, thing.axis) and axis_number(axis) != thing.axis:
            if thing.grid is None:
                raise ArgumentError("axis: the difference has its profile along "
                                    f"{'abc'[thing.axis]} and no grid (keep_grid=True)")
            return _of_grid(thing.grid, axis_number(axis), True)
        return _Source(thing.profile, thing.structure, thing.cell_ang,
                       np.array(thing.record.origin_ang), thing.axis,
                       "e/Ang^3" if "density" in thing.field else "", True)
    if isinstance(thing, ProfileOfFile):
        header = thing.header
        return _Source(thing.curve, header.structure, header.cell_ang, header.origin_ang,
                       thing._profiles._c.axis, header.unit, False)
    if isinstance(thing, Grid):
        return _of_grid(thing, axis_number(2 if axis is None else axis), False)
    raise ArgumentError("expected a Difference, a Grid or a file of dgh.density.profile, found "
                        f"{thing!r}")


def _of_grid(grid: Grid, axis: int, is_difference: bool) -> _Source:
    return _Source(average(grid, axis), grid.structure, grid.cell_ang, grid.origin_ang, axis,
                   grid.unit, is_difference or is_signed(grid.data))


def is_signed(values: np.ndarray) -> bool:
    """Whether a field goes both ways, as a difference does; a density of PAW or of an interpolation
    is negative here and there by a trifle."""
    return bool(values.min() < -SIGNED * values.max() < 0)


def atom_planes(source: _Source, first_ang: float) -> List[Tuple[float, str]]:
    """Height of each plane of atoms in the figure, and its elements."""
    structure = source.structure
    if structure is None or not len(structure) or structure.positions_ang is None:
        return []
    a, b = (source.cell_ang[i] for i in range(3) if i != source.axis)
    normal = np.cross(a, b)
    normal *= np.sign(normal @ source.cell_ang[source.axis]) / np.linalg.norm(normal)
    height = (structure.positions_ang - source.origin_ang) @ normal
    height = first_ang + np.mod(height - first_ang, source.curve.length_ang)
    planes: List[Tuple[float, str]] = []
    for i in np.argsort(height, kind="stable"):
        symbol = structure.symbols[i]
        if planes and height[i] - planes[-1][0] < SAME_PLANE_ANG and planes[-1][1] == symbol:
            continue
        planes.append((float(height[i]), symbol))
    return planes


@style.figure
def planar_average(thing: Any, *, axis: Union[str, int, None] = None, cumulated: bool = True,
                   ax=None):
    """Planar average λ(z) along the normal of the planes, and on the right ΔQ(z), its integral from
    the middle of the vacuum; the planes of atoms are marked.

    λ in e/Å for a density or its difference (> 0: electrons gained), the mean in eV for a
    potential, which has no integral. The cell begins in the middle of the vacuum.

    Parameters
    ----------
    thing
        A `density.Difference`, a `Grid`, or a file of `density.profile`.
    axis
        "a", "b", "c" or 0, 1, 2 (default: of the difference or the profile; c of a grid).
    cumulated
        Whether ΔQ(z) is drawn; its axes are the last of the figure.

    Raises
    ------
    ArgumentError: something without a profile.

    Examples
    --------
    >>> drho = dgh.density.difference("AB/CHGCAR", "A/CHGCAR", "B/CHGCAR")
    >>> dgh.plot.planar_average(drho)
    """
    source = _source(thing, axis)
    curve = source.curve
    density = source.unit == "e/Ang^3"
    start = curve.start
    z = np.concatenate([curve.position_ang[start:], curve.position_ang[:start] + curve.length_ang])
    values = curve.per_length if density else curve.mean
    values = np.concatenate([values[start:], values[:start]])
    ax = style.axes(ax)
    ax.plot(z, values, color=style.COLOURS[0], label=r"$\lambda(z)$" if density else "mean")
    if density:
        ax.set_ylabel((r"$\Delta\lambda$" if source.is_difference else r"$\lambda$") + " (e/Å)")
    else:
        ax.set_ylabel("Planar mean (eV)" if source.unit == "eV" else "Planar mean")
    ax.axhline(0.0, color=style.PALE, linewidth=0.5, zorder=0)
    ax.set_xlim(z[0], z[0] + curve.length_ang)
    ax.set_xlabel(f"z along the normal, lattice vector {'abc'[source.axis]} (Å)")
    handles = list(ax.lines[:1])
    if cumulated and density:
        handles += _cumulated(ax, curve, z, start, source.is_difference)
    _mark(ax, atom_planes(source, float(z[0])))
    style.key(ax, handles if len(handles) > 1 else [], room_pt=7.0)
    return ax


def _cumulated(ax, curve: Curve, z: np.ndarray, start: int, is_difference: bool) -> List[Any]:
    total = np.concatenate([curve.cumulated[start:], curve.cumulated[:start]])
    right = ax.twinx()
    ax.tick_params(which="both", right=False)
    right.tick_params(which="both", direction="in", labelsize=7, width=0.6, length=3, pad=2.5)
    drawn = right.plot(z, total, color=style.COLOURS[1], linestyle="--",
                       label=r"$\Delta Q(z)$" if is_difference else r"$Q(z)$")
    right.set_ylabel((r"$\Delta Q$" if is_difference else r"$Q$") + " (e)")
    if is_difference:  # zero at one height on both sides
        for one in (ax, right):
            reach = 1.1 * max(abs(float(y)) for y in one.lines[0].get_ydata())
            one.set_ylim(-reach or -1.0, reach or 1.0)
    return drawn


def _mark(ax, planes: List[Tuple[float, str]]) -> None:
    """A line for each plane, its elements above the axes; of many planes only short lines."""
    if not planes:
        return
    colours = element_colours([symbol for _, symbol in planes])
    few = len(planes) <= MOST_NAMES
    for height, symbol in planes:
        colour = "0.35" if symbol == "H" else "0.65"
        ax.axvline(height, ymin=0.0 if few else 0.95, color=colour if few else colours[symbol],
                   linewidth=0.6, linestyle=(0, (4, 2)) if symbol == "H" else "-", zorder=0)
    if not few:
        return
    left, right = ax.get_xlim()
    gap = 0.035 * (right - left)
    groups: List[Tuple[List[float], str]] = []
    for height, symbol in planes:  # planes of one element whose names would touch have one name
        if groups and groups[-1][1] == symbol and height - groups[-1][0][-1] < gap:
            groups[-1][0].append(height)
        else:
            groups.append(([height], symbol))
    wanted = [float(np.mean(heights)) for heights, _ in groups]
    for at, (_, symbol) in zip(style.spread(wanted, gap), groups):
        ax.text(at, 1.01, symbol, transform=ax.get_xaxis_transform(), ha="center", va="bottom",
                fontsize=6)
