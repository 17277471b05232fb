/* ΔG of the sites of a study by class. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

static const double WINDOW_EV = 0.1;
static const double SAME_PLACE_ANG = 0.3;

const char *dgh_counting_name(dgh_counting counting)
{
    static const char *const NAMES[] = {"counted", "refused", "no-dg", "anomalous", "repeated"};
    return (unsigned)counting < sizeof NAMES / sizeof NAMES[0] ? NAMES[counting] : "?";
}

const char *dgh_class_name(int site_class)
{
    return site_class == DGH_CLASS_ALL ? "all" : dgh_phase_name((dgh_phase)site_class);
}

static bool has_code(const dgh_site *s, const char *code)
{
    for (size_t i = 0; i < s->n_diagnostics; i++)
        if (strcmp(s->diagnostics[i].code, code) == 0)
            return true;
    return false;
}

static bool is_anomalous(const dgh_site *s)
{
    const dgh_site_structure *t = s->structure;
    return s->forced || has_code(s, "h-below-surface") || has_code(s, "host-reconstructed") ||
           (t && t->host && !t->has_phase);
}

static dgh_counting look_alone(const dgh_site *s)
{
    return s->refused           ? DGH_NOT_COUNTED_REFUSED
           : !s->delta_g_ev.has ? DGH_NOT_COUNTED_NO_DG
           : is_anomalous(s)    ? DGH_NOT_COUNTED_ANOMALOUS
                                : DGH_COUNTED;
}

/* The place of the H of a row, where it is one H. */
static const dgh_place *only_place(const dgh_site *s)
{
    return s->structure && s->structure->n_added == 1 ? &s->structure->places[0] : NULL;
}

static bool at_equal_sites(const dgh_host *host, const dgh_place *a, const dgh_place *b)
{
    if (!host->sites || !a->site.has || !b->site.has || a->side != b->side)
        return false;
    const dgh_surface_site *sites = host->sites->sites;
    return sites[a->site.value].orbit == sites[b->site.value].orbit;
}

static bool are_one(const dgh_site *s, const dgh_site *t)
{
    const dgh_place *a = only_place(s), *b = only_place(t);
    if (!a || !b || s->host_run != t->host_run || s->n_h != 1 || t->n_h != 1)
        return false; /* other H make places different */
    if (at_equal_sites(s->structure->host, a, b))
        return true;
    dgh_species species = {.atomic_number = 1};
    uint32_t of_atom = 0;
    dgh_structure x = *s->structure->host->structure, y;
    x.n_atoms = x.n_species = 1;
    x.species = &species;
    x.species_of_atom = &of_atom;
    x.position_ang = a->position_ang;
    y = x;
    y.position_ang = b->position_ang;
    double move = dgh_largest_move_ang(&x, &y);
    return move >= 0.0 && move < SAME_PLACE_ANG;
}

typedef struct hosted {
    size_t host, site;
} hosted;

static int by_host(const void *a, const void *b)
{
    const hosted *x = a, *y = b;
    if (x->host != y->host)
        return x->host < y->host ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

static bool is_repeated(const dgh_site *s, const dgh_site *other)
{
    double d = other->delta_g_ev.value - s->delta_g_ev.value;
    bool is_average = !s->differential && s->n_h_added > 1 && other->differential &&
                      other->final_run == s->final_run;
    return is_average || ((d < 0.0 || (d == 0.0 && other < s)) && are_one(s, other));
}

/* Only rows of one host can be one. */
static bool find_repeated(dgh_site *sites, size_t n)
{
    hosted *order = malloc((n + 1) * sizeof *order);
    if (!order)
        return false;
    for (size_t i = 0; i < n; i++)
        order[i] = (hosted){sites[i].host_run, i};
    qsort(order, n, sizeof *order, by_host);
    for (size_t first = 0, behind = 0; first < n; first = behind) {
        while (behind < n && order[behind].host == order[first].host)
            behind++;
        for (size_t i = first; i < behind; i++)
            for (size_t j = first; j < behind; j++) {
                dgh_site *s = &sites[order[i].site], *other = &sites[order[j].site];
                if (i != j && s->counting == DGH_COUNTED && other->counting == DGH_COUNTED &&
                    is_repeated(s, other))
                    s->counting = DGH_NOT_COUNTED_REPEATED;
            }
    }
    free(order);
    return true;
}

static bool weights_are_known(const dgh_site *sites, size_t n)
{
    size_t host = DGH_NO_RUN;
    for (size_t i = 0; i < n; i++) {
        const dgh_place *p = only_place(&sites[i]);
        if (sites[i].counting != DGH_COUNTED)
            continue;
        if (!p || !p->multiplicity.has || sites[i].n_h != 1 ||
            (host != DGH_NO_RUN && host != sites[i].host_run))
            return false;
        host = sites[i].host_run;
    }
    return host != DGH_NO_RUN;
}

static bool is_of_class(const dgh_site *s, int site_class)
{
    return site_class == DGH_CLASS_ALL ||
           (s->structure && s->structure->has_phase && (int)s->structure->phase == site_class);
}

static dgh_status fill_class(dgh_study_summary *out, int c, const dgh_site *sites, size_t n,
                             dgh_weighted_dg *room, double temperature_k, dgh_error *err)
{
    size_t n_class = 0;
    out->lowest_site[c] = DGH_NO_RUN;
    for (size_t i = 0; i < n; i++) {
        const dgh_site *s = &sites[i];
        const dgh_place *p = s->structure && s->structure->n_added ? s->structure->places : NULL;
        if (s->counting != DGH_COUNTED || !is_of_class(s, c))
            continue;
        room[n_class++] = (dgh_weighted_dg){
            .delta_g_ev = s->delta_g_ev.value,
            .weight = out->is_weighted ? (size_t)p->multiplicity.value : 1,
            .sites_per_cm2 = p ? p->surface_atoms_per_cm2 : (dgh_real){0}};
        size_t *lowest = &out->lowest_site[c];
        if (*lowest == DGH_NO_RUN || s->delta_g_ev.value < sites[*lowest].delta_g_ev.value)
            *lowest = i;
    }
    return dgh_thermo_distribution(&out->of[c], room, n_class, temperature_k, WINDOW_EV, err);
}

static void count(dgh_study_summary *out, const dgh_site *sites, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const dgh_site *s = &sites[i];
        out->n_counted += s->counting == DGH_COUNTED;
        out->n_refused += s->counting == DGH_NOT_COUNTED_REFUSED;
        out->n_no_dg += s->counting == DGH_NOT_COUNTED_NO_DG;
        out->n_anomalous += s->counting == DGH_NOT_COUNTED_ANOMALOUS;
        out->n_repeated += s->counting == DGH_NOT_COUNTED_REPEATED;
        out->n_unclassified += s->counting == DGH_COUNTED &&
                               !(s->structure && s->structure->has_phase);
    }
}

dgh_status dgh_study_summarise(dgh_inside *in, dgh_site *sites, size_t n, dgh_error *err)
{
    dgh_study_summary *out = dgh_arena_alloc(in->arena, 1, sizeof *out);
    dgh_weighted_dg *room = dgh_arena_alloc(in->arena, n, sizeof *room);
    if (!out || !room)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++)
        sites[i].counting = look_alone(&sites[i]);
    if (!find_repeated(sites, n))
        return dgh_error_nomem(err);
    count(out, sites, n);
    out->is_weighted = weights_are_known(sites, n);
    dgh_status status = DGH_OK;
    for (int c = 0; c < DGH_N_CLASSES && status == DGH_OK; c++)
        status = fill_class(out, c, sites, n, room, in->study.options.temperature_k, err);
    in->study.summary = out;
    return status;
}
