/* Which vibrations count for a run: those of a frequency run at its geometry, or a Hessian from
 * displaced runs. Linear response and a code's own frequency run come before displaced runs, as
 * they carry no step length; a set that lacks a coordinate of an H comes last. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

static const double AGREE_CM1 = 1.0, DISAGREE_CM1 = 10.0;

/* Coordinates of H atoms that are displaced. */
static size_t h_coordinates(const dgh_structure *s, const dgh_vibrations *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n_dofs; i++)
        n += v->dofs[i].atom < s->n_atoms && dgh_structure_element(s, v->dofs[i].atom) == 1;
    return n;
}

/* The same vibrations with atoms numbered as in the run that they belong to. */
static const dgh_vibrations *in_order_of(dgh_inside *in, size_t owner, size_t run)
{
    const dgh_structure *to = &in->facts[owner].final, *from = &in->facts[run].final;
    const dgh_vibrations *v = &in->runs[run].calculation->vibrations;
    for (size_t i = 0; i < v->n_dofs; i++)
        if (v->dofs[i].atom >= to->n_atoms)
            return NULL;
    double direct = dgh_largest_move_ang(to, from);
    if (v->n_dofs == 0 || !in->facts[run].has_geometry || (direct >= 0.0 && direct < 0.5))
        return v;
    dgh_match *match;
    if (dgh_surface_match(&match, from, to, NULL) != DGH_OK)
        return NULL;
    dgh_vibrations *mapped = dgh_arena_alloc(in->arena, 1, sizeof *mapped);
    dgh_dof *dofs = dgh_arena_alloc(in->arena, v->n_dofs, sizeof *dofs);
    if (!mapped || !dofs) {
        in->findings.failed = true;
        dgh_match_free(match);
        return NULL;
    }
    *mapped = *v;
    memcpy(dofs, v->dofs, v->n_dofs * sizeof *dofs);
    for (size_t i = 0; i < v->n_dofs; i++)
        for (size_t k = 0; k < match->n_host; k++)
            if (match->host_to_full[k] == v->dofs[i].atom)
                dofs[i].atom = (uint32_t)k;
    mapped->dofs = dofs;
    dgh_match_free(match);
    return mapped;
}

/* ---- displaced runs ---- */

static double *masses_of(dgh_inside *in, size_t run)
{
    const dgh_structure *s = &in->facts[run].final;
    double *mass_u = dgh_arena_alloc(in->arena, s->n_atoms, sizeof *mass_u);
    for (size_t i = 0; mass_u && i < s->n_atoms; i++) {
        const dgh_species *species = &s->species[s->species_of_atom[i]];
        mass_u[i] = species->mass_u.has ? species->mass_u.value
                                        : dgh_element_mass_u(species->atomic_number);
    }
    return mass_u;
}

/* Masses may be stated by the displaced runs alone. */
static size_t states_masses(const dgh_inside *in, size_t owner, const size_t *set, size_t n)
{
    for (size_t i = 0; i <= n; i++) {
        size_t run = i ? set[i - 1] : owner;
        const dgh_structure *s = &in->facts[run].final;
        bool all = s->n_atoms == in->facts[owner].final.n_atoms;
        for (size_t k = 0; k < s->n_species; k++)
            all &= s->species[k].mass_u.has;
        if (all)
            return run;
    }
    return owner;
}

static const dgh_vibrations *keep(dgh_inside *in, const dgh_fd_hessian *h, dgh_source source,
                                  size_t n_runs)
{
    dgh_vibrations *v = dgh_arena_alloc(in->arena, 1, sizeof *v);
    dgh_dof *dofs = dgh_arena_alloc(in->arena, h->n_dofs, sizeof *dofs);
    double *hessian = dgh_arena_alloc(in->arena, h->n_dofs, h->n_dofs * sizeof *hessian);
    char *method = dgh_arena_printf(in->arena, "finite differences of %zu displaced runs, ±%.3g Å",
                                    n_runs, h->step_ang);
    if (!v || !dofs || !hessian || !method) {
        in->findings.failed = true;
        return NULL;
    }
    memcpy(dofs, h->dofs, h->n_dofs * sizeof *dofs);
    memcpy(hessian, h->hessian_ev_per_ang2, h->n_dofs * h->n_dofs * sizeof *hessian);
    *v = (dgh_vibrations){.n_dofs = h->n_dofs,
                          .dofs = dofs,
                          .hessian_ev_per_ang2 = hessian,
                          .method = method,
                          .hessian_source = source};
    return v;
}

/* The Hessian of the displaced runs of one directory; NULL with a finding if it is not complete. */
static const dgh_vibrations *from_set(dgh_inside *in, size_t owner, const char *folder,
                                      size_t *first)
{
    size_t n = 0, n_parts = 1;
    DGH_EACH_PART (in, i, owner)
        n_parts++;
    size_t *set = calloc(n_parts, sizeof *set);
    dgh_displaced_run *displaced = calloc(n_parts, sizeof *displaced);
    const dgh_vibrations *v = NULL;
    const char *failure = NULL;
    dgh_error err = {0};
    DGH_EACH_PART (in, i, owner) {
        const dgh_run *r = &in->runs[i];
        if (!set || !displaced || failure)
            break;
        if (r->role != DGH_ROLE_DISPLACED || strcmp(in->facts[i].set, folder) != 0)
            continue;
        const dgh_ionic_step *step = dgh_calculation_energy_step(r->calculation);
        if (dgh_largest_move_ang(&in->facts[owner].final, &in->facts[i].final) < 0.0)
            failure = dgh_arena_printf(in->arena, "%s has other atoms", r->path);
        else if (!step || !step->force_ev_per_ang)
            failure = dgh_arena_printf(in->arena, "%s gives no forces", r->path);
        else if (r->calculation->status != DGH_RUN_COMPLETE)
            failure = dgh_arena_printf(in->arena, "%s is %s", r->path,
                                       dgh_run_status_name(r->calculation->status));
        else
            displaced[n] = (dgh_displaced_run){in->facts[i].final.position_ang,
                                               step->force_ev_per_ang, r->path};
        set[n++] = i;
    }
    dgh_fd_hessian *h = NULL;
    if (!failure && n) {
        const dgh_structure *s = &in->facts[owner].final;
        const double *mass_u = masses_of(in, states_masses(in, owner, set, n));
        if (!mass_u)
            in->findings.failed = true;
        else if (dgh_thermo_hessian_from_forces(&h, s->n_atoms, s->cell_ang, s->position_ang,
                                                mass_u, displaced, n, &err) == DGH_OK)
            v = keep(in, h, dgh_run_source(&in->runs[set[0]]), n);
        else
            failure = err.message;
    }
    if (failure)
        dgh_findings_add(&in->findings, DGH_WARNING, "finite-differences-incomplete",
                         (dgh_source){folder, 0},
                         "%s: no Hessian from these displaced runs of %s: %s", folder,
                         in->runs[owner].path, failure);
    if (n)
        *first = set[0];
    dgh_fd_hessian_free(h);
    free(displaced);
    free(set);
    return v;
}

static const dgh_vibrations *from_displaced(dgh_inside *in, size_t owner, size_t *first)
{
    const char *last = NULL;
    DGH_EACH_PART (in, i, owner) {
        const char *folder = in->facts[i].set;
        if (in->runs[i].role != DGH_ROLE_DISPLACED || (last && strcmp(last, folder) == 0))
            continue;
        last = folder;
        const dgh_vibrations *v = from_set(in, owner, folder, first);
        if (v)
            return v;
    }
    return NULL;
}

/* ---- frequency runs ---- */

static bool is_usable(const dgh_calculation *c)
{
    return c->vibrations.n_dofs || c->vibrations.n_modes;
}

/* Finished runs with a Hessian of all H first, then the order of the paths. */
static int rank(const dgh_inside *in, size_t owner, size_t run)
{
    const dgh_calculation *c = in->runs[run].calculation;
    size_t wanted = 3 * in->facts[owner].n_h,
           has = h_coordinates(&in->facts[run].final, &c->vibrations);
    int r = 0;
    r += c->status == DGH_RUN_COMPLETE || c->status == DGH_RUN_UNKNOWN ? 0 : 8;
    r += has >= wanted || (!has && c->vibrations.n_modes >= wanted) ? 0 : 4;
    r += c->vibrations.n_dofs ? 0 : 2;
    return r;
}

static size_t choose_frequency_run(const dgh_inside *in, size_t owner)
{
    size_t best = DGH_NO_RUN;
    DGH_EACH_PART (in, i, owner)
        if (in->runs[i].role == DGH_ROLE_FREQUENCIES && is_usable(in->runs[i].calculation) &&
            (best == DGH_NO_RUN || rank(in, owner, i) < rank(in, owner, best)))
            best = i;
    return best;
}

/* ---- what is said about it ---- */

static int from_high_to_low(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Wavenumbers of the H atoms' block, imaginary ones negative, from high to low; the caller frees.
 */
static double *h_wavenumbers(const dgh_inside *in, size_t owner, const dgh_vibrations *v, size_t *n)
{
    const dgh_structure *s = &in->facts[owner].final;
    dgh_vibrations block = {.dofs = calloc(v->n_dofs + 1, sizeof(dgh_dof))};
    double *hessian = calloc(v->n_dofs * v->n_dofs + 1, sizeof *hessian), *out = NULL;
    size_t *of = calloc(v->n_dofs + 1, sizeof *of);
    dgh_modes *modes = NULL;
    if (block.dofs && hessian && of) {
        for (size_t i = 0; i < v->n_dofs; i++)
            if (dgh_structure_element(s, v->dofs[i].atom) == 1) {
                of[block.n_dofs] = i;
                ((dgh_dof *)(uintptr_t)block.dofs)[block.n_dofs++] = v->dofs[i];
            }
        for (size_t i = 0; i < block.n_dofs; i++)
            for (size_t k = 0; k < block.n_dofs; k++)
                hessian[i * block.n_dofs + k] = v->hessian_ev_per_ang2[of[i] * v->n_dofs + of[k]];
        block.hessian_ev_per_ang2 = hessian;
        if (dgh_thermo_normal_modes(&modes, &block, NULL, NULL) == DGH_OK)
            out = calloc(modes->n_modes + 1, sizeof *out);
    }
    for (size_t i = 0; out && i < modes->n_modes; i++)
        out[i] = modes->modes[i].imaginary ? -modes->modes[i].freq_cm1 : modes->modes[i].freq_cm1;
    if (out) {
        *n = modes->n_modes;
        qsort(out, *n, sizeof *out, from_high_to_low);
    }
    dgh_modes_free(modes);
    free(of);
    free(hessian);
    free((void *)(uintptr_t)block.dofs);
    return out;
}

/* Both routes for one run: which counts, and by how much the other differs. */
static void compare_routes(dgh_inside *in, size_t owner, size_t used, const dgh_vibrations *a,
                           size_t other, const dgh_vibrations *b)
{
    size_t n = 0, m = 0;
    double *x = a->n_dofs ? h_wavenumbers(in, owner, a, &n) : NULL;
    double *y = b->n_dofs ? h_wavenumbers(in, owner, b, &m) : NULL;
    double largest = 0.0;
    size_t compared = n == m ? n : 0;
    if (in->facts[owner].is_gas && compared)
        compared = 1; /* the stretch; the others are its rigid motions */
    for (size_t i = 0; x && y && i < compared; i++)
        largest = fmax(largest, fabs(x[i] - y[i]));
    dgh_severity severity = largest > DISAGREE_CM1 ? DGH_WARNING : DGH_NOTE;
    if (compared && largest > AGREE_CM1)
        dgh_findings_add(&in->findings, severity, "two-sets-of-frequencies",
                         dgh_run_source(&in->runs[used]),
                         "%s counts for %s; %s gives frequencies that differ by up to %.1f cm-1",
                         in->runs[used].path, in->runs[owner].path, in->runs[other].path, largest);
    else
        dgh_findings_add(&in->findings, DGH_NOTE, "two-sets-of-frequencies",
                         dgh_run_source(&in->runs[used]), "%s counts for %s, and not %s",
                         in->runs[used].path, in->runs[owner].path, in->runs[other].path);
    free(x);
    free(y);
}

/* The frequencies that the code printed against those of its own Hessian. */
static void check_printed(dgh_inside *in, size_t run)
{
    const dgh_vibrations *v = &in->runs[run].calculation->vibrations;
    dgh_modes *modes;
    if (!v->n_dofs || v->n_modes != v->n_dofs || v->modes_note ||
        dgh_thermo_normal_modes(&modes, v, NULL, NULL) != DGH_OK)
        return;
    double *printed = calloc(v->n_modes, sizeof *printed), largest = 0.0;
    for (size_t i = 0; printed && i < v->n_modes; i++)
        printed[i] = v->modes[i].imaginary ? -v->modes[i].freq_cm1 : v->modes[i].freq_cm1;
    if (printed) {
        qsort(printed, v->n_modes, sizeof *printed, from_high_to_low);
        size_t n_real = 0;
        for (size_t i = 0; i < modes->n_modes; i++)
            n_real += !modes->modes[i].imaginary;
        for (size_t i = 0; i < modes->n_modes; i++) { /* modes list imaginary ones largest first */
            double own = i < n_real ? modes->modes[i].freq_cm1
                                    : -modes->modes[n_real + modes->n_modes - 1 - i].freq_cm1;
            largest = fmax(largest, fabs(own - printed[i]));
        }
    }
    if (largest > AGREE_CM1)
        dgh_findings_add(&in->findings, DGH_WARNING, "modes-disagree", v->modes[0].source,
                         "%s: the printed frequencies differ by up to %.1f cm-1 from those of the "
                         "Hessian in the same files; the Hessian's are used",
                         in->runs[run].path, largest);
    free(printed);
    dgh_modes_free(modes);
}

/* What a plan asks for: a frequency run, the set of a displaced run, or nothing. */
static void attach_as_planned(dgh_inside *in, size_t owner)
{
    dgh_run *r = &in->runs[owner];
    size_t first = DGH_NO_RUN, run = r->frequencies;
    if (run == DGH_NO_RUN)
        return;
    if (in->runs[run].role == DGH_ROLE_DISPLACED)
        r->vibrations = from_set(in, owner, in->facts[run].set, &first);
    else
        r->vibrations = in_order_of(in, owner, run);
}

static void attach(dgh_inside *in, size_t owner)
{
    dgh_run *r = &in->runs[owner];
    size_t first = DGH_NO_RUN, run = choose_frequency_run(in, owner);
    if (run == DGH_NO_RUN && in->facts[owner].is_vibrational)
        run = owner;
    const dgh_vibrations *own = run == DGH_NO_RUN ? NULL : in_order_of(in, owner, run);
    const dgh_vibrations *displaced = from_displaced(in, owner, &first);
    bool own_lacks = own && rank(in, owner, run) >= 4;
    if (own && !(own_lacks && displaced)) {
        r->frequencies = run;
        r->vibrations = own;
        check_printed(in, run);
        if (displaced)
            compare_routes(in, owner, run, own, first, displaced);
    } else if (displaced) {
        r->frequencies = first;
        r->vibrations = displaced;
        if (own)
            compare_routes(in, owner, first, displaced, run, own);
    }
}

/* A run without a part in any ΔG (an adsorbate whose host is not in the tree) keeps the Hessian of
 * its displaced runs: it can be looked at alone. */
static void attach_alone(dgh_inside *in, size_t owner)
{
    size_t first = DGH_NO_RUN;
    const dgh_vibrations *displaced = from_displaced(in, owner, &first);
    if (!displaced)
        return;
    in->runs[owner].vibrations = displaced;
    in->runs[owner].frequencies = first;
}

dgh_status dgh_study_attach_vibrations(dgh_inside *in, dgh_error *err)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        dgh_role role = in->runs[i].role;
        if (role == DGH_ROLE_UNUSED && !in->facts[i].plans_frequencies)
            attach_alone(in, i);
        if (role != DGH_ROLE_GAS && role != DGH_ROLE_HOST && role != DGH_ROLE_ADSORBED)
            continue;
        if (in->facts[i].plans_frequencies)
            attach_as_planned(in, i);
        else
            attach(in, i);
    }
    return in->findings.failed ? dgh_error_nomem(err) : DGH_OK;
}
