#!/usr/bin/env python3
"""No two source files need each other: what both need has a file or header of its own.

check_circles.py NM OBJECT...    object files of one library or program
"""
import collections
import subprocess
import sys


def needs(nm, objects):
    """file: {other file: a symbol of it}"""
    defined, wanted = {}, collections.defaultdict(set)
    text = subprocess.run([nm, "-A", *objects], check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        path, _, entry = line.partition(".o:")
        fields = entry.split()
        if len(fields) == 3 and fields[1] in "TDRBVW":
            defined[fields[2]] = path
        elif len(fields) == 2 and fields[0] == "U":
            wanted[path].add(fields[1])
    found = collections.defaultdict(dict)
    for path, symbols in wanted.items():
        for symbol in sorted(symbols & defined.keys()):
            if defined[symbol] != path:
                found[path].setdefault(defined[symbol], symbol)
    return found


def reached(start, edges):
    seen, todo = set(), [start]
    while todo:
        for other in edges.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def main(nm, objects):
    edges = needs(nm, objects)
    within = {f: reached(f, edges) for f in edges}
    circle = sorted(f for f in edges if f in within[f])
    for path in circle:
        for other, symbol in sorted(edges[path].items()):
            if other in circle and path in within[other]:
                print(f"{path} needs {symbol} of {other}, which needs it as well")
    print(f"{len(objects)} files, {len(circle)} of them in a circle")
    return 1 if circle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
