"""What the tests of the program share: running it, and comparing its text with tests/golden/cli/."""
import os
import pathlib
import re
import subprocess
import sys

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(sys.argv[2]).resolve()
EXAMPLES = SOURCE / "examples"
QE = SOURCE / "tests" / "data" / "qe"
GOLDEN = SOURCE / "tests" / "golden" / "cli"
NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:[eE][-+]\d+)?)")


def run(*arguments, cwd=EXAMPLES, environment=None, **more):
    """(exit status, standard output, standard error) as text."""
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    env.update(environment or {})
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, env=env, text=True,
                          encoding="utf-8", stdin=subprocess.DEVNULL, timeout=300,
                          stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, **more)
    return done.returncode, done.stdout, done.stderr


def last_digit(number):
    """The worth of one unit in the last digit that is written."""
    mantissa, _, exponent = number.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - decimals)


def same_text(found, expected):
    """Equal, but for one unit in the last digit of a number that is not whole: another BLAS may
    round a mode the other way."""
    a, b = NUMBER.split(found), NUMBER.split(expected)
    if len(a) != len(b):
        return False
    for x, y in zip(a, b):
        if x == y:
            continue
        if not ("." in x and "." in y and last_digit(x) == last_digit(y)):
            return False
        if abs(float(x) - float(y)) > 1.01 * last_digit(x):
            return False
    return True


def golden(test, text, name):
    path = GOLDEN / name
    if os.environ.get("DGH_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    expected = path.read_text(encoding="utf-8")
    if not same_text(text, expected):
        test.fail(f"differs from {path} (DGH_UPDATE_GOLDEN=1 writes it anew); found:\n{text}")


def main(unittest):
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=1)
