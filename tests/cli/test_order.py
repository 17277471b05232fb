#!/usr/bin/env python3
"""dgh order: the table, its documents and files, and what is said of bad structures.

test_order.py PROGRAM SOURCE_DIR
"""
import csv
import functools
import io
import json
import math
import pathlib
import random
import tempfile
import unittest

from run import EXAMPLES, golden, main, run

try:
    import ase.io
except ImportError:
    ase = None

A = 3.92
D = A / math.sqrt(2)
CORNERS = ((0, 0, 0), (0, .5, .5), (.5, 0, .5), (.5, .5, 0))


def fcc(n, shake=0.0, seed=1):
    rng = random.Random(seed)
    atoms = [("Pt", *(A * (c + o) + rng.gauss(0, shake) for c, o in zip((i, j, k), corner)))
             for i in range(n) for j in range(n) for k in range(n) for corner in CORNERS]
    return [[n * A, 0, 0], [0, n * A, 0], [0, 0, n * A]], atoms


def fcc111(layers=5, n=4, height=26.0, start=5.0):
    cell = [[n * D, 0, 0], [n * D / 2, n * D * math.sqrt(3) / 2, 0], [0, 0, height]]
    atoms = [("Pt", D * (i % n + l / 3 + (i // n + l / 3) / 2),
              D * (i // n + l / 3) * math.sqrt(3) / 2, start + l * A / math.sqrt(3))
             for l in range(layers) for i in range(n * n)]
    return cell, atoms


@functools.lru_cache(None)
def half_glass(seed=3):
    """fcc in the lower half of a cell, random points almost as dense in the upper one."""
    n, rng = 5, random.Random(seed)
    length = n * A
    cell, atoms = fcc(n, 0.05)
    atoms = [a for a in atoms if a[3] < length / 2 - 0.5]
    border = [a[1:] for a in atoms if a[3] < 3 or a[3] > length / 2 - 4]
    boxes = {}

    def box(p):
        return tuple(int(x / 2.8) % 7 for x in p)

    def near(p):
        return (q for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)
                for q in boxes.get(tuple((b + s) % 7 for b, s in zip(box(p), (i, j, k))), ()))

    for p in border:
        boxes.setdefault(box(p), []).append(p)
    for _ in range(20000):
        p = (rng.uniform(0, length), rng.uniform(0, length), rng.uniform(length / 2, length - 1))
        if all(sum((x - y - length * round((x - y) / length)) ** 2 for x, y in zip(p, q)) > 4.41
               for q in near(p)):
            boxes.setdefault(box(p), []).append(p)
            atoms.append(("P" if rng.random() < 0.3 else "Pt", *p))
    return cell, atoms


def xyz(path, cell, atoms):
    lattice = f'Lattice="{" ".join(str(x) for v in cell for x in v)}" ' if cell else ""
    lines = [str(len(atoms)), lattice + "Properties=species:S:1:pos:R:3"]
    lines += [" ".join(map(str, a)) for a in atoms]
    path.write_text("\n".join(lines) + "\n")
    return path


class Order(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.dir = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def order(self, path, *options):
        code, out, err = run("order", "--json", *options, path, cwd=self.dir)
        self.assertEqual(code, 0, err)
        return json.loads(out)["structures"][0]

    def refused(self, text, name, message):
        (self.dir / name).write_text(text)
        code, out, err = run("order", name, cwd=self.dir)
        self.assertEqual((code, out, err), (3, "", f"dgh: {message}\n"))

    def test_text(self):
        xyz(self.dir / "glass.xyz", *half_glass())
        code, out, err = run("order", "glass.xyz", cwd=self.dir)
        self.assertEqual(code, 0, err)
        golden(self, out, "order.txt")
        code, out, err = run("order", "clean", cwd=EXAMPLES / "pt111-h")
        self.assertEqual(code, 0, err)
        golden(self, out, "order_run.txt")

    def test_crystal_and_glass(self):
        path = xyz(self.dir / "glass.xyz", *half_glass())
        found = self.order(path)
        self.assertEqual(found["n_atoms"], len(found["atoms"]["class"]))
        self.assertAlmostEqual(found["crystalline_fraction"],
                               sum(found["atoms"]["crystalline"]) / found["n_atoms"])
        # Two flat sides of the lower half; the area of the rough faces is larger.
        flat = 2 * (5 * A) ** 2
        self.assertAlmostEqual(found["interface"]["area_ang2"] / flat, 1.0, delta=0.1)
        self.assertGreater(found["interface"]["raw_area_ang2"], 1.2 * flat)
        self.assertEqual(found["interface"]["cross_section_axis"], "c")
        self.assertAlmostEqual(found["interface"]["area_per_cross_section_nm2_per_nm2"],
                               2 * found["interface"]["area_ang2"] / flat)
        middle = min(range(found["n_atoms"]),
                     key=lambda i: abs(found["atoms"]["position_ang"][i][2] - 1.5 * A))
        self.assertEqual(found["atoms"]["class"][middle], "crystalline")
        self.assertEqual(found["atoms"]["lattice"][middle], "fcc")
        self.assertGreater(found["atoms"]["interface_ang"][middle], 2.0)
        self.assertEqual([(p["of"], p["with"]) for p in found["pairs"]],
                         [("P", "P"), ("P", "Pt"), ("Pt", "P"), ("Pt", "Pt")])

    def test_threads_and_rules(self):
        path = xyz(self.dir / "glass.xyz", *half_glass())
        for rule in (["--neighbours", "voronoi"], ["--cutoff", "3.4"], []):
            with self.subTest(rule):
                one = run("order", "--json", *rule, "-j1", path)[1]
                self.assertEqual(one, run("order", "--json", *rule, "-j3", path)[1])
        self.assertEqual(json.loads(one)["structures"][0]["options"]["neighbours"], "rdf")
        found = self.order(path, "--neighbours", "radii", "--radii-factor", "1.1")
        self.assertEqual(found["options"]["radii_factor"], 1.1)

    def test_slab_across_the_faces(self):
        cell, atoms = fcc111()
        whole = self.order(xyz(self.dir / "a.xyz", cell, atoms))
        cut = self.order(xyz(self.dir / "b.xyz", cell, [(e, x, y, z - 9.0 + (26.0 if z < 9 else 0))
                                                      for e, x, y, z in atoms]))
        left = self.order(xyz(self.dir / "c.xyz", [cell[1], cell[0], cell[2]], atoms))
        for other in (cut, left):
            self.assertEqual(whole["atoms"]["class"], other["atoms"]["class"])
            self.assertEqual(whole["atoms"]["coordination"], other["atoms"]["coordination"])
            self.assertAlmostEqual(whole["all"]["q6"], other["all"]["q6"], places=9)
        self.assertEqual(whole["crystalline_fraction"], 1.0)
        self.assertIsNone(whole["interface"])
        self.assertIsNone(whole["atoms"]["interface_ang"])
        self.assertAlmostEqual(whole["vacuum_ang"][2], 26.0 - 4 * A / math.sqrt(3), places=6)

    def test_files(self):
        path = xyz(self.dir / "glass.xyz", *half_glass())
        code, _, err = run("order", "--write", "out.xyz", "--rdf", "rdf.csv", path, cwd=self.dir)
        self.assertEqual(code, 0, err)
        found = self.order(path)
        again = self.order(self.dir / "out.xyz")
        self.assertEqual(again["atoms"]["class"], found["atoms"]["class"])
        self.assertEqual(again["geometry"], "the only structure")
        rows = list(csv.DictReader(io.StringIO((self.dir / "rdf.csv").read_text())))
        self.assertEqual(list(rows[0]), ["r_ang", "g", "g_P_P", "g_P_Pt", "g_Pt_Pt"])
        self.assertEqual(len(rows), 400)
        peak = max(rows, key=lambda r: float(r["g_Pt_Pt"]))
        self.assertAlmostEqual(float(peak["r_ang"]), D, delta=0.06)
        table = list(csv.DictReader(io.StringIO(run("order", "--csv", path, path)[1])))
        self.assertEqual(len(table), 2 * found["n_atoms"])
        self.assertEqual([r["class"] for r in table[:found["n_atoms"]]], found["atoms"]["class"])
        code, out, err = run("order", "--write", "out.xyz", "out.xyz", cwd=self.dir)
        self.assertEqual((code, out), (2, ""))
        self.assertIn("the output would replace its input: out.xyz", err)
        self.assertEqual(run("order", "--write", "o.xyz", path, path)[0], 2)
        self.assertEqual(run("order", "--neighbours", "cutoff", path)[0], 2)
        self.assertEqual(run("order")[0], 2)

    @unittest.skipUnless(ase, "ASE is not installed")
    def test_ase_reads_it(self):
        path = xyz(self.dir / "glass.xyz", *half_glass())
        run("order", "--write", "out.xyz", path, cwd=self.dir)
        found = self.order(path)
        atoms = ase.io.read(self.dir / "out.xyz")
        names = ["amorphous", "interface", "crystalline"]
        self.assertEqual([names[i] for i in atoms.arrays["class"]], found["atoms"]["class"])
        self.assertEqual(list(atoms.arrays["coordination"]), found["atoms"]["coordination"])
        for key in ("q6", "q6_mean"):
            self.assertLess(max(abs(a - b) for a, b in zip(atoms.arrays[key],
                                                           found["atoms"][key])), 1e-6)
        self.assertTrue(atoms.pbc.all())

    def test_last_geometry(self):
        (self.dir / "md.xyz").write_text("1\na\nPt 0 0 0\n2\nb\nPt 0 0 0\nPt 0 0 2.7\n")
        self.assertEqual(self.order("md.xyz")["geometry"], "the last frame")
        run_ = json.loads(run("order", "--json", "clean", cwd=EXAMPLES / "pt111-h")[1])
        self.assertIn("final geometry", run_["structures"][0]["geometry"])
        self.assertEqual(run_["structures"][0]["format"], "qe-pw-output")

    def test_small(self):
        cell = [[9, 0, 0], [0, 9, 0], [0, 0, 9]]
        one = self.order(xyz(self.dir / "one.xyz", cell, [("Pt", 0, 0, 0)]))
        self.assertEqual(one["atoms"]["class"], ["amorphous"])
        self.assertEqual(one["atoms"]["coordination"], [0])
        lone = self.order(xyz(self.dir / "lone.xyz", None, [("Pt", 0, 0, 0)]))
        self.assertIsNone(lone["cell_ang"])
        bulk = self.order(xyz(self.dir / "bulk.xyz", *fcc(1)))  # no vacuum, smaller than g's range
        self.assertEqual(bulk["crystalline_fraction"], 1.0)
        self.assertEqual(bulk["atoms"]["lattice"], ["fcc"] * 4)
        two = self.order(xyz(self.dir / "two.xyz", None, [("Pt", 0, 0, 0), ("Pt", 0, 0, 1.1)]))
        self.assertEqual(two["atoms"]["class"], ["amorphous"] * 2)
        self.assertEqual([d["code"] for d in two["diagnostics"]],
                         ["atoms-too-close", "cutoff-from-radii"])
        unknown = self.order(xyz(self.dir / "x.xyz", [[3, 0, 0], [0, 3, 0], [0, 0, 3]],
                                 [("Xx", 0, 0, 0), ("Xx", 1.5, 1.5, 1.5)]))
        self.assertEqual(unknown["species"], ["?"])
        self.assertEqual([d["code"] for d in unknown["diagnostics"]], ["unknown-element"])

    def test_bad(self):
        nine = 'Lattice="9 0 0 0 9 0 0 0 9"'
        self.refused(f"2\n{nine}\nPt 0 0 0\nPt 0 0 9.01\n", "a.xyz",
                     "a.xyz: expected atoms at least 0.1 Angstrom apart, found atoms 1 and 2 on "
                     "top of each other")
        self.refused('1\nLattice="9 0 0 9 0 0 0 0 9"\nPt 0 0 0\n', "a.xyz",
                     "a.xyz: expected a cell, found one of no volume")
        self.refused("2\n\nXx 0 0 0\nPt 1.5 1.5 1.5\n", "a.xyz",
                     "a.xyz: expected elements with a known radius, found ?")
        self.refused("1\n\nPt 0 0 1e400\n", "a.xyz",
                     'a.xyz:3:8: expected three coordinates, found "1e400"')
        self.refused("2\n\nPt 0 0 0\n", "a.xyz",
                     "a.xyz:1:1: expected 2 atoms behind a title, found 2 lines")
        self.refused("data_x\n_cell_length_a 3\n", "a.cif",
                     'a.cif: CIF is not read: convert it, as with "ase convert FILE.cif FILE.xyz"')
        self.refused("ENCUT = 400\n", "INCAR", "INCAR: expected a structure, found none "
                                               "(vasp-incar)")
        code, _, err = run("order", "none.xyz", cwd=self.dir)
        self.assertEqual(code, 3)
        self.assertIn("none.xyz", err)


if __name__ == "__main__":
    main(unittest)
