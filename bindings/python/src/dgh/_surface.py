"""Neighbours, order, sites and symmetry of structures.

Every function takes whatever has atoms: a `Structure`, a `Calculation`, a `Grid`, an ase.Atoms, a
pymatgen structure, or a path.
"""
from __future__ import annotations

from typing import Any, List, Optional, Tuple, Union

import numpy as np

from . import _values as v
from ._call import make
from ._errors import ArgumentError
from ._libdgh import ffi, lib
from ._structure import Structure


class Neighbours:
    """Who is next to whom."""

    __slots__ = ("_c", "_owner")

    def __init__(self, c, owner):
        self._c, self._owner = c, owner

    def __len__(self) -> int:
        return self._c.n_atoms

    @property
    def first(self) -> np.ndarray:
        """[n + 1]: pairs first[i] to first[i + 1] are the neighbours of atom i, nearest first."""
        return v.array(self._c.first, len(self) + 1, self._owner)

    @property
    def pairs(self) -> np.ndarray:
        """[n_pairs] with the fields vector_ang, distance_ang, atom: a structured view."""
        n = int(self.first[-1]) if len(self) else 0
        dtype = np.dtype({"names": ["vector_ang", "distance_ang", "atom"],
                          "formats": [("f8", 3), "f8", "u4"],
                          "offsets": [ffi.offsetof("dgh_neighbour", name) for name in
                                      ("vector_ang", "distance_ang", "atom")],
                          "itemsize": ffi.sizeof("dgh_neighbour")})
        if not n:
            return np.zeros(0, dtype)
        raw = v.array(ffi.cast("uint32_t *", self._c.neighbour), n * dtype.itemsize // 4,
                      self._owner)
        return raw.view(dtype)

    @property
    def coordination(self) -> np.ndarray:
        """Number of neighbours of each atom [n]."""
        return np.diff(self.first).astype(int)

    @property
    def species(self) -> List[int]:
        """Atomic numbers, ascending."""
        return [self._c.species[i] for i in range(self._c.n_species)]

    @property
    def cutoffs_ang(self) -> np.ndarray:
        """Of each pair of species [n_species, n_species], Angstrom."""
        n = self._c.n_species
        return v.array(self._c.cutoff_ang, (n, n), self._owner)


v.shown_as["dgh_neighbours"] = Neighbours


def _neighbour_options(options, rule: str, radii_factor, cutoff_ang, jobs: int) -> None:
    if cutoff_ang is not None:
        options.rule, options.cutoff_ang = lib.DGH_NEIGHBOUR_CUTOFF, cutoff_ang
    else:
        options.rule = v.choose("dgh_neighbour_rule", rule, "rule")
    if radii_factor is not None:
        options.radii_factor = radii_factor
    options.jobs = v.number_of_jobs(jobs)


def neighbours(structure: Any, *, rule: str = "rdf", radii_factor: Optional[float] = None,
               cutoff_ang: Optional[float] = None, jobs: int = 0) -> Neighbours:
    """Neighbours by the first minimum of g(r) ("rdf"), by radii ("radii"), or within `cutoff_ang`
    (Angstrom)."""
    structure = Structure.of(structure)
    options = v.options("dgh_neighbour_options")
    _neighbour_options(options, rule, radii_factor, cutoff_ang, jobs)
    c = make("dgh_neighbours", lib.dgh_neighbours_find, lib.dgh_neighbours_free,
             structure._pointer, options)
    return Neighbours(c, c)


class Order:
    """What is crystal and what is glass."""

    __slots__ = ("_c", "_owner")

    def __init__(self, c, owner=None):
        self._c, self._owner = c, c if owner is None else owner

    def __len__(self) -> int:
        return self._c.n_atoms

    @property
    def atoms(self) -> Tuple[v.Row, ...]:
        """One row for each atom (dgh_order_atom of dgh/order.h): `coordination`, `q` (q4, q6, q8),
        `q_mean`, `lattice`, `phase`..."""
        return v.rows(self._c.atoms, len(self), self._owner)

    @property
    def phases(self) -> List[str]:
        """"crystalline", "interface" or "amorphous" of each atom."""
        return [v.text(lib.dgh_phase_name(self._c.atoms[i].phase)) for i in range(len(self))]

    @property
    def lattices(self) -> List[str]:
        """"fcc", "hcp", "bcc", "icosahedral" or "other" of each atom."""
        return [v.text(lib.dgh_lattice_name(self._c.atoms[i].lattice)) for i in range(len(self))]

    @property
    def q(self) -> np.ndarray:
        """Steinhardt's q4, q6, q8 [n, 3]."""
        return np.array([list(self._c.atoms[i].q) for i in range(len(self))]).reshape(-1, 3)

    @property
    def q_mean(self) -> np.ndarray:
        """Averaged over the atom and its neighbours [n, 3]."""
        return np.array([list(self._c.atoms[i].q_mean) for i in range(len(self))]).reshape(-1, 3)

    @property
    def coordination(self) -> np.ndarray:
        """Number of neighbours [n]."""
        return np.array([self._c.atoms[i].coordination for i in range(len(self))], int)

    @property
    def crystalline_fraction(self) -> float:
        return self._c.crystalline_fraction

    @property
    def mean_coordination(self) -> float:
        return self._c.mean_coordination

    @property
    def species(self) -> List[int]:
        """Atomic numbers, ascending."""
        return [self._c.species[i] for i in range(self._c.n_species)]

    @property
    def warren_cowley(self) -> np.ndarray:
        """Short-range order of each pair of species."""
        n = self._c.n_species
        return v.array(self._c.warren_cowley, (n, n), self._owner)

    @property
    def neighbours(self) -> Neighbours:
        return Neighbours(self._c.neighbours, self._owner)

    @property
    def record(self) -> v.Row:
        """All fields under the names of the C interface (dgh/order.h)."""
        return v.Row(self._c[0], self._owner)

    def __repr__(self) -> str:
        return f"<dgh.Order: {len(self)} atoms, {self.crystalline_fraction:.1%} crystalline>"


v.shown_as["dgh_order"] = Order


def order(structure: Any, *, rule: str = "rdf", radii_factor: Optional[float] = None,
          cutoff_ang: Optional[float] = None, bond_threshold: Optional[float] = None,
          solid_fraction: Optional[float] = None, least_cluster: Optional[int] = None,
          jobs: int = 0) -> Order:
    """Bond order, lattice type, phase of every atom and short-range order.

    Parameters
    ----------
    structure
        Anything with atoms, or a path.
    rule, radii_factor, cutoff_ang
        Who is a neighbour, see `neighbours`.
    bond_threshold, solid_fraction, least_cluster
        A bond is solid-like above (0.7); an atom crystalline with at least this part of such bonds
        (7/12); smaller crystalline groups count as amorphous (4).
    """
    structure = Structure.of(structure)
    options = v.options("dgh_order_options")
    _neighbour_options(options.neighbours, rule, radii_factor, cutoff_ang, jobs)
    options.jobs = v.number_of_jobs(jobs)
    if bond_threshold is not None:
        options.bond_threshold = bond_threshold
    if solid_fraction is not None:
        options.solid_fraction = solid_fraction
    if least_cluster is not None:
        options.least_cluster = least_cluster
    return Order(make("dgh_order", lib.dgh_order_compute, lib.dgh_order_free, structure._pointer,
                      options))


class SurfaceSite(v.Row):
    """A place of an adsorbate (dgh_surface_site of dgh/sites.h): `kind`, `position_ang`,
    `normal`, `height_ang`, `gcn`, `orbit`, `multiplicity`..."""

    __slots__ = ()

    @property
    def atoms(self) -> List[int]:
        """Atoms that the probe touches, from 0."""
        return [self._c.atoms[i] for i in range(self._c.n_atoms)]


class Sites:
    """The places of a surface where an adsorbate can sit; iterable."""

    __slots__ = ("_c", "_structure")

    def __init__(self, c, structure: Structure):
        self._c, self._structure = c, structure

    def __len__(self) -> int:
        return self._c.n_sites

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        n = len(self)
        if not -n <= index < n:
            raise IndexError(f"site {index} of {n}")
        return SurfaceSite(self._c.sites[index % n], self._c)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    @property
    def representatives(self) -> List[SurfaceSite]:
        """One site of each orbit of equivalent ones."""
        return [self[i] for i in range(len(self)) if self._c.sites[i].orbit == i]

    @property
    def is_surface(self) -> np.ndarray:
        """[n_atoms] the probe can touch it coming from the vacuum."""
        return v.array(self._c.is_surface, self._c.n_atoms, self._c)

    @property
    def bulk_coordination(self) -> float:
        return self._c.bulk_coordination

    @property
    def record(self) -> v.Row:
        """All fields under the names of the C interface (dgh/sites.h)."""
        return v.Row(self._c[0], self._c)

    def place(self, index: int, element: Union[str, int] = "H") -> Structure:
        """The structure with an atom of `element` at a site."""
        number = element if isinstance(element, int) else \
            lib.dgh_element_from_label(element.encode())
        if not number:
            raise ArgumentError(f"element: expected one, found {element!r}")
        s = self._structure
        symbol = v.text(lib.dgh_element_symbol(number))
        return Structure.from_arrays([*s.numbers, number],
                                     np.vstack([s.positions_ang, self[index].position_ang]),
                                     s.cell_ang, [*s.labels, symbol])

    def __repr__(self) -> str:
        return f"<dgh.Sites: {len(self)} of {self._c.n_orbits} kinds>"


def sites(structure: Any, *, adsorbate: Union[str, int] = "H",
          probe_radius_ang: Optional[float] = None, merge_ang: Optional[float] = None,
          symmetry_ang: Optional[float] = None, jobs: int = 0) -> Sites:
    """Surface atoms and adsorption sites, by a sphere rolled over the atoms.

    Parameters
    ----------
    structure
        Anything with atoms and a vacuum, or a path.
    adsorbate
        Element that is placed.
    probe_radius_ang, merge_ang, symmetry_ang
        Of the sphere (1.2); nearer places of one kind are one (0.7); tolerance of the symmetry that
        makes sites equivalent (0.1; 0: none). Angstrom.
    """
    structure = Structure.of(structure)
    options = v.options("dgh_sites_options")
    options.adsorbate = adsorbate if isinstance(adsorbate, int) else \
        lib.dgh_element_from_label(adsorbate.encode())
    for name, value in (("probe_radius_ang", probe_radius_ang), ("merge_ang", merge_ang),
                        ("symmetry_ang", symmetry_ang)):
        if value is not None:
            setattr(options, name, value)
    options.jobs = v.number_of_jobs(jobs)
    c = make("dgh_sites", lib.dgh_sites_find, lib.dgh_sites_free, structure._pointer, options)
    return Sites(c, structure)


def symmetry(structure: Any, tolerance_ang: float = 0.01) -> v.Row:
    """Space group (dgh_symmetry of dgh/symmetry.h): `space_group`, `symbol`, `point_group`,
    `vacuum_axis` (-1: no slab), `sides_equivalent`, `n_inequivalent`."""
    structure = Structure.of(structure)
    c = make("dgh_symmetry", lib.dgh_symmetry_find, lib.dgh_symmetry_free, structure._pointer,
             tolerance_ang)
    return v.Row(c[0], c)


def symmetry_number(molecule: Any, tolerance_ang: float = 0.01) -> int:
    """Of a molecule, for its rotational entropy: 2 of H2."""
    from ._call import do

    molecule = Structure.of(molecule)
    out = ffi.new("unsigned *")
    do(lib.dgh_symmetry_number, out, molecule._pointer, tolerance_ang)
    return out[0]
