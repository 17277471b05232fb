#!/usr/bin/env python3
"""dgh diff at the command line: expressions, names, outputs, refusals, exit statuses.

test_diff.py PROGRAM SOURCE_DIR
"""
import json
import os
import pathlib
import shutil
import tempfile
import unittest

from run import EXAMPLES, golden, main, run

DENSITY = EXAMPLES / "pt111-h-density"
AB, A, B = (f"{r}/rho0.cube.xz" for r in ("slab_h", "slab", "h"))


def diff(*arguments, cwd=DENSITY):
    return run("diff", *arguments, cwd=cwd)


def document(*arguments, cwd=DENSITY):
    code, out, err = diff("--json", "--no-runs", *arguments, cwd=cwd)
    if code:
        raise AssertionError(err)
    return json.loads(out)


class Expressions(unittest.TestCase):
    def test_golden(self):
        code, out, err = diff(AB, A, B, "--basins", "slab_h/rho21.cube.xz")
        self.assertEqual((code, err), (0, ""))
        golden(self, out, "diff.txt")

    def test_they_mean_the_same(self):
        expected = document(AB, A, B)
        for words in ([AB, "-", A, "-", B], ["1*" + AB, "-", "1.0*" + A, "-", "1e0*" + B],
                      [AB, "-", "0.5*" + A, "-", "0.5*" + A, "-", B]):
            found = document(*words)
            self.assertAlmostEqual(found["integral_absolute"], expected["integral_absolute"], 12)
            self.assertEqual(len(found["atoms"]), 4)
        self.assertAlmostEqual(document("--sum", A, B)["integral"], 30.999982530, 8)
        self.assertAlmostEqual(document("2*" + A, "+", "0.5*" + B)["integral"], 60.499965455, 8)

    def test_any_name_can_be_given(self):
        with tempfile.TemporaryDirectory() as folder:
            names = ["a b", "2*c", "+", "x + y*z"]
            for name, file in zip(names, (AB, A, B, B)):
                shutil.copy(DENSITY / file, os.path.join(folder, name))
            for words in (["a b", "./2*c", "./+"], ["a b", "-", "1*2*c", "-", "1*x + y*z"]):
                self.assertAlmostEqual(document(*words, cwd=folder)["integral_absolute"], 0.515929,
                                       6)

    def test_usage(self):
        for words, message in (
                ([], "expected at least two files"), ([AB], "expected at least two files"),
                ([AB, "-"], f'expected a file behind "-"'),
                ([AB, "-", "+", A], 'expected a file behind "-", found "+"'),
                ([AB, A, "2*" + B], f'expected + or - in front of "{A}"'),
                (["--sum", AB, "-", A], "--sum and signs or factors exclude each other"),
                ([AB, A, "--radius", "Xx=1"], "--radius: expected radii as in H=0.6,Pt=1.4,1.2, "
                                              'found "Xx=1"'),
                ([AB, A, B, "--write", "drho.txt"],
                 "--write: expected a name that ends in .cube, .xsf, .npy, .vasp or .chgcar or "
                 'begins with CHG, found "drho.txt"')):
            code, out, err = diff(*words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertTrue(err.startswith("dgh diff: " + message + "\n"), err)

    def test_refused_unless_forced(self):
        code, out, err = diff(AB, A)
        self.assertEqual((code, out), (4, ""))
        self.assertIn("slab_h/rho0.cube.xz: expected atoms that cancel in the difference, found H "
                      "(atom 4) without a counterpart", err)
        code, out, err = diff(AB, A, "--force", "--json")
        self.assertEqual(code, 0)
        self.assertIn("[atoms-do-not-cancel]", err)
        self.assertEqual(json.loads(out)["diagnostics"][0]["severity"], "error")

    def test_bad_input(self):
        self.assertEqual(diff(AB, "nowhere")[0], 3)
        code, _, err = diff(AB, "slab")
        self.assertEqual((code, err), (3, "dgh: slab: expected a regular file, found a "
                                          "directory\n"))


class Outputs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)
        for name, file in (("AB", AB), ("A", A), ("B", B)):
            shutil.copy(DENSITY / file, self.here / name)

    def tearDown(self):
        self.folder.cleanup()

    def test_grids(self):
        for name in ("d.vasp", "CHGCAR_d", "d.cube", "d.xsf", "d.npy"):
            found = document("AB", "A", "B", "-w", name, cwd=self.here)
            self.assertEqual(found["written"], name)
            self.assertTrue((self.here / name).stat().st_size > 100000)
        same = document("d.vasp", "-", "d.cube", cwd=self.here)
        self.assertLess(same["integral_absolute"], 1e-8)
        self.assertEqual(sorted(os.listdir(self.here)),
                         ["A", "AB", "B", "CHGCAR_d", "d.cube", "d.npy", "d.vasp", "d.xsf"])

    def test_profile(self):
        code, out, err = diff("--csv", "AB", "A", "B", "-o", "p.csv", cwd=self.here)
        self.assertEqual((code, out, err), (0, "", ""))
        rows = (self.here / "p.csv").read_text(encoding="utf-8").splitlines()
        self.assertEqual(rows[0], "plane,position_ang,mean,per_ang,cumulated")
        self.assertEqual(len(rows), 201)
        self.assertTrue(rows[63].startswith("62,5.57998"))

    def test_inputs_are_safe(self):
        before = (self.here / "A").read_bytes()
        os.link(self.here / "A", self.here / "A.cube")
        for option in ("-o", "-w"):
            code, _, err = diff("AB", "A", "B", option, "A.cube", cwd=self.here)
            self.assertEqual(code, 2, err)
            self.assertIn("none of the inputs", err)
        self.assertEqual((self.here / "A").read_bytes(), before)

    def test_nothing_half_written(self):
        code, _, err = diff("AB", "A", "B", "-w", "no/where.cube", cwd=self.here)
        self.assertEqual((code, err),
                         (1, "dgh: no/where.cube: cannot be written: No such file or directory\n"))
        data = (self.here / "B").read_bytes()
        (self.here / "B").write_bytes(data[:len(data) // 2])
        code, _, err = diff("AB", "A", "B", "-w", "d.cube", cwd=self.here)
        self.assertEqual(code, 3, err)
        self.assertEqual(sorted(os.listdir(self.here)), ["A", "AB", "B"])


if __name__ == "__main__":
    main(unittest)
