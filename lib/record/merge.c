/* Merging the records of several files of one run. What both state is compared; `into` wins. */
#include "record/merge.h"

#include <math.h>
#include <stdlib.h>

#include "base/format.h"
#include "record/finish.h"
#include "record/kpoint_list.h"
#include "record/merge_inside.h"

static void disagree(dgh_merge *m, dgh_severity severity, const char *what, const char *ours,
                     dgh_source our_source, const char *theirs, dgh_source their_source)
{
    dgh_merge_note(m, severity, "files-disagree", their_source, "%s: %s in %s, %s in %s", what,
                   ours, dgh_merge_place(our_source).text, theirs,
                   dgh_merge_place(their_source).text);
}

static void take_real(dgh_real *into, dgh_real from)
{
    if (!into->has)
        *into = from;
}

static void take_integer(dgh_integer *into, dgh_integer from)
{
    if (!into->has)
        *into = from;
}

static void take_text(dgh_text *into, dgh_text from)
{
    if (!into->value)
        *into = from;
}

/* ---- settings ----------------------------------------------------------------------------------
 */

static void setting_text(char *buffer, size_t size, dgh_setting_id id, const dgh_setting *s)
{
    const dgh_setting_info *info = dgh_setting_describe(id);
    const char *space = *info->unit ? " " : "";
    if (info->kind == DGH_SETTING_KIND_TEXT)
        dgh_format(buffer, size, "%s", s->text);
    else if (info->kind == DGH_SETTING_KIND_REAL)
        dgh_format(buffer, size, "%.6g%s%s", s->real, space, info->unit);
    else
        dgh_format(buffer, size, "%lld", (long long)s->integer);
}

/* OUTCAR prints cutoffs with one decimal and SIGMA with two, QE its Rydbergs with four. */
static double rounding_of(dgh_setting_id id)
{
    switch (id) {
    case DGH_SETTING_CUTOFF_EV:
    case DGH_SETTING_DENSITY_CUTOFF_EV:
    case DGH_SETTING_AUGMENTATION_CUTOFF_EV:
        return 0.0501;
    case DGH_SETTING_SMEARING_WIDTH_EV:
        return 0.00501;
    default:
        return 1e-3;
    }
}

static bool same_setting(dgh_setting_id id, const dgh_setting *a, const dgh_setting *b)
{
    /* INCAR numbers the species that OUTCAR names, and OUTCAR rounds U: only on or off compares */
    if (id == DGH_SETTING_PLUS_U)
        return (strcmp(a->text, "none") == 0) == (strcmp(b->text, "none") == 0);
    /* VASP writes in vasprun.xml what KPOINTS may give in other units */
    if (id == DGH_SETTING_KPOINT_LIST && !dgh_kpoint_lists_compare(a->text, b->text))
        return true;
    switch (dgh_setting_describe(id)->kind) {
    case DGH_SETTING_KIND_TEXT:
        return strcmp(a->text, b->text) == 0;
    case DGH_SETTING_KIND_REAL:
        return fabs(a->real - b->real) <= rounding_of(id);
    case DGH_SETTING_KIND_INTEGER:
        return a->integer == b->integer;
    }
    return true;
}

static void merge_settings(dgh_merge *m)
{
    for (int i = 0; i < DGH_SETTING_COUNT; i++) {
        dgh_setting *ours = &m->into->settings[i];
        const dgh_setting *theirs = &m->from->settings[i];
        dgh_setting_id id = (dgh_setting_id)i;
        if (!theirs->has)
            continue;
        if (!ours->has) {
            *ours = *theirs;
            continue;
        }
        if (same_setting(id, ours, theirs))
            continue;
        char a[256], b[256];
        setting_text(a, sizeof a, id, ours);
        setting_text(b, sizeof b, id, theirs);
        /* how k-points are counted depends on the file (spin, symmetry); the mesh does not */
        disagree(m, id == DGH_SETTING_N_KPOINTS ? DGH_NOTE : DGH_WARNING,
                 dgh_setting_describe(id)->label, a, ours->source, b, theirs->source);
    }
    if (!(m->into->kpoint_mesh[0] > 0.0))
        memcpy(m->into->kpoint_mesh, m->from->kpoint_mesh, sizeof m->into->kpoint_mesh);
}

static const dgh_pseudopotential *find_pseudopotential(const dgh_calculation *c, size_t index,
                                                       const dgh_pseudopotential *like)
{
    /* VASP lists one per species and may have two of one element: the place in the list counts */
    if (index < c->n_pseudopotentials &&
        c->pseudopotentials[index].atomic_number == like->atomic_number)
        return &c->pseudopotentials[index];
    for (size_t i = 0; i < c->n_pseudopotentials; i++)
        if (like->atomic_number && c->pseudopotentials[i].atomic_number == like->atomic_number)
            return &c->pseudopotentials[i];
    return NULL;
}

static void merge_pseudopotentials(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    if (c->n_pseudopotentials == 0) {
        c->pseudopotentials = m->from->pseudopotentials;
        c->n_pseudopotentials = m->from->n_pseudopotentials;
        return;
    }
    /* the list lives in the record's own arena; only users see it as const */
    dgh_pseudopotential *own = (dgh_pseudopotential *)c->pseudopotentials;
    for (size_t i = 0; i < c->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = find_pseudopotential(m->from, i, &own[i]);
        if (!p)
            continue;
        if (own[i].title && p->title && strcmp(own[i].title, p->title) != 0)
            disagree(m, DGH_WARNING, "pseudopotential", own[i].title, own[i].source, p->title,
                     p->source);
        else if (own[i].hash && p->hash && strcmp(own[i].hash, p->hash) != 0)
            disagree(m, DGH_WARNING, "pseudopotential's hash", own[i].hash, own[i].source, p->hash,
                     p->source);
        else {
            own[i].title = own[i].title ? own[i].title : p->title;
            own[i].hash = own[i].hash ? own[i].hash : p->hash;
            own[i].functional = own[i].functional ? own[i].functional : p->functional;
            take_real(&own[i].valence_e, p->valence_e);
        }
    }
}

/* ---- vibrations --------------------------------------------------------------------------------
 */

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double *sorted_frequencies(dgh_merge *m, const dgh_vibrations *v)
{
    double *f = dgh_arena_alloc(m->arena, v->n_modes, sizeof *f);
    if (!f) {
        m->no_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < v->n_modes; i++)
        f[i] = v->modes[i].imaginary ? -v->modes[i].freq_cm1 : v->modes[i].freq_cm1;
    qsort(f, v->n_modes, sizeof *f, descending);
    return f;
}

static void compare_modes(dgh_merge *m)
{
    const dgh_vibrations *ours = &m->into->vibrations, *theirs = &m->from->vibrations;
    bool other_treatment = (ours->modes_note != NULL) != (theirs->modes_note != NULL) ||
                           (ours->modes_note && strcmp(ours->modes_note, theirs->modes_note) != 0);
    if (other_treatment) /* dynmat.x with a sum rule against ph.x without: they must differ */
        return;
    if (ours->n_modes != theirs->n_modes) {
        char a[32], b[32];
        dgh_format(a, sizeof a, "%zu", ours->n_modes);
        dgh_format(b, sizeof b, "%zu", theirs->n_modes);
        disagree(m, DGH_WARNING, "number of modes", a, ours->modes[0].source, b,
                 theirs->modes[0].source);
        return;
    }
    const double tolerance_cm1 = 1.0;
    double *a = sorted_frequencies(m, ours), *b = sorted_frequencies(m, theirs);
    for (size_t i = 0; a && b && i < ours->n_modes; i++) {
        if (fabs(a[i] - b[i]) <= tolerance_cm1)
            continue;
        char x[48], y[48];
        dgh_format(x, sizeof x, "%.2f%s cm-1", fabs(a[i]), a[i] < 0.0 ? "i" : "");
        dgh_format(y, sizeof y, "%.2f%s cm-1", fabs(b[i]), b[i] < 0.0 ? "i" : "");
        disagree(m, DGH_WARNING, "frequency", x, ours->modes[0].source, y, theirs->modes[0].source);
        return;
    }
}

static void merge_vibrations(dgh_merge *m)
{
    dgh_vibrations *ours = &m->into->vibrations;
    const dgh_vibrations *theirs = &m->from->vibrations;
    if (ours->n_dofs == 0 && theirs->n_dofs) {
        ours->n_dofs = theirs->n_dofs;
        ours->dofs = theirs->dofs;
        ours->hessian_ev_per_ang2 = theirs->hessian_ev_per_ang2;
        ours->method = theirs->method;
        ours->hessian_source = theirs->hessian_source;
    }
    if (ours->n_modes && theirs->n_modes)
        compare_modes(m);
    if (ours->n_modes == 0 && theirs->n_modes) {
        ours->n_modes = theirs->n_modes;
        ours->modes = theirs->modes;
        ours->modes_note = theirs->modes_note;
    }
}

/* ---- all the rest ------------------------------------------------------------------------------
 */

static void compare_version(dgh_merge *m)
{
    const char *a = m->into->code_version.value, *b = m->from->code_version.value;
    if (!a || !b)
        return;
    size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    if (strncmp(a, b, n) != 0) /* one file may print more of it than the other */
        disagree(m, DGH_WARNING, "version", a, m->into->code_version.source, b,
                 m->from->code_version.source);
}

static void compare_electrons(dgh_merge *m)
{
    const dgh_real *a = &m->into->n_electrons, *b = &m->from->n_electrons;
    char x[32], y[32];
    if (!a->has || !b->has || fabs(a->value - b->value) <= 1e-3)
        return;
    dgh_format(x, sizeof x, "%.4f", a->value);
    dgh_format(y, sizeof y, "%.4f", b->value);
    disagree(m, DGH_WARNING, "electrons", x, a->source, y, b->source);
}

/* Standard output and OSZICAR can only guess at what INCAR states. A line of k-points makes the
 * energy that of a band structure, whatever INCAR says. */
static void merge_task(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    dgh_task theirs = m->from->task;
    if (theirs == DGH_TASK_UNKNOWN || theirs == DGH_TASK_INPUT || theirs == c->task)
        return;
    bool ours_is_a_guess = strcmp(c->format, "vasp-oszicar") == 0 ||
                           strcmp(c->format, "vasp-stdout") == 0;
    bool theirs_is_a_guess = strcmp(m->from->format, "vasp-oszicar") == 0 ||
                             strcmp(m->from->format, "vasp-stdout") == 0;
    bool take = c->task == DGH_TASK_UNKNOWN || c->task == DGH_TASK_INPUT ||
                (ours_is_a_guess && strcmp(m->from->format, "vasp-incar") == 0) ||
                (theirs == DGH_TASK_BANDS && c->task == DGH_TASK_SINGLE_POINT);
    if (take) {
        c->task = theirs;
        c->task_source = m->from->task_source;
    } else if (!theirs_is_a_guess) {
        disagree(m, DGH_NOTE, "task", dgh_task_name(c->task), c->task_source, dgh_task_name(theirs),
                 m->from->task_source);
    }
}

static void merge_scalars(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    const dgh_calculation *f = m->from;
    compare_version(m);
    compare_electrons(m);
    merge_task(m);
    if (c->code == DGH_CODE_UNKNOWN)
        c->code = f->code;
    take_text(&c->code_version, f->code_version);
    take_text(&c->started, f->started);
    take_real(&c->n_electrons, f->n_electrons);
    take_real(&c->electronic_criterion_ev, f->electronic_criterion_ev);
    if (!c->force_criterion_ev_per_ang.has && !c->energy_criterion_ev.has) {
        c->force_criterion_ev_per_ang = f->force_criterion_ev_per_ang;
        c->energy_criterion_ev = f->energy_criterion_ev;
    }
    take_integer(&c->max_electronic_steps, f->max_electronic_steps);
    take_integer(&c->max_ionic_steps, f->max_ionic_steps);
    take_integer(&c->ibrion, f->ibrion);
    take_real(&c->cpu_time_s, f->cpu_time_s);
    take_real(&c->wall_time_s, f->wall_time_s);
    if (c->n_ensemble == 0) {
        c->n_ensemble = f->n_ensemble;
        c->ensemble_ev = f->ensemble_ev;
        c->ensemble_source = f->ensemble_source;
    }
}

static void merge_files(dgh_merge *m)
{
    size_t n = m->into->n_files + m->from->n_files;
    const char **files = dgh_arena_alloc(m->arena, n, sizeof *files);
    if (!files) {
        m->no_memory = true;
        return;
    }
    memcpy(files, m->into->files, m->into->n_files * sizeof *files);
    memcpy(files + m->into->n_files, m->from->files, m->from->n_files * sizeof *files);
    m->into->files = files;
    m->into->n_files = n;
}

static void merge_diagnostics(dgh_merge *m)
{
    for (size_t i = 0; i < m->from->n_diagnostics; i++) {
        const dgh_diagnostic *d = &m->from->diagnostics[i];
        dgh_merge_note(m, d->severity, d->code, d->source, "%s", d->message);
    }
}

/* The list of findings of `into`, copied to where it can grow. */
static void open_diagnostics(dgh_merge *m)
{
    size_t n = m->into->n_diagnostics;
    m->diagnostics = dgh_arena_grow(m->arena, NULL, &m->capacity, 0, n + 8, sizeof *m->diagnostics);
    if (!m->diagnostics) {
        m->no_memory = true;
        return;
    }
    if (n)
        memcpy(m->diagnostics, m->into->diagnostics, n * sizeof *m->diagnostics);
    m->n_diagnostics = n;
}

static void merge_all(dgh_merge *m)
{
    merge_files(m);
    merge_diagnostics(m);
    dgh_merge_structure(m);
    dgh_merge_steps(m);
    dgh_merge_status(m);
    merge_settings(m);
    merge_pseudopotentials(m);
    merge_vibrations(m);
    merge_scalars(m);
    dgh_calculation_finish(m->into);
}

dgh_status dgh_calculation_merge(dgh_calculation *into, dgh_calculation *from, dgh_error *err)
{
    if (!into || !from || into == from)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "a merge needs two records");
    dgh_merge m = {.into = into, .from = from, .arena = into->arena};
    open_diagnostics(&m);
    if (!m.no_memory && !dgh_merge_fits(&m)) {
        dgh_calculation_free(from);
    } else {
        /* `from` itself lives in its arena, and lives on with it */
        dgh_arena_adopt(into->arena, from->arena);
        if (!m.no_memory)
            merge_all(&m);
    }
    if (m.diagnostics) {
        into->diagnostics = m.diagnostics;
        into->n_diagnostics = m.n_diagnostics;
    }
    return m.no_memory ? dgh_error_nomem(err) : DGH_OK;
}
