"""How figures look: sizes, colours, markers, where keys and notes stand."""
from __future__ import annotations

import functools
import importlib
from typing import Any, Callable, List, Optional, Sequence, TypeVar

COLUMN_IN = 3.35
HEIGHT_IN = 2.5
DPI = 200

# Okabe, Ito, Color Universal Design (2008), https://jfly.uni-koeln.de/color/: black is for frames.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 1)))
CLASSES = {"crystalline": ("#0072B2", "o"), "interface": ("#E69F00", "s"),
           "amorphous": ("#D55E00", "^"), None: ("#777777", "D")}
BAND = "#009E73"
PALE = "0.45"
DIVERGING = "RdBu_r"

SETTINGS = {
    "font.size": 8, "axes.labelsize": 8, "axes.titlesize": 8, "xtick.labelsize": 7,
    "ytick.labelsize": 7, "legend.fontsize": 7, "axes.linewidth": 0.6, "lines.linewidth": 1.2,
    "lines.markersize": 5, "patch.linewidth": 0.6, "text.usetex": False, "legend.frameon": False,
    "legend.handlelength": 1.8, "legend.columnspacing": 1.2, "legend.handletextpad": 0.5,
    "legend.borderaxespad": 0.2, "mathtext.default": "regular", "axes.unicode_minus": True,
    "figure.dpi": DPI, "figure.constrained_layout.use": True, "axes.grid": False,
    "axes.spines.top": True, "axes.spines.right": True, "axes.facecolor": "white",
    "figure.facecolor": "white", "axes.edgecolor": "black", "axes.labelcolor": "black",
    "text.color": "black", "xtick.color": "black", "ytick.color": "black", "axes.titlepad": 4}

DELTA_G = r"$\Delta G_{\mathrm{H{*}}}$"
DELTA_RHO = r"$\Delta\rho$"

Function = TypeVar("Function", bound=Callable[..., Any])


def matplotlib_module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError("dgh.plot needs matplotlib (Debian: python3-matplotlib)") from error


def figure(function: Function) -> Function:
    """A function that draws, with the settings of this file while it does so."""
    @functools.wraps(function)
    def styled(*arguments, **named):
        now = matplotlib_module("matplotlib").rcParams
        # Not rc_context, which would take back as well what the first figure of a notebook's
        # backend turns on ("interactive").
        before = {name: now[name] for name in SETTINGS}
        now.update(SETTINGS)
        try:
            return function(*arguments, **named)
        finally:
            now.update(before)

    return styled  # type: ignore[return-value]


def axes(ax, height_in: float = HEIGHT_IN, width_in: float = COLUMN_IN):
    """`ax`, or the axes of a new figure of one column."""
    if ax is not None:
        return ax
    made = matplotlib_module("matplotlib.pyplot").subplots(figsize=(width_in, height_in))[1]
    # Ticks are made when they are drawn, with the settings of then: so they are told now.
    made.tick_params(axis="both", which="major", labelsize=7, width=0.6, length=3, pad=2.5,
                     direction="in", top=True, right=True)
    made.tick_params(axis="both", which="minor", width=0.4, length=1.8, direction="in", top=True,
                     right=True)
    return made


def signed(value: float, digits: int = 2) -> str:
    """With a minus sign that is as wide as a plus."""
    text = f"{value:+.{digits}f}"
    return text.replace("+", "" if float(text) == 0 else "+").replace("-", "\u2212")


def key(ax, handles: Optional[Sequence[Any]] = None, note: Optional[str] = None,
        room_pt: float = 0.0) -> None:
    """The key above the axes, in as many columns as fit, and under it in grey what the figure
    stands on. Above the axes neither can hide a number; `room_pt` is for what else stands there."""
    if handles is None:
        handles = ax.get_legend_handles_labels()[0]
    if not handles:
        if note:
            ax.set_title(note, fontsize=6, color=PALE, loc="left")
        return
    if note:
        ax.set_title(note, fontsize=6, color=PALE, loc="left")
    above = 1.0 + ((9.5 if note else 3.0) + room_pt) / 72.0 / _height_in(ax)
    for n_columns in range(min(len(handles), 4), 0, -1):
        by_column = [handle for k in range(n_columns) for handle in handles[k::n_columns]]
        legend = ax.legend(handles=by_column, loc="lower left", bbox_to_anchor=(-0.02, above),
                           ncol=n_columns)
        if n_columns == 1 or _width_in(legend) <= 0.86 * ax.figure.get_figwidth() \
                * _share_of_width(ax):
            return


def colour_bar(ax, mappable, label: str, extend: str = "neither"):
    """As high as the axes are in the end, also where both their scales are equal."""
    bar = ax.figure.colorbar(mappable, cax=ax.inset_axes((1.03, 0.0, 0.045, 1.0)), extend=extend)
    bar.set_label(label)
    bar.ax.tick_params(labelsize=7, width=0.6, length=2.5)
    bar.outline.set_linewidth(0.6)
    return bar


def _height_in(ax) -> float:
    return max(ax.get_position().height * ax.figure.get_figheight(), 0.1)


def _share_of_width(ax) -> float:
    """Of the figure, that one column of axes has."""
    spec = ax.get_subplotspec()
    if spec is None:
        return max(ax.get_position().width, 0.1)
    return len(range(spec.colspan.start, spec.colspan.stop)) / spec.get_gridspec().ncols


def _width_in(artist) -> float:
    try:
        return artist.get_window_extent().width / artist.figure.dpi
    except (AttributeError, TypeError):  # matplotlib before 3.6 wants a renderer
        return float("inf")


def spread(wanted: Sequence[float], gap: float) -> List[float]:
    """Places for labels: as near to the wanted ones as a distance of at least `gap` allows."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: List[List[Any]] = []  # [mean of place - rank * gap, number]
    for rank, i in enumerate(order):
        groups.append([wanted[i] - rank * gap, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            mean, n = groups.pop()
            groups[-1] = [(groups[-1][0] * groups[-1][1] + mean * n) / (groups[-1][1] + n),
                          groups[-1][1] + n]
    placed = [0.0] * len(wanted)
    rank = 0
    for mean, n in groups:
        for _ in range(n):
            placed[order[rank]] = mean + rank * gap
            rank += 1
    return placed
