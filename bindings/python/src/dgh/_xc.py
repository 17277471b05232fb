"""Exchange and correlation of densities by libxc, and what another functional makes of them."""
from __future__ import annotations

import os
from typing import List, Optional, Sequence, Tuple, Union



from . import _values as v
from ._call import Progress, Watch, document, make, works
from ._documents import Documents, Found
from ._errors import ArgumentError, MissingError, UnsupportedError, check, warn
from ._grid import Grid, read_grid
from ._libdgh import ffi, lib
from ._record import PathLike


class ExchangeCorrelation(Found):
    """One density with one functional."""

    __slots__ = ("_c",)

    def __init__(self, c):
        self._c = c

    @property
    def path(self) -> Optional[str]:
        return v.text(self._c.path)

    @property
    def functional(self) -> str:
        """As it was asked for."""
        return ffi.string(self._c.functional.label).decode()

    @property
    def libxc(self) -> str:
        """libxc's names, "gga_x_pbe+gga_c_pbe"."""
        return ffi.string(self._c.functional.libxc).decode()

    @property
    def energy_ev(self) -> float:
        """E_xc, eV."""
        return self._c.energy_ev

    @property
    def part_energies_ev(self) -> List[float]:
        """Of each part of the functional, eV."""
        return [self._c.part_energy_ev[i] for i in range(self._c.functional.n_parts)]

    @property
    def electrons(self) -> float:
        """Integral of the density."""
        return self._c.electrons

    @property
    def energy_per_electron(self) -> Optional[Grid]:
        """eps_xc in eV, with ``keep_energy_density=True``."""
        pointer = self._c.energy_per_electron
        return None if pointer == ffi.NULL else Grid(pointer, self._c)

    @property
    def potentials(self) -> Tuple[Grid, ...]:
        """v_xc in eV (of up and down with spin), with ``keep_potential=True``."""
        return tuple(Grid(p, self._c) for p in self._c.potential if p != ffi.NULL)

    def __repr__(self) -> str:
        return f"<dgh.ExchangeCorrelation {self.functional}: {self.energy_ev:.6f} eV>"


class XcResults(Documents):
    """Densities with one functional or two, the swaps between them, and a triple."""

    def __init__(self, results: Sequence[ExchangeCorrelation], swap: bool,
                 triple: Optional[Tuple[int, bool]]):
        self.results = list(results)
        self._list = ffi.new("dgh_xc *[]", [r._c for r in self.results])
        n = len(self.results) // 2 if swap else 0
        self._swaps = ffi.new("dgh_xc_swap[]", max(n, 1))
        self._c = ffi.new("dgh_xc_results *")
        self._c.n, self._c.xc = len(self.results), self._list
        self._c.n_swaps, self._c.swaps = n, self._swaps
        err = ffi.new("dgh_error *")
        for i in range(n):
            check(lib.dgh_xc_swap_make(self._swaps + i, self._list[2 * i], self._list[2 * i + 1],
                                       err), err)
        self._triple = None
        if triple is not None:
            self._triple = ffi.new("dgh_xc_triple *")
            check(lib.dgh_xc_triple_make(self._triple, self._swaps, self._swaps + 1,
                                         self._swaps + 2, triple[0], triple[1], err), err)
            self._c.triple = self._triple

    @property
    def energy_ev(self) -> float:
        """E_xc of the first density with the first functional, eV."""
        return self.results[0].energy_ev

    @property
    def swaps_ev(self) -> List[float]:
        """E_xc[to] - E_xc[from] of each density, eV."""
        return [self._c.swaps[i].delta_ev for i in range(self._c.n_swaps)]

    @property
    def delta_per_h_ev(self) -> Optional[float]:
        """What the other functional does to the adsorption energy, eV per H."""
        return None if self._triple is None else self._triple.delta_per_h_ev

    def to_json(self) -> str:
        """The document of ``dgh xc --json``."""
        return document(lib.dgh_report_xc_json, self._c)

    def to_text(self) -> str:
        """What ``dgh xc`` prints."""
        return document(lib.dgh_report_xc_text, self._c, ffi.NULL)

    def citation(self) -> str:
        """BibTeX of dgh and of what it stands on."""
        return works("libxc", "fftw")

    def __repr__(self) -> str:
        return f"<dgh.XcResults: {self.results!r}>"


def _beside(path: PathLike):
    """(density's path, what lies beside it or None), as the program looks for them."""
    folder = os.path.isdir(path)
    try:
        beside = make("dgh_run_density", lib.dgh_run_density_find, lib.dgh_run_density_free,
                      v.path_bytes(path), ffi.NULL)
    except Exception:
        if folder:
            raise
        beside = None
    if beside is not None:
        warn(v.diagnostics(beside.diagnostics, beside.n_diagnostics))
    found = v.text(beside.density_path) if folder else path
    if found is None:
        raise MissingError(f"{os.fsdecode(path)}: expected a density, found a run without one",
                           code="missing", path=os.fsdecode(path))
    return found, beside


def _own_spin(path, total: Grid, beside, jobs: int) -> Optional[Grid]:
    """The spin density of the run, or the second block of the file."""
    if total.n_components == 4:
        raise UnsupportedError(f"{os.fsdecode(path)}: expected a density without spin or with "
                               "collinear spin, found a non-collinear one (spin=False takes its "
                               "total alone)", code="unsupported", path=os.fsdecode(path))
    if beside is not None and beside.spin_path != ffi.NULL:
        return read_grid(v.text(beside.spin_path), component=beside.spin_component, jobs=jobs)
    if total.n_components != 2:
        return None
    spin = read_grid(path, component=1, jobs=jobs)
    return spin if spin.field == "spin-density" else None


def _functional(name: Optional[str], path, beside):
    out, err = ffi.new("dgh_xc_functional *"), ffi.new("dgh_error *")
    if name is not None:
        check(lib.dgh_xc_functional_find(out, name.encode(), err), err)
    elif beside is None or beside.calculation == ffi.NULL:
        raise MissingError(f"{os.fspath(path)}: expected a run beside it that states its "
                           "functional, found none; functional= names one", code="missing",
                           path=os.fsdecode(path))
    else:
        check(lib.dgh_xc_functional_of_run(out, beside.calculation, err), err)
    return out


def evaluate(density: Grid, functional: str, *, spin: Optional[Grid] = None,
             cutoff_ev: float = 0.0, keep_energy_density: bool = False,
             keep_potential: bool = False, jobs: int = 0,
             progress: Progress = None) -> ExchangeCorrelation:
    """E_xc of a density in memory (e/Angstrom^3), with the spin density (up minus down) on the same
    points where there is one."""
    return _evaluate(density, spin, _functional(functional, density.path, None), cutoff_ev,
                     keep_energy_density, keep_potential, jobs, progress)


def _evaluate(total, spin, functional, cutoff_ev, energy_density, potential, jobs, progress):
    options = v.options("dgh_xc_options")
    options.cutoff_ev, options.jobs = cutoff_ev, v.number_of_jobs(jobs)
    options.keep_energy_density, options.keep_potential = energy_density, potential
    watch = Watch(progress)
    watch.attach(options)
    made = ExchangeCorrelation(
        make("dgh_xc", lib.dgh_density_xc, lib.dgh_xc_free, total._c,
             ffi.NULL if spin is None else spin._c, functional, options, watch=watch))
    warn(made.diagnostics)
    return made


def xc(*paths: PathLike, functional: Optional[str] = None, from_: Optional[str] = None,
       to: Optional[str] = None, triple: bool = False, n_hydrogen: int = 0,
       spin: Union[None, bool, PathLike] = None, cutoff_ev: float = 0.0,
       keep_energy_density: bool = False, keep_potential: bool = False, force: bool = False,
       jobs: int = 0, progress: Progress = None) -> XcResults:
    """Exchange-correlation energies of densities, as ``dgh xc``.

    Parameters
    ----------
    paths
        Density files or run directories.
    functional
        An LDA or a GGA: "pbe", "RPBE", "gga_x_pbe+gga_c_pbe", "lda,pz" (default: of the run beside).
    from_, to
        Two functionals on the same densities; the first is by default that of the run.
    triple
        Three paths: host with H, host, H2; gives the effect on the adsorption energy.
    n_hydrogen
        H of the triple, 0: from the electrons.
    spin
        File of a spin density; False: take the total alone; None: what the file or run has.
    cutoff_ev
        Leave out plane waves of gradient and divergence above it, eV; 0: none.
    force
        Compute a triple whose electrons or cells do not fit.
    """
    if not paths:
        raise ArgumentError("expected the file of a density")
    if functional is not None and (from_ is not None or to is not None):
        raise ArgumentError("functional excludes from_ and to")
    if from_ is not None and to is None:
        raise ArgumentError("from_ needs to")
    if triple and (len(paths) != 3 or to is None):
        raise ArgumentError("triple needs to and three densities: the host with H, the host, H2")
    results = []
    for path in paths:
        found, beside = _beside(path)
        total = read_grid(found, jobs=jobs)
        grid: Optional[Grid] = None
        if spin is None or spin is True:
            grid = _own_spin(found, total, beside, jobs)
        elif spin is not False:
            grid = read_grid(spin, jobs=jobs)
            if grid.field == "density":
                grid._c.field = lib.DGH_FIELD_SPIN_DENSITY
        names = [from_, to] if to is not None else [functional]
        for name in names:
            results.append(_evaluate(total, grid, _functional(name, found, beside), cutoff_ev,
                                     keep_energy_density, keep_potential, jobs, progress))
    return XcResults(results, to is not None, (n_hydrogen, force) if triple else None)
