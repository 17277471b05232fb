/* Which atoms of a structure are the host's, and which are the adsorbate.
 *
 * Assignment and drift are found in turns: with the drift known, the best assignment of each
 * element's atoms is a linear assignment problem; with the assignment known, the drift that
 * minimises the squared displacements is their mean. It starts without drift. Only where that ends
 * with displacements that no relaxation has (a slab set at another height, or wrapped otherwise),
 * other drifts are tried: those that bring one host atom onto an atom of its kind, judged on a
 * sample of atoms first. Another drift must fit much better than none, so that a crystal is not
 * moved by one of its own lattice vectors. */
#include "dgh/surface.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "record/build.h"
#include "surface/assign.h"
#include "surface/periodic.h"

/* Largest relative difference of two cells that are taken as one. */
static const double CELL_TOLERANCE = 2e-3;
/* A root-mean-square displacement below this is a relaxation: no other drift is tried. */
static const double PLAUSIBLE_RMS_ANG = 0.3;
/* How much better another drift must fit than none. */
static const double CLEARLY_BETTER = 0.6;
/* Distances beyond this do not count more when drifts are judged. */
static const double JUDGE_CAP_ANG2 = 1.0;

enum { MAX_TURNS = 30, N_REFERENCES = 3, N_SAMPLE = 16, N_REFINED = 6 };

/* Rows above this many entries are computed again each time instead of kept. */
static const size_t LARGEST_MATRIX = (size_t)1 << 23;

/* The atoms of one kind: indices into host and full. */
typedef struct kind {
    size_t *host, *full;
    size_t n_host, n_full;
} kind;

typedef struct matcher {
    const dgh_structure *host, *full;
    dgh_periodic periodic;
    double *host_fraction, *full_fraction; /* [n][3] in the reduced basis of `full` */
    kind *kinds;
    size_t n_kinds;
    size_t *members;    /* backing of the kinds' indices */
    double drift[3];    /* in fractions */
    size_t *map, *best; /* [n_host] */
    double *displacement;
    /* the matrix of the kind in work */
    const kind *current;
    double *matrix;
    bool *has_row;
    bool keeps_rows;
    size_t *columns;
} matcher;

typedef struct candidate {
    double drift[3];
    double score;
} candidate;

/* ---- preparation ---------------------------------------------------------------------------- */

static bool same_kind(const dgh_species *a, const dgh_species *b)
{
    return a->atomic_number == b->atomic_number &&
           (a->atomic_number != 0 || strcmp(a->label, b->label) == 0);
}

static const dgh_species *species_of(const dgh_structure *s, size_t atom)
{
    return &s->species[s->species_of_atom[atom]];
}

static size_t collect(size_t *out, const dgh_structure *s, const dgh_species *species)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_atoms; i++)
        if (same_kind(species_of(s, i), species))
            out[n++] = i;
    return n;
}

/* One kind for each element of the host; all of them have enough atoms in `full`. */
static dgh_status find_kinds(matcher *m, dgh_error *err)
{
    size_t n_host = m->host->n_atoms, n_full = m->full->n_atoms;
    m->kinds = calloc(m->host->n_species + 1, sizeof *m->kinds);
    m->members = calloc(n_host + n_full + 1, sizeof *m->members);
    if (!m->kinds || !m->members)
        return dgh_error_nomem(err);
    size_t *next = m->members;
    for (size_t s = 0; s < m->host->n_species; s++) {
        const dgh_species *species = &m->host->species[s];
        bool known = false;
        for (size_t t = 0; t < s; t++)
            known = known || same_kind(&m->host->species[t], species);
        if (known)
            continue;
        kind *k = &m->kinds[m->n_kinds];
        k->host = next;
        k->n_host = collect(k->host, m->host, species);
        k->full = k->host + k->n_host;
        if (k->n_host == 0)
            continue;
        k->n_full = collect(k->full, m->full, species);
        next = k->full + k->n_full;
        m->n_kinds++;
        if (k->n_full < k->n_host)
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "the host has %zu atoms of %s, the structure with the adsorbate "
                                 "has %zu",
                                 k->n_host, species->label, k->n_full);
    }
    return DGH_OK;
}

static bool cells_agree(const dgh_structure *a, const dgh_structure *b)
{
    for (int i = 0; i < 3; i++) {
        double difference = 0.0, length = 0.0;
        for (int k = 0; k < 3; k++) {
            double d = a->cell_ang[i][k] - b->cell_ang[i][k];
            difference += d * d;
            length += b->cell_ang[i][k] * b->cell_ang[i][k];
        }
        if (difference > CELL_TOLERANCE * CELL_TOLERANCE * length)
            return false;
    }
    return true;
}

static bool is_usable(const dgh_structure *s)
{
    return s && s->n_atoms && s->has_cell && s->position_ang && s->species && s->species_of_atom;
}

static dgh_status prepare(matcher *m, dgh_error *err)
{
    if (!is_usable(m->full) || !is_usable(m->host))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "a structure without cell, positions or elements cannot be matched");
    if (!cells_agree(m->full, m->host))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the two structures have different cells");
    if (!dgh_periodic_make(&m->periodic, m->full->cell_ang))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the cell has no volume");
    size_t n_host = m->host->n_atoms, n_full = m->full->n_atoms;
    m->host_fraction = calloc(n_host, 3 * sizeof(double));
    m->full_fraction = calloc(n_full, 3 * sizeof(double));
    m->displacement = calloc(n_host, 3 * sizeof(double));
    m->map = calloc(n_host, sizeof *m->map);
    m->best = calloc(n_host, sizeof *m->best);
    m->columns = calloc(n_full, sizeof *m->columns);
    m->has_row = calloc(n_host, sizeof *m->has_row);
    if (!m->host_fraction || !m->full_fraction || !m->displacement || !m->map || !m->best ||
        !m->columns || !m->has_row)
        return dgh_error_nomem(err);
    /* host atoms keep their fractions: a slightly different cell is strained onto that of `full` */
    double *strained = m->displacement;
    if (!dgh_cell_to_fractional(m->host->cell_ang, m->host->position_ang, strained, n_host))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the host's cell has no volume");
    dgh_cell_to_cartesian(m->full->cell_ang, strained, strained, n_host);
    dgh_cell_to_fractional((const double(*)[3])m->periodic.basis, strained, m->host_fraction,
                           n_host);
    dgh_cell_to_fractional((const double(*)[3])m->periodic.basis, m->full->position_ang,
                           m->full_fraction, n_full);
    return find_kinds(m, err);
}

/* ---- assignment with a given drift ----------------------------------------------------------- */

static double distance2(const matcher *m, const double drift[3], size_t host, size_t full,
                        double d[3])
{
    const double *h = m->host_fraction + 3 * host, *f = m->full_fraction + 3 * full;
    double fraction[3];
    for (int k = 0; k < 3; k++)
        fraction[k] = f[k] - h[k] - drift[k];
    return dgh_periodic_shortest(&m->periodic, fraction, d);
}

static const double *cost_row(void *context, size_t row)
{
    matcher *m = context;
    const kind *k = m->current;
    double *costs = m->matrix + (m->keeps_rows ? row * k->n_full : 0), d[3];
    if (m->keeps_rows && m->has_row[row])
        return costs;
    for (size_t j = 0; j < k->n_full; j++)
        costs[j] = distance2(m, m->drift, k->host[row], k->full[j], d);
    m->has_row[row] = true;
    return costs;
}

static bool assign_kind(matcher *m, const kind *k)
{
    m->current = k;
    m->keeps_rows = k->n_host <= LARGEST_MATRIX / k->n_full;
    m->matrix = calloc(m->keeps_rows ? k->n_host * k->n_full : k->n_full, sizeof *m->matrix);
    memset(m->has_row, 0, k->n_host * sizeof *m->has_row);
    bool ok = m->matrix && dgh_assign(m->columns, k->n_host, k->n_full, cost_row, m);
    for (size_t i = 0; ok && i < k->n_host; i++)
        m->map[k->host[i]] = k->full[m->columns[i]];
    free(m->matrix);
    m->matrix = NULL;
    return ok;
}

static bool assign_all(matcher *m)
{
    for (size_t k = 0; k < m->n_kinds; k++)
        if (!assign_kind(m, &m->kinds[k]))
            return false;
    return true;
}

/* Fills displacements for the map and drift in force; returns their mean square. */
static double displace(matcher *m, double mean[3])
{
    double sum = 0.0;
    size_t n = m->host->n_atoms;
    mean[0] = mean[1] = mean[2] = 0.0;
    for (size_t i = 0; i < n; i++) {
        double *d = m->displacement + 3 * i;
        sum += distance2(m, m->drift, i, m->map[i], d);
        for (int k = 0; k < 3; k++)
            mean[k] += d[k] / (double)n;
    }
    return sum / (double)n;
}

static void add_cartesian(const matcher *m, double fraction[3], const double cartesian[3])
{
    double f[3] = {0.0, 0.0, 0.0};
    dgh_cell_to_fractional((const double(*)[3])m->periodic.basis, cartesian, f, 1);
    for (int k = 0; k < 3; k++)
        fraction[k] += f[k];
}

/* Turns of assignment and drift from `drift` on, until neither changes. False: out of memory. */
static bool refine(matcher *m, const double drift[3], double *mean_square)
{
    memcpy(m->drift, drift, sizeof m->drift);
    size_t bytes = m->host->n_atoms * sizeof *m->map;
    size_t *before = calloc(m->host->n_atoms, sizeof *before);
    bool ok = before != NULL;
    for (int turn = 0; ok && turn < MAX_TURNS; turn++) {
        double mean[3];
        memcpy(before, m->map, bytes);
        ok = assign_all(m);
        bool same = turn > 0 && memcmp(before, m->map, bytes) == 0;
        for (int inner = 0; ok && inner < MAX_TURNS; inner++) {
            /* images may change with the drift, so that the mean needs some turns too */
            *mean_square = displace(m, mean);
            if (mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2] < 1e-24)
                break;
            add_cartesian(m, m->drift, mean);
        }
        if (same)
            break;
    }
    free(before);
    return ok;
}

/* ---- other drifts ------------------------------------------------------------------------------
 */

static double judge(const matcher *m, const double drift[3])
{
    double sum = 0.0, d[3];
    size_t n = m->host->n_atoms, step = n / N_SAMPLE + 1;
    for (size_t k = 0; k < m->n_kinds; k++)
        for (size_t i = 0; i < m->kinds[k].n_host; i += step) {
            double nearest = JUDGE_CAP_ANG2;
            for (size_t j = 0; j < m->kinds[k].n_full && nearest > 0.0; j++) {
                double square = distance2(m, drift, m->kinds[k].host[i], m->kinds[k].full[j], d);
                if (square < nearest)
                    nearest = square;
            }
            sum += nearest;
        }
    return sum;
}

/* The kind with the fewest pairs; hydrogen, which moves most, only where there is nothing else. */
static const kind *reference_kind(const matcher *m)
{
    const kind *best = NULL;
    for (size_t k = 0; k < m->n_kinds; k++) {
        const kind *this = &m->kinds[k];
        if (m->n_kinds > 1 && species_of(m->host, this->host[0])->atomic_number == 1)
            continue;
        if (!best || this->n_full < best->n_full)
            best = this;
    }
    return best;
}

static void insert(candidate *list, const candidate *fresh)
{
    size_t i = N_REFINED - 1;
    if (fresh->score >= list[i].score)
        return;
    for (; i > 0 && fresh->score < list[i - 1].score; i--)
        list[i] = list[i - 1];
    list[i] = *fresh;
}

static void find_candidates(const matcher *m, candidate list[N_REFINED])
{
    const kind *k = reference_kind(m);
    for (int i = 0; i < N_REFINED; i++)
        list[i].score = INFINITY;
    for (size_t r = 0; k && r < N_REFERENCES && r < k->n_host; r++) {
        size_t host = k->host[r * k->n_host / N_REFERENCES];
        for (size_t j = 0; j < k->n_full; j++) {
            candidate c;
            for (int x = 0; x < 3; x++)
                c.drift[x] = m->full_fraction[3 * k->full[j] + (size_t)x] -
                             m->host_fraction[3 * host + (size_t)x];
            c.score = judge(m, c.drift);
            insert(list, &c);
        }
    }
}

static bool find_map(matcher *m)
{
    double none[3] = {0.0, 0.0, 0.0}, lowest, drift[3];
    size_t bytes = m->host->n_atoms * sizeof *m->map;
    if (!refine(m, none, &lowest))
        return false;
    if (lowest < PLAUSIBLE_RMS_ANG * PLAUSIBLE_RMS_ANG)
        return true;
    candidate list[N_REFINED];
    find_candidates(m, list);
    memcpy(m->best, m->map, bytes);
    memcpy(drift, m->drift, sizeof drift);
    lowest *= CLEARLY_BETTER * CLEARLY_BETTER;
    for (int i = 0; i < N_REFINED && isfinite(list[i].score); i++) {
        double mean_square;
        if (!refine(m, list[i].drift, &mean_square))
            return false;
        if (mean_square < lowest * (1.0 - 1e-9)) {
            lowest = mean_square;
            memcpy(m->best, m->map, bytes);
            memcpy(drift, m->drift, sizeof drift);
        }
    }
    memcpy(m->map, m->best, bytes);
    memcpy(m->drift, drift, sizeof m->drift);
    return true;
}

/* ---- result ------------------------------------------------------------------------------------
 */

static dgh_match *make_result(matcher *m)
{
    size_t n_host = m->host->n_atoms, n_full = m->full->n_atoms;
    dgh_match *match = calloc(1, sizeof *match);
    bool *taken = calloc(n_full, sizeof *taken);
    if (match) {
        match->adsorbate = calloc(n_full, sizeof *match->adsorbate);
        match->n_host = n_host;
    }
    if (!match || !taken || !match->adsorbate) {
        free(taken);
        dgh_match_free(match);
        return NULL;
    }
    double mean[3];
    match->rms_displacement_ang = sqrt(displace(m, mean));
    for (size_t i = 0; i < n_host; i++) {
        const double *d = m->displacement + 3 * i;
        double length = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        taken[m->map[i]] = true;
        if (length > match->largest_displacement_ang) {
            match->largest_displacement_ang = length;
            match->largest_displacement_atom = i;
        }
    }
    for (size_t j = 0; j < n_full; j++)
        if (!taken[j])
            match->adsorbate[match->n_adsorbate++] = j;
    dgh_periodic_shortest(&m->periodic, m->drift, match->drift_ang);
    match->host_to_full = m->map;
    match->displacement_ang = m->displacement;
    m->map = NULL;
    m->displacement = NULL;
    free(taken);
    return match;
}

static void release(matcher *m)
{
    free(m->host_fraction);
    free(m->full_fraction);
    free(m->kinds);
    free(m->members);
    free(m->map);
    free(m->best);
    free(m->displacement);
    free(m->columns);
    free(m->has_row);
}

dgh_status dgh_surface_match(dgh_match **out, const dgh_structure *full, const dgh_structure *host,
                             dgh_error *err)
{
    *out = NULL;
    matcher m = {.host = host, .full = full};
    dgh_status status = prepare(&m, err);
    if (status == DGH_OK && (!find_map(&m) || !(*out = make_result(&m))))
        status = dgh_error_nomem(err);
    release(&m);
    return status;
}

void dgh_match_free(dgh_match *match)
{
    if (!match)
        return;
    free(match->host_to_full);
    free(match->displacement_ang);
    free(match->adsorbate);
    free(match);
}
