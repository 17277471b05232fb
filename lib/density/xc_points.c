#include "density/xc_points.h"

#include <math.h>
#include <stdlib.h>

#include "base/constants.h"
#include "record/grid.h"

/* Points that are handed to libxc at once, and blocks between two reports of progress. The sums of
 * a block do not depend on who computes it, and are added in the order of the blocks. */
enum { BLOCK = 512, BLOCKS_AT_ONCE = 1024, SUMS = DGH_XC_MOST_PARTS + 1 };

static const double BOHR3 = DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;

/* The points of one block that have a density, one behind the other. */
typedef struct block {
    size_t n;
    size_t at[BLOCK];
    double rho[2 * BLOCK], sigma[3 * BLOCK];
    double energy[BLOCK], by_rho[2 * BLOCK], by_sigma[3 * BLOCK];
    double part_energy[BLOCK], part_by_rho[2 * BLOCK], part_by_sigma[3 * BLOCK];
    size_t n_negative, n_empty, n_flat, n_spin_clipped;
    double negative[BLOCK], product[BLOCK];
} block;

dgh_status dgh_xc_points_open(dgh_xc_points *points, dgh_error *err)
{
    const dgh_xc_functional *f = &points->xc->functional;
    for (size_t p = 0; p < f->n_parts; p++) {
        dgh_libxc_facts facts;
        dgh_status status = dgh_libxc_open(&points->part[p], f->id[p], points->spin != NULL, err);
        if (status != DGH_OK)
            return status;
        if (!dgh_libxc_describe(&facts, f->id[p]))
            return dgh_error_nomem(err);
        if (points->potential[0] && !facts.potential)
            return dgh_error_set(err, DGH_ERR_UNSUPPORTED,
                                 "expected a functional with a potential, found part %zu of %s, "
                                 "of which libxc has the energy alone",
                                 p + 1, f->libxc);
    }
    return DGH_OK;
}

void dgh_xc_points_close(dgh_xc_points *points)
{
    for (size_t p = 0; p < DGH_XC_MOST_PARTS; p++)
        dgh_libxc_close(points->part[p]);
}

/* Up and down of a point in atomic units, neither below zero. */
static void split_spins(block *b, const dgh_xc_points *points, size_t at, double rho)
{
    double spin = points->spin[at] * BOHR3;
    if (fabs(spin) > rho) {
        spin = copysign(rho, spin);
        b->n_spin_clipped++;
    }
    b->rho[2 * b->n] = 0.5 * (rho + spin);
    b->rho[2 * b->n + 1] = 0.5 * (rho - spin);
}

/* |grad rho|^2 of the whole density. */
static double whole_sigma(const dgh_xc_points *points, size_t at)
{
    double sum = points->sigma[0][at];
    return points->spin ? sum + 2.0 * points->sigma[1][at] + points->sigma[2][at] : sum;
}

static void take_sigma(block *b, const dgh_xc_points *points, size_t at, double rho)
{
    const double threshold = points->xc->flat_threshold_e_per_ang3 * BOHR3;
    const double steep = points->xc->gradient_threshold_e_per_ang4 * BOHR3 * DGH_BOHR_ANG;
    const size_t n_sigma = points->spin ? 3 : 1;
    double *sigma = b->sigma + n_sigma * b->n;
    bool flat = rho < threshold || !(whole_sigma(points, at) > steep * steep);
    b->n_flat += flat;
    for (size_t s = 0; s < n_sigma; s++)
        sigma[s] = flat ? 0.0 : points->sigma[s][at];
    /* A channel without electrons has only the noise of a gradient. */
    for (size_t c = 0; points->spin && c < 2; c++)
        if (b->rho[2 * b->n + c] < 0.5 * threshold)
            sigma[2 * c] = sigma[1] = 0.0;
}

static void gather(block *b, const dgh_xc_points *points, size_t from, size_t to)
{
    const double threshold = points->xc->density_threshold_e_per_ang3 * BOHR3;
    b->n = b->n_negative = b->n_empty = b->n_flat = b->n_spin_clipped = 0;
    for (size_t at = from; at < to; at++) {
        double rho = fabs(points->rho[at]) * BOHR3;
        b->negative[at - from] = points->rho[at] < 0.0 ? points->rho[at] : 0.0;
        b->n_negative += points->rho[at] < 0.0;
        if (rho < threshold || rho == 0.0) {
            b->n_empty++;
            continue;
        }
        b->at[b->n] = at;
        if (points->spin)
            split_spins(b, points, at, rho);
        else
            b->rho[b->n] = rho;
        if (points->sigma[0])
            take_sigma(b, points, at, rho);
        b->n++;
    }
}

/* All parts of the functional, added up; the energies of each are summed into `sums`. */
static void evaluate(block *b, const dgh_xc_points *points, double sums[SUMS])
{
    const size_t n_rho = points->spin ? 2 : 1, n_sigma = points->spin ? 3 : 1;
    const dgh_xc_functional *f = &points->xc->functional;
    bool potential = points->potential[0] != NULL;
    for (size_t i = 0; i < b->n; i++)
        b->energy[i] = 0.0;
    for (size_t i = 0; i < n_rho * b->n; i++)
        b->by_rho[i] = 0.0;
    for (size_t i = 0; i < n_sigma * b->n; i++)
        b->by_sigma[i] = 0.0;
    for (size_t p = 0; p < f->n_parts; p++) {
        for (size_t i = 0; i < n_sigma * b->n; i++)
            b->part_by_sigma[i] = 0.0;
        dgh_libxc_evaluate(points->part[p], b->n, b->rho, b->sigma, b->part_energy,
                           potential ? b->part_by_rho : NULL, b->part_by_sigma);
        for (size_t i = 0; i < b->n; i++) {
            b->energy[i] += b->part_energy[i];
            b->product[i] = b->part_energy[i] * points->rho[b->at[i]];
        }
        sums[p] = dgh_sum(b->product, b->n);
        for (size_t i = 0; potential && i < n_rho * b->n; i++)
            b->by_rho[i] += b->part_by_rho[i];
        for (size_t i = 0; potential && i < n_sigma * b->n; i++)
            b->by_sigma[i] += b->part_by_sigma[i];
    }
}

static void scatter(const block *b, const dgh_xc_points *points, size_t from, size_t to)
{
    const size_t n_rho = points->spin ? 2 : 1, n_sigma = points->spin ? 3 : 1;
    bool potential = points->potential[0] != NULL;
    for (size_t at = from; at < to; at++) {
        if (points->energy)
            points->energy[at] = 0.0;
        for (size_t c = 0; potential && c < n_rho; c++)
            points->potential[c][at] = 0.0;
        for (size_t s = 0; potential && points->sigma[0] && s < n_sigma; s++)
            points->sigma[s][at] = 0.0;
    }
    for (size_t i = 0; i < b->n; i++) {
        const size_t at = b->at[i];
        const double sign = points->rho[at] < 0.0 ? -1.0 : 1.0;
        if (points->energy)
            points->energy[at] = b->energy[i];
        for (size_t c = 0; potential && c < n_rho; c++)
            points->potential[c][at] = b->by_rho[n_rho * i + c];
        /* where the gradient counted as zero, the energy does not depend on it */
        for (size_t s = 0; potential && points->sigma[0] && s < n_sigma; s++)
            points->sigma[s][at] = b->sigma[n_sigma * i + s] != 0.0
                                       ? sign * b->by_sigma[n_sigma * i + s]
                                       : 0.0;
    }
}

static void one_block(double *sums, dgh_xc_sums *counts, const dgh_xc_points *points, size_t from)
{
    block b;
    size_t to = from + BLOCK < points->points ? from + BLOCK : points->points;
    gather(&b, points, from, to);
    evaluate(&b, points, sums);
    sums[DGH_XC_MOST_PARTS] = dgh_sum(b.negative, to - from);
    scatter(&b, points, from, to);
    counts->n_negative += b.n_negative;
    counts->n_empty += b.n_empty;
    counts->n_flat += b.n_flat;
    counts->n_spin_clipped += b.n_spin_clipped;
}

static void some_blocks(double *sums, dgh_xc_sums *counts, const dgh_xc_points *points,
                        size_t first, size_t last)
{
    size_t negative = 0, empty = 0, flat = 0, clipped = 0;
#pragma omp parallel for schedule(dynamic, 4) num_threads(points->jobs)                            \
    reduction(+ : negative, empty, flat, clipped)
    for (size_t k = first; k < last; k++) {
        dgh_xc_sums own = {.negative = 0.0};
        one_block(sums + SUMS * k, &own, points, BLOCK * k);
        negative += own.n_negative;
        empty += own.n_empty;
        flat += own.n_flat;
        clipped += own.n_spin_clipped;
    }
    counts->n_negative += negative;
    counts->n_empty += empty;
    counts->n_flat += flat;
    counts->n_spin_clipped += clipped;
}

/* Column `which` of the blocks' sums. */
static double add_up(double *column, const double *sums, size_t n_blocks, size_t which)
{
    for (size_t k = 0; k < n_blocks; k++)
        column[k] = sums[SUMS * k + which];
    return dgh_sum(column, n_blocks);
}

dgh_status dgh_xc_points_evaluate(dgh_xc_sums *sums, const dgh_xc_points *points,
                                  const dgh_xc_options *options, dgh_error *err)
{
    const size_t n_blocks = (points->points + BLOCK - 1) / BLOCK;
    double *of_block = calloc(n_blocks, SUMS * sizeof *of_block);
    double *column = calloc(n_blocks, sizeof *column);
    dgh_status status = of_block && column ? DGH_OK : dgh_error_nomem(err);
    *sums = (dgh_xc_sums){.negative = 0.0};
    for (size_t first = 0; status == DGH_OK && first < n_blocks; first += BLOCKS_AT_ONCE) {
        size_t last = first + BLOCKS_AT_ONCE < n_blocks ? first + BLOCKS_AT_ONCE : n_blocks;
        some_blocks(of_block, sums, points, first, last);
        if (options->progress && !options->progress(options->progress_user,
                                                    points->xc->functional.libxc, last, n_blocks))
            status = dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
    }
    for (size_t p = 0; status == DGH_OK && p < DGH_XC_MOST_PARTS; p++)
        sums->part[p] = add_up(column, of_block, n_blocks, p);
    if (status == DGH_OK)
        sums->negative = add_up(column, of_block, n_blocks, DGH_XC_MOST_PARTS);
    free(of_block);
    free(column);
    return status;
}
