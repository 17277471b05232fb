"""Records, and studies made of them: in process, from files, by workers of which one dies."""
import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

import dgh
from conftest import EXAMPLES, SANITIZED

pytestmark = pytest.mark.usefixtures("quietly")


def text(study):
    return study.to_json(), study.to_csv(), study.to_text(ledger=True, structure=True)


@pytest.fixture(scope="module")
def tree():
    os.chdir(EXAMPLES)
    return text(dgh.compute("pt111-h", progress=False))


def test_in_memory(tree):
    made = dgh.records("pt111-h")
    assert (made.n_runs, made.n_read, made.n_kept, made.path) == (42, 42, 0, None)
    assert len(list(made.runs())) == 42
    assert all(json.loads(line)["schema"].startswith("dgh-record") for line in made)
    assert text(dgh.compute(records=made)) == tree
    assert "42 runs" in repr(made)


def test_the_lines_are_those_of_the_program(program):
    assert "".join(dgh.records("pt111-h", jobs=1)) == program("records", "pt111-h")


def test_a_file_and_again(tmp_path, tree):
    out = tmp_path / "r.jsonl"
    assert dgh.records("pt111-h", out=out).n_read == 42
    again = dgh.records("pt111-h", out=out)
    assert (again.n_read, again.n_kept, again.path) == (0, 42, str(out))
    assert text(dgh.compute(records=out)) == tree
    assert text(dgh.compute(records=again)) == tree
    copy = tmp_path / "copy.jsonl"
    again.write(copy)
    assert copy.read_bytes() == out.read_bytes()


def test_shards(tmp_path, tree):
    parts = [dgh.records("pt111-h", shard=(i, 3)) for i in (1, 2, 3)]
    assert sum(p.n_runs for p in parts) == 42
    first = tmp_path / "1.jsonl"
    parts[0].write(first)
    assert text(dgh.compute(records=[first, *parts[1:]])) == tree
    with pytest.raises(dgh.ArgumentError):
        dgh.records("pt111-h", shard=(4, 3))


def test_errors(tmp_path):
    with pytest.raises(dgh.FileError):
        dgh.records("nowhere")
    foreign = tmp_path / "OUTCAR"
    foreign.write_text("precious\n")
    with pytest.raises(dgh.ParseError):
        dgh.records("pt111-h", out=foreign)
    assert foreign.read_text() == "precious\n"
    with pytest.raises(dgh.ParseError) as caught:
        dgh.compute(records=foreign)
    assert caught.value.line == 1
    with pytest.raises(dgh.ArgumentError):
        dgh.compute("pt111-h", records=dgh.records("pt111-h"))


def test_progress_stops_it():
    with pytest.raises(dgh.CancelledError):
        dgh.records(["pt111-h"] * 1, client=_Here(), folders_per_task=1,
                    progress=lambda *_: False)


class _Here(concurrent.futures.Executor):
    """An executor that does the work where it is."""

    def submit(self, function, /, *arguments, **more):
        future = concurrent.futures.Future()
        future.set_result(function(*arguments, **more))
        return future


def test_an_executor(tree):
    made = dgh.records("pt111-h", client=_Here(), folders_per_task=3)
    assert made.n_read == 42
    assert sorted(made) == sorted(dgh.records("pt111-h"))
    assert text(dgh.compute(records=made)) == tree


# ---- Dask ----------------------------------------------------------------------------------------

CLUSTER = '''
import json, os, pathlib, shutil, signal, sys, threading, time
import dgh

def main():
    import dask
    dask.config.set({"distributed.worker.daemon": False, "distributed.comm.timeouts.connect": "20s"})
    from distributed import Client, LocalCluster
    tree, out, kill = sys.argv[1], sys.argv[2], sys.argv[3] == "kill"
    with LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None,
                      local_directory=os.path.dirname(out)) as cluster, Client(cluster) as client:
        pids = client.run(os.getpid)
        killed = []

        def killer(what, done, total):
            if kill and not killed and done >= 5:
                victim = next(iter(pids.values()))
                os.kill(victim, signal.SIGKILL)
                killed.append(done)

        made = dgh.records(tree, client=client, out=out, folders_per_task=4, progress=killer)
        now = set(client.run(os.getpid).values())
        print(json.dumps({"n_runs": made.n_runs, "n_read": made.n_read, "n_kept": made.n_kept,
                          "killed": killed, "lost": len(set(pids.values()) - now)}))

if __name__ == "__main__":
    main()
'''


@pytest.mark.skipif(SANITIZED, reason="worker processes are started in the plain build alone")
def test_a_cluster_that_loses_a_worker(tmp_path):
    pytest.importorskip("distributed")
    many = tmp_path / "many"
    for i in range(12):
        shutil.copytree(EXAMPLES / "pt111-h", many / str(i))
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER)
    out = tmp_path / "r.jsonl"

    def run(kill):
        done = subprocess.run([sys.executable, script, many, out, kill], capture_output=True,
                              text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    found = run("kill")
    assert found["killed"] and found["lost"] >= 1, found
    assert (found["n_runs"], found["n_read"]) == (504, 504)
    here = dgh.records(many)
    assert sorted(dgh.Records(str(out), None, {})) == sorted(here)  # nothing lost, nothing double
    assert dgh.compute(records=out).to_json() == dgh.compute(records=here).to_json()
    assert not pathlib.Path(str(out) + ".part").exists()
    changed = next(many.rglob("pth.relax.out"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    again = run("live")
    assert again["n_runs"] == 504 and 1 <= again["n_read"] <= 3, again
