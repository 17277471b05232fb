#!/usr/bin/env python3
"""dgh records and dgh compute --from: the same bytes as from the trees; what changed is read again,
and nothing else; what is cut, missing or contradictory is said.

test_records.py PROGRAM SOURCE_DIR
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from run import EXAMPLES, PROGRAM, QE, main, run

try:
    import jsonschema
except ImportError:
    jsonschema = None

from run import SOURCE

VIEWS = ([], ["--json"], ["--csv"], ["--ledger", "--structure"], ["--dry-run"],
         ["--dry-run", "--json"], ["--force", "--json", "-j1"], ["--no-density", "--no-d-band"],
         ["--ref-h2", "-31.7", "--isotope", "D"])


def contents(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


class Records(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="dgh records "))
        self.addCleanup(shutil.rmtree, self.dir)

    def copy(self, name="tree"):
        shutil.copytree(EXAMPLES / "pt111-h", self.dir / name, ignore=shutil.ignore_patterns("*.py"))
        return name

    def make(self, *arguments, says=None, code=0):
        found, out, err = run("records", *arguments, cwd=self.dir)
        self.assertEqual((found, err) if says else found, (code, says) if says else code, err)
        return out

    def same(self, trees, files, views=VIEWS, cwd=None):
        for options in views:
            with self.subTest(trees=trees, options=options):
                cwd = cwd or self.dir
                self.assertEqual(run("compute", *options, *trees, cwd=cwd),
                                 run("compute", *options, "--from", *files, cwd=cwd))

    # ---- the same bytes ----------------------------------------------------------------------

    def test_bytes_of_the_example(self):
        out = self.dir / "r.jsonl"
        self.assertEqual(run("records", "-o", out, "pt111-h")[2], "42 runs: 42 read, 0 kept\n")
        self.same(["pt111-h"], [out], cwd=EXAMPLES)
        for jobs in ("-j1", "-j2"):
            self.assertEqual(run("records", jobs, "pt111-h")[1], contents(out))

    def test_shards(self):
        whole = run("records", "pt111-h")[1].splitlines()[:-1]
        parts, files = [], []
        for i in (1, 2, 3):
            files.append(self.dir / f"r{i}.jsonl")
            run("records", "--shard", f"{i}/3", "-o", files[-1], "pt111-h")
            parts.append(contents(files[-1]).splitlines()[:-1])
        self.assertTrue(all(len(p) > 3 for p in parts))
        self.assertEqual(sorted(sum(parts, [])), sorted(whole))
        self.same(["pt111-h"], files, cwd=EXAMPLES)
        self.same(["pt111-h"], reversed(files), views=[["--json"]], cwd=EXAMPLES)
        everything = self.dir / "all.jsonl"
        everything.write_text("".join(contents(f) for f in files), encoding="utf-8")
        self.same(["pt111-h"], [everything], views=[["--json"]], cwd=EXAMPLES)
        code, out, err = run("compute", "--csv", "--from", files[0], files[2])
        self.assertIn(f"{files[0]}: the records of shard 2/3 are missing", err)
        for bad in ("0/3", "4/3", "3", "1/", "/2", "1/3x", "-1/3"):
            self.assertEqual(run("records", f"--shard={bad}", "pt111-h")[0], 2, bad)

    def test_a_moved_tree_is_cut_in_the_same_way(self):
        self.copy("here")
        (self.dir / "other").mkdir()
        self.copy("other/there")
        for i in (1, 2, 3):
            a, b = ([json.loads(line).get("path", "").split("here/")[-1]
                     for line in self.make("--shard", f"{i}/3", tree).splitlines()]
                    for tree in ("here", "other/there"))
            self.assertEqual(a, b)

    def test_what_cannot_be_read(self):
        tree = self.dir / self.copy()
        (tree / "broken").mkdir()
        (tree / "broken/OUTCAR").write_text("no calculation\n", encoding="utf-8")
        (tree / "broken/vasprun.xml").write_text("", encoding="utf-8")
        (tree / "a loop").symlink_to("..", target_is_directory=True)
        (tree / "lost").symlink_to("nowhere")
        cut = tree / "H_fcc/relax/pth.relax.out"
        cut.write_bytes(cut.read_bytes()[:30000])
        (tree / "latin").mkdir()
        shutil.copy(tree / "clean/relax/clean.relax.out" if (tree / "clean/relax/clean.relax.out").
                    exists() else next((tree / "clean").rglob("*.out")),
                    os.fsencode(tree / "latin") + b"/caf\xe9.out")
        self.make("tree", "-o", "r.jsonl")
        self.same(["tree"], ["r.jsonl"], views=([], ["--json"], ["--dry-run"]))
        for i in (1, 2):
            self.make("tree", "--shard", f"{i}/2", "-o", f"s{i}.jsonl")
        self.same(["tree"], ["s2.jsonl", "s1.jsonl"], views=[["--json"]])

    def test_other_trees(self):
        for name, trees in (("qe", [QE]), ("both", ["pt111-h", QE]), ("here", ["."]),
                            ("inner", ["pt111-h/H_fcc", "pt111-h"])):
            out = self.dir / f"{name}.jsonl"
            self.assertEqual(run("records", "-o", out, *trees)[0], 0)
            self.same(trees, [out], views=([], ["--json"], ["--dry-run", "--json"]), cwd=EXAMPLES)
        (self.dir / "empty").mkdir()
        (self.dir / "empty/notes.txt").write_text("nothing\n", encoding="utf-8")
        self.make("empty", "-o", "e.jsonl", says="0 runs: 0 read, 0 kept\n")
        self.same(["empty"], ["e.jsonl"], views=[[]])

    def test_compare_and_references(self):
        self.copy("a")
        self.copy("b")
        for name in ("a", "b"):
            self.make(name, "-o", f"{name}.jsonl")
        for form in ([], ["--json"], ["--csv"]):
            self.assertEqual(run("compute", "--compare", *form, "a", "b", cwd=self.dir),
                             run("compute", "--compare", *form, "--from", "a.jsonl", "b.jsonl",
                                 cwd=self.dir))
        reference = ["--ref-h2", "a/H2"] if (self.dir / "a/H2").exists() else ["--ref-h2", "a"]
        self.same(["b"], ["b.jsonl"], views=[reference, [*reference, "--json"]])

    def test_a_plan(self):
        self.copy()
        self.make("tree", "-o", "r.jsonl")
        run("compute", "--dry-run", "--write-plan", "plan.json", "tree", cwd=self.dir)
        self.same(["tree"], ["r.jsonl"], views=[["--plan", "plan.json"],
                                                ["--plan", "plan.json", "--json"]])

    def test_the_report(self):
        out = self.dir / "r.jsonl"
        run("records", "-o", out, "pt111-h")
        pages = []
        for arguments in (["pt111-h"], ["--from", out]):
            code, _, err = run("report", "-q", "-o", self.dir / "page.html", *arguments)
            self.assertIn(code, (0, 4), err)
            pages.append((code, contents(self.dir / "page.html")))
        self.assertEqual(pages[0], pages[1])

    # ---- again, and interrupted --------------------------------------------------------------

    def test_only_what_changed_is_read(self):
        tree = self.dir / self.copy()
        self.make("tree", "-o", "r.jsonl", says="42 runs: 42 read, 0 kept\n")
        first = contents(self.dir / "r.jsonl")
        self.make("tree", "-o", "r.jsonl", says="42 runs: 0 read, 42 kept\n")
        self.assertEqual(contents(self.dir / "r.jsonl"), first)
        outputs = sorted(tree.rglob("*.out"))
        os.utime(outputs[0], (1e9, 1e9))  # another time, the same bytes
        self.make("tree", "-o", "r.jsonl", says="42 runs: 0 read, 42 kept\n")
        changed = next(p for p in outputs if "relax" in p.name)
        changed.write_bytes(changed.read_bytes() + b"\n")
        found = run("records", "tree", "-o", "r.jsonl", cwd=self.dir)[2]
        self.assertRegex(found, r"^42 runs: [1-3] read, (39|40|41) kept\n$")
        self.same(["tree"], ["r.jsonl"], views=[["--json"]])
        gone = tree / "H_fcc"
        shutil.rmtree(gone)
        self.make("tree", "-o", "r.jsonl")
        self.assertNotIn("H_fcc/", contents(self.dir / "r.jsonl").replace("tree/H_fcc2", ""))
        self.same(["tree"], ["r.jsonl"], views=[["--json"]])

    def test_nothing_is_opened_that_is_kept(self):
        strace = shutil.which("strace")
        if not strace:
            self.skipTest("strace is not installed")
        tree = self.dir / self.copy()
        self.make("tree", "-o", "r.jsonl")
        done = subprocess.run([strace, "-f", "-e", "trace=open,openat", "-o", "log", PROGRAM,
                               "records", "tree", "-o", "r.jsonl"], cwd=self.dir, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            self.skipTest(f"strace does not run here: {done.stderr[:200]}")
        opened = [line for line in contents(self.dir / "log").splitlines() if '"tree/' in line]
        self.assertTrue(opened)
        self.assertEqual([line for line in opened if "O_DIRECTORY" not in line], [])

    def test_an_interrupted_run_loses_nothing(self):
        self.copy()
        whole = self.make("tree")
        lines = whole.splitlines(keepends=True)
        part = self.dir / "r.jsonl.part"
        part.write_text("".join(lines[:10]) + lines[10][:100], encoding="utf-8")
        found = run("records", "tree", "-o", "r.jsonl", cwd=self.dir)[2]
        kept = int(found.split()[4])
        self.assertGreaterEqual(kept, 8, found)
        self.assertLessEqual(kept, 10, found)
        self.assertEqual(contents(self.dir / "r.jsonl"), whole)
        self.assertFalse(part.exists())
        many = self.dir / "many"
        for i in range(12):
            self.copy(f"many/{i}")
        job = subprocess.Popen([PROGRAM, "records", "-j1", "many", "-o", "m.jsonl"], cwd=self.dir,
                               stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        part = self.dir / "m.jsonl.part"
        limit = time.monotonic() + 60
        while job.poll() is None and time.monotonic() < limit and \
                not (part.exists() and part.stat().st_size > 100000):
            time.sleep(0.002)
        job.send_signal(signal.SIGKILL)
        if job.wait() == 0:
            self.skipTest("it was done before it could be killed")
        self.assertFalse((self.dir / "m.jsonl").exists())
        found = run("records", "many", "-o", "m.jsonl", cwd=self.dir)[2].split()
        self.assertEqual(found[0], "504")
        self.assertGreater(int(found[4]), 20, found)
        self.assertEqual(contents(self.dir / "m.jsonl"), self.make("many"))
        self.assertTrue(many.exists())

    # ---- what is wrong -----------------------------------------------------------------------

    def bad(self, text, message, name="bad.jsonl"):
        (self.dir / name).write_text(text, encoding="utf-8")
        code, out, err = run("compute", "--from", name, cwd=self.dir)
        self.assertEqual((code, out), (3, ""), err)
        self.assertEqual(err, f"dgh: {message}\n")

    def test_bad_records(self):
        lines = self.make(EXAMPLES / "pt111-h").splitlines(keepends=True)
        n = len(lines)
        self.bad("".join(lines[:5]), "bad.jsonl:6:1: expected the closing line of the records "
                 '("schema": "dgh-records"), found the end of the file: it was cut short')
        self.bad("".join(lines[:3] + lines[4:]), f"bad.jsonl:{n - 1}:1: expected {n - 1} lines "
                 f"before the closing line, found {n - 2}")
        self.bad("".join(lines[:2]) + lines[2][:200], self.json_error(lines, 200))
        self.bad('{"schema": "dgh-study", "schema_version": 1}\n', "bad.jsonl:1:1: schema: expected "
                 'dgh-record, dgh-record-folder or dgh-records, found "dgh-study"')
        self.bad("POSCAR\n", "bad.jsonl:1:6: expected JSON, found '[' or '{' expected near 'POSCAR'")
        other = lines[0].replace('"schema_version":1', '"schema_version":2', 1)
        self.bad(other + "".join(lines[1:]), "bad.jsonl:1:1: schema_version: expected 1, found "
                 "another: these records are of another version of dgh and must be made again")
        record = json.loads(next(line for line in lines if '"dgh-record"' in line))
        at = next(i for i, line in enumerate(lines) if '"dgh-record"' in line)

        def with_record(change):
            changed = json.loads(json.dumps(record))
            change(changed["calculation"])
            return "".join(lines[:at] + [json.dumps(changed) + "\n"] + lines[at + 1:])

        where = f"bad.jsonl:{at + 1}:1: "
        self.bad(with_record(lambda c: c.update(status="fine")),
                 where + 'status: expected one of its names, found "fine"')
        self.bad(with_record(lambda c: c["structure"]["position_ang"].pop()),
                 where + "position_ang: expected as many numbers as the atoms have, found an array")
        self.bad(with_record(lambda c: c["structure"]["species_of_atom"].__setitem__(0, 99)),
                 where + "species_of_atom: expected a whole number within its limits, found a "
                 "number")
        self.bad(with_record(lambda c: c.pop("settings")),
                 where + "settings: expected an object, found nothing")
        self.bad(with_record(lambda c: c["paths"].clear()),
                 where + "files: expected a whole number within its limits, found a number")
        code, _, err = run("compute", "--from", "nowhere.jsonl", cwd=self.dir)
        self.assertEqual((code, err), (3, "dgh: nowhere.jsonl: cannot be opened: No such file or "
                                       "directory\n"))
        self.assertEqual(run("compute", "--from", cwd=self.dir)[0], 2)
        self.assertEqual(run("records", cwd=self.dir)[0], 2)
        self.assertEqual(run("records", "nowhere", cwd=self.dir)[0], 3)

    def json_error(self, lines, size):
        (self.dir / "cut.jsonl").write_text("".join(lines[:2]) + lines[2][:size], encoding="utf-8")
        err = run("compute", "--from", "cut.jsonl", cwd=self.dir)[2]
        self.assertRegex(err, r"^dgh: cut\.jsonl:3:\d+: expected JSON, found ")
        return err[len("dgh: "):-1].replace("cut.jsonl", "bad.jsonl")

    def test_every_cut_is_told(self):
        whole = self.make(EXAMPLES / "pt111-h").encode()
        for size in [*range(0, len(whole), 19997), len(whole) - 2]:
            (self.dir / "cut.jsonl").write_bytes(whole[:size])
            code, out, err = run("compute", "--from", "cut.jsonl", cwd=self.dir)
            self.assertEqual((code, out), (3, ""), size)
            self.assertRegex(err, r"^dgh: cut\.jsonl:\d+:\d+: expected ")

    def test_one_run_twice(self):
        tree = self.dir / self.copy()
        self.make("tree", "-o", "r.jsonl")
        self.same(["tree"], ["r.jsonl", "r.jsonl"], views=[[], ["--json"]])
        output = sorted(tree.rglob("*.out"))[0]
        os.utime(output, (1e9, 1e9))
        self.make("tree", "-o", "same.jsonl")
        self.same(["tree"], ["r.jsonl", "same.jsonl"], views=[["--json"]])
        output.write_bytes(output.read_bytes() + b"\n")
        self.make("tree", "-o", "other.jsonl")
        code, out, err = run("compute", "--from", "r.jsonl", "other.jsonl", cwd=self.dir)
        self.assertEqual((code, out), (3, ""))
        path = output.relative_to(self.dir)
        self.assertRegex(err, rf"^dgh: (r|other)\.jsonl:\d+:1: expected the record of tree/.* that "
                         rf"(r|other)\.jsonl:\d+ holds, found another one: {path} differs\n$")

    def test_a_file_of_somebody_else_stays(self):
        self.copy()
        (self.dir / "OUTCAR").write_text("precious\n", encoding="utf-8")
        code, _, err = run("records", "tree", "-o", "OUTCAR", cwd=self.dir)
        self.assertEqual((code, err), (3, "dgh: OUTCAR:1:1: expected records of an earlier time, "
                                       'found "precious"\n'))
        self.assertEqual(contents(self.dir / "OUTCAR"), "precious\n")
        self.assertEqual([p.name for p in self.dir.iterdir() if "part" in p.name], [])

    # ---- the lines ---------------------------------------------------------------------------

    @unittest.skipUnless(jsonschema, "python3-jsonschema is not installed")
    def test_schema(self):
        schema = json.loads(contents(SOURCE / "lib/report/schema/dgh-1.json"))
        kinds = {}
        for tree in (EXAMPLES / "pt111-h", QE):
            for line in self.make(tree).splitlines():
                document = json.loads(line)
                kind = document["schema"][len("dgh-"):]
                if kinds.setdefault(kind, 0) < 12:
                    validator = jsonschema.Draft7Validator(
                        {"$ref": f"#/definitions/{kind}", "definitions": schema["definitions"]})
                    self.assertEqual([e.message[:300] for e in validator.iter_errors(document)], [])
                kinds[kind] += 1
        self.assertEqual(set(kinds), {"record", "record-folder", "records"})

    def test_hashes_are_those_of_sha256sum(self):
        for line in run("records", "pt111-h/clean")[1].splitlines()[:3]:
            for file in json.loads(line).get("files", []):
                if "sha256" in file:
                    told = subprocess.run(["sha256sum", file["path"]], cwd=EXAMPLES, text=True,
                                          capture_output=True, check=True).stdout.split()[0]
                    self.assertEqual(file["sha256"], told)


if __name__ == "__main__":
    main(unittest)
