/* What the 3-D view shows of a site: atoms, cell, the surfaces of its density difference. */

const SYMBOLS = (
    "? H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe " +
    "Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr"
).split(" ");
const H_COLOUR = "#c2187a";
const GREY = "#c9ced6";

/* Atoms of a site, unpacked once. */
function pictureOf(i) {
    const p = data.sites[i];
    if (!p || p.atoms) return p;
    const n = p.n_atoms,
        z = n ? unpackBytes(p.element) : [],
        flags = n ? unpackBytes(p.flags) : [];
    const [x, y, w] = ["x", "y", "z"].map((k) => (n ? unpackFloats(p[k]) : []));
    const charge = p.net_charge_e ? unpackFloats(p.net_charge_e) : null;
    p.atoms = Array.from({length: n}, (_, a) => ({
        xyz: [x[a], y[a], w[a]],
        symbol: SYMBOLS[z[a]] || "?",
        number: a + 1,
        adsorbed: Boolean(flags[a] & 1),
        binds: Boolean(flags[a] & 2),
        phase:
            flags[a] >> 2 ? ["amorphous", "interface", "crystalline"][(flags[a] >> 2) - 1] : null,
        charge: charge && Number.isFinite(charge[a]) ? charge[a] : null,
    }));
    return p;
}

/* Lattice vectors along the slab; all three where there is no slab. */
function inPlane(picture) {
    const along = picture.cell_ang.filter((a) => Math.abs(dot(a, picture.up)) < 0.5 * length(a));
    return along.length === 2 ? along : picture.cell_ang;
}

/* Images of all atoms within a parallelogram about `centre` that is at least `width` across. */
function imagesAbout(picture, centre, width) {
    const vectors = inPlane(picture);
    const found = [];
    for (const atom of picture.atoms) {
        const start = fractionsAlong(plus(atom.xyz, centre, -1), vectors, picture.up);
        const choices = vectors.map((a, k) => {
            const half = Math.max(0.5, (0.5 * width) / length(a)) + 1e-4;
            const list = [];
            for (let m = Math.ceil(-half - start[k]); m <= half - start[k]; m++) list.push(m);
            return list;
        });
        const walk = (k, at) =>
            k === vectors.length
                ? found.push({...atom, xyz: at})
                : choices[k].forEach((m) => walk(k + 1, plus(at, vectors[k], m)));
        walk(0, atom.xyz);
    }
    return found;
}

/* Coefficients of a difference along the given lattice vectors (the rest is along `up`). */
function fractionsAlong(d, vectors, up) {
    const basis = vectors.length === 2 ? [...vectors, up] : vectors;
    const volume = dot(basis[0], cross(basis[1], basis[2]));
    return [0, 1, 2]
        .map((k) => dot(d, cross(basis[(k + 1) % 3], basis[(k + 2) % 3])) / volume)
        .slice(0, vectors.length);
}

/* The frame of the view: z out of the slab. */
function frameOf(picture) {
    const e3 = length(picture.up) ? unit(picture.up) : [0, 0, 1];
    const a = inPlane(picture)[0];
    const e1 = unit(plus(a, e3, -dot(a, e3)));
    const e2 = cross(e3, e1);
    return (v) => [dot(v, e1), dot(v, e2), dot(v, e3)];
}

const xyz = (v) => ({x: v[0], y: v[1], z: v[2]});

/* ---- colours ---- */

const mix = (a, b, t) =>
    "#" +
    [1, 3, 5]
        .map((k) =>
            Math.round(
                parseInt(a.slice(k, k + 2), 16) * (1 - t) + parseInt(b.slice(k, k + 2), 16) * t,
            )
                .toString(16)
                .padStart(2, "0"),
        )
        .join("");
/* Cividis, which all eyes order alike. */
const CIVIDIS = ["#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838"];

function ramp(colours, t) {
    const at = Math.min(Math.max(t, 0), 1) * (colours.length - 1),
        k = Math.min(Math.floor(at), colours.length - 2);
    return mix(colours[k], colours[k + 1], at - k);
}

const CHARGES = ["#b2430f", "#f2a97e", "#ffffff", "#7db8dc", "#0b5c94"];

/* ---- atoms ---- */

function radiusOf(symbol) {
    const vdw = ($3Dmol.GLModel && $3Dmol.GLModel.vdwRadii) || {};
    return symbol === "H" ? 0.38 : 0.36 * (vdw[symbol] || 2) + 0.12;
}

function elementColour(symbol) {
    const own = {
        Pt: "#a9b4c6",
        Pd: "#4f8fa5",
        Ni: "#62b36b",
        Cu: "#c7803f",
        P: "#f29b2f",
        Au: "#e3bf3c",
        Ag: "#c0c4cc",
        H: "#f4f4f4",
    };
    const table = window.$3Dmol ? $3Dmol.elementColors.Jmol : {};
    const known = table[symbol];
    return (
        own[symbol] ||
        (known === undefined ? "#b48ec0" : "#" + Number(known).toString(16).padStart(6, "0"))
    );
}

function atomColour(a, picture, mode) {
    if (a.adsorbed && mode !== "charge") return mode === "dg" ? GREY : H_COLOUR;
    if (mode === "class") return a.phase ? LOOK[a.phase].colour : GREY;
    if (mode === "charge")
        return a.charge === null
            ? GREY
            : ramp(CHARGES, 0.5 + (0.5 * a.charge) / chargeReach(picture));
    if (mode === "dg") return "#dfe3e8";
    return elementColour(a.symbol);
}

const chargeReach = (picture) =>
    Math.max(0.02, ...picture.atoms.map((a) => Math.abs(a.charge || 0)));

/* H of all sites on the same host, where they are in it. */
function sitesOnHost(i) {
    return sites
        .map((s, k) => ({s, k, place: firstPlace(s), g: s.delta_g_ev}))
        .filter(
            (e) =>
                e.s.host_run === sites[i].host_run &&
                e.place &&
                e.place.position_ang &&
                e.g !== null,
        );
}

function colourModes(picture, i) {
    const modes = [["element", "element"]];
    if (picture.atoms.some((a) => a.phase)) modes.push(["class", "class"]);
    if (picture.atoms.some((a) => a.charge !== null)) modes.push(["charge", "Bader charge"]);
    if (sitesOnHost(i).length) modes.push(["dg", "ΔG of the sites"]);
    return modes;
}

function legendOf(picture, i, mode) {
    const dotOf = (colour, text) =>
        element(
            "span",
            {},
            element("span", {class: "swatch", style: `background: ${colour}`}),
            text,
        );
    const scale = (colours, low, high) =>
        element(
            "span",
            {},
            low,
            element("span", {
                class: "ramp",
                style: `background: linear-gradient(to right, ${colours.join(", ")})`,
            }),
            high,
        );
    const parts = [];
    if (mode === "element")
        for (const symbol of [
            ...new Set(picture.atoms.filter((a) => !a.adsorbed).map((a) => a.symbol)),
        ])
            parts.push(dotOf(elementColour(symbol), symbol));
    if (mode === "class")
        for (const c of CLASSES.filter((c) => picture.atoms.some((a) => a.phase === c)))
            parts.push(dotOf(LOOK[c].colour, c));
    if (mode === "charge")
        parts.push(
            scale(
                CHARGES,
                `${number(-chargeReach(picture), 2)} e`,
                `${number(chargeReach(picture), 2, true)} e`,
            ),
        );
    if (mode === "dg") {
        const g = sitesOnHost(i).map((e) => e.g);
        parts.push(
            scale(CIVIDIS, `ΔG ${number(Math.min(...g), 2)} eV`, `${number(Math.max(...g), 2)} eV`),
        );
    } else if (mode !== "charge") {
        parts.push(dotOf(H_COLOUR, "adsorbed H"));
    }
    if (picture.drho) parts.push(dotOf("#E8C21A", "Δρ > 0"), dotOf("#56B4E9", "Δρ < 0"));
    return parts;
}

function addStructure(picture, i) {
    const v = theView.viewer,
        h = picture.atoms[picture.h].xyz,
        frame = frameOf(picture),
        mode = theView.colour;
    const images = imagesAbout(picture, h, 8.5);
    for (const a of images) {
        const ghost = mode === "dg" && a.adsorbed;
        if (!ghost)
            v.addSphere({
                center: xyz(frame(plus(a.xyz, h, -1))),
                radius: radiusOf(a.symbol),
                color: atomColour(a, picture, mode),
                quality: 2,
            });
    }
    if (mode === "dg") addSiteMarks(picture, i, h, frame);
    else addBonds(images, h, frame);
}

function addBonds(images, h, frame) {
    const binding = images.filter((a) => a.binds);
    for (const one of images.filter((a) => a.adsorbed))
        for (const b of binding)
            if (length(plus(one.xyz, b.xyz, -1)) < 2.6)
                theView.viewer.addCylinder({
                    start: xyz(frame(plus(one.xyz, h, -1))),
                    end: xyz(frame(plus(b.xyz, h, -1))),
                    radius: 0.09,
                    color: H_COLOUR,
                    fromCap: 1,
                    toCap: 1,
                });
}

function addSiteMarks(picture, i, h, frame) {
    const all = sitesOnHost(i),
        g = all.map((e) => e.g),
        low = Math.min(...g),
        high = Math.max(...g);
    for (const e of all) {
        const mark = {
            atoms: [{xyz: e.place.position_ang[0], symbol: "H"}],
            cell_ang: picture.cell_ang,
            up: picture.up,
        };
        for (const a of imagesAbout(mark, h, 8.5))
            theView.viewer.addSphere({
                center: xyz(frame(plus(a.xyz, h, -1))),
                radius: e.k === i ? 0.6 : 0.45,
                color: ramp(CIVIDIS, high > low ? (e.g - low) / (high - low) : 0.5),
            });
    }
}

function addCell(picture) {
    const h = picture.atoms[picture.h].xyz,
        frame = frameOf(picture);
    const [a, b, c] = picture.cell_ang;
    /* the image of the cell that holds H, as far as it lies along the slab */
    let origin = [0, 0, 0];
    const f = fractionsAlong(h, picture.cell_ang, picture.up);
    for (let k = 0; k < 3; k++) origin = plus(origin, picture.cell_ang[k], Math.floor(f[k]));
    const corner = (i, j, k) => xyz(frame(plus(plus(plus(plus(origin, a, i), b, j), c, k), h, -1)));
    for (const [p, q] of [
        [0, 1],
        [0, 2],
        [0, 4],
        [1, 3],
        [1, 5],
        [2, 3],
        [2, 6],
        [3, 7],
        [4, 5],
        [4, 6],
        [5, 7],
        [6, 7],
    ])
        theView.viewer.addLine({
            start: corner(p & 1, (p >> 1) & 1, p >> 2),
            end: corner(q & 1, (q >> 1) & 1, q >> 2),
            color: "#8a94a1",
        });
}

/* ---- the isosurface ---- */

const BOHR_ANG = 0.529177210903;

/* 3Dmol reads fields as the text of a cube. */
function cubeText(picture) {
    const box = picture.drho.box,
        h = picture.atoms[picture.h].xyz,
        frame = frameOf(picture),
        values = unpackField(box);
    const row = (v) =>
        scaled(frame(v), 1 / BOHR_ANG)
            .map((x) => x.toFixed(6))
            .join(" ");
    const [nx, ny, nz] = box.n;
    const lines = [
        "drho",
        "",
        `1 ${row(plus(box.origin_ang, h, -1))}`,
        ...box.n.map((n, k) => `${n} ${row(box.step_ang[k])}`),
        "1 0 0 0 0",
    ];
    const numbers = [];
    for (let i = 0; i < nx; i++)
        for (let j = 0; j < ny; j++)
            for (let k = 0; k < nz; k++) numbers.push(values[i + nx * (j + ny * k)].toPrecision(4));
    return lines.join("\n") + "\n" + numbers.join(" ");
}

function addIsosurfaces(picture) {
    if (!picture.drho || !theView.isShown) return;
    theView.field = theView.field || new $3Dmol.VolumeData(cubeText(picture), "cube");
    for (const [sign, color] of [
        [1, "#E8C21A"],
        [-1, "#56B4E9"],
    ])
        theView.viewer.addIsosurface(theView.field, {
            isoval: sign * theView.level,
            color,
            opacity: 0.78,
            smoothness: 2,
        });
}

function defaultLevel(picture) {
    const most = picture.drho.box.scale;
    return Math.min(Math.max(0.006, 0.01 * most), 0.3 * most);
}
