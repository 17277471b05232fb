/* The density difference of one site on paper: its planar average, and a slice through H. */

function drhoProfile(picture) {
    const p = picture.drho.profile,
        local = unpackFloats(p.per_length),
        sum = unpackFloats(p.cumulated),
        n = local.length;
    /* cut open in the vacuum, where the cumulated charge begins */
    const order = Array.from({length: n}, (_, i) => (p.start + i) % n);
    const z = order.map((k, i) => (p.start + i - (p.start > n / 2 ? n : 0)) * (p.length_ang / n));
    const common = {type: "scatter", mode: "lines", x: z, showlegend: false};
    const traces = [
        {
            ...common,
            y: order.map((k) => local[k]),
            line: {color: "#0072B2", width: 1.8},
            fill: "tozeroy",
            fillcolor: "#0072B222",
            hovertemplate: "%{x:.2f} Å: %{y:.4f} e/Å<extra></extra>",
        },
        {
            ...common,
            y: order.map((k) => sum[k]),
            yaxis: "y2",
            line: {color: "#D55E00", width: 1.8},
            hovertemplate: "%{x:.2f} Å: %{y:.4f} e<extra></extra>",
        },
    ];
    const shapes = layerLines(picture, z[0], z[n - 1]);
    return {
        traces,
        layout: layout(
            axis(`position along ${p.axis} (Å)`, {
                anchor: "y2",
                mirror: "all",
                range: [z[0], z[n - 1]],
            }),
            axis("Δλ (e/Å)", {domain: [0.54, 1], zeroline: true, zerolinecolor: "#8a94a1"}),
            {
                yaxis2: axis("ΔQ (e)", {
                    domain: [0, 0.46],
                    anchor: "x",
                    zeroline: true,
                    zerolinecolor: "#8a94a1",
                }),
                shapes,
            },
        ),
    };
}

/* Where atoms lie along the axis of the profile: H full, others dotted. */
function layerLines(picture, low, high) {
    const k = "abc".indexOf(picture.drho.profile.axis),
        cell = picture.cell_ang;
    const normal = unit(cross(cell[(k + 1) % 3], cell[(k + 2) % 3])),
        period = picture.drho.profile.length_ang;
    const sign = dot(normal, cell[k]) < 0 ? -1 : 1;
    const seen = new Set();
    return picture.atoms.flatMap((a) => {
        let z = sign * dot(a.xyz, normal);
        while (z < low) z += period;
        while (z > high) z -= period;
        const key = `${a.adsorbed} ${z.toFixed(1)}`;
        if (z < low || seen.has(key)) return [];
        seen.add(key);
        return [
            {
                type: "line",
                x0: z,
                x1: z,
                yref: "paper",
                y0: 0,
                y1: 1,
                layer: "below",
                line: {
                    color: a.adsorbed ? "#c2187a" : "#b3bcc7",
                    width: 1,
                    dash: a.adsorbed ? "dash" : "dot",
                },
            },
        ];
    });
}

const NEAR_PLANE_ANG = 0.7;

function drhoSlice(picture) {
    const s = picture.drho.slice,
        values = unpackField(s),
        n = s.n;
    const h = picture.atoms[picture.h].xyz;
    const across = dot(plus(s.origin_ang, h, -1), s.right),
        upward = dot(plus(s.origin_ang, h, -1), s.up);
    const x = Array.from({length: n}, (_, i) => across + i * s.step_ang),
        y = Array.from({length: n}, (_, j) => upward + j * s.step_ang);
    const z = y.map((_, j) => Array.from(values.subarray(j * n, (j + 1) * n)));
    const sizes = Array.from(values, Math.abs).sort((a, b) => a - b);
    const top = sizes[Math.floor(0.985 * (sizes.length - 1))] || s.scale || 1;
    const map = {
        type: "heatmap",
        x,
        y,
        z,
        zmin: -top,
        zmax: top,
        zsmooth: "best",
        colorscale: [
            [0, "#0b5c94"],
            [0.25, "#7db8dc"],
            [0.5, "#ffffff"],
            [0.75, "#f2a97e"],
            [1, "#b2430f"],
        ],
        colorbar: {
            title: {text: "Δρ (e/Å³)", side: "right"},
            thickness: 13,
            x: 1.0,
            xpad: 6,
            outlinewidth: 0,
            tickformat: "~g",
        },
        hovertemplate: "x %{x:.2f} Å, z %{y:.2f} Å<br>Δρ = %{z:.4f} e/Å³<extra></extra>",
    };
    const lines = {
        type: "contour",
        x,
        y,
        z,
        contours: {start: -0.875 * top, end: 0.875 * top, size: top / 4, coloring: "none"},
        line: {width: 0.6, color: "#1c243066"},
        showscale: false,
        showlegend: false,
        hoverinfo: "skip",
    };
    const atoms = atomsOnPlane(picture, s, h);
    const marks = {
        type: "scatter",
        mode: "markers+text",
        x: atoms.map((a) => a.x),
        y: atoms.map((a) => a.y),
        text: atoms.map((a) => a.symbol),
        textfont: {size: 11, color: "#1c2430"},
        textposition: "middle center",
        marker: {
            size: atoms.map((a) => (a.symbol === "H" ? 17 : 25)),
            color: "rgba(255,255,255,0.72)",
            line: {color: "#1c2430", width: 1.2},
        },
        showlegend: false,
        customdata: atoms.map((a) => [a.number, a.off]),
        hovertemplate:
            "%{text}%{customdata[0]}, %{customdata[1]:.2f} Å off the plane<extra></extra>",
    };
    return {
        traces: [map, lines, marks],
        layout: layout(
            axis("across H (Å)", {range: [x[0], x[n - 1]], constrain: "domain", showgrid: false}),
            axis("above H (Å)", {
                range: [y[0], y[n - 1]],
                scaleanchor: "x",
                constrain: "domain",
                showgrid: false,
            }),
            {margin: {l: 62, r: 24, t: 36, b: 52}},
        ),
    };
}

function atomsOnPlane(picture, s, h) {
    const normal = cross(s.right, s.up),
        width = s.n * s.step_ang;
    const low = [dot(plus(s.origin_ang, h, -1), s.right), dot(plus(s.origin_ang, h, -1), s.up)];
    const found = [];
    for (const a of imagesAbout(picture, h, 2 * width))
        if (Math.abs(dot(plus(a.xyz, h, -1), normal)) < NEAR_PLANE_ANG) {
            const d = plus(a.xyz, h, -1),
                x = dot(d, s.right),
                y = dot(d, s.up);
            if (x > low[0] && x < low[0] + width && y > low[1] && y < low[1] + width)
                found.push({x, y, off: dot(d, normal), symbol: a.symbol, number: a.number});
        }
    return found;
}
