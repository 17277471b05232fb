/* dgh_d_bands_compute: the density of states of a run, the run beside it, and the d band of each
 * atom. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dgh/read.h"
#include "io/walk.h"
#include "study/d_bands.h"

static const double COARSE_EV = 0.01;     /* a shift of the centre that is worth a warning */
static const double HALF_STEP_EV = 0.005; /* an offset of the energies that is worth a note */
static const double MOST_STATES = 11.0;   /* ten in a shell, and what the projection counts twice */
static const double CUT = 0.02;           /* d states at the end of the grid over the largest */
static const double FERMI_DIFFERS_EV = 0.01;

typedef struct bands_owner {
    dgh_arena *arena;
    dgh_dos *dos;                 /* owned, or NULL */
    dgh_calculation *calculation; /* owned, or NULL */
} bands_owner;

typedef struct making {
    dgh_d_bands *out;
    bands_owner *owner;
    dgh_d_band_atom *atoms;
    dgh_findings findings;
} making;

void dgh_d_bands_free(dgh_d_bands *bands)
{
    if (!bands)
        return;
    bands_owner *owner = bands->owner;
    dgh_dos_free(owner->dos);
    dgh_calculation_free(owner->calculation);
    dgh_arena_free(owner->arena);
}

/* ---- the run --------------------------------------------------------------------------------- */

dgh_real dgh_run_fermi(const dgh_calculation *calculation)
{
    const dgh_ionic_step *counts = calculation ? dgh_calculation_energy_step(calculation) : NULL;
    if (counts && counts->fermi_ev.has)
        return counts->fermi_ev;
    for (size_t i = calculation ? calculation->n_steps : 0; i-- > 0;)
        if (calculation->steps[i].fermi_ev.has)
            return calculation->steps[i].fermi_ev;
    return (dgh_real){0};
}

/* Of the runs of a directory the one that the density of states is of: a non-self-consistent one
 * first, as it is there for its k-points. */
static size_t choose_run(const dgh_found_runs *runs, const dgh_dos *dos)
{
    size_t best = runs->n;
    int best_rank = 0;
    for (size_t i = 0; i < runs->n; i++) {
        const dgh_calculation *c = runs->items[i].calculation;
        int rank = 1 + (c->task != DGH_TASK_INPUT);
        if (c->structure.n_atoms != dos->n_atoms)
            continue;
        rank += dgh_run_fermi(c).has ? 4 : 0;
        rank += c->task == DGH_TASK_BANDS ? 2 : 0;
        if (rank >= best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

static dgh_status read_beside(making *m, const char *folder, const dgh_io_options *io,
                              dgh_error *err)
{
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.jobs = 1;
    if (io)
        options.io = *io;
    dgh_walk walk = {.arena = m->owner->arena, .shallow = true};
    dgh_findings unused = {.arena = m->owner->arena};
    dgh_study_files files = {0};
    dgh_found_runs runs = {0};
    dgh_status status = dgh_walk_tree(&walk, folder, err);
    if (status == DGH_OK)
        status = dgh_study_read_files(&files, &walk, &options, &unused, err);
    if (status == DGH_OK)
        status = dgh_study_assemble(&runs, &files, &unused, err);
    if (status == DGH_OK) {
        size_t chosen = choose_run(&runs, m->owner->dos);
        if (chosen < runs.n) {
            m->owner->calculation = runs.items[chosen].calculation;
            runs.items[chosen].calculation = NULL;
        }
    }
    dgh_study_files_free(&files);
    dgh_found_runs_free(&runs);
    return status;
}

/* The run of the density of states. None is no error. */
static dgh_status find_run(making *m, const char *path, const dgh_io_options *io, dgh_error *err)
{
    struct stat st;
    if (strcmp(m->owner->dos->format, "vasp-vasprun") == 0) {
        dgh_status status = dgh_read_file(&m->owner->calculation, m->owner->dos->path, io, NULL);
        return status == DGH_ERR_NOMEM ? dgh_error_nomem(err) : DGH_OK;
    }
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    const char *folder = is_folder ? path : dgh_path_folder(m->owner->arena, path);
    return folder ? read_beside(m, folder, io, err) : dgh_error_nomem(err);
}

/* ---- Fermi energy ---------------------------------------------------------------------------- */

static void choose_fermi(making *m)
{
    dgh_d_bands *out = m->out;
    dgh_real of_run = dgh_run_fermi(out->calculation), of_file = out->dos->fermi_ev;
    out->fermi_ev = out->options.fermi_ev.has ? out->options.fermi_ev
                    : of_file.has             ? of_file
                                              : of_run;
    if (!out->options.fermi_ev.has && of_file.has && of_run.has &&
        fabs(of_file.value - of_run.value) > FERMI_DIFFERS_EV)
        dgh_findings_add(&m->findings, DGH_WARNING, "fermi-differs", of_file.source,
                         "the Fermi energy is %.4f eV in the density of states, and %.4f eV in %s; "
                         "the first is used",
                         of_file.value, of_run.value,
                         of_run.source.path ? of_run.source.path : out->calculation->path);
}

/* ---- atoms ----------------------------------------------------------------------------------- */

static int element_of(const dgh_d_bands *out, const dgh_structure *structure, size_t atom)
{
    const char *label = out->dos->labels ? out->dos->labels[atom] : NULL;
    if (structure->n_atoms == out->n_atoms)
        return dgh_structure_element(structure, atom);
    return label ? dgh_element_from_label(label) : 0;
}

/* Which atoms the surface shows; why not is said. */
static void mark_surface(making *m, const dgh_structure *structure)
{
    dgh_d_bands *out = m->out;
    dgh_sites_options options = DGH_SITES_OPTIONS_INIT;
    dgh_sites *sites = NULL;
    dgh_error why = {0};
    options.symmetry_ang = 0.0;
    options.jobs = 1;
    if (structure->n_atoms != out->n_atoms) {
        dgh_findings_add(&m->findings, DGH_NOTE, "surface-unknown", (dgh_source){out->dos->path, 0},
                         "no run with %zu atoms beside it: which atoms are at the surface is not "
                         "known",
                         out->n_atoms);
        return;
    }
    if (dgh_sites_find(&sites, structure, &options, &why) != DGH_OK) {
        dgh_findings_add(&m->findings, DGH_NOTE, "surface-unknown",
                         (dgh_source){out->calculation->path, 0},
                         "which atoms are at the surface is not known: %s", why.message);
        return;
    }
    for (size_t i = 0; i < out->n_atoms; i++)
        m->atoms[i].is_surface = sites->is_surface[i] ? DGH_YES : DGH_NO;
    dgh_sites_free(sites);
}

/* An element that is not known is taken at its states. */
static dgh_status compute_atom(making *m, size_t i, dgh_error *first, dgh_error *err)
{
    dgh_d_band_atom *a = &m->atoms[i];
    dgh_error why = {0};
    if (a->atomic_number && !dgh_d_band_element(a->atomic_number)) {
        a->missing = dgh_arena_printf(m->owner->arena, "%s has no d shell in its valence",
                                      dgh_element_symbol(a->atomic_number));
        return a->missing ? DGH_OK : dgh_error_nomem(err);
    }
    dgh_status status = dgh_d_band_of(&a->band, m->out->dos, &i, 1, &m->out->options, &why);
    a->has_band = status == DGH_OK;
    if (status == DGH_OK)
        return DGH_OK;
    if (first->status == DGH_OK)
        *first = why;
    a->missing = dgh_arena_strdup(m->owner->arena, why.message);
    return status == DGH_ERR_NOMEM || !a->missing ? dgh_error_nomem(err) : DGH_OK;
}

static dgh_status compute_surface(making *m, dgh_error *err)
{
    dgh_d_bands *out = m->out;
    size_t *atoms = dgh_arena_alloc(m->owner->arena, out->n_atoms, sizeof *atoms);
    if (!atoms)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < out->n_atoms; i++)
        if (m->atoms[i].has_band && m->atoms[i].is_surface == DGH_YES)
            atoms[out->n_surface++] = i;
    if (out->n_surface)
        out->has_surface_band = dgh_d_band_of(&out->surface_band, out->dos, atoms, out->n_surface,
                                              &out->options, NULL) == DGH_OK;
    return DGH_OK;
}

static dgh_status compute_atoms(making *m, dgh_error *err)
{
    dgh_d_bands *out = m->out;
    dgh_structure structure = {0};
    dgh_error first = {0};
    dgh_status status = DGH_OK;
    bool any = false;
    if (out->calculation)
        structure = dgh_calculation_structure(out->calculation);
    out->n_atoms = out->dos->n_atoms;
    m->atoms = dgh_arena_alloc(m->owner->arena, out->n_atoms, sizeof *m->atoms);
    if (!m->atoms)
        return dgh_error_nomem(err);
    out->atoms = m->atoms;
    for (size_t i = 0; i < out->n_atoms && status == DGH_OK; i++) {
        m->atoms[i] = (dgh_d_band_atom){.atom = i, .atomic_number = element_of(out, &structure, i)};
        status = compute_atom(m, i, &first, err);
        any = any || m->atoms[i].has_band;
    }
    if (status == DGH_OK && !any)
        return first.status != DGH_OK
                   ? dgh_error_set(err, first.status, "%s", first.message)
                   : dgh_error_set(err, DGH_ERR_MISSING, "%s: no atom has a d shell in its valence",
                                   out->dos->path);
    if (status != DGH_OK)
        return status;
    mark_surface(m, &structure);
    return compute_surface(m, err);
}

/* ---- what to know of them -------------------------------------------------------------------- */

typedef double band_quality(const dgh_d_band *band);

static double quality_coarse(const dgh_d_band *band)
{
    return fabs(band->coarse_shift_ev);
}

static double quality_below(const dgh_d_band *band)
{
    return band->window == DGH_D_WINDOW_RANGE ? 0.0 : band->cut_below;
}

static double quality_above(const dgh_d_band *band)
{
    return band->window == DGH_D_WINDOW_ALL ? band->cut_above : 0.0;
}

static double quality_states(const dgh_d_band *band)
{
    return band->total.n_states;
}

static const dgh_d_band_atom *worst_of(const dgh_d_band_atom *atoms, size_t n, band_quality *q)
{
    const dgh_d_band_atom *worst = NULL;
    for (size_t i = 0; i < n; i++)
        if (atoms[i].has_band && (!worst || q(&atoms[i].band) > q(&worst->band)))
            worst = &atoms[i];
    return worst;
}

void dgh_d_bands_judge(dgh_findings *findings, const dgh_dos *dos, const dgh_d_band_atom *atoms,
                       size_t n)
{
    const dgh_source source = {dos->path, 0};
    const dgh_d_band_atom *a = worst_of(atoms, n, quality_coarse);
    if (a && quality_coarse(&a->band) > COARSE_EV)
        dgh_findings_add(findings, DGH_WARNING, "energies-coarse", source,
                         "the energies are up to %.3f eV apart: with every second one left out the "
                         "d-band centre of atom %zu moves by %.3f eV",
                         dos->step_ev, a->atom + 1, fabs(a->band.coarse_shift_ev));
    if (a && dos->counts_below && 0.5 * dos->step_ev >= HALF_STEP_EV)
        dgh_findings_add(findings, DGH_NOTE, "energies-half-step", source,
                         "VASP's values count the states below each energy: as everywhere in the "
                         "field they are taken at that energy, which makes the centres %.3f eV "
                         "(half a step) too high",
                         0.5 * dos->step_ev);
    a = worst_of(atoms, n, quality_below);
    if (a && quality_below(&a->band) > CUT)
        dgh_findings_add(findings, DGH_WARNING, "d-band-cut", source,
                         "the energies begin inside of the d states of atom %zu (%.0f %% of their "
                         "largest value): what lies below is not counted",
                         a->atom + 1, 100.0 * a->band.cut_below);
    a = worst_of(atoms, n, quality_above);
    if (a && quality_above(&a->band) > CUT)
        dgh_findings_add(findings, DGH_WARNING, "d-band-cut", source,
                         "the energies end inside of the d states of atom %zu (%.0f %% of their "
                         "largest value): what lies above is not counted, and the centre depends "
                         "on where they end",
                         a->atom + 1, 100.0 * a->band.cut_above);
    a = worst_of(atoms, n, quality_states);
    if (a && quality_states(&a->band) > MOST_STATES)
        dgh_findings_add(findings, DGH_WARNING, "more-than-a-d-shell", source,
                         "%.1f d states of atom %zu are in the window, more than a d shell has: it "
                         "holds higher shells or the continuum; a narrower window leaves them out",
                         a->band.total.n_states, a->atom + 1);
    for (size_t i = 0; i < dos->n_diagnostics; i++)
        dgh_findings_add(findings, dos->diagnostics[i].severity, dos->diagnostics[i].code,
                         dos->diagnostics[i].source, "%s", dos->diagnostics[i].message);
}

static void judge_run(making *m)
{
    const dgh_calculation *c = m->out->calculation;
    if (!c || c->status == DGH_RUN_COMPLETE || c->status == DGH_RUN_UNKNOWN)
        return;
    dgh_findings_add(&m->findings, DGH_WARNING, "run-not-complete", (dgh_source){c->path, 0},
                     "the run beside it is %s%s%s: its density of states is not final",
                     dgh_run_status_name(c->status), c->status_reason.value ? ", " : "",
                     c->status_reason.value ? c->status_reason.value : "");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static dgh_status open(making *m, const dgh_d_band_options *options, dgh_error *err)
{
    dgh_arena *arena = dgh_arena_create();
    m->out = arena ? dgh_arena_alloc(arena, 1, sizeof *m->out) : NULL;
    m->owner = m->out ? dgh_arena_alloc(arena, 1, sizeof *m->owner) : NULL;
    if (!m->owner) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    m->owner->arena = arena;
    m->out->owner = m->owner;
    m->out->options = (dgh_d_band_options)DGH_D_BAND_OPTIONS_INIT;
    if (options)
        memcpy(&m->out->options, options,
               options->size < sizeof *options ? options->size : sizeof *options);
    m->out->options.size = sizeof *options;
    m->findings.arena = arena;
    return DGH_OK;
}

static dgh_status make(making *m, const char *path, const dgh_io_options *io, dgh_error *err)
{
    dgh_d_bands *out = m->out;
    dgh_status status = dgh_dos_read(&m->owner->dos, path, io, err);
    if (status != DGH_OK)
        return status;
    out->dos = m->owner->dos;
    if (out->dos->n_shells == 0)
        return dgh_error_at(err, DGH_ERR_MISSING, out->dos->path, 0, 0,
                            "the density of states is not projected on atoms (LORBIT = 10, 11 or "
                            "12 does it in VASP)");
    status = find_run(m, path, io, err);
    if (status != DGH_OK)
        return status;
    out->calculation = m->owner->calculation;
    choose_fermi(m);
    out->options.fermi_ev = out->fermi_ev;
    status = compute_atoms(m, err);
    if (status != DGH_OK)
        return status;
    dgh_d_bands_judge(&m->findings, out->dos, out->atoms, out->n_atoms);
    judge_run(m);
    out->diagnostics = m->findings.items;
    out->n_diagnostics = m->findings.n;
    return m->findings.failed ? dgh_error_nomem(err) : DGH_OK;
}

dgh_status dgh_d_bands_compute(dgh_d_bands **out, const char *path,
                               const dgh_d_band_options *options, const dgh_io_options *io,
                               dgh_error *err)
{
    making m = {0};
    *out = NULL;
    dgh_status status = open(&m, options, err);
    if (status == DGH_OK)
        status = make(&m, path, io, err);
    if (status != DGH_OK) {
        dgh_d_bands_free(m.out);
        return status;
    }
    *out = m.out;
    return DGH_OK;
}
