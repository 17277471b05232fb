/* The densities of a run: which of the grids in its directory belong to it, and what it says of
 * them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/read.h"
#include "study/density_files.h"

/* Files of one run print the same positions with six digits or more. */
static const double SAME_PLACE_ANG = 0.01;
static const double SAME_CELL_RELATIVE = 1e-4; /* what dgh_density_combine allows */
enum { MOST_INTEGRALS = 4 };

typedef struct density_owner {
    dgh_arena *arena;
    dgh_density_files files;
    dgh_calculation *calculation; /* NULL = borrowed, or none */
} density_owner;

typedef struct gathering {
    dgh_run_density *out;
    const dgh_density_search *search;
    dgh_density_files *files;
    dgh_findings findings;
    dgh_structure atoms; /* of the density's file, else of the run */
    double cell_ang[3][3];
    bool has_cell;
} gathering;

void dgh_run_density_free(dgh_run_density *densities)
{
    if (!densities)
        return;
    density_owner *owner = densities->owner;
    dgh_density_files_free(&owner->files);
    dgh_calculation_free(owner->calculation);
    dgh_arena_free(owner->arena);
}

/* ---- what belongs together ------------------------------------------------------------------- */

static bool same_cell(const double a[3][3], const double b[3][3])
{
    for (int i = 0; i < 3; i++) {
        double off = 0.0, length = 0.0;
        for (int k = 0; k < 3; k++) {
            off += (a[i][k] - b[i][k]) * (a[i][k] - b[i][k]);
            length += a[i][k] * a[i][k];
        }
        if (!(sqrt(off) <= SAME_CELL_RELATIVE * sqrt(length)))
            return false;
    }
    return true;
}

static bool same_composition(const dgh_structure *a, const dgh_structure *b)
{
    if (a->n_atoms != b->n_atoms)
        return false;
    for (size_t i = 0; i < a->n_atoms; i++) {
        int z = dgh_structure_element(a, i);
        if (z && dgh_structure_count(a, z) != dgh_structure_count(b, z))
            return false;
    }
    return true;
}

/* Whether a grid is of the same system as the density (or the run). NULL = it is, else why not. */
static const char *stranger(const gathering *g, const dgh_grid *head)
{
    if (g->has_cell && !same_cell(g->cell_ang, head->cell_ang))
        return "its cell differs";
    const dgh_structure *s = &head->structure;
    if (!s->n_atoms || !s->position_ang || !g->atoms.n_atoms || !g->atoms.position_ang)
        return NULL;
    if (!same_composition(s, &g->atoms))
        return "its atoms differ";
    double move = dgh_largest_move_any_order_ang(&g->atoms, s);
    return move >= 0.0 && move <= SAME_PLACE_ANG ? NULL : "its atoms stand elsewhere";
}

static void anchor_on_head(gathering *g, const dgh_grid *head)
{
    g->has_cell = true;
    memcpy(g->cell_ang, head->cell_ang, sizeof g->cell_ang);
    if (head->structure.n_atoms && head->structure.position_ang)
        g->atoms = head->structure;
}

static void anchor_on_run(gathering *g, const dgh_calculation *run)
{
    g->atoms = dgh_calculation_structure(run);
    g->has_cell = g->atoms.has_cell;
    memcpy(g->cell_ang, g->atoms.cell_ang, sizeof g->cell_ang);
}

/* ---- choosing -------------------------------------------------------------------------------- */

static dgh_density_file *given_file(const gathering *g)
{
    for (size_t i = 0; g->search->given && i < g->files->n; i++)
        if (strcmp(g->files->items[i].path, g->search->given) == 0)
            return &g->files->items[i];
    return NULL;
}

/* The best file of a kind that belongs to the density; the strangers are named where nothing else
 * is found. */
static const dgh_density_file *best(gathering *g, dgh_density_kind kind)
{
    const dgh_density_file *refused = NULL, *found = NULL;
    const char *why = NULL;
    for (size_t i = 0; i < g->files->n; i++) {
        const dgh_density_file *f = &g->files->items[i];
        if (f->kind != kind || !f->head)
            continue;
        const char *reason = stranger(g, f->head);
        if (reason && !refused) {
            refused = f;
            why = reason;
        } else if (!reason && found && found->rank == f->rank) {
            dgh_findings_add(&g->findings, DGH_NOTE, "several-densities", (dgh_source){f->path, 0},
                             "%s: left out, because %s is of the same kind", f->path, found->path);
        } else if (!reason && !found) {
            found = f;
        }
    }
    if (!found && refused)
        dgh_findings_add(&g->findings, DGH_WARNING, "density-of-another-system",
                         (dgh_source){refused->path, 0}, "%s: does not belong to %s: %s",
                         refused->path,
                         g->out->density_path  ? g->out->density_path
                         : g->out->calculation ? g->out->calculation->path
                                               : g->search->folder,
                         why);
    return found;
}

static bool integral_of(double *integral, const dgh_density_file *file, const dgh_io_options *io)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.jobs = 1;
    if (io)
        options.io = *io;
    dgh_grid_stream *stream;
    const dgh_grid *head;
    if (dgh_grid_stream_open(&stream, &head, file->path, &options, NULL) != DGH_OK)
        return false;
    size_t plane = head->n[0] * head->n[1];
    double *values = malloc(plane * sizeof *values), sum = 0.0;
    bool good = values != NULL;
    for (size_t k = 0; good && k < head->n[2]; k++) {
        good = dgh_grid_stream_read(stream, values, 1, NULL) == DGH_OK;
        for (size_t i = 0; good && i < plane; i++)
            sum += values[i];
    }
    *integral = sum * dgh_cell_volume_ang3((const double(*)[3])head->cell_ang) /
                (double)(plane * head->n[2]);
    free(values);
    dgh_grid_stream_close(stream);
    return good;
}

/* Rule 4 of dgh/run_density.h. */
static void judge_by_integral(gathering *g)
{
    const dgh_calculation *run = g->out->calculation;
    size_t n_looked = 0;
    for (size_t i = 0; i < g->files->n && run && run->n_electrons.has; i++) {
        dgh_density_file *f = &g->files->items[i];
        double integral, electrons = run->n_electrons.value;
        if (f->kind != DGH_DENSITY_UNNAMED || !f->head || stranger(g, f->head) ||
            strcmp(f->format, "vasp-chgcar") == 0 || n_looked++ == MOST_INTEGRALS ||
            !integral_of(&integral, f, g->search->io))
            continue;
        /* coarse grids lose a thousandth; an all-electron density has whole shells more */
        if (fabs(integral - electrons) <= 2e-3 * electrons)
            f->kind = DGH_DENSITY_VALENCE;
        else if (integral > electrons + 0.5)
            f->kind = DGH_DENSITY_AE;
        if (f->kind != DGH_DENSITY_UNNAMED)
            dgh_findings_add(
                &g->findings, DGH_NOTE, "density-by-integral", (dgh_source){f->path, 0},
                "%s: taken as the %s, because it holds %.4f electrons and the run "
                "has %.4f",
                f->path, f->kind == DGH_DENSITY_AE ? "all-electron reference" : "density", integral,
                electrons);
    }
}

/* A CHGCAR under a name of its own is one where nothing else is. */
static const dgh_density_file *only_unnamed(gathering *g)
{
    const dgh_density_file *only = NULL;
    for (size_t i = 0; i < g->files->n; i++) {
        const dgh_density_file *f = &g->files->items[i];
        if (f->kind != DGH_DENSITY_UNNAMED || !f->head || stranger(g, f->head))
            continue;
        if (only)
            return NULL;
        only = f;
    }
    if (only)
        dgh_findings_add(&g->findings, DGH_NOTE, "density-by-default", (dgh_source){only->path, 0},
                         "%s: taken as the density, as the only grid here; neither its name nor "
                         "its content tells",
                         only->path);
    return only;
}

static void choose_density(gathering *g)
{
    dgh_run_density *out = g->out;
    const dgh_density_file *density = given_file(g);
    if (density && density->kind >= DGH_DENSITY_POTENTIAL)
        density = NULL;
    if (density && density->kind == DGH_DENSITY_SPIN)
        density = NULL;
    if (!density)
        density = best(g, DGH_DENSITY_VALENCE);
    if (!density) {
        judge_by_integral(g);
        density = best(g, DGH_DENSITY_VALENCE);
    }
    if (!density)
        density = only_unnamed(g);
    if (!density)
        return;
    out->density_path = density->path;
    out->density_head = density->head;
    anchor_on_head(g, density->head);
    if (density->rank == 1 && strcmp(density->format, "vasp-chgcar") == 0)
        dgh_findings_add(&g->findings, DGH_NOTE, "density-of-few-digits",
                         (dgh_source){density->path, 0},
                         "%s: a CHG has five digits; a CHGCAR would have eleven", density->path);
}

static void choose_spin(gathering *g)
{
    dgh_run_density *out = g->out;
    const dgh_density_file *file = best(g, DGH_DENSITY_SPIN);
    if (file) {
        out->spin_path = file->path;
        return;
    }
    const dgh_grid *head = out->density_head;
    if (!head)
        return;
    size_t n = head->n_components;
    if (strcmp(head->format, "vasp-chgcar") == 0 && out->calculation) {
        const char *spin = out->calculation->settings[DGH_SETTING_SPIN].text;
        n = !spin || strcmp(spin, "none") == 0 ? 1 : strcmp(spin, "collinear") == 0 ? 2 : 4;
    }
    if (n == 2 || n == 4) {
        out->spin_path = out->density_path;
        out->spin_component = n - 1;
    }
}

static void choose_reference(gathering *g)
{
    dgh_run_density *out = g->out;
    const dgh_density_file *core = best(g, DGH_DENSITY_CORE);
    const dgh_density_file *part = best(g, DGH_DENSITY_AE_PART);
    const dgh_density_file *whole = best(g, DGH_DENSITY_AE);
    if (core && part) {
        out->reference_path[0] = core->path;
        out->reference_path[1] = part->path;
        return;
    }
    if (whole && (!out->density_path || strcmp(whole->path, out->density_path) != 0)) {
        out->reference_path[0] = whole->path;
        return;
    }
    if (core || part)
        dgh_findings_add(&g->findings, DGH_WARNING, "reference-incomplete",
                         (dgh_source){(core ? core : part)->path, 0},
                         "%s: no reference without %s; LAECHG = .TRUE. writes both",
                         (core ? core : part)->path, core ? "AECCAR2" : "AECCAR0");
}

static void choose_others(gathering *g)
{
    choose_spin(g);
    choose_reference(g);
    const dgh_density_file *potential = best(g, DGH_DENSITY_POTENTIAL);
    const dgh_density_file *elf = best(g, DGH_DENSITY_ELF);
    g->out->potential_path = potential ? potential->path : NULL;
    g->out->elf_path = elf ? elf->path : NULL;
}

/* ---- what the run says ----------------------------------------------------------------------- */

/* By the label of the species; by its element where all potentials of it agree (a cube names
 * elements, the run may tell Pt1 from Pt2). */
static const dgh_pseudopotential *potential_of(const dgh_calculation *run,
                                               const dgh_structure *atoms, size_t atom)
{
    const dgh_species *species = &atoms->species[atoms->species_of_atom[atom]];
    const dgh_pseudopotential *found = NULL;
    for (size_t i = 0; i < run->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = &run->pseudopotentials[i];
        if (!p->valence_e.has)
            continue;
        if (p->label && strcmp(p->label, species->label) == 0)
            return p;
    }
    for (size_t i = 0; i < run->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = &run->pseudopotentials[i];
        if (!p->valence_e.has || !p->atomic_number || p->atomic_number != species->atomic_number)
            continue;
        if (found && found->valence_e.value != p->valence_e.value)
            return NULL;
        found = p;
    }
    return found;
}

static dgh_status take_valence(gathering *g, dgh_error *err)
{
    dgh_run_density *out = g->out;
    const dgh_calculation *run = out->calculation;
    out->n_atoms = g->atoms.n_atoms;
    if (!run || !out->n_atoms || !run->n_pseudopotentials)
        return DGH_OK;
    double *valence = dgh_arena_alloc(g->files->arena, out->n_atoms, sizeof *valence);
    if (!valence)
        return dgh_error_nomem(err);
    const dgh_pseudopotential *p = NULL;
    for (size_t i = 0; i < out->n_atoms; i++) {
        p = potential_of(run, &g->atoms, i);
        if (!p)
            return DGH_OK;
        valence[i] = p->valence_e.value;
    }
    out->valence_e = valence;
    out->valence_from = p->valence_e.source.path ? p->valence_e.source.path : p->source.path;
    return DGH_OK;
}

static void take_numbers(gathering *g)
{
    dgh_run_density *out = g->out;
    const dgh_calculation *run = out->calculation;
    const dgh_ionic_step *step = run ? dgh_calculation_energy_step(run) : NULL;
    if (run)
        out->n_electrons = run->n_electrons;
    if (step)
        out->fermi_ev = step->fermi_ev;
}

/* Where the atoms of the density are, against the geometry that belongs to the run's energy. */
static void measure_offset(gathering *g)
{
    dgh_run_density *out = g->out;
    if (!out->density_head || !out->calculation)
        return;
    const dgh_grid *head = out->density_head;
    dgh_structure own = dgh_calculation_structure(out->calculation);
    if (!own.n_atoms || !own.position_ang || !head->structure.position_ang)
        return;
    double move = dgh_largest_move_any_order_ang(&own, &head->structure);
    if (move < 0.0)
        return;
    out->offset_ang = (dgh_real){true, move, {out->density_path, 0}};
    if (move > SAME_PLACE_ANG)
        dgh_findings_add(&g->findings, DGH_WARNING, "density-of-another-geometry",
                         (dgh_source){out->density_path, 0},
                         "%s: its atoms stand up to %.3f Angstrom from where they are in the "
                         "geometry that belongs to the energy of %s",
                         out->density_path, move, out->calculation->path);
}

/* ---- the run of a density -------------------------------------------------------------------- */

static int fit_of(const dgh_calculation *run, const dgh_grid *head)
{
    dgh_structure s = dgh_calculation_structure(run);
    int fit = (run->task != DGH_TASK_INPUT) + 2 * (run->vibrations.n_dofs == 0);
    if (!head || !head->structure.n_atoms || !head->structure.position_ang || !s.n_atoms)
        return fit;
    if (!same_composition(&s, &head->structure) ||
        (s.has_cell && !same_cell(s.cell_ang, head->cell_ang)))
        return -1;
    double move = s.position_ang ? dgh_largest_move_any_order_ang(&s, &head->structure) : -1.0;
    return fit + (move >= 0.0 && move <= SAME_PLACE_ANG ? 8 : 4);
}

/* The head that decides which run counts: of the file that was asked for, else of the best. */
static const dgh_grid *telling_head(const gathering *g)
{
    const dgh_density_file *given = given_file(g);
    if (given)
        return given->head;
    for (size_t i = 0; i < g->files->n; i++)
        if (g->files->items[i].kind == DGH_DENSITY_VALENCE)
            return g->files->items[i].head;
    return NULL;
}

static void choose_run(gathering *g)
{
    const dgh_density_search *s = g->search;
    const dgh_grid *head = telling_head(g);
    int fit = -1;
    for (size_t i = 0; i < s->n_runs; i++) {
        int own = fit_of(s->runs[i], head);
        if (own >= fit && own >= 0) { /* the later one of a sequence */
            fit = own;
            g->out->calculation = s->runs[i];
        }
    }
    if (s->n_runs == 0)
        return;
    if (!g->out->calculation && s->given)
        dgh_findings_add(&g->findings, DGH_WARNING, "density-without-run",
                         (dgh_source){s->given, 0},
                         "%s: no run beside it has its atoms and its cell (%s has others)",
                         s->given, s->runs[0]->path);
    if (!g->out->calculation && !s->given) /* the strangers are named one by one */
        g->out->calculation = s->runs[s->n_runs - 1];
    if (g->out->calculation)
        anchor_on_run(g, g->out->calculation);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static dgh_status create(dgh_run_density **out, density_owner **owner, dgh_error *err)
{
    dgh_arena *arena = dgh_arena_create();
    *out = arena ? dgh_arena_alloc(arena, 1, sizeof **out) : NULL;
    *owner = *out ? dgh_arena_alloc(arena, 1, sizeof **owner) : NULL;
    if (!*owner) {
        dgh_arena_free(arena);
        *out = NULL;
        return dgh_error_nomem(err);
    }
    (*owner)->arena = arena;
    (*out)->owner = *owner;
    return DGH_OK;
}

static dgh_status gather(gathering *g, dgh_error *err)
{
    const dgh_density_search *s = g->search;
    dgh_status status = dgh_density_files_read(g->files, s->paths, s->n_paths, s->io, &g->findings,
                                               err);
    if (status != DGH_OK)
        return status;
    dgh_density_file *given = given_file(g);
    if (s->given && (!given || !given->head)) { /* its name says that it is no density, or why */
        dgh_grid *head;
        status = dgh_grid_read_head(&head, s->given, NULL, err);
        if (status != DGH_OK)
            return status;
        if (given)
            given->head = head;
        else
            dgh_grid_free(head);
    }
    choose_run(g);
    if (given && given->head) /* what was asked for is what the others must fit */
        anchor_on_head(g, given->head);
    choose_density(g);
    choose_others(g);
    take_numbers(g);
    measure_offset(g);
    return take_valence(g, err);
}

dgh_status dgh_run_density_gather(dgh_run_density **out, const dgh_density_search *search,
                                  dgh_error *err)
{
    density_owner *owner;
    dgh_status status = create(out, &owner, err);
    if (status != DGH_OK)
        return status;
    gathering g = {
        .out = *out, .search = search, .files = &owner->files, .findings = {.arena = owner->arena}};
    (*out)->folder = search->folder;
    status = gather(&g, err);
    if (status == DGH_OK && g.findings.failed)
        status = dgh_error_nomem(err);
    if (status != DGH_OK) {
        dgh_run_density_free(*out);
        *out = NULL;
        return status;
    }
    (*out)->diagnostics = g.findings.items;
    (*out)->n_diagnostics = g.findings.n;
    return DGH_OK;
}

void dgh_run_density_adopt(dgh_run_density *densities, dgh_arena *arena, dgh_calculation *run)
{
    density_owner *owner = densities->owner;
    dgh_arena_adopt(owner->arena, arena);
    owner->calculation = run;
}
