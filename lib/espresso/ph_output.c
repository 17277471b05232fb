/* Standard output of ph.x (and of phcg.x): Quantum ESPRESSO, PHonon/PH/phq_summary.f90, phqscf.f90,
 * dyndia.f90; versions 4 to 7. The Hessian is in the dynamical-matrix file; the output tells the
 * modes, the settings and whether the linear response converged. */

#include "base/constants.h"
#include "base/format.h"
#include "espresso/modes.h"
#include "espresso/readers.h"
#include "espresso/settings.h"

typedef struct ph {
    dgh_builder builder;
    dgh_cursor cursor;
    dgh_slice line;
    dgh_qe_frame frame;
    dgh_qe_modes modes;
    double alat_bohr;
    size_t n_atoms, n_read; /* of the list of atoms */
    double *position_ang;
    double *mass_u;
    char (*label)[16];
    double at[3][3];
    size_t n_vectors;
    size_t not_converged_line;
    size_t n_not_done; /* representations left out on purpose */
    size_t not_done_line;
} ph;

bool dgh_qe_is_ph_output(const char *data, size_t size)
{
    return dgh_qe_is_program(data, size, "PHONON") || dgh_qe_is_program(data, size, "PHCG");
}

static bool value_after(dgh_slice line, const char *label, double *value)
{
    dgh_slice rest;
    return dgh_slice_after(line, label, &rest) && dgh_slice_double(&rest, value);
}

/* "a(1) = (  1.0000  0.0000  0.0000 )" under "crystal axes", in alat. */
static void crystal_axis(ph *p, dgh_slice s)
{
    dgh_slice rest;
    double v[3];
    if (p->n_vectors >= 3 || !dgh_slice_after(s, "= (", &rest) || !dgh_slice_doubles(&rest, v, 3))
        return;
    for (int k = 0; k < 3; k++)
        p->at[p->n_vectors][k] = v[k];
    p->n_vectors++;
}

/* "  4     H    1.0078   tau(    4) = (    0.50000    0.28868    1.98947  )" */
static bool atom_line(ph *p, dgh_slice s)
{
    dgh_slice rest, word;
    size_t number;
    double v[3], mass;
    if (p->n_read >= p->n_atoms || !dgh_slice_size(&s, p->n_atoms, &number) ||
        number != p->n_read + 1 || !dgh_slice_word(&s, &word) || !dgh_slice_double(&s, &mass) ||
        !dgh_slice_after(s, "= (", &rest) || !dgh_slice_doubles(&rest, v, 3))
        return true;
    if (!p->position_ang) {
        p->position_ang = dgh_builder_vectors(&p->builder, p->n_atoms);
        p->mass_u = dgh_arena_alloc(p->builder.arena, p->n_atoms, sizeof *p->mass_u);
        p->label = dgh_arena_alloc(p->builder.arena, p->n_atoms, sizeof *p->label);
        if (!p->position_ang || !p->mass_u || !p->label)
            return false;
    }
    for (size_t k = 0; k < 3; k++)
        p->position_ang[3 * p->n_read + k] = v[k] * p->alat_bohr * DGH_BOHR_ANG;
    p->mass_u[p->n_read] = mass;
    dgh_format(p->label[p->n_read], sizeof p->label[0], "%.*s",
               (int)(word.size < 15 ? word.size : 15), word.data);
    p->n_read++;
    return true;
}

/* Species in the order in which they come; atoms of one label are one species. */
static bool set_structure(ph *p)
{
    dgh_structure *s = &p->builder.calculation->structure;
    if (p->n_atoms == 0 || p->n_read != p->n_atoms || p->n_vectors != 3)
        return true;
    dgh_species *species = dgh_arena_alloc(p->builder.arena, p->n_atoms, sizeof *species);
    uint32_t *index = dgh_arena_alloc(p->builder.arena, p->n_atoms, sizeof *index);
    if (!species || !index)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < p->n_atoms; i++) {
        size_t k = 0;
        while (k < n && strcmp(species[k].label, p->label[i]) != 0)
            k++;
        if (k == n)
            species[n++] = (dgh_species){.label = p->label[i],
                                         .atomic_number = dgh_element_from_label(p->label[i]),
                                         .mass_u = dgh_builder_real(&p->builder, p->mass_u[i], 1)};
        index[i] = (uint32_t)k;
    }
    for (int i = 0; i < 9; i++)
        s->cell_ang[i / 3][i % 3] = p->at[i / 3][i % 3] * p->alat_bohr * DGH_BOHR_ANG;
    s->n_atoms = p->n_atoms;
    s->n_species = n;
    s->species = species;
    s->species_of_atom = index;
    s->has_cell = true;
    s->position_ang = p->position_ang;
    s->source = (dgh_source){p->builder.path, 1};
    return true;
}

/* "number of k points=    10  Marzari-Vanderbilt smearing, width (Ry)=  0.0200" */
static bool kpoint_line(ph *p, dgh_slice s, size_t line)
{
    dgh_slice rest;
    int64_t n;
    if (!dgh_slice_after(s, "number of k points=", &rest) || !dgh_slice_int64(&rest, &n))
        return true;
    dgh_builder_set_integer(&p->builder, DGH_SETTING_N_KPOINTS, n, line);
    const char *end = dgh_slice_find(rest, "smearing");
    double width;
    if (!end || !value_after(rest, "width (Ry)=", &width))
        return true;
    const char *name = dgh_qe_smearing_name(
        dgh_slice_trim((dgh_slice){rest.data, (size_t)(end - rest.data)}));
    dgh_builder_set_real(&p->builder, DGH_SETTING_SMEARING_WIDTH_EV, width * DGH_RYDBERG_EV, line);
    return !name || dgh_builder_set_cstr(&p->builder, DGH_SETTING_SMEARING, name, line);
}

static bool head_line(ph *p, dgh_slice s, size_t line, size_t size)
{
    dgh_slice rest;
    double v;
    if (value_after(s, "lattice parameter (alat)  =", &v) || value_after(s, "(a_0)  =", &v)) {
        p->alat_bohr = v;
        p->n_vectors = p->n_read = 0; /* the summary is printed again for every q */
    } else if (value_after(s, "celldm(1)=", &v)) {
        if (v > 0.0)
            p->alat_bohr = v; /* one digit more than alat */
    } else if (dgh_slice_after(s, "number of atoms/cell", &rest)) {
        size_t n;
        if (dgh_slice_after(rest, "=", &rest) && dgh_slice_size(&rest, size / 16, &n) &&
            n != p->n_atoms) {
            p->n_atoms = n;
            p->n_read = 0;
            p->position_ang = NULL;
        }
    } else if (value_after(s, "kinetic-energy cut-off    =", &v)) {
        dgh_builder_set_real(&p->builder, DGH_SETTING_CUTOFF_EV, v * DGH_RYDBERG_EV, line);
    } else if (value_after(s, "charge density cut-off    =", &v)) {
        dgh_builder_set_real(&p->builder, DGH_SETTING_DENSITY_CUTOFF_EV, v * DGH_RYDBERG_EV, line);
    } else if (dgh_slice_starts(s, "Exchange-correlation")) {
        if (dgh_slice_after(s, "=", &rest))
            return dgh_qe_set_functional(&p->builder, dgh_slice_trim(rest), line);
    } else if (dgh_slice_starts(s, "number of k points=")) {
        return kpoint_line(p, s, line);
    } else if (dgh_slice_starts(s, "a(")) {
        crystal_axis(p, s);
    } else if (dgh_slice_find(s, "tau(")) {
        return atom_line(p, s);
    }
    return true;
}

static bool feed(ph *p, size_t size)
{
    size_t line = p->cursor.line;
    dgh_slice s = dgh_slice_trim(p->line);
    if (!dgh_qe_frame_feed(&p->frame, &p->builder, p->line, line) ||
        !dgh_qe_modes_feed(&p->modes, &p->builder, p->line, line))
        return false;
    if (dgh_slice_starts(s, "No convergence has been achieved"))
        p->not_converged_line = line;
    else if (dgh_slice_starts(s, "Representation") && dgh_slice_find(s, "Not done in this run")) {
        p->n_not_done++;
        p->not_done_line = line;
    } else if (!p->modes.in_modes)
        return head_line(p, s, line, size);
    return true;
}

static void set_status(ph *p, dgh_run_status status, size_t line, const char *reason)
{
    dgh_calculation *c = p->builder.calculation;
    c->status = status;
    c->status_reason.value = reason;
    c->status_reason.source = (dgh_source){p->builder.path, line};
}

static bool judge(ph *p)
{
    size_t last = p->cursor.line;
    if (p->frame.error_line) {
        char *reason = dgh_arena_strdup(p->builder.arena, p->frame.error);
        set_status(p, DGH_RUN_FAILED, p->frame.error_line, reason);
        return reason && dgh_builder_note(&p->builder, DGH_ERROR, "code-error", p->frame.error_line,
                                          "%s", p->frame.error);
    }
    if (p->frame.out_of_time)
        set_status(p, DGH_RUN_INTERRUPTED, last, "Maximum CPU time exceeded");
    else if (!p->frame.job_done)
        set_status(p, DGH_RUN_INTERRUPTED, last, "the file ends without JOB DONE");
    else if (p->not_converged_line)
        set_status(p, DGH_RUN_UNCONVERGED_ELECTRONIC, p->not_converged_line,
                   "No convergence has been achieved");
    else
        set_status(p, DGH_RUN_COMPLETE, last, "JOB DONE");
    return true;
}

static bool describe_modes(ph *p)
{
    dgh_builder *b = &p->builder;
    if (p->modes.n_lists_gamma && !p->modes.gamma_complete)
        b->n_modes = 0; /* cut inside the list */
    if (p->modes.n_lists && !p->modes.n_lists_gamma &&
        !dgh_builder_note(b, DGH_NOTE, "q-not-gamma", 0,
                          "the modes are at a q that is not 0: no vibrations of the cell's own "
                          "atoms"))
        return false;
    if (!p->n_not_done)
        return true;
    b->calculation->vibrations.modes_note =
        "of the whole matrix, blocks that were not computed taken as zero";
    return dgh_builder_note(b, DGH_NOTE, "representations-not-done", p->not_done_line,
                            "%zu representations were not done in this run: the modes are those "
                            "of a matrix that is zero there",
                            p->n_not_done);
}

dgh_status dgh_qe_read_ph_output(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    *out = NULL;
    if (!dgh_qe_is_ph_output(data, size))
        return dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                            "expected \"Program PHONON ... starts on\" of ph.x, found none");
    ph p = {0};
    dgh_status status = dgh_builder_open(&p.builder, path, "qe-ph-output", err);
    if (status != DGH_OK)
        return status;
    p.cursor = dgh_cursor_make(data, size, p.builder.path);
    dgh_calculation *c = p.builder.calculation;
    c->code = DGH_CODE_QE;
    c->task = DGH_TASK_FREQUENCIES;
    bool fine = true;
    while (fine && dgh_cursor_line(&p.cursor, &p.line))
        if (!dgh_cursor_cut(&p.cursor)) /* a last line without its end may be half a number */
            fine = feed(&p, size);
    c->task_source = (dgh_source){p.builder.path, p.frame.program_line};
    if (!fine || !set_structure(&p) || !judge(&p) || !describe_modes(&p)) {
        dgh_builder_abort(&p.builder);
        return dgh_error_nomem(err);
    }
    *out = dgh_builder_finish(&p.builder);
    return DGH_OK;
}
