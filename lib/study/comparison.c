/* Studies side by side. */
#include "dgh/comparison.h"

#include <math.h>
#include <string.h>

#include "base/format.h"
#include "study/inside.h"

typedef struct comparison_inside {
    dgh_comparison result; /* first, so that its address is that of the comparison */
    dgh_arena *arena;
    dgh_compared_tree *trees;
    dgh_findings findings;
} comparison_inside;

/* ---- differences of numbers ------------------------------------------------------------------ */

static dgh_real minus(dgh_real a, dgh_real b)
{
    return (dgh_real){.has = a.has && b.has, .value = a.has && b.has ? a.value - b.value : 0.0};
}

static dgh_real error_of(const dgh_distribution *a, const dgh_distribution *b)
{
    if (!a->spread_ev.has || !b->spread_ev.has)
        return (dgh_real){0};
    double x = a->spread_ev.value, y = b->spread_ev.value;
    return (dgh_real){.has = true,
                      .value = sqrt(x * x / (double)a->n_weighted + y * y / (double)b->n_weighted)};
}

static void subtract(dgh_compared_tree *tree, const dgh_study_summary *first)
{
    for (int c = 0; c < DGH_N_CLASSES; c++) {
        const dgh_distribution *a = &tree->study->summary->of[c], *b = &first->of[c];
        tree->minus_first[c] = (dgh_class_difference){
            .mean_ev = minus(a->mean_ev, b->mean_ev),
            .mean_error_ev = error_of(a, b),
            .smallest_ev = minus(a->smallest_ev, b->smallest_ev)};
    }
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static bool is_first_of_host(const dgh_study *study, size_t site)
{
    for (size_t i = 0; i < site; i++)
        if (study->sites[i].host_run == study->sites[site].host_run)
            return false;
    return true;
}

/* Whether a host of an earlier row has the same atoms. */
static bool has_formula(const dgh_inside *in, const dgh_study *study, const dgh_site *site,
                        const char *formula)
{
    for (const dgh_site *s = study->sites; s < site; s++)
        if (in->facts[s->host_run].heavy && strcmp(in->facts[s->host_run].heavy, formula) == 0)
            return true;
    return false;
}

static bool add_host(comparison_inside *c, dgh_compared_tree *tree, const dgh_site *site,
                     double *n_crystalline, bool *all_known)
{
    const dgh_inside *in = (const dgh_inside *)tree->study;
    const dgh_run_facts *f = &in->facts[site->host_run];
    const dgh_host *host = site->structure ? site->structure->host : NULL;
    tree->n_hosts++;
    tree->n_host_atoms += f->n_heavy;
    if (host)
        *n_crystalline += (double)host->order->n_crystalline;
    else
        *all_known = false;
    const char *formula = f->heavy ? f->heavy : "?";
    if (!tree->formulas)
        tree->formulas = dgh_arena_strdup(c->arena, formula);
    else if (!has_formula(in, tree->study, site, formula))
        tree->formulas = dgh_arena_printf(c->arena, "%s, %s", tree->formulas, formula);
    return tree->formulas != NULL;
}

static bool fill_hosts(comparison_inside *c, dgh_compared_tree *tree)
{
    double n_crystalline = 0.0;
    bool all_known = true;
    for (size_t i = 0; i < tree->study->n_sites; i++)
        if (is_first_of_host(tree->study, i) &&
            !add_host(c, tree, &tree->study->sites[i], &n_crystalline, &all_known))
            return false;
    if (all_known && tree->n_host_atoms)
        tree->crystalline_fraction = (dgh_real){
            .has = true, .value = n_crystalline / (double)tree->n_host_atoms};
    return true;
}

/* ---- settings -------------------------------------------------------------------------------- */

static void differ(comparison_inside *c, const dgh_compared_tree *tree, const char *what,
                   const char *here, const char *there)
{
    dgh_findings_add(&c->findings, DGH_WARNING, "options-differ", (dgh_source){0},
                     "%s differs: %s (%s), %s (%s)", what, here, c->trees[0].name, there,
                     tree->name);
}

static void compare_number(comparison_inside *c, const dgh_compared_tree *tree, const char *what,
                           double here, double there)
{
    char a[64], b[64];
    if (here == there)
        return;
    dgh_format(a, sizeof a, "%.8g", here);
    dgh_format(b, sizeof b, "%.8g", there);
    differ(c, tree, what, a, b);
}

static void compare_options(comparison_inside *c, const dgh_compared_tree *tree)
{
    const dgh_study_options *a = &c->trees[0].study->options, *b = &tree->study->options;
    compare_number(c, tree, "temperature (K)", a->temperature_k, b->temperature_k);
    compare_number(c, tree, "pressure of H2 (bar)", a->pressure_bar, b->pressure_bar);
    compare_number(c, tree, "mass of H (u)", a->isotope_mass_u, b->isotope_mass_u);
    if (a->convention != b->convention)
        differ(c, tree, "convention", dgh_convention_name(a->convention),
               dgh_convention_name(b->convention));
    if (a->energy != b->energy)
        differ(c, tree, "kind of energy", dgh_energy_kind_name(a->energy),
               dgh_energy_kind_name(b->energy));
    if (a->gas_model != b->gas_model)
        differ(c, tree, "gas model", dgh_gas_model_name(a->gas_model),
               dgh_gas_model_name(b->gas_model));
    if (a->harmonic.low_modes != b->harmonic.low_modes)
        differ(c, tree, "policy for low modes", dgh_low_modes_name(a->harmonic.low_modes),
               dgh_low_modes_name(b->harmonic.low_modes));
    if (a->ref_h2_energy_ev.has != b->ref_h2_energy_ev.has)
        differ(c, tree, "energy of H2", a->ref_h2_energy_ev.has ? "by hand" : "of a run",
               b->ref_h2_energy_ev.has ? "by hand" : "of a run");
}

static const dgh_run *first_run(const dgh_study *study)
{
    size_t run = study->n_sites ? study->sites[0].final_energy_run : DGH_NO_RUN;
    return run < study->n_runs ? &study->runs[run] : NULL;
}

static void compare_settings(comparison_inside *c, const dgh_compared_tree *tree)
{
    const dgh_run *a = first_run(c->trees[0].study), *b = first_run(tree->study);
    if (!a || !b || !a->calculation || !b->calculation)
        return;
    if (a->calculation->code != b->calculation->code)
        dgh_findings_add(&c->findings, DGH_WARNING, "codes-differ", dgh_run_source(b),
                         "code differs: %s (%s), %s (%s)", dgh_code_name(a->calculation->code),
                         a->path, dgh_code_name(b->calculation->code), b->path);
    dgh_study_compare_settings(&c->findings, a, b, DGH_BETWEEN_MODELS);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static dgh_status fill(comparison_inside *c, const dgh_study *const *studies,
                       const char *const *names, size_t n, dgh_error *err)
{
    c->findings.arena = c->arena;
    c->trees = dgh_arena_alloc(c->arena, n, sizeof *c->trees);
    if (!c->trees)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        dgh_compared_tree *t = &c->trees[i];
        t->study = studies[i];
        t->name = dgh_arena_strdup(c->arena, names[i]);
        if (!t->name || !fill_hosts(c, t))
            return dgh_error_nomem(err);
        subtract(t, studies[0]->summary);
        if (i > 0) {
            compare_options(c, t);
            compare_settings(c, t);
        }
    }
    c->result.n_trees = n;
    c->result.trees = c->trees;
    c->result.diagnostics = c->findings.items;
    c->result.n_diagnostics = c->findings.n;
    return c->findings.failed ? dgh_error_nomem(err) : DGH_OK;
}

dgh_status dgh_comparison_make(dgh_comparison **out, const dgh_study *const *studies,
                               const char *const *names, size_t n, dgh_error *err)
{
    *out = NULL;
    if (n < 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected two or more studies to compare, found %zu", n);
    for (size_t i = 0; i < n; i++)
        if (!studies[i] || !names[i] || !studies[i]->summary)
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected computed studies, found one that is not (number %zu)",
                                 i + 1);
    dgh_arena *arena = dgh_arena_create();
    comparison_inside *c = arena ? dgh_arena_alloc(arena, 1, sizeof *c) : NULL;
    if (!c) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    c->result.owner = c;
    c->arena = arena;
    dgh_status status = fill(c, studies, names, n, err);
    if (status == DGH_OK)
        *out = &c->result;
    else
        dgh_comparison_free(&c->result);
    return status;
}

void dgh_comparison_free(dgh_comparison *comparison)
{
    comparison_inside *c = comparison ? comparison->owner : NULL;
    if (c)
        dgh_arena_free(c->arena);
}
