"""ΔG_H* of every site in trees of calculations."""
from __future__ import annotations

from contextlib import ExitStack
from typing import Dict, Iterator, List, Optional, Sequence, Tuple, Union

from . import _values as v
from ._call import Progress, Watch, do, document, make
from ._documents import Tables
from ._errors import warn
from ._ledger import Ledger
from ._libdgh import ffi, lib
from ._record import PathLike
from ._site import Run, Site
from ._study_options import isotope_mass_u, put_d_window, put_harmonic, put_reference


class Study(Tables, Sequence):
    """The sites of trees of calculations; iterable. All that hangs on it keeps it alive."""

    def __init__(self, c):
        self._c = c

    # ---- sites

    def __len__(self) -> int:
        return self._c.n_sites

    def __getitem__(self, index: Union[int, slice, str]):
        """A site by its index or its label."""
        if isinstance(index, str):
            for site in self:
                if site.label == index:
                    return site
            raise KeyError(index)
        return v.item(index, len(self), lambda i: Site(self, self._c.sites[i], i), "site")

    def __iter__(self) -> Iterator[Site]:
        return (Site(self, self._c.sites[i], i) for i in range(len(self)))

    @property
    def sites(self) -> List[Site]:
        return list(self)

    @property
    def best(self) -> Optional[Site]:
        """The site whose |ΔG| is nearest to 0."""
        return None if self._c.best_site == v.NO_RUN else self[self._c.best_site]

    @property
    def runs(self) -> List[Run]:
        """All runs of the trees, sorted by path."""
        return [Run(self, self._c.runs[i]) for i in range(self._c.n_runs)]

    def _run(self, index: int) -> Optional[Run]:
        return None if index == v.NO_RUN else Run(self, self._c.runs[index])

    @property
    def summary(self) -> Optional[v.Row]:
        """How many sites count, and by which weight (dgh_study_summary of dgh/study.h)."""
        return None if self._c.summary == ffi.NULL else v.Row(self._c.summary[0], self)

    @property
    def classes(self) -> Dict[str, v.Row]:
        """ΔG of the counted sites by class ("amorphous", "interface", "crystalline", "all"):
        `mean_ev`, `spread_ev`, `quartile_ev`, `coverage`... (dgh/distribution.h)."""
        if self._c.summary == ffi.NULL:
            return {}
        return {v.text(lib.dgh_class_name(i)): v.Row(self._c.summary.of[i], self)
                for i in range(lib.DGH_N_CLASSES)}

    @property
    def n_refused(self) -> int:
        return self._c.n_refused

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        """Of the trees and the study as a whole."""
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    @property
    def all_diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        """Those of the study, of its sites and of their densities and surroundings."""
        found = list(self.diagnostics)
        for site in self:
            found.extend(site.diagnostics)
            for part in (site._c.density, site._c.structure, site._c.d_band):
                if part != ffi.NULL:
                    found.extend(v.diagnostics(part.diagnostics, part.n_diagnostics))
        return tuple(found)

    @property
    def options(self) -> v.Row:
        """As used (dgh_study_options of dgh/study.h): `temperature_k`, `convention`..."""
        return v.Row(self._c.options, self)

    # ---- documents

    def to_json(self) -> str:
        """The document of ``dgh compute --json``."""
        return document(lib.dgh_report_study_json, self._c)

    def to_csv(self) -> str:
        """The table of ``dgh compute --csv``: one row for each site."""
        return document(lib.dgh_report_study_csv, self._c)

    def to_text(self, ledger: bool = False, structure: bool = False) -> str:
        """What ``dgh compute`` prints, on request with the ledger, and with what each H sits on and
        ΔG by class of site."""
        options = v.options("dgh_report_options")
        options.ledger, options.structure = ledger, structure
        return document(lib.dgh_report_study_text, self._c, options)

    def ledger(self) -> Ledger:
        """Every term of every site with file and line."""
        return Ledger([t for site in self for t in site.ledger],
                      document(lib.dgh_report_ledger_text, self._c, ffi.NULL))

    def plan(self) -> str:
        """The pairing as a JSON document that can be edited and given to `compute` as `plan`."""
        return document(lib.dgh_study_plan, self._c)

    def pairing(self) -> str:
        """The pairing as text, as ``dgh compute --dry-run`` prints it."""
        return document(lib.dgh_report_pairing_text, self._c, ffi.NULL)

    def citation(self) -> str:
        """BibTeX of dgh and of the methods that were used."""
        return document(lib.dgh_report_citation, ffi.addressof(self._c, "options"))

    def report(self, path: PathLike, *, title: Optional[str] = None) -> None:
        """Writes the study as one HTML file, as ``dgh report`` does; see `dgh.report`."""
        from ._report import write
        write(self, path, title)

    def __repr__(self) -> str:
        best = self.best
        shown = f", nearest to 0: {best.label} {best.delta_g_ev:+.3f} eV" if best else ""
        return f"<dgh.Study: {len(self)} sites of {self._c.n_runs} runs{shown}>"

    def _repr_html_(self) -> str:
        from ._html import study_table
        return study_table(self)

    # ---- to what others use

    def write_ase_db(self, path, *, append: bool = True) -> List[int]:
        """Writes the runs of all sites, hosts and gases into an ASE database, see `dgh.ase_db`."""
        from ._ase_db import write
        return write(self, path, append=append)


# ---- making one -----------------------------------------------------------------------------------

def _paths(tree, more) -> list:
    trees = list(tree) if isinstance(tree, (list, tuple)) else [tree]
    return [*trees, *more]


def _put_records(options, records, stack: ExitStack) -> None:
    """Files of records, or `Records`, which become files for as long as the study is opened."""
    given = list(records) if isinstance(records, (list, tuple)) else [records]
    paths = [stack.enter_context(r.as_file()) if hasattr(r, "as_file") else r for r in given]
    array, options.n_records_paths = v.paths_array(paths)
    v.put(options, "records_paths", array)


def _open(paths: list, options, progress: Progress) -> Tuple[Study, Watch]:
    watch = Watch(progress)
    watch.attach(options)
    array, n_paths = v.paths_array(paths)
    made = Study(make("dgh_study", lib.dgh_study_open, lib.dgh_study_free, array, n_paths, options,
                      watch=watch))
    v.hold(made._c, options)  # the study has the pointers of its options
    return made, watch


def pair(tree: Union[PathLike, Sequence[PathLike]] = ".", *more: PathLike,
         plan: Optional[PathLike] = None, jobs: int = 0, progress: Progress = None) -> Study:
    """Reads trees and finds out which run is what, without computing anything: a `Study` without
    sites, whose `runs`, `plan()` and `pairing()` tell."""
    options = v.options("dgh_study_options")
    options.jobs = v.number_of_jobs(jobs)
    paths = _paths(tree, more)
    if plan is not None:
        v.put(options, "plan_path", v.path_bytes(plan))
    study, _ = _open(paths, options, progress)
    warn(study.diagnostics)
    return study


def compute(tree: Union[PathLike, Sequence[PathLike], None] = None, *more: PathLike,
            temperature_k: float = 298.15, pressure_bar: float = 1.0, convention: str = "full",
            energy: str = "E0", gas_model: str = "janaf",
            symmetry_number: Optional[int] = None,
            ref_h2: Union[None, float, PathLike] = None, low_modes: str = "raise",
            cutoff_cm1: Optional[float] = None, grimme_cm1: Optional[float] = None,
            barrier_ev: Optional[float] = None, site_area_ang2: Optional[float] = None,
            imaginary: str = "refuse", isotope: Union[str, float] = "as-computed",
            max_force_ev_per_ang: Optional[float] = None, force: bool = False,
            plan: Optional[PathLike] = None, potential_v: Optional[float] = None,
            scale: str = "rhe", ph: Optional[float] = None, density: bool = True,
            bader_method: str = "near-grid", structure: bool = True, d_band: bool = True,
            d_window: Union[str, Tuple[float, float]] = "all", records=None, jobs: int = 0,
            progress: Progress = None) -> Study:
    """ΔG_H* of every site in trees of calculations, as ``dgh compute``.

    Parameters
    ----------
    tree, more
        Directories or files (default: the current directory, or those of the plan).
    temperature_k, pressure_bar
        K, and bar of H2.
    convention
        Of `Site.delta_g_ev`: "full" (ΔE + ΔZPE + ΔU_th - TΔS), "zpe-ts" (no heat content),
        "zpe-ts-gas" (also without S of H*), "offset" (ΔE + 0.24 eV).
    energy
        That every run contributes: "F", "E", "E0".
    gas_model, symmetry_number
        "janaf" or "rrho", and the symmetry number of its rotation (default: of the run's molecule,
        2 for H2).
    ref_h2
        H2 reference: a run's path, or an energy in eV; None: found in the tree.
    low_modes, cutoff_cm1, grimme_cm1, barrier_ev, site_area_ang2
        Policy for low modes: "raise" (to `cutoff_cm1`, default 50), "harmonic", "grimme" (with
        `grimme_cm1`, default 100), "translator" (with a barrier in eV and an area in Angstrom^2).
    imaginary
        "refuse", "drop", "real".
    isotope
        "as-computed", "H", "D", "T", or a mass in u.
    max_force_ev_per_ang
        A warning above it (default 0.05 eV/Angstrom).
    force
        Compute sites that have errors and mark them.
    plan
        JSON plan to take instead of pairing, see `Study.plan`.
    potential_v, scale, ph
        Electrode: V against "rhe" or "she" (which needs a pH).
    density, bader_method
        Whether densities beside the runs are read, and how they are partitioned.
    structure
        Whether it is looked at what each H sits on: `Site.places`, `Site.phase`, `Study.classes`.
    d_band, d_window
        Whether densities of states beside the runs are read, and the window of `Site.d_band`:
        "all", "occupied", or two energies against the Fermi energy in eV.
    records
        Instead of trees: `dgh.records` of them, a file that holds some, or a list of both. The
        results are the same to the last bit.
    jobs
        Threads, 0: all cores. The results do not depend on it.
    progress
        None: a progress bar where a person watches; False: none; a function of (what, done, total),
        which stops the work by returning False.

    Raises
    ------
    FileError, MissingError (no calculation, no H2...), ArgumentError, ParseError (plan, records). What is
    wrong with a single site refuses this site, and is told as a `DghWarning`.
    """
    options = v.options("dgh_study_options")
    options.temperature_k, options.pressure_bar = temperature_k, pressure_bar
    options.convention = v.choose("dgh_convention", convention, "convention")
    options.energy = v.choose("dgh_energy_kind", energy, "energy")
    options.gas_model = v.choose("dgh_gas_model", gas_model, "gas_model")
    options.gas_symmetry_number = symmetry_number or 0
    options.isotope_mass_u = isotope_mass_u(isotope)
    put_harmonic(options.harmonic, low_modes=low_modes, cutoff_cm1=cutoff_cm1,
                 grimme_cm1=grimme_cm1, barrier_ev=barrier_ev, site_area_ang2=site_area_ang2,
                 imaginary=imaginary, isotope_mass_u=options.isotope_mass_u)
    put_reference(options, ref_h2)
    if max_force_ev_per_ang is not None:
        options.max_force_ev_per_ang = max_force_ev_per_ang
    options.force, options.density, options.structure = force, density, structure
    options.bader_method = v.choose("dgh_bader_method", bader_method, "bader_method")
    options.d_band = d_band
    put_d_window(options.d_band_options, d_window)
    options.scale = v.choose("dgh_scale", scale, "scale")
    v.put_real(options.potential_v, potential_v)
    v.put_real(options.ph, ph)
    options.jobs = v.number_of_jobs(jobs)
    if plan is not None:
        v.put(options, "plan_path", v.path_bytes(plan))
    if tree is None:
        paths = [] if plan is not None or records is not None else ["."]
    else:
        paths = _paths(tree, more)
    with ExitStack() as stack:
        if records is not None:
            _put_records(options, records, stack)
        study, watch = _open(paths, options, progress)
    do(lib.dgh_study_compute, study._c, watch=watch)
    warn(study.all_diagnostics)
    return study
