#!/usr/bin/env python3
"""JSON documents of the program against the schema that is shipped.

test_documents.py PROGRAM SOURCE_DIR      exit 77 (skipped) without python3-jsonschema
"""
import copy
import json
import pathlib
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed: skipped")
    sys.exit(77)

from run import EXAMPLES, QE, SOURCE, main, run

SCHEMA = json.loads((SOURCE / "lib/report/schema/dgh-1.json").read_text(encoding="utf-8"))


def validator(kind):
    """For one kind of document, so that a fault is named and not only 'none of three'."""
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{kind}",
                                       "definitions": SCHEMA["definitions"]})


class Documents(unittest.TestCase):
    def valid(self, text, kind):
        document = json.loads(text)
        faults = [f"{list(e.absolute_path)}: {e.message[:300]}"
                  for e in validator(kind).iter_errors(document)]
        self.assertEqual(faults, [])
        jsonschema.validate(document, SCHEMA)
        self.assertEqual(document["schema"], f"dgh-{kind}")
        return document

    def test_the_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_study(self):
        for options in ([], ["--no-structure"], ["--ref-h2", "-31.7", "--force"],
                        ["-U", "0.1", "--scale", "she", "--ph", "3", "--isotope", "T"],
                        ["--gas-model", "rrho", "--low-modes", "grimme", "-c", "offset"]):
            with self.subTest(options):
                self.valid(run("compute", "--json", *options, "pt111-h")[1], "study")

    def test_comparison(self):
        document = self.valid(run("compute", "--compare", "--json", "pt111-h", "pt111-h")[1],
                              "comparison")
        self.assertEqual(document["trees"][1]["minus_first"]["all"]["mean_ev"], 0.0)

    def test_the_golden_study(self):
        path = SOURCE / "tests/golden/study.json"
        self.valid(path.read_text(encoding="utf-8"), "study")

    def test_runs(self):
        document = self.valid(run("inspect", "--json", EXAMPLES / "pt111-h", QE)[1], "runs")
        self.assertGreater(len(document["runs"]), 20)
        found = {r["path"]: r["symmetry"] for r in document["runs"]}
        self.assertTrue(all("symmetry" in r for r in document["runs"]))
        clean = next(s for p, s in found.items() if p.endswith("pt111-h/clean"))
        self.assertEqual((clean["space_group"], clean["symbol"], clean["point_group"],
                          clean["vacuum_axis"], clean["sides_equivalent"],
                          clean["n_inequivalent_atoms"], clean["tolerance_ang"]),
                         (164, "P-3m1", "-3m", "c", True, 2, 0.01))
        statuses = {r["status"] for r in document["runs"]}
        self.assertIn("complete", statuses)

    def test_modes(self):
        document = self.valid(run("vib", "--json", "--isotope", "D", "-T", "100:300:100",
                                  "pt111-h")[1], "modes")
        self.assertEqual(len(document["analyses"][0]["sums"]), 3)

    def test_xc(self):
        nc = SOURCE / "tests/data/nc-h2"
        files = [nc / name / "charge-density.dat.xz" for name in ("h3", "pbe", "pbe")]
        document = self.valid(run("xc", "--json", files[0])[1], "xc")
        self.assertEqual(document["densities"][0]["functional"]["libxc"], "gga_x_pbe+gga_c_pbe")
        self.assertIsNone(document["triple"])
        document = self.valid(run("xc", "--json", "--to", "vdw-df2", "--triple", *files)[1], "xc")
        self.assertEqual(document["triple"]["n_hydrogen"], 1)
        self.assertEqual(document["densities"][1]["diagnostics"][0]["code"], "nonlocal-left-out")
    def test_bader(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "rho.cube"
            path.write_text("a\nb\n 1 0 0 0\n 2 2.0 0 0\n 2 0 2.0 0\n 2 0 0 2.0\n 1 1.0 0 0 0\n"
                            " 9 2\n 2 1\n 2 1\n 1 1\n")
            for options in (["--valence", "H=152"], ["--method", "weight", "--vacuum", "auto"],
                            ["--partition", "voronoi"]):
                with self.subTest(options):
                    out = run("bader", "--json", "--no-files", *options, path)[1]
                    document = self.valid(out, "bader")
                    self.assertEqual(len(document["atoms"]), 1)

    def test_dband(self):
        for options in ([], ["--d-window", "occupied"], ["--d-window", "-5,1", "--fermi", "2.8"]):
            with self.subTest(options):
                document = self.valid(run("dband", "--json", *options, QE / "pt111-pdos")[1],
                                      "dband")
                self.assertEqual(len(document["runs"][0]["atoms"]), 3)
        document = self.valid(run("compute", "--json", EXAMPLES / "pt111-h", QE / "pt111-pdos")[1],
                              "study")
        self.assertEqual(len(document["sites"][0]["d_band"]["atoms"]), 1)

    def test_difference(self):
        for options in ([], ["--basins", "h/rho0.cube.xz", "--basins", "slab_h/rho21.cube.xz"],
                        ["--axis", "a", "--radius", "H=0.5,1"]):
            with self.subTest(options):
                document = self.valid(run("diff", "--json", "slab_h/rho0.cube.xz",
                                          "slab/rho0.cube.xz", "h/rho0.cube.xz", *options,
                                          cwd=EXAMPLES / "pt111-h-density")[1], "difference")
                self.assertEqual(len(document["atoms"]), 4)

    def test_sites(self):
        for options in ([], ["--side", "both", "--kind", "top,hollow"], ["--symmetry", "0"]):
            document = self.valid(run("sites", "--json", *options,
                                      "pt111-h/clean/pt.relax.in")[1], "sites")
            self.assertIsNone(document["inputs"])
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "out"
            run("sites", "--write", out, "--pseudo", "H=H.UPF", "pt111-h/clean/pt.relax.in")
            document = self.valid((out / "sites.json").read_text(encoding="utf-8"), "sites")
            self.assertEqual(document["inputs"]["format"], "pw")

    def test_order(self):
        for options in ([], ["--neighbours", "voronoi"], ["--cutoff", "3.3"]):
            with self.subTest(options):
                out = run("order", "--json", *options, "pt111-h/clean")[1]
                self.assertEqual(self.valid(out, "order")["structures"][0]["n_atoms"], 3)

    def test_the_schema_refuses(self):
        good = json.loads(run("compute", "--json", "pt111-h")[1])
        for change in (lambda d: d.pop("schema_version"), lambda d: d.update(schema_version=2),
                       lambda d: d["sites"][0].update(delta_g_ev="-0.2"),
                       lambda d: d["sites"][0].pop("delta_g_ev"),
                       lambda d: d["sites"][0].update(surprise=1),
                       lambda d: d["runs"][0]["calculation"].update(status="fine"),
                       lambda d: d["options"].update(convention="mine")):
            bad = copy.deepcopy(good)
            change(bad)
            self.assertFalse(validator("study").is_valid(bad))


if __name__ == "__main__":
    main(unittest)
