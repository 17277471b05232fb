"""ΔG_H* of every site in trees of calculations."""
from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import _values as v
from ._call import Progress, Watch, do, document, make
from ._errors import ArgumentError, warn
from ._libdgh import ffi, lib
from ._record import Calculation, PathLike, Vibrations, frame_of_csv
from ._structure import Structure

ISOTOPES = {"as-computed": 0, "H": 1, "D": 2, "T": 3}


class LedgerTerm(NamedTuple):
    """One term of a ΔG; its contribution is coefficient * value."""

    site: str
    id: str
    """stable: "e-adsorbed", "zpe-gas", "ts-gas"..."""
    label: str
    value_ev: float
    """of the species named; -T S for the "ts-" terms"""
    coefficient: float
    """per H"""
    contribution_ev: float
    conventions: Tuple[str, ...]
    """those that it is part of"""
    source: Optional[v.Source]
    note: Optional[str]
    """model or assumption behind the number"""


class Ledger(Sequence):
    """Every term of every convention with file and line; as text it is what
    ``dgh compute --ledger`` prints."""

    def __init__(self, terms: Sequence[LedgerTerm], text: str):
        self._terms, self._text = list(terms), text

    def __len__(self) -> int:
        return len(self._terms)

    def __getitem__(self, index):
        return self._terms[index]

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<dgh.Ledger: {len(self)} terms>"

    def to_dataframe(self):
        """One row for each term, as pandas.DataFrame."""
        import pandas

        rows = [{**t._asdict(), "conventions": " ".join(t.conventions),
                 "path": t.source.path if t.source else None,
                 "line": t.source.line if t.source else None} for t in self._terms]
        frame = pandas.DataFrame(rows, columns=[*LedgerTerm._fields, "path", "line"])
        return frame.drop(columns="source")


class Run:
    """One run of a study and its part in it."""

    __slots__ = ("_study", "_c")

    def __init__(self, study: "Study", c):
        self._study, self._c = study, c

    @property
    def path(self) -> str:
        return v.text(self._c.path)

    @property
    def label(self) -> str:
        """Shortest name that tells it apart."""
        return v.text(self._c.label)

    @property
    def calculation(self) -> Optional[Calculation]:
        if self._c.calculation == ffi.NULL:
            return None
        return Calculation(self._c.calculation, self._study)

    @property
    def role(self) -> str:
        """"gas", "host", "adsorbed", "frequencies", "displaced", "energy", "restart", "unused"."""
        return v.text(lib.dgh_role_name(self._c.role))

    @property
    def reason(self) -> Optional[str]:
        """Why it has this role, in words."""
        return v.text(self._c.reason)

    @property
    def n_h(self) -> int:
        """H on the host."""
        return self._c.n_h

    @property
    def host(self) -> Optional["Run"]:
        return self._study._run(self._c.host) if self.role == "adsorbed" else None

    @property
    def belongs_to(self) -> Optional["Run"]:
        return self._study._run(self._c.belongs_to)

    @property
    def frequencies(self) -> Optional["Run"]:
        """The run whose vibrations count for this one."""
        return self._study._run(self._c.frequencies)

    @property
    def vibrations(self) -> Optional[Vibrations]:
        """Of this run, from its frequency run or its displaced runs."""
        if self._c.vibrations == ffi.NULL:
            return None
        n = 0 if self._c.calculation == ffi.NULL else self._c.calculation.structure.n_atoms
        return Vibrations(self._c.vibrations, self._study, n)

    @property
    def density(self) -> Optional[v.Row]:
        """The densities that lie beside it (dgh/run_density.h)."""
        return None if self._c.density == ffi.NULL else v.Row(self._c.density[0], self._study)

    def __repr__(self) -> str:
        return f"<dgh.Run {self.label}: {self.role}>"


class Site:
    """One ΔG_H*. Energies in eV per H added, at the study's temperature and pressure."""

    __slots__ = ("_study", "_c", "index")

    def __init__(self, study: "Study", c, index: int):
        self._study, self._c, self.index = study, c, index

    @property
    def label(self) -> str:
        return v.text(self._c.label)

    @property
    def delta_g_ev(self) -> Optional[v.Number]:
        """ΔG of the chosen convention, eV; None: refused, see `diagnostics`."""
        return v.real(self._c.delta_g_ev)

    @property
    def delta_g_electrode_ev(self) -> Optional[v.Number]:
        """ΔG at the study's electrode potential, eV."""
        return v.real(self._c.delta_g_electrode_ev)

    @property
    def delta_g_by_convention_ev(self) -> Dict[str, Optional[v.Number]]:
        """ΔG of every convention, eV."""
        found = self._c.ledger.delta_g_ev
        return {name: v.real(found[i]) for name, i in v.choices("dgh_convention").items()}

    @property
    def delta_e_ev(self) -> Optional[v.Number]:
        """ΔE, eV."""
        return v.real(self._c.ledger.delta_e_ev)

    @property
    def delta_zpe_ev(self) -> Optional[v.Number]:
        """Difference of zero-point energies, eV."""
        return v.real(self._c.ledger.delta_zpe_ev)

    @property
    def delta_u_thermal_ev(self) -> Optional[v.Number]:
        """Difference of heat contents, eV."""
        return v.real(self._c.ledger.delta_u_thermal_ev)

    @property
    def minus_t_delta_s_ev(self) -> Optional[v.Number]:
        """-T ΔS with the entropy of H*, eV."""
        return v.real(self._c.ledger.minus_t_delta_s_ev)

    @property
    def ledger(self) -> List[LedgerTerm]:
        """Every term of every convention, with where it came from."""
        names = list(v.choices("dgh_convention"))
        made = []
        for i in range(self._c.ledger.n_terms):
            t = self._c.ledger.terms[i]
            made.append(LedgerTerm(
                self.label, v.text(t.id), v.text(t.label), t.value, t.coefficient,
                t.contribution_ev,
                tuple(name for k, name in enumerate(names) if t.in_convention[k]),
                v.source(t.source), v.text(t.note)))
        return made

    @property
    def status(self) -> str:
        """"ok", "refused" or "forced"."""
        return "refused" if self._c.refused else "forced" if self._c.forced else "ok"

    @property
    def refused(self) -> bool:
        return bool(self._c.refused)

    @property
    def forced(self) -> bool:
        """Computed in spite of an error."""
        return bool(self._c.forced)

    @property
    def n_h(self) -> int:
        """H on the host in the final run."""
        return self._c.n_h

    @property
    def n_h_added(self) -> int:
        """H between the initial and the final run."""
        return self._c.n_h_added

    @property
    def differential(self) -> bool:
        return bool(self._c.differential)

    @property
    def final_run(self) -> Optional[Run]:
        """host + n H"""
        return self._study._run(self._c.final_run)

    @property
    def initial_run(self) -> Optional[Run]:
        """host, or host + (n-1) H for a differential row"""
        return self._study._run(self._c.initial_run)

    @property
    def host_run(self) -> Optional[Run]:
        return self._study._run(self._c.host_run)

    @property
    def gas_run(self) -> Optional[Run]:
        """None: the energy of H2 was given by hand."""
        return self._study._run(self._c.gas_run)

    @property
    def frequencies_cm1(self) -> List[float]:
        """Modes that were summed for the adsorbate, 1/cm; imaginary ones are negative here."""
        modes = (self._c.modes[i] for i in range(self._c.n_modes))
        return [-m.freq_cm1 if m.imaginary else m.freq_cm1 for m in modes]

    @property
    def adsorbed(self) -> Tuple[v.Row, ...]:
        """Where each adsorbed H sits (dgh_adsorbed_h of dgh/surface.h)."""
        return v.rows(self._c.adsorbed, self._c.n_adsorbed, self._study)

    @property
    def structure(self) -> Optional[Structure]:
        """The relaxed geometry of host + H."""
        run = self.final_run
        if run is None or run.calculation is None:
            return None
        return run.calculation.structure

    @property
    def places(self) -> Tuple[v.Row, ...]:
        """What each H sits on (dgh_place of dgh/place.h): `kind`, `hollow`, `phase`, `gcn`..."""
        s = self._c.structure
        return () if s == ffi.NULL else v.rows(s.places, s.n_places, self._study)

    @property
    def surroundings(self) -> Optional[v.Row]:
        """dgh_site_structure of dgh/study.h: host, phase, d-band centre..."""
        s = self._c.structure
        return None if s == ffi.NULL else v.Row(s[0], self._study)

    @property
    def kind(self) -> Optional[str]:
        """Of the first H: "fcc" or "hcp" of a hollow between crystalline atoms, else "top",
        "bridge", "hollow", "fourfold"; None: not known."""
        places = self.places
        if not places or not places[0].n_atoms:
            return None
        return places[0].hollow if places[0].hollow != "none" else places[0].kind

    @property
    def phase(self) -> Optional[str]:
        """"crystalline", "interface" or "amorphous": what the added H bind to."""
        found = self.surroundings
        return found.phase if found is not None and found.has_phase else None

    @property
    def counting(self) -> str:
        """Whether it is one of the sites of `Study.classes`: "counted", "refused", "no-dg",
        "anomalous", "repeated"."""
        return v.text(lib.dgh_counting_name(self._c.counting))

    @property
    def density(self) -> Optional[v.Row]:
        """What the densities beside the runs say (dgh_site_density of dgh/study.h)."""
        return None if self._c.density == ffi.NULL else v.Row(self._c.density[0], self._study)

    @property
    def d_band(self) -> Optional[v.Row]:
        """The d bands of what H binds to, before and after (dgh_site_d_band of dgh/study.h)."""
        return None if self._c.d_band == ffi.NULL else v.Row(self._c.d_band[0], self._study)

    @property
    def density_atoms(self) -> Tuple[v.Row, ...]:
        """Adsorbed H and what they touch, in the density: electrons before and after..."""
        d = self._c.density
        return () if d == ffi.NULL else v.rows(d.atoms, d.n_atoms, self._study)

    @property
    def largest_host_displacement_ang(self) -> Optional[v.Number]:
        """By which an atom of the host moved when H came, Angstrom."""
        return v.real(self._c.largest_host_displacement_ang)

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    @property
    def record(self) -> v.Row:
        """All fields under the names of the C interface (dgh_site of dgh/study.h)."""
        return v.Row(self._c, self._study)

    def to_dict(self) -> Dict[str, Any]:
        """The site's object of the JSON document."""
        return json.loads(self._study.to_json())["sites"][self.index]

    def __repr__(self) -> str:
        g = self.delta_g_ev
        return f"<dgh.Site {self.label}: {'refused' if g is None else f'ΔG {g:+.3f} eV'}>"


class Study(Sequence):
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
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        n = len(self)
        if not -n <= index < n:
            raise IndexError(f"site {index} of {n}")
        return Site(self, self._c.sites[index % n], index % n)

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

    def to_dict(self) -> Dict[str, Any]:
        """The JSON document as dicts and lists."""
        return json.loads(self.to_json())

    def to_dataframe(self):
        """One row for each site, as pandas.DataFrame; columns as in `to_csv`, which carry their
        units. A refused site has NaN for its ΔG."""
        return frame_of_csv(self.to_csv())

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

    __str__ = to_text

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


def put_harmonic(harmonic, *, low_modes: str, cutoff_cm1, grimme_cm1, barrier_ev, site_area_ang2,
                 imaginary: str, isotope_mass_u: float) -> None:
    """The policies for low and imaginary modes into a dgh_harmonic_options."""
    harmonic.low_modes = v.choose("dgh_low_modes", low_modes, "low_modes")
    harmonic.imaginary = v.choose("dgh_imaginary", imaginary, "imaginary")
    if cutoff_cm1 is not None:
        harmonic.cutoff_cm1 = cutoff_cm1
    if grimme_cm1 is not None:
        harmonic.grimme_cm1 = grimme_cm1
    given = barrier_ev is not None, site_area_ang2 is not None
    translator = harmonic.low_modes == lib.DGH_LOW_TRANSLATOR
    if translator and not all(given):
        raise ArgumentError("low_modes='translator' needs barrier_ev and site_area_ang2")
    if not translator and any(given):
        raise ArgumentError("barrier_ev and site_area_ang2 belong to low_modes='translator'")
    if translator:
        harmonic.barrier_ev, harmonic.site_area_ang2 = barrier_ev, site_area_ang2
        harmonic.translator_mass_u = isotope_mass_u or lib.dgh_hydrogen_mass_u(1)


def isotope_mass_u(isotope: Union[str, float]) -> float:
    """0 for "as-computed", the mass of "H", "D", "T", or a mass in u."""
    if isinstance(isotope, (int, float)) and not isinstance(isotope, bool):
        return float(isotope)
    for name, number in ISOTOPES.items():
        if name.lower() == str(isotope).lower():
            return lib.dgh_hydrogen_mass_u(number)
    raise ArgumentError(f"isotope: expected one of {', '.join(ISOTOPES)} or a mass in u, found "
                        f"{isotope!r}")


def put_d_window(options, window: Union[str, Tuple[float, float]]) -> None:
    """The window of a dgh_d_band_options."""
    if isinstance(window, str):
        options.window = v.choose("dgh_d_window", window, "window")
        if options.window == lib.DGH_D_WINDOW_RANGE:
            raise ArgumentError("window: a range is given as two energies")
    else:
        options.window = lib.DGH_D_WINDOW_RANGE
        options.from_ev, options.to_ev = map(float, window)


def _reference(options, ref_h2) -> None:
    if ref_h2 is None:
        return
    if isinstance(ref_h2, (int, float)) and not isinstance(ref_h2, bool):
        v.put_real(options.ref_h2_energy_ev, ref_h2)
    else:
        v.put(options, "ref_h2_path", v.path_bytes(ref_h2))


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
            d_window: Union[str, Tuple[float, float]] = "all", jobs: int = 0,
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
    jobs
        Threads, 0: all cores. The results do not depend on it.
    progress
        None: a progress bar where a person watches; False: none; a function of (what, done, total),
        which stops the work by returning False.

    Raises
    ------
    FileError, MissingError (no calculation, no H2...), ArgumentError, ParseError (the plan). What is
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
    _reference(options, ref_h2)
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
        paths = [] if plan is not None else ["."]
    else:
        paths = _paths(tree, more)
    study, watch = _open(paths, options, progress)
    do(lib.dgh_study_compute, study._c, watch=watch)
    warn(study.all_diagnostics)
    return study


# ---- studies side by side -------------------------------------------------------------------------

class Comparison:
    """Studies of several models side by side, class by class."""

    __slots__ = ("_c", "studies")

    def __init__(self, c, studies: List[Study]):
        self._c, self.studies = c, studies

    def __len__(self) -> int:
        return self._c.n_trees

    @property
    def names(self) -> List[str]:
        return [v.text(self._c.trees[i].name) for i in range(len(self))]

    @property
    def trees(self) -> Tuple[v.Row, ...]:
        """One row for each study (dgh_compared_tree of dgh/comparison.h)."""
        return v.rows(self._c.trees, self._c.n_trees, self)

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        """What makes the studies less comparable."""
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    def to_json(self) -> str:
        """The document of ``dgh compute --compare --json``."""
        return document(lib.dgh_report_comparison_json, self._c)

    def to_csv(self) -> str:
        """One row for each study and class."""
        return document(lib.dgh_report_comparison_csv, self._c)

    def to_text(self) -> str:
        """What ``dgh compute --compare`` prints."""
        return document(lib.dgh_report_comparison_text, self._c, ffi.NULL)

    def to_dict(self) -> Dict[str, Any]:
        return json.loads(self.to_json())

    def to_dataframe(self):
        """One row for each study and class, as pandas.DataFrame."""
        return frame_of_csv(self.to_csv())

    __str__ = to_text

    def __repr__(self) -> str:
        return f"<dgh.Comparison of {', '.join(self.names)}>"


def compare(*trees: Union[PathLike, Study], names: Optional[Sequence[str]] = None,
            **options: Any) -> Comparison:
    """Distributions of ΔG_H* of several models side by side, as ``dgh compute --compare``.

    Parameters
    ----------
    trees
        Paths of trees, or studies that were computed; differences are against the first.
    names
        What they are called (default: the paths; of studies "1", "2"...).
    options
        Of `compute`, for the trees that are paths.
    """
    studies = [t if isinstance(t, Study) else compute(t, **options) for t in trees]
    if names is None:
        names = [str(i + 1) if isinstance(t, Study) else os.fsdecode(t)
                 for i, t in enumerate(trees)]
    if len(names) != len(studies):
        raise ArgumentError(f"expected {len(studies)} names, found {len(names)}")
    array, n = v.paths_array(names)
    pointers = v.hold(ffi.new("dgh_study *[]", [s._c for s in studies]), studies)
    made = Comparison(make("dgh_comparison", lib.dgh_comparison_make, lib.dgh_comparison_free,
                           pointers, array, n), studies)
    warn(made.diagnostics)
    return made
