"""ΔG over the sites of surfaces, class by class."""
from __future__ import annotations

from typing import Any, List, Optional, Sequence

from .._errors import ArgumentError
from . import _style as style
from ._systems import drawable, listed, not_drawn, note_of, systems

ORDER = ("crystalline", "interface", "amorphous", "all")
LEAST_FOR_BOX = 4


def _of_class(sites, name: str) -> List[Any]:
    return sites if name == "all" else [site for site in sites if site.phase == name]


def _box(row, position: float, width: float):
    """What matplotlib's bxp takes: the library's own quartiles and extremes."""
    return {"q1": float(row.quartile_ev[0]), "med": float(row.quartile_ev[1]),
            "q3": float(row.quartile_ev[2]), "whislo": float(row.smallest_ev),
            "whishi": float(row.largest_ev), "fliers": []}


@style.figure
def distribution(studies: Any, *, labels: Optional[Sequence[str]] = None,
                 classes: Optional[Sequence[str]] = None, ax=None):
    """ΔG_H* of the counted sites by class of site: every site as a point, and where there are at
    least four a box from the first to the third quartile, with the median and the extremes
    (`Study.classes`). The band is \\|ΔG\\| up to the study's window (0.1 eV).

    The sites are those that were computed, not all that a surface has. A class has the sites whose
    binding atoms are all crystalline, all amorphous, or both ("interface"). Where the study weighs
    sites by their multiplicity, so do the quartiles.

    Parameters
    ----------
    studies, labels
        As in `free_energy_diagram`.
    classes
        Of "crystalline", "interface", "amorphous", "all" (default: those that have sites; "all"
        where there is more than one, or where sites have no class).

    Raises
    ------
    ArgumentError: no counted site; an unknown class. Sites that do not count (`Site.counting`) are
    left out with a warning.

    Examples
    --------
    >>> dgh.plot.distribution(dgh.compare("ac", "amorphous"))
    """
    found = systems(studies, labels)
    for name in classes or ():
        if name not in ORDER:
            raise ArgumentError(f"classes: expected some of {', '.join(ORDER)}, found {name!r}")
    groups = drawable(found)
    repeated = [f"{site.label} ({site.counting})" for _, sites in groups for site in sites
                if site.counting != "counted"]
    groups = [(system, [site for site in sites if site.counting == "counted"])
              for system, sites in groups]
    every = [site for _, sites in groups for site in sites]
    if not every:
        raise ArgumentError(f"nothing to draw: no site counts ({listed(repeated)})")
    if repeated:
        not_drawn(f"sites that do not count are not drawn: {listed(repeated)}")
    if classes is None:
        classes = [name for name in ORDER[:-1] if _of_class(every, name)]
        if len(classes) != 1 or len(_of_class(every, classes[0])) != len(every):
            classes.append("all")
    ax = style.axes(ax)
    _draw(ax, groups, [name for name in classes if _of_class(every, name)])
    style.key(ax, None if len(groups) > 1 else [], note_of(found))
    return ax


def _draw(ax, groups, classes: Sequence[str]) -> None:
    n, several = len(groups), len(groups) > 1
    width = 0.8 / n
    window = groups[0][0].study.classes["all"].window_ev
    ax.axhspan(-window, window, color=style.BAND, alpha=0.15, linewidth=0, zorder=0)
    ax.axhline(0.0, color=style.PALE, linewidth=0.5, zorder=0)
    counts: List[List[str]] = [[] for _ in classes]
    named = set()
    for i, (system, sites) in enumerate(groups):
        for k, name in enumerate(classes):
            here = _of_class(sites, name)
            counts[k].append(str(len(here)))
            if not here:
                continue
            colour, marker = (style.COLOURS[i % 7], style.MARKERS[i % 7]) if several else \
                style.CLASSES.get(name, style.CLASSES[None])
            at = k + (i - (n - 1) / 2) * width
            row = system.study.classes[name]
            if len(here) >= LEAST_FOR_BOX:
                line = {"color": colour, "linewidth": 0.8}
                ax.bxp([_box(row, at, width)], positions=[at], widths=[0.6 * width],
                       showfliers=False, boxprops=line, whiskerprops=line, capprops=line,
                       medianprops={"color": colour, "linewidth": 1.6}, manage_ticks=False,
                       zorder=2)
            ax.plot(_strip(at, 0.5 * width, [float(s.delta_g_ev) for s in here]),
                    [s.delta_g_ev for s in here], linestyle="", marker=marker, markersize=3.5,
                    color=colour, markeredgewidth=0.4, markeredgecolor="white", zorder=3,
                    label="_" if i in named else system.label)
            named.add(i)
    ax.set_xticks(range(len(classes)))
    ax.set_xticklabels([f"{name}\nn = {' | '.join(c)}" for name, c in zip(classes, counts)])
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.6, len(classes) - 0.4)
    ax.set_ylabel(f"{style.DELTA_G} (eV)")


def _strip(at: float, width: float, values: Sequence[float]) -> List[float]:
    """Where points stand side by side: by their rank, in turns left and right."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = [0.0] * len(values)
    steps = (0.0, -0.5, 0.5, -0.25, 0.25)
    for rank, i in enumerate(order):
        places[i] = at + (width * steps[rank % 5] if len(values) > 1 else 0.0)
    return places
