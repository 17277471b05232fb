/* The density difference of a site as a picture shows it: a box about H on coarser points, an
 * upright slice, the planar average. */
#include <math.h>
#include <string.h>

#include "record/build.h"
#include "study/picture_inside.h"

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Distance of the planes of constant i, j or k that are one lattice vector apart. */
static double plane_distance_ang(const double cell_ang[3][3], int axis)
{
    const double *u = cell_ang[(axis + 1) % 3], *v = cell_ang[(axis + 2) % 3];
    double n[3];
    for (int k = 0; k < 3; k++)
        n[k] = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
    const double area = sqrt(dot(n, n));
    return area > 0.0 ? fabs(dot(n, cell_ang[axis])) / area : 0.0;
}

/* Even numbers of points: no Nyquist plane is half dropped. */
static void coarse_points(size_t out[3], const dgh_grid *grid, double spacing_ang)
{
    for (int k = 0; k < 3; k++) {
        const double length = sqrt(dot(grid->cell_ang[k], grid->cell_ang[k]));
        const size_t wanted = 2 * (size_t)ceil(0.5 * length / spacing_ang);
        out[k] = wanted < grid->n[k] && wanted >= 4 ? wanted : grid->n[k];
    }
}

/* First index and number of the points of the box along one axis: H in its middle. One point more
 * than the cell has where the box holds all of it, so that its faces meet. */
static size_t extent(long *first, const dgh_grid *grid, const double fraction[3], int axis,
                     double half_width_ang)
{
    const double points = (double)grid->n[axis];
    const double half = half_width_ang /
                        plane_distance_ang((const double(*)[3])grid->cell_ang, axis) * points;
    const double middle = fraction[axis] * points;
    if (2.0 * half + 1.0 >= points) {
        *first = lround(middle) - (long)(grid->n[axis] / 2);
        return grid->n[axis] + 1;
    }
    *first = (long)floor(middle - half);
    return (size_t)((long)ceil(middle + half) - *first + 1);
}

static size_t wrapped(long i, size_t n)
{
    const long m = i % (long)n;
    return (size_t)(m < 0 ? m + (long)n : m);
}

static dgh_status cut_box(dgh_picturing *p, const dgh_grid *grid, const double h_ang[3],
                          dgh_error *err)
{
    dgh_picture_box *box = &p->picture.box;
    double fraction[3], from[3];
    long first[3];
    for (int k = 0; k < 3; k++)
        from[k] = h_ang[k] - grid->origin_ang[k];
    if (!dgh_cell_to_fractional((const double(*)[3])grid->cell_ang, from, fraction, 1))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    for (int k = 0; k < 3; k++)
        box->n[k] = extent(&first[k], grid, fraction, k, p->options.half_width_ang);
    double *value = dgh_arena_alloc(p->arena, box->n[0] * box->n[1] * box->n[2], sizeof *value);
    if (!value)
        return dgh_error_nomem(err);
    box->value = value;
    for (size_t k = 0; k < box->n[2]; k++)
        for (size_t j = 0; j < box->n[1]; j++)
            for (size_t i = 0; i < box->n[0]; i++) {
                const size_t x = wrapped(first[0] + (long)i, grid->n[0]);
                const size_t y = wrapped(first[1] + (long)j, grid->n[1]);
                const size_t z = wrapped(first[2] + (long)k, grid->n[2]);
                *value++ = grid->value[x + grid->n[0] * (y + grid->n[1] * z)];
            }
    memcpy(box->origin_ang, grid->origin_ang, sizeof box->origin_ang);
    for (int a = 0; a < 3; a++)
        for (int k = 0; k < 3; k++) {
            box->step_ang[a][k] = grid->cell_ang[a][k] / (double)grid->n[a];
            box->origin_ang[k] += (double)first[a] * box->step_ang[a][k];
        }
    return DGH_OK;
}

static dgh_status coarsen(dgh_picturing *p, const dgh_grid *grid, const double h_ang[3], int jobs,
                          dgh_error *err)
{
    dgh_grid *coarser = NULL;
    dgh_status status = DGH_OK;
    coarse_points(p->picture.n_coarse, grid, p->options.spacing_ang);
    if (memcmp(p->picture.n_coarse, grid->n, sizeof grid->n) != 0)
        status = dgh_density_resample(&coarser, grid, p->picture.n_coarse, jobs, err);
    if (status == DGH_OK)
        status = cut_box(p, coarser ? coarser : grid, h_ang, err);
    dgh_grid_free(coarser);
    return status;
}

/* Across the slab from H to its nearest neighbour, or along a lattice vector where that one lies
 * right below. */
static void choose_right(double right[3], const dgh_picturing *p, const dgh_site *site,
                         const double h_ang[3])
{
    const double *up = p->picture.up;
    const dgh_contact *c = site->n_adsorbed && site->adsorbed[0].n_contacts
                               ? &site->adsorbed[0].contacts[0]
                               : NULL;
    for (int attempt = c ? 0 : 1; attempt < 4; attempt++) {
        double d[3];
        for (int k = 0; k < 3; k++)
            d[k] = attempt ? p->picture.cell_ang[attempt - 1][k]
                           : p->atoms[c->atom].position_ang[k] - h_ang[k];
        if (attempt == 0)
            dgh_cell_reduce((const double(*)[3])p->picture.cell_ang, d);
        const double along = dot(d, up);
        for (int k = 0; k < 3; k++)
            d[k] -= along * up[k];
        const double length = sqrt(dot(d, d));
        if (length < 0.3) /* Angstrom: above one another */
            continue;
        for (int k = 0; k < 3; k++)
            right[k] = d[k] / length;
        return;
    }
}

static dgh_status sample_slice(dgh_picturing *p, const dgh_grid *grid, const dgh_site *site,
                               const double h_ang[3], int jobs, dgh_error *err)
{
    dgh_picture_slice *s = &p->picture.slice;
    const size_t n = p->options.slice_points;
    double *position = dgh_arena_alloc(p->arena, n * n, 3 * sizeof *position);
    double *value = dgh_arena_alloc(p->arena, n * n, sizeof *value);
    if (!position || !value)
        return dgh_error_nomem(err);
    s->n[0] = s->n[1] = n;
    s->step_ang = 2.0 * p->options.half_width_ang / (double)(n - 1);
    s->value = value;
    memcpy(s->up, p->picture.up, sizeof s->up);
    choose_right(s->right, p, site, h_ang);
    for (int k = 0; k < 3; k++)
        s->origin_ang[k] = h_ang[k] - p->options.half_width_ang * s->right[k] -
                           p->options.slice_depth_ang * s->up[k];
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++)
            for (int k = 0; k < 3; k++)
                position[3 * (i + n * j) + (size_t)k] = s->origin_ang[k] +
                                                        s->step_ang * ((double)i * s->right[k] +
                                                                       (double)j * s->up[k]);
    return dgh_density_sample(value, grid, position, n * n, DGH_INTERPOLATION_CUBIC, jobs, err);
}

static dgh_status subtract(dgh_picturing *p, const dgh_inside *in, const dgh_site_density *d,
                           dgh_error *err)
{
    const dgh_study_options *o = &in->study.options;
    const dgh_difference_term terms[] = {
        {1.0, d->after_path}, {-1.0, d->drho_host_path}, {-1.0, d->drho_h_path}};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.same_atom_ang = DGH_DRHO_SAME_PLACE_ANG;
    options.read_runs = false;
    options.keep_grid = true;
    options.grid.jobs = o->jobs;
    options.grid.io = o->io;
    return dgh_difference_compute(&p->difference, terms, 3, &options, err);
}

dgh_status dgh_picture_drho(dgh_picturing *p, const dgh_inside *in, const dgh_site *site,
                            dgh_error *err)
{
    const dgh_site_density *d = site->density;
    if (!d || !d->drho_host_path) {
        p->picture.missing = d && d->drho_missing ? d->drho_missing
                                                  : "no densities beside the runs of this site";
        return DGH_OK;
    }
    const double *h_ang = p->atoms[p->picture.h].position_ang;
    const int jobs = in->study.options.jobs;
    dgh_status status = subtract(p, in, d, err);
    if (status == DGH_OK)
        status = coarsen(p, p->difference->grid, h_ang, jobs, err);
    if (status == DGH_OK)
        status = sample_slice(p, p->difference->grid, site, h_ang, jobs, err);
    if (status != DGH_OK)
        return status;
    memcpy(p->picture.n, p->difference->n, sizeof p->picture.n);
    p->picture.profile = p->difference->profile;
    p->picture.axis = p->difference->axis;
    p->picture.has_drho = true;
    return DGH_OK;
}
