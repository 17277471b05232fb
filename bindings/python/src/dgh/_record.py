"""What the files of a run say: `read`, `inspect` and the objects that they give."""
from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import Progress, document, make
from ._documents import Tables
from ._errors import DghError, MissingError, warn
from ._libdgh import ffi, lib
from ._structure import Structure

PathLike = Union[str, bytes, "os.PathLike[str]"]

KINDS = ("F", "E", "E0")


class Setting(NamedTuple):
    """One setting that must agree between runs."""

    value: Union[str, float, int, None]
    """None: the run does not state it"""
    label: str
    """for people: "plane-wave cutoff" """
    unit: str
    """"eV", "" """
    source: Optional[v.Source]


class Pseudopotential(NamedTuple):
    """As the run names it."""

    atomic_number: int
    label: str
    title: Optional[str]
    """VASP TITEL, or the file's name in QE"""
    valence_e: Optional[v.Number]
    """electrons (ZVAL)"""
    hash: Optional[str]
    functional: Optional[str]
    source: Optional[v.Source]


class Step:
    """One ionic step."""

    __slots__ = ("_c", "_owner", "_n")

    def __init__(self, c, owner, n_atoms):
        self._c, self._owner, self._n = c, owner, n_atoms

    @property
    def energies_ev(self) -> Dict[str, Optional[v.Number]]:
        """By kind, eV: F (with the smearing entropy), E (without), E0 (extrapolated to zero
        smearing); None where the electronic loop did not finish."""
        return {k: v.real(self._c.energy_ev[i]) for i, k in enumerate(KINDS)}

    @property
    def electronic_converged(self) -> Optional[bool]:
        return v.tristate(self._c.electronic_converged)

    @property
    def electronic_accuracy_ev(self) -> Optional[v.Number]:
        """Last energy change (VASP) or estimated accuracy (QE), eV."""
        return v.real(self._c.electronic_accuracy_ev)

    @property
    def n_electronic(self) -> Optional[int]:
        """Electronic iterations."""
        return self._c.n_electronic or None

    @property
    def machine_learned(self) -> bool:
        """The energy is that of a force field, not of DFT."""
        return bool(self._c.machine_learned)

    @property
    def cell_ang(self) -> Optional[np.ndarray]:
        """Lattice vectors as rows, Angstrom."""
        return v.matrix(self._c.cell_ang) if self._c.has_cell else None

    @property
    def positions_ang(self) -> Optional[np.ndarray]:
        """Cartesian positions [n, 3] of this energy, Angstrom."""
        return v.array(self._c.position_ang, (self._n, 3), self._owner)

    @property
    def forces_ev_per_ang(self) -> Optional[np.ndarray]:
        """Forces [n, 3], eV/Angstrom."""
        return v.array(self._c.force_ev_per_ang, (self._n, 3), self._owner)

    @property
    def stress_kbar(self) -> Optional[np.ndarray]:
        """Stress [3, 3] in kbar as both codes print it: a third of the trace is the pressure."""
        return v.matrix(self._c.stress_kbar) if self._c.has_stress else None

    @property
    def magnetisation_mub(self) -> Optional[v.Number]:
        """Total magnetisation, Bohr magnetons."""
        return v.real(self._c.magnetisation_mub)

    @property
    def fermi_ev(self) -> Optional[v.Number]:
        """Fermi energy, eV."""
        return v.real(self._c.fermi_ev)

    @property
    def temperature_k(self) -> Optional[v.Number]:
        """Of molecular dynamics, K."""
        return v.real(self._c.temperature_k)

    @property
    def source(self) -> Optional[v.Source]:
        return v.source(self._c.source)

    def __repr__(self) -> str:
        return f"<dgh.Step {self.energies_ev}>"


class PrintedMode(NamedTuple):
    """A mode as the code printed it."""

    freq_cm1: float
    """magnitude, 1/cm"""
    imaginary: bool
    eigenvector: Optional[np.ndarray]
    """[n_atoms, 3] as printed"""
    source: Optional[v.Source]


class Vibrations:
    """Hessian and printed modes of a run."""

    __slots__ = ("_c", "_owner", "_n")

    def __init__(self, c, owner, n_atoms):
        self._c, self._owner, self._n = c, owner, n_atoms

    @property
    def n_dofs(self) -> int:
        """Displaced coordinates; 0: no Hessian."""
        return self._c.n_dofs

    @property
    def dofs(self) -> List[Tuple[int, int, float]]:
        """(atom from 0, axis 0..2, mass in u) of each displaced coordinate."""
        return [(d.atom, d.axis, d.mass_u) for d in (self._c.dofs[i] for i in range(self.n_dofs))]

    @property
    def hessian_ev_per_ang2(self) -> Optional[np.ndarray]:
        """+d2E/dxdy [n_dofs, n_dofs] in eV/Angstrom^2, as in the file: not symmetrised, not
        mass-weighted."""
        return v.array(self._c.hessian_ev_per_ang2, (self.n_dofs, self.n_dofs), self._owner)

    @property
    def method(self) -> Optional[str]:
        return v.text(self._c.method)

    @property
    def modes(self) -> List[PrintedMode]:
        """In the order of the file, each once."""
        return [PrintedMode(m.freq_cm1, bool(m.imaginary),
                            v.array(m.eigenvector, (self._n, 3), self._owner), v.source(m.source))
                for m in (self._c.modes[i] for i in range(self._c.n_modes))]

    @property
    def modes_note(self) -> Optional[str]:
        """What the printed modes are: "ASR simple"; None: plain."""
        return v.text(self._c.modes_note)

    @property
    def source(self) -> Optional[v.Source]:
        """Of the Hessian."""
        return v.source(self._c.hessian_source)

    def __bool__(self) -> bool:
        return bool(self._c.n_dofs or self._c.n_modes)

    def __repr__(self) -> str:
        return f"<dgh.Vibrations: Hessian of {self.n_dofs}, {self._c.n_modes} printed modes>"

    def _same(self, other: "Vibrations") -> bool:
        return (self._c.hessian_ev_per_ang2 == other._c.hessian_ev_per_ang2
                and self._c.modes == other._c.modes)


class Calculation(Tables):
    """What the files of one run say, in eV, Angstrom and u.

    An energy is never to be used without a look at `status`. Missing data is None.
    """

    __slots__ = ("_c", "_owner", "__weakref__")

    def __init__(self, c, owner):
        self._c, self._owner = v.hold(c, owner), owner

    # ---- what it is

    @property
    def path(self) -> str:
        """The file, or the directory of a merged run."""
        return v.text(self._c.path)

    @property
    def format(self) -> Optional[str]:
        """Stable name of the format: "vasp-outcar", "qe-pw-output"."""
        return v.text(self._c.format)

    @property
    def files(self) -> List[str]:
        return [v.text(self._c.files[i]) for i in range(self._c.n_files)]

    @property
    def code(self) -> str:
        """"VASP", "QE" or "unknown"."""
        return v.text(lib.dgh_code_name(self._c.code))

    @property
    def code_version(self) -> Optional[str]:
        return v.text(self._c.code_version.value)

    @property
    def task(self) -> str:
        """"relax", "single-point", "frequencies"..."""
        return v.text(lib.dgh_task_name(self._c.task))

    @property
    def status(self) -> str:
        """"complete", "unconverged-electronic", "unconverged-ionic", "interrupted", "failed" or
        "unknown"."""
        return v.text(lib.dgh_run_status_name(self._c.status))

    @property
    def status_reason(self) -> Optional[str]:
        """The line that decides, in words."""
        return v.text(self._c.status_reason.value)

    @property
    def status_source(self) -> Optional[v.Source]:
        return v.source(self._c.status_reason.source)

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        """Warnings of the code, and of the reader about the file."""
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    # ---- energies

    @property
    def energies_ev(self) -> Dict[str, Optional[v.Number]]:
        """By kind, eV: F (with the smearing entropy), E (without), E0 (extrapolated to zero
        smearing), of the step that counts."""
        return {k: self.energy_ev(k) for k in KINDS}

    def energy_ev(self, kind: str = "E0") -> Optional[v.Number]:
        """Energy of the step that counts in eV; None where the run gives none of this kind."""
        return v.real(lib.dgh_calculation_energy(
            self._c, v.choose("dgh_energy_kind", kind, "kind")))

    @property
    def energy_step(self) -> Optional[Step]:
        """The step whose energy counts: the first of a frequency run, else the last with one."""
        step = lib.dgh_calculation_energy_step(self._c)
        return None if step == ffi.NULL else Step(step, self._owner, self._c.structure.n_atoms)

    @property
    def steps(self) -> List[Step]:
        """Ionic steps."""
        n = self._c.structure.n_atoms
        return [Step(self._c.steps[i], self._owner, n)
                for i in range(self._c.n_steps)]

    @property
    def largest_force_ev_per_ang(self) -> Optional[v.Number]:
        """Largest force on a free atom in the step that counts, eV/Angstrom."""
        return v.real(self._c.largest_force_ev_per_ang)

    @property
    def largest_force_atom(self) -> Optional[int]:
        """The atom with it, from 0."""
        has = self._c.largest_force_ev_per_ang.has
        return self._c.largest_force_atom if has else None

    @property
    def ensemble_ev(self) -> Optional[np.ndarray]:
        """BEEF-vdW ensemble energies, eV."""
        return v.array(self._c.ensemble_ev, self._c.n_ensemble, self._owner)

    # ---- geometry

    @property
    def structure(self) -> Structure:
        """The geometry that belongs to the energy (the start where there is no step)."""
        return Structure(lib.dgh_calculation_structure(self._c), self._owner)

    @property
    def initial_structure(self) -> Structure:
        """The first geometry that the file gives."""
        return Structure(self._c.structure, self._owner)

    # ---- settings

    @property
    def settings(self) -> Dict[str, Setting]:
        """By stable key: "functional", "cutoff_ev", "kpoint_mesh"..."""
        made = {}
        for i in range(lib.DGH_SETTING_COUNT):
            info, c = lib.dgh_setting_describe(i), self._c.settings[i]
            value: Any = None
            if c.has:
                value = {lib.DGH_SETTING_KIND_TEXT: lambda c=c: v.text(c.text),
                         lib.DGH_SETTING_KIND_REAL: lambda c=c: c.real,
                         lib.DGH_SETTING_KIND_INTEGER: lambda c=c: int(c.integer)}[info.kind]()
            made[v.text(info.key)] = Setting(value, v.text(info.label), v.text(info.unit),
                                             v.source(c.source) if c.has else None)
        return made

    @property
    def pseudopotentials(self) -> List[Pseudopotential]:
        return [Pseudopotential(p.atomic_number, v.text(p.label), v.text(p.title),
                                v.real(p.valence_e), v.text(p.hash), v.text(p.functional),
                                v.source(p.source))
                for p in (self._c.pseudopotentials[i]
                          for i in range(self._c.n_pseudopotentials))]

    @property
    def n_electrons(self) -> Optional[v.Number]:
        """Valence electrons."""
        return v.real(self._c.n_electrons)

    @property
    def kpoint_density_ang(self) -> Optional[np.ndarray]:
        """k-points per 1/Angstrom of each reciprocal vector (with 2 pi)."""
        out = ffi.new("double[3]")
        return v.vector(out) if lib.dgh_calculation_kpoint_density(self._c, out) else None

    @property
    def record(self) -> v.Row:
        """All fields of the record under the names of the C interface (dgh/record.h), e.g. the
        run's own limits: ``record.force_criterion_ev_per_ang``."""
        return v.Row(self._c[0], self._owner)

    @property
    def ionic_converged(self) -> Optional[bool]:
        """The code's own statement for a relaxation."""
        return v.tristate(self._c.ionic_converged)

    # ---- the rest

    @property
    def vibrations(self) -> Optional[Vibrations]:
        """Hessian and printed modes, None: neither."""
        made = Vibrations(self._c.vibrations, self._owner, self._c.structure.n_atoms)
        return made or None

    @property
    def cpu_time_s(self) -> Optional[v.Number]:
        return v.real(self._c.cpu_time_s)

    @property
    def wall_time_s(self) -> Optional[v.Number]:
        return v.real(self._c.wall_time_s)

    @property
    def started(self) -> Optional[str]:
        """Date and time as printed."""
        return v.text(self._c.started.value)

    # ---- documents

    def to_json(self, symmetry_ang: float = 0.01) -> str:
        """The document of ``dgh inspect --json``; space groups with this tolerance in Angstrom, 0:
        none."""
        return Runs([self]).to_json(symmetry_ang)

    def to_csv(self) -> str:
        """The table of ``dgh inspect --csv``."""
        return Runs([self]).to_csv()

    def to_text(self, symmetry_ang: float = 0.01) -> str:
        """What ``dgh inspect`` prints: the run in full."""
        return document(lib.dgh_report_inspection_text, self._c,
                        _space_group(self, symmetry_ang) or ffi.NULL, ffi.NULL)

    def to_dict(self) -> Dict[str, Any]:
        """The run's object of the JSON document."""
        return json.loads(self.to_json())["runs"][0]

    def __repr__(self) -> str:
        energy = self.energy_ev()
        shown = "no energy" if energy is None else f"E0 {float(energy):.6f} eV"
        return f"<dgh.Calculation {self.path}: {self.code} {self.task}, {self.status}, {shown}>"

    # ---- to what others use

    def to_ase(self):
        """As ase.Atoms at the geometry of the energy, with a SinglePointCalculator that holds E0
        as energy, F as free energy, and the forces, as far as the run is not flawed: the energy of
        a step whose electronic loop did not converge is left out."""
        from ase.calculators.singlepoint import SinglePointCalculator

        atoms = self.structure.to_ase()
        step = self.energy_step
        if step is not None and step.electronic_converged is not False:
            energies, results = step.energies_ev, {}
            if energies["E0"] is not None or energies["F"] is not None:
                results["energy"] = float(energies["E0"] if energies["E0"] is not None
                                          else energies["F"])
            if energies["F"] is not None:
                results["free_energy"] = float(energies["F"])
            if step.forces_ev_per_ang is not None:
                results["forces"] = np.array(step.forces_ev_per_ang)
            atoms.calc = SinglePointCalculator(atoms, **results)
        atoms.info.update(dgh_status=self.status, dgh_path=self.path)
        return atoms

    def to_pymatgen(self):
        """The geometry of the energy as a pymatgen Structure or Molecule."""
        return self.structure.to_pymatgen()


v.shown_as["dgh_calculation"] = Calculation


def _space_group(calculation: Calculation, tolerance_ang: float):
    """As ``dgh inspect`` finds it; None: a molecule, or too large to look at in passing."""
    structure = calculation.structure
    if not tolerance_ang > 0 or len(structure) > lib.DGH_SITES_MOST_SYMMETRIC:
        return None
    try:
        return make("dgh_symmetry", lib.dgh_symmetry_find, lib.dgh_symmetry_free,
                    structure._pointer, tolerance_ang)
    except DghError:
        return None


class Runs(Tables, Sequence):
    """Several runs, and the documents of ``dgh inspect`` about them."""

    def __init__(self, calculations: Sequence[Calculation], _vibrations=None):
        self._list = list(calculations)
        # What each run has of its own or from its displaced runs, as a study finds it.
        self._vibrations = _vibrations or [
            Vibrations(c._c.vibrations, c._owner, c._c.structure.n_atoms) for c in self._list]

    def __len__(self) -> int:
        return len(self._list)

    def __getitem__(self, index):
        return self._list[index]

    def __iter__(self) -> Iterator[Calculation]:
        return iter(self._list)

    def _document(self, function, *more) -> str:
        pointers = ffi.new("dgh_calculation *[]", [c._c for c in self._list])
        return document(function, pointers,
                        len(self._list), *more)

    def to_json(self, symmetry_ang: float = 0.01) -> str:
        """The document of ``dgh inspect --json``; space groups with this tolerance in Angstrom, 0:
        none."""
        groups = [_space_group(c, symmetry_ang) or ffi.NULL for c in self._list]
        pointers = ffi.new("dgh_calculation *[]", [c._c for c in self._list])
        return document(lib.dgh_report_inspections_json, pointers,
                        ffi.new("dgh_symmetry *[]", groups) if symmetry_ang > 0 else ffi.NULL,
                        len(self._list))

    def to_csv(self) -> str:
        """The table of ``dgh inspect --csv``."""
        return self._document(lib.dgh_report_runs_csv)

    def to_text(self) -> str:
        """What ``dgh inspect`` prints: one run in full, several with one line each."""
        if len(self._list) == 1:
            return self._list[0].to_text()
        return self._document(lib.dgh_report_runs_text, ffi.NULL)

    def __repr__(self) -> str:
        return f"<dgh.Runs: {len(self)}>"


def _note(calculation: Calculation) -> Calculation:
    warn(calculation.diagnostics)
    return calculation


def _io_options(max_unpacked_bytes: Optional[int]):
    options = v.options("dgh_io_options")
    if max_unpacked_bytes is not None:
        options.max_unpacked_bytes = max_unpacked_bytes
    return options


def read(path: PathLike, *, max_unpacked_bytes: Optional[int] = None) -> Calculation:
    """Reads one run: a file of any known format of VASP and Quantum ESPRESSO, packed or not,
    recognised by its content, or a directory whose files are merged.

    Parameters
    ----------
    path
        File or directory.
    max_unpacked_bytes
        Largest content of a packed file (default 8 GiB).

    Raises
    ------
    FileError, ParseError, UnsupportedError, RefusedError (unpacks beyond the limit), MissingError
    (a directory without a run). A truncated file is no error: its `status` says "interrupted".
    """
    options = _io_options(max_unpacked_bytes)
    function = lib.dgh_read_run if os.path.isdir(path) else lib.dgh_read_file
    c = make("dgh_calculation", function, lib.dgh_calculation_free, v.path_bytes(path), options)
    return _note(Calculation(c, c))


def read_bytes(data: bytes, name: str = "", format: Optional[str] = None) -> Calculation:
    """Reads the content of one file from memory.

    `name` helps where content cannot tell (INCAR, KPOINTS, POSCAR); `format` is a stable name as in
    `Calculation.format` (default: recognised)."""
    c = make("dgh_calculation", lib.dgh_read_buffer, lib.dgh_calculation_free,
             ffi.from_buffer(data), len(data), name.encode() if name else ffi.NULL,
             format.encode() if format else ffi.NULL)
    return _note(Calculation(c, c))


def inspect(*paths: PathLike, jobs: int = 0, progress: Progress = None) -> Runs:
    """Reads files and whole trees, as ``dgh inspect``: every run in them, in the order of paths.

    Parameters
    ----------
    paths
        Files and directories (default: the current directory).
    jobs
        Threads, 0: all cores.
    progress
        None: a progress bar where a person watches; False: none; a function of (what, done, total).
    """
    from ._study import pair

    calculations: List[Calculation] = []
    vibrations: List[Optional[Vibrations]] = []
    for path in paths or (".",):
        if not os.path.isdir(path):
            one = read(path)
            calculations.append(one)
            vibrations.append(Vibrations(one._c.vibrations, one._owner, one._c.structure.n_atoms))
            continue
        study = pair(path, jobs=jobs, progress=progress)
        for run in study.runs:
            if run.calculation is None:
                continue
            calculations.append(run.calculation)
            vibrations.append(run.vibrations)
    if not calculations:
        raise MissingError("expected at least one run, found none", code="missing")
    return Runs(calculations, vibrations)
