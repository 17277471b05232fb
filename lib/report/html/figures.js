/* Figures: how they look, when they are drawn, and what of the study is in them. */

const FONT = {
    family: "system-ui, Segoe UI, Roboto, Helvetica Neue, Noto Sans, Arial, sans-serif",
    size: 13,
    color: "#1c2430",
};
const DG = "ΔG<sub>H*</sub> (eV)";
const waiting = [];

/* Text of files in plotly's labels, which know some tags. */
function plain(text) {
    return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function axis(title, more) {
    return {
        title: {text: title, standoff: 8},
        showline: true,
        mirror: true,
        linecolor: "#1c2430",
        ticks: "outside",
        ticklen: 4,
        tickcolor: "#1c2430",
        zeroline: false,
        gridcolor: "#eceff3",
        automargin: true,
        ...more,
    };
}

function layout(x, y, more) {
    return {
        font: FONT,
        xaxis: x,
        yaxis: y,
        margin: {l: 62, r: 18, t: 36, b: 52},
        paper_bgcolor: "#fff",
        plot_bgcolor: "#fff",
        hovermode: "closest",
        hoverlabel: {bgcolor: "#fff", bordercolor: "#8a94a1", font: {color: "#1c2430"}},
        legend: {orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: {size: 12}},
        ...more,
    };
}

function config(name) {
    return {
        displaylogo: false,
        responsive: true,
        modeBarButtons: [["toImage", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
        toImageButtonOptions: {format: "svg", filename: `dgh-${name}`},
        showTips: false,
    };
}

/* A figure that draws itself when its turn comes; `make` gives {traces, layout}. */
function plotFigure(name, title, caption, make, level = "h3") {
    const box = element("div", {
        class: "plot",
        id: `plot-${name}`,
        role: "img",
        "aria-label": title,
    });
    const figure = element(
        "figure",
        {},
        element(level, {}, title),
        box,
        element("figcaption", {}, caption),
    );
    waiting.push({box, name, make});
    return figure;
}

async function drawWaiting() {
    if (!hasLibrary("plots") && !libraries.plots) return;
    await library("plots");
    while (waiting.length) {
        const {box, name, make} = waiting.shift();
        const {traces, layout: look} = make();
        await Plotly.newPlot(box, traces, look, config(name));
        box.dataset.drawn = "yes";
        await new Promise((resolve) => setTimeout(resolve));
    }
}

/* ---- what is plotted ---- */

const plotted = sites.map((s, i) => ({s, i, g: s.delta_g_ev})).filter((p) => p.g !== null);

/* One trace for each class; `x` and `y` give null where a site has no point. */
function byClass(points, x, y, more = {}) {
    return [...CLASSES, "unclassified"]
        .map((c) => {
            const of = points.filter((p) => siteClass(p.s) === c && x(p) !== null && y(p) !== null);
            return (
                of.length && {
                    type: "scatter",
                    mode: "markers",
                    name: c,
                    x: of.map(x),
                    y: of.map(y),
                    text: of.map((p) => plain(p.s.label)),
                    customdata: of.map((p) => p.i),
                    marker: {
                        color: LOOK[c].colour,
                        symbol: LOOK[c].symbol,
                        size: 10,
                        line: {color: "#fff", width: 1},
                    },
                    hovertemplate:
                        "<b>%{text}</b><br>%{xaxis.title.text}: %{x:.3f}<br>%{yaxis.title.text}: %{y:.3f}<extra></extra>",
                    ...more,
                }
            );
        })
        .filter(Boolean);
}

/* Names beside levels, moved apart where they would overlap. `range` is that of the axis, `px` its
 * height. */
function spread(items, range, px) {
    const gap = (17 / px) * (range[1] - range[0]);
    const sorted = [...items].sort((a, b) => a.y - b.y);
    sorted.forEach((e, i) => {
        e.at = i ? Math.max(e.y, sorted[i - 1].at + gap) : e.y;
    });
    const over = sorted.length ? Math.max(0, sorted[sorted.length - 1].at - range[1]) : 0;
    for (let i = sorted.length - 1, top = Infinity; i >= 0; i--) {
        sorted[i].at = Math.min(sorted[i].at - (over ? over / 2 : 0), top);
        top = sorted[i].at - gap;
    }
    return sorted;
}

function paddedRange(values, least = 0.3) {
    const low = Math.min(0, ...values),
        high = Math.max(0, ...values);
    const pad = Math.max(0.12 * (high - low), (least - (high - low)) / 2, 0.04);
    return [low - pad, high + pad];
}

/* Sites whose names are written: all of few, else the lowest, the highest and that nearest to 0. */
function named(points) {
    if (points.length <= 8) return points;
    const sorted = [...points].sort((a, b) => a.g - b.g);
    const best = points.find((p) => p.i === study.best_site);
    return [...new Set([sorted[0], best, sorted[sorted.length - 1]].filter(Boolean))];
}
