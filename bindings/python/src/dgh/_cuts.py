"""Points on lines and planes of a cell, and what a field is there."""
from __future__ import annotations

from typing import Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import make
from ._errors import ArgumentError
from ._grid import Grid
from ._libdgh import ffi, lib

Points = Union[str, Sequence[Union[str, Sequence[float]]]]


def points(text_or_points: Points, n: int, argument: str):
    """"atom:3/atom:37" as the program has it, or a list of points: (x, y, z) fractional."""
    made = ffi.new("dgh_point[]", n)
    if not isinstance(text_or_points, str):
        parts = [p if isinstance(p, str) else ",".join(repr(float(x)) for x in p)
                 for p in text_or_points]
        text_or_points = "/".join(parts)
    err = ffi.new("dgh_error *")
    if lib.dgh_point_parse(made, n, text_or_points.encode(), err) != lib.DGH_OK:
        raise ArgumentError(f"{argument}: {ffi.string(err.message).decode('utf-8', 'replace')}")
    return made


class Cut:
    """Points on a line, or on a rectangle of a plane. Angstrom."""

    __slots__ = ("_c",)

    def __init__(self, c):
        self._c = c

    @property
    def shape(self) -> Tuple[int, ...]:
        """(n,) of a line, (n along the first side, n along the second) of a plane."""
        n = tuple(self._c.n)
        return n if self._c.n_corners == 3 else n[:1]

    @property
    def positions_ang(self) -> np.ndarray:
        """[*shape, 3]"""
        flat = v.array(self._c.position_ang, (self._c.n[1], self._c.n[0], 3), self._c)
        return flat.transpose(1, 0, 2) if self._c.n_corners == 3 else flat[0]

    @property
    def origin_ang(self) -> np.ndarray:
        """The first point."""
        return v.vector(self._c.origin_ang)

    @property
    def steps_ang(self) -> np.ndarray:
        """From point to point along the first and the second side [2, 3]."""
        return np.array([list(step) for step in self._c.step_ang])

    @property
    def corners_ang(self) -> np.ndarray:
        """The points that it was asked for [2 or 3, 3]."""
        return np.array([list(self._c.corner_ang[i]) for i in range(self._c.n_corners)])

    def sample(self, grid: Grid, interpolation: str = "cubic", jobs: int = 0) -> np.ndarray:
        """The field of a grid on the points [*shape], see `Grid.sample`."""
        flat = v.array(self._c.position_ang, (self._c.n_points, 3), self._c)
        return grid.sample(flat, interpolation, jobs).reshape(self.shape[::-1]).T

    def __repr__(self) -> str:
        return f"<dgh.density.Cut: {' x '.join(map(str, self.shape))} points>"


def cut_line(grid: Grid, ends: Points, n_points: int = 101, margin_ang: float = 0.0) -> Cut:
    """A line from one point to another, `margin_ang` longer on both sides. Points as in `profile`:
    "atom:3/0.5,0.5,0.7" (atoms count from 1 there), "ang:1.5,0,7.2" Cartesian, or a list of two.

    Raises ArgumentError (points that are none, or one and the same)."""
    return Cut(make("dgh_cut", lib.dgh_cut_line, lib.dgh_cut_free, grid._c,
                    points(ends, 2, "ends"), n_points, float(margin_ang)))


def cut_plane(grid: Grid, corners: Points, n_points: int = 101, margin_ang: float = 2.0) -> Cut:
    """The rectangle in the plane through three points that holds them, `margin_ang` larger on all
    sides: its first side runs along the first two, the third lies on the side of the second.
    `n_points` along the longer side, as dense along the other. Points as in `cut_line`.

    Raises ArgumentError (points that are none, or on one line)."""
    return Cut(make("dgh_cut", lib.dgh_cut_plane, lib.dgh_cut_free, grid._c,
                    points(corners, 3, "corners"), n_points, float(margin_ang)))
