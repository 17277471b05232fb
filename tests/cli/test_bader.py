#!/usr/bin/env python3
"""dgh bader: files in the layout of the program bader, odd densities, bad input, QE's densities.

test_bader.py PROGRAM SOURCE_DIR [SHARED_DATA]
"""
import json
import math
import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

from run import golden, main, run

SHARED = pathlib.Path(sys.argv.pop(3)) if len(sys.argv) > 3 else pathlib.Path("/nonexistent")
SANITIZED = "DGH_TEST_SANITIZED" in os.environ
BOHR = 0.529177210903
CUBIC = ((6.0, 0, 0), (0, 6.0, 0), (0, 0, 6.0))
TWO = (("C", (0.25, 0.25, 0.25)), ("O", (0.26, 0.25, 0.46)))


def volume(cell):
    (a, b, c), (d, e, f), (g, h, i) = cell
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


def slaters(cell, n, atoms, electrons, decay, images=1):
    """Sum of exp(-a r) of given electrons, in rows of x, then y, then z."""
    values = []
    reach = range(-images, images + 1)
    shifts = [(a, b, c) for a in reach for b in reach for c in reach]
    cartesian = [[sum(f[k] * cell[k][x] for k in range(3)) for x in range(3)] for _, f in atoms]
    places = [(i, [r[x] + sum(s[k] * cell[k][x] for k in range(3)) for x in range(3)])
              for i, r in enumerate(cartesian) for s in shifts]
    for k in range(n[2]):
        for j in range(n[1]):
            for i in range(n[0]):
                at = [i / n[0] * cell[0][x] + j / n[1] * cell[1][x] + k / n[2] * cell[2][x]
                      for x in range(3)]
                total = 0.0
                for atom, place in places:
                    r = math.dist(at, place)
                    if decay[atom] * r < 25:
                        total += (electrons[atom] * decay[atom] ** 3 / (8 * math.pi)
                                  * math.exp(-decay[atom] * r))
                values.append(total)
    return values


def chgcar(cell, atoms, n, values, scale="   1.00000000000000", per_line=5, names=True,
           number="%18.11E"):
    """Text of a CHGCAR; values are densities in e/Ang^3."""
    v = abs(volume(cell))
    species = []
    for name, _ in atoms:
        if not species or species[-1][0] != name:
            species.append([name, 0])
        species[-1][1] += 1
    lines = ["odd", scale] + [" %12.6f%12.6f%12.6f" % tuple(row) for row in cell]
    if names:
        lines.append("".join("   %-2s" % s for s, _ in species))
    lines.append("".join("%6d" % c for _, c in species))
    lines.append("Direct")
    lines += ["%10.6f%10.6f%10.6f" % tuple(f) for _, f in atoms]
    lines += ["", "%5d%5d%5d" % tuple(n)]
    numbers = [number % (x * v) for x in values]
    lines += [" " + " ".join(numbers[i:i + per_line]) for i in range(0, len(numbers), per_line)]
    return "\n".join(lines) + "\n"


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dgh-bader-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8", newline="")
        return name

    def bader(self, *arguments, status=0):
        code, out, err = run("bader", *arguments, cwd=self.folder)
        self.assertEqual(code, status, err)
        return out, err

    def document(self, *arguments):
        out, _ = self.bader("--json", "--no-files", *arguments)
        d = json.loads(out)
        self.assertLess(abs(d["residual_e"]), 1e-9 * max(1.0, abs(d["total_electrons"])))
        total = (sum(a["electrons"] for a in d["atoms"]) + d["vacuum_electrons"] if d["atoms"]
                 else d["total_electrons"])
        self.assertAlmostEqual(total, d["total_electrons"], delta=1e-9 * abs(total) + 1e-9)
        return d

    def codes(self, document):
        return {x["code"] for x in document["diagnostics"]}


def two_atoms(n=(24, 24, 24), cell=CUBIC, images=1):
    return slaters(cell, n, TWO, (6, 8), (3.0, 3.3), images)


GOOD_N = (16, 16, 16)
GOOD = two_atoms(GOOD_N)


class Files(Folder):
    def test_golden(self):
        self.write("CHGCAR", chgcar(CUBIC, TWO, GOOD_N, GOOD))
        out, err = self.bader("CHGCAR", "--valence", "C=6,O=8", "--method", "weight",
                              "--vacuum", "1e-4")
        # the residual is rounding, of another size with every order of the sums
        golden(self, re.sub(r"residual    \S+ e", "residual    0 e", out), "bader.txt")
        self.assertIn("warning: partitioned without an all-electron reference", err)
        for name in ("ACF.dat", "BCF.dat", "AVF.dat"):
            self.assertIn(f"wrote {name}", err)
            golden(self, (self.folder / name).read_text(encoding="utf-8"), "bader_" + name)

    def test_where_files_go(self):
        self.write("CHGCAR", chgcar(CUBIC, TWO, (6, 6, 6), two_atoms((6, 6, 6))))
        self.bader("CHGCAR", "--no-files")
        self.assertEqual(os.listdir(self.folder), ["CHGCAR"])
        self.bader("CHGCAR", "--partition", "voronoi")
        self.assertEqual(os.listdir(self.folder), ["CHGCAR"])
        self.bader("CHGCAR", "--out", "sub dir", "-q")
        self.assertEqual(sorted(os.listdir(self.folder / "sub dir")),
                         ["ACF.dat", "AVF.dat", "BCF.dat"])
        self.write("file", "")
        _, err = self.bader("CHGCAR", "--out", "file", "-q", status=1)
        self.assertEqual(err, "dgh: file: cannot be made a directory: File exists\n")

    def test_csv(self):
        self.write("CHGCAR", chgcar(CUBIC, TWO, GOOD_N, GOOD))
        out, _ = self.bader("CHGCAR", "--csv", "--no-files", "--valence", "C=6,O=8")
        rows = [line.split(",") for line in out.splitlines()]
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[2][3:6], ["2", "O", "O"])
        self.assertAlmostEqual(float(rows[2][10]) - float(rows[2][9]), float(rows[2][11]))

    def test_ase_reads_acf(self):
        try:
            from ase import Atoms
            from ase.io.bader import attach_charges
        except ImportError:
            self.skipTest("python3-ase is not installed")
        cell = CUBIC
        positions = [[6 * x for x in f] for _, f in TWO]
        self.write("CHGCAR", chgcar(cell, TWO, GOOD_N, GOOD))
        d = json.loads(self.bader("CHGCAR", "--json")[0])
        for name in ("CHGCAR", "rho.cube"):
            if name == "rho.cube":
                self.bader("CHGCAR", "--write-basins", "1,2", "--format", "cube")
                self.bader("basin_atom0001.cube", "--method", "on-grid")
                d = None  # other charges, in Bohr
            atoms = Atoms("CO", positions=positions, cell=cell)
            attach_charges(atoms, str(self.folder / "ACF.dat"))
            if d:
                self.assertAlmostEqual(atoms[0].charge, 6 - d["atoms"][0]["electrons"], places=5)
                self.assertAlmostEqual(atoms[1].charge, 8 - d["atoms"][1]["electrons"], places=5)

    def test_basins_as_grids(self):
        self.write("CHGCAR", chgcar(CUBIC, TWO, (12, 12, 12), two_atoms((12, 12, 12))))
        whole = self.document("CHGCAR")
        for form, ending in (("chgcar", "vasp"), ("cube", "cube"), ("xsf", "xsf")):
            for method in ("near-grid", "weight"):
                self.bader("CHGCAR", "--write-basins", "1-2", "--format", form, "--method", method,
                           "--no-files")
                parts = [self.document(f"basin_atom000{i}.{ending}")["total_electrons"]
                         for i in (1, 2)]
                self.assertAlmostEqual(sum(parts), whole["total_electrons"], places=4)
                if method == "near-grid":
                    self.assertAlmostEqual(parts[0], whole["atoms"][0]["electrons"], places=4)
        self.bader("CHGCAR", "--write-basins", "2", "--format", "npy", "--partition", "voronoi")
        self.assertTrue((self.folder / "basin_atom0002.npy").exists())
        _, err = self.bader("CHGCAR", "--write-basins", "3", status=2)
        self.assertIn("--write-basins: expected atoms from 1 to 2, found 3", err)


class Usage(Folder):
    def test_mistakes(self):
        self.write("CHGCAR", chgcar(CUBIC, TWO, (2, 2, 2), [1.0] * 8))
        for arguments, message in (
                ([], "expected a density or the directory of a run"),
                (["CHGCAR", "--vacuum", "some"], "--vacuum: expected auto, none or a density"),
                (["CHGCAR", "--vacuum", "-1"], "--vacuum: expected auto, none or a density"),
                (["CHGCAR", "--valence", "C6"], "--valence: expected electrons of elements"),
                (["CHGCAR", "--valence", "Zz=3"], "--valence: expected electrons of elements"),
                (["CHGCAR", "--write-basins", "0"], "--write-basins: expected atoms as in"),
                (["CHGCAR", "--write-basins", "2-1"], "--write-basins: expected atoms as in"),
                (["CHGCAR", "--free-atom", "x"], "--free-atom belongs to --partition hirshfeld"),
                (["CHGCAR", "--partition", "voronoi", "--vacuum", "auto"], "belong to --partition"),
                (["CHGCAR", "--partition", "hirshfeld", "--write-basins", "1"], "overlap"),
                (["CHGCAR", "x"], 'unexpected "x"')):
            with self.subTest(arguments):
                _, err = self.bader(*arguments, status=2)
                self.assertIn(message, err)

    def test_not_there(self):
        _, err = self.bader("CHGCAR", status=3)
        self.assertIn("CHGCAR: ", err)


class Odd(Folder):
    """Densities on which other programs stop, hang or lose electrons: each method ends in time with
    every electron, or says what is wrong."""

    def both(self, name, text, check=None):
        self.write(name, text)
        # starting a program takes AddressSanitizer longer than all of this, and the unit tests have
        # every method under it
        for options in (["--method", "near-grid"], ["--method", "weight"], ["--method", "on-grid"],
                        ["--method", "trajectory"], ["--partition", "voronoi"])[:5 - 3 * SANITIZED]:
            with self.subTest(name=name, options=options):
                d = self.document(name, *options)
                if check:
                    check(d, options)

    def fails(self, name, text, message):
        self.write(name, text)
        for options in (["--method", "near-grid"], ["--method", "weight"]):
            with self.subTest(name=name, options=options):
                _, err = self.bader(name, *options, status=3)
                self.assertIn(message, err)

    def near(self, expected, within):
        def check(d, options):
            self.assertAlmostEqual(d["total_electrons"], expected, delta=within)
        return check

    def test_zero_vacuum(self):
        cell = ((6.0, 0, 0), (0, 6.0, 0), (0, 0, 20.0))
        atoms = (("C", (.25, .25, .1)), ("O", (.25, .25, .2)))
        for n in ((10, 10, 30), (14, 14, 42)):
            rho = [x if x > 1e-5 else 0.0 for x in slaters(cell, n, atoms, (6, 8), (3, 3.3))]
            self.both(f"zero_{n[0]}", chgcar(cell, atoms, n, rho), self.near(14.0, 1.5))

    def test_negative_pockets_and_holes(self):
        n, rho = GOOD_N, list(GOOD)
        for k in range(10, 12):
            for j in range(10, 12):
                for i in range(10, 12):
                    rho[i + 16 * (j + 16 * k)] = -0.5
        self.both("pocket", chgcar(CUBIC, TWO, n, rho))
        rho = list(GOOD)
        rho[rho.index(max(rho))] = -5.0
        self.both("hole", chgcar(CUBIC, TWO, n, rho))

    def test_plateaus(self):
        self.both("uniform", chgcar(CUBIC, (("H", (0, 0, 0)),), (8, 8, 8), [0.01] * 512),
                  self.near(2.16, 1e-6))
        self.both("zeros", chgcar(CUBIC, TWO, (8, 8, 8), [0.0] * 512), self.near(0.0, 0.0))

    def test_ties(self):
        a, n = 5.6, (10, 10, 10)
        cell = ((a, 0, 0), (0, a, 0), (0, 0, a))
        na = [(0, 0, 0), (.5, .5, 0), (.5, 0, .5), (0, .5, .5)]
        cl = [(.5, 0, 0), (0, .5, 0), (0, 0, .5), (.5, .5, .5)]
        atoms = [(s, tuple((x + 0.5 / 10) % 1 for x in f))
                 for s, fs in (("Na", na), ("Cl", cl)) for f in fs]
        rho = slaters(cell, n, atoms, [1.2] * 4 + [7.8] * 4, [3.0] * 4 + [2.2] * 4)

        def alike(d, options):
            if options[1] != "voronoi":
                return
            electrons = [x["electrons"] for x in d["atoms"]]
            # far images are left out of the density, the same for none of the atoms
            self.assertAlmostEqual(max(electrons[:4]), min(electrons[:4]), delta=1e-3)
            self.assertAlmostEqual(max(electrons[4:]), min(electrons[4:]), delta=1e-3)
        self.both("ties", chgcar(cell, atoms, n, rho), alike)

    def test_tiny_grids(self):
        for n in ((1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 5, 6), (1, 1, 64), (2, 2, 40), (64, 1, 1)):
            self.both("tiny_%d_%d_%d" % n, chgcar(CUBIC, TWO, n, two_atoms(n)))

    def test_cells(self):
        left = ((0, 6.0, 0), (6.0, 0, 0), (0, 0, 6.0))
        skewed = ((6.0, 0, 0), (14.0, 5.0, 0), (-9.0, 8.0, 6.0))
        fcc = ((0, 3.0, 3.0), (3.0, 0, 3.0), (3.0, 3.0, 0))
        for name, cell, n, images in (("left", left, (14, 14, 14), 1),
                                      ("skewed", skewed, (12, 11, 13), 3),
                                      ("fcc", fcc, (14, 14, 14), 2)):
            self.both(name, chgcar(cell, TWO, n, slaters(cell, n, TWO, (6, 8), (3, 3.3), images)),
                      self.near(14.0, 1.5))

    def test_headers(self):
        n, small = (12, 12, 12), two_atoms((12, 12, 12))
        good = chgcar(CUBIC, TWO, n, small)
        self.write("good", good)
        expected = [a["electrons"] for a in self.document("good")["atoms"]]

        def same(d, options, within=1e-6):
            if options[1] == "near-grid":
                for a, e in zip(d["atoms"], expected):
                    self.assertAlmostEqual(a["electrons"], e, delta=within)
        self.both("crlf", good.replace("\n", "\r\n"), same)
        self.both("d_exponents", good.replace("E+", "D+").replace("E-", "D-"), same)
        self.both("vasp4", chgcar(CUBIC, TWO, n, small, names=False), same)
        self.both("ten", chgcar(CUBIC, TWO, n, small, per_line=10, number="%.4E"),
                  lambda d, o: same(d, o, 1e-2))
        self.both("negative_scale", chgcar(CUBIC, TWO, n, small, scale="  -216.0"), same)
        long = good.replace("  0.250000  0.250000  0.250000",
                            "  0.2500000000000000  0.2500000000000000  0.2500000000000000")
        self.assertNotEqual(long, good)
        self.both("long", long, same)
        outside = good.replace("  0.250000  0.250000  0.250000", " -0.750000  3.250000  0.250000")
        self.both("outside", outside, same)
        tiny = good.split("\n")
        row = tiny[12].split()
        row[0] = "0.12345678901-100"
        tiny[12] = " " + " ".join(row)
        self.both("three_digits", "\n".join(tiny))

    def test_cube(self):
        n, rho = (12, 12, 12), two_atoms((12, 12, 12))
        lines = ["a", "b", "%5d%12.6f%12.6f%12.6f" % (2, 0, 0, 0)]
        lines += ["%5d%14.8f%14.8f%14.8f" % (12, *(x / 12 / BOHR for x in row)) for row in CUBIC]
        lines += ["%5d%12.6f%12.6f%12.6f%12.6f" % (z, z, *(x * 6 / BOHR for x in f))
                  for z, (_, f) in zip((6, 8), TWO)]
        for i in range(12):
            for j in range(12):
                lines.append(" ".join("%13.5E" % (rho[i + 12 * (j + 12 * k)] * BOHR ** 3)
                                      for k in range(12)))
        self.both("good.cube", "\n".join(lines) + "\n")
        self.bader("good.cube")
        acf = (self.folder / "ACF.dat").read_text().splitlines()
        self.assertAlmostEqual(float(acf[2].split()[1]), 1.5 / BOHR, places=5)

    def test_bad_numbers(self):
        good = chgcar(CUBIC, TWO, (4, 4, 4), two_atoms((4, 4, 4)))
        first = good.split("\n")[12].split()[0]
        self.fails("stars", good.replace(first, "*" * 17, 1), "stars:13:3: expected")
        self.fails("nan", good.replace(first, "NaN", 1), "nan:13:3: expected")
        self.fails("truncated", good[:len(good) * 2 // 3], "truncated:")
        self.fails("head", "\n".join(good.split("\n")[:11]), "head:")


class References(Folder):
    def setUp(self):
        super().setUp()
        self.n = (12, 12, 12)
        self.write("CHGCAR", chgcar(CUBIC, TWO, self.n, two_atoms(self.n)))

    def test_sum_of_two(self):
        core = slaters(CUBIC, self.n, TWO, (2, 2), (6.0, 6.0))
        self.write("AECCAR0", chgcar(CUBIC, TWO, self.n, core))
        self.write("AECCAR2", chgcar(CUBIC, TWO, self.n, two_atoms(self.n)))
        d = self.document("CHGCAR", "-r", "AECCAR0", "-r", "AECCAR2")
        self.assertEqual(d["references"], ["AECCAR0", "AECCAR2"])
        self.assertNotIn("no-reference", self.codes(d))
        self.assertIn("half-a-reference", self.codes(self.document("CHGCAR", "-r", "AECCAR2")))
        self.assertIn("no-reference", self.codes(self.document("CHGCAR", "-r", "none")))

    def test_mismatch(self):
        self.write("points", chgcar(CUBIC, TWO, (12, 12, 10), [1.0] * 1440))
        _, err = self.bader("CHGCAR", "-r", "points", status=3)
        self.assertIn("points: expected a reference density on 12 x 12 x 12 points as CHGCAR, found "
                      "12 x 12 x 10", err)
        other = ((6.0, 0, 0), (0, 6.0, 0), (0, 0, 6.5))
        self.write("cell", chgcar(other, TWO, self.n, [1.0] * 1728))
        _, err = self.bader("CHGCAR", "-r", "cell", status=3)
        self.assertIn("cell: expected a reference density in the cell of CHGCAR, found lattice "
                      "vectors that differ by 0.5000 Ang", err)
        bad = chgcar(CUBIC, TWO, self.n, two_atoms(self.n)).split("\n")
        bad[12] = bad[12].replace(bad[12].split()[0], "NaN")
        self.write("nan", "\n".join(bad))
        _, err = self.bader("CHGCAR", "-r", "nan", status=3)
        self.assertIn("nan:13:3: expected", err)
        self.write("zeros", chgcar(CUBIC, TWO, self.n, [0.0] * 1728))
        self.assertIn("atom-without-basin", self.codes(self.document("CHGCAR", "-r", "zeros")))

    def test_no_atoms(self):
        lines = ["a", "b", "    0 0.0 0.0 0.0"] + [" 4 %.3f %.3f %.3f" % tuple(
            (1.0 if a == b else 0.0) for b in range(3)) for a in range(3)]
        lines.append(" ".join("%.4f" % (1 + (i == 21)) for i in range(64)))
        self.write("bare.cube", "\n".join(lines) + "\n")
        d = self.document("bare.cube")
        self.assertEqual(d["atoms"], [])
        self.assertEqual(d["n_basins"], 1)
        self.assertIsNone(d["basins"][0]["atom"])
        self.assertIn("no-atoms", self.codes(d))
        out, _ = self.bader("bare.cube")
        self.assertIn("basins\n", out)
        self.assertFalse((self.folder / "ACF.dat").exists())
        _, err = self.bader("bare.cube", "--partition", "voronoi", status=3)
        self.assertIn("bare.cube: expected atoms, found none", err)

    def test_spin(self):
        up = slaters(CUBIC, self.n, TWO, (1, 0), (3.0, 3.3))
        text = (self.folder / "CHGCAR").read_text()
        spin = chgcar(CUBIC, TWO, self.n, up)
        self.write("both", text + spin[spin.index("   12   12   12"):])
        d = self.document("both")
        self.assertAlmostEqual(d["moment_mub"], sum(a["moment_mub"] for a in d["atoms"]), places=8)
        self.assertGreater(d["atoms"][0]["moment_mub"], 0.8)
        self.write("alone", spin)
        self.assertAlmostEqual(self.document("CHGCAR", "--spin", "alone")["moment_mub"],
                               d["moment_mub"], places=6)
        self.assertIsNone(self.document("CHGCAR")["moment_mub"])

    def test_valences(self):
        d = self.document("CHGCAR", "--valence", "C=6,O=8")
        self.assertTrue(d["atoms"][0]["valence_by_hand"])
        self.assertAlmostEqual(d["net_charge_e"], 14 - d["total_electrons"], places=9)
        d = self.document("CHGCAR", "--valence", "C=40,O=8")
        self.assertIn("valences-do-not-fit", self.codes(d))
        self.assertIsNone(d["atoms"][0]["net_charge_e"])
        d = self.document("CHGCAR", "--valence", "C=6")
        self.assertIsNone(d["net_charge_e"])
        self.assertIsNone(d["atoms"][1]["net_charge_e"])

    def test_hirshfeld(self):
        _, err = self.bader("CHGCAR", "--partition", "hirshfeld", status=3)
        self.assertIn("CHGCAR: expected the densities of the free atoms, found none of C O", err)
        for name, electrons, decay in (("C", 6, 3.0), ("O", 8, 3.3)):
            rows = ["%.3f %.12g" % (0.02 * i, electrons * decay ** 3 / (8 * math.pi)
                                    * math.exp(-decay * 0.02 * i)) for i in range(500)]
            self.write(name, f"# element {name}\n# valence {electrons}\n" + "\n".join(rows) + "\n")
        d = self.document("CHGCAR", "--partition", "hirshfeld", "--free-atom", "C", "--free-atom",
                          "O")
        for atom in d["atoms"]:  # the density is that of the free atoms
            self.assertLess(abs(atom["net_charge_e"]), 0.1 * atom["valence_e"])
        self.assertEqual(d["free_atoms"], ["C", "O"])
        self.write("POTCAR", "  PAW_PBE C 08Apr2002\n 4.00000000000000\n parameters from PSCTR are:\n"
                   "   VRHFIN =C: s2p2\n   TITEL  = PAW_PBE C 08Apr2002\n END of PSCTR\n")
        _, err = self.bader("CHGCAR", "--partition", "hirshfeld", "--free-atom", "POTCAR", status=3)
        self.assertIn("the free-atom densities of a POTCAR cannot be read", err)


@unittest.skipUnless((SHARED / "qe/densities").is_dir(), f"{SHARED}/qe/densities is not there")
class QuantumEspresso(Folder):
    SLAB = SHARED / "qe/densities/slab_h"

    def test_slab_with_h(self):
        hand = ["--valence", "Pt=10,H=1"]
        density, reference = self.SLAB / "rho0.cube.xz", self.SLAB / "rho21.cube.xz"
        charges = {}
        for method in ("near-grid", "weight"):
            d = self.document(density, "-r", reference, "--method", method, *hand)
            self.assertAlmostEqual(d["total_electrons"], 30.999983, places=5)
            h = [a for a in d["atoms"] if a["element"] == "H"]
            self.assertEqual(len(h), 1)
            charges[method] = h[0]["net_charge_e"]
            self.assertLess(abs(h[0]["net_charge_e"]), 0.3)
            for a in d["atoms"]:
                self.assertLess(abs(a["net_charge_e"]), 0.3)
        self.assertAlmostEqual(charges["weight"], -0.018, delta=0.01)
        self.assertAlmostEqual(charges["near-grid"], charges["weight"], delta=0.02)

    def test_hirshfeld(self):
        pseudo = SHARED / "qe/pseudo"
        d = self.document(self.SLAB / "rho0.cube.xz", "--partition", "hirshfeld", "--free-atom",
                          pseudo / "H.pbe-rrkjus_psl.0.1.UPF.xz", "--free-atom",
                          pseudo / "Pt.pbe-n-rrkjus_psl.0.1.UPF.xz")
        for a in d["atoms"]:
            self.assertLess(abs(a["net_charge_e"]), 0.3)
        self.assertLess(abs(d["vacuum_electrons"]), 1e-3)

    def test_a_run_by_its_directory(self):
        """Density, reference, valences and electrons are found in it."""
        d = self.document(self.SLAB, "--method", "weight")
        self.assertEqual(len(d["references"]), 1)
        self.assertAlmostEqual(d["run_electrons"], 31.0, places=6)
        self.assertEqual([a["valence_e"] for a in d["atoms"]], [10.0, 10.0, 10.0, 1.0])
        self.assertIn("file", d["atoms"][0]["sources"]["valence_e"])
        self.assertAlmostEqual(d["net_charge_e"], 0.0, places=5)
        self.assertNotIn("no-reference", self.codes(d))

    def test_atoms_of_the_reference(self):
        d = self.document(SHARED / "qe/densities/h2", "--method", "weight")
        self.assertEqual(len(d["atoms"]), 2)
        self.assertAlmostEqual(d["atoms"][0]["electrons"], 1.0, places=3)

    def test_h2(self):
        """Points on the plane between the nuclei are split by the weights; near-grid gives all of
        them, 0.14 e, to one."""
        d = self.document(SHARED / "qe/densities/h2/rho21.cube.xz", "--method", "weight")
        self.assertAlmostEqual(d["total_electrons"], 2.000150, places=5)
        a, b = (x["electrons"] for x in d["atoms"])
        self.assertAlmostEqual(a, b, delta=1e-4)


if __name__ == "__main__":
    main(unittest)
