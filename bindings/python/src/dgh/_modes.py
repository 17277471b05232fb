"""The vibrations of runs, looked at in full."""
from __future__ import annotations

import os
from typing import List, Optional, Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import Progress, document, make, works
from ._documents import Documents, Tables
from ._errors import ArgumentError, MissingError, warn
from ._libdgh import ffi, lib
from ._record import Calculation, PathLike, Runs, Vibrations, inspect
from ._study_options import isotope_mass_u, put_harmonic


class Modes(Documents):
    """Modes of one run, and their harmonic sums at each temperature."""

    __slots__ = ("_c", "_owner", "calculation")

    def __init__(self, c, owner, calculation: Calculation):
        self._c, self._owner, self.calculation = c, owner, calculation

    def _signed(self, pointer, n) -> np.ndarray:
        return np.array([-m.freq_cm1 if m.imaginary else m.freq_cm1
                         for m in (pointer[i] for i in range(n))])

    @property
    def frequencies_cm1(self) -> np.ndarray:
        """Modes that are summed, from the highest to the lowest, 1/cm; imaginary ones negative."""
        return self._signed(self._c.modes, self._c.n_modes)

    @property
    def printed_cm1(self) -> np.ndarray:
        """Modes as the code printed them, in the same order, 1/cm."""
        return self._signed(self._c.printed, self._c.n_printed)

    @property
    def unsubstituted_cm1(self) -> Optional[np.ndarray]:
        """Modes with the run's own masses; None without an isotope."""
        if self._c.unsubstituted == ffi.NULL:
            return None
        return self._signed(self._c.unsubstituted, self._c.n_modes)

    @property
    def from_hessian(self) -> bool:
        return bool(self._c.from_hessian)

    @property
    def n_projected(self) -> int:
        """Rigid translations and rotations that were removed."""
        return self._c.n_projected

    @property
    def largest_difference_cm1(self) -> Optional[v.Number]:
        """Between the modes of the Hessian and the printed ones, 1/cm."""
        return v.real(self._c.largest_difference_cm1)

    @property
    def temperatures_k(self) -> np.ndarray:
        return np.array([self._c.temperature_k[i] for i in range(self._c.n_temperatures)])

    @property
    def sums(self) -> Optional[Tuple[v.Row, ...]]:
        """At each temperature: `zpe_ev`, `u_thermal_ev`, `s_ev_per_k`, `f_ev`...; None: the
        policies refuse them, see `diagnostics`."""
        if self._c.harmonic == ffi.NULL:
            return None
        return v.rows(self._c.harmonic, self._c.n_temperatures, self)

    @property
    def zpe_ev(self) -> Optional[float]:
        """Zero-point energy, eV."""
        return None if self._c.harmonic == ffi.NULL else self._c.harmonic[0].zpe_ev

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    def to_json(self) -> str:
        """The document of ``dgh vib --json``."""
        return ModesList([self]).to_json()

    def to_text(self) -> str:
        return ModesList([self]).to_text()

    def __repr__(self) -> str:
        return f"<dgh.Modes of {self.calculation.path}: {self.frequencies_cm1.round(2).tolist()}>"


class ModesList(Tables, Sequence):
    """The vibrations of several runs, and the documents of ``dgh vib`` about them."""

    def __init__(self, modes: Sequence[Modes]):
        self._list = list(modes)

    def __len__(self) -> int:
        return len(self._list)

    def __getitem__(self, index):
        return self._list[index]

    def _document(self, function, *more) -> str:
        pointers = ffi.new("dgh_mode_analysis *[]", [m._c for m in self._list])
        return document(function, pointers,
                        len(self._list), *more)

    def to_json(self) -> str:
        """The document of ``dgh vib --json``."""
        return self._document(lib.dgh_report_modes_json)

    def to_csv(self) -> str:
        """The table of ``dgh vib --csv``."""
        return self._document(lib.dgh_report_modes_csv)

    def to_text(self) -> str:
        """What ``dgh vib`` prints."""
        return self._document(lib.dgh_report_modes_text, ffi.NULL)

    def citation(self) -> str:
        """BibTeX of dgh and of the methods that were used."""
        bits = 0
        for modes in self._list:
            bits |= lib.dgh_cited_for_modes(ffi.addressof(modes._c.options, "harmonic"))
        return works(bits=bits)

    def __repr__(self) -> str:
        return f"<dgh.ModesList: {len(self)}>"


def _wanted(runs: Runs) -> List[Tuple[Calculation, Vibrations]]:
    """Each set of vibrations once: a frequency run and the relaxation that it belongs to may both
    hold the same, then the frequency run is shown."""
    found: List[Tuple[Calculation, Vibrations]] = []
    own = [Vibrations(c._c.vibrations, c._owner, c._c.structure.n_atoms) for c in runs]
    lent = runs._vibrations
    for i, calculation in enumerate(runs):
        if not lent[i]:
            if own[i]:
                found.append((calculation, own[i]))
            continue
        if not lent[i]._same(own[i]) and any(
                (own[k] and lent[i]._same(own[k]))
                or (k < i and lent[k] and lent[i]._same(lent[k])) for k in range(len(runs))):
            continue
        found.append((calculation, lent[i]))
    return found


def vibrations(*sources: Union[PathLike, Calculation],
               temperatures_k: Union[float, Sequence[float]] = 298.15, low_modes: str = "raise",
               cutoff_cm1: Optional[float] = None, grimme_cm1: Optional[float] = None,
               barrier_ev: Optional[float] = None, site_area_ang2: Optional[float] = None,
               imaginary: str = "refuse", isotope: Union[str, float] = "as-computed",
               molecule: Optional[bool] = None, jobs: int = 0,
               progress: Progress = None) -> ModesList:
    """Modes, isotopes and harmonic sums of frequency runs, as ``dgh vib``.

    Parameters
    ----------
    sources
        Files, directories, trees or calculations that were read.
    temperatures_k
        One or several, K.
    low_modes, cutoff_cm1, grimme_cm1, barrier_ev, site_area_ang2, imaginary, isotope
        As in `compute`.
    molecule
        Whether rigid motions are projected out; None: where all atoms of a molecule in vacuum were
        displaced.

    Raises
    ------
    MissingError (no vibrations; an isotope without a Hessian), ArgumentError.
    """
    calculations: List[Calculation] = []
    lent: List[Optional[Vibrations]] = []
    for one in sources:
        found = Runs([one]) if isinstance(one, Calculation) else inspect(one, jobs=jobs,
                                                                         progress=progress)
        calculations.extend(found)
        lent.extend(found._vibrations)
    options = v.options("dgh_mode_analysis_options")
    temperatures = np.atleast_1d(np.asarray(temperatures_k, "f8"))
    if temperatures.ndim != 1 or not len(temperatures):
        raise ArgumentError("temperatures_k: expected a number or a list of them")
    kelvins = ffi.new("double[]", temperatures.tolist())
    v.put(options, "temperature_k", kelvins)
    options.n_temperatures = len(temperatures)
    options.hydrogen_mass_u = isotope_mass_u(isotope)
    put_harmonic(options.harmonic, low_modes=low_modes, cutoff_cm1=cutoff_cm1,
                 grimme_cm1=grimme_cm1, barrier_ev=barrier_ev, site_area_ang2=site_area_ang2,
                 imaginary=imaginary, isotope_mass_u=options.hydrogen_mass_u)
    if molecule is not None:
        options.molecule = lib.DGH_YES if molecule else lib.DGH_NO
    made = []
    for calculation, own in _wanted(Runs(calculations, lent)):
        borrowed = own._c if ffi.typeof(own._c).kind == "pointer" else ffi.addressof(own._c)
        v.hold(borrowed, own._owner)
        c = make("dgh_mode_analysis", lib.dgh_modes_analyse, lib.dgh_mode_analysis_free,
                 calculation._c, borrowed, options)
        made.append(Modes(c, (c, calculation, own), calculation))
    if not made:
        raise MissingError(
            f"{os.fsdecode(sources[0]) if sources and not isinstance(sources[0], Calculation) else ''}"
            ": expected vibrations, found none", code="missing")
    warn(d for m in made for d in m.diagnostics)
    return ModesList(made)
