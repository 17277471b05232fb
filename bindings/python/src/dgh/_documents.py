"""What results share that have the program's documents."""
from __future__ import annotations

import io
import json
from typing import Any, Dict, Tuple

from . import _values as v


def frame_of_csv(text: str):
    """A pandas.DataFrame with the numbers of a CSV to the last bit; what is empty is missing."""
    import pandas

    return pandas.read_csv(io.StringIO(text), float_precision="round_trip")


class Documents:
    """A result that prints as the program prints it."""

    __slots__ = ()

    def to_json(self) -> str:
        """The program's document for --json."""
        raise NotImplementedError

    def to_text(self) -> str:
        """What the program prints."""
        raise NotImplementedError

    def to_dict(self) -> Dict[str, Any]:
        """The JSON document as dicts and lists."""
        return json.loads(self.to_json())

    def __str__(self) -> str:
        return self.to_text()


class Tables(Documents):
    """A result that is a table as well."""

    __slots__ = ()

    def to_csv(self) -> str:
        """The program's table for --csv."""
        raise NotImplementedError

    def to_dataframe(self):
        """The rows of `to_csv` as pandas.DataFrame; column names carry their units."""
        return frame_of_csv(self.to_csv())


class Found:
    """A result of the library with findings about its number."""

    __slots__ = ()

    _c: Any

    @property
    def diagnostics(self) -> Tuple[v.Diagnostic, ...]:
        """What is wrong, doubtful or worth knowing."""
        return v.diagnostics(self._c.diagnostics, self._c.n_diagnostics)

    @property
    def record(self) -> v.Row:
        """All fields under the names of the C interface."""
        return v.Row(self._c[0], self._c)
