#!/usr/bin/env python3
"""The program at work and at its edges: exit statuses, streams, files, colours, golden outputs.

test_program.py PROGRAM SOURCE_DIR
"""
import csv
import io
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from run import EXAMPLES, PROGRAM, SOURCE, golden, main, run


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dgh-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def tree(self, *parts):
        """A copy of parts of the example tree."""
        root = self.folder / "tree"
        for part in parts:
            shutil.copytree(EXAMPLES / "pt111-h" / part, root / part)
        return root


def without_findings(text):
    """The findings of the readers and of the study have tests of their own."""
    return re.sub(r"^(note|warning|error): .*\n(    .*\n)*", "", text, flags=re.M)


class Results(Folder):
    def test_golden(self):
        for name, arguments in {
            "compute.txt": ["compute", "pt111-h"],
            "compute_options.txt": ["compute", "--energy", "F", "-c", "zpe-ts", "-T", "350", "-p",
                                    "0.5", "--gas-model", "rrho", "-U", "-0.1", "--scale", "she",
                                    "--ph", "1", "--isotope", "D", "--ref-h2", "-31.7346",
                                    "--low-modes", "grimme", "pt111-h"],
            "ledger.txt": ["compute", "--ledger", "--energy", "F", "pt111-h"],
            "compute_structure.txt": ["compute", "--structure", "pt111-h"],
            "pairing.txt": ["compute", "--dry-run", "pt111-h"],
            "inspect_one.txt": ["inspect", "pt111-h/H_fcc/relax/pth.relax.out"],
            "inspect_tree.txt": ["inspect", "pt111-h/H_fcc", "pt111-h/clean"],
            "vib.txt": ["vib", "--isotope", "D", "-T", "100:300:100,298.15", "pt111-h/H_fcc/ph"],
            "vib_molecule.txt": ["vib", "pt111-h/H2/ph/h2.dyn"],
        }.items():
            with self.subTest(name):
                status, out, err = run(*arguments)
                self.assertEqual(status, 0, err)
                golden(self, without_findings(out), name)

    def test_golden_xc(self):
        for name, arguments in {
            "xc.txt": ["xc", "h3/charge-density.dat.xz"],
            "xc_swap.txt": ["xc", "--from", "lda", "--to", "rpbe", "pbe/charge-density.dat.xz",
                            "h3/charge-density.dat.xz"],
            "xc_triple.txt": ["xc", "--to", "rpbe", "--triple", "h3/charge-density.dat.xz",
                              "pbe/charge-density.dat.xz", "pbe/charge-density.dat.xz"],
        }.items():
            with self.subTest(name):
                status, out, err = run(*arguments, cwd=SOURCE / "tests/data/nc-h2")
                self.assertEqual((status, err), (0, ""))
                golden(self, out, name)

    def test_values_of_the_calculations(self):
        """The values stated with the calculations (independent script), convention by convention."""
        status, out, _ = run("compute", "--json", "--energy", "F", "pt111-h")
        self.assertEqual(status, 0)
        sites = {s["label"]: s for s in json.loads(out)["sites"]}
        expected = {  # dE, full with JANAF, zpe-ts, zpe-ts-gas, offset; fcc by ph.x
            "H_fcc": (-0.415789, -0.249528 + 0.001085, -0.213730, -0.201595, -0.175789),
            "H_hcp": (-0.378826, -0.217328, -0.183988, -0.169785, -0.138826),
            "H_top": (-0.418429, -0.217383, -0.191783, -0.164260, -0.178429),
        }
        self.assertEqual(set(sites), set(expected))
        for label, (delta_e, full, zpe_ts, zpe_ts_gas, offset) in expected.items():
            found = sites[label]["delta_g_by_convention_ev"]
            self.assertAlmostEqual(sites[label]["delta_e_ev"], delta_e, delta=1e-4)
            self.assertAlmostEqual(found["full"], full, delta=1e-3)
            self.assertAlmostEqual(found["zpe-ts"], zpe_ts, delta=1e-3)
            self.assertAlmostEqual(found["zpe-ts-gas"], zpe_ts_gas, delta=1e-3)
            self.assertAlmostEqual(found["offset"], offset, delta=1e-4)

    def test_compare(self):
        self.tree("H2", "clean", "H_hcp", "H_top")
        os.symlink(EXAMPLES / "pt111-h", self.folder / "all")
        status, out, err = run("compute", "--compare", "all", "tree", cwd=self.folder)
        self.assertEqual(status, 0, err)
        golden(self, without_findings(out), "compare.txt")
        rows = list(csv.DictReader(io.StringIO(run("compute", "--compare", "--csv", "all", "tree",
                                                   cwd=self.folder)[1])))
        self.assertEqual([(r["tree"], r["class"], r["n"]) for r in rows if r["n"] != "0"],
                         [("all", "crystalline", "3"), ("all", "all", "3"),
                          ("tree", "crystalline", "2"), ("tree", "all", "2")])
        document = json.loads(run("compute", "--compare", "--json", "all", "tree",
                                  cwd=self.folder)[1])
        for row in rows:
            tree = next(t for t in document["trees"] if t["name"] == row["tree"])
            mean = tree["summary"]["classes"][row["class"]]["mean_ev"]
            self.assertEqual(row["mean_ev"] or "None", str(mean))
        # without --compare the trees are one study
        status, out, _ = run("compute", "--json", "all", "tree", cwd=self.folder)
        self.assertEqual(json.loads(out)["schema"], "dgh-study")
        # a tree that cannot be computed is named
        (self.folder / "empty").mkdir()
        status, out, err = run("compute", "--compare", "all", "empty", cwd=self.folder)
        self.assertEqual((status, out), (3, ""))
        self.assertIn("dgh: empty: no calculation of VASP or Quantum ESPRESSO in empty", err)

    def test_csv_holds_the_numbers_of_the_json(self):
        _, text, _ = run("compute", "--csv", "pt111-h")
        _, document, _ = run("compute", "--json", "pt111-h")
        rows = list(csv.DictReader(io.StringIO(text)))
        sites = json.loads(document)["sites"]
        self.assertEqual([r["site"] for r in rows], [s["label"] for s in sites])
        for row, site in zip(rows, sites):
            for key in ("delta_g_ev", "delta_e_ev", "delta_zpe_ev", "minus_t_delta_s_ev"):
                self.assertEqual(float(row[key]), site[key])
            self.assertEqual(row["delta_g_electrode_ev"], "")
            self.assertEqual(int(row["n_h"]), site["n_h"])

    def test_csv_of_inspect_and_vib(self):
        _, text, _ = run("inspect", "--csv", "pt111-h/clean")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([r["composition"] for r in rows], ["Pt3"])
        _, text, _ = run("vib", "--csv", "-T", "100,200", "pt111-h/H_fcc/ph/pth.dyn")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([r["kind"] for r in rows], ["mode"] * 3 + ["sum"] * 2)
        self.assertAlmostEqual(float(rows[0]["freq_cm1"]), 1143.418, delta=0.01)
        self.assertEqual(float(rows[4]["temperature_k"]), 200.0)

    def test_isotope(self):
        _, out, _ = run("vib", "--json", "--isotope", "D", "pt111-h/H_fcc/ph/pth.dyn")
        analysis = json.loads(out)["analyses"][0]
        ratio = (analysis["unsubstituted_modes"][0]["freq_cm1"] /
                 analysis["modes"][0]["freq_cm1"])
        self.assertAlmostEqual(ratio, (2.01410177811 / 1.00784) ** 0.5, places=3)

    def test_displaced_runs_alone(self):
        """Sets of displaced runs without the rest of the study, against the stated modes."""
        for path, expected in (("pt111-h/H_fcc/fd", (1143.165, 602.160, 602.158)),
                               ("pt111-h/H_top", (2248.227, 373.802, 373.796)),
                               ("pt111-h/H2/fd", (4308.842,))):
            status, out, _ = run("vib", "--json", "-q", path)
            self.assertEqual(status, 0)
            (analysis,) = json.loads(out)["analyses"]
            modes = [m["freq_cm1"] for m in analysis["modes"]]
            self.assertEqual(len(modes), len(expected))
            for found, stated in zip(modes, expected):
                self.assertAlmostEqual(found, stated, delta=0.05)

    def test_jobs_do_not_change_results(self):
        one = run("compute", "--json", "-j", "1", "pt111-h")[1]
        many = run("compute", "--json", "-j", "8", "pt111-h")[1]
        self.assertEqual(one, many)


class ExitStatus(Folder):
    def expect(self, status, *arguments, message="", **more):
        found, out, err = run(*arguments, **more)
        self.assertEqual(found, status, f"{arguments}: {out}{err}")
        self.assertIn(message, err)
        if status in (2, 3):
            self.assertEqual(out, "")
        return out, err

    def test_usage(self):
        for arguments, message in (
            ((), "expected a verb"),
            (("--frobnicate",), "unknown option --frobnicate"),
            (("comptue",), 'unknown verb "comptue"; did you mean "compute"?'),
            (("compute", "--temprature", "3"), "did you mean --temperature?"),
            (("compute", "--json", "--csv"), "exclude each other"),
            (("compute", "--ledger", "--csv"), "--json holds the ledger"),
            (("compute", "--structure", "--no-structure"), "exclude each other"),
            (("compute", "--compare", "one"), "--compare needs two trees or more"),
            (("compute", "--compare", "--ledger", "a", "b"), "--compare goes without --ledger"),
            (("compute", "--dry-run", "--csv"), "--json prints the plan"),
            (("compute", "-U", "0", "--scale", "she"), "--scale she needs --ph"),
            (("compute", "--ph", "1"), "need --potential"),
            (("compute", "--low-modes", "translator"), "needs --barrier and --site-area"),
            (("compute", "--barrier", "0.1"), "belong to --low-modes translator"),
            (("compute", "--plan", "p", "--write-plan", "p"), "the same file"),
            (("vib",), "expected a file or directory"),
            (("vib", "-T", "0", "x"), "expected a number above 0"),
        ):
            with self.subTest(arguments):
                self.expect(2, *arguments, message=message)

    def test_help_version_citation(self):
        for arguments, word in ((("--help",), "Verbs:"), (("help",), "Verbs:"),
                                (("help", "vib"), "Usage: dgh vib"),
                                (("compute", "-h"), "Usage: dgh compute"),
                                (("--version",), "dgh 0."), (("vib", "--version"), "dgh 0."),
                                (("--citation",), "@software{dgh,"),
                                (("compute", "--citation"), "@book{chase1998,")):
            with self.subTest(arguments):
                status, out, err = run(*arguments)
                self.assertEqual((status, err), (0, ""))
                self.assertIn(word, out)

    def test_citation_of_each_verb(self):
        """The works that the options put to use, and no others."""
        keys = re.compile(r"^@\w+\{(\w+),$", re.MULTILINE)
        bader = ["bader1990", "henkelman2006", "sanville2007", "tang2009"]
        structure = ["togo2024", "callevallejo2014", "steinhardt1983", "stukowski2012"]
        study = ["codata2018", "norskov2005", "mcquarrie1976", "chase1998"]
        libxc = ["lehtola2018", "white1994", "frigo2005"]
        for arguments, works in (
                ([], []), (["inspect"], []), (["compute"], study + bader + structure),
                (["compute", "--no-density", "--no-structure"], study),
                (["vib", "--low-modes", "grimme"], ["codata2018", "mcquarrie1976", "grimme2012"]),
                (["bader"], bader), (["bader", "--method", "on-grid"], bader[:3]),
                (["bader", "--method", "weight"], ["bader1990", "yu2011"]),
                (["bader", "--method", "trajectory"], [*bader, "yu2011"]),
                (["bader", "--partition", "hirshfeld"], ["hirshfeld1977"]),
                (["bader", "--partition", "voronoi"], []),
                (["xc"], libxc),
                (["xc", "--write-rdg", "x.cube"], ["johnson2010", *libxc]),
                (["diff"], ["frigo2005"]),
                (["diff", "--basins", "x"], ["bader1990", "yu2011", "frigo2005"]),
                (["profile"], []), (["profile", "--macroscopic", "2.3"], ["baldereschi1988"]),
                (["profile", "--line", "0,0,0:0,0,1", "--interpolation", "fourier"],
                 ["frigo2005"]),
                (["sites"], structure), (["dband"], ["hammer1995"])):
            with self.subTest(arguments):
                status, out, err = run(*arguments, "--citation")
                self.assertEqual((status, err), (0, ""))
                self.assertEqual(keys.findall(out), ["dgh", *works])
                self.assertEqual(out.count("{"), out.count("}"))

    def test_input(self):
        empty = self.folder / "empty"
        empty.mkdir()
        garbage = self.folder / "garbage" / "OUTCAR"
        garbage.parent.mkdir()
        garbage.write_bytes(bytes(range(256)) * 64)
        nothing = self.folder / "nothing" / "OUTCAR"
        nothing.parent.mkdir()
        nothing.write_bytes(b"")
        for verb in ("compute", "inspect", "vib"):
            for path in (empty, self.folder / "missing", garbage.parent, nothing.parent):
                with self.subTest((verb, path.name)):
                    self.expect(3, verb, path, message=path.name)
        self.expect(3, "inspect", garbage, message="OUTCAR")
        self.expect(3, "inspect", nothing, message="OUTCAR")
        self.expect(3, "vib", EXAMPLES / "pt111-h/clean", message="expected vibrations, found none")
        self.expect(3, "compute", "--plan", self.folder / "missing.json", EXAMPLES / "pt111-h",
                    message="missing.json")

    def test_one_bad_path_does_not_stop_inspect(self):
        status, out, err = run("inspect", "missing", "pt111-h/clean")
        self.assertEqual(status, 3)
        self.assertIn("Pt3", out)
        self.assertIn("missing", err)

    def test_no_h2(self):
        tree = self.tree("clean", "H_fcc")
        self.expect(3, "compute", tree, message="H2")
        out, _ = self.expect(0, "compute", "--ref-h2", "-31.7346", tree)
        self.assertIn("GIVEN BY HAND", out)
        self.expect(0, "compute", "--ref-h2", EXAMPLES / "pt111-h/H2/relax", tree)

    def test_without_frequencies_only_the_offset(self):
        tree = self.tree("clean", "H2/relax", "H_fcc/relax")
        out, _ = self.expect(0, "compute", tree)
        self.assertIn("no modes: offset only", out)
        self.assertIn("ZPE tabulated", out.split("\n\n")[0])
        out, _ = self.expect(0, "compute", "--json", tree)
        site = json.loads(out)["sites"][0]
        self.assertIsNone(site["delta_g_ev"])
        found = site["delta_g_by_convention_ev"]
        self.assertEqual([found[c] for c in ("full", "zpe-ts", "zpe-ts-gas")], [None] * 3)
        self.assertAlmostEqual(found["offset"], site["delta_e_ev"] + 0.24, places=12)
        out, _ = self.expect(0, "compute", "--csv", tree)
        (row,) = csv.DictReader(io.StringIO(out))
        self.assertEqual((row["status"], row["delta_g_ev"]), ("offset-only", ""))

    def test_refused(self):
        tree = self.tree("clean", "H2")
        (tree / "H_bad").mkdir()
        shutil.copy(self.truncated(), tree / "H_bad" / "pth.relax.out")
        out, _ = self.expect(4, "compute", tree)
        self.assertIn("refused", out)
        out, _ = self.expect(4, "compute", "--json", tree)
        site = json.loads(out)["sites"][0]
        self.assertTrue(site["refused"])
        self.assertIsNone(site["delta_g_ev"])
        self.assertEqual(json.loads(out)["n_refused"], 1)
        self.expect(4, "compute", "--csv", "-o", self.folder / "out.csv", tree)
        self.assertIn("refused", (self.folder / "out.csv").read_text())
        out, _ = self.expect(0, "compute", "--force", tree)
        self.assertIn("forced", out)

    def truncated(self):
        """A relaxation that was killed after some ionic steps."""
        text = (EXAMPLES / "pt111-h/H_fcc/relax/pth.relax.out").read_text()
        path = self.folder / "cut.out"
        path.write_text(text[: int(len(text) * 0.7)])
        return path

    def test_imaginary_modes_are_refused(self):
        dyn = (EXAMPLES / "pt111-h/H_fcc/ph/pth.dyn").read_text()
        bad = self.folder / "bad.dyn"
        lines = dyn.splitlines(keepends=True)
        at = next(i for i, l in enumerate(lines) if l.split() == ["4", "4"])
        first = lines[at + 1].split()
        first[0] = "-0.05"
        lines[at + 1] = "  ".join(first) + "\n"
        bad.write_text("".join(lines))
        out, _ = self.expect(4, "vib", bad)
        self.assertIn("sums-refused", out)
        self.expect(0, "vib", "--imaginary", "drop", bad)


class Streams(Folder):
    def test_nothing_on_stderr_when_quiet(self):
        for verb in ("compute", "inspect", "vib"):
            status, _, err = run(verb, "--quiet", "pt111-h")
            self.assertEqual((status, err), (0, ""))

    def test_full_device(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            for arguments in (("compute", "pt111-h"), ("--help",), ("--version",),
                              ("inspect", "pt111-h/clean")):
                status, _, err = run(*arguments, stdout=full)
                self.assertEqual(status, 1)
                self.assertIn("cannot be written", err)
        status, _, err = run("inspect", "-o", "/dev/full", "pt111-h/clean")
        self.assertEqual(status, 1)
        self.assertIn("/dev/full: cannot be written", err)

    def test_closed_stdout(self):
        done = subprocess.run(["sh", "-c", '"$0" --version >&-', PROGRAM], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be written", done.stderr)

    def test_broken_pipe_is_quiet(self):
        child = subprocess.Popen([PROGRAM, "compute", "--json", "pt111-h"], cwd=EXAMPLES,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        child.stdout.close()
        err = child.stderr.read()
        child.stderr.close()
        self.assertEqual(child.wait(timeout=60), -signal.SIGPIPE)
        self.assertNotIn(b"written", err)

    def test_output_is_whole_or_not_there(self):
        target = self.folder / "out.json"
        self.assertEqual(run("compute", "--json", "-o", target, "pt111-h")[:2], (0, ""))
        self.assertEqual(target.read_text(encoding="utf-8"),
                         run("compute", "--json", "pt111-h")[1])
        mode = target.stat().st_mode & 0o777
        mask = os.umask(0)
        os.umask(mask)
        self.assertEqual(mode, 0o666 & ~mask)
        self.assertEqual(os.listdir(self.folder), ["out.json"])
        # A limit on the size of files stands for a full disk.
        before = target.read_text(encoding="utf-8")
        done = subprocess.run(
            ["sh", "-c", 'trap "" XFSZ; ulimit -f 4; exec "$0" compute --json -o "$1" pt111-h',
             PROGRAM, str(target)], cwd=EXAMPLES, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be written", done.stderr)
        self.assertEqual(target.read_text(encoding="utf-8"), before)
        self.assertEqual(os.listdir(self.folder), ["out.json"])
        status, _, err = run("compute", "-o", self.folder / "no" / "where", "pt111-h")
        self.assertEqual(status, 1)
        self.assertIn("cannot be written", err)
        self.assertEqual(run("compute", "-o", self.folder, "pt111-h")[0], 1)

    def test_output_keeps_mode_and_follows_links(self):
        target, link = self.folder / "real.csv", self.folder / "link.csv"
        target.write_text("old")
        target.chmod(0o600)
        link.symlink_to(target)
        self.assertEqual(run("inspect", "--csv", "-o", link, "pt111-h/clean")[0], 0)
        self.assertTrue(link.is_symlink())
        self.assertTrue(target.read_text().startswith("path,"))
        self.assertEqual(target.stat().st_mode & 0o777, 0o600)
        self.assertEqual(run("inspect", "--csv", "-o", "-", "pt111-h/clean")[1],
                         target.read_text())

    def on_terminal(self, *arguments, environment=None):
        """Output of the program when its standard output is a terminal."""
        try:
            leader, follower = pty.openpty()
        except OSError as error:
            self.skipTest(f"no pseudo-terminal here: {error}")
        env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        env.update({"TERM": "xterm"}, **(environment or {}))
        child = subprocess.Popen([PROGRAM, *arguments], cwd=EXAMPLES, env=env, stdout=follower,
                                 stderr=subprocess.PIPE)
        os.close(follower)
        chunks = []
        while True:
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                break
            if not chunk:
                break
            chunks.append(chunk)
        os.close(leader)
        child.stderr.close()
        self.assertEqual(child.wait(timeout=60), 0)
        return b"".join(chunks)

    def test_colour_only_on_a_terminal(self):
        self.assertIn(b"\033[", self.on_terminal("compute", "pt111-h"))
        self.assertNotIn(b"\033[", self.on_terminal("compute", "--no-colour", "pt111-h"))
        self.assertNotIn(b"\033[", self.on_terminal("compute", "--no-color", "pt111-h"))
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn(b"\033[", self.on_terminal("compute", "pt111-h",
                                                        environment=environment))
        self.assertIn(b"\033[", self.on_terminal("compute", "pt111-h",
                                                 environment={"NO_COLOR": ""}))
        self.assertNotIn("\033[", run("compute", "pt111-h", environment={"TERM": "xterm"})[1])
        self.assertNotIn(b"\033[", self.on_terminal("compute", "--json", "pt111-h"))

    def test_hostile_names(self):
        tree = self.folder / "a\033[31m\nb"
        shutil.copytree(EXAMPLES / "pt111-h" / "clean", tree)
        status, out, _ = run("inspect", tree)
        self.assertEqual(status, 0)
        self.assertNotIn("\033", out)
        for arguments in (("inspect", tree / "missing"), ("inspect", "--\033[1m"), ("\033[1m",)):
            _, _, err = run(*arguments)
            self.assertNotIn("\033", err)
            self.assertIn("?[", err)


class Completion(unittest.TestCase):
    def complete(self, *words):
        """What bash offers for the last of these words."""
        script = pathlib.Path(PROGRAM).parents[1] / "share/bash-completion/completions/dgh"
        quoted = " ".join(f"'{w}'" for w in words)
        done = subprocess.run(
            ["bash", "-c", f"source '{script}'; COMP_WORDS=({quoted}); "
             f"COMP_CWORD={len(words) - 1}; _dgh; printf '%s\\n' \"${{COMPREPLY[@]}}\""],
            cwd=EXAMPLES, capture_output=True, text=True, check=True)
        return done.stdout.split()

    def test_bash(self):
        if not shutil.which("bash"):
            self.skipTest("bash is not installed")
        self.assertEqual(self.complete("dgh", "com"), ["compute"])
        self.assertEqual(self.complete("dgh", "compute", "--conv"), ["--convention"])
        self.assertEqual(self.complete("dgh", "compute", "--convention", "zpe"),
                         ["zpe-ts", "zpe-ts-gas"])
        self.assertEqual(self.complete("dgh", "compute", "--convention", "=", "of"), ["offset"])
        self.assertEqual(self.complete("dgh", "vib", "--isotope", ""),
                         ["as-computed", "H", "D", "T"])
        self.assertEqual(self.complete("dgh", "inspect", "pt1"),
                         ["pt111-h", "pt111-h-density"])
        self.assertEqual(self.complete("dgh", "inspect", "--ledg"), [])


class Plans(Folder):
    def test_a_plan_gives_the_same_results(self):
        plan = self.folder / "plan.json"
        status, out, err = run("compute", "--write-plan", plan, "--dry-run", "pt111-h")
        self.assertEqual(status, 0, err)
        self.assertIn("adsorbed", out)
        self.assertEqual(plan.read_text(encoding="utf-8"),
                         run("compute", "--dry-run", "--json", "pt111-h")[1])
        found = json.loads(run("compute", "--json", "--plan", plan, "pt111-h")[1])
        expected = json.loads(run("compute", "--json", "pt111-h")[1])
        self.assertEqual([s["delta_g_ev"] for s in found["sites"]],
                         [s["delta_g_ev"] for s in expected["sites"]])
        alone = json.loads(run("compute", "--json", "--plan", plan)[1])  # it names its trees
        self.assertEqual([s["delta_g_ev"] for s in alone["sites"]],
                         [s["delta_g_ev"] for s in expected["sites"]])


if __name__ == "__main__":
    main(unittest)
