/* Planar averages and what they sum up to. */
#include "dgh/density.h"

#include <math.h>
#include <stdlib.h>

#include "density/planar.h"
#include "record/grid.h"

/* The vacuum of the profile: the widest gap between atoms and the plane in its middle. */
static dgh_status find_gap(dgh_profile *p, const dgh_grid *header, const dgh_planes *planes,
                           dgh_error *err)
{
    size_t n_atoms;
    double *height = dgh_planes_heights(&n_atoms, header, planes, false);
    if (!height)
        return n_atoms ? dgh_error_nomem(err) : DGH_OK;
    dgh_planes_gap(&p->gap_from_ang, &p->gap_to_ang, height, n_atoms, planes->length_ang);
    free(height);
    double middle = 0.5 * (p->gap_from_ang + p->gap_to_ang) / planes->length_ang;
    p->start = (size_t)floor(fmod(middle, 1.0) * (double)p->n + 0.5) % p->n;
    return DGH_OK;
}

dgh_status dgh_profile_of_sums(dgh_profile **out, const double *sum, const dgh_grid *header,
                               int axis, dgh_error *err)
{
    *out = NULL;
    dgh_planes planes;
    dgh_status status = dgh_planes_of(&planes, header, axis, err);
    if (status != DGH_OK)
        return status;
    const size_t n = header->n[axis], per_plane = dgh_grid_points(header->n) / n;
    dgh_profile *p = calloc(1, sizeof *p);
    double *data = calloc(4 * n, sizeof *data);
    if (!p || !data) {
        free(p);
        free(data);
        return dgh_error_nomem(err);
    }
    *p = (dgh_profile){.n = n,
                       .length_ang = planes.length_ang,
                       .position_ang = data,
                       .mean = data + n,
                       .per_length = data + 2 * n,
                       .cumulated = data + 3 * n};
    const double step = p->length_ang / (double)n;
    for (size_t i = 0; i < n; i++) {
        p->position_ang[i] = (double)i * step;
        p->mean[i] = sum[i] / (double)per_plane;
        p->per_length[i] = p->mean[i] * planes.area_ang2;
    }
    status = find_gap(p, header, &planes, err);
    if (status != DGH_OK) {
        dgh_profile_free(p);
        return status;
    }
    double total = 0.0;
    for (size_t i = 1; i < n; i++) {
        size_t here = (p->start + i) % n, before = (p->start + i - 1) % n;
        total += 0.5 * (p->per_length[here] + p->per_length[before]) * step;
        p->cumulated[here] = total;
    }
    *out = p;
    return DGH_OK;
}

void dgh_profile_free(dgh_profile *profile)
{
    if (!profile)
        return;
    free(profile->position_ang);
    free(profile);
}
