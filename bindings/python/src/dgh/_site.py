"""Runs and sites of a study."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from . import _values as v
from ._ledger import LedgerTerm
from ._libdgh import ffi, lib
from ._record import Calculation, Vibrations
from ._structure import Structure

if TYPE_CHECKING:
    from ._study import Study


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
