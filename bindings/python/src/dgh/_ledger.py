"""Every term of a ΔG_H*, with where it came from."""
from __future__ import annotations

from typing import NamedTuple, Optional, Sequence, Tuple

from . import _values as v


class LedgerTerm(NamedTuple):
    """One term of a ΔG; its contribution is coefficient * value."""

    site: str
    id: str
    """stable: "e-adsorbed", "zpe-gas", "ts-gas"..."""
    label: str
    value_ev: float
    """of the species named; -T S for the "ts-" terms"""
    coefficient: float
    """per H"""
    contribution_ev: float
    conventions: Tuple[str, ...]
    """those that it is part of"""
    source: Optional[v.Source]
    note: Optional[str]
    """model or assumption behind the number"""


class Ledger(Sequence):
    """Every term of every convention with file and line; as text it is what
    ``dgh compute --ledger`` prints."""

    def __init__(self, terms: Sequence[LedgerTerm], text: str):
        self._terms, self._text = list(terms), text

    def __len__(self) -> int:
        return len(self._terms)

    def __getitem__(self, index):
        return self._terms[index]

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<dgh.Ledger: {len(self)} terms>"

    def to_dataframe(self):
        """One row for each term, as pandas.DataFrame."""
        import pandas

        rows = [{**t._asdict(), "conventions": " ".join(t.conventions),
                 "path": t.source.path if t.source else None,
                 "line": t.source.line if t.source else None} for t in self._terms]
        frame = pandas.DataFrame(rows, columns=[*LedgerTerm._fields, "path", "line"])
        return frame.drop(columns="source")
