"""Atoms in figures: colours, radii, images."""
from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

import numpy as np

from .._libdgh import lib
from .._structure import Structure

# Of Okabe and Ito where a metal or its neighbours need telling apart; the key names every element.
ELEMENTS = {"H": "#FFFFFF", "C": "#555555", "N": "#0072B2", "O": "#D55E00", "P": "#E69F00",
            "S": "#F0E442", "Ni": "#009E73", "Cu": "#D55E00", "Pt": "#B9C3D6", "Pd": "#56B4E9",
            "Au": "#F0E442", "Ag": "#DDDDDD", "Co": "#CC79A7", "Fe": "#A65628", "Ru": "#5E8C8C",
            "Ir": "#7A6FAC", "Rh": "#8FB0A9", "Mo": "#66A61E", "W": "#4E79A7", "Si": "#C9A66B",
            "Ti": "#AAAAAA", "Zr": "#7FC7C7"}
OTHERS = ("#999933", "#882255", "#44AA99", "#DDCC77", "#AA4499", "#332288", "#88CCEE")


def element_colours(symbols: Sequence[str]) -> Dict[str, str]:
    """A colour for each element, in the order in which they come."""
    found: Dict[str, str] = {}
    n_others = 0
    for symbol in symbols:
        if symbol not in found:
            found[symbol] = ELEMENTS.get(symbol, OTHERS[n_others % len(OTHERS)])
            n_others += symbol not in ELEMENTS
    return found


def radii_ang(structure: Structure) -> np.ndarray:
    """Covalent radii [n] (10.1039/b801115j)."""
    return np.array([lib.dgh_element_covalent_radius_ang(int(z)) or 1.0
                     for z in structure.numbers])


def towards(colour: str, other: str, share: float) -> Tuple[float, ...]:
    """A mixture of two colours."""
    from matplotlib.colors import to_rgb
    return tuple((1.0 - share) * a + share * b for a, b in zip(to_rgb(colour), to_rgb(other)))


def images(positions_ang: np.ndarray, cell_ang, reach: int = 1) -> Tuple[np.ndarray, List[int]]:
    """Positions with those of the neighbouring cells, and the atom that each belongs to."""
    positions = np.asarray(positions_ang)
    if cell_ang is None:
        return positions, list(range(len(positions)))
    steps = [-i for i in range(1, reach + 1)] + list(range(reach + 1))
    steps.sort(key=abs)
    shifts = np.array([[i, j, k] for i in steps for j in steps for k in steps]) @ cell_ang
    return ((positions[None] + shifts[:, None]).reshape(-1, 3),
            list(range(len(positions))) * len(shifts))


def reach_for(cell_ang, length_ang: float) -> int:
    """Cells on each side that hold all images within a length."""
    if cell_ang is None:
        return 0
    volume = abs(np.linalg.det(cell_ang))
    heights = [volume / np.linalg.norm(np.cross(cell_ang[(i + 1) % 3], cell_ang[(i + 2) % 3]))
               for i in range(3)]
    return min(int(np.ceil(length_ang / min(heights))), 6)
