/* Settings that must agree between the runs of one ΔE, and how much it matters where they do not.
 * Between two models that are put side by side (other cells, other elements) nothing is refused:
 * what would be an error between slabs is a warning, and what would be a warning a note; their
 * k-point meshes are their own.
 *
 *  setting                     slab and slab+H             slab and H2 in its box
 *  functional, libxc           error                       error
 *  pseudopotential, potential  error                       error
 *  wavefunction cutoff         error                       error
 *  dispersion                  error                       error
 *  +U                          error                       -        (no d or f states in H2)
 *  solvation                   error                       note     (the reference is the gas)
 *  net charge                  error                       -
 *  k-point mesh or list        error                       -        (a molecule needs one point)
 *  spin                        error, warning if the       -        (H2 is a singlet)
 *                              polarised one has no moment
 *  density cutoff              error                       warning
 *  augmentation cutoff         warning                     warning
 *  smearing and its width      warning                     -        (a gap needs none)
 *  dipole correction           warning                     -
 *  precision, real space       warning                     note
 *
 * A setting that one of two runs does not state is not compared. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/format.h"
#include "record/kpoint_list.h"
#include "study/inside.h"

enum { NOT_COMPARED = -1 };

static const struct {
    dgh_setting_id id;
    int slabs, gas; /* dgh_severity or NOT_COMPARED */
    double tolerance;
} RULES[] = {
    {DGH_SETTING_FUNCTIONAL, DGH_ERROR, DGH_ERROR, 0.0},
    {DGH_SETTING_CUTOFF_EV, DGH_ERROR, DGH_ERROR, 0.1},
    {DGH_SETTING_DISPERSION, DGH_ERROR, DGH_ERROR, 0.0},
    {DGH_SETTING_PLUS_U, DGH_ERROR, NOT_COMPARED, 0.0},
    {DGH_SETTING_SOLVATION, DGH_ERROR, DGH_NOTE, 0.0},
    {DGH_SETTING_TOTAL_CHARGE_E, DGH_ERROR, NOT_COMPARED, 1e-6},
    {DGH_SETTING_KPOINT_MESH, DGH_ERROR, NOT_COMPARED, 0.0},
    {DGH_SETTING_KPOINT_LIST, DGH_ERROR, NOT_COMPARED, 0.0},
    {DGH_SETTING_SPIN, DGH_ERROR, NOT_COMPARED, 0.0},
    {DGH_SETTING_DENSITY_CUTOFF_EV, DGH_ERROR, DGH_WARNING, 0.5},
    {DGH_SETTING_AUGMENTATION_CUTOFF_EV, DGH_WARNING, DGH_WARNING, 0.5},
    {DGH_SETTING_SMEARING, DGH_WARNING, NOT_COMPARED, 0.0},
    {DGH_SETTING_SMEARING_WIDTH_EV, DGH_WARNING, NOT_COMPARED, 1e-4},
    {DGH_SETTING_DIPOLE_CORRECTION, DGH_WARNING, NOT_COMPARED, 0.0},
    {DGH_SETTING_PRECISION, DGH_WARNING, DGH_NOTE, 0.0},
    {DGH_SETTING_REAL_SPACE_PROJECTION, DGH_WARNING, DGH_NOTE, 0.0},
};

static bool same_text(const char *a, const char *b)
{
    return dgh_slice_equals_nocase((dgh_slice){a, strlen(a)}, b);
}

static bool same_value(const dgh_setting *a, const dgh_setting *b, dgh_setting_kind kind,
                       double tolerance)
{
    if (kind == DGH_SETTING_KIND_TEXT)
        return same_text(a->text, b->text);
    if (kind == DGH_SETTING_KIND_REAL)
        return fabs(a->real - b->real) <= tolerance;
    return a->integer == b->integer;
}

/* A functional may have two names in two versions of a code; the libxc identity has one. */
static bool same_setting(const dgh_calculation *a, const dgh_calculation *b, dgh_setting_id id,
                         double tolerance)
{
    const dgh_setting *x = &a->settings[id], *y = &b->settings[id];
    if (id == DGH_SETTING_FUNCTIONAL) {
        const dgh_setting *p = &a->settings[DGH_SETTING_LIBXC],
                          *q = &b->settings[DGH_SETTING_LIBXC];
        if (p->has && q->has)
            return same_text(p->text, q->text);
    }
    if (id == DGH_SETTING_PLUS_U && x->has != y->has) /* off where nothing says that it is on */
        return same_text(x->has ? x->text : y->text, "none");
    if (!x->has || !y->has)
        return true;
    if (id == DGH_SETTING_KPOINT_LIST && !dgh_kpoint_lists_compare(x->text, y->text))
        return true;
    return same_value(x, y, dgh_setting_describe(id)->kind, tolerance);
}

static const char *show(const dgh_setting *s, dgh_setting_kind kind, const char *unit, char *buffer,
                        size_t size)
{
    const char *space = *unit ? " " : "";
    if (!s->has)
        dgh_format(buffer, size, "none stated");
    else if (kind == DGH_SETTING_KIND_TEXT)
        dgh_format(buffer, size, "%s", s->text);
    else if (kind == DGH_SETTING_KIND_REAL)
        dgh_format(buffer, size, "%.6g%s%s", s->real, space, unit);
    else
        dgh_format(buffer, size, "%lld%s%s", (long long)s->integer, space, unit);
    return buffer;
}

static const char *place(dgh_source source, const dgh_run *run, char *buffer, size_t size)
{
    const char *path = source.path ? source.path : run->path;
    if (source.line)
        dgh_format(buffer, size, "%s:%zu", path, source.line);
    else
        dgh_format(buffer, size, "%s", path);
    return buffer;
}

/* A spin-polarised run that ended without a moment is the same as one without spin. */
static bool spin_vanished(const dgh_calculation *a, const dgh_calculation *b)
{
    for (int i = 0; i < 2; i++) {
        const dgh_calculation *c = i ? b : a, *other = i ? a : b;
        const dgh_ionic_step *step = dgh_calculation_energy_step(c);
        const char *spin = c->settings[DGH_SETTING_SPIN].text;
        const char *without = other->settings[DGH_SETTING_SPIN].text;
        if (same_text(spin, "collinear") && same_text(without, "none") && step &&
            step->magnetisation_mub.has && fabs(step->magnetisation_mub.value) < 0.05)
            return true;
    }
    return false;
}

static void count(dgh_differences *d, int severity)
{
    d->errors += severity == DGH_ERROR;
    d->warnings += severity == DGH_WARNING;
}

static void compare_one(dgh_differences *d, dgh_findings *findings, const dgh_run *a,
                        const dgh_run *b, size_t rule, int severity)
{
    const dgh_calculation *x = a->calculation, *y = b->calculation;
    dgh_setting_id id = RULES[rule].id;
    if (severity == NOT_COMPARED || same_setting(x, y, id, RULES[rule].tolerance))
        return;
    if (id == DGH_SETTING_SPIN && spin_vanished(x, y))
        severity = DGH_WARNING;
    count(d, severity);
    if (!findings)
        return;
    const dgh_setting_info *info = dgh_setting_describe(id);
    char left[256], right[256], here[1100], there[1100];
    dgh_setting_id shown = id;
    if (id == DGH_SETTING_FUNCTIONAL && (!x->settings[id].has || !y->settings[id].has ||
                                         same_text(x->settings[id].text, y->settings[id].text)))
        shown = DGH_SETTING_LIBXC;
    dgh_findings_add(findings, (dgh_severity)severity, "settings-differ", x->settings[shown].source,
                     "%s differs: %s (%s), %s (%s)", info->label,
                     show(&x->settings[shown], info->kind, info->unit, left, sizeof left),
                     place(x->settings[shown].source, a, here, sizeof here),
                     show(&y->settings[shown], info->kind, info->unit, right, sizeof right),
                     place(y->settings[shown].source, b, there, sizeof there));
}

static const dgh_pseudopotential *potential_of(const dgh_calculation *c, int atomic_number)
{
    for (size_t i = 0; i < c->n_pseudopotentials; i++)
        if (c->pseudopotentials[i].atomic_number == atomic_number)
            return &c->pseudopotentials[i];
    return NULL;
}

/* A hash says whether two files are the same; where one is missing, the title must do. A path in
 * front of a file's name means nothing. */
static bool same_potential(const dgh_pseudopotential *p, const dgh_pseudopotential *q)
{
    if (p->hash && q->hash && strlen(p->hash) == strlen(q->hash))
        return same_text(p->hash, q->hash);
    if (!p->title || !q->title)
        return true;
    return strcmp(dgh_path_base(p->title), dgh_path_base(q->title)) == 0;
}

static void compare_potentials(dgh_differences *d, dgh_findings *findings, const dgh_run *a,
                               const dgh_run *b, dgh_severity severity)
{
    const dgh_calculation *x = a->calculation, *y = b->calculation;
    for (size_t i = 0; i < x->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = &x->pseudopotentials[i];
        const dgh_pseudopotential *q = potential_of(y, p->atomic_number);
        if (!q || potential_of(x, p->atomic_number) != p || same_potential(p, q))
            continue;
        count(d, (int)severity);
        if (!findings)
            continue;
        char here[1100], there[1100];
        bool titles = p->title && q->title && strcmp(p->title, q->title) != 0;
        dgh_findings_add(findings, severity, "settings-differ", p->source,
                         "pseudopotential of %s differs: %s (%s), %s (%s)",
                         dgh_element_symbol(p->atomic_number), titles ? p->title : p->hash,
                         place(p->source, a, here, sizeof here), titles ? q->title : q->hash,
                         place(q->source, b, there, sizeof there));
    }
}

static int severity_of(size_t rule, dgh_relation relation)
{
    if (relation != DGH_BETWEEN_MODELS)
        return relation == DGH_BETWEEN_SLABS ? RULES[rule].slabs : RULES[rule].gas;
    if (RULES[rule].id == DGH_SETTING_KPOINT_MESH || RULES[rule].id == DGH_SETTING_KPOINT_LIST)
        return NOT_COMPARED;
    return RULES[rule].slabs == DGH_ERROR ? DGH_WARNING : DGH_NOTE;
}

dgh_differences dgh_study_compare_settings(dgh_findings *findings, const dgh_run *a,
                                           const dgh_run *b, dgh_relation relation)
{
    dgh_differences d = {0};
    if (a == b)
        return d;
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++)
        compare_one(&d, findings, a, b, i, severity_of(i, relation));
    compare_potentials(&d, findings, a, b,
                       relation == DGH_BETWEEN_MODELS ? DGH_WARNING : DGH_ERROR);
    return d;
}
