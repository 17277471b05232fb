#!/usr/bin/env python3
"""dgh report without a browser: what the page holds, that it is the same each time, what it may be
written over, and that text from files cannot become part of it.

test_report.py PROGRAM SOURCE_DIR PROGRAM_WITHOUT_VIEWER
"""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import re
import tempfile
import unittest

import report_trees
from run import EXAMPLES, run
from report_trees import EVIL, blocks, data_of, make_tree, report, study_of

MOST_BYTES = 5_000_000
DENSITY = ("--ref-h2", "-31.734600", "pt111-h-density")
PAGES = {}


class Page(unittest.TestCase):
    def page(self, *arguments):
        if arguments not in PAGES:
            PAGES[arguments] = report(self, *arguments)
        return PAGES[arguments]

    def test_study_is_that_of_compute(self):
        code, out, err = run("compute", "--json", "pt111-h")
        self.assertEqual(code, 0, err)
        self.assertEqual(study_of(self.page("pt111-h")), out)

    def test_same_bytes(self):
        again = report(self, "--jobs", "1", "pt111-h")
        self.assertEqual(self.page("pt111-h"), again)

    def test_libraries_have_no_time_in_them(self):
        for name in ("library-plots", "library-viewer"):
            packed = base64.b64decode(blocks(self.page("pt111-h")).texts.get(name, ""))
            if not packed:
                self.skipTest("this build has no libraries")
            self.assertEqual(packed[4:8], bytes(4))
            self.assertGreater(len(gzip.decompress(packed)), 400_000)

    def test_inputs_are_hashed(self):
        files = {f["path"]: f for f in data_of(self.page("pt111-h"))["inputs"]}
        path = "pt111-h/H_fcc/relax/pth.relax.out"
        content = (EXAMPLES / path).read_bytes()
        self.assertEqual(files[path]["sha256"], hashlib.sha256(content).hexdigest())
        self.assertEqual(files[path]["size_bytes"], len(content))
        self.assertEqual(files[path]["use"], "run")
        used = {f for run_ in json.loads(study_of(self.page("pt111-h")))["runs"]
                if run_["role"] != "unused" for f in run_["calculation"]["files"]}
        self.assertEqual(used, set(files))

    def test_command_makes_it_again(self):
        page = self.page("--temperature", "310.5", "--convention", "zpe-ts", "--potential", "-0.1",
                         "--title", "H on 'Pt'", "pt111-h")
        command = data_of(page)["command"]
        self.assertEqual(command, "dgh report --title 'H on '\\''Pt'\\''' --temperature 310.5 "
                                  "--convention zpe-ts --potential -0.1 -o report.html pt111-h")
        self.assertIn("<title>H on 'Pt'</title>", page)

    def test_nothing_from_outside(self):
        found = blocks(self.page("pt111-h"))
        for tag, attributes in found.elements:
            for name in ("src", "href", "action", "data", "poster", "srcset"):
                value = attributes.get(name) or ""
                self.assertFalse(value and not value.startswith("#"), (tag, attributes))
            self.assertFalse([a for a in attributes if a.startswith("on")])
        policy = next(a["content"] for t, a in found.elements
                      if a.get("http-equiv") == "Content-Security-Policy")
        self.assertIn("default-src 'none'", policy)
        digest = hashlib.sha256(found.texts["script"].encode("utf-8")).digest()
        self.assertIn(f"'sha256-{base64.b64encode(digest).decode()}'", policy)
        self.assertNotIn(str(EXAMPLES.parent), self.page("pt111-h"))

    def test_bibtex_and_volcano(self):
        data = data_of(self.page("pt111-h"))
        for key in ("norskov2005", "norskov2004", "mcquarrie1976", "togo2024"):
            self.assertIn("{" + key + ",", data["bibtex"])
        self.assertNotIn("{hammer1995,", data["bibtex"])
        self.assertAlmostEqual(data["volcano"]["site_rate_per_s"][2], 0.0456, delta=0.01)
        self.assertGreater(data["volcano"]["sites_per_cm2"], 1.4e15)

    def test_density(self):
        page = self.page(*DENSITY)
        site = data_of(page)["sites"][0]
        drho = site["drho"]
        self.assertEqual(site["n_atoms"], 4)
        self.assertEqual(len(drho["points"]), 3)
        self.assertLess(len(json.dumps(drho)), 60_000)
        self.assertGreater(drho["box"]["scale"], 0.01)
        paths = {f["path"]: f["use"] for f in data_of(page)["inputs"]}
        self.assertEqual(paths["pt111-h-density/slab_h/rho0.cube.xz"], "density")
        self.assertNotIn("drho", data_of(self.page("--no-density", *DENSITY))["sites"][0])

    def test_fifty_sites_are_below_five_megabytes(self):
        one = len(json.dumps(data_of(self.page(*DENSITY))["sites"][0]["drho"]))
        with tempfile.TemporaryDirectory() as folder:
            make_tree(pathlib.Path(folder, "tree"), [f"site_{i:02}" for i in range(50)])
            page = report(self, "tree", cwd=folder)
        size = len(page.encode("utf-8"))
        print(f"50 sites: {size} bytes, with densities about {size + 50 * one}")
        self.assertEqual(len(json.loads(study_of(page))["sites"]), 50)
        self.assertLess(size + 50 * one, MOST_BYTES)


class Text(unittest.TestCase):
    def test_text_of_files_stays_text(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder, "a <b> & \"c\"")
            make_tree(tree, [EVIL, "</script><script>alert(1)", "<!--<script>", "plain"])
            page = report(self, "--title", EVIL, tree.name, cwd=folder)
        found = blocks(page)
        self.assertEqual(found.scripts, 5)
        self.assertFalse([t for t, _ in found.elements if t == "img"])
        self.assertNotIn("<!--", page)
        labels = {s["label"] for s in json.loads(study_of(page))["sites"]}
        self.assertIn(EVIL, labels)

    def test_bytes_that_are_no_utf8(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.fsdecode(b"caf\xe9")
            make_tree(pathlib.Path(folder, name), ["H_fcc"])
            page = report(self, name, cwd=folder)
        self.assertIn("caf\\\\xE9", page)


class Output(unittest.TestCase):
    def test_only_pages_are_written_over(self):
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder, "OUTCAR")
            other.write_text("not ours")
            code, _, err = run("report", "pt111-h", "-o", other)
            self.assertEqual((code, other.read_text()), (2, "not ours"), err)
            self.assertIn("OUTCAR is there and is no report of dgh: it is not written over", err)
            page = pathlib.Path(folder, "report.html")
            for _ in range(2):
                self.assertEqual(run("report", "pt111-h", "-o", page)[0], 0)
            self.assertEqual(sorted(os.listdir(folder)), ["OUTCAR", "report.html"])
            self.assertEqual(page.read_text(encoding="utf-8"), report(self, "pt111-h"))

    def test_refused_sites(self):
        def cut(text):
            return text[: text.rindex("JOB DONE") - 4000]

        with tempfile.TemporaryDirectory() as folder:
            tree = make_tree(pathlib.Path(folder, "tree"), ["H_a", "H_b"])
            report_trees.copy_run(report_trees.PT111 / "H_top" / "relax", tree / "H_bad" / "relax",
                                  edit=cut)
            code, page, err = run("report", "tree", cwd=folder)
        self.assertEqual(code, 4, err)
        sites = {s["label"]: s for s in json.loads(study_of(page))["sites"]}
        self.assertTrue(sites["H_bad"]["refused"])
        self.assertIsNone(data_of(page)["volcano"]["site_rate_per_s"][2])

    def test_nothing_to_report(self):
        with tempfile.TemporaryDirectory() as folder:
            report_trees.copy_run(report_trees.PT111 / "clean", pathlib.Path(folder, "clean"))
            target = pathlib.Path(folder, "report.html")
            code, _, err = run("report", folder, "-o", target)
            self.assertEqual((code, target.exists()), (3, False), err)

    def test_without_libraries(self):
        if not report_trees.PLAIN:
            self.skipTest("no program without viewer was given")
        code, page, err = report_trees.run_plain("report", "pt111-h")
        self.assertEqual(code, 0)
        self.assertIn("this build has no plotly.js and no 3Dmol.js", err)
        self.assertEqual(data_of(page)["libraries"], [])
        self.assertLess(len(page), 1_000_000)
        self.assertEqual(study_of(page), run("compute", "--json", "pt111-h")[1])
        self.assertEqual(report_trees.run_plain("report", "-q", "pt111-h")[2], "")

    def test_usage(self):
        self.assertEqual(run("report", "--json", "pt111-h")[0], 2)
        self.assertEqual(run("report", "--scale", "she", "pt111-h")[0], 2)
        code, out, _ = run("report", "--citation")
        self.assertEqual(code, 0)
        self.assertTrue(re.match(r"@software\{dgh,", out))


if __name__ == "__main__":
    report_trees.main(unittest)
