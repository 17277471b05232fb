"""No leak, no crash: loops, parents that are gone, threads, forks, Ctrl-C."""
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import dgh
from conftest import SANITIZED
from test_grid import resident_mb

SMALL = "pt111-h/H2/fd/eq/h2.scf.out"
LOOPS = 300 if SANITIZED else 10000


def flat(function, loops, slack_mb=8.0):
    """Runs it and asserts that the memory of the process does not grow with the number of runs."""
    for _ in range(loops // 10):
        function()
    gc.collect()
    start = resident_mb()
    for _ in range(loops):
        function()
    gc.collect()
    grown = resident_mb() - start
    assert SANITIZED or grown < slack_mb, f"{grown:.1f} MiB in {loops} runs"


def test_reads_leave_nothing():
    def read():
        run = dgh.read(SMALL)
        assert run.energy_ev() < 0 and len(run.structure) == 2
        run.structure.positions_ang.sum()

    flat(read, LOOPS)


def test_grids_leave_nothing(small_cube):
    flat(lambda: dgh.read_grid(small_cube).data.sum(), LOOPS)


def test_documents_and_errors_leave_nothing(tmp_path):
    run = dgh.read(SMALL)
    missing = tmp_path / "nothing"

    def work():
        run.to_json()
        with pytest.raises(dgh.FileError):
            dgh.read(missing)

    flat(work, LOOPS // 5)


def test_studies_leave_nothing():
    flat(lambda: dgh.compute("pt111-h").to_json(), 5 if SANITIZED else 40, slack_mb=12.0)


def test_children_outlive_their_parents():
    study = dgh.compute("pt111-h")
    site, run = study[0], study.runs[0]
    places, ledger = site.places, site.ledger
    calculation = site.final_run.calculation
    structure, steps = calculation.structure, calculation.steps
    forces, positions = steps[-1].forces_ev_per_ang, structure.positions_ang
    host = site.surroundings.host
    expected = (site.delta_g_ev, forces.sum(), positions.sum(), structure.symbols)
    del study, calculation
    gc.collect()
    junk = [bytearray(1 << 16) for _ in range(200)]
    assert (site.delta_g_ev, forces.sum(), positions.sum(), structure.symbols) == expected
    assert places[0].kind == "hollow" and ledger[0].source.path
    assert run.label and host.order.coordination.tolist() == [9, 12, 9]
    del site, run, structure, steps, places
    gc.collect()
    assert (forces.sum(), positions.sum()) == expected[1:3]
    assert len(junk) == 200


def test_modes_outlive_their_calculation():
    modes = dgh.vibrations(dgh.read("pt111-h/H_fcc/ph/pth.dyn"))[0]
    gc.collect()
    assert len(modes.frequencies_cm1) and modes.to_json()


def test_eight_threads():
    expected = dgh.compute("pt111-h").to_json()
    shared = dgh.read("pt111-h/H_fcc/relax")
    energy = shared.energy_ev("F")
    failures = []

    def work(n):
        try:
            for _ in range(3):
                assert dgh.compute("pt111-h", jobs=1 + n % 2).to_json() == expected
                assert shared.structure.positions_ang.shape == (4, 3)
                assert shared.energy_ev("F") == energy
                assert dgh.read(SMALL).status == "complete"
        except BaseException as error:  # pylint: disable=broad-except
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _in_child(_):
    return dgh.compute("pt111-h").to_json()


@pytest.mark.skipif(SANITIZED, reason="OpenMP's threads and fork under AddressSanitizer")
def test_a_forked_process_may_compute():
    expected = dgh.compute("pt111-h").to_json()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(_in_child, range(4)).get(timeout=120) == [expected] * 4


LONG = """
import sys, numpy as np, dgh
grid = dgh.Grid.from_array(np.random.default_rng(1).random((48, 48, 48)), np.eye(3) * 9)
at = np.random.default_rng(2).random((400000, 3))
print("ready", flush=True)
try:
    grid.sample(at, interpolation="fourier", jobs=1)
    print("finished")
except KeyboardInterrupt:
    print("stopped", flush=True)
    print(dgh.read({small!r}).status, flush=True)
"""


@pytest.mark.skipif(SANITIZED, reason="a thread that still computes at exit")
def test_ctrl_c_stops_a_long_call():
    with subprocess.Popen([sys.executable, "-c", LONG.format(small=SMALL)], text=True,
                          stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.7)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
        taken = time.monotonic() - start
        assert process.stdout.readline() == "complete\n"
        assert process.wait(timeout=30) == 0
    assert taken < 2.0


def test_progress_tells_and_stops(monkeypatch):
    from dgh import _call

    monkeypatch.setattr(_call, "BETWEEN_S", 0.001)
    told = []
    dgh.compute("pt111-h", progress=lambda *what: told.append(what), jobs=1)
    assert told and all(isinstance(w, str) and d <= t for w, d, t in told)
    with pytest.raises(dgh.CancelledError):
        dgh.compute("pt111-h", progress=lambda *_: False, jobs=1)

    def angry(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        dgh.compute("pt111-h", progress=angry, jobs=1)
    assert len(dgh.compute("pt111-h", progress=False)) == 3


def test_a_watch_that_is_cancelled_stops_the_library():
    from dgh import _call, _values
    from dgh._libdgh import lib

    watch = _call.Watch(False)
    options = _values.options("dgh_study_options")
    watch.attach(options)
    watch.cancel()
    array, n = _values.paths_array(["pt111-h"])
    with pytest.raises(KeyboardInterrupt):
        _call.make("dgh_study", lib.dgh_study_open, lib.dgh_study_free, array, n, options,
                   watch=watch)


def test_a_progress_bar_is_drawn(monkeypatch, capsys):
    pytest.importorskip("tqdm")
    from dgh import _call

    monkeypatch.setattr(_call, "BETWEEN_S", 0.001)
    monkeypatch.setattr(_call, "PATIENCE_S", 0.0)
    monkeypatch.setattr(_call.Watch, "wanted", True)
    dgh.compute("pt111-h", jobs=1)
    assert "reading" in capsys.readouterr().err


def test_the_lock_of_the_interpreter_is_free():
    """Another thread runs while the library works."""
    grid = dgh.Grid.from_array(np.random.default_rng(1).random((32, 32, 32)), np.eye(3) * 9)
    at = np.random.default_rng(2).random((3000, 3))
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.monotonic()
    grid.sample(at, interpolation="fourier", jobs=1)
    end = time.monotonic()
    stop.set()
    thread.join()
    during = [t for t in ticks if start < t < end]
    assert len(during) > (end - start) / 0.1


def test_nothing_is_imported_before_it_is_used():
    code = ("import sys, dgh; dgh.read(sys.argv[1]); "
            "print([m for m in ('ase', 'pymatgen', 'pandas', 'tqdm', 'spglib', 'matplotlib') "
            "if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code, os.path.abspath(SMALL)],
                          stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.strip() == "[]"
