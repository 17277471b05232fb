"""Scalar fields on the points of a cell: densities, potentials, ELF.

``Grid.data[i, j, k]`` is the field at ``origin + i/nx a + j/ny b + k/nz c``, the order that ASE and
pymatgen use. The first index runs fastest in memory (as in a CHGCAR), so the array is
Fortran-contiguous: loop over the last index outside, or take ``data.T``, which is C-contiguous.
"""
from __future__ import annotations

import os
from typing import Any, Iterable, Optional, Sequence, Tuple

import numpy as np

from . import _values as v
from ._call import do, make
from ._errors import ArgumentError, MissingError, warn
from ._libdgh import ffi, lib
from ._structure import Structure

FORMATS = {"chgcar": lib.DGH_GRID_CHGCAR, "cube": lib.DGH_GRID_CUBE, "xsf": lib.DGH_GRID_XSF,
           "npy": lib.DGH_GRID_NPY}


def format_of(path, name: Optional[str]) -> int:
    """The format of a grid file to be written, by name or by the end of its path."""
    if name is not None:
        if name not in FORMATS:
            raise ArgumentError(f"format: expected one of {', '.join(FORMATS)}, found {name!r}")
        return FORMATS[name]
    out = ffi.new("dgh_grid_format *")
    if not lib.dgh_grid_format_of_name(out, os.fsencode(path)):
        raise ArgumentError("expected a name that ends in .cube, .xsf, .npy, .vasp or .chgcar or "
                            f"begins with CHG, or a format, found {os.fspath(path)!r}")
    return out[0]


class Grid:
    """A field on nx x ny x nz points. `data` is the library's own memory: no copy is made, and
    every view of it keeps the grid alive."""

    __slots__ = ("_c", "_owner", "_writable", "__weakref__")

    def __init__(self, c, owner, writable: bool = False):
        self._c, self._owner, self._writable = v.hold(c, owner), owner, writable

    @classmethod
    def from_array(cls, data, cell_ang, structure: Any = None, field: str = "density",
                   title: Optional[str] = None) -> "Grid":
        """A grid with a copy of `data` [nx, ny, nz] in e/Angstrom^3 (densities), eV (potentials)
        or no unit (ELF), on the lattice vectors `cell_ang` (rows, Angstrom)."""
        data = np.asarray(data)
        if data.ndim != 3:
            raise ArgumentError(f"expected an array with three axes, found {data.ndim}")
        structure = None if structure is None else Structure.of(structure)
        cell = ffi.new("double[3][3]", np.asarray(cell_ang, "f8").reshape(3, 3).tolist())
        c = make("dgh_grid", lib.dgh_grid_create, lib.dgh_grid_free,
                 ffi.new("size_t[3]", data.shape), cell,
                 ffi.NULL if structure is None else structure._pointer,
                 v.choose("dgh_field", field, "field"))
        made = cls(c, c, writable=True)
        made.data[...] = data
        return made

    # ---- values

    @property
    def data(self) -> np.ndarray:
        """The values [nx, ny, nz] (Fortran order): e/Angstrom^3 for densities, eV for potentials.
        Read-only unless the grid was read with ``writable=True``."""
        single = self._c.value == ffi.NULL
        found = v.array(self._c.value_f32 if single else self._c.value, self.shape, self._owner,
                        writable=self._writable, first_fastest=True)
        if found is None:
            raise MissingError(f"{self.path}: only the head was read, without values",
                               code="missing", path=self.path)
        return found

    def __array__(self, dtype=None, copy=None):
        data = self.data
        if dtype is not None and np.dtype(dtype) != data.dtype:
            return data.astype(dtype)
        return np.array(data) if copy else data

    @property
    def shape(self) -> Tuple[int, int, int]:
        """(nx, ny, nz)"""
        n = self._c.n
        return n[0], n[1], n[2]

    @property
    def integral(self) -> float:
        """Sum of the values times the volume of a voxel: electrons for a density."""
        return lib.dgh_grid_integral(self._c)

    # ---- what it is

    @property
    def path(self) -> Optional[str]:
        return v.text(self._c.path)

    @property
    def format(self) -> Optional[str]:
        """"vasp-chgcar", "cube", "xsf", "qe-charge-density"..."""
        return v.text(self._c.format)

    @property
    def field(self) -> str:
        """"density", "spin-density", "potential", "elf"..."""
        return v.text(lib.dgh_field_name(self._c.field))

    @property
    def unit(self) -> str:
        """Of the values: "e/Ang^3", "eV", ""."""
        return v.text(lib.dgh_field_unit(self._c.field))

    @property
    def title(self) -> Optional[str]:
        return v.text(self._c.title)

    @property
    def component(self) -> int:
        """Which block of the file: 0 the total."""
        return self._c.component

    @property
    def n_components(self) -> int:
        """Blocks that the file holds."""
        return self._c.n_components

    @property
    def cell_ang(self) -> np.ndarray:
        """Lattice vectors as rows [3, 3], Angstrom."""
        return v.matrix(self._c.cell_ang)

    @property
    def origin_ang(self) -> np.ndarray:
        """Place of the point (0, 0, 0), Angstrom."""
        return v.vector(self._c.origin_ang)

    @property
    def volume_ang3(self) -> float:
        """Of the cell, cubic Angstrom."""
        return lib.dgh_cell_volume_ang3(self._c.cell_ang)

    @property
    def structure(self) -> Structure:
        """Atoms of the file; none where it has none."""
        return Structure(self._c.structure, self._owner)

    @property
    def core_charge_e(self) -> Optional[np.ndarray]:
        """Charge column of a cube, e."""
        return v.array(self._c.core_charge_e, self._c.structure.n_atoms, self._owner)

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    def __repr__(self) -> str:
        return (f"<dgh.Grid {self.field} {'x'.join(map(str, self.shape))}"
                f"{' of ' + self.path if self.path else ''}{', ' + self.unit if self.unit else ''}>")

    # ---- what can be done with it

    def write(self, path, format: Optional[str] = None) -> None:
        """Writes it whole or not at all; "chgcar", "cube", "xsf", "npy", or by the path's end."""
        do(lib.dgh_grid_write, self._c, v.path_bytes(path), format_of(path, format))

    def resample(self, shape: Sequence[int], jobs: int = 0) -> "Grid":
        """Fourier interpolation to another shape; the integral is kept."""
        c = make("dgh_grid", lib.dgh_density_resample, lib.dgh_grid_free, self._c,
                 ffi.new("size_t[3]", list(shape)), v.number_of_jobs(jobs))
        return Grid(c, c, writable=True)

    def sample(self, positions_ang, interpolation: str = "cubic", jobs: int = 0) -> np.ndarray:
        """Values [n] at Cartesian positions [n, 3] in Angstrom (any image): "cubic" or
        "fourier" (exact for band-limited fields, slow)."""
        at = np.ascontiguousarray(positions_ang, "f8").reshape(-1, 3)
        out = np.empty(len(at))
        do(lib.dgh_density_sample, ffi.from_buffer("double[]", out), self._c,
           ffi.from_buffer("double[]", at), len(at),
           v.choose("dgh_interpolation", interpolation, "interpolation"), v.number_of_jobs(jobs))
        return out

    # ---- to and from what others use

    def to_pymatgen(self):
        """As pymatgen's Chgcar (densities, spin densities: times the volume, as it has them) or
        VolumetricData; the values are copied."""
        from pymatgen.io.vasp import Chgcar, Poscar
        from pymatgen.io.vasp.outputs import VolumetricData

        structure = self._structure_here().to_pymatgen()
        if self.unit == "e/Ang^3":
            return Chgcar(Poscar(structure), {"total": self.data * self.volume_ang3})
        return VolumetricData(structure, {"total": np.array(self.data)})

    @classmethod
    def from_pymatgen(cls, volumetric, key: str = "total", field: Optional[str] = None) -> "Grid":
        """From pymatgen's VolumetricData or Chgcar (whose values are divided by the volume)."""
        from pymatgen.io.vasp import Chgcar

        lattice = volumetric.structure.lattice
        chgcar = isinstance(volumetric, Chgcar)
        data = np.asarray(volumetric.data[key])
        if field is None:
            field = "other" if not chgcar else "density" if key == "total" else "spin-density"
        return cls.from_array(data / lattice.volume if chgcar else data, lattice.matrix,
                              volumetric.structure, field)

    def to_ase(self):
        """(values [nx, ny, nz], ase.Atoms, origin [3]), as ase.io.cube.write_cube takes them; the
        values are a view in e/Angstrom^3 or eV."""
        return self.data, self._structure_here().to_ase(), self.origin_ang

    def _structure_here(self) -> Structure:
        """With the grid's cell, where the atoms of the file come without one."""
        found = self.structure
        if found.cell_ang is not None:
            return found
        positions = found.positions_ang
        return Structure.from_arrays(found.numbers, np.zeros((0, 3)) if positions is None
                                     else positions, self.cell_ang)


v.shown_as["dgh_grid"] = Grid


def _grid_options(component: int, field: Optional[str], single_precision: bool, jobs: int):
    options = v.options("dgh_grid_options")
    options.component, options.single_precision = component, single_precision
    options.jobs = v.number_of_jobs(jobs)
    if field is not None:
        options.field = v.choose("dgh_field", field, "field")
    return options


def read_grid(path, *, component: int = 0, field: Optional[str] = None, writable: bool = False,
              single_precision: bool = False, head: bool = False, jobs: int = 0) -> Grid:
    """Reads one field of a CHGCAR (or AECCAR, LOCPOT, ELFCAR...), cube, XSF, charge-density.dat or
    .hdf5, filplot, vaspwave.h5; packed or not, recognised by content.

    Parameters
    ----------
    path
        File.
    component
        Block of the file: 0 the total, 1 the spin density (or its x component), 2, 3.
    field
        What it is, where neither the file nor its name say ("density", "potential"...).
    writable
        Whether `Grid.data` may be changed.
    single_precision
        float32 in half of the memory.
    head
        Shape, cell, atoms and field alone, without the values.
    jobs
        Threads, 0: all cores.

    Raises
    ------
    FileError, ParseError (with the line), UnsupportedError (no grid), MissingError (no such
    component).
    """
    options = _grid_options(component, field, single_precision, jobs)
    c = make("dgh_grid", lib.dgh_grid_read_head if head else lib.dgh_grid_read, lib.dgh_grid_free,
             v.path_bytes(path), options)
    grid = Grid(c, c, writable)
    warn(grid.diagnostics)
    return grid


def grids_array(grids: Iterable[Grid]):
    grids = list(grids)
    return v.hold(ffi.new("dgh_grid *[]", [g._c for g in grids]), grids)


def combine(grids: Sequence[Grid], coefficients: Sequence[float], jobs: int = 0) -> Grid:
    """Sum of coefficient times grid, on the points of the finest along each axis; others are
    Fourier-interpolated. Cells must agree to 1e-4."""
    if len(grids) != len(coefficients):
        raise ArgumentError(f"expected as many coefficients as grids, found {len(coefficients)} "
                            f"and {len(grids)}")
    c = make("dgh_grid", lib.dgh_density_combine, lib.dgh_grid_free,
             grids_array(grids),
             ffi.new("double[]", list(map(float, coefficients))), len(grids),
             v.number_of_jobs(jobs))
    return Grid(c, c, writable=True)
