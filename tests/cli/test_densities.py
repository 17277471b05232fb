#!/usr/bin/env python3
"""dgh compute on a tree with densities: the real H on Pt(111) of examples/pt111-h-density.

test_densities.py PROGRAM SOURCE_DIR
"""
import csv
import io
import json
import unittest

from run import SOURCE, golden, main, run

TREE = ("--ref-h2", "-31.734600", "pt111-h-density")


OUTPUTS = {}  # by options: a run takes seconds in a debugging build


class Densities(unittest.TestCase):
    def out(self, *options):
        if options not in OUTPUTS:
            code, OUTPUTS[options], err = run("compute", *options, *TREE)
            self.assertEqual(code, 0, err)
        return OUTPUTS[options]

    def site(self, *arguments):
        return json.loads(self.out("--json", *arguments))["sites"][0]

    def test_golden(self):
        golden(self, self.out(), "compute_density.txt")

    def test_numbers(self):
        d = self.site()["density"]
        self.assertAlmostEqual(d["electrons_after"], 30.999983, places=5)
        self.assertAlmostEqual(d["electrons_before"], 29.999983, places=5)
        # of an independent script: half of the integral of the magnitude
        self.assertAlmostEqual(d["drho"]["positive_e"], 0.515929 / 2, places=4)
        self.assertAlmostEqual(d["drho"]["integral_e"], 0.0, places=5)
        h, pt = d["atoms"]
        self.assertTrue(h["is_adsorbed"])
        self.assertEqual((h["element"], pt["element"]), ("H", "Pt"))
        self.assertEqual((pt["atom"], pt["host_atom"]), (3, 3))
        self.assertIsNone(h["electrons_before"])
        # Bader's charge of H on Pt(111) is nearly zero
        self.assertAlmostEqual(h["electrons_after"], 1.0, delta=0.05)
        self.assertGreater(h["drho_basin_e"], 0.0)
        self.assertLess(pt["drho_basin_e"], 0.0)

    def test_the_warnings_are_there(self):
        codes = {x["code"] for x in self.site()["density"]["diagnostics"]
                 if x["severity"] == "warning"}
        self.assertLessEqual({"no-reference", "references-differ"}, codes)

    def test_methods_agree(self):
        near = self.site()["density"]["atoms"][0]["electrons_after"]
        weight = self.site("--bader-method", "weight")["density"]
        self.assertEqual(weight["bader_method"], "weight")
        self.assertAlmostEqual(weight["atoms"][0]["electrons_after"], near, delta=0.02)

    def test_jobs_do_not_change_results(self):
        self.assertEqual(self.out("--json"), self.out("--json", "--jobs", "1"))

    def test_no_density(self):
        site = self.site("--no-density")
        self.assertNotIn("density", site)
        with_density = self.site()
        for key in ("delta_e_ev", "delta_g_by_convention_ev"):
            self.assertEqual(site[key], with_density[key])
        self.assertNotIn("Densities", self.out("--no-density", "--dry-run"))

    def test_dry_run_shows_them(self):
        out = self.out("--dry-run")
        self.assertIn("Densities", out)
        self.assertIn("pt111-h-density/slab_h/rho21.cube.xz", out)

    def test_csv(self):
        row = next(csv.DictReader(io.StringIO(self.out("--csv"))))
        self.assertEqual(row["density"], "pt111-h-density/slab_h/rho0.cube.xz")
        self.assertEqual(row["bader_method"], "near-grid")
        self.assertAlmostEqual(float(row["drho_positive_e"]), 0.515929 / 2, places=4)

    def test_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        schema = json.loads((SOURCE / "lib/report/schema/dgh-1.json").read_text(encoding="utf-8"))
        jsonschema.Draft7Validator({"$ref": "#/definitions/study",
                                    "definitions": schema["definitions"]}).validate(
                                        json.loads(self.out("--json")))


if __name__ == "__main__":
    main(unittest)
