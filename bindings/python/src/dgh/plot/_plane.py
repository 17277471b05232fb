"""A field on a plane, with the atoms that lie in it."""
from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np

from .._cuts import Cut, Points, cut_plane
from .._errors import ArgumentError
from .._grid import Grid
from .._structure import Structure
from ..density import Difference
from . import _style as style
from ._atoms import element_colours, images, reach_for
from ._planar import is_signed

IN_PLANE_ANG = 0.3
ATOM_ANG = 0.16
LINES = np.array([0.125, 0.25, 0.5, 1.0])


def _grid_of(thing: Any) -> Grid:
    if isinstance(thing, Difference):
        if thing.grid is None:
            raise ArgumentError("expected a difference with its grid (keep_grid=True)")
        return thing.grid
    if not isinstance(thing, Grid):
        raise ArgumentError(f"expected a Difference or a Grid, found {thing!r}")
    return thing


def _corners(grid: Grid, atom: Optional[int], upright: bool) -> List[str]:
    """H and its two nearest neighbours, or its nearest and the normal of the slab; H comes last, so
    that it lies above the others."""
    structure = grid.structure
    if not len(structure) or structure.positions_ang is None:
        raise ArgumentError("through: the grid has no atoms, expected three points")
    if atom is None:
        symbols = structure.symbols
        if "H" not in symbols:
            raise ArgumentError("through: the grid has no H, expected three points or an atom")
        atom = symbols.index("H")
    if not 0 <= atom < len(structure):
        raise ArgumentError(f"atom: expected one from 0 to {len(structure) - 1}, found {atom}")
    here = np.array(structure.positions_ang[atom])
    places, owner = images(structure.positions_ang, grid.cell_ang,
                           max(1, reach_for(grid.cell_ang, 4.0)))
    away = np.linalg.norm(places - here, axis=1)
    near = [i for i in np.argsort(np.round(away, 4), kind="stable")
            if away[i] > 0.1 and structure.numbers[owner[i]] != 1]
    if len(near) < 2:
        raise ArgumentError("through: fewer than two neighbours, expected three points")
    first = places[near[0]]
    others = [places[i] for i in near[1:]
              if np.linalg.norm(np.cross(first - here, places[i] - here)) > 0.5]
    second = others[0]
    if upright:
        second = first + _level(grid, here - first, second - first)
    return ["ang:" + ",".join(repr(float(x)) for x in point) for point in (first, second, here)]


def _level(grid: Grid, direction: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The part of a direction that lies in the surface; of the other one where that is none."""
    vacuum = grid.structure.vacuum_ang()
    axis = 2 if vacuum is None else int(np.argmax(vacuum))
    a, b = (grid.cell_ang[i] for i in range(3) if i != axis)
    normal = np.cross(a, b) / np.linalg.norm(np.cross(a, b))
    for one in (direction, other):
        flat = one - (one @ normal) * normal
        if np.linalg.norm(flat) > 0.3:
            return flat
    return a


def _round(value: float) -> float:
    """Up to the next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(s for s in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if value <= s * power * (1 + 1e-9)) * power)


@style.figure
def slice(thing: Any, through: Optional[Points] = None, *, atom: Optional[int] = None,
          upright: bool = False, n_points: int = 201, margin_ang: float = 2.5,
          limit: Optional[float] = None, interpolation: str = "cubic", lines: bool = True,
          ax=None):
    """A density difference (or another field) on a plane through H and its neighbours.

    The map is centred at 0; red, full lines: electrons gained, blue, broken lines: lost (e/Å³).
    Lines stand at 1/8, 1/4, 1/2 and 1 of the limit. Circles are atoms within 0.3 Å of the plane.
    Values are interpolated by `Grid.sample`.

    Parameters
    ----------
    thing
        A `density.Difference` that kept its grid, or a `Grid`.
    through
        Three points as in `density.profile` ("atom:4/atom:1/atom:2", atoms counted from 1 there);
        None: the first H and its two nearest neighbours, H above them.
    atom
        Another atom than the first H, from 0.
    upright
        Through H, its nearest neighbour and the normal of the slab.
    n_points, margin_ang, interpolation
        As in `density.cut_plane`.
    limit
        Of the colours (default: what 99 % of the plane do not exceed, rounded up).
    lines
        Whether contour lines are drawn.

    Raises
    ------
    ArgumentError: no grid, no H, points on one line.

    Examples
    --------
    >>> drho = dgh.density.difference("AB/CHGCAR", "A/CHGCAR", "B/CHGCAR")
    >>> dgh.plot.slice(drho)
    """
    grid = _grid_of(thing)
    cut = cut_plane(grid, _corners(grid, atom, upright) if through is None else through,
                    n_points, margin_ang)
    values = cut.sample(grid, interpolation)
    centred = isinstance(thing, Difference) or is_signed(values)
    limit = float(limit) if limit else _round(float(np.quantile(np.abs(values), 0.99)))
    steps = np.linalg.norm(cut.steps_ang, axis=1)
    size = [steps[k] * (cut.shape[k] - 1) for k in range(2)]
    ax = style.axes(ax, min(max(2.15 * size[1] / size[0] + 0.5, 1.5), 4.5))
    edges = (-steps[0] / 2, size[0] + steps[0] / 2, -steps[1] / 2, size[1] + steps[1] / 2)
    shown = ax.imshow(values.T, origin="lower", extent=edges, interpolation="bilinear",
                      cmap=style.DIVERGING if centred else "cividis",
                      vmin=-limit if centred else min(0.0, float(values.min())), vmax=limit,
                      zorder=0)
    if lines and values.min() < values.max():
        _contours(ax, values, size, limit, centred)
    _draw_atoms(ax, grid.structure, grid.cell_ang, cut, size)
    ax.set_xlim(0.0, size[0])
    ax.set_ylim(0.0, size[1])
    ax.set_aspect("equal")
    ax.set_xlabel("Distance in the plane (Å)")
    ax.set_ylabel("Distance (Å)")
    _bar(ax, shown, values, limit, centred, grid)
    return ax


def _contours(ax, values: np.ndarray, size, limit: float, centred: bool) -> None:
    levels = np.concatenate([-limit * LINES[::-1], limit * LINES]) if centred else limit * LINES
    levels = levels[(levels > values.min()) & (levels < values.max())]
    if not len(levels):
        return
    x, y = (np.linspace(0.0, size[k], values.shape[k]) for k in range(2))
    ax.contour(x, y, values.T, levels=levels, colors="black", linewidths=0.35, zorder=1,
               linestyles=["--" if level < 0 else "-" for level in levels])


def _bar(ax, shown, values: np.ndarray, limit: float, centred: bool, grid: Grid) -> None:
    over, under = values.max() > limit, centred and values.min() < -limit
    extend = "both" if over and under else "max" if over else "min" if under else "neither"
    name = {"density": style.DELTA_RHO if centred else r"$\rho$",
            "potential": "V", "elf": "ELF"}.get(grid.field, grid.field)
    unit = {"e/Ang^3": " (e/Å$^3$)", "eV": " (eV)"}.get(grid.unit, "")
    style.colour_bar(ax, shown, name + unit, extend)


def _draw_atoms(ax, structure: Structure, cell_ang, cut: Cut, size) -> List[Tuple[str, float,
                                                                                  float]]:
    """Those in the plane, with their names; returns them."""
    if not len(structure) or structure.positions_ang is None:
        return []
    from matplotlib.patches import Circle
    from matplotlib.patheffects import withStroke

    along = [step / np.linalg.norm(step) for step in cut.steps_ang]
    normal = np.cross(*along)
    reach = reach_for(cell_ang, float(np.hypot(*size)) + 3.0)
    places, owner = images(structure.positions_ang, cell_ang, reach)
    symbols = structure.symbols
    colours = element_colours(symbols)
    drawn = []
    for place, i in zip(places - cut.origin_ang, owner):
        x, y = float(place @ along[0]), float(place @ along[1])
        if abs(place @ normal) > IN_PLANE_ANG or not (-0.2 < x < size[0] + 0.2
                                                      and -0.2 < y < size[1] + 0.2):
            continue
        ax.add_patch(Circle((x, y), ATOM_ANG, facecolor=colours[symbols[i]], edgecolor="black",
                            linewidth=0.6, zorder=3))
        if x < size[0] - 0.5 and y < size[1] - 0.4:
            ax.annotate(symbols[i], (x, y), (3.5, 3.0), textcoords="offset points", fontsize=7,
                        zorder=4, path_effects=[withStroke(linewidth=1.5, foreground="white")])
        drawn.append((symbols[i], x, y))
    return drawn
