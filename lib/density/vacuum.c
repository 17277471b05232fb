/* Vacuum levels of a slab from the planar average of the electrons' potential energy. */
#include "dgh/density.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"

/* Slopes are taken over a window, so that the ripple of a grid does not hide a plateau. */
static const double WINDOW_ANG = 0.5, PLATEAU_EV_PER_ANG = 0.02, FLAT_EV_PER_ANG = 0.005;
static const double LEAST_PLATEAU_ANG = 1.0, LEAST_GAP_ANG = 4.0;
/* Of a slab's density in its vacuum: what bader's automatic threshold takes as well. */
static const double VACUUM_E_PER_ANG3 = 1e-3;

enum { MOST_HALF = 32 };

const char *dgh_vacuum_found_name(dgh_vacuum_found found)
{
    switch (found) {
    case DGH_VACUUM_ATOMS:
        return "atoms";
    case DGH_VACUUM_DENSITY:
        return "density";
    case DGH_VACUUM_POTENTIAL:
        return "potential";
    case DGH_VACUUM_NONE:
        break;
    }
    return "none";
}

typedef struct run {
    size_t first, n; /* planes; first + n may go beyond the last */
} run;

typedef struct line {
    double mean, slope, ripple; /* per plane */
} line;

/* The straight line of least squares through every `stride`-th of the planes from `first` on. */
static line fit(const double *mean, size_t n_planes, size_t first, size_t n, size_t stride)
{
    line l = {0.0, 0.0, 0.0};
    double middle = 0.5 * (double)(n - 1), xy = 0.0, xx = 0.0;
    for (size_t i = 0; i < n; i++)
        l.mean += mean[(first + i * stride) % n_planes] / (double)n;
    for (size_t i = 0; i < n; i++) {
        double x = (double)i - middle;
        xy += x * (mean[(first + i * stride) % n_planes] - l.mean);
        xx += x * x;
    }
    l.slope = n > 1 ? xy / xx : 0.0;
    for (size_t i = 0; i < n; i++)
        l.ripple = fmax(l.ripple, fabs(mean[(first + i * stride) % n_planes] - l.mean -
                                       l.slope * ((double)i - middle)));
    l.slope /= (double)stride;
    return l;
}

static dgh_vacuum_level level_of(const dgh_profile *p, run r)
{
    const double step = p->length_ang / (double)p->n;
    const size_t skip = r.n / 4, inner = r.n - 2 * skip;
    line l = fit(p->mean, p->n, (r.first + skip) % p->n, inner, 1);
    double width = (double)(r.n - 1) * step;
    return (dgh_vacuum_level){.from_ang = (double)r.first * step,
                              .to_ang = (double)r.first * step + width,
                              .level_ev = l.mean,
                              .slope_ev_per_ang = l.slope / step,
                              .ripple_ev = l.ripple,
                              .flat = width >= LEAST_PLATEAU_ANG &&
                                      fabs(l.slope / step) <= FLAT_EV_PER_ANG};
}

/* Whether the potential is flat around a plane, by at most some 2 MOST_HALF planes of the window.
 */
static bool flat_at(const dgh_profile *p, size_t plane)
{
    const double step = p->length_ang / (double)p->n;
    size_t half = (size_t)fmax(1.0, floor(WINDOW_ANG / step + 0.5));
    if (2 * half + 1 > p->n)
        half = (p->n - 1) / 2;
    size_t stride = half / MOST_HALF + 1;
    half /= stride;
    line l = fit(p->mean, p->n, (plane + p->n - half * stride) % p->n, 2 * half + 1, stride);
    return fabs(l.slope / step) <= PLATEAU_EV_PER_ANG;
}

/* The two widest flat runs of at least LEAST_PLATEAU_ANG in the region, in its order. */
static size_t flat_runs(run found[2], const dgh_profile *p, run region)
{
    const double step = p->length_ang / (double)p->n;
    size_t n = 0, begin = 0;
    bool inside = false;
    for (size_t i = 0; i <= region.n; i++) {
        bool flat = i < region.n && flat_at(p, (region.first + i) % p->n);
        if (flat && !inside)
            begin = i;
        if (!flat && inside && (double)(i - begin - 1) * step >= LEAST_PLATEAU_ANG) {
            run r = {region.first + begin, i - begin};
            if (n < 2) {
                found[n++] = r;
            } else if (r.n > found[0].n || r.n > found[1].n) {
                if (found[0].n < found[1].n)
                    found[0] = found[1];
                found[1] = r;
            }
        }
        inside = flat;
    }
    return n;
}

/* The longest run of planes with a density of the vacuum, around the boundary too. */
static run thin_run(const dgh_profile *density)
{
    run best = {0, 0}, now = {0, 0};
    for (size_t i = 0; i < 2 * density->n; i++) {
        bool thin = fabs(density->mean[i % density->n]) < VACUUM_E_PER_ANG3;
        now = thin ? (run){now.n ? now.first : i, now.n + 1} : (run){0, 0};
        if (now.n > best.n && now.n <= density->n && now.first < density->n)
            best = now;
    }
    return best;
}

static run region_of(dgh_vacuum *v, const dgh_profile *p, const dgh_profile *density)
{
    const double step = p->length_ang / (double)p->n;
    run region = {p->start, p->n};
    bool has_atoms = p->gap_to_ang > p->gap_from_ang;
    if (density) {
        region = thin_run(density);
        v->found = DGH_VACUUM_DENSITY;
    } else if (has_atoms) {
        region.first = (size_t)ceil(p->gap_from_ang / step);
        size_t last = (size_t)floor(p->gap_to_ang / step);
        region.n = last >= region.first ? last - region.first + 1 : 0;
        region.n = region.n > p->n ? p->n : region.n;
        v->found = DGH_VACUUM_ATOMS;
    } else {
        v->found = DGH_VACUUM_POTENTIAL;
    }
    v->from_ang = (double)region.first * step;
    v->to_ang = (double)(region.first + (region.n ? region.n - 1 : 0)) * step;
    return region;
}

dgh_status dgh_density_vacuum(dgh_vacuum *out, const dgh_profile *potential,
                              const dgh_profile *density, dgh_error *err)
{
    *out = (dgh_vacuum){.found = DGH_VACUUM_NONE};
    if (density &&
        (density->n != potential->n ||
         fabs(density->length_ang - potential->length_ang) > 1e-4 * potential->length_ang))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a density on the planes of the potential, found %zu planes "
                             "over %.4f Ang beside %zu over %.4f Ang",
                             density->n, density->length_ang, potential->n, potential->length_ang);
    dgh_vacuum v = *out;
    run found[2], region = region_of(&v, potential, density);
    if (v.found != DGH_VACUUM_POTENTIAL && v.to_ang - v.from_ang < LEAST_GAP_ANG)
        return DGH_OK;
    v.n_levels = flat_runs(found, potential, region);
    if (v.n_levels == 0 && v.found == DGH_VACUUM_POTENTIAL)
        return DGH_OK;
    if (v.n_levels == 0) { /* a field across the vacuum: its middle half, which is not flat */
        found[0] = (run){region.first + region.n / 4, region.n - 2 * (region.n / 4)};
        v.n_levels = 1;
    }
    for (size_t i = 0; i < v.n_levels; i++)
        v.level[i] = level_of(potential, found[i]);
    *out = v;
    return DGH_OK;
}
