"""What densities say: differences, profiles, lines and planes, vacuum levels, reduced gradient."""
from __future__ import annotations

from typing import List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import Progress, Watch, do, document, make, works
from ._cuts import Cut, cut_line, cut_plane, points
from ._documents import Found, Tables, frame_of_csv
from ._errors import ArgumentError, warn
from ._grid import Grid, combine, format_of
from ._libdgh import ffi, lib
from ._record import PathLike
from ._structure import Structure

__all__ = ["combine", "Difference", "difference", "Profiles", "ProfileOfFile", "Curve", "profile",
           "planar_average", "reduced_gradient", "Cut", "cut_line", "cut_plane"]


class Curve:
    """Planar averages of a field along a lattice vector."""

    __slots__ = ("_c", "_owner")

    def __init__(self, c, owner):
        self._c, self._owner = v.hold(c, owner), owner

    def _array(self, name: str) -> np.ndarray:
        return v.array(getattr(self._c, name), self._c.n, self._owner)

    @property
    def position_ang(self) -> np.ndarray:
        """Of the planes along their normal, Angstrom."""
        return self._array("position_ang")

    @property
    def mean(self) -> np.ndarray:
        """Of the field in each plane, in its unit."""
        return self._array("mean")

    @property
    def per_length(self) -> np.ndarray:
        """mean times area: e/Angstrom for a density."""
        return self._array("per_length")

    @property
    def cumulated(self) -> np.ndarray:
        """Integral of `per_length` from the plane `start`, e for a density."""
        return self._array("cumulated")

    @property
    def start(self) -> int:
        """The plane in the middle of the largest vacuum, or 0."""
        return self._c.start

    @property
    def length_ang(self) -> float:
        """Of the cell normal to the planes, Angstrom."""
        return self._c.length_ang

    @property
    def gap_ang(self) -> Tuple[float, float]:
        """The widest gap between atoms, from and to, Angstrom."""
        return self._c.gap_from_ang, self._c.gap_to_ang

    def macroscopic(self, first_ang: float, second_ang: float = 0.0) -> np.ndarray:
        """Macroscopic average over one box or two, Angstrom (10.1103/PhysRevLett.61.734)."""
        out = np.empty(self._c.n)
        do(lib.dgh_density_macroscopic, ffi.from_buffer("double[]", out), self._c, first_ang,
           second_ang)
        return out

    def __len__(self) -> int:
        return self._c.n


v.shown_as["dgh_profile"] = Curve


def planar_average(grid: Grid, axis: Union[str, int] = "c") -> Curve:
    """Planar averages of a grid in memory along a lattice vector ("a", "b", "c" or 0, 1, 2)."""
    c = make("dgh_profile", lib.dgh_density_profile, lib.dgh_profile_free, grid._c,
             v.axis_number(axis))
    return Curve(c, c)


# ---- differences ----------------------------------------------------------------------------------

class Difference(Tables, Found):
    """A sum or difference of densities. Electrons, Angstrom, eV."""

    __slots__ = ("_c",)

    def __init__(self, c):
        self._c = c

    @property
    def expression(self) -> str:
        """"AB - A - B", paths as given."""
        return v.text(self._c.expression)

    @property
    def field(self) -> str:
        return v.text(lib.dgh_field_name(self._c.field))

    @property
    def shape(self) -> Tuple[int, int, int]:
        n = self._c.n
        return n[0], n[1], n[2]

    @property
    def cell_ang(self) -> np.ndarray:
        return v.matrix(self._c.cell_ang)

    @property
    def structure(self) -> Structure:
        """Atoms of all files that are added."""
        return Structure(self._c.structure[0], self._c)

    @property
    def integral(self) -> float:
        """Field times volume: e for a density."""
        return self._c.integral

    @property
    def integral_positive(self) -> float:
        return self._c.integral_positive

    @property
    def integral_negative(self) -> float:
        return self._c.integral_negative

    @property
    def integral_absolute(self) -> float:
        return self._c.integral_absolute

    @property
    def expected_integral(self) -> Optional[v.Number]:
        """By the electron counts of the runs."""
        return v.real(self._c.expected_integral)

    @property
    def axis(self) -> int:
        """Lattice vector of the profile, 0..2."""
        return self._c.axis

    @property
    def profile(self) -> Curve:
        """Along `axis`: per_length in e/Angstrom, cumulated in e."""
        return Curve(self._c.profile, self._c)

    @property
    def dipole_e_ang(self) -> Optional[float]:
        """Along the normal, e Angstrom."""
        return self._c.dipole_e_ang if self._c.has_dipole else None

    @property
    def potential_step_ev(self) -> Optional[float]:
        """V(+z) - V(-z) of an electron, eV."""
        return self._c.potential_step_ev if self._c.has_dipole else None

    @property
    def inputs(self) -> Tuple[v.Row, ...]:
        """The files (dgh_difference_input of dgh/difference.h)."""
        return v.rows(self._c.inputs, self._c.n_inputs, self._c)

    @property
    def atoms(self) -> Tuple[v.Row, ...]:
        """What each atom gains (positive) or loses: `sphere`, and `basin` where `has_basin`."""
        return v.rows(self._c.atoms, self._c.n_atoms, self._c)

    @property
    def grid(self) -> Optional[Grid]:
        """The difference on its points, with ``keep_grid=True``."""
        return None if self._c.grid == ffi.NULL else Grid(self._c.grid, self._c)

    def to_json(self) -> str:
        """The document of ``dgh diff --json``."""
        return document(lib.dgh_report_difference_json, self._c)

    def citation(self) -> str:
        """BibTeX of dgh and of what it stands on."""
        basins = lib.dgh_cited_for_bader(self._c.basins_method) if self._c.n_basins_paths else 0
        return works("fftw", bits=basins)

    def to_csv(self) -> str:
        """The profile, one row for each plane."""
        return document(lib.dgh_report_difference_csv, self._c)

    def to_text(self) -> str:
        """What ``dgh diff`` prints."""
        return document(lib.dgh_report_difference_text, self._c, ffi.NULL)

    def __repr__(self) -> str:
        return f"<dgh.Difference {self.expression}: integral {self.integral:.6f}>"


def _radii(radii) -> List[Tuple[int, float]]:
    """{"H": 0.6, "Pt": 1.4, "*": 1.2} or one number for all."""
    if radii is None:
        return []
    if not isinstance(radii, Mapping):
        return [(0, float(radii))]
    made = []
    for element, radius in radii.items():
        number = 0 if element == "*" else lib.dgh_element_from_label(str(element).encode())
        if element != "*" and not number:
            raise ArgumentError(f"radii_ang: expected an element or \"*\", found {element!r}")
        made.append((number, float(radius)))
    return made


def difference(total: PathLike, *others: PathLike,
               coefficients: Optional[Sequence[float]] = None,
               axis: Union[str, int, None] = "auto", force: bool = False,
               same_atom_ang: Optional[float] = None, read_runs: bool = True,
               keep_grid: bool = True,
               radii_ang: Union[None, float, Mapping[str, float]] = None,
               basins: Sequence[PathLike] = (), basins_method: str = "weight",
               write: Optional[PathLike] = None, write_format: Optional[str] = None,
               component: int = 0, field: Optional[str] = None, jobs: int = 0,
               progress: Progress = None) -> Difference:
    """Takes the densities of the other files off that of the first, as ``dgh diff``.

    Parameters
    ----------
    total, others
        Files: CHGCAR and its kin, cube, XSF, charge-density.dat, filplot; packed or not.
    coefficients
        One for each file (default: 1, -1, -1...).
    axis
        Lattice vector of the profile and the dipole; "auto": the one with the largest vacuum.
    force
        Go on where the atoms do not cancel.
    same_atom_ang
        Atoms at most this far apart are the same (default 0.001 Angstrom).
    read_runs
        Look for the runs beside the files, which tell their electron counts.
    keep_grid
        Hold the difference in memory as `Difference.grid`.
    radii_ang
        Of the spheres around atoms, Angstrom: a number, or by element with "*" for the others
        (default: covalent radii).
    basins, basins_method
        Files whose sum has the Bader basins in which gains are counted.
    write, write_format
        A file for the grid.

    Raises
    ------
    RefusedError (cells, fields or atoms that do not fit), FileError, ParseError...
    """
    paths = [total, *others]
    if coefficients is None:
        coefficients = [1.0] + [-1.0] * len(others)
    if len(coefficients) != len(paths):
        raise ArgumentError(f"expected {len(paths)} coefficients, found {len(coefficients)}")
    options = v.options("dgh_difference_options")
    options.axis, options.force = v.axis_number(axis, auto=True), force
    options.same_atom_ang = same_atom_ang or 0.0
    options.read_runs, options.keep_grid = read_runs, keep_grid
    radii = ffi.new("dgh_sphere_radius[]", _radii(radii_ang))
    v.put(options, "radius", radii)
    options.n_radii = len(radii)
    array, options.n_basins_paths = v.paths_array(basins)
    v.put(options, "basins_path", array)
    options.basins_method = v.choose("dgh_bader_method", basins_method, "basins_method")
    if write is not None:
        v.put(options, "write_path", v.path_bytes(write))
        options.write_format = format_of(write, write_format)
    options.grid.component, options.grid.jobs = component, v.number_of_jobs(jobs)
    if field is not None:
        options.grid.field = v.choose("dgh_field", field, "field")
    terms = ffi.new("dgh_difference_term[]", len(paths))
    for term, coefficient, path in zip(terms, coefficients, paths):
        name = v.path_bytes(path)
        v.hold(terms, name)
        term.coefficient, term.path = coefficient, name
    watch = Watch(progress)
    watch.attach(options)
    c = make("dgh_difference", lib.dgh_difference_compute, lib.dgh_difference_free, terms,
             len(paths), options, watch=watch)
    made = Difference(c)
    warn(made.diagnostics)
    return made


# ---- profiles -------------------------------------------------------------------------------------

class ProfileOfFile:
    """What one file says."""

    __slots__ = ("_c", "_profiles")

    def __init__(self, c, profiles: "Profiles"):
        self._c, self._profiles = c, profiles

    @property
    def header(self) -> Grid:
        """Everything but the values."""
        return Grid(self._c.header, self._profiles)

    @property
    def curve(self) -> Curve:
        return Curve(self._c.profile, self._profiles)

    @property
    def integral(self) -> float:
        """Field times Angstrom^3: electrons for a density."""
        return self._c.integral

    @property
    def mean(self) -> float:
        """In the cell."""
        return self._c.mean

    @property
    def macroscopic(self) -> Optional[np.ndarray]:
        """Macroscopic average, where it was asked for."""
        return v.array(self._c.macroscopic, self._c.profile.n, self._profiles)

    @property
    def vacuum(self) -> v.Row:
        """Plateaus of a potential (dgh_vacuum of dgh/density.h)."""
        return v.Row(self._c.vacuum, self._profiles)

    @property
    def fermi_ev(self) -> Optional[v.Number]:
        return v.real(self._c.fermi_ev)

    @property
    def work_functions_ev(self) -> List[Optional[v.Number]]:
        """Above and below the slab, eV; None: never guessed."""
        return [v.real(self._c.work_function_ev[i]) for i in range(2)]

    @property
    def on_line(self) -> Optional[np.ndarray]:
        """Values on the line."""
        line = self._profiles._c.line
        return None if line == ffi.NULL else v.array(self._c.on_line, line.n_points,
                                                     self._profiles)

    @property
    def on_plane(self) -> Optional[np.ndarray]:
        """Values on the plane [along the first side, along the second]."""
        plane = self._profiles._c.plane
        return None if plane == ffi.NULL else v.array(
            self._c.on_plane, (plane.n[0], plane.n[1]), self._profiles, first_fastest=True)

    @property
    def record(self) -> v.Row:
        """All fields under the names of the C interface (dgh/profile.h)."""
        return v.Row(self._c, self._profiles)


class Profiles(Tables, Sequence):
    """What each of several files says, side by side."""

    def __init__(self, c):
        self._c = c

    def __len__(self) -> int:
        return self._c.n_files

    def __getitem__(self, index):
        return v.item(index, len(self), lambda i: ProfileOfFile(self._c.files[i], self), "file")

    @property
    def line_ang(self) -> Optional[np.ndarray]:
        """Points of the line [n, 3], Angstrom."""
        line = self._c.line
        return None if line == ffi.NULL else v.array(line.position_ang, (line.n_points, 3), self)

    @property
    def plane_ang(self) -> Optional[np.ndarray]:
        """Points of the plane [along the first side, along the second, 3], Angstrom."""
        plane = self._c.plane
        if plane == ffi.NULL:
            return None
        flat = v.array(plane.position_ang, (plane.n[1], plane.n[0], 3), self)
        return flat.transpose(1, 0, 2)

    def to_json(self) -> str:
        """The document of ``dgh profile --json``."""
        return document(lib.dgh_report_profile_json, self._c)

    def to_text(self) -> str:
        """What ``dgh profile`` prints."""
        return document(lib.dgh_report_profile_text, self._c, ffi.NULL)

    def to_csv(self, table: str = "curves") -> str:
        """"curves", "line" or "plane"."""
        tables = {"curves": lib.DGH_PROFILE_CURVES, "line": lib.DGH_PROFILE_LINE,
                  "plane": lib.DGH_PROFILE_PLANE}
        if table not in tables:
            raise ArgumentError(f"table: expected one of {', '.join(tables)}, found {table!r}")
        return document(lib.dgh_report_profile_csv, self._c, tables[table])

    def to_dataframe(self, table: str = "curves"):
        return frame_of_csv(self.to_csv(table))

    def citation(self) -> str:
        """BibTeX of dgh and of the methods that were used."""
        fourier = self._c.interpolation == lib.DGH_INTERPOLATION_FOURIER and \
            (self._c.line != ffi.NULL or self._c.plane != ffi.NULL)
        return works(*(["macroscopic"] if self._c.box_ang[0] > 0 else []),
                     *(["fftw"] if fourier else []))

    def write_plane(self, path: PathLike) -> None:
        """The plane as a NumPy file (points along, points across, files)."""
        do(lib.dgh_profiles_write_plane, self._c, v.path_bytes(path))

    def __repr__(self) -> str:
        return f"<dgh.Profiles: {len(self)} files>"


def profile(*paths: PathLike, axis: Union[str, int] = "c",
            macroscopic: Union[None, str, float, Sequence[float]] = None,
            fermi_ev: Optional[float] = None, alone: bool = False, line=None, plane=None,
            n_points: int = 0, margin_ang: Optional[float] = None, interpolation: str = "cubic",
            component: int = 0, field: Optional[str] = None, jobs: int = 0,
            progress: Progress = None) -> Profiles:
    """Planar averages, vacuum levels, work functions, values on a line and on a plane, as
    ``dgh profile``: each file in one pass, with memory for planes only.

    Parameters
    ----------
    paths
        Files with grids; a directory stands for density and potential of the run in it.
    axis
        "a", "b", "c" or 0, 1, 2.
    macroscopic
        A box in Angstrom, two of them, or "layers".
    fermi_ev
        Fermi energy by hand (default: of the run beside the potential), eV.
    alone
        Do not look for a run.
    line, plane
        Points as in "atom:3/0.5,0.5,0.7" (atoms count from 1 there, as in the program), or a list
        of two or three of them; three numbers are fractional coordinates.
    n_points, margin_ang, interpolation
        On line and plane: points (default 101), Angstrom beyond them, "cubic" or "fourier".
    """
    options = v.options("dgh_profiles_options")
    options.axis = v.axis_number(axis)
    if macroscopic == "layers":
        options.box_from_layers = True
    elif macroscopic is not None:
        boxes = [float(x) for x in np.atleast_1d(macroscopic)]
        if len(boxes) > 2 or min(boxes) <= 0:
            raise ArgumentError("macroscopic: expected one length or two, above 0, or \"layers\"")
        options.box_ang = boxes + [0.0] * (2 - len(boxes))
    v.put_real(options.fermi_ev, fermi_ev)
    v.put_real(options.margin_ang, margin_ang)
    options.alone, options.n_points, options.component = alone, n_points, component
    if line is not None:
        v.put(options, "line", points(line, 2, "line"))
    if plane is not None:
        v.put(options, "plane", points(plane, 3, "plane"))
    options.interpolation = v.choose("dgh_interpolation", interpolation, "interpolation")
    if field is not None:
        options.field = v.choose("dgh_field", field, "field")
    options.jobs = v.number_of_jobs(jobs)
    array, n_paths = v.paths_array(paths)
    watch = Watch(progress)
    watch.attach(options)
    c = make("dgh_profiles", lib.dgh_profiles_compute, lib.dgh_profiles_free,
             array, n_paths, options, watch=watch)
    made = Profiles(c)
    warn(d for one in made for d in one.header.diagnostics)
    return made


def reduced_gradient(density: Grid, *, signed_density: bool = False, jobs: int = 0,
                     progress: Progress = None):
    """Reduced density gradient s (no unit; 100 where there is no density), and with
    `signed_density` the pair (s, sign(lambda2) rho) of the NCI plot (10.1021/ja100936w)."""
    options = v.options("dgh_reduced_gradient_options")
    options.keep_signed_density = signed_density
    options.jobs = v.number_of_jobs(jobs)
    watch = Watch(progress)
    watch.attach(options)
    second = ffi.new("dgh_grid **")

    def both(out, grid, settings, err):
        return lib.dgh_density_reduced_gradient(out, second, grid, settings, err)

    c = make("dgh_grid", both, lib.dgh_grid_free, density._c, options, watch=watch)
    if not signed_density:
        return Grid(c, c, writable=True)
    signed = ffi.gc(second[0], lib.dgh_grid_free)
    return Grid(c, c, writable=True), Grid(signed, signed, writable=True)
