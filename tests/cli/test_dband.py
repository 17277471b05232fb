#!/usr/bin/env python3
"""dgh dband: its table, its numbers, its errors.

test_dband.py PROGRAM SOURCE_DIR
"""
import csv
import io
import json
import pathlib
import shutil
import tempfile
import unittest

from run import QE, golden, main, run

DOSCAR = """   1   1   1   1
  0.1653110E+02  0.2855300E-09  0.2855300E-09  0.1800000E-08  0.5000000E-15
  1.000000000000000E-004
  CAR 
 one atom
      2.00000000     -2.00000000    5      1.00000000      1.00000000
     -2.000  0.0000E+00  0.0000E+00
     -1.000  0.2000E+01  0.1000E+01
      0.000  0.4000E+01  0.4000E+01
      1.000  0.2000E+01  0.7000E+01
      2.000  0.0000E+00  0.8000E+01
      2.00000000     -2.00000000    5      1.00000000      1.00000000
     -2.000  0.0000E+00  0.0000E+00  0.0000E+00
     -1.000  0.0000E+00  0.0000E+00  0.2000E+01
      0.000  0.0000E+00  0.0000E+00  0.4000E+01
      1.000  0.0000E+00  0.0000E+00  0.2000E+01
      2.000  0.0000E+00  0.0000E+00  0.0000E+00
"""


class DBand(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="d band ")
        self.root = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def test_the_slab(self):
        code, out, err = run("dband", "pt111-pdos", cwd=QE)
        self.assertEqual((code, err), (0, ""))
        golden(self, out, "dband.txt")

    def test_windows(self):
        for window, centres in (("all", (-2.0219, -2.4017, -2.0197)),
                                ("occupied", (-2.5276, -3.0148, -2.5252))):
            code, out, _ = run("dband", "--json", "--d-window", window, "pt111-pdos", cwd=QE)
            self.assertEqual(code, 0)
            document = json.loads(out)
            self.assertEqual(document["window"]["name"], window)
            for atom, centre in zip(document["runs"][0]["atoms"], centres):
                self.assertAlmostEqual(atom["band"]["centre_ev"], centre, delta=5e-5)
        code, out, _ = run("dband", "--csv", "-q", "-w", "-9.16,0", "pt111-pdos", cwd=QE)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([r["surface"] for r in rows], ["yes", "no", "yes"])
        self.assertAlmostEqual(float(rows[2]["centre_ev"]), -2.5252, delta=5e-5)

    def test_a_doscar_alone(self):
        path = self.root / "DOSCAR"
        path.write_text(DOSCAR)
        code, out, err = run("dband", "--json", path)
        self.assertEqual((code, err), (0, ""))
        r = json.loads(out)["runs"][0]
        band = r["atoms"][0]["band"]
        self.assertEqual((band["centre_ev"], band["n_states"], band["n_electrons"]), (-1, 8, 7))
        self.assertAlmostEqual(band["width_ev"], 0.5 ** 0.5, places=12)
        self.assertEqual((r["fermi_ev"], r["run"], r["n_surface"]), (1, None, 0))
        self.assertIsNone(r["surface_band"])
        self.assertEqual(r["sources"]["fermi_ev"]["line"], 6)
        self.assertEqual([d["code"] for d in r["diagnostics"]], ["surface-unknown"])
        code, out, _ = run("dband", "--json", "--fermi", "0.5", path)
        self.assertEqual(json.loads(out)["runs"][0]["atoms"][0]["band"]["centre_ev"], -0.5)

    def test_several_and_one_that_is_bad(self):
        (self.root / "DOSCAR").write_text(DOSCAR)
        code, out, err = run("dband", "--json", self.root, self.root / "nowhere")
        self.assertEqual(code, 3)
        self.assertEqual(len(json.loads(out)["runs"]), 1)
        self.assertIn("nowhere: cannot be opened: No such file or directory", err)

    def test_packed(self):
        for f in (QE / "pt111-pdos").iterdir():
            shutil.copy(f, self.root)
        out = run("dband", "--csv", ".", cwd=self.root)[1]
        self.assertEqual(len(out.splitlines()), 4)
        (self.root / "pt.nscf.out.xz").unlink()
        code, out, err = run("dband", ".", cwd=self.root)
        self.assertEqual((code, out), (3, ""))
        self.assertEqual(err, "dgh: ./pt.pdos_atm#1(Pt)_wfc#1(s).xz: the Fermi energy is not known: "
                              "neither this file nor a run beside it states it\n")
        self.assertEqual(run("dband", "--fermi", "2.8003", ".", cwd=self.root)[0], 0)

    def test_sites_of_a_study(self):
        trees = ("../../../examples/pt111-h", "pt111-pdos")
        code, out, _ = run("compute", "--structure", *trees, cwd=QE)
        self.assertEqual(code, 0)
        golden(self, out, "compute_d_band.txt")
        _, out, _ = run("compute", "--json", "-w", "occupied", *trees, cwd=QE)
        for site in json.loads(out)["sites"]:
            self.assertAlmostEqual(site["structure"]["d_band_centre_ev"], -2.5252, delta=5e-5)
            d = site["d_band"]
            self.assertEqual((d["window"]["name"], d["after"], d["band_after"]),
                             ("occupied", None, None))
            self.assertEqual([(a["atom"], a["host_atom"], a["element"]) for a in d["atoms"]],
                             [(3, 3, "Pt")])
            self.assertAlmostEqual(d["atoms"][0]["band_before"]["n_electrons"], 8.7786, delta=5e-5)
        _, out, _ = run("compute", "--csv", "-q", *trees, cwd=QE)
        for row in csv.DictReader(io.StringIO(out)):
            self.assertAlmostEqual(float(row["d_band_centre_ev"]), -2.0197, delta=5e-5)
            self.assertEqual(row["d_band_window"], "all")
            self.assertEqual(row["d_band_states"], "pt111-pdos/pt.pdos_atm#1(Pt)_wfc#1(s).xz")
        _, out, _ = run("compute", "--csv", "-q", "--no-d-band", *trees, cwd=QE)
        self.assertNotIn("d_band_window", out)
        code, _, err = run("compute", "-w", "2,1", *trees, cwd=QE)
        self.assertEqual(code, 2)
        self.assertIn("--d-window: expected all, occupied, or two energies", err)

    def test_errors(self):
        (self.root / "DOSCAR").write_text("\n".join(DOSCAR.splitlines()[:11]) + "\n")
        code, out, err = run("dband", "DOSCAR", cwd=self.root)
        self.assertEqual((code, out), (3, ""))
        self.assertEqual(err, "dgh: DOSCAR: the density of states is not projected on atoms "
                              "(LORBIT = 10, 11 or 12 does it in VASP)\n")
        for window in ("some", "1,", "2,1", "1,2,3", ""):
            with self.subTest(window):
                code, out, err = run("dband", f"--d-window={window}", ".", cwd=self.root)
                self.assertEqual((code, out), (2, ""))
                self.assertIn("--d-window", err)
        code, out, err = run("dband", cwd=self.root)
        self.assertEqual(code, 2)
        self.assertIn("expected the directory of a run", err)
        (self.root / "DOSCAR").unlink()
        code, out, err = run("dband", ".", cwd=self.root)
        self.assertEqual(code, 3)
        self.assertEqual(err, "dgh: .: no density of states here (DOSCAR, vasprun.xml, files of "
                              "projwfc.x)\n")


if __name__ == "__main__":
    main(unittest)
