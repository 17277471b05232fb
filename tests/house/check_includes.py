#!/usr/bin/env python3
"""Includes point one way, and each outside library is included by one file of lib/adapt/.

check_includes.py SOURCE_DIR
"""
import collections
import pathlib
import re
import sys

# room: rooms that it may include from (its own is always allowed)
ARROWS = {
    "base": set(),
    "io": {"base", "adapt"},
    "adapt": {"base"},
    "record": {"base", "adapt"},
    "vasp": {"base", "record", "io", "adapt"},
    "espresso": {"base", "record", "io", "adapt"},
    "field": {"base", "record", "io", "adapt"},
    "thermo": {"base", "record", "adapt"},
    "density": {"base", "record", "adapt"},
    "surface": {"base", "record", "adapt"},
    "study": {"base", "record", "io", "adapt", "vasp", "espresso", "field", "thermo", "density",
              "surface"},
    "report": {"base", "record", "io", "adapt", "thermo", "density", "surface", "study"},
}
PUBLIC_ROOM = {"slab_sites": "study", "picture": "study", "inputs": "study", "records": "study", "order_file": "study",
               "difference": "study", "read": "study", "modes": "study", "io": "io", "base": "base", "grid": "record",
               "partition": "density", "xc": "density", "run_density": "study",
               "free_atom": "record", "charges": "study", "profile": "study",
               "neighbours": "surface", "d_band": "surface", "dos": "record", "order": "surface", "distribution": "thermo", "comparison": "study", "sites": "surface", "place": "surface", "symmetry": "surface"}
OUTSIDE = re.compile(
    r"^(fftw3|lapacke?|cblas|spglib|xc|xc_funcs|expat|archive|archive_entry|jansson|hdf5|sqlite3|"
    r"libqhull_r/.*|nettle/.*|zlib|lzma|zstd)\.h$|^libqhull_r/")
PRINTF = re.compile(r"\bv?s?n?printf\s*\(|\b(strtod|strtof|strtold|atof|sscanf)\s*\(")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)


def room_of_public(header):
    name = header.split("/")[1].removesuffix(".h")
    return PUBLIC_ROOM.get(name, name)


def main(source):
    root = pathlib.Path(source)
    faults = []
    outside = collections.defaultdict(set)
    for path in sorted((root / "lib").glob("*/*.[ch]")):
        room = path.parent.name
        if room not in ARROWS:
            faults.append(f"{path.relative_to(root)}: lib/{room} is no room that the house knows")
            continue
        for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if OUTSIDE.match(header):
                outside[header].add(path.relative_to(root))
                continue
            if header.startswith("dgh/"):
                other = room_of_public(header)
            elif "/" in header and header.split("/")[0] in ARROWS:
                other = header.split("/")[0]
            else:
                continue
            if other != room and other not in ARROWS[room]:
                faults.append(f"{path.relative_to(root)}: lib/{room} may not include {header}")
        if PRINTF.search(COMMENT.sub("", path.read_text(encoding="utf-8"))) \
                and path.name not in ("format.c", "number.c"):
            faults.append(f"{path.relative_to(root)}: the printf family knows the host's locale: "
                          "dgh_format and dgh_slice_double of lib/base do not")
    for header, users in sorted(outside.items()):
        if len(users) > 1 or not all(u.parts[1] == "adapt" for u in users):
            faults.append(f"<{header}> belongs into one file of lib/adapt, included by: "
                          + ", ".join(map(str, sorted(users))))
    for path in sorted((root / "bindings").glob("**/*.[ch]")):
        for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if OUTSIDE.match(header) or ("/" in header and header.split("/")[0] in ARROWS):
                faults.append(f"{path.relative_to(root)}: bindings stand on the public headers "
                              f"alone, not on {header}")
    for path in sorted((root / "include").glob("**/*.h")):
        for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if not (header.startswith("dgh/") or header.startswith("std")):
                faults.append(f"{path.relative_to(root)}: a public header may not include {header}")
    print("\n".join(faults) or "includes point one way")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
