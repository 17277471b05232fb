"""Where the H of a study's sites sit on one of its hosts."""
from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .._errors import ArgumentError
from .._site import Site
from .._structure import Structure
from .._study import Study
from ._systems import listed, not_drawn


class PlacedH(NamedTuple):
    site: Site
    position_ang: List[float]


class Placed(NamedTuple):
    points: List[PlacedH]
    refused: List[PlacedH]
    reach_ev: float


def _host_of(study: Study, label: Optional[str]) -> Any:
    hosts: Dict[str, List[Any]] = {}
    for site in study:
        run = site.host_run
        if run is not None and run.calculation is not None:
            hosts.setdefault(run.label, [run, 0])[1] += 1
    if not hosts:
        raise ArgumentError("nothing to draw: the study has no sites with a host")
    if label is not None:
        if label not in hosts:
            raise ArgumentError(f"host: expected one of {', '.join(hosts)}, found {label!r}")
        return hosts[label][0]
    best = max(hosts, key=lambda name: hosts[name][1])
    if len(hosts) > 1:
        not_drawn(f"of {len(hosts)} hosts only {best} is drawn (host= chooses)")
    return hosts[best][0]


def placed_on_host(study: Study, label: Optional[str], view: str) -> Tuple[Structure, Placed]:
    """The host's structure, and the added H of its sites in the frame of the host."""
    host = _host_of(study, label)
    hidden = {"top": -1, "bottom": 1}.get(view)
    points: List[PlacedH] = []
    refused: List[PlacedH] = []
    missing: List[str] = []
    for site in study:
        run = site.host_run
        if run is None or run.path != host.path:
            continue
        around = site.surroundings
        places = site.places[:around.n_added] if around is not None else ()
        if not places:
            missing.append(f"{site.label} ({site.status}, place not known)")
        elif site.counting == "repeated":
            missing.append(f"{site.label} (the same H is in another row)")
        elif hidden is not None and all(place.side == hidden for place in places):
            missing.append(f"{site.label} (on the other side)")
        else:
            kept = [PlacedH(site, list(place.position_ang)) for place in places]
            (refused if site.delta_g_ev is None else points).extend(kept)
    if missing:
        not_drawn(f"sites that are not drawn: {listed(missing)}")
    if not points and not refused:
        raise ArgumentError("nothing to draw: " + (listed(missing) or "no sites"))
    reach = max((abs(p.site.delta_g_ev or 0.0) for p in points), default=0.1)
    return host.calculation.structure, Placed(points, refused, max(reach, 1e-3))
