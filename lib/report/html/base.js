"use strict";
/* Text, numbers and elements. Whatever comes from files gets into the page as text, never as HTML. */

const study = JSON.parse(document.getElementById("study").textContent);
const data = JSON.parse(document.getElementById("data").textContent);
const options = study.options;
const sites = study.sites;

const CLASSES = ["crystalline", "interface", "amorphous"];
/* Okabe-Ito, with a symbol each, so that neither colour blindness nor grey print hides a class. */
const LOOK = {
    crystalline: {colour: "#0072B2", symbol: "circle"},
    interface: {colour: "#E69F00", symbol: "diamond"},
    amorphous: {colour: "#CC79A7", symbol: "square"},
    unclassified: {colour: "#555555", symbol: "x"},
};

/* element("p", {class: "note"}, "text", otherElement, [more]); null children are left out. */
function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
        if (value === null || value === undefined || value === false) continue;
        if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
        else node.setAttribute(key, value === true ? "" : value);
    }
    append(node, children);
    return node;
}

const BLANK = "\u00a0"; // where others have a unit, so that the names stand in one line

// The head of a column with its unit below.
function columnHead(name, unitText = BLANK, attributes = {}) {
    return element(
        "th",
        {scope: "col", ...attributes},
        name,
        element("span", {class: "unit"}, unitText),
    );
}

const numberHead = ([name, unitText]) => columnHead(name, unitText, {class: "number"});

function append(node, children) {
    for (const child of children.flat(Infinity)) {
        if (child === null || child === undefined || child === false) continue;
        node.append(child instanceof Node ? child : String(child));
    }
    return node;
}

function section(id) {
    return document.getElementById(id);
}

/* -0.256 with a true minus sign; an en dash where nothing is known. */
function number(value, digits = 3, sign = false) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    const text = Math.abs(value).toFixed(digits);
    const zero = Number(text) === 0;
    return (value < 0 && !zero ? "−" : sign && !zero ? "+" : "") + text;
}

/* 6.8 × 10⁻⁶ */
function power(value) {
    if (value === null || value === undefined) return "–";
    if (value === 0) return "0";
    const [mantissa, exponent] = value.toExponential(1).split("e");
    if (Math.abs(exponent) < 3) return Number(value.toPrecision(3)).toString();
    const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    const up = [...String(Math.abs(exponent))].map((d) => digits[d]).join("");
    return `${mantissa} × 10${exponent < 0 ? "⁻" : ""}${up}`;
}

function bytes(value) {
    return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, " ");
}

/* ΔG with H* as its index. */
function deltaG() {
    return ["ΔG", element("sub", {}, "H*")];
}

const MINUS_T_DELTA_S = "−TΔS";
const UNICODE = [
    ["dE", "ΔE"],
    ["dZPE", "ΔZPE"],
    ["dU_th", "ΔU_th"],
    ["dG", "ΔG"],
    ["T dS", "TΔS"],
    ["H(T)-H(0)", "H(T) − H(0)"],
    ["H2", "H₂"],
    [" - ", " − "],
    ["-TS", "−TS"],
    [">=", "≥"],
    ["<=", "≤"],
];
function formula(text) {
    return UNICODE.reduce((t, [from, to]) => t.replaceAll(from, to), text);
}

function plural(n, one, many) {
    return `${n} ${n === 1 ? one : many || one + "s"}`;
}

function place(source) {
    if (!source || !source.file) return null;
    return element(
        "span",
        {class: "path"},
        source.line ? `${source.file}:${source.line}` : source.file,
    );
}

/* ---- packed numbers ---- */

function unpackBytes(text) {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function unpackFloats(text) {
    const raw = unpackBytes(text);
    const view = new DataView(raw.buffer);
    return Float32Array.from({length: raw.length / 4}, (_, i) => view.getFloat32(4 * i, true));
}

/* v = sign(q) (q / 127)² scale */
function unpackField(field) {
    const raw = unpackBytes(field.q8);
    return Float32Array.from(raw, (b) => {
        const q = (b > 127 ? b - 256 : b) / 127;
        return Math.sign(q) * q * q * field.scale;
    });
}

/* ---- the libraries that are packed into the page ---- */

const libraries = {};
const hasLibrary = (name) => document.getElementById(`library-${name}`).textContent.length > 0;

/* A promise of the library; it is unpacked when somebody first asks for it. */
function library(name) {
    libraries[name] = libraries[name] || unpackLibrary(name);
    return libraries[name];
}

async function unpackLibrary(name) {
    const holder = document.getElementById(`library-${name}`);
    const packed = new Blob([unpackBytes(holder.textContent)]);
    holder.textContent = "";
    const text = await new Response(
        packed.stream().pipeThrough(new DecompressionStream("gzip")),
    ).blob();
    const url = URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
    await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = url;
        script.onload = resolve;
        script.onerror = () => reject(new Error("the browser refused a script of the page"));
        document.head.append(script);
    });
    URL.revokeObjectURL(url);
}

/* ---- vectors ---- */

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const plus = (a, b, s = 1) => [a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]];
const scaled = (a, s) => [a[0] * s, a[1] * s, a[2] * s];
const cross = (a, b) => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
];
const length = (a) => Math.sqrt(dot(a, a));
const unit = (a) => scaled(a, 1 / length(a));

/* ---- what a site is called, and is like ---- */

const siteClass = (s) => (s.structure && s.structure.class) || "unclassified";
const firstPlace = (s) =>
    (s.structure && s.structure.places && s.structure.places.find((p) => p.is_added)) || null;

function placeName(p) {
    if (!p) return null;
    return p.hollow && p.hollow !== "none"
        ? `${p.hollow} ${p.kind}`
        : p.is_ambiguous
          ? `${p.kind} (between two)`
          : p.kind;
}

/* "3 Pt" */
function contactNames(s) {
    if (!s.adsorbed_h.length) return null;
    const count = new Map();
    for (const c of s.adsorbed_h[0].contacts) count.set(c.element, (count.get(c.element) || 0) + 1);
    return [...count].map(([name, n]) => `${n} ${name}`).join(" ") || "none";
}

function chargeOfH(s) {
    const h = s.density && s.density.atoms.find((a) => a.is_adsorbed);
    return h ? h.net_charge_after_e : null;
}

function electronsOfH(s) {
    const h = s.density && s.density.atoms.find((a) => a.is_adsorbed);
    return h ? h.electrons_after : null;
}

function findingsOf(s) {
    return [s, s.structure, s.d_band, s.density]
        .filter(Boolean)
        .flatMap((part) => part.diagnostics || []);
}
