#!/usr/bin/env python3
"""dgh sites: the table, its JSON and CSV, and what is said of bad structures.

test_sites.py PROGRAM SOURCE_DIR
"""
import csv
import io
import json
import math
import pathlib
import tempfile
import unittest

from run import EXAMPLES, golden, main, run

A = 3.92
D = A / math.sqrt(2)


def poscar(path, cell, atoms, *, title="slab", mode="Cartesian", flags=None):
    """atoms: (element, x, y, z), grouped by element."""
    species = []
    for element, *_ in atoms:
        if not species or species[-1][0] != element:
            species.append([element, 0])
        species[-1][1] += 1
    lines = [title, "1.0"] + [" ".join(f"{x:.12f}" for x in v) for v in cell]
    lines += [" ".join(s for s, _ in species), " ".join(str(n) for _, n in species)]
    lines += ["Selective dynamics"] if flags else []
    lines += [mode]
    for i, (_, *p) in enumerate(atoms):
        lines.append(" ".join(f"{x:.12f}" for x in p) + (" " + flags[i] if flags else ""))
    path.write_text("\n".join(lines) + "\n")
    return path


def fcc111(layers=4, n=1, height=24.0, element="Pt", start=4.0):
    cell = [[n * D, 0, 0], [n * D / 2, n * D * math.sqrt(3) / 2, 0], [0, 0, height]]
    atoms = []
    for layer in range(layers):
        for i in range(n * n):
            u, v = i % n + layer / 3, i // n + layer / 3
            atoms.append((element, D * (u + v / 2), D * v * math.sqrt(3) / 2,
                          start + layer * A / math.sqrt(3)))
    return cell, atoms


class Sites(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.dir = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def sites(self, path, *options):
        code, out, err = run("sites", "--json", "-j1", *options, path)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def names(self, document):
        """{label: multiplicity} of the first of each orbit."""
        return {s["label"]: s["multiplicity"] for s in document["sites"]
                if s["orbit"] == s["label"]}

    def test_table(self):
        code, out, err = run("sites", "pt111-h/clean/pt.relax.in")
        self.assertEqual((code, err), (0, ""))
        golden(self, out, "sites.txt")

    def test_run_and_both_sides(self):
        d = self.sites("pt111-h/clean", "--side", "both")
        self.assertEqual(self.names(d), {"top": 2, "bridge": 6, "fcc": 2, "hcp": 2})
        self.assertTrue(d["symmetry"]["sides_equivalent"])
        self.assertEqual(d["symmetry"]["symbol"], "P-3m1")
        self.assertEqual(d["vacuum_axis"], "c")
        self.assertEqual({s["side"] for s in d["sites"]}, {"top", "bottom"})
        d = self.sites("pt111-h/clean", "--side", "bottom")
        self.assertEqual(self.names(d), {"top": 1, "bridge": 3, "fcc": 1, "hcp": 1})
        self.assertEqual({s["side"] for s in d["sites"]}, {"bottom"})

    def test_options(self):
        slab = poscar(self.dir / "POSCAR", *fcc111(n=2))
        d = self.sites(slab)
        self.assertEqual(self.names(d), {"top": 4, "bridge": 12, "fcc": 4, "hcp": 4})
        self.assertEqual({a["class"] for s in d["sites"] for a in s["atoms"]}, {"crystalline"})
        d = self.sites(slab, "--kind", "top,hollow")
        self.assertEqual(self.names(d), {"top": 4, "fcc": 4, "hcp": 4})
        self.assertEqual(d["options"]["kinds"], ["top", "hollow"])
        d = self.sites(slab, "--symmetry", "0", "--kind", "top")
        self.assertEqual(self.names(d), {f"top-{i}": 1 for i in (1, 2, 3, 4)})
        self.assertIsNone(d["symmetry"])
        d = self.sites(slab, "--kind", "top")
        self.assertEqual([s["label"] for s in d["sites"]], ["top", "top.2", "top.3", "top.4"])
        self.assertEqual(run("sites", "--kind", "top", "--all", slab)[1].count("\ntop"), 4)
        self.assertEqual(run("sites", "--kind", "top", slab)[1].count("\ntop"), 1)

    def test_distances(self):
        """H at 0.95, 1.05 and 1.10 times the sum of covalent radii (1.36 and 0.31 Angstrom)."""
        for s in self.sites(poscar(self.dir / "POSCAR", *fcc111()))["sites"]:
            factor = {"top": 0.95, "bridge": 1.05}.get(s["name"], 1.10)
            for atom in s["atoms"]:
                self.assertAlmostEqual(atom["distance_ang"], factor * 1.67, places=6)
                self.assertAlmostEqual(math.dist(atom["vector_ang"], (0, 0, 0)),
                                       atom["distance_ang"], places=9)

    def test_csv(self):
        code, out, _ = run("sites", "--csv", "pt111-h/clean/pt.relax.in")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([r["label"] for r in rows],
                         ["top", "bridge", "bridge.2", "bridge.3", "hcp", "fcc"])
        self.assertEqual([r["below_ang"] != "" for r in rows], [False] * 4 + [True, False])
        self.assertEqual(rows[1]["atoms"], "Pt3 Pt3")

    def test_hydrogen_in_the_host(self):
        code, out, err = run("sites", "pt111-h/H_fcc/relax")
        self.assertEqual(code, 0)
        self.assertIn("expected a bare slab, found 1 H atoms", err)
        self.assertIn("[hydrogen-in-host]", err)

    def refused(self, path, message, code=3, *options):
        found, out, err = run("sites", *options, path)
        self.assertEqual((found, out), (code, ""))
        self.assertEqual(err.splitlines()[0], f"dgh: {path}: {message}")

    def test_bad_structures(self):
        cell, atoms = fcc111()
        path = self.dir / "POSCAR"
        poscar(path, cell, atoms + [("Pt", *atoms[-1][1:3], atoms[-1][3] + 0.05)])
        self.refused(path, "expected atoms at least 0.1 Angstrom apart, found atoms 4 and 5 on "
                           "top of each other")
        poscar(path, *fcc111(height=4 * A / math.sqrt(3)))
        self.refused(path, "expected a surface, found no vacuum of more than 5 Angstrom along any "
                           "lattice vector")
        poscar(path, cell, [("Xx", *p) for _, *p in atoms])
        self.refused(path, "expected elements with a known radius, found \"Xx\" (atom 1)")

    def test_one_atom(self):
        path = poscar(self.dir / "POSCAR", [[10, 0, 0], [0, 11, 0], [0, 0, 12]],
                      [("Pt", 1, 2, 3)])
        self.refused(path, "expected a surface, found no place where a probe of 1.2 Angstrom "
                           "radius touches two atoms")

    def test_no_volume(self):
        cell, atoms = fcc111()
        path = poscar(self.dir / "POSCAR", [cell[0], cell[0], cell[2]], atoms)
        code, out, err = run("sites", path)
        self.assertEqual((code, out), (3, ""))
        self.assertEqual(err, f"dgh: {path}:5:1: expected lattice vectors that span a volume, "
                              "found \"0.000000000000 0.000000000000 24.000000...\"\n")

    def test_left_handed(self):
        cell, atoms = fcc111()
        path = poscar(self.dir / "POSCAR", [cell[1], cell[0], cell[2]], atoms)
        self.assertEqual(self.names(self.sites(path)), {"top": 1, "bridge": 3, "fcc": 1, "hcp": 1})
        cell[2][2] *= -1
        path = poscar(self.dir / "POSCAR", cell, atoms)
        d = self.sites(path)
        self.assertEqual(self.names(d), {"top": 1, "bridge": 3, "fcc": 1, "hcp": 1})
        # c points down: its side of the slab is the lower one
        self.assertTrue(all(s["normal"][2] < -0.99 for s in d["sites"]))

    def test_usage(self):
        for options, message in ((["--kind", "tops", "x"], "found \"tops\""),
                                 ([], "expected a structure or the directory of a run"),
                                 (["--probe", "0", "x"], "--probe"),
                                 (["--side", "left", "x"], "--side")):
            code, out, err = run("sites", *options)
            self.assertEqual((code, out), (2, ""))
            self.assertIn(message, err)
        code, out, err = run("sites", self.dir / "none")
        self.assertEqual(code, 3)


if __name__ == "__main__":
    main(unittest)
