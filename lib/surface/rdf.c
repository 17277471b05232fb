/* Radial distribution functions and their first minima. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dgh/neighbours.h"
#include "dgh/surface.h"
#include "surface/cells.h"
#include "surface/species.h"

enum { MOST_BINS = 100000, LEAST_PAIRS = 24 };
static const double MOST_DISTANCE_ANG = 50.0;
static const double LEAST_VACUUM_ANG = 5.0;
/* A maximum counts as the first peak from this part of the highest on. */
static const double PEAK_PART = 0.3;
/* Beyond a minimum g rises again by at least this part of the first peak. */
static const double RISE_PART = 0.05;
/* The minimum is looked for in a histogram that is smoothed by this part of the peak's distance:
 * the two first shells of bcc, 15 % apart, are then one, as is usual. */
static const double SHELL_WIDTH_PART = 0.09;

typedef struct histogram {
    uint64_t *count; /* [n][n][n_bins] ordered pairs */
    const dgh_cells *cells;
    const dgh_elements *elements;
    size_t n_bins, from, place;
    double per_ang;
} histogram;

static void count_pair(void *user, size_t place, const double vector[3], double square)
{
    histogram *h = user;
    (void)vector;
    if (place == h->place && square == 0.0)
        return;
    size_t bin = (size_t)(sqrt(square) * h->per_ang);
    if (bin < h->n_bins) {
        size_t to = h->elements->of_atom[h->cells->atom[place]];
        h->count[(h->from * h->elements->n + to) * h->n_bins + bin]++;
    }
}

/* Counts are whole numbers: their sums do not depend on the threads. */
static bool count_pairs(uint64_t *total, const dgh_cells *cells, const dgh_elements *elements,
                        const dgh_rdf_options *o)
{
    const size_t n = elements->n * elements->n * o->n_bins;
    const int jobs = o->jobs > 0 ? o->jobs : omp_get_max_threads();
    bool failed = false;
#pragma omp parallel num_threads(jobs)
    {
        histogram h = {calloc(n, sizeof *h.count),        cells, elements, o->n_bins, 0, 0,
                       (double)o->n_bins / o->largest_ang};
#pragma omp for schedule(dynamic, 256)
        for (size_t i = 0; i < cells->n_atoms; i++)
            if (h.count) {
                h.place = i;
                h.from = elements->of_atom[cells->atom[i]];
                dgh_cells_near(cells, cells->position_ang + 3 * i, o->largest_ang, count_pair, &h);
            }
#pragma omp critical(dgh_rdf)
        {
            failed = failed || !h.count;
            for (size_t i = 0; h.count && i < n; i++)
                total[i] += h.count[i];
        }
        free(h.count);
    }
    return !failed;
}

/* ---- the first shell --------------------------------------------------------------------------
 */

static void smooth(double *out, const double *g, size_t n, double width_bins)
{
    const long reach = (long)ceil(4.0 * width_bins);
    for (long i = 0; i < (long)n; i++) {
        double sum = 0.0, weight = 0.0;
        for (long j = i - reach; j <= i + reach; j++) {
            double x = (double)(j - i) / (width_bins > 0.0 ? width_bins : 1.0);
            double w = exp(-0.5 * x * x);
            weight += w;
            if (j >= 0 && j < (long)n)
                sum += w * g[j];
        }
        out[i] = sum / weight;
    }
}

/* The first maximum that matters, then the lowest stretch before g rises again; a stretch of zeros
 * (a crystal) counts by its middle. */
static dgh_shell shell_of(const double *g, size_t n, const double *r)
{
    dgh_shell shell = {0};
    size_t peak = 0, low = 0, end;
    double highest = 0.0;
    for (size_t i = 0; i < n; i++)
        highest = fmax(highest, g[i]);
    while (peak + 1 < n && !(g[peak] >= PEAK_PART * highest && g[peak] > g[peak + 1]))
        peak++;
    if (!(highest > 0.0) || peak + 1 >= n)
        return shell;
    shell.first_peak_ang = (dgh_real){.has = true, .value = r[peak]};
    for (low = end = peak; end < n && g[end] - g[low] <= RISE_PART * g[peak]; end++)
        if (g[end] < g[low])
            low = end;
    if (end == n)
        return shell;
    size_t first = low, last = low;
    const double floor_of_it = g[low] + 1e-3 * g[peak];
    while (first > peak && g[first - 1] <= floor_of_it)
        first--;
    while (last + 1 < end && g[last + 1] <= floor_of_it)
        last++;
    shell.first_minimum_ang = (dgh_real){.has = true, .value = 0.5 * (r[first] + r[last])};
    return shell;
}

static dgh_shell find_shell(const double *g, size_t n, const double *r, double smoothing_ang,
                            double *scratch)
{
    const double width = r[0] * 2.0;
    smooth(scratch, g, n, smoothing_ang / width);
    dgh_shell shell = shell_of(scratch, n, r);
    if (!shell.first_peak_ang.has)
        return shell;
    smooth(scratch, g, n,
           fmax(smoothing_ang, SHELL_WIDTH_PART * shell.first_peak_ang.value) / width);
    shell.first_minimum_ang = shell_of(scratch, n, r).first_minimum_ang;
    return shell;
}

/* Ordered pairs up to a distance. */
static uint64_t pairs_within(const uint64_t *count, const double *r, size_t n, double distance)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n && r[i] < distance; i++)
        sum += count[i];
    return sum;
}

/* ---- the functions ----------------------------------------------------------------------------
 */

typedef struct table {
    dgh_rdf rdf; /* first, so that its address is that of the table */
    double *r, *total, *partial;
    dgh_shell *shell;
    int species[119];
} table;

static double volume_of(const dgh_structure *s, const dgh_cells *cells)
{
    double vacuum[3], volume = fabs(dgh_cell_volume_ang3((const double(*)[3])cells->basis));
    if (!s->has_cell || !dgh_surface_vacuum_ang(s, vacuum))
        return volume;
    for (int k = 0; k < 3; k++) {
        const double *a = s->cell_ang[(k + 1) % 3], *b = s->cell_ang[(k + 2) % 3];
        double n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                       a[0] * b[1] - a[1] * b[0]};
        double area = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        double height = fabs(dgh_cell_volume_ang3((const double(*)[3])s->cell_ang)) / area;
        if (vacuum[k] > LEAST_VACUUM_ANG && vacuum[k] < height)
            volume *= 1.0 - vacuum[k] / height;
    }
    return volume;
}

static void normalise(table *t, const uint64_t *count, const dgh_elements *e, double n_atoms)
{
    const size_t n = e->n, bins = t->rdf.n_bins;
    const double width = t->r[0] * 2.0, density = n_atoms / t->rdf.volume_ang3;
    for (size_t b = 0; b < bins; b++) {
        double low = (double)b * width, high = low + width;
        double shell = 4.0 / 3.0 * 3.14159265358979323846 * (high * high * high - low * low * low);
        uint64_t all = 0;
        for (size_t p = 0; p < n * n; p++) {
            double expected = (double)e->count[p / n] * (double)e->count[p % n] /
                              t->rdf.volume_ang3 * shell;
            t->partial[p * bins + b] = (double)count[p * bins + b] / expected;
            all += count[p * bins + b];
        }
        t->total[b] = (double)all / (n_atoms * density * shell);
    }
}

static bool find_shells(table *t, const uint64_t *count, double smoothing_ang)
{
    const size_t n = t->rdf.n_species, bins = t->rdf.n_bins;
    double *smoothed = malloc(bins * sizeof *smoothed);
    if (!smoothed)
        return false;
    for (size_t p = 0; p < n * n; p++) {
        t->shell[p] = find_shell(t->partial + p * bins, bins, t->r, smoothing_ang, smoothed);
        if (t->shell[p].first_minimum_ang.has &&
            pairs_within(count + p * bins, t->r, bins, t->shell[p].first_minimum_ang.value) <
                LEAST_PAIRS)
            t->shell[p] = (dgh_shell){0};
    }
    t->rdf.total_shell = find_shell(t->total, bins, t->r, smoothing_ang, smoothed);
    free(smoothed);
    return true;
}

static bool allocate(table *t, size_t n, size_t bins)
{
    t->r = malloc(bins * sizeof *t->r);
    t->total = calloc(bins, sizeof *t->total);
    t->partial = calloc(n * n * bins, sizeof *t->partial);
    t->shell = calloc(n * n, sizeof *t->shell);
    return t->r && t->total && t->partial && t->shell;
}

static dgh_status fill(table *t, const dgh_structure *s, const dgh_cells *cells,
                       const dgh_elements *e, const dgh_rdf_options *o, dgh_error *err)
{
    uint64_t *count = calloc(e->n * e->n * o->n_bins, sizeof *count);
    bool good = count && allocate(t, e->n, o->n_bins);
    if (good) {
        memcpy(t->species, e->number, sizeof t->species);
        for (size_t b = 0; b < o->n_bins; b++)
            t->r[b] = ((double)b + 0.5) * o->largest_ang / (double)o->n_bins;
        t->rdf = (dgh_rdf){t,          o->n_bins,  t->r,     t->total,   e->n,
                           t->species, t->partial, t->shell, {{0}, {0}}, volume_of(s, cells)};
        good = count_pairs(count, cells, e, o);
    }
    if (good) {
        normalise(t, count, e, (double)s->n_atoms);
        good = find_shells(t, count, o->smoothing_ang);
    }
    free(count);
    return good ? DGH_OK : dgh_error_nomem(err);
}

dgh_status dgh_rdf_compute(dgh_rdf **out, const dgh_structure *s, const dgh_rdf_options *options,
                           dgh_error *err)
{
    static const dgh_rdf_options DEFAULTS = DGH_RDF_OPTIONS_INIT;
    const dgh_rdf_options *o = options ? options : &DEFAULTS;
    dgh_cells cells;
    dgh_elements elements = {0};
    *out = NULL;
    if (!(o->largest_ang > 0.0) || o->largest_ang > MOST_DISTANCE_ANG || o->n_bins < 1 ||
        o->n_bins > MOST_BINS || !(o->smoothing_ang >= 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a distance up to %g Angstrom and up to %d bins, found %g "
                             "and %zu",
                             MOST_DISTANCE_ANG, MOST_BINS, o->largest_ang, o->n_bins);
    dgh_status status = dgh_cells_make(&cells, s, 0.5 * o->largest_ang, err);
    if (status != DGH_OK)
        return status;
    table *t = calloc(1, sizeof *t);
    if (!t || !dgh_elements_make(&elements, s))
        status = dgh_error_nomem(err);
    else
        status = fill(t, s, &cells, &elements, o, err);
    if (status == DGH_OK) {
        *out = &t->rdf;
    } else if (t) {
        t->rdf.owner = t;
        dgh_rdf_free(&t->rdf);
    }
    dgh_elements_clear(&elements);
    dgh_cells_clear(&cells);
    return status;
}

void dgh_rdf_free(dgh_rdf *rdf)
{
    table *t = rdf ? rdf->owner : NULL;
    if (!t)
        return;
    free(t->r);
    free(t->total);
    free(t->partial);
    free(t->shell);
    free(t);
}
