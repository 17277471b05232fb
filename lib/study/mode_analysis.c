/* The vibrations of one run: Hessian beside print, isotopes, sums at a list of temperatures. */
#include "dgh/modes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "record/build.h"

/* A molecule is alone in its cell when this much is empty along each lattice vector. */
static const double LEAST_VACUUM_ANG = 5.0;
/* Hessian and print agree within this, cm^-1: printed frequencies carry the code's own constants
 * (VASP's differ from CODATA 2018 by up to 0.5 cm^-1 at 4400 cm^-1). */
static const double AGREEMENT_CM1 = 1.0;

enum { MAX_DIAGNOSTICS = 8, MAX_MOLECULE_ATOMS = 64 };

typedef struct work {
    dgh_mode_analysis *analysis;
    dgh_arena *arena;
    dgh_diagnostic *diagnostics;
    double *molecule_ang; /* unwrapped positions where rigid motions are to be removed */
    bool is_molecule;
} work;

static void note(work *w, dgh_severity severity, const char *code, dgh_source source,
                 const char *message)
{
    if (message && w->analysis->n_diagnostics < MAX_DIAGNOSTICS)
        w->diagnostics[w->analysis->n_diagnostics++] = (dgh_diagnostic){severity, code, message,
                                                                        source};
}

/* ---- molecules ------------------------------------------------------------------------------ */

/* Judged by the number of modes where there is no Hessian. */
static bool every_atom_displaced(const dgh_vibrations *v, size_t n_atoms)
{
    if (v->n_dofs == 0)
        return v->n_modes == 3 * n_atoms;
    if (v->n_dofs != 3 * n_atoms)
        return false;
    for (size_t i = 0; i < v->n_dofs; i++)
        if (v->dofs[i].atom != i / 3 || v->dofs[i].axis != i % 3)
            return false;
    return true;
}

/* Distance between the planes of the lattice vectors other than `axis`. */
static double plane_distance(const double cell[3][3], size_t axis)
{
    const double *b = cell[(axis + 1) % 3], *c = cell[(axis + 2) % 3];
    double n[3] = {b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]};
    return dgh_cell_volume_ang3(cell) / sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
}

/* Moves every atom to its image nearest to the first; true if the cell then has vacuum all around.
 */
static bool unwrap(double *position_ang, const dgh_structure *s)
{
    double fractional[3 * MAX_MOLECULE_ATOMS];
    const double(*cell)[3] = (const double(*)[3])s->cell_ang;
    if (!dgh_cell_to_fractional(cell, s->position_ang, fractional, s->n_atoms))
        return false;
    bool alone = true;
    for (size_t k = 0; k < 3; k++) {
        double least = 0.0, most = 0.0;
        for (size_t a = 1; a < s->n_atoms; a++) {
            double d = fractional[3 * a + k] - fractional[k];
            d -= round(d);
            fractional[3 * a + k] = fractional[k] + d;
            least = fmin(least, d);
            most = fmax(most, d);
        }
        alone = alone && plane_distance(cell, k) * (1.0 - (most - least)) >= LEAST_VACUUM_ANG;
    }
    dgh_cell_to_cartesian(cell, fractional, position_ang, s->n_atoms);
    return alone;
}

static dgh_status find_molecule(work *w, dgh_error *err)
{
    dgh_mode_analysis *a = w->analysis;
    dgh_tristate wanted = a->options.molecule;
    if (wanted == DGH_NO)
        return DGH_OK;
    dgh_structure s = {0};
    if (a->calculation)
        s = dgh_calculation_structure(a->calculation);
    bool possible = s.n_atoms && s.n_atoms <= MAX_MOLECULE_ATOMS && s.position_ang &&
                    every_atom_displaced(a->vibrations, s.n_atoms);
    if (!possible && wanted == DGH_YES)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "rigid motions: expected a molecule of at most %d atoms that were all "
                             "displaced along x, y and z, found %zu atoms and %zu coordinates",
                             MAX_MOLECULE_ATOMS, s.n_atoms,
                             a->vibrations->n_dofs ? a->vibrations->n_dofs
                                                   : a->vibrations->n_modes);
    if (!possible)
        return DGH_OK;
    w->molecule_ang = dgh_arena_alloc(w->arena, 3 * s.n_atoms, sizeof(double));
    if (!w->molecule_ang)
        return dgh_error_nomem(err);
    if (s.has_cell) {
        w->is_molecule = unwrap(w->molecule_ang, &s) || wanted == DGH_YES;
    } else {
        memcpy(w->molecule_ang, s.position_ang, 3 * s.n_atoms * sizeof(double));
        w->is_molecule = true;
    }
    return DGH_OK;
}

/* ---- modes ---------------------------------------------------------------------------------- */

/* Modes from high to low; imaginary ones last, the largest first. */
static int by_frequency(const void *left, const void *right)
{
    const dgh_mode *a = left, *b = right;
    if (a->imaginary != b->imaginary)
        return a->imaginary ? 1 : -1;
    return a->freq_cm1 < b->freq_cm1 ? 1 : a->freq_cm1 > b->freq_cm1 ? -1 : 0;
}

static dgh_status take_printed(work *w, dgh_error *err)
{
    const dgh_vibrations *v = w->analysis->vibrations;
    dgh_mode *printed = dgh_arena_alloc(w->arena, v->n_modes, sizeof *printed);
    if (!printed)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < v->n_modes; i++)
        printed[i] = (dgh_mode){v->modes[i].freq_cm1, v->modes[i].imaginary};
    qsort(printed, v->n_modes, sizeof *printed, by_frequency);
    w->analysis->n_printed = v->n_modes;
    w->analysis->printed = printed;
    return DGH_OK;
}

static dgh_status diagonalise(work *w, const dgh_mode **out, size_t *n_modes, const double *mass_u,
                              dgh_error *err)
{
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    dgh_modes *modes;
    options.mass_u = mass_u;
    if (w->is_molecule) {
        options.molecule_position_ang = w->molecule_ang;
        options.molecule_n_atoms = w->analysis->vibrations->n_dofs / 3;
    }
    dgh_status status = dgh_thermo_normal_modes(&modes, w->analysis->vibrations, &options, err);
    if (status != DGH_OK)
        return status;
    dgh_mode *copy = dgh_arena_alloc(w->arena, modes->n_modes, sizeof *copy);
    if (copy && modes->n_modes)
        memcpy(copy, modes->modes, modes->n_modes * sizeof *copy);
    *out = copy;
    *n_modes = modes->n_modes;
    w->analysis->n_projected = modes->n_projected;
    dgh_modes_free(modes);
    return copy ? DGH_OK : dgh_error_nomem(err);
}

static dgh_status isotope_masses(work *w, double **out, dgh_error *err)
{
    const dgh_mode_analysis *a = w->analysis;
    const dgh_vibrations *v = a->vibrations;
    double *mass_u = dgh_arena_alloc(w->arena, v->n_dofs, sizeof *mass_u);
    if (!mass_u)
        return dgh_error_nomem(err);
    size_t n_hydrogen = 0;
    for (size_t i = 0; i < v->n_dofs; i++) {
        bool hydrogen = a->calculation &&
                        dgh_structure_element(&a->calculation->structure, v->dofs[i].atom) == 1;
        mass_u[i] = hydrogen ? a->options.hydrogen_mass_u : v->dofs[i].mass_u;
        n_hydrogen += hydrogen;
    }
    if (n_hydrogen == 0)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "another isotope was asked for, but no H was displaced");
    *out = mass_u;
    return DGH_OK;
}

/* Whether all atoms lie on one line, to 1e-3 of the molecule's length. */
static bool is_linear(const double *r, size_t n_atoms)
{
    size_t far = 0;
    double axis[3] = {0.0}, length2 = 0.0;
    for (size_t a = 1; a < n_atoms; a++) {
        double d[3] = {r[3 * a] - r[0], r[3 * a + 1] - r[1], r[3 * a + 2] - r[2]};
        double d2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        if (d2 > length2) {
            length2 = d2;
            memcpy(axis, d, sizeof axis);
            far = a;
        }
    }
    for (size_t a = 1; a < n_atoms; a++) {
        double d[3] = {r[3 * a] - r[0], r[3 * a + 1] - r[1], r[3 * a + 2] - r[2]};
        double c[3] = {d[1] * axis[2] - d[2] * axis[1], d[2] * axis[0] - d[0] * axis[2],
                       d[0] * axis[1] - d[1] * axis[0]};
        if (a != far && sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]) > 1e-3 * length2)
            return false;
    }
    return true;
}

/* Without a Hessian nothing can be projected: of a molecule's printed modes the highest 3N - 6 (or
 * 3N - 5) count, the others are its rigid motions. */
static dgh_status take_printed_alone(work *w, dgh_error *err)
{
    dgh_mode_analysis *a = w->analysis;
    a->modes = a->printed;
    a->n_modes = a->n_printed;
    dgh_status status = find_molecule(w, err);
    if (status != DGH_OK || !w->is_molecule)
        return status;
    size_t n_atoms = a->n_printed / 3;
    a->n_projected = n_atoms == 1 ? 3 : is_linear(w->molecule_ang, n_atoms) ? 5 : 6;
    a->n_modes -= a->n_projected;
    return DGH_OK;
}

static dgh_status take_hessian(work *w, dgh_error *err)
{
    dgh_mode_analysis *a = w->analysis;
    dgh_status status = find_molecule(w, err);
    if (status == DGH_OK)
        status = diagonalise(w, &a->modes, &a->n_modes, NULL, err);
    if (status != DGH_OK || a->options.hydrogen_mass_u <= 0.0)
        return status;
    double *mass_u = NULL;
    a->unsubstituted = a->modes;
    status = isotope_masses(w, &mass_u, err);
    return status == DGH_OK ? diagonalise(w, &a->modes, &a->n_modes, mass_u, err) : status;
}

/* ---- comparison and sums -------------------------------------------------------------------- */

static double signed_cm1(dgh_mode mode)
{
    return mode.imaginary ? -mode.freq_cm1 : mode.freq_cm1;
}

static void compare(work *w)
{
    dgh_mode_analysis *a = w->analysis;
    const dgh_mode *own = a->unsubstituted ? a->unsubstituted : a->modes;
    dgh_source source = a->vibrations->n_modes ? a->vibrations->modes[0].source : (dgh_source){0};
    if (!a->from_hessian || !a->n_printed)
        return;
    if (a->n_printed != a->n_modes && a->n_printed != a->n_modes + a->n_projected) {
        /* Modes that are printed under another condition are not expected to pair. */
        bool expected = a->vibrations->modes_note != NULL;
        note(w, expected ? DGH_NOTE : DGH_WARNING, "modes-count", source,
             dgh_arena_printf(w->arena, "the file prints %zu modes, its Hessian has %zu",
                              a->n_printed, a->n_modes));
        return;
    }
    size_t worst = 0;
    for (size_t i = 0; i < a->n_modes; i++) {
        double difference = fabs(signed_cm1(own[i]) - signed_cm1(a->printed[i]));
        if (i == 0 || difference > a->largest_difference_cm1.value) {
            a->largest_difference_cm1 = (dgh_real){true, difference, source};
            worst = i;
        }
    }
    if (a->n_modes && a->largest_difference_cm1.value > AGREEMENT_CM1)
        note(w, DGH_WARNING, "modes-disagree", source,
             dgh_arena_printf(w->arena,
                              "mode %zu: the Hessian gives %.2f%s cm^-1, the file prints %.2f%s",
                              worst + 1, own[worst].freq_cm1, own[worst].imaginary ? "i" : "",
                              a->printed[worst].freq_cm1, a->printed[worst].imaginary ? "i" : ""));
}

static dgh_status sum(work *w, dgh_error *err)
{
    dgh_mode_analysis *a = w->analysis;
    dgh_harmonic *sums = dgh_arena_alloc(w->arena, a->n_temperatures, sizeof *sums);
    if (!sums)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < a->n_temperatures; i++) {
        dgh_harmonic_options options = a->options.harmonic;
        dgh_error refused = {0};
        options.temperature_k = a->temperature_k[i];
        dgh_status status = dgh_thermo_harmonic(&sums[i], a->modes, a->n_modes, &options, &refused);
        if (status == DGH_ERR_REFUSED) {
            char *message = dgh_arena_strdup(w->arena, refused.message);
            note(w, DGH_ERROR, "sums-refused", a->vibrations->hessian_source, message);
            return message ? DGH_OK : dgh_error_nomem(err);
        }
        if (status != DGH_OK) {
            if (err)
                *err = refused;
            return status;
        }
    }
    a->harmonic = sums;
    if (sums[0].n_raised)
        note(w, DGH_NOTE, "modes-raised", a->vibrations->hessian_source,
             dgh_arena_printf(w->arena, "the policy \"%s\" for low modes changed %zu of %zu modes",
                              dgh_low_modes_name(a->options.harmonic.low_modes), sums[0].n_raised,
                              a->n_modes));
    if (sums[0].n_imaginary)
        note(w, DGH_WARNING, "modes-imaginary", a->vibrations->hessian_source,
             dgh_arena_printf(w->arena,
                              "%zu imaginary, the largest %.1fi cm^-1: %zu counted at the cutoff, "
                              "%zu left out, %zu counted as real",
                              sums[0].n_imaginary, sums[0].largest_imaginary_cm1,
                              sums[0].n_imaginary_as_cutoff, sums[0].n_imaginary_dropped,
                              sums[0].n_imaginary_as_real));
    return DGH_OK;
}

static dgh_status take_temperatures(work *w, dgh_error *err)
{
    static const double ROOM_K = 298.15;
    dgh_mode_analysis *a = w->analysis;
    size_t n = a->options.n_temperatures ? a->options.n_temperatures : 1;
    const double *given = a->options.n_temperatures ? a->options.temperature_k : &ROOM_K;
    double *copy = dgh_arena_alloc(w->arena, n, sizeof *copy);
    if (!copy)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        if (!(given[i] > 0.0) || !isfinite(given[i]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "temperature: expected a number above 0 K, found %g", given[i]);
        copy[i] = given[i];
    }
    a->n_temperatures = n;
    a->temperature_k = a->options.temperature_k = copy;
    a->options.n_temperatures = n;
    return DGH_OK;
}

static dgh_status analyse(work *w, dgh_error *err)
{
    dgh_mode_analysis *a = w->analysis;
    const dgh_vibrations *v = a->vibrations;
    if (!v || (!v->n_dofs && !v->n_modes))
        return dgh_error_at(err, DGH_ERR_MISSING, a->calculation ? a->calculation->path : "modes",
                            0, 0, "expected vibrations, found neither a Hessian nor modes");
    if (!v->n_dofs && a->options.hydrogen_mass_u > 0.0)
        return dgh_error_at(err, DGH_ERR_MISSING, a->calculation ? a->calculation->path : "modes",
                            0, 0,
                            "another isotope needs a Hessian, and only printed modes are there");
    dgh_status status = take_temperatures(w, err);
    if (status == DGH_OK)
        status = take_printed(w, err);
    a->from_hessian = v->n_dofs > 0;
    if (status == DGH_OK)
        status = a->from_hessian ? take_hessian(w, err) : take_printed_alone(w, err);
    if (status != DGH_OK)
        return status;
    compare(w);
    return sum(w, err);
}

dgh_status dgh_modes_analyse(dgh_mode_analysis **out, const dgh_calculation *calculation,
                             const dgh_vibrations *vibrations,
                             const dgh_mode_analysis_options *options, dgh_error *err)
{
    static const dgh_mode_analysis_options DEFAULTS = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    work w = {.arena = arena};
    if (arena) {
        w.analysis = dgh_arena_alloc(arena, 1, sizeof *w.analysis);
        w.diagnostics = dgh_arena_alloc(arena, MAX_DIAGNOSTICS, sizeof *w.diagnostics);
    }
    if (!w.analysis || !w.diagnostics) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    w.analysis->arena = arena;
    w.analysis->options = DEFAULTS;
    if (options)
        memcpy(&w.analysis->options, options,
               options->size < sizeof DEFAULTS ? options->size : sizeof DEFAULTS);
    w.analysis->calculation = calculation;
    w.analysis->vibrations = vibrations || !calculation ? vibrations : &calculation->vibrations;
    w.analysis->diagnostics = w.diagnostics;
    dgh_status status = analyse(&w, err);
    if (status == DGH_OK)
        *out = w.analysis;
    else
        dgh_arena_free(arena);
    return status;
}

void dgh_mode_analysis_free(dgh_mode_analysis *analysis)
{
    if (analysis)
        dgh_arena_free(analysis->arena);
}
