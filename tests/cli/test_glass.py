#!/usr/bin/env python3
"""The amorphous and the composite example against another way from their texts to ΔG: regular
expressions and NumPy here, none of dgh's numbers.

test_glass.py PROGRAM SOURCE_DIR      exit 77 (skipped) without python3-numpy
"""
import json
import lzma
import re
import sys
import unittest

try:
    import numpy as np
except ImportError:
    print("python3-numpy is not installed: skipped")
    sys.exit(77)

from run import EXAMPLES, main, run

# CODATA 2018; NIST-JANAF's H2 at 298.15 K (10.18434/T42S31).
RY_EV, BOHR_ANG = 13.605693122994, 0.529177210903
K_EV, EV_J, U_KG, C_CM = 8.617333262e-5, 1.602176634e-19, 1.66053906660e-27, 2.99792458e10
HC_EV_CM = 1.2398419843320026e-4
T_K = 298.15
KJ_PER_MOL_EV = 1.0 / 96.48533212331
GAS_ENTHALPY_EV = 8.467 * KJ_PER_MOL_EV
GAS_ENTROPY_EV = 0.130680 * KJ_PER_MOL_EV
STEP_ANG = 0.015
HYDROGEN_U = 1.00794


def output(path):
    return lzma.open(path / "pw.out.xz", "rt", encoding="utf-8").read()


def energy_ev(text):
    """E0 = (E + F) / 2 of the last step; a molecule has no smearing term."""
    free = float(re.findall(r"^!\s+total energy\s+=\s+(\S+) Ry", text, re.M)[-1])
    entropy = re.findall(r"smearing contrib\. \(-TS\)\s+=\s+(\S+) Ry", text)
    return (free - 0.5 * float(entropy[-1]) if entropy else free) * RY_EV


def forces_ev_per_ang(text, atoms):
    """Those of the hydrogens, [n][3], from the one block of a single point."""
    block = text[text.index("Forces acting on atoms"):]
    rows = re.findall(r"atom\s+(\d+) type\s+\d+\s+force =\s+(\S+)\s+(\S+)\s+(\S+)", block)
    by_atom = {int(row[0]): [float(x) for x in row[1:]] for row in rows[:max(atoms)]}
    return np.array([by_atom[a] for a in atoms]).ravel() * RY_EV / BOHR_ANG


def modes_cm1(folder, prefixes, atoms):
    """Central differences; the names of the directories say what was displaced."""
    columns = []
    for prefix in prefixes:
        for axis in "xyz":
            plus, minus = (forces_ev_per_ang(output(folder / f"{prefix}{axis}_{sign}"), atoms)
                           for sign in ("plus", "minus"))
            columns.append(-(plus - minus) / (2.0 * STEP_ANG))
    hessian = np.array(columns)
    values = np.linalg.eigvalsh(0.5 * (hessian + hessian.T)) * EV_J / 1e-20 / (HYDROGEN_U * U_KG)
    return np.sign(values) * np.sqrt(np.abs(values)) / (2.0 * np.pi * C_CM)


def cube(path):
    """Values [n][n][n] and the volume of a point in cubic Bohr."""
    lines = lzma.open(path, "rt", encoding="ascii").read().splitlines()
    atoms, points = int(lines[2].split()[0]), [line.split() for line in lines[3:6]]
    values = np.array(" ".join(lines[6 + atoms:]).split(), float)
    volume = abs(np.linalg.det([[float(x) for x in p[1:]] for p in points]))
    return values.reshape([int(p[0]) for p in points]), volume


def by_hand(tree, site):
    """ΔE, ΔZPE, ΔG in eV; wavenumbers of H, imaginary ones negative."""
    n_slab = int(re.search(r"number of atoms/cell\s+=\s+(\d+)", output(tree / "clean")).group(1))
    delta_e = (energy_ev(output(tree / site / "relax")) - energy_ev(output(tree / "clean")) -
               0.5 * energy_ev(output(tree / "H2/relax")))
    modes = modes_cm1(tree / site / "fd", [""], [n_slab + 1])
    x = HC_EV_CM * modes[modes > 0] / (K_EV * T_K)
    gas_cm1 = modes_cm1(tree / "H2/fd", ["atom1_", "atom2_"], [1, 2])[-1]
    zero_point = K_EV * T_K * 0.5 * x.sum() - 0.25 * HC_EV_CM * gas_cm1
    heat = K_EV * T_K * (x / np.expm1(x)).sum() - 0.5 * GAS_ENTHALPY_EV
    entropy = K_EV * (x / np.expm1(x) - np.log1p(-np.exp(-x))).sum() - 0.5 * GAS_ENTROPY_EV
    return delta_e, zero_point, delta_e + zero_point + heat - T_K * entropy, modes


class Glass(unittest.TestCase):
    def test_the_same_free_energies(self):
        refused, computed = [], []
        for name in ("ac", "amorphous"):
            tree = EXAMPLES / "glass" / name
            _, text, _ = run("compute", "--json", "--no-density", tree)
            for row in json.loads(text)["sites"]:
                with self.subTest(tree=name, site=row["label"]):
                    delta_e, zero_point, delta_g, modes = by_hand(tree, row["label"])
                    if row["refused"]:
                        self.assertLess(modes.min(), -50.0)
                        refused.append(row["label"])
                        continue
                    for found, expected in ((row["delta_e_ev"], delta_e), (row["delta_g_ev"], delta_g),
                                            (row["delta_zpe_ev"], zero_point)):
                        self.assertAlmostEqual(found, expected, delta=2e-5)
                    computed.append(row["label"])
        self.assertEqual(refused, ["H_hollow"])
        self.assertEqual(computed, ["H_bridge", "H_crystal", "H_bridge"])

    def test_a_saddle_point_is_refused_and_the_rest_compared(self):
        status, text, errors = run("compute", "--compare", "--json", "--no-density",
                                   EXAMPLES / "glass/ac", EXAMPLES / "glass/amorphous")
        self.assertEqual(status, 4)
        self.assertIn("[modes-refused]", errors)
        first, second = json.loads(text)["trees"]
        self.assertEqual([t["summary"]["n_refused"] for t in (first, second)], [1, 0])
        composite = [by_hand(EXAMPLES / "glass/ac", site)[2] for site in ("H_bridge", "H_crystal")]
        glass = by_hand(EXAMPLES / "glass/amorphous", "H_bridge")[2]
        self.assertAlmostEqual(second["minus_first"]["all"]["mean_ev"],
                               glass - sum(composite) / 2, delta=4e-5)

    def test_the_charge_that_moves(self):
        """Its integral and that of its positive part."""
        for name, site in (("ac", "H_crystal"), ("amorphous", "H_bridge")):
            tree = EXAMPLES / "glass" / name
            row = next(r for r in json.loads(run("compute", "--json", tree)[1])["sites"]
                       if r["label"] == site)["density"]["drho"]
            values, volume = zip(*(cube(tree / p / "rho0.cube.xz") for p in
                                   (f"{site}/relax", "clean", f"{site}/h_alone")))
            moved = (values[0] - values[1] - values[2]) * volume[0]
            self.assertAlmostEqual(row["integral_e"], moved.sum(), delta=1e-6)
            self.assertAlmostEqual(row["positive_e"], moved[moved > 0].sum(), delta=1e-6)


if __name__ == "__main__":
    main(unittest)
