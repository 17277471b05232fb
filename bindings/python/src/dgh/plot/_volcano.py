"""Exchange currents on Nørskov's curve."""
from __future__ import annotations

from typing import Any, List, Optional, Sequence, cast

import numpy as np

from .. import thermo
from .._errors import ArgumentError
from .._site import Site
from . import _style as style
from ._systems import drawable, face, forced_handles, note_of, systems

N_POINTS = 401


def _delta_g(site: Site) -> float:
    """Of a site that has one."""
    return float(cast(float, site.delta_g_ev))


def _density(site: Site) -> Optional[float]:
    """Surface atoms per cm^2 on the side of the H."""
    places = site.places
    return float(places[0].surface_atoms_per_cm2) \
        if places and places[0].surface_atoms_per_cm2 is not None else None


def _curves(groups, quantity: str) -> List[Optional[float]]:
    """The densities for which the curve is drawn: those of the slabs."""
    if quantity == "rate":
        return [None]
    found: List[float] = []
    for density in (_density(site) for _, sites in groups for site in sites):
        if density and not any(abs(density / other - 1.0) < 0.01 for other in found):
            found.append(density)
    return list(found)


@style.figure
def volcano(studies: Any, *, labels: Optional[Sequence[str]] = None, quantity: str = "current",
            names: Optional[bool] = None, ax=None):
    """The study's points on the volcano of Nørskov et al. (10.1149/1.1856988).

    The model ranks, it does not predict (arXiv 2109.04219, 1903.09903). Points and curve are those
    of `dgh.thermo.exchange_current_a_per_cm2` and `exchange_rate_per_s` at the study's temperature.

    Parameters
    ----------
    studies, labels
        As in `free_energy_diagram`.
    quantity
        "current": i₀ in A/cm², one site for each surface atom of the site's slab; with slabs whose
        densities differ by more than 1 % there is a curve for each. "rate": k per site, 1/s.
    names
        Whether points carry the names of the sites (default: up to eight points).

    Raises
    ------
    ArgumentError: nothing to draw, no site with a density of surface atoms (then "rate" may do).

    Examples
    --------
    >>> dgh.plot.volcano(dgh.compute("calculations"))
    """
    if quantity not in ("current", "rate"):
        raise ArgumentError(f"quantity: expected current or rate, found {quantity!r}")
    found = systems(studies, labels)
    groups = drawable(found, _density if quantity == "current" else None,
                      "density of surface atoms")
    kelvin = found[0].study.options.temperature_k

    def height(delta_g_ev, density):
        if density is None:
            return thermo.exchange_rate_per_s(delta_g_ev, kelvin)
        return thermo.exchange_current_a_per_cm2(delta_g_ev, density, kelvin)

    points = [site for _, sites in groups for site in sites]
    ax = style.axes(ax)
    reach = max(0.5, 1.2 * max(abs(_delta_g(site)) for site in points))
    x = np.linspace(-reach, reach, N_POINTS)
    for density, dashes in zip(_curves(groups, quantity), style.LINES * 10):
        ax.plot(x, height(x, density), color=style.PALE, linestyle=dashes, linewidth=1.0, zorder=1,
                label="_curve" if density is None else f"_curve {density:.4g}/cm²")
    handles = []
    several = len(groups) > 1
    for i, (system, sites) in enumerate(groups):
        colour = style.COLOURS[i % len(style.COLOURS)]
        marker = style.MARKERS[i % len(style.MARKERS)]
        for site in sites:
            handle = ax.plot([site.delta_g_ev], [height(_delta_g(site), _density(site) if
                             quantity == "current" else None)], linestyle="", marker=marker,
                             color=colour, markerfacecolor=face(site, colour), zorder=3,
                             label=system.label)[0]
        if several and sites:
            handles.append(handle)
    ax.set_yscale("log")
    ax.set_xlim(-reach, reach)
    ax.set_xlabel(f"{style.DELTA_G} (eV)")
    ax.set_ylabel(r"$i_0$ (A/cm$^2$)" if quantity == "current" else r"$k$ (1/s)")
    if names or (names is None and len(points) <= 8):
        _name_points(ax, groups, height, quantity)
    style.key(ax, handles + forced_handles(points), note_of(found))
    return ax


def _name_points(ax, groups, height, quantity: str) -> None:
    """Names beside their points, each with a line to it: on the slopes below the curve, near the
    top in a column outside of it."""
    low, high = (float(np.log10(y)) for y in ax.get_ylim())
    reach = ax.get_xlim()[1]
    sites = [site for _, sites in groups for site in sites]
    for side in (-1, 1):
        for inside in (False, True):
            here = [(_delta_g(s), s) for s in sites
                    if (_delta_g(s) > 0) == (side > 0)
                    and (abs(_delta_g(s)) > 0.5 * reach) == inside]
            y = [float(np.log10(height(x, _density(s) if quantity == "current" else None)))
                 for x, s in here]
            gap = 0.075 * (high - low)
            placed = style.spread(y, gap)
            shift = min([0.0, *(high - 0.5 * gap - at for at in placed)])
            for (x, site), at, own in zip(here, placed, y):
                to = x - 0.1 * side * reach if inside else 0.96 * side * reach
                ax.annotate(site.label, (x, 10.0 ** own), (to, 10.0 ** (at + shift)), fontsize=7,
                            va="center", ha="left" if (side < 0) else "right",
                            arrowprops={"arrowstyle": "-", "linewidth": 0.4, "color": style.PALE,
                                        "shrinkA": 1, "shrinkB": 3})
