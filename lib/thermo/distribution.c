/* ΔG over the sites of a surface. */
#include "dgh/distribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dgh/thermo.h"

static dgh_real real_of(double value)
{
    return (dgh_real){.has = true, .value = value};
}

static int by_value(const void *a, const void *b)
{
    const dgh_weighted_dg *x = a, *y = b;
    if (x->delta_g_ev != y->delta_g_ev)
        return x->delta_g_ev < y->delta_g_ev ? -1 : 1;
    return x->weight < y->weight ? -1 : x->weight > y->weight;
}

static size_t common_divisor(size_t a, size_t b)
{
    while (b) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static dgh_status check(const dgh_weighted_dg *sites, size_t n, double temperature_k,
                        double window_ev, dgh_error *err)
{
    const size_t most = (size_t)1 << 53;
    size_t sum = 0;
    if (!(temperature_k > 0.0) || !isfinite(temperature_k) || !(window_ev > 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a positive temperature and window, found %g K and %g eV",
                             temperature_k, window_ev);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(sites[i].delta_g_ev))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected a finite number, found a dG of %g eV",
                                 sites[i].delta_g_ev);
        if (sites[i].weight == 0 || sites[i].weight > most - sum)
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected weights of 1 and more, found %zu",
                                 sites[i].weight);
        sum += sites[i].weight;
    }
    return DGH_OK;
}

/* The value at place `rank` of the sorted sample in which every site stands `weight` times. */
static double value_at(const dgh_weighted_dg *sorted, size_t rank)
{
    size_t i = 0;
    for (; rank >= sorted[i].weight; i++)
        rank -= sorted[i].weight;
    return sorted[i].delta_g_ev;
}

static double quantile(const dgh_weighted_dg *sorted, size_t n_weighted, double part)
{
    double place = part * (double)(n_weighted - 1), whole = floor(place);
    double low = value_at(sorted, (size_t)whole);
    if (place == whole)
        return low;
    return low + (place - whole) * (value_at(sorted, (size_t)whole + 1) - low);
}

static void average(dgh_distribution *out, const dgh_weighted_dg *s, double temperature_k)
{
    double total = (double)out->n_weighted, mean = 0.0, square = 0.0, inside = 0.0;
    double coverage = 0.0, rate = 0.0, current = 0.0;
    bool has_current = true;
    for (size_t i = 0; i < out->n; i++) {
        double w = (double)s[i].weight / total;
        mean += w * s[i].delta_g_ev;
        inside += fabs(s[i].delta_g_ev) <= out->window_ev ? w : 0.0;
        coverage += w * dgh_thermo_coverage(s[i].delta_g_ev, 0.0, temperature_k);
        rate += w * dgh_thermo_exchange_rate_per_s(s[i].delta_g_ev, temperature_k);
        has_current = has_current && s[i].sites_per_cm2.has;
        current += w * dgh_thermo_exchange_current_a_per_cm2(s[i].delta_g_ev, temperature_k,
                                                             s[i].sites_per_cm2.value);
    }
    for (size_t i = 0; i < out->n; i++)
        square += (double)s[i].weight * (s[i].delta_g_ev - mean) * (s[i].delta_g_ev - mean);
    out->mean_ev = real_of(mean);
    if (out->n_weighted > 1)
        out->spread_ev = real_of(sqrt(square / (total - 1.0)));
    out->part_in_window = real_of(inside);
    out->coverage = real_of(coverage);
    out->rate_per_s = real_of(rate);
    if (has_current)
        out->current_a_per_cm2 = real_of(current);
}

dgh_status dgh_thermo_distribution(dgh_distribution *out, const dgh_weighted_dg *sites, size_t n,
                                   double temperature_k, double window_ev, dgh_error *err)
{
    memset(out, 0, sizeof *out);
    dgh_status status = check(sites, n, temperature_k, window_ev, err);
    if (status != DGH_OK)
        return status;
    out->window_ev = window_ev;
    if (n == 0)
        return DGH_OK;
    dgh_weighted_dg *sorted = malloc(n * sizeof *sorted);
    if (!sorted)
        return dgh_error_nomem(err);
    size_t divisor = 0;
    for (size_t i = 0; i < n; i++)
        divisor = common_divisor(sites[i].weight, divisor);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = sites[i];
        sorted[i].weight /= divisor;
        out->n_weighted += sorted[i].weight;
    }
    qsort(sorted, n, sizeof *sorted, by_value);
    out->n = n;
    out->smallest_ev = real_of(sorted[0].delta_g_ev);
    out->largest_ev = real_of(sorted[n - 1].delta_g_ev);
    for (int q = 0; q < 3; q++)
        out->quartile_ev[q] = real_of(quantile(sorted, out->n_weighted, 0.25 * (q + 1)));
    average(out, sorted, temperature_k);
    free(sorted);
    return DGH_OK;
}
