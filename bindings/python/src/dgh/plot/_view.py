"""From which side a slab is looked at."""
from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np

from .._errors import ArgumentError
from .._structure import Structure


class View(NamedTuple):
    """Axes of the picture (right, up, towards whoever looks) and how a slab is laid out in it."""

    axes: np.ndarray
    cell_ang: Optional[np.ndarray]
    in_plane: Tuple[int, int]
    normal: int
    cut: float
    repeat: Tuple[int, int]
    outline: Optional[np.ndarray]
    names: Tuple[str, str]

    def place(self, positions_ang: Any) -> Tuple[np.ndarray, np.ndarray]:
        """Positions in the picture [m, 3], and the atom that each belongs to: all of them in the
        cell, the slab in one piece, and repeated."""
        positions = np.asarray(positions_ang, "f8").reshape(-1, 3)
        n = len(positions)
        if self.cell_ang is None:
            return positions @ self.axes.T, np.arange(n)
        fractional = np.linalg.solve(self.cell_ang.T, positions.T).T
        for k in self.in_plane:
            fractional[:, k] = np.mod(fractional[:, k] + 1e-4, 1.0) - 1e-4
        fractional[:, self.normal] = self.cut + np.mod(fractional[:, self.normal] - self.cut, 1.0)
        every: List[np.ndarray] = []
        for i in range(self.repeat[0]):
            for j in range(self.repeat[1]):
                shift = np.zeros(3)
                shift[list(self.in_plane)] = i, j
                every.append((fractional + shift) @ self.cell_ang)
        return np.concatenate(every) @ self.axes.T, np.tile(np.arange(n), len(every))


def _middle_of_vacuum(structure: Structure, axis: int) -> float:
    """Fractional coordinate in the middle of the widest gap between atoms along a vector."""
    fractional = structure.fractional
    if fractional is None:
        return 0.0
    z = np.sort(np.mod(fractional[:, axis], 1.0))
    gaps = np.diff(np.append(z, z[0] + 1.0))
    widest = int(np.argmax(gaps))
    return float(z[widest] + gaps[widest] / 2)


def view_of(structure: Structure, view: str, repeat: Optional[Tuple[int, int]],
            least_ang: float) -> View:
    if view not in ("top", "bottom", "side"):
        raise ArgumentError(f"view: expected top, bottom or side, found {view!r}")
    cell = structure.cell_ang
    if cell is None:
        return View(_axes(np.eye(3)[0], np.eye(3)[2], view), None, (0, 1), 2, 0.0, (1, 1), None,
                    _names(view))
    vacuum = structure.vacuum_ang()
    normal = 2 if vacuum is None else int(np.argmax(vacuum))
    first, second = (normal + 1) % 3, (normal + 2) % 3
    a, b = cell[first], cell[second]
    up = np.cross(a, b)
    axes = _axes(a / np.linalg.norm(a), np.sign(up @ cell[normal]) * up / np.linalg.norm(up), view)
    if repeat is None:
        n = [max(1, int(np.ceil(least_ang / np.linalg.norm(x) - 1e-6))) for x in (a, b)]
        repeat = n[0], 1 if view == "side" else n[1]
    elif len(repeat) != 2 or min(repeat) < 1:
        raise ArgumentError(f"repeat: expected two numbers above 0, found {repeat!r}")
    outline = None if view == "side" else (np.array([0 * a, a, a + b, b, 0 * a]) @ axes.T)[:, :2]
    return View(axes, cell, (first, second), normal, _middle_of_vacuum(structure, normal) - 1.0,
                (repeat[0], repeat[1]), outline, _names(view))


def _axes(right: np.ndarray, out: np.ndarray, view: str) -> np.ndarray:
    """Right-handed: right x up points to whoever looks."""
    across = np.cross(out, right)
    if view == "top":
        return np.array([right, across, out])
    if view == "bottom":
        return np.array([right, -across, -out])
    return np.array([right, out, -across])


def _names(view: str) -> Tuple[str, str]:
    return "Along the first vector (Å)", "Along the normal (Å)" if view == "side" else "Across (Å)"
