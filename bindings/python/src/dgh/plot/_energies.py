"""The free-energy diagram, and ΔG against the electrode potential."""
from __future__ import annotations

from typing import Any, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import thermo
from .._errors import ArgumentError
from .._site import Site
from . import _style as style
from ._systems import System, drawable, face, forced_handles, note_of, systems

Which = Union[None, str, Sequence[str], Mapping[str, Any]]
MOST_LINES = 12


class _Line(NamedTuple):
    system: System
    site: Site
    name: str


def _chosen(system: System, sites: List[Site], which: Which) -> List[Site]:
    if isinstance(which, Mapping):
        which = which.get(system.label, "best")
    if which == "all":
        return sites
    if which in ("best", "lowest"):
        if not sites:
            return []
        key = (lambda s: abs(s.delta_g_ev)) if which == "best" else (lambda s: s.delta_g_ev)
        return [min(sites, key=key)]
    labels = [which] if isinstance(which, str) else list(which or ())
    known = {site.label for site in system.study}
    for label in labels:
        if label not in known:
            raise ArgumentError(f"sites: expected \"all\", \"best\", \"lowest\" or labels of sites, "
                                f"found {label!r}, which {system.label} has not")
    return [site for site in sites if site.label in labels]


def _lines(studies: Any, labels: Optional[Sequence[str]], which: Which
           ) -> Tuple[List[System], List[_Line]]:
    """One for each site that is drawn."""
    found = systems(studies, labels)
    if which is None:
        which = "all" if len(found) == 1 else "best"
    kept = drawable(found, keep=_named_by(which))
    lines = []
    for system, sites in kept:
        for site in _chosen(system, sites, which):
            name = site.label if len(found) == 1 else f"{system.label}, {site.label}"
            lines.append(_Line(system, site, name))
    if not lines:
        raise ArgumentError("nothing to draw: none of the sites that were asked for has a ΔG")
    return found, lines


def _named_by(which: Which):
    """Sites that were not asked for by name are not missed."""
    if which is None or isinstance(which, (str, Mapping)) and which in ("all", "best", "lowest") \
            or isinstance(which, Mapping):
        return None
    labels = [which] if isinstance(which, str) else list(which)
    return lambda site: site.label in labels


def _look(lines: Sequence[_Line]) -> List[Tuple[str, str, Any]]:
    """Colour, marker and dashes of each line."""
    n = len(style.COLOURS)
    return [(style.COLOURS[i % n], style.MARKERS[(i + i // n) % len(style.MARKERS)],
             style.LINES[(i + i // n) % len(style.LINES)]) for i in range(len(lines))]


@style.figure
def free_energy_diagram(studies: Any, *, labels: Optional[Sequence[str]] = None,
                        sites: Which = None, potential_v: float = 0.0, ax=None):
    """Free energies along H⁺ + e⁻ → H* → ½ H₂, a line for each site.

    The first state is the zero; H* lies at ΔG + eU and ½ H₂ at eU (computational hydrogen
    electrode, 10.1021/jp047349j). eV.

    Parameters
    ----------
    studies
        A `Study`, a `Comparison`, a dict of name and study, or several studies.
    labels
        Names of the studies (default: of the directories that they were computed from).
    sites
        "all" (default for one study), "best": the one of each study whose \\|ΔG\\| is nearest to 0
        (default for several), "lowest", labels of sites, or a dict of study and labels.
    potential_v
        U, V against RHE.

    Raises
    ------
    ArgumentError: no site with a ΔG; studies of different conventions, temperatures, pressures; a
    label that is none. Refused sites are left out with a warning.

    Examples
    --------
    >>> dgh.plot.free_energy_diagram({"A/C": dgh.compute("ac"), "amorphous": dgh.compute("am")})
    """
    found, lines = _lines(studies, labels, sites)
    ax = style.axes(ax, 2.6)
    end = thermo.electrode_ev(0.0, potential_v)
    states = (-0.3, 0.3), (0.7, 1.3), (1.7, 2.3)
    handles = []
    for line, (colour, _, dashes) in zip(lines, _look(lines)):
        level = thermo.electrode_ev(line.site.delta_g_ev, potential_v)
        levels = (0.0, level, end)
        for (left, right), y, one in zip(states, levels, (False, True, False)):
            ax.plot([left, right], [y, y], color=colour if one else "black", linewidth=2.0,
                    solid_capstyle="butt", zorder=3 if one else 4,
                    linestyle=dashes if one else "-")
        ax.plot([0.3, 0.7], [0.0, level], color=colour, linewidth=0.8, linestyle=":", zorder=2)
        ax.plot([1.3, 1.7], [level, end], color=colour, linewidth=0.8, linestyle=":", zorder=2)
        handles += ax.plot([], [], color=colour, linestyle=dashes, linewidth=2.0,
                           label=f"{line.name}: {style.signed(level)} eV"
                           + (" (forced)" if line.site.forced else ""))
    ax.axhline(0.0, color=style.PALE, linewidth=0.5, zorder=0)
    ax.set_xticks([0, 1, 2])
    ax.set_xticklabels([r"H$^+$ + e$^-$", "H*", r"½ H$_2$"])
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.45, 2.45)
    ax.margins(y=0.12)
    ax.set_ylabel("Free energy (eV)")
    at = f", U = {style.signed(potential_v)} V vs RHE" if potential_v else ""
    style.key(ax, handles, note_of(found) + at)
    return ax


@style.figure
def potential(studies: Any, *, labels: Optional[Sequence[str]] = None, sites: Which = None,
              from_v: float = -0.4, to_v: float = 0.4, scale: str = "rhe", ph: float = 0.0,
              ax=None):
    """ΔG_H* against the electrode potential U, a line for each site (eV, V).

    ΔG + eU against RHE, with + kT ln10 pH against SHE (10.1021/jp047349j). A mark on the line of
    zero says at which U the site is in equilibrium with H⁺ + e⁻.

    Parameters
    ----------
    studies, labels, sites
        As in `free_energy_diagram`.
    from_v, to_v
        Range of U.
    scale, ph
        "rhe" or "she", and the pH that "she" needs.

    Raises
    ------
    ArgumentError, as `free_energy_diagram`.

    Examples
    --------
    >>> dgh.plot.potential(dgh.compute("calculations"), scale="she", ph=13)
    """
    if not from_v < to_v:
        raise ArgumentError(f"expected from_v below to_v, found {from_v} and {to_v}")
    found, lines = _lines(studies, labels, sites)
    ax = style.axes(ax)
    kelvin = found[0].study.options.temperature_k
    u = np.linspace(from_v, to_v, 2)

    def at(site: Site, volts):
        return thermo.electrode_ev(site.delta_g_ev, volts, scale=scale, ph=ph,
                                   temperature_k=kelvin)

    for line, (colour, marker, dashes) in zip(lines, _look(lines)):
        ax.plot(u, at(line.site, u), color=colour, linestyle=dashes, label=line.name
                + (" (forced)" if line.site.forced else ""))
        zero = -at(line.site, 0.0)
        if from_v <= zero <= to_v:
            ax.plot([zero], [0.0], color=colour, marker=marker, linestyle="", clip_on=False,
                    markerfacecolor=face(line.site, colour), zorder=4)
            ax.lines[-2].set_marker(marker)
            ax.lines[-2].set_markevery([])
    ax.axhline(0.0, color=style.PALE, linewidth=0.5, zorder=0)
    ax.set_xlim(from_v, to_v)
    ax.set_xlabel(f"U (V vs {scale.upper()})")
    ax.set_ylabel(f"{style.DELTA_G} (eV)")
    note = note_of(found) + (f", pH {ph:g}" if scale.lower() == "she" else "")
    handles = ax.get_legend_handles_labels()[0]
    style.key(ax, handles + forced_handles(x.site for x in lines), note)
    return ax
