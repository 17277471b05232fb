"""Trees for the tests of dgh report, made of copies of examples/pt111-h with other names and
energies."""
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys

from run import EXAMPLES, run

PLAIN = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None

PT111 = EXAMPLES / "pt111-h"
ENERGY = re.compile(r"^(!    total energy +=\s+)(-?\d+\.\d+)( Ry)", re.M)
EVIL = "<img src=x onerror=document.title='pwned'>"


def copy_run(source, target, shift_ry=0.0, edit=lambda text: text):
    """The input and output of a run, the energies moved."""
    target.mkdir(parents=True)
    for file in sorted(source.iterdir()):
        if file.suffix == ".xml" or not file.is_file():
            continue
        if file.suffix == ".out":
            text = file.read_text(encoding="utf-8")
            text = ENERGY.sub(lambda m: f"{m[1]}{float(m[2]) + shift_ry:.8f}{m[3]}", text)
            (target / file.name).write_text(edit(text), encoding="utf-8")
        else:
            shutil.copy(file, target)


def make_tree(folder, names, edit=None):
    """H2, the clean slab, and a site for each name, with vibrations."""
    copy_run(PT111 / "clean", folder / "clean")
    copy_run(PT111 / "H2" / "relax", folder / "H2" / "relax")
    copy_run(PT111 / "H2" / "ph", folder / "H2" / "ph")
    for i, name in enumerate(names):
        source = PT111 / ("H_fcc", "H_hcp", "H_top")[i % 3]
        shift = 0.0005 * ((i * 7) % 50) - 0.002
        copy_run(source / "relax", folder / name / "relax", shift, edit or (lambda text: text))
        modes = "ph" if (source / "ph").is_dir() else "fd"
        shutil.copytree(source / modes, folder / name / modes)
    return folder


class _Blocks(html.parser.HTMLParser):
    """Texts of the script elements by id, of the page as a browser would cut it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts, self.scripts, self.elements, self._id = {}, 0, [], None

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts += 1
            self._id = dict(attrs).get("id", "script")

    def handle_endtag(self, tag):
        if tag == "script":
            self._id = None

    def handle_data(self, text):
        if self._id:
            self.texts[self._id] = self.texts.get(self._id, "") + text


def blocks(page):
    parser = _Blocks()
    parser.feed(page)
    return parser


def data_of(page):
    return json.loads(blocks(page).texts["data"])


def study_of(page):
    """The study's document as `dgh compute --json` prints it."""
    return blocks(page).texts["study"].lstrip("\n").replace("\\u003c", "<")


def report(test, *arguments, cwd=EXAMPLES, code=0):
    found, page, err = run("report", *arguments, cwd=cwd)
    test.assertEqual(found, code, err)
    return page


def run_plain(*arguments, cwd=EXAMPLES):
    """(exit status, standard output, standard error) of the program without libraries."""
    done = subprocess.run([PLAIN, *map(str, arguments)], cwd=cwd, text=True, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stdout, done.stderr


def main(unittest):
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=1)
