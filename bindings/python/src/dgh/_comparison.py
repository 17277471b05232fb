"""Studies of several models side by side."""
from __future__ import annotations

import os
from typing import Any, List, Optional, Sequence, Tuple, Union

from . import _values as v
from ._call import document, make
from ._documents import Tables
from ._errors import ArgumentError, warn
from ._libdgh import ffi, lib
from ._record import PathLike
from ._study import Study, compute


class Comparison(Tables):
    """Studies of several models side by side, class by class."""

    __slots__ = ("_c", "studies")

    def __init__(self, c, studies: List[Study]):
        self._c, self.studies = c, studies

    def __len__(self) -> int:
        return self._c.n_trees

    @property
    def names(self) -> List[str]:
        return [v.text(self._c.trees[i].name) for i in range(len(self))]

    @property
    def trees(self) -> Tuple[v.Row, ...]:
        """One row for each study (dgh_compared_tree of dgh/comparison.h)."""
        return v.rows(self._c.trees, self._c.n_trees, self)

    def difference(self, tree: int, site_class: str = "all") -> v.Row:
        """A study minus the first, of a class: `mean_ev`, `mean_error_ev`, `smallest_ev`
        (dgh_class_difference of dgh/comparison.h)."""
        names = [v.text(lib.dgh_class_name(i)) for i in range(lib.DGH_N_CLASSES)]
        if site_class not in names:
            raise ArgumentError(f"expected one of {', '.join(names)}, found {site_class!r}")
        return v.item(tree, len(self), lambda i: v.Row(
            self._c.trees[i].minus_first[names.index(site_class)], self), "study")

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        """What makes the studies less comparable."""
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    def to_json(self) -> str:
        """The document of ``dgh compute --compare --json``."""
        return document(lib.dgh_report_comparison_json, self._c)

    def to_csv(self) -> str:
        """One row for each study and class."""
        return document(lib.dgh_report_comparison_csv, self._c)

    def to_text(self) -> str:
        """What ``dgh compute --compare`` prints."""
        return document(lib.dgh_report_comparison_text, self._c, ffi.NULL)

    def _repr_html_(self) -> str:
        from ._html import comparison_table
        return comparison_table(self)

    def __repr__(self) -> str:
        return f"<dgh.Comparison of {', '.join(self.names)}>"


def compare(*trees: Union[PathLike, Study], names: Optional[Sequence[str]] = None,
            **options: Any) -> Comparison:
    """Distributions of ΔG_H* of several models side by side, as ``dgh compute --compare``.

    Parameters
    ----------
    trees
        Paths of trees, or studies that were computed; differences are against the first.
    names
        What they are called (default: the paths; of studies "1", "2"...).
    options
        Of `compute`, for the trees that are paths.
    """
    studies = [t if isinstance(t, Study) else compute(t, **options) for t in trees]
    if names is None:
        names = [str(i + 1) if isinstance(t, Study) else os.fsdecode(t)
                 for i, t in enumerate(trees)]
    if len(names) != len(studies):
        raise ArgumentError(f"expected {len(studies)} names, found {len(names)}")
    array, n = v.paths_array(names)
    pointers = v.hold(ffi.new("dgh_study *[]", [s._c for s in studies]), studies)
    made = Comparison(make("dgh_comparison", lib.dgh_comparison_make, lib.dgh_comparison_free,
                           pointers, array, n), studies)
    warn(made.diagnostics)
    return made
