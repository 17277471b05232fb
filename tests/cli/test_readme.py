#!/usr/bin/env python3
"""README's example outputs are the program's real outputs.

A fenced block that follows the comment line `<!-- output of: COMMAND -->` must hold exactly what
COMMAND prints, run by sh in the checkout with the built program first in PATH. A block that begins
with "$ COMMAND" may repeat the command. With DGH_UPDATE_GOLDEN in the environment the blocks are
written anew.  test_readme.py PROGRAM SOURCE_DIR
"""
import os
import re
import subprocess
import sys

from run import PROGRAM, SOURCE

BLOCK = re.compile(r"<!-- output of: (?P<command>.+?) -->\s*\n```[^\n]*\n(?P<text>.*?)^```", re.S | re.M)
MARKER = re.compile(r"<!-- output of:")


def main():
    readme = SOURCE / "README.md"
    if not readme.exists():
        print("no README.md: skipped")
        return 77
    text = readme.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    if len(blocks) != len(MARKER.findall(text)):
        print("README.md: a comment '<!-- output of: ... -->' is not followed by a fenced block")
        return 1
    if not blocks:
        print("README.md has no example output: skipped")
        return 77
    env = dict(os.environ, PATH=os.path.dirname(PROGRAM) + os.pathsep + os.environ["PATH"])
    faults = 0
    for block in reversed(blocks): # so that writing one does not move those before it
        command, expected = block["command"], block["text"]
        if expected.startswith(f"$ {command}\n"):
            expected = expected.split("\n", 1)[1]
        done = subprocess.run(["sh", "-c", command], cwd=SOURCE, env=env, capture_output=True,
                              text=True, encoding="utf-8", check=False)
        if done.stdout != expected and os.environ.get("DGH_UPDATE_GOLDEN"):
            start = block.end("text") - len(expected)
            text = text[:start] + done.stdout + text[block.end("text"):]
            readme.write_text(text, encoding="utf-8")
        elif done.stdout != expected:
            line = text[: block.start()].count("\n") + 1
            print(f"README.md:{line}: the output of `{command}` (exit {done.returncode}) is\n"
                  f"{done.stdout}{done.stderr}")
            faults += 1
    print(f"{len(blocks)} example outputs, {faults} differ")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
