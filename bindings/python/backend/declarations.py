"""What cffi needs to know of the library, made from its installed public headers.

The preprocessor joins dgh.h and what it includes into one text without comments; the system's own
headers stay out of it, because cffi knows bool, size_t and the integers of stdint.h. Macros with a
value become constants. A macro DGH_SOME_OPTIONS_INIT becomes a function dgh_some_options_init.
"""
import pathlib
import re
import shlex
import subprocess
import tempfile

HELPERS = [pathlib.Path(__file__).resolve().parent / name for name in ("watch.h", "sink.h")]
SYSTEM_HEADERS = ("stdbool.h", "stddef.h", "stdint.h")
NUMBER = re.compile(r"^\(?\s*(\(size_t\))?-?\d+\s*\)?$")
REAL = re.compile(r"^-?\d+(\.\d*)?([eE][-+]?\d+)?$")


def preprocess(compiler, include, *options):
    """dgh.h as `compiler` -E sees it, without the system's headers and without __GNUC__, so that
    the attributes of the declarations are empty."""
    with tempfile.TemporaryDirectory() as empty:
        for name in SYSTEM_HEADERS:
            pathlib.Path(empty, name).touch()
        command = [*shlex.split(compiler), "-E", *options, "-nostdinc", "-U__GNUC__",
                   f"-I{empty}", f"-I{include}", str(pathlib.Path(include, "dgh.h"))]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def macros(compiler, include):
    """(name, value) of the macros of the headers that take no arguments and are not empty."""
    pairs = []
    for line in preprocess(compiler, include, "-dM").splitlines():
        match = re.match(r"#define (DGH_[A-Z0-9_]+) +(\S.*)$", line)
        if match:
            pairs.append(match.groups())
    return sorted(pairs)


def helper_declarations():
    """Those of watch.h and sink.h that Python calls: the lines between their two marks."""
    texts = [path.read_text(encoding="utf-8") for path in HELPERS]
    return "\n".join(text.split("/* seen from Python */", 1)[1].split("/* end */", 1)[0]
                     .replace("static ", "") for text in texts)


def make(compiler, include):
    """(declarations, C source) for cffi."""
    declarations = preprocess(compiler, include, "-P")
    # cffi writes `const double (*x)[3]` as `double(const * x)[3]`, which is no C.
    declarations = re.sub(r"const double (\(\*\w+\)\[3\]|\w+\[3\]\[3\])(?=[,)])", r"double \1",
                          declarations)
    source = ["#include <dgh.h>"]
    for name, value in macros(compiler, include):
        if name.endswith("_INIT"):
            type_name = name[: -len("_INIT")].lower()
            function = f"{type_name}_init"
            if re.search(rf"\b{function}\(", declarations):
                continue
            declarations += f"\nvoid {function}({type_name} *options);"
            source.append(f"static void {function}({type_name} *options)\n{{\n"
                          f"    {type_name} init = {name};\n    *options = init;\n}}")
        elif NUMBER.match(value):
            declarations += f"\n#define {name} ..."
        elif REAL.match(value):
            declarations += f"\nstatic const double {name};"
        elif value.startswith('"'):
            declarations += f"\nstatic char *const {name};"
    source += [path.read_text(encoding="utf-8") for path in HELPERS]
    return declarations + helper_declarations(), "\n".join(source)
