"""A study as one HTML file."""
from __future__ import annotations

import os
import tempfile
from typing import Optional, Sequence, Union

from . import _values as v
from ._call import document, run
from ._errors import ArgumentError
from ._libdgh import lib
from ._record import PathLike
from ._study import Study, compute

MARK = b'<meta name="generator" content="dgh '


def _is_foreign(path: str) -> bool:
    """A file with content that is no page of dgh: it is not written over."""
    if not os.path.exists(path):
        return False
    with open(path, "rb") as file:
        head = file.read(1024)
    return bool(head) and MARK not in head


def _replace(path: str, text: bytes) -> None:
    """The file appears whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    mask = os.umask(0)
    os.umask(mask)
    handle, name = tempfile.mkstemp(dir=folder, prefix=os.path.basename(path) + ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def page(study: Study, title: Optional[str] = None) -> str:
    """The page as text."""
    options = v.options("dgh_html_options")
    if title is not None:
        v.put(options, "title", v.path_bytes(title))
    return run(lambda: document(lib.dgh_report_html, study._c, options))


def write(study: Study, path: PathLike, title: Optional[str] = None) -> None:
    name = os.fsdecode(path)
    if _is_foreign(name):
        raise ArgumentError(f"{name} is there and is no report of dgh: it is not written over")
    _replace(name, page(study, title).encode("utf-8", "surrogateescape"))


def report(tree: Union[PathLike, Sequence[PathLike]], out: PathLike, *, title: Optional[str] = None,
           **options) -> Study:
    """Computes a study (see `dgh.compute` for the options) and writes it as one HTML file that
    opens without network: what ``dgh report`` writes, byte for byte. Returns the study. A file that
    is there is written over only if it is such a page."""
    if _is_foreign(os.fsdecode(out)):
        raise ArgumentError(f"{os.fsdecode(out)} is there and is no report of dgh: it is not written "
                            "over")
    study = compute(tree, **options)
    write(study, out, title)
    return study
