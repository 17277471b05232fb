"""Thermochemistry: harmonic sums, the H2 reference, electrode potential, kinetics.

Energies in eV, temperatures in K, pressures in bar, frequencies in 1/cm; imaginary modes are given
as negative numbers.
"""
from __future__ import annotations

from typing import Any, NamedTuple, Optional, Sequence

import numpy as np

from . import _values as v
from ._call import do
from ._libdgh import ffi, lib
from ._study_options import put_harmonic

__all__ = ["harmonic", "gas", "electrode_ev", "pressure_ev", "exchange_rate_per_s",
           "exchange_current_a_per_cm2", "coverage", "convention_formula", "Harmonic", "Gas"]


class Harmonic(NamedTuple):
    """Harmonic sums of an adsorbate."""

    zpe_ev: float
    u_thermal_ev: float
    """without ZPE"""
    s_ev_per_k: float
    f_ev: float
    """zpe + u_thermal - T s"""
    n_modes: int
    n_raised: int
    """real modes changed by the policy for low modes"""
    n_imaginary: int


class Gas(NamedTuple):
    """H2 per molecule."""

    zpe_ev: float
    enthalpy_ev: float
    """H(T) - H(0), without ZPE"""
    s_ev_per_k: float
    """at T and p"""
    s_standard_ev_per_k: float
    """at T and 1 bar"""


def _modes(frequencies_cm1: Sequence[float]):
    return ffi.new("dgh_mode[]", [(abs(float(f)), float(f) < 0) for f in frequencies_cm1])


def harmonic(frequencies_cm1: Sequence[float], temperature_k: float = 298.15, *,
             low_modes: str = "raise", cutoff_cm1: Optional[float] = None,
             grimme_cm1: Optional[float] = None, barrier_ev: Optional[float] = None,
             site_area_ang2: Optional[float] = None, imaginary: str = "refuse",
             translator_mass_u: float = 0.0) -> Harmonic:
    """ZPE = 1/2 sum eps; U = sum eps / (e^x - 1); S = k sum [x / (e^x - 1) - ln(1 - e^-x)], with
    x = eps / kT; policies as in `dgh.compute`.

    Raises MissingError (no modes), RefusedError (imaginary modes), ArgumentError."""
    options = v.options("dgh_harmonic_options")
    options.temperature_k = temperature_k
    put_harmonic(options, low_modes=low_modes, cutoff_cm1=cutoff_cm1, grimme_cm1=grimme_cm1,
                 barrier_ev=barrier_ev, site_area_ang2=site_area_ang2, imaginary=imaginary,
                 isotope_mass_u=translator_mass_u)
    out, modes = ffi.new("dgh_harmonic *"), _modes(frequencies_cm1)
    do(lib.dgh_thermo_harmonic, out, modes, len(modes), options)
    return Harmonic(*(getattr(out, name) for name in Harmonic._fields))


def gas(frequency_cm1: Optional[float] = None, temperature_k: float = 298.15,
        pressure_bar: float = 1.0, *, model: str = "janaf", bond_length_ang: float = 0.0,
        masses_u: Sequence[float] = (0.0, 0.0), symmetry_number: int = 2) -> Gas:
    """The H2 reference by the NIST-JANAF table ("janaf"), or as a rigid rotor ("rrho", any
    diatomic: bond length in Angstrom, two masses in u). `frequency_cm1` None: the tabulated
    zero-point energy (10.1063/1.2436891)."""
    options = v.options("dgh_gas_options")
    options.model = v.choose("dgh_gas_model", model, "model")
    options.temperature_k, options.pressure_bar = temperature_k, pressure_bar
    options.bond_length_ang, options.mass_u = bond_length_ang, list(masses_u)
    options.symmetry_number = symmetry_number
    if frequency_cm1 is None:
        modes = ffi.new("dgh_mode[]", [lib.dgh_thermo_h2_tabulated_mode(ffi.NULL)])
    else:
        modes = _modes([frequency_cm1])
    v.put(options, "modes", modes)
    options.n_modes = 1
    out = ffi.new("dgh_gas *")
    do(lib.dgh_thermo_gas, out, options)
    return Gas(*(getattr(out, name) for name in Gas._fields))


def _each(function, *arguments) -> Any:
    """A float for floats, an array for arrays that broadcast."""
    arrays = np.broadcast_arrays(*(np.asarray(a, "f8") for a in arguments))
    if arrays[0].ndim == 0:
        return function(*(float(a) for a in arrays))
    out = np.empty(arrays[0].shape)
    flat = out.reshape(-1)
    for i, values in enumerate(zip(*(a.ravel().tolist() for a in arrays))):
        flat[i] = function(*values)
    return out


def electrode_ev(delta_g_ev, potential_v, *, scale: str = "rhe", ph: float = 0.0,
                 temperature_k: float = 298.15):
    """ΔG at a potential by the computational hydrogen electrode (10.1021/jp047349j), eV. Numbers or
    arrays."""
    number = v.choose("dgh_scale", scale, "scale")
    return _each(lambda g, u, p, t: lib.dgh_thermo_electrode_ev(g, u, number, p, t), delta_g_ev,
                 potential_v, ph, temperature_k)


def pressure_ev(delta_g_ev, pressure_bar, temperature_k=298.15):
    """ΔG(p) = ΔG(1 bar) - 1/2 kT ln(p / 1 bar), eV."""
    return _each(lib.dgh_thermo_pressure_ev, delta_g_ev, pressure_bar, temperature_k)


def exchange_rate_per_s(delta_g_ev, temperature_k=298.15):
    """Exchange rate per site and second (10.1149/1.1856988): for ranking, not for predicting."""
    return _each(lib.dgh_thermo_exchange_rate_per_s, delta_g_ev, temperature_k)


def exchange_current_a_per_cm2(delta_g_ev, sites_per_cm2, temperature_k=298.15):
    """Exchange current density in A/cm^2 for sites per cm^2 (Pt(111) has 1.5e15)."""
    return _each(lib.dgh_thermo_exchange_current_a_per_cm2, delta_g_ev, temperature_k,
                 sites_per_cm2)


def coverage(delta_g_ev, potential_v=0.0, temperature_k=298.15):
    """Equilibrium coverage of a site at a potential (RHE), 0..1."""
    return _each(lib.dgh_thermo_coverage, delta_g_ev, potential_v, temperature_k)


def convention_formula(convention: str = "full") -> str:
    """A convention in words, with its source."""
    return v.text(lib.dgh_convention_formula(v.choose("dgh_convention", convention,
                                                      "convention")))
