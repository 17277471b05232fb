"""Arrangements of atoms."""
from __future__ import annotations

from typing import Any, Iterable, List, Optional, Sequence, Tuple

import numpy as np

from . import _values as v
from ._errors import ArgumentError
from ._libdgh import ffi, lib


class Structure:
    """A periodic (or not) arrangement of atoms, in the order of its file; atoms count from 0.

    Arrays are read-only views of the library's memory.
    """

    __slots__ = ("_c", "_owner")

    def __init__(self, c, owner):
        self._c, self._owner = c, owner

    # ---- made from what others have

    @classmethod
    def from_arrays(cls, numbers: Iterable[int], positions_ang, cell_ang=None,
                    labels: Optional[Sequence[str]] = None) -> "Structure":
        """From atomic numbers [n], Cartesian positions [n, 3] and lattice vectors [3, 3] as rows
        (None: no cell), in Angstrom. `labels` name the atoms' species (default: symbols)."""
        numbers = [int(z) for z in numbers]
        if labels is None:
            labels = [v.text(lib.dgh_element_symbol(z)) for z in numbers]
        positions = np.ascontiguousarray(positions_ang, dtype="f8")
        if positions.shape != (len(numbers), 3) or len(labels) != len(numbers):
            raise ArgumentError(f"expected positions of the shape ({len(numbers)}, 3) and as many "
                                f"labels, found {positions.shape} and {len(labels)}")
        kinds: List[Tuple[int, str]] = []
        of_atom = []
        for kind in zip(numbers, labels):
            if kind not in kinds:
                kinds.append(kind)
            of_atom.append(kinds.index(kind))
        species = ffi.new("dgh_species[]", len(kinds))
        keep: List[Any] = [species, positions]
        for c, (number, label) in zip(species, kinds):
            keep.append(ffi.new("char[]", label.encode("utf-8")))
            c.label, c.atomic_number = keep[-1], number
        c = ffi.new("dgh_structure *")
        c.n_atoms, c.n_species = len(numbers), len(kinds)
        c.species = species
        keep.append(ffi.new("uint32_t[]", of_atom))
        c.species_of_atom = keep[-1]
        c.position_ang = ffi.cast("double *", positions.ctypes.data)
        if cell_ang is not None:
            c.has_cell = True
            c.cell_ang = np.asarray(cell_ang, dtype="f8").reshape(3, 3).tolist()
        return cls(c[0], (c, keep))

    @classmethod
    def from_ase(cls, atoms) -> "Structure":
        """From an ase.Atoms; one without a cell is taken as a cluster."""
        cell = np.asarray(atoms.cell)
        return cls.from_arrays(atoms.get_atomic_numbers(), atoms.get_positions(),
                               cell if abs(np.linalg.det(cell)) > 1e-12 else None)

    @classmethod
    def from_pymatgen(cls, structure) -> "Structure":
        """From a pymatgen Structure or Molecule."""
        lattice = getattr(structure, "lattice", None)
        return cls.from_arrays([site.specie.Z for site in structure],
                               [site.coords for site in structure],
                               None if lattice is None else lattice.matrix)

    @classmethod
    def of(cls, thing) -> "Structure":
        """Of whatever has one: Structure, Calculation, Grid, ase.Atoms, a pymatgen structure, or
        the path of a file or of a run's directory."""
        if isinstance(thing, cls):
            return thing
        inner = getattr(thing, "structure", None)
        if isinstance(inner, cls):
            return inner
        if hasattr(thing, "get_atomic_numbers"):
            return cls.from_ase(thing)
        if hasattr(thing, "as_dict") and hasattr(thing, "species"):
            return cls.from_pymatgen(thing)
        from ._record import read
        return read(thing).structure

    # ---- what it holds

    def __len__(self) -> int:
        return self._c.n_atoms

    @property
    def species(self) -> List[str]:
        """Labels of the species as the file has them: "Pt", "Pt1", "Fe_pv"."""
        return [v.text(self._c.species[i].label) for i in range(self._c.n_species)]

    @property
    def labels(self) -> List[str]:
        """Label of each atom's species."""
        names = self.species
        return [names[self._c.species_of_atom[i]] for i in range(len(self))]

    @property
    def numbers(self) -> np.ndarray:
        """Atomic numbers [n]; 0: the label is no element."""
        of_species = np.array([self._c.species[i].atomic_number
                               for i in range(self._c.n_species)], dtype=int)
        return of_species[self.species_of_atom] if len(self) else np.zeros(0, int)

    @property
    def species_of_atom(self) -> np.ndarray:
        """Index into `species` [n]."""
        return v.array(self._c.species_of_atom, len(self), self._owner)

    @property
    def symbols(self) -> List[str]:
        """Element symbol of each atom, "?" where it is none."""
        return [v.text(lib.dgh_element_symbol(int(z))) for z in self.numbers]

    @property
    def formula(self) -> str:
        """Composition in the order of the file, e.g. "Pt12H"."""
        counts: dict = {}
        for symbol in self.symbols:
            counts[symbol] = counts.get(symbol, 0) + 1
        return "".join(s + (str(n) if n > 1 else "") for s, n in counts.items())

    @property
    def masses_u(self) -> List[Optional[v.Number]]:
        """Mass of each atom in u as the run states it, None where it does not."""
        masses = [v.real(self._c.species[i].mass_u) for i in range(self._c.n_species)]
        return [masses[self._c.species_of_atom[i]] for i in range(len(self))]

    @property
    def cell_ang(self) -> Optional[np.ndarray]:
        """Lattice vectors as rows [3, 3] in Angstrom; None: no cell."""
        return v.matrix(self._c.cell_ang) if self._c.has_cell else None

    @property
    def volume_ang3(self) -> Optional[float]:
        """Volume of the cell in cubic Angstrom."""
        return lib.dgh_cell_volume_ang3(self._c.cell_ang) if self._c.has_cell else None

    @property
    def positions_ang(self) -> Optional[np.ndarray]:
        """Cartesian positions [n, 3] in Angstrom."""
        return v.array(self._c.position_ang, (len(self), 3), self._owner)

    @property
    def fractional(self) -> Optional[np.ndarray]:
        """Positions in units of the lattice vectors [n, 3], as they are (not wrapped)."""
        cell, positions = self.cell_ang, self.positions_ang
        if cell is None or positions is None:
            return None
        return np.linalg.solve(cell.T, positions.T).T

    @property
    def is_free(self) -> Optional[np.ndarray]:
        """Selective dynamics [n, 3], along the lattice vectors (VASP) or x, y, z (QE); None: no
        constraint."""
        return v.array(self._c.is_free, (len(self), 3), self._owner)

    @property
    def velocities_ang_per_fs(self) -> Optional[np.ndarray]:
        """Velocities [n, 3] in Angstrom per femtosecond."""
        return v.array(self._c.velocity_ang_per_fs, (len(self), 3), self._owner)

    @property
    def comment(self) -> Optional[str]:
        """Title line of the file."""
        return v.text(self._c.comment)

    @property
    def source(self) -> Optional[v.Source]:
        """File and line that it was read from."""
        return v.source(self._c.source)

    def vacuum_ang(self) -> Optional[np.ndarray]:
        """Largest empty stretch along each lattice vector [3], in Angstrom along the normal of the
        other two."""
        out = ffi.new("double[3]")
        return v.vector(out) if lib.dgh_surface_vacuum_ang(self._pointer, out) else None

    def __repr__(self) -> str:
        return f"<dgh.Structure {self.formula}, {len(self)} atoms>"

    @property
    def _pointer(self):
        return v.hold(ffi.addressof(self._c), self._owner)

    # ---- to what others use

    def to_ase(self):
        """As ase.Atoms, periodic where there is a cell, with FixCartesian constraints where all of
        an atom's coordinates or x, y, z are fixed, and with the run's masses."""
        from ase import Atoms
        from ase.constraints import FixAtoms, FixCartesian

        atoms = Atoms(numbers=self.numbers, positions=self._need_positions(), cell=self.cell_ang,
                      pbc=self._c.has_cell)
        masses = self.masses_u
        if all(m is not None for m in masses) and masses:
            atoms.set_masses([float(m) for m in masses])
        free = self.is_free
        if free is not None:
            fixed = np.flatnonzero(~free.any(axis=1))
            constraints: list = [FixAtoms(indices=fixed)] if len(fixed) else []
            for i in np.flatnonzero(free.any(axis=1) & ~free.all(axis=1)):
                constraints.append(FixCartesian(int(i), mask=~free[i]))
            atoms.set_constraint(constraints)
        velocities = self.velocities_ang_per_fs
        if velocities is not None:
            from ase.units import fs
            atoms.set_velocities(velocities / fs)
        return atoms

    def to_pymatgen(self):
        """As a pymatgen Structure, or a Molecule where there is no cell; fixed coordinates as the
        site property "selective_dynamics"."""
        from pymatgen.core import Molecule
        from pymatgen.core import Structure as PymatgenStructure

        positions = self._need_positions()
        if not self._c.has_cell:
            return Molecule(self.symbols, positions)
        properties = {}
        if self.is_free is not None:
            properties["selective_dynamics"] = self.is_free.tolist()
        return PymatgenStructure(self.cell_ang, self.symbols, positions,
                                 coords_are_cartesian=True, site_properties=properties or None)

    def to_spglib(self):
        """(lattice, fractional positions, atomic numbers) as the functions of spglib take them."""
        if not self._c.has_cell:
            raise ArgumentError("expected a structure with a cell, found one without")
        return self.cell_ang, self.fractional, self.numbers

    def _need_positions(self) -> np.ndarray:
        positions = self.positions_ang
        if positions is None:
            raise ArgumentError("expected a structure with positions, found one without")
        return np.array(positions)


v.shown_as["dgh_structure"] = lambda c, owner: Structure(
    c[0] if ffi.typeof(c).kind == "pointer" else c, owner)
