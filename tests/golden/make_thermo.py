#!/usr/bin/python3
"""Writes thermo.txt: thermochemistry of random modes by ASE, for test_harmonic, test_gas and
test_translator.

    /usr/bin/python3 tests/golden/make_thermo.py > tests/golden/thermo.txt

Needs Debian's python3-ase (and python3-scipy). Each section begins with its name, the number of its
rows and what a row holds; every argument that ASE was given is in the row.
"""
import contextlib
import io
import random

import numpy as np
from scipy.special import iv

import ase
from ase import Atoms, units
from ase.thermochemistry import HarmonicThermo, HinderedThermo, IdealGasThermo

HC = 1.239841984e-4  # eV cm, CODATA 2018
# ASE 3.22.1 has the constants of CODATA 2014 (k_B 3e-7 smaller). The sections named -2018 are made
# with those of lib/base/constants.h, to tell formulas from constants.
CODATA_2018 = {
    "kB": 8.617333262e-5, "_k": 1.380649e-23, "_hplanck": 6.62607015e-34,
    "_amu": 1.66053906660e-27, "_e": 1.602176634e-19,
}


def quiet(function, *args):
    with contextlib.redirect_stdout(io.StringIO()):
        return float(function(*args, verbose=False))


def numbers(values):
    return " ".join(repr(float(v)) for v in values)


def harmonic(rng, rows, suffix=""):
    print(f"harmonic{suffix} {rows} temperature_k n_modes freq_cm1... zpe_ev u_with_zpe_ev s_ev_per_k f_ev")
    for _ in range(rows):
        temperature = rng.uniform(50.0, 1000.0)
        freqs = [rng.uniform(50.0, 3000.0) for _ in range(rng.randint(1, 12))]
        thermo = HarmonicThermo([HC * f for f in freqs])
        u = quiet(thermo.get_internal_energy, temperature)
        s = quiet(thermo.get_entropy, temperature)
        f = quiet(thermo.get_helmholtz_energy, temperature)
        zpe = float(thermo.get_ZPE_correction())
        print(repr(temperature), len(freqs), numbers(freqs), numbers([zpe, u, s, f]))


def gas(rng, rows, suffix=""):
    print(f"gas{suffix} {rows} temperature_k pressure_bar bond_ang mass1_u mass2_u symmetry freq_cm1"
          " zpe_ev h_with_zpe_ev s_ev_per_k g_ev")
    masses = [1.00784, 1.008, 2.014, 3.016]
    for _ in range(rows):
        temperature = rng.uniform(150.0, 900.0)
        pressure = 10.0 ** rng.uniform(-3.0, 2.0)
        bond = rng.uniform(0.70, 0.80)
        m1, m2 = rng.choice(masses), rng.choice(masses)
        symmetry = 2 if m1 == m2 else 1
        freq = rng.uniform(2500.0, 4500.0)
        atoms = Atoms("H2", positions=[[0, 0, 0], [0, 0, bond]])
        atoms.set_masses([m1, m2])
        thermo = IdealGasThermo([HC * freq], "linear", atoms=atoms, symmetrynumber=symmetry, spin=0)
        h = quiet(thermo.get_enthalpy, temperature)
        s = quiet(thermo.get_entropy, temperature, pressure * 1e5)
        g = quiet(thermo.get_gibbs_energy, temperature, pressure * 1e5)
        zpe = float(thermo.get_ZPE_correction())
        print(numbers([temperature, pressure, bond, m1, m2]), symmetry, numbers([freq]),
              numbers([zpe, h, s, g]))


def translator(rng, rows, suffix=""):
    """HinderedThermo always has a rotor and an entropy of concentration: both are subtracted with
    its own formulas, which leaves the translator and one harmonic mode, per site."""
    print(f"translator{suffix} {rows} temperature_k barrier_ev area_ang2 mass_u freq_cm1"
          " u_with_zpe_ev s_ev_per_k")
    for _ in range(rows):
        temperature = rng.uniform(150.0, 1000.0)
        barrier = 10.0 ** rng.uniform(-3.0, 0.0)
        area = rng.uniform(5.0, 12.0)
        mass = rng.choice([1.008, 2.014])
        freq = rng.uniform(500.0, 2500.0)
        inertia, minima, rot_barrier = 1.0, 3, 0.05
        thermo = HinderedThermo([HC * freq, 1e-6, 1e-6, 1e-6], barrier, rot_barrier, 1e16 / area,
                                minima, mass=mass, inertia=inertia)
        u = quiet(thermo.get_internal_energy, temperature)
        s = quiet(thermo.get_entropy, temperature)
        kt = units.kB * temperature
        quantum = units._hplanck * thermo.freq_r / units._e
        t, r = kt / quantum, rot_barrier / quantum
        z = r / 2 / t
        ratio = iv(1, z) / iv(0, z)
        planck = 1 / t / (np.exp(1 / t) - 1)
        u -= quantum / 2 + kt * (-0.5 - 1 / t / (2 + 16 * r) + z - z * ratio + planck)
        s -= units.kB * (-0.5 + 0.5 * np.log(np.pi * r / t) - z * ratio + np.log(iv(0, z)) + planck
                         - np.log(1 - np.exp(-1 / t)))
        per_area = np.exp(1 / 3) * (1e5 / (units._k * temperature)) ** (2 / 3)
        s -= units.kB * (1 - np.log(per_area) - np.log(area * 1e-20))
        print(numbers([temperature, barrier, area, mass, freq, u, s]))


rng = random.Random(20261122)
print(f"# made by make_thermo.py with ASE {ase.__version__}; HC = 1.239841984e-4 eV cm")
harmonic(rng, 200)
gas(rng, 200)
translator(rng, 200)
for name, value in CODATA_2018.items():
    setattr(units, name, value)
harmonic(rng, 40, "-2018")
gas(rng, 40, "-2018")
translator(rng, 40, "-2018")
