"""dgh: from VASP and Quantum ESPRESSO calculations of hydrogen on slabs to ΔG_H*.

    >>> import dgh
    >>> study = dgh.compute("calculations")
    >>> study.to_dataframe()

Energies in eV, lengths in Angstrom, temperatures in K, frequencies in 1/cm; names carry the unit.
Missing data is None, never 0. Atoms count from 0 (messages and tables count from 1). Everything is
safe to use from several threads, and every object stays valid for as long as it is kept.
"""
from ._libdgh import ffi as _ffi
from ._libdgh import lib as _lib

__version__ = _ffi.string(_lib.DGH_VERSION).decode("ascii")
if _ffi.string(_lib.dgh_version()).decode("ascii") != __version__:
    raise ImportError(f"dgh: this package was built for version {__version__} of the library, "
                      f"found {_ffi.string(_lib.dgh_version()).decode('ascii')}; install it anew")

from ._errors import (ArgumentError, CancelledError, DghError, DghWarning, FileError,  # noqa: E402
                      InternalError, LibraryMemoryError, MissingError, ParseError, RefusedError,
                      UnsupportedError)
from ._grid import Grid, read_grid  # noqa: E402
from ._record import Calculation, Runs, inspect, read, read_bytes  # noqa: E402
from ._structure import Structure  # noqa: E402
from ._ledger import Ledger, LedgerTerm  # noqa: E402
from ._site import Run, Site  # noqa: E402
from ._study import Study, compute, pair  # noqa: E402
from ._report import report  # noqa: E402
from ._records import Records, records  # noqa: E402
from ._comparison import Comparison, compare  # noqa: E402
from ._values import Diagnostic, Number, Source  # noqa: E402
from . import density, thermo  # noqa: E402
from ._bader import Charges, bader  # noqa: E402
from ._modes import Modes, ModesList, vibrations  # noqa: E402
from ._d_bands import DBands, DBandsList, d_bands  # noqa: E402
from ._surface import (Neighbours, Order, OrderFile, Rdf, Sites, SlabSites,  # noqa: E402
                       SurfaceSite, neighbours, order, rdf, sites, symmetry, symmetry_number)
from ._xc import ExchangeCorrelation, XcResults, evaluate, xc  # noqa: E402
from . import plot  # noqa: E402


def citation(*works: str) -> str:
    """BibTeX of dgh, and of works by name ("libxc", "near-grid", "d-band": dgh_cited of
    dgh/report.h); results have a `citation()` of what they used."""
    from ._call import works as bibtex
    return bibtex(*works)
