"""Charges of atoms: Bader's, Voronoi's, Hirshfeld's partition."""
from __future__ import annotations

import os
from typing import Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import Progress, Watch, document, make, works
from ._documents import Found, Tables
from ._errors import ArgumentError, warn
from ._grid import Grid
from ._libdgh import ffi, lib
from ._record import Calculation, PathLike


class Charges(Tables, Found):
    """A density divided among atoms. Electrons, Angstrom, Bohr magnetons."""

    __slots__ = ("_c",)

    def __init__(self, c):
        self._c = c

    def __len__(self) -> int:
        return self._c.n_atoms

    @property
    def partition(self) -> str:
        """"bader", "voronoi" or "hirshfeld"."""
        return v.text(lib.dgh_partition_name(self._c.partition))

    @property
    def method(self) -> str:
        """Of Bader's partition."""
        return v.text(lib.dgh_bader_method_name(self._c.method))

    @property
    def atoms(self) -> Tuple[v.Row, ...]:
        """One row for each atom (dgh_atom_charge of dgh/charges.h): `label`, `electrons`,
        `net_charge_e`, `volume_ang3`, `min_distance_ang`, `moment_mub`..."""
        return v.rows(self._c.atoms, self._c.n_atoms, self._c)

    @property
    def electrons(self) -> np.ndarray:
        """Of each atom [n]."""
        return np.array([self._c.atoms[i].electrons for i in range(len(self))])

    @property
    def net_charges_e(self) -> np.ndarray:
        """Valence minus electrons [n], e; NaN where the valence is not known."""
        return np.array([a.value if a.has else np.nan for a in
                         (self._c.atoms[i].net_charge_e for i in range(len(self)))])

    @property
    def basins(self) -> Tuple[v.Row, ...]:
        """Bader: each maximum and what flows to it (dgh_basin of dgh/partition.h)."""
        return v.rows(self._c.basins, self._c.n_basins, self._c)

    @property
    def total_electrons(self) -> float:
        return self._c.total_electrons

    @property
    def residual_e(self) -> float:
        """What no atom and no vacuum has."""
        return self._c.residual_e

    @property
    def references(self) -> Tuple[str, ...]:
        """Files whose sum was partitioned; none: the density itself was."""
        return tuple(v.text(self._c.reference_paths[i]) for i in range(self._c.n_references))

    @property
    def density(self) -> Grid:
        """The density; with its values where regions are kept."""
        return Grid(self._c.density, self._c)

    @property
    def calculation(self) -> Optional[Calculation]:
        """The run beside it."""
        if self._c.calculation == ffi.NULL:
            return None
        return Calculation(self._c.calculation, self._c)

    def region(self, atom: int) -> Grid:
        """The density within the region of one atom (from 0), 0 elsewhere; needs
        ``keep_regions=True``."""
        if not 0 <= atom < len(self):
            raise ArgumentError(f"atom: expected one from 0 to {len(self) - 1}, found {atom}")
        c = make("dgh_grid", lib.dgh_charges_region, lib.dgh_grid_free, self._c, atom)
        return Grid(c, c, writable=True)

    def acf(self) -> str:
        """ACF.dat as the program bader writes it."""
        return document(lib.dgh_report_acf, self._c)

    def bcf(self) -> str:
        """BCF.dat as the program bader writes it."""
        return document(lib.dgh_report_bcf, self._c)

    def avf(self) -> str:
        """AVF.dat as the program bader writes it."""
        return document(lib.dgh_report_avf, self._c)

    def to_json(self) -> str:
        """The document of ``dgh bader --json``."""
        return document(lib.dgh_report_charges_json, self._c)

    def to_csv(self) -> str:
        """One row for each atom."""
        return document(lib.dgh_report_charges_csv, self._c)

    def to_text(self) -> str:
        """What ``dgh bader`` prints."""
        return document(lib.dgh_report_charges_text, self._c, ffi.NULL)

    def citation(self) -> str:
        """BibTeX of dgh and of the partition."""
        if self.partition == "bader":
            return works(bits=lib.dgh_cited_for_bader(self._c.method))
        return works(*(["hirshfeld"] if self.partition == "hirshfeld" else []))

    def __repr__(self) -> str:
        return f"<dgh.Charges: {self.partition} of {len(self)} atoms>"


def _vacuum(options, vacuum) -> None:
    if vacuum in (None, "none"):
        return
    if vacuum == "auto":
        options.vacuum = lib.DGH_CHARGES_VACUUM_AUTO
        return
    if not isinstance(vacuum, (int, float)) or not vacuum > 0:
        raise ArgumentError(f"vacuum: expected \"auto\" or a density above 0, found {vacuum!r}")
    options.vacuum = lib.DGH_CHARGES_VACUUM_VALUE
    options.vacuum_e_per_ang3 = vacuum


def _valences(valences: Optional[Mapping[str, float]]):
    made = []
    for element, electrons in (valences or {}).items():
        number = lib.dgh_element_from_label(str(element).encode())
        if not number:
            raise ArgumentError(f"valences: expected elements, found {element!r}")
        made.append((number, float(electrons)))
    return ffi.new("dgh_valence[]", made)


def bader(path: PathLike, *, partition: str = "bader", method: str = "near-grid",
          reference: Union[None, str, PathLike, Sequence[PathLike]] = None,
          vacuum: Union[None, str, float] = None, spin: Optional[PathLike] = None,
          valences: Optional[Mapping[str, float]] = None, free_atoms: Sequence[PathLike] = (),
          keep_regions: bool = False, jobs: int = 0, progress: Progress = None) -> Charges:
    """Charges of the atoms of a run, as ``dgh bader``.

    Parameters
    ----------
    path
        Density file or run directory. Reference, spin density, valences and the number of electrons
        are looked for beside it.
    partition
        "bader", "voronoi", "hirshfeld" (needs `free_atoms`).
    method
        "near-grid", "on-grid", "weight", "trajectory" (the most accurate).
    reference
        File or files whose sum has the basins; "none": the density itself; None: what lies beside.
    vacuum
        "auto" (1e-3), or e/Angstrom^3 below which points belong to no atom.
    spin
        File of a spin density.
    valences
        Electrons by element, {"Pt": 10}, by hand.
    free_atoms
        UPF pseudopotentials or tables, one for each element.
    keep_regions
        For `Charges.region`.
    """
    options = v.options("dgh_charges_options")
    options.partition = v.choose("dgh_partition_kind", partition, "partition")
    options.method = v.choose("dgh_bader_method", method, "method")
    references = reference
    if references == "none":
        options.no_reference, references = True, None
    if references is None:
        references = ()
    elif isinstance(references, (str, bytes, os.PathLike)):
        references = (references,)
    bader_only = options.partition == lib.DGH_PARTITION_BADER
    if not bader_only and (len(references) or vacuum not in (None, "none")):
        raise ArgumentError("reference and vacuum belong to partition='bader'")
    array, options.n_references = v.paths_array(references)
    v.put(options, "reference_paths", array)
    array, options.n_free_atoms = v.paths_array(free_atoms)
    v.put(options, "free_atom_paths", array)
    _vacuum(options, vacuum)
    if spin is not None:
        v.put(options, "spin_path", v.path_bytes(spin))
    valence = _valences(valences)
    v.put(options, "valences", valence)
    options.n_valences = len(valence)
    options.keep_regions, options.jobs = keep_regions, v.number_of_jobs(jobs)
    watch = Watch(progress)
    watch.attach(options)
    made = Charges(make("dgh_charges", lib.dgh_charges_compute, lib.dgh_charges_free,
                        v.path_bytes(path), options, watch=watch))
    warn(made.diagnostics)
    return made
