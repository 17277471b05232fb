#!/usr/bin/env python3
"""Records of many runs: one process against worker processes of Dask, and the study made of them.

bench_records.py DGH [RUNS]

Makes a tree of RUNS runs (100,000 by default) from those of examples/pt111-h, each slab with its sites
in a cell of its own (more and more vacuum), so that all records differ; prints wall clock and CPU
seconds of `dgh records` with one thread, of dgh.records with two workers (where Python has dgh and
distributed), of both again on the unchanged tree, and of `dgh compute --from` against `dgh compute`.
DGH_BENCH_DIR is where the tree is made (default: a directory of /dev/shm); it needs some 40 kB for
each run.
"""
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "examples" / "pt111-h"
STEP_ALAT = 0.01  # 0.028 Angstrom: more than what counts as one cell

WORKERS = '''
import json, os, resource, sys, time
def main():
    import dgh
    from distributed import Client, LocalCluster
    tree, out, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with LocalCluster(n_workers=n, threads_per_worker=1, processes=True, dashboard_address=None,
                      local_directory=os.path.dirname(out)) as cluster, Client(cluster) as client:
        client.run(lambda: __import__("dgh"))
        def cpu():
            usage = __import__("resource").getrusage(0)
            return usage.ru_utime + usage.ru_stime
        before, begin = sum(client.run(cpu).values()) + cpu(), time.time()
        made = dgh.records(tree, client=client, out=out, progress=False)
        wall = time.time() - begin
        workers = sum(client.run(cpu).values())
        print(json.dumps({"wall_s": wall, "cpu_s": workers + cpu() - before, "n_runs": made.n_runs,
                          "n_read": made.n_read, "n_kept": made.n_kept, "workers_cpu_s": workers}))
if __name__ == "__main__":
    main()
'''


AXIS = re.compile(rb"(a\(3\) = \(\s+[-0-9.]+\s+[-0-9.]+\s+)([0-9.]+)")


def cut(text):
    """An output in pieces: what stands before, in and behind the length of the third axis."""
    match = AXIS.search(text)
    return text[:match.start(2)], float(match.group(2)), text[match.end(2):]


def make_tree(root, n_runs):
    """Slabs with their sites, each in a cell of its own (more vacuum), and H2 once."""
    files = [p for p in sorted(EXAMPLE.rglob("*.out")) if p.parent.name != "ph"]
    outputs = [(p.relative_to(EXAMPLE), p.read_bytes()) for p in files]
    gas = [(p, text) for p, text in outputs if p.parts[0] == "H2"]
    slab = [(p, *cut(text)) for p, text in outputs if p.parts[0] != "H2"]
    n_slabs = max(1, round((n_runs - len(gas)) / len(slab)))
    for path, text in gas:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
    for i in range(n_slabs):
        for path, before, length, behind in slab:
            target = os.path.join(root, f"slab{i:05d}", path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(before + b"%.6f" % (length + STEP_ALAT * i) + behind)
    return len(gas) + n_slabs * len(slab)


def timed(*command, **more):
    begin, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(c) for c in command], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=False, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 4):
        sys.exit(f"{command[1]} failed: {done.stderr[:2000]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.time() - begin, cpu, done.stderr.strip().splitlines()[:1]


def row(label, wall, cpu, note=""):
    print(f"{label:48s} {wall:9.1f} {cpu:9.1f}  {note}", flush=True)


def with_workers(label, tree, out, n):
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "workers.py")
        script.write_text(WORKERS, encoding="utf-8")
        done = subprocess.run([sys.executable, script, tree, out, str(n)], text=True,
                              capture_output=True, check=False)
    if done.returncode:
        print(f"{label}: skipped ({done.stderr.strip().splitlines()[-1]})")
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    row(label, found["wall_s"], found["cpu_s"], f"{found['n_read']} read, {found['n_kept']} kept")
    return found["wall_s"]


def main():
    dgh, n_runs = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    base = os.environ.get("DGH_BENCH_DIR", "/dev/shm" if os.path.isdir("/dev/shm") else None)
    work = pathlib.Path(tempfile.mkdtemp(prefix="dgh-bench-records-", dir=base))
    try:
        tree = work / "tree"
        begin = time.time()
        n_runs = make_tree(tree, n_runs)
        print(f"tree of {n_runs} runs made in {time.time() - begin:.0f} s; load "
              f"{os.getloadavg()[0]:.1f}")
        print(f"{'':48s} {'wall s':>9s} {'CPU s':>9s}")
        one = work / "one.jsonl"
        wall, cpu, note = timed(dgh, "records", "-j1", tree, "-o", one)
        row("dgh records -j1", wall, cpu, *note)
        one_wall = wall
        row("again, nothing changed", *timed(dgh, "records", "-j1", tree, "-o", one)[:2])
        two = work / "two.jsonl"
        two_wall = with_workers("dgh.records, Dask, 2 workers", tree, two, 2)
        if two_wall:
            with_workers("again, nothing changed", tree, two, 2)
            print(f"one process / two workers: {one_wall / two_wall:.2f}")
        print(f"records: {one.stat().st_size / 1e6:.0f} MB")
        row("dgh compute --from --csv", *timed(dgh, "compute", "--csv", "--from", one)[:2])
        row("dgh compute --csv (trees)", *timed(dgh, "compute", "--csv", tree)[:2])
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
