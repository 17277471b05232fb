"""Neighbours, order, sites and symmetry of structures.

Every function takes whatever has atoms: a `Structure`, a `Calculation`, a `Grid`, an ase.Atoms, a
pymatgen structure, or a path.
"""
from __future__ import annotations

import os
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import do, document, make, works
from ._documents import Tables
from ._errors import ArgumentError, warn
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


def _put_given(c, **values) -> None:
    """Sets the options that were given."""
    for name, value in values.items():
        if value is not None:
            setattr(c, name, value)


def _neighbour_options(options, rule: str, radii_factor, cutoff_ang, least_face,
                       cell_radius) -> None:
    options.rule = v.choose("dgh_neighbour_rule", rule, "rule")
    if cutoff_ang is not None:
        options.rule, options.cutoff_ang = lib.DGH_NEIGHBOUR_CUTOFF, cutoff_ang
    elif options.rule == lib.DGH_NEIGHBOUR_CUTOFF:
        raise ArgumentError("rule='cutoff' needs cutoff_ang")
    _put_given(options, radii_factor=radii_factor, least_face=least_face, cell_radius=cell_radius)


def neighbours(structure: Any, *, rule: str = "rdf", radii_factor: Optional[float] = None,
               cutoff_ang: Optional[float] = None, least_face: Optional[float] = None,
               cell_radius: Optional[float] = None, jobs: int = 0) -> Neighbours:
    """Neighbours by the first minimum of g(r) ("rdf"), by radii ("radii"), by Voronoi cells
    ("voronoi"), or within `cutoff_ang` (Angstrom); see dgh/neighbours.h."""
    structure = Structure.of(structure)
    options = v.options("dgh_neighbour_options")
    _neighbour_options(options, rule, radii_factor, cutoff_ang, least_face, cell_radius)
    options.jobs = v.number_of_jobs(jobs)
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


class OrderFile(Order, Tables):
    """Order of a structure that stands in a file; it has the documents of ``dgh order``."""

    __slots__ = ("_file",)

    def __init__(self, file):
        super().__init__(v.hold(file.order, file), file)
        self._file = file

    @property
    def path(self) -> str:
        return v.text(self._file.path)

    @property
    def geometry(self) -> str:
        """"final geometry", "ionic step 3 of 12"..."""
        return v.text(self._file.geometry)

    @property
    def structure(self) -> Structure:
        return Structure(self._file.structure, self._file)

    @property
    def interface_ang(self) -> Optional[np.ndarray]:
        """Distance of each atom [n] to the interface of crystal and glass, Angstrom; None: there is
        none."""
        return v.array(self._file.interface_ang, len(self), self._file)

    @property
    def means(self) -> Dict[str, v.Row]:
        """Means over the atoms of each phase and over "all": `n_atoms`, `coordination`, `q`..."""
        found = {v.text(lib.dgh_phase_name(i)): v.Row(self._file.phase[i], self._file)
                 for i in range(lib.DGH_N_PHASES)}
        return {**found, "all": v.Row(self._file.mean, self._file)}

    @property
    def rdf(self) -> "Rdf":
        """g(r)"""
        return Rdf(self._file.rdf, self._file)

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        return v.diagnostics(self._file.diagnostics, self._file.n_diagnostics)

    def _document(self, function, others, *more) -> str:
        files = ffi.new("dgh_order_file *[]", [o._file for o in (self, *others)])
        return document(function, files, len(files), *more)

    def to_json(self, *others: "OrderFile") -> str:
        """The document of ``dgh order --json``, of several structures together on request."""
        return self._document(lib.dgh_report_order_json, others)

    def to_csv(self, *others: "OrderFile") -> str:
        """One row for each atom."""
        return self._document(lib.dgh_report_order_csv, others)

    def to_text(self, *others: "OrderFile") -> str:
        """What ``dgh order`` prints."""
        return self._document(lib.dgh_report_order_text, others, ffi.NULL)

    def to_xyz(self) -> str:
        """Extended XYZ with a column for each property."""
        return document(lib.dgh_report_order_xyz, self._file)


class Rdf:
    """Radial distribution functions."""

    __slots__ = ("_c", "_owner")

    def __init__(self, c, owner):
        self._c, self._owner = v.hold(c, owner), owner

    @property
    def r_ang(self) -> np.ndarray:
        """Middle of each bin, Angstrom."""
        return v.array(self._c.r_ang, self._c.n_bins, self._owner)

    @property
    def total(self) -> np.ndarray:
        """g(r)"""
        return v.array(self._c.total, self._c.n_bins, self._owner)

    @property
    def species(self) -> List[int]:
        """Atomic numbers, ascending."""
        return [self._c.species[i] for i in range(self._c.n_species)]

    @property
    def partial(self) -> np.ndarray:
        """g_ij(r) [n_species, n_species, n_bins]"""
        n = self._c.n_species
        return v.array(self._c.partial, (n, n, self._c.n_bins), self._owner)

    @property
    def first_peak_ang(self) -> Optional[v.Number]:
        return v.real(self._c.total_shell.first_peak_ang)

    @property
    def first_minimum_ang(self) -> Optional[v.Number]:
        return v.real(self._c.total_shell.first_minimum_ang)

    def to_csv(self) -> str:
        """r, the total, and with several elements the partial ones."""
        return document(lib.dgh_report_rdf_csv, self._c)


def rdf(structure: Any, *, largest_ang: Optional[float] = None, n_bins: Optional[int] = None,
        smoothing_ang: Optional[float] = None, jobs: int = 0) -> Rdf:
    """Radial distribution functions up to `largest_ang` (8 Angstrom) in `n_bins` (400)."""
    structure = Structure.of(structure)
    options = v.options("dgh_rdf_options")
    _put_given(options, largest_ang=largest_ang, n_bins=n_bins, smoothing_ang=smoothing_ang)
    options.jobs = v.number_of_jobs(jobs)
    c = make("dgh_rdf", lib.dgh_rdf_compute, lib.dgh_rdf_free, structure._pointer, options)
    return Rdf(c, c)


def order(structure: Any, *, rule: str = "rdf", radii_factor: Optional[float] = None,
          cutoff_ang: Optional[float] = None, least_face: Optional[float] = None,
          cell_radius: Optional[float] = None, bond_threshold: Optional[float] = None,
          solid_fraction: Optional[float] = None, smoothing: Optional[float] = None,
          least_cluster: Optional[int] = None, rdf_range_ang: Optional[float] = None,
          rdf_bins: Optional[int] = None, jobs: int = 0) -> Order:
    """Bond order, lattice type, phase of every atom and short-range order, as ``dgh order``.

    Parameters
    ----------
    structure
        The path of a file or run (then the result is an `OrderFile`, with g(r), the interface and
        documents), or anything else with atoms.
    rule, radii_factor, cutoff_ang, least_face, cell_radius
        Who is a neighbour, see `neighbours`.
    bond_threshold, solid_fraction, least_cluster, smoothing
        A bond is solid-like above (0.7); an atom crystalline with at least this part of such bonds
        (7/12); smaller crystalline groups count as amorphous (4). `smoothing` is of the interface,
        in mean distances of neighbours (3).
    rdf_range_ang, rdf_bins
        Of g(r), for a path.
    """
    of_file = isinstance(structure, (str, bytes, os.PathLike))
    options = v.options("dgh_order_file_options" if of_file else "dgh_order_options")
    own = options.order if of_file else options
    _neighbour_options(own.neighbours, rule, radii_factor, cutoff_ang, least_face, cell_radius)
    _put_given(own, bond_threshold=bond_threshold, solid_fraction=solid_fraction,
               smoothing=smoothing, least_cluster=least_cluster)
    own.jobs = v.number_of_jobs(jobs)
    if of_file:
        _put_given(options.rdf, largest_ang=rdf_range_ang, n_bins=rdf_bins)
        found = OrderFile(make("dgh_order_file", lib.dgh_order_file_read, lib.dgh_order_file_free,
                               v.path_bytes(structure), options))
        warn(found.diagnostics)
        return found
    structure = Structure.of(structure)
    return Order(make("dgh_order", lib.dgh_order_compute, lib.dgh_order_free, structure._pointer,
                      options))


def _element(element: Union[str, int], argument: str) -> int:
    number = element if isinstance(element, int) else \
        lib.dgh_element_from_label(element.encode())
    if not number:
        raise ArgumentError(f"{argument}: expected an element, found {element!r}")
    return number


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
        return v.item(index, len(self), lambda i: SurfaceSite(self._c.sites[i], self._c), "site")

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
        number = _element(element, "element")
        s = self._structure
        symbol = v.text(lib.dgh_element_symbol(number))
        return Structure.from_arrays([*s.numbers, number],
                                     np.vstack([s._need_positions(), self[index].position_ang]),
                                     s.cell_ang, [*s.labels, symbol])

    def __repr__(self) -> str:
        return f"<dgh.Sites: {len(self)} of {self._c.n_orbits} kinds>"


class SlabSites(Tables, Sites):
    """The sites of a slab that stands in a file, with their names and the class of their atoms; it
    has the documents of ``dgh sites``, and writes inputs."""

    __slots__ = ("_slab",)

    def __init__(self, slab):
        super().__init__(v.hold(slab.sites, slab), Structure(slab.structure, slab))
        self._slab = slab

    @property
    def path(self) -> str:
        return v.text(self._slab.path)

    @property
    def structure(self) -> Structure:
        """The slab."""
        return self._structure

    @property
    def names(self) -> List[str]:
        """Of each site: "top", "bridge", "fcc", "hcp", "hollow", "fourfold"."""
        return [v.text(self._slab.about[i].name) for i in range(len(self))]

    @property
    def labels(self) -> List[str]:
        """Of each site, unique: "top", "bridge-2", "fcc.3"."""
        return [v.text(self._slab.about[i].label) for i in range(len(self))]

    @property
    def phases(self) -> List[str]:
        """Of the atoms of each site: "crystalline", "interface", "amorphous"."""
        return [v.text(lib.dgh_phase_name(self._slab.about[i].phase)) for i in range(len(self))]

    @property
    def order(self) -> Order:
        """Of the atoms."""
        return Order(self._slab.order, self._slab)

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        return v.diagnostics(self._slab.diagnostics, self._slab.n_diagnostics)

    def to_json(self) -> str:
        """The document of ``dgh sites --json``."""
        return document(lib.dgh_report_sites_json, self._slab, ffi.NULL)

    def to_csv(self) -> str:
        """One row for each site."""
        return document(lib.dgh_report_sites_csv, self._slab)

    def to_text(self, all: bool = False) -> str:
        """What ``dgh sites`` prints: the inequivalent sites, or all."""
        return document(lib.dgh_report_sites_text, self._slab, all, ffi.NULL)

    def citation(self) -> str:
        """BibTeX of dgh and of the methods."""
        return works("spglib", "coordination", "order")

    def write(self, directory, *, format: str = "auto", all: bool = False,
              h_pseudo: Optional[str] = None) -> List[str]:
        """Writes a directory with an input for each inequivalent site (or all), with H on it, as
        ``dgh sites --write``: "vasp" or "pw", from the slab's own files. Returns the paths of the
        files. The directory appears whole or not at all; one that is there and holds anything else
        is refused."""
        options = v.options("dgh_site_inputs_options")
        options.format, options.all = v.choose("dgh_input_format", format, "format"), all
        if h_pseudo is not None:
            v.put(options, "h_pseudo", v.path_bytes(h_pseudo))
        inputs = make("dgh_site_inputs", lib.dgh_site_inputs_make, lib.dgh_site_inputs_free,
                      self._slab, v.path_bytes(directory), options)
        plan = ffi.new("char[]", document(lib.dgh_report_sites_json, self._slab, inputs).encode(
            "utf-8", "surrogateescape"))
        do(lib.dgh_site_inputs_write, inputs, plan)
        warn(v.diagnostics(inputs.diagnostics, inputs.n_diagnostics))
        return [os.path.join(os.fsdecode(directory), v.text(inputs.files[i].path))
                for i in range(inputs.n_files)]


_SLAB_SIDES = {"auto": lib.DGH_SLAB_SIDE_AUTO, "top": lib.DGH_SLAB_SIDE_TOP,
               "bottom": lib.DGH_SLAB_SIDE_BOTTOM, "both": lib.DGH_SLAB_SIDE_BOTH}


def _slab_side(side: str) -> int:
    if side not in _SLAB_SIDES:
        raise ArgumentError(f"side: expected one of {', '.join(_SLAB_SIDES)}, found {side!r}")
    return _SLAB_SIDES[side]


def _side(side: str, structure: Structure) -> int:
    """Of a structure in memory; "auto" is the top of what is a slab."""
    if _slab_side(side) != lib.DGH_SLAB_SIDE_AUTO:
        return v.choose("dgh_side", side, "side")
    is_slab = structure.cell_ang is not None and symmetry(structure).vacuum_axis >= 0
    return lib.DGH_SIDE_TOP if is_slab else lib.DGH_SIDE_BOTH


def _sites_options(options, adsorbate, probe_radius_ang, merge_ang, symmetry_ang, kinds,
                   jobs) -> None:
    if adsorbate is not None:
        options.adsorbate = _element(adsorbate, "adsorbate")
    _put_given(options, probe_radius_ang=probe_radius_ang, merge_ang=merge_ang,
               symmetry_ang=symmetry_ang)
    for kind in [kinds] if isinstance(kinds, str) else kinds or ():
        options.kinds |= 1 << v.choose("dgh_site_kind", kind, "kinds")
    options.jobs = v.number_of_jobs(jobs)


def sites(structure: Any, *, adsorbate: Union[str, int, None] = None, side: str = "auto",
          kinds: Union[None, str, Sequence[str]] = None,
          probe_radius_ang: Optional[float] = None, merge_ang: Optional[float] = None,
          symmetry_ang: Optional[float] = None, jobs: int = 0) -> Sites:
    """Surface atoms and adsorption sites, by a sphere rolled over the atoms, as ``dgh sites``.

    Parameters
    ----------
    structure
        The path of a slab (then the result is a `SlabSites`, with names, documents and inputs), or
        anything else with atoms and a vacuum.
    adsorbate
        Element that is placed (default H).
    side
        "auto" (the top of a slab, all around anything else), "top", "bottom", "both".
    kinds
        Only these: "top", "bridge", "hollow", "fourfold".
    probe_radius_ang, merge_ang, symmetry_ang
        Of the sphere (1.2); nearer places of one kind are one (0.7); tolerance of the symmetry that
        makes sites equivalent (0.1; 0: none). Angstrom.
    """
    if isinstance(structure, (str, bytes, os.PathLike)):
        options = v.options("dgh_slab_sites_options")
        options.side = _slab_side(side)
        _sites_options(options.sites, adsorbate, probe_radius_ang, merge_ang, symmetry_ang, kinds,
                       jobs)
        found = SlabSites(make("dgh_slab_sites", lib.dgh_slab_sites_find, lib.dgh_slab_sites_free,
                               v.path_bytes(structure), options))
        warn(found.diagnostics)
        return found
    structure = Structure.of(structure)
    own = v.options("dgh_sites_options")
    _sites_options(own, adsorbate, probe_radius_ang, merge_ang, symmetry_ang, kinds, jobs)
    own.side = _side(side, structure)
    c = make("dgh_sites", lib.dgh_sites_find, lib.dgh_sites_free, structure._pointer, own)
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
    molecule = Structure.of(molecule)
    out = ffi.new("unsigned *")
    do(lib.dgh_symmetry_number, out, molecule._pointer, tolerance_ang)
    return out[0]
