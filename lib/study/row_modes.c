/* The modes that a row sums: those of the adsorbed H, taken out of what was displaced. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/build.h"
#include "dgh/symmetry.h"
#include "study/inside.h"

static bool is_among(size_t atom, const size_t *atoms, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (atoms[i] == atom)
            return true;
    return false;
}

/* The rows of the Hessian that belong to `atoms`; the caller frees the indices. */
static size_t coordinates_of(const dgh_vibrations *v, const size_t *atoms, size_t n_atoms,
                             size_t *index)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n_dofs; i++)
        if (is_among(v->dofs[i].atom, atoms, n_atoms))
            index[n++] = i;
    return n;
}

/* Normal modes of a block of the Hessian; atoms in `isotopes` weigh `mass_u` where that is set. */
static dgh_status block_modes(dgh_mode **out, size_t *n_out, dgh_inside *in,
                              const dgh_vibrations *v, const size_t *index, size_t n,
                              const size_t *isotopes, size_t n_isotopes, dgh_error *err)
{
    double isotope_u = in->study.options.isotope_mass_u;
    dgh_dof *dofs = calloc(n + 1, sizeof *dofs);
    double *hessian = calloc(n * n + 1, sizeof *hessian);
    dgh_modes *modes = NULL;
    dgh_status status = dofs && hessian ? DGH_OK : dgh_error_nomem(err);
    if (status == DGH_OK) {
        for (size_t i = 0; i < n; i++) {
            dofs[i] = v->dofs[index[i]];
            if (isotope_u > 0.0 && is_among(dofs[i].atom, isotopes, n_isotopes))
                dofs[i].mass_u = isotope_u;
            for (size_t k = 0; k < n; k++)
                hessian[i * n + k] = v->hessian_ev_per_ang2[index[i] * v->n_dofs + index[k]];
        }
        dgh_vibrations block = {.n_dofs = n, .dofs = dofs, .hessian_ev_per_ang2 = hessian};
        status = dgh_thermo_normal_modes(&modes, &block, NULL, err);
    }
    if (status == DGH_OK) {
        *out = dgh_arena_alloc(in->arena, modes->n_modes, sizeof **out);
        *n_out = modes->n_modes;
        if (*out)
            memcpy(*out, modes->modes, modes->n_modes * sizeof **out);
        else
            status = dgh_error_nomem(err);
    }
    dgh_modes_free(modes);
    free(hessian);
    free(dofs);
    return status;
}

static double mass_of_h_u(const dgh_structure *s)
{
    for (size_t i = 0; i < s->n_species; i++)
        if (s->species[i].atomic_number == 1 && s->species[i].mass_u.has)
            return s->species[i].mass_u.value;
    return dgh_element_mass_u(1);
}

/* Printed modes; where all of them are of H alone, another isotope scales them all alike. */
static dgh_mode *printed_modes(dgh_inside *in, size_t run, size_t n, bool h_alone)
{
    const dgh_vibrations *v = in->runs[run].vibrations;
    dgh_mode *modes = dgh_arena_alloc(in->arena, n, sizeof *modes);
    double isotope_u = in->study.options.isotope_mass_u, scale = 1.0;
    if (isotope_u > 0.0 && h_alone)
        scale = sqrt(mass_of_h_u(&in->facts[run].final) / isotope_u);
    for (size_t i = 0; modes && i < n; i++)
        modes[i] = (dgh_mode){v->modes[i].freq_cm1 * scale, v->modes[i].imaginary};
    return modes;
}

static const char *run_path(const dgh_inside *in, size_t run)
{
    size_t f = in->runs[run].frequencies;
    return in->runs[f == DGH_NO_RUN ? run : f].path;
}

static void say_none(dgh_findings *findings, const dgh_inside *in, size_t run)
{
    dgh_findings_add(findings, DGH_WARNING, "no-frequencies", dgh_run_source(&in->runs[run]),
                     "%s: no frequency run, so only ΔE + 0.24 eV can be given", in->runs[run].path);
}

/* Where the host was displaced alike, each kept coordinate of the slab has its partner there. */
static bool host_has_equal_set(const dgh_inside *in, const dgh_pair *pair, const size_t *adsorbed,
                               size_t n_adsorbed)
{
    const dgh_vibrations *v = in->runs[pair->final].vibrations;
    const dgh_vibrations *h = in->runs[pair->initial].vibrations;
    const dgh_match *match = in->facts[pair->final].match;
    if (!h || !match || pair->differential || h->n_dofs + 3 * n_adsorbed != v->n_dofs)
        return false;
    for (size_t i = 0; i < v->n_dofs; i++) {
        if (is_among(v->dofs[i].atom, adsorbed, n_adsorbed))
            continue;
        bool found = false;
        for (size_t k = 0; k < h->n_dofs && !found; k++)
            found = h->dofs[k].axis == v->dofs[i].axis && h->dofs[k].atom < match->n_host &&
                    match->host_to_full[h->dofs[k].atom] == v->dofs[i].atom;
        if (!found)
            return false;
    }
    return true;
}

static dgh_status all_modes(dgh_mode **out, size_t *n, dgh_inside *in, size_t run,
                            const size_t *isotopes, size_t n_isotopes, dgh_error *err)
{
    const dgh_vibrations *v = in->runs[run].vibrations;
    size_t *index = calloc(v->n_dofs + 1, sizeof *index);
    if (!index)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < v->n_dofs; i++)
        index[i] = i;
    dgh_status status = block_modes(out, n, in, v, index, v->n_dofs, isotopes, n_isotopes, err);
    free(index);
    return status;
}

/* Modes of `atoms` in run `run` from its Hessian; `*n` is 0 where a coordinate is missing. */
static dgh_status modes_of_atoms(dgh_mode **out, size_t *n, dgh_inside *in, size_t run,
                                 const size_t *atoms, size_t n_atoms, dgh_error *err)
{
    const dgh_vibrations *v = in->runs[run].vibrations;
    size_t *index = calloc(v->n_dofs + 1, sizeof *index);
    *n = 0;
    if (!index)
        return dgh_error_nomem(err);
    dgh_status status = DGH_OK;
    size_t found = coordinates_of(v, atoms, n_atoms, index);
    if (found == 3 * n_atoms)
        status = block_modes(out, n, in, v, index, found, atoms, n_atoms, err);
    free(index);
    return status;
}

static void say_incomplete(dgh_findings *findings, const dgh_inside *in, size_t run, size_t has,
                           size_t wants)
{
    dgh_findings_add(
        findings, DGH_WARNING, "incomplete-frequencies", dgh_run_source(&in->runs[run]),
        "%s: %zu of the %zu coordinates of the adsorbed H were displaced, so only ΔE + "
        "0.24 eV can be given",
        run_path(in, run), has, wants);
}

static size_t displaced_of(const dgh_inside *in, size_t run, const size_t *atoms, size_t n_atoms)
{
    const dgh_vibrations *v = in->runs[run].vibrations;
    size_t n = 0;
    for (size_t i = 0; i < v->n_dofs; i++)
        n += is_among(v->dofs[i].atom, atoms, n_atoms);
    return n;
}

static dgh_status average_from_hessian(dgh_row_modes *out, dgh_inside *in, const dgh_pair *pair,
                                       const size_t *atoms, size_t n, dgh_findings *findings,
                                       dgh_error *err)
{
    const dgh_vibrations *v = in->runs[pair->final].vibrations;
    size_t has = displaced_of(in, pair->final, atoms, n);
    if (has < 3 * n) {
        say_incomplete(findings, in, pair->final, has, 3 * n);
        return DGH_OK;
    }
    out->source = v->hessian_source;
    out->note = v->method;
    if (v->n_dofs > 3 * n && host_has_equal_set(in, pair, atoms, n)) {
        out->has = out->has_initial = true;
        out->initial_source = in->runs[pair->initial].vibrations->hessian_source;
        out->note = out->initial_note = "the slab's own modes are in both sums";
        dgh_status status = all_modes(&out->modes, &out->n_modes, in, pair->final, atoms, n, err);
        return status == DGH_OK ? all_modes(&out->initial_modes, &out->n_initial_modes, in,
                                            pair->initial, NULL, 0, err)
                                : status;
    }
    if (v->n_dofs > 3 * n) {
        out->note = "the block of the adsorbed H of a larger Hessian";
        dgh_findings_add(findings, DGH_NOTE, "hessian-block", v->hessian_source,
                         "%s: %zu coordinates were displaced, and the host has no equal set: the "
                         "block of the adsorbed H alone counts",
                         run_path(in, pair->final), v->n_dofs);
    }
    out->has = true;
    return modes_of_atoms(&out->modes, &out->n_modes, in, pair->final, atoms, n, err);
}

static void average_from_printed(dgh_row_modes *out, dgh_inside *in, const dgh_pair *pair, size_t n,
                                 dgh_findings *findings)
{
    const dgh_vibrations *v = in->runs[pair->final].vibrations;
    const dgh_vibrations *h = in->runs[pair->initial].vibrations;
    if (v->n_modes < 3 * n) {
        say_incomplete(findings, in, pair->final, v->n_modes, 3 * n);
        return;
    }
    bool with_host = v->n_modes > 3 * n;
    if (with_host && (!h || h->n_modes + 3 * n != v->n_modes)) {
        dgh_findings_add(findings, DGH_WARNING, "modes-of-the-slab-too", v->modes[0].source,
                         "%s: prints %zu modes where the adsorbed H has %zu, gives no Hessian to "
                         "take the H out of, and the host has no equal set: only ΔE + 0.24 eV can "
                         "be given",
                         run_path(in, pair->final), v->n_modes, 3 * n);
        return;
    }
    if (with_host && in->study.options.isotope_mass_u > 0.0) {
        dgh_findings_add(findings, DGH_WARNING, "isotope-needs-hessian", v->modes[0].source,
                         "%s: the modes of the slab are among those printed; another isotope needs "
                         "the Hessian",
                         run_path(in, pair->final));
        return;
    }
    out->n_modes = v->n_modes;
    out->modes = printed_modes(in, pair->final, v->n_modes, !with_host);
    out->source = v->modes[0].source;
    out->note = v->modes_note ? v->modes_note : "frequencies as printed";
    out->has = true;
    if (with_host) {
        out->has_initial = true;
        out->n_initial_modes = h->n_modes;
        out->initial_modes = printed_modes(in, pair->initial, h->n_modes, false);
        out->initial_source = h->modes[0].source;
        out->initial_note = "frequencies as printed";
    }
}

/* n H minus (n - 1) H: both blocks, or the block of the added H where it alone was displaced. */
static dgh_status differential(dgh_row_modes *out, dgh_inside *in, const dgh_pair *pair,
                               dgh_findings *findings, dgh_error *err)
{
    const dgh_vibrations *v = in->runs[pair->final].vibrations;
    const dgh_vibrations *w = in->runs[pair->initial].vibrations;
    const dgh_match *all = in->facts[pair->final].match, *before = in->facts[pair->initial].match;
    size_t n = pair->n_h, has = displaced_of(in, pair->final, all->adsorbate, n);
    if (!v->n_dofs) {
        if (v->n_modes != 3 * n || !w || w->n_modes != 3 * (n - 1)) {
            say_incomplete(findings, in, pair->final, v->n_modes, 3 * n);
            return DGH_OK;
        }
        out->has = out->has_initial = true;
        out->n_modes = v->n_modes;
        out->modes = printed_modes(in, pair->final, v->n_modes, true);
        out->n_initial_modes = w->n_modes;
        out->initial_modes = printed_modes(in, pair->initial, w->n_modes, true);
        out->source = v->modes[0].source;
        out->initial_source = w->modes[0].source;
        return out->modes && out->initial_modes ? DGH_OK : dgh_error_nomem(err);
    }
    out->source = v->hessian_source;
    out->note = v->method;
    if (has == 3 * n) {
        if (!w || !w->n_dofs) {
            say_none(findings, in, pair->initial);
            return DGH_OK;
        }
        size_t has_before = displaced_of(in, pair->initial, before->adsorbate, n - 1);
        if (has_before < 3 * (n - 1)) {
            say_incomplete(findings, in, pair->initial, has_before, 3 * (n - 1));
            return DGH_OK;
        }
        out->has = out->has_initial = true;
        out->initial_source = w->hessian_source;
        out->initial_note = w->method;
        dgh_status status = modes_of_atoms(&out->modes, &out->n_modes, in, pair->final,
                                           all->adsorbate, n, err);
        return status == DGH_OK ? modes_of_atoms(&out->initial_modes, &out->n_initial_modes, in,
                                                 pair->initial, before->adsorbate, n - 1, err)
                                : status;
    }
    dgh_match *step = NULL;
    if (has == 3 &&
        dgh_surface_match(&step, &in->facts[pair->final].final, &in->facts[pair->initial].final,
                          NULL) == DGH_OK &&
        step->n_adsorbate == 1 && displaced_of(in, pair->final, step->adsorbate, 1) == 3) {
        out->has = true;
        out->note = "the added H alone was displaced";
        dgh_status status = modes_of_atoms(&out->modes, &out->n_modes, in, pair->final,
                                           step->adsorbate, 1, err);
        dgh_match_free(step);
        return status;
    }
    dgh_match_free(step);
    say_incomplete(findings, in, pair->final, has, 3 * n);
    return DGH_OK;
}

dgh_status dgh_study_row_modes(dgh_row_modes *out, dgh_inside *in, const dgh_pair *pair,
                               dgh_findings *findings, dgh_error *err)
{
    *out = (dgh_row_modes){0};
    const dgh_vibrations *v = in->runs[pair->final].vibrations;
    const dgh_match *match = in->facts[pair->final].match;
    if (!match)
        return DGH_OK;
    if (!v) {
        say_none(findings, in, pair->final);
        return DGH_OK;
    }
    if (pair->differential)
        return in->facts[pair->initial].match ? differential(out, in, pair, findings, err) : DGH_OK;
    if (v->n_dofs)
        return average_from_hessian(out, in, pair, match->adsorbate, match->n_adsorbate, findings,
                                    err);
    average_from_printed(out, in, pair, match->n_adsorbate, findings);
    return out->has && !out->modes ? dgh_error_nomem(err) : DGH_OK;
}

/* ---- gas ---- */

static int by_atom(const void *a, const void *b)
{
    const dgh_dof *x = a, *y = b;
    if (x->atom != y->atom)
        return x->atom < y->atom ? -1 : 1;
    return x->axis - y->axis;
}

/* Positions of the two atoms with the second beside the first, not in a neighbouring cell. */
static void unfold(const dgh_structure *s, double position[6])
{
    double away[3];
    memcpy(position, s->position_ang, 6 * sizeof *position);
    for (int k = 0; k < 3; k++)
        away[k] = position[3 + k] - position[k];
    dgh_cell_reduce(s->cell_ang, away);
    for (int k = 0; k < 3; k++)
        position[3 + k] = position[k] + away[k];
}

/* The stretch of H2 from a Hessian of both atoms, rigid motions projected out. */
static bool stretch_from_hessian(dgh_mode *out, dgh_inside *in, size_t gas)
{
    const dgh_vibrations *v = in->runs[gas].vibrations;
    dgh_dof dofs[6];
    double hessian[36];
    size_t at[6];
    if (v->n_dofs != 6)
        return false;
    memcpy(dofs, v->dofs, sizeof dofs);
    qsort(dofs, 6, sizeof *dofs, by_atom);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++)
            if (v->dofs[k].atom == dofs[i].atom && v->dofs[k].axis == dofs[i].axis)
                at[i] = k;
    for (size_t i = 0; i < 36; i++)
        hessian[i] = v->hessian_ev_per_ang2[at[i / 6] * 6 + at[i % 6]];
    double isotope_u = in->study.options.isotope_mass_u;
    for (size_t i = 0; i < 6 && isotope_u > 0.0; i++)
        dofs[i].mass_u = isotope_u;
    dgh_vibrations sorted = {.n_dofs = 6, .dofs = dofs, .hessian_ev_per_ang2 = hessian};
    double position[6];
    unfold(&in->facts[gas].final, position);
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.molecule_position_ang = position;
    options.molecule_n_atoms = 2;
    dgh_modes *modes;
    if (dgh_thermo_normal_modes(&modes, &sorted, &options, NULL) != DGH_OK)
        return false;
    bool found = modes->n_modes > 0 && !modes->modes[0].imaginary;
    if (found)
        *out = modes->modes[0];
    dgh_modes_free(modes);
    return found;
}

static bool stretch_as_printed(dgh_mode *out, dgh_inside *in, size_t gas)
{
    const dgh_vibrations *v = in->runs[gas].vibrations;
    dgh_mode highest = {0};
    for (size_t i = 0; i < v->n_modes; i++)
        if (!v->modes[i].imaginary && v->modes[i].freq_cm1 > highest.freq_cm1)
            highest.freq_cm1 = v->modes[i].freq_cm1;
    if (in->study.options.isotope_mass_u > 0.0)
        highest.freq_cm1 *= sqrt(mass_of_h_u(&in->facts[gas].final) /
                                 in->study.options.isotope_mass_u);
    *out = highest;
    return highest.freq_cm1 > 0.0;
}

static double bond_ang(const dgh_structure *s)
{
    double x[6];
    unfold(s, x);
    return sqrt((x[3] - x[0]) * (x[3] - x[0]) + (x[4] - x[1]) * (x[4] - x[1]) +
                (x[5] - x[2]) * (x[5] - x[2]));
}

static dgh_mode tabulated(dgh_inside *in, const char **note, dgh_findings *findings,
                          const char *path)
{
    dgh_mode mode = dgh_thermo_h2_tabulated_mode(note);
    double isotope_u = in->study.options.isotope_mass_u;
    if (isotope_u > 0.0)
        mode.freq_cm1 *= sqrt(dgh_element_mass_u(1) / isotope_u);
    dgh_findings_add(findings, DGH_WARNING, "h2-zpe-tabulated", (dgh_source){path, 0},
                     "no frequency run of H2%s%s: %s", path ? " for " : "", path ? path : "",
                     *note ? *note : "tabulated zero-point energy");
    return mode;
}

static double mass_of_u(const dgh_structure *s, size_t atom)
{
    const dgh_real mass = s->species[s->species_of_atom[atom]].mass_u;
    return mass.has ? mass.value : dgh_element_mass_u(dgh_structure_element(s, atom));
}

/* By hand, else from the point group of the gas run's molecule, else that of H2. It counts with the
 * rigid rotor alone: the JANAF table is of H2. An isotope given by hand makes both atoms alike. */
static int gas_symmetry_number(dgh_inside *in, size_t gas, dgh_findings *findings)
{
    const dgh_study_options *o = &in->study.options;
    unsigned number = 2;
    const char *from = "that of H2";
    dgh_source source = {0};
    if (o->gas_symmetry_number > 0) {
        number = (unsigned)o->gas_symmetry_number;
        from = "as given";
    } else if (gas != DGH_NO_RUN && o->isotope_mass_u <= 0.0 &&
               dgh_symmetry_number(&number, &in->facts[gas].final, 0.0, NULL) == DGH_OK) {
        from = "from the point group of the molecule";
        source.path = in->runs[gas].path;
    } else {
        number = 2;
    }
    if (o->gas_model == DGH_GAS_RRHO)
        dgh_findings_add(findings, DGH_NOTE, "gas-symmetry", source, "symmetry number %u, %s",
                         number, from);
    return (int)number;
}

dgh_status dgh_study_row_gas(dgh_gas *out, dgh_source *source, const char **note, dgh_inside *in,
                             const dgh_pair *pair, dgh_findings *findings, dgh_error *err)
{
    const dgh_study_options *o = &in->study.options;
    dgh_gas_options options = DGH_GAS_OPTIONS_INIT;
    dgh_mode mode = {0};
    bool computed = false;
    *source = (dgh_source){0};
    *note = NULL;
    options.model = o->gas_model;
    options.temperature_k = o->temperature_k;
    options.pressure_bar = o->pressure_bar;
    if (pair->gas != DGH_NO_RUN) {
        const dgh_vibrations *v = in->runs[pair->gas].vibrations;
        if (v) {
            computed = v->n_dofs ? stretch_from_hessian(&mode, in, pair->gas) : false;
            *source = v->hessian_source;
            if (!computed && v->n_modes) {
                computed = stretch_as_printed(&mode, in, pair->gas);
                *source = v->modes[0].source;
            }
        }
        const dgh_structure *gas = &in->facts[pair->gas].final;
        options.bond_length_ang = bond_ang(gas);
        for (size_t i = 0; i < 2; i++)
            options.mass_u[i] = o->isotope_mass_u > 0.0 ? o->isotope_mass_u : mass_of_u(gas, i);
    } else if (o->isotope_mass_u > 0.0) {
        options.mass_u[0] = options.mass_u[1] = o->isotope_mass_u;
    }
    if (!computed)
        mode = tabulated(in, note, findings,
                         pair->gas == DGH_NO_RUN ? NULL : in->runs[pair->gas].path);
    options.modes = &mode;
    options.n_modes = 1;
    options.symmetry_number = gas_symmetry_number(in, pair->gas, findings);
    const bool heavy = fmax(options.mass_u[0], options.mass_u[1]) > 1.5;
    if (heavy && options.model == DGH_GAS_JANAF) {
        options.model = DGH_GAS_RRHO;
        *note = "RRHO, because the JANAF table is of H2";
        dgh_findings_add(findings, DGH_NOTE, "gas-model", (dgh_source){0},
                         "the JANAF table is of H2: rigid rotor and harmonic oscillator for mass "
                         "%.4g u instead",
                         fmax(options.mass_u[0], options.mass_u[1]));
    }
    return dgh_thermo_gas(out, &options, err);
}
