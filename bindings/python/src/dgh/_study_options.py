"""Options that a study shares with other functions, as the library takes them."""
from __future__ import annotations

from typing import Tuple, Union

from . import _values as v
from ._errors import ArgumentError
from ._libdgh import lib

ISOTOPES = {"as-computed": 0, "H": 1, "D": 2, "T": 3}


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


def put_reference(options, ref_h2) -> None:
    if ref_h2 is None:
        return
    if isinstance(ref_h2, (int, float)) and not isinstance(ref_h2, bool):
        v.put_real(options.ref_h2_energy_ev, ref_h2)
    else:
        v.put(options, "ref_h2_path", v.path_bytes(ref_h2))
