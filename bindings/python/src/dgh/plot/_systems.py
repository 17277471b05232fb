"""Studies as figures take them: named, of one convention, and with the sites that can be drawn."""
from __future__ import annotations

import os
from typing import Any, Callable, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .._comparison import Comparison
from .._errors import ArgumentError, warn
from .._site import Site
from .._study import Study
from .._values import Diagnostic


class System(NamedTuple):
    """A study and what it is called in the figure."""

    label: str
    study: Study


def not_drawn(message: str) -> None:
    warn([Diagnostic("warning", "not-drawn", message, None, None)])


def _name(study: Study, number: int) -> str:
    """The last part of the path that the study's runs share."""
    try:
        shared = os.path.commonpath([run.path for run in study.runs])
    except ValueError:
        shared = ""
    return os.path.basename(os.path.abspath(shared)) if shared else str(number)


def _named(studies: Any, labels: Optional[Sequence[str]]) -> List[Tuple[Optional[str], Study]]:
    if isinstance(studies, Study):
        pairs: List[Tuple[Optional[str], Study]] = [(None, studies)]
    elif isinstance(studies, Comparison):
        pairs = list(zip(studies.names, studies.studies))
    elif isinstance(studies, Mapping):
        pairs = list(studies.items())
    else:
        pairs = [(None, study) for study in studies]
    if labels is None:
        return pairs
    labels = [labels] if isinstance(labels, str) else list(labels)
    if len(labels) != len(pairs):
        raise ArgumentError(f"labels: expected {len(pairs)}, found {len(labels)}")
    return [(label, study) for label, (_, study) in zip(labels, pairs)]


def systems(studies: Any, labels: Optional[Sequence[str]] = None) -> List[System]:
    """Of a Study, a Comparison, {label: Study} or several studies. Refuses studies whose ΔG are not
    of one convention, temperature and pressure."""
    found = [System(label or _name(study, i + 1) if isinstance(study, Study) else "", study)
             for i, (label, study) in enumerate(_named(studies, labels))]
    if not found:
        raise ArgumentError("expected at least one study, found none")
    for one in found:
        if not isinstance(one.study, Study):
            raise ArgumentError(f"expected studies (of dgh.compute), found {one.study!r}")
    names = [one.label for one in found]
    found = [System(f"{one.label} ({names[:i + 1].count(one.label)})", one.study)
             if names.count(one.label) > 1 else one for i, one in enumerate(found)]
    for what in ("convention", "temperature_k", "pressure_bar"):
        values = {getattr(one.study.options, what) for one in found}
        if len(values) > 1:
            raise ArgumentError(f"{what}: expected one for all studies, found "
                                f"{', '.join(map(str, sorted(values)))}")
    return found


def note_of(found: Sequence[System]) -> str:
    """What the numbers are, in a few words."""
    o = found[0].study.options
    return f"{o.convention}, {o.temperature_k:g} K, {o.pressure_bar:g} bar"


def why_no_value(site: Site) -> str:
    if site.refused:
        return "refused"
    return f"no ΔG of the convention {site._study.options.convention}"


def drawable(found: Sequence[System], value: Optional[Callable[[Site], Any]] = None,
             what: str = "value", keep: Optional[Callable[[Site], bool]] = None
             ) -> List[Tuple[System, List[Site]]]:
    """The sites with a ΔG and a value, study by study; a warning names the others, and nothing left
    is an ArgumentError. `keep` chooses beforehand, without a warning."""
    made, missing, n = [], [], 0
    for system in found:
        good = []
        for site in system.study:
            if keep is not None and not keep(site):
                continue
            n += 1
            if site.delta_g_ev is None:
                missing.append(_missing(found, system, site, why_no_value(site)))
            elif value is not None and value(site) is None:
                missing.append(_missing(found, system, site, f"no {what}"))
            else:
                good.append(site)
        made.append((system, good))
    if not any(sites for _, sites in made):
        raise ArgumentError("nothing to draw: " + (listed(missing) if missing else
                                                   "the studies have no sites"))
    if missing:
        not_drawn(f"{len(missing)} of {n} sites {'is' if len(missing) == 1 else 'are'} not drawn: "
                  + listed(missing))
    return made


def _missing(found: Sequence[System], system: System, site: Site, why: str) -> str:
    where = f"{system.label}/" if len(found) > 1 else ""
    return f"{where}{site.label} ({why})"


def listed(names: Iterable[str], most: int = 8) -> str:
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def face(site: Site, colour: str) -> str:
    """Of its marker: open where the number stands in spite of an error."""
    return "white" if site.forced else colour


def forced_handles(sites: Iterable[Site]) -> List[Any]:
    """An entry of the key, where any site was forced."""
    if not any(site.forced for site in sites):
        return []
    from matplotlib.lines import Line2D
    return [Line2D([], [], linestyle="", marker="o", markerfacecolor="white",
                   markeredgecolor="0.3", label="open: in spite of an error")]
