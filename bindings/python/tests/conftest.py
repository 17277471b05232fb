"""Where the tests find the program, the examples and the public calculations."""
import os
import pathlib
import subprocess
import warnings

import numpy as np
import pytest

import dgh

SOURCE = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = SOURCE / "examples"
DATA = SOURCE / "tests" / "data"
SANITIZED = bool(os.environ.get("DGH_TEST_SANITIZED"))


@pytest.fixture(autouse=True)
def in_examples(monkeypatch):
    """Paths are part of the documents: both sides give the same ones."""
    monkeypatch.chdir(EXAMPLES)


@pytest.fixture
def quietly():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dgh.DghWarning)
        yield


@pytest.fixture
def program():
    """run(*arguments) -> standard output of the program."""
    path = os.environ.get("DGH_PROGRAM")
    if not path:
        pytest.skip("DGH_PROGRAM does not say where the program is")

    def run(*arguments):
        env = {k: x for k, x in os.environ.items() if k != "LD_PRELOAD"}
        done = subprocess.run([path, *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=env, check=False)
        assert done.returncode in (0, 4), done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape")

    return run


@pytest.fixture
def small_cube(tmp_path):
    """A cube of 3 x 4 x 5 points in a skewed cell with one H; value = i + 10 j + 100 k in
    e/Bohr^3."""
    path = tmp_path / "small.cube"
    lines = ["a", "b", "1 0 0 0", "3 1.0 0 0", "4 0.2 1.1 0", "5 0 0 1.2", "1 1.0 0.1 0.2 0.3"]
    for i in range(3):
        for j in range(4):
            lines.append(" ".join(str(float(i + 10 * j + 100 * k)) for k in range(5)))
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def random_grid():
    rng = np.random.default_rng(7)
    return dgh.Grid.from_array(rng.random((6, 8, 10)), np.diag([3.0, 4.0, 5.0]),
                               dgh.Structure.from_arrays([1], [[1.0, 1.0, 1.0]],
                                                         np.diag([3.0, 4.0, 5.0])))
