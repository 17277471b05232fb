"""Figures of studies, densities and slabs with matplotlib, ready to print.

    >>> import dgh
    >>> study = dgh.compute("calculations")
    >>> ax = dgh.plot.volcano(study)
    >>> ax.figure.savefig("volcano.pdf")

Every function draws into `ax`, or makes a figure of one column (3.35 in), and returns the Axes. All
numbers are the library's own. matplotlib is imported with the first figure; its settings stay as
they are. What cannot be drawn (refused sites, missing values) is left out, and a `DghWarning` of
the code "not-drawn" names it; where nothing is left, `ArgumentError` (a ValueError) says why.
Colours are those of Okabe and Ito, and nothing is told by colour alone.
"""
from ._against import against, against_bader_charge, against_d_band_centre, against_gcn
from ._distribution import distribution
from ._energies import free_energy_diagram, potential
from ._planar import planar_average
from ._plane import slice
from ._slab import slab
from ._volcano import volcano

__all__ = ["against", "against_bader_charge", "against_d_band_centre", "against_gcn",
           "distribution", "free_energy_diagram", "planar_average", "potential", "slab", "slice",
           "volcano"]
