"""The d bands of atoms."""
from __future__ import annotations

from typing import Optional, Sequence, Tuple, Union

import numpy as np

from . import _values as v
from ._call import document, make, works
from ._documents import Documents, Found, Tables
from ._errors import warn
from ._libdgh import ffi, lib
from ._record import PathLike
from ._study_options import put_d_window


class DBands(Documents, Found):
    """The d band of each atom of one run; energies in eV against the Fermi energy."""

    __slots__ = ("_c",)

    def __init__(self, c):
        self._c = c

    def __len__(self) -> int:
        return self._c.n_atoms

    @property
    def atoms(self) -> Tuple[v.Row, ...]:
        """One row for each atom (dgh_d_band_atom of dgh/d_band.h): `is_surface`, `has_band`,
        `band`..."""
        return v.rows(self._c.atoms, self._c.n_atoms, self._c)

    @property
    def centres_ev(self) -> np.ndarray:
        """Centre of each atom's d band [n]; NaN where it has none."""
        return np.array([a.band.total.centre_ev if a.has_band else np.nan
                         for a in (self._c.atoms[i] for i in range(len(self)))])

    @property
    def surface_band(self) -> Optional[v.Row]:
        """Of the surface atoms together (dgh_d_band)."""
        return v.Row(self._c.surface_band, self._c) if self._c.has_surface_band else None

    @property
    def fermi_ev(self) -> Optional[v.Number]:
        return v.real(self._c.fermi_ev)

    @property
    def energies_ev(self) -> np.ndarray:
        """Energies of the density of states, on the scale of the run."""
        return v.array(self._c.dos.energy_ev, self._c.dos.n_energies, self._c)

    def to_json(self) -> str:
        """The document of ``dgh dband --json``."""
        return DBandsList([self]).to_json()

    def to_text(self) -> str:
        return DBandsList([self]).to_text()

    def __repr__(self) -> str:
        return f"<dgh.DBands of {len(self)} atoms>"


class DBandsList(Tables, Sequence):
    """The d bands of several runs, and the documents of ``dgh dband`` about them."""

    def __init__(self, bands: Sequence[DBands]):
        self._list = list(bands)

    def __len__(self) -> int:
        return len(self._list)

    def __getitem__(self, index):
        return self._list[index]

    def _document(self, function, *more) -> str:
        return document(function, ffi.new("dgh_d_bands *[]", [b._c for b in self._list]),
                        len(self._list), *more)

    def to_json(self) -> str:
        """The document of ``dgh dband --json``."""
        return self._document(lib.dgh_report_d_bands_json)

    def to_csv(self) -> str:
        """One row for each atom."""
        return self._document(lib.dgh_report_d_bands_csv)

    def to_text(self) -> str:
        """What ``dgh dband`` prints."""
        return self._document(lib.dgh_report_d_bands_text, ffi.NULL)

    def citation(self) -> str:
        """BibTeX of dgh and of the method."""
        return works("d-band")


def d_bands(*paths: PathLike, window: Union[str, Tuple[float, float]] = "all",
            fermi_ev: Optional[float] = None) -> DBandsList:
    """Centre, width, filling and upper edge of the d band of each atom, as ``dgh dband``
    (10.1016/0039-6028(96)80007-0).

    Parameters
    ----------
    paths
        Directories of runs, DOSCARs, vasprun.xml, or files of projwfc.x.
    window
        "all", "occupied", or two energies against the Fermi energy, eV. Centres of different
        windows differ by half an eV.
    fermi_ev
        By hand, on the scale of the run (default: of the file or the run beside it).
    """
    options = v.options("dgh_d_band_options")
    put_d_window(options, window)
    v.put_real(options.fermi_ev, fermi_ev)
    made = [DBands(make("dgh_d_bands", lib.dgh_d_bands_compute, lib.dgh_d_bands_free,
                        v.path_bytes(path), options, ffi.NULL)) for path in paths]
    warn(d for one in made for d in one.diagnostics)
    return DBandsList(made)
