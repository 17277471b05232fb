/* Hosts, what is adsorbed on them, and the gas. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

/* Two models of one composition and cell differ by more than this; one model relaxed twice, or
 * with H beside it, by less. */
static const double SAME_HOST_ANG = 0.3;
/* Cells that differ, but little enough to be meant as the same slab. */
static const double RELATED_CELLS = 0.15;
static const double SLAB_VACUUM_ANG = 5.0;

/* Vacuum along one axis or two; a molecule in a box has three, bulk none. */
static bool is_slab(const dgh_structure *s)
{
    double vacuum_ang[3];
    if (!dgh_surface_vacuum_ang(s, vacuum_ang))
        return false;
    int n = (vacuum_ang[0] >= SLAB_VACUUM_ANG) + (vacuum_ang[1] >= SLAB_VACUUM_ANG) +
            (vacuum_ang[2] >= SLAB_VACUUM_ANG);
    return n == 1 || n == 2;
}

/* Metals and half-metals: what a cluster in a box may be made of. */
static bool is_nonmetal(int atomic_number)
{
    return atomic_number <= 2 || (atomic_number >= 6 && atomic_number <= 10) ||
           (atomic_number >= 15 && atomic_number <= 18) ||
           (atomic_number >= 34 && atomic_number <= 36) || atomic_number == 53;
}

/* A molecule in a box, such as O beside H2O: no catalyst, whatever H it has more than another. */
static bool is_molecule(const dgh_structure *s)
{
    double vacuum_ang[3];
    if (!dgh_surface_vacuum_ang(s, vacuum_ang))
        return false;
    for (int i = 0; i < 3; i++)
        if (vacuum_ang[i] < SLAB_VACUUM_ANG)
            return false;
    for (size_t i = 0; i < s->n_atoms; i++)
        if (!is_nonmetal(dgh_structure_element(s, i)))
            return false;
    return true;
}

static bool related_cells(const dgh_structure *a, const dgh_structure *b)
{
    for (int i = 0; i < 3; i++) {
        double x = 0.0, y = 0.0;
        for (int k = 0; k < 3; k++) {
            x += a->cell_ang[i][k] * a->cell_ang[i][k];
            y += b->cell_ang[i][k] * b->cell_ang[i][k];
        }
        if (fabs(sqrt(x) - sqrt(y)) > RELATED_CELLS * sqrt(x))
            return false;
    }
    return true;
}

/* Fewest H among the runs of each lattice: the host may hold H itself. The caller frees. */
static size_t *fewest_h(const dgh_inside *in)
{
    size_t *fewest = malloc((in->n_lattices + 1) * sizeof *fewest);
    for (size_t i = 0; fewest && i < in->n_lattices; i++)
        fewest[i] = SIZE_MAX;
    for (size_t i = 0; fewest && i < in->n_runs; i++) {
        const dgh_run_facts *f = &in->facts[i];
        if (f->is_main && f->has_geometry && f->n_heavy && f->n_h < fewest[f->lattice])
            fewest[f->lattice] = f->n_h;
    }
    return fewest;
}

typedef struct choice {
    size_t run;
    double rms_ang;
    size_t errors, warnings, distance;
    double energy_ev;
    bool sound;
    dgh_match *match;
} choice;

/* Whether `a` is the better host: the nearer model first, then the settings, then the path. */
static bool better(const choice *a, const choice *b)
{
    if (b->run == DGH_NO_RUN)
        return true;
    if (fabs(a->rms_ang - b->rms_ang) > SAME_HOST_ANG)
        return a->rms_ang < b->rms_ang;
    if (a->errors != b->errors)
        return a->errors < b->errors;
    if (a->sound != b->sound)
        return a->sound;
    if (a->warnings != b->warnings)
        return a->warnings < b->warnings;
    if (a->distance != b->distance)
        return a->distance < b->distance;
    return a->energy_ev < b->energy_ev;
}

static choice weigh(const dgh_inside *in, size_t run, size_t other, dgh_relation relation)
{
    dgh_differences d = dgh_study_compare_settings(NULL, &in->runs[run], &in->runs[other],
                                                   relation);
    dgh_real energy = dgh_run_energy(in, other);
    return (choice){.run = other,
                    .errors = d.errors,
                    .warnings = d.warnings,
                    .distance = dgh_path_distance(in->runs[run].path, in->runs[other].path),
                    .energy_ev = energy.has ? energy.value : INFINITY,
                    .sound = energy.has && !in->facts[other].is_poor &&
                             in->runs[other].calculation->status == DGH_RUN_COMPLETE};
}

static choice choose_host(dgh_inside *in, size_t run, size_t host_n_h)
{
    choice best = {.run = DGH_NO_RUN};
    DGH_EACH_ALIKE (in, k, run) {
        const dgh_run_facts *h = &in->facts[k];
        if (k == run || !h->is_main || h->n_h != host_n_h)
            continue;
        choice c = weigh(in, run, k, DGH_BETWEEN_SLABS);
        if (dgh_surface_match(&c.match, &in->facts[run].final, &h->final, NULL) == DGH_OK)
            c.rms_ang = c.match->rms_displacement_ang;
        bool wins = better(&c, &best);
        dgh_match_free(wins ? best.match : c.match);
        if (wins)
            best = c;
    }
    return best;
}

/* A host with the same atoms and nearly the same cell, to name it in the refusal. */
static choice choose_host_in_another_cell(dgh_inside *in, size_t run)
{
    const dgh_run_facts *f = &in->facts[run];
    choice best = {.run = DGH_NO_RUN};
    for (size_t k = 0; k < in->n_runs; k++) {
        const dgh_run_facts *h = &in->facts[k];
        if (!h->is_main || h->lattice == f->lattice || h->n_h >= f->n_h || !h->n_heavy ||
            in->runs[k].calculation->code != in->runs[run].calculation->code ||
            strcmp(h->heavy, f->heavy) != 0 || !related_cells(&f->final, &h->final))
            continue;
        choice c = weigh(in, run, k, DGH_BETWEEN_SLABS);
        if (better(&c, &best))
            best = c;
    }
    return best;
}

static bool is_candidate(const dgh_inside *in, size_t i)
{
    return in->facts[i].is_main && in->facts[i].n_heavy > 0 && !is_molecule(&in->facts[i].final);
}

static void adsorb(dgh_inside *in, size_t run, choice host, bool cell_differs)
{
    dgh_run *r = &in->runs[run];
    dgh_run_facts *f = &in->facts[run], *h = &in->facts[host.run];
    r->role = DGH_ROLE_ADSORBED;
    r->host = host.run;
    r->n_h = (unsigned)(f->n_h - h->n_h);
    f->match = host.match;
    f->cell_differs = cell_differs;
    r->reason = dgh_arena_printf(in->arena, "%u H on %s", r->n_h, in->runs[host.run].path);
    in->runs[host.run].role = DGH_ROLE_HOST;
    if (!r->reason)
        in->findings.failed = true;
}

static void pair_hosts(dgh_inside *in)
{
    size_t *fewest_of = fewest_h(in);
    if (!fewest_of) {
        in->findings.failed = true;
        return;
    }
    for (size_t i = 0; i < in->n_runs; i++) {
        if (!is_candidate(in, i))
            continue;
        const dgh_run_facts *f = &in->facts[i];
        size_t fewest = fewest_of[f->lattice];
        choice host = {.run = DGH_NO_RUN};
        if (f->n_h > fewest)
            host = choose_host(in, i, fewest);
        if (host.run != DGH_NO_RUN) {
            adsorb(in, i, host, false);
            continue;
        }
        if (f->n_h == 0)
            continue;
        host = choose_host_in_another_cell(in, i);
        if (host.run != DGH_NO_RUN)
            adsorb(in, i, host, true);
    }
    free(fewest_of);
}

static void name_hosts(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        dgh_run *r = &in->runs[i];
        const dgh_run_facts *f = &in->facts[i];
        if (f->is_main && f->n_heavy && !is_candidate(in, i))
            r->reason = "a molecule in a box: neither H2 nor a host";
        if (!is_candidate(in, i) || r->role == DGH_ROLE_ADSORBED)
            continue;
        bool used = r->role == DGH_ROLE_HOST;
        if (used && f->n_h == 0)
            r->reason = "the slab without H";
        else if (used)
            r->reason = dgh_arena_printf(in->arena, "the slab with the fewest H: it holds %zu",
                                         f->n_h);
        else if (f->n_h)
            r->reason = dgh_arena_printf(in->arena,
                                         "no host: no run of %s with fewer than %zu H in this cell",
                                         f->heavy, f->n_h);
        else
            r->reason = "nothing is adsorbed on it: no run with the same atoms and more H";
        if (used && f->n_h)
            dgh_findings_add(&in->findings, DGH_WARNING, "host-holds-hydrogen", dgh_run_source(r),
                             "%s: taken as the host although it holds %zu H, because no run of the "
                             "same slab holds fewer; ΔG counts the H added to it",
                             r->path, f->n_h);
        if (!used && f->n_h && is_slab(&f->final))
            dgh_findings_add(&in->findings, DGH_WARNING, "no-host", dgh_run_source(r), "%s: %s",
                             r->path, r->reason ? r->reason : "");
        if (!used && !f->n_h && is_slab(&f->final))
            r->role = DGH_ROLE_HOST;
    }
}

/* ---- gas ---- */

static bool below(const char *path, const char *root)
{
    size_t n = strlen(root);
    while (n > 1 && root[n - 1] == '/')
        n--;
    return strncmp(path, root, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/* The same by what the paths lead to: one tree may be written in two ways. */
static bool leads_below(const char *path, const char *root)
{
    char *real_path = realpath(path, NULL), *real_root = realpath(root, NULL);
    bool found = below(path, root) || (real_path && real_root && below(real_path, real_root));
    free(real_path);
    free(real_root);
    return found;
}

bool dgh_run_is_of(const dgh_run *run, const char *root)
{
    const dgh_calculation *c = run->calculation;
    bool found = leads_below(run->path, root);
    for (size_t i = 0; i < c->n_files && !found; i++)
        found = leads_below(c->files[i], root);
    return found;
}

static void name_gases(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        dgh_run *r = &in->runs[i];
        if (!in->facts[i].is_main || !in->facts[i].is_gas)
            continue;
        if (in->ref_root && !dgh_run_is_of(r, in->ref_root)) {
            r->reason = "another run was given as the H2 reference";
            continue;
        }
        const double *x = in->facts[i].final.position_ang;
        dgh_structure one = in->facts[i].final, other = one;
        double apart[6] = {x[3], x[4], x[5], x[0], x[1], x[2]};
        other.position_ang = apart;
        double bond_ang = dgh_largest_move_ang(&one, &other);
        if (bond_ang < 0.5 || bond_ang > 1.1) {
            r->reason = dgh_arena_printf(in->arena, "two H, but %.2f Å apart: not the molecule",
                                         bond_ang);
            continue;
        }
        r->role = DGH_ROLE_GAS;
        r->reason = "H2 in a box";
    }
}

static size_t choose_gas(dgh_inside *in, size_t host, const size_t *gases, size_t n_gases)
{
    choice best = {.run = DGH_NO_RUN};
    for (size_t i = 0; i < n_gases; i++) {
        const size_t k = gases[i];
        if (in->runs[k].calculation->code != in->runs[host].calculation->code)
            continue;
        choice c = weigh(in, host, k, DGH_SLAB_AND_GAS);
        if (better(&c, &best))
            best = c;
    }
    return best.run;
}

/* ---- rows ---- */

static dgh_pair *add_pair(dgh_inside *in)
{
    dgh_pair *grown = dgh_arena_grow(in->arena, in->pairs, &in->pairs_capacity, in->n_pairs,
                                     in->n_pairs + 1, sizeof *grown);
    if (!grown)
        return NULL;
    in->pairs = grown;
    return &grown[in->n_pairs++];
}

/* The run with one H less on the same host that a differential row starts from: the lowest energy
 * among those whose settings agree. */
static size_t one_h_less(dgh_inside *in, size_t run)
{
    choice best = {.run = DGH_NO_RUN};
    DGH_EACH_ADSORBED (in, k, in->runs[run].host) {
        if (in->runs[k].n_h + 1 != in->runs[run].n_h)
            continue;
        choice c = weigh(in, run, k, DGH_BETWEEN_SLABS);
        c.distance = 0;
        if (better(&c, &best))
            best = c;
    }
    return best.run;
}

static bool add_rows(dgh_inside *in, size_t run, size_t gas)
{
    const dgh_run *r = &in->runs[run];
    dgh_pair *pair = add_pair(in);
    if (!pair)
        return false;
    *pair = (dgh_pair){.label = r->label,
                       .final = run,
                       .initial = r->host,
                       .host = r->host,
                       .gas = gas,
                       .n_h = r->n_h,
                       .n_h_added = r->n_h};
    size_t before = r->n_h > 1 ? one_h_less(in, run) : DGH_NO_RUN;
    if (before == DGH_NO_RUN)
        return true;
    pair = add_pair(in);
    if (!pair)
        return false;
    *pair = (dgh_pair){
        .label = dgh_arena_printf(in->arena, "%s from %s", r->label, in->runs[before].label),
        .final = run,
        .initial = before,
        .host = r->host,
        .gas = gas,
        .n_h = r->n_h,
        .n_h_added = 1,
        .differential = true};
    return pair->label != NULL;
}

/* The rows of one host, by the number of H. */
static bool add_rows_of(dgh_inside *in, size_t host, size_t gas)
{
    unsigned most = 0;
    DGH_EACH_ADSORBED (in, i, host)
        if (in->runs[i].n_h > most)
            most = in->runs[i].n_h;
    for (unsigned n = 1; n <= most; n++)
        DGH_EACH_ADSORBED (in, i, host)
            if (in->runs[i].n_h == n && !add_rows(in, i, gas))
                return false;
    return true;
}

bool dgh_study_make_pairs(dgh_inside *in)
{
    size_t *gases = malloc((in->n_runs + 1) * sizeof *gases), n_gases = 0;
    bool good = gases != NULL;
    in->n_pairs = 0;
    dgh_study_chain_adsorbed(in);
    for (size_t i = 0; good && i < in->n_runs; i++)
        if (in->runs[i].role == DGH_ROLE_GAS)
            gases[n_gases++] = i;
    for (size_t host = 0; good && host < in->n_runs; host++)
        if (in->runs[host].role == DGH_ROLE_HOST)
            good = add_rows_of(in, host, choose_gas(in, host, gases, n_gases));
    free(gases);
    return good;
}

/* Which of several H2 runs counts, said once. */
static bool tell_the_gas(dgh_inside *in)
{
    enum { N_CODES = DGH_CODE_QE + 1 };
    bool *used = calloc(in->n_runs + 1, sizeof *used);
    size_t chosen[N_CODES];
    for (int code = 0; code < N_CODES; code++)
        chosen[code] = DGH_NO_RUN;
    for (size_t p = 0; used && p < in->n_pairs; p++) {
        const size_t gas = in->pairs[p].gas;
        if (gas == DGH_NO_RUN)
            continue;
        used[gas] = true;
        chosen[in->runs[gas].calculation->code] = gas;
    }
    for (size_t i = 0; used && i < in->n_runs; i++) {
        const dgh_run *r = &in->runs[i];
        const size_t other = chosen[r->calculation->code];
        if (r->role != DGH_ROLE_GAS || used[i] || other == DGH_NO_RUN)
            continue;
        dgh_findings_add(&in->findings, DGH_NOTE, "several-gas-runs", dgh_run_source(r),
                         "%s: H2 too, but %s is the reference: its settings fit better, or it is "
                         "nearer",
                         r->path, in->runs[other].path);
    }
    bool good = used != NULL;
    free(used);
    return good;
}

dgh_status dgh_study_pair(dgh_inside *in, dgh_error *err)
{
    pair_hosts(in);
    name_hosts(in);
    name_gases(in);
    if (!dgh_study_label(in) || !dgh_study_make_pairs(in) || in->findings.failed)
        return dgh_error_nomem(err);
    return tell_the_gas(in) ? DGH_OK : dgh_error_nomem(err);
}
