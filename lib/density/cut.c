/* Points on a line and on a rectangle of a plane. */
#include "dgh/density.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "record/build.h"

/* Shorter than this is no line: coordinates in files have 6 digits and more. */
static const double LEAST_ANG = 1e-6;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void away(double out[3], const double from[3], const double to[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = to[k] - from[k];
}

static dgh_status check(size_t n, double margin_ang, dgh_error *err)
{
    enum { MOST_POINTS = 1000000 };
    if (n < 2 || n > MOST_POINTS)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected 2 to %d points, found %zu",
                             (int)MOST_POINTS, n);
    if (!(margin_ang >= 0.0) || !isfinite(margin_ang))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a margin of 0 or more, found %g",
                             margin_ang);
    return DGH_OK;
}

/* Moves `to` by lattice vectors to where it is nearest to `from`; where several are, or the file's
 * place is as near as any, that one stays. */
static void take_nearest(double to[3], const double from[3], const dgh_grid *header)
{
    enum { REACH = 2, SIDE = 2 * REACH + 1 };
    double least[3], there[3];
    away(least, from, to);
    const double given = dot(least, least);
    double best = given;
    away(there, from, to);
    if (!dgh_cell_reduce(header->cell_ang, there))
        return;
    for (int i = 0; i < SIDE * SIDE * SIDE; i++) {
        const int shift[3] = {i % SIDE - REACH, i / SIDE % SIDE - REACH, i / SIDE / SIDE - REACH};
        double d[3];
        for (int k = 0; k < 3; k++)
            d[k] = there[k] + shift[0] * header->cell_ang[0][k] +
                   shift[1] * header->cell_ang[1][k] + shift[2] * header->cell_ang[2][k];
        if (sqrt(dot(d, d)) < sqrt(best) - LEAST_ANG) {
            best = dot(d, d);
            memcpy(least, d, sizeof least);
        }
    }
    for (int k = 0; best < given && k < 3; k++)
        to[k] = from[k] + least[k];
}

static dgh_status resolve(dgh_cut *plan, const dgh_point *points, const dgh_grid *header,
                          dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < plan->n_corners && status == DGH_OK; i++) {
        status = dgh_point_resolve(plan->corner_ang[i], &points[i], header, err);
        if (status == DGH_OK && i && points[i].kind == DGH_POINT_ATOM && points[i].nearest)
            take_nearest(plan->corner_ang[i], plan->corner_ang[0], header);
    }
    return status;
}

static dgh_status make(dgh_cut **out, const dgh_cut *plan, dgh_error *err)
{
    enum { MOST = 100000000 };
    if (plan->n[1] > MOST / plan->n[0])
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected at most %d points, found %zu x %zu",
                             (int)MOST, plan->n[0], plan->n[1]);
    dgh_cut *c = calloc(1, sizeof *c);
    double *position = calloc(plan->n[0] * plan->n[1], 3 * sizeof *position);
    if (!c || !position) {
        free(c);
        free(position);
        return dgh_error_nomem(err);
    }
    *c = *plan;
    c->n_points = c->n[0] * c->n[1];
    c->position_ang = position;
    for (size_t j = 0; j < c->n[1]; j++)
        for (size_t i = 0; i < c->n[0]; i++, position += 3)
            for (int k = 0; k < 3; k++)
                position[k] = c->origin_ang[k] + (double)i * c->step_ang[0][k] +
                              (double)j * c->step_ang[1][k];
    *out = c;
    return DGH_OK;
}

void dgh_cut_free(dgh_cut *cut)
{
    if (!cut)
        return;
    free(cut->position_ang);
    free(cut);
}

dgh_status dgh_cut_line(dgh_cut **out, const dgh_grid *header, const dgh_point ends[2], size_t n,
                        double margin_ang, dgh_error *err)
{
    *out = NULL;
    dgh_cut plan = {.n = {n, 1}, .n_corners = 2};
    double along[3];
    dgh_status status = check(n, margin_ang, err);
    if (status == DGH_OK)
        status = resolve(&plan, ends, header, err);
    if (status != DGH_OK)
        return status;
    away(along, plan.corner_ang[0], plan.corner_ang[1]);
    double length = sqrt(dot(along, along));
    if (!(length > LEAST_ANG))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected two points of a line, found the same place twice");
    for (int k = 0; k < 3; k++) {
        double unit = along[k] / length;
        plan.origin_ang[k] = plan.corner_ang[0][k] - margin_ang * unit;
        plan.step_ang[0][k] = (length + 2.0 * margin_ang) * unit / (double)(n - 1);
    }
    return make(out, &plan, err);
}

/* Unit vectors along corners 0 -> 1 and across it, towards corner 2. */
static dgh_status directions(double unit[2][3], const double corner[3][3], dgh_error *err)
{
    double second[3];
    away(unit[0], corner[0], corner[1]);
    away(second, corner[0], corner[2]);
    double length = sqrt(dot(unit[0], unit[0]));
    if (length > LEAST_ANG) {
        for (int k = 0; k < 3; k++)
            unit[0][k] /= length;
        double along = dot(second, unit[0]);
        for (int k = 0; k < 3; k++)
            unit[1][k] = second[k] - along * unit[0][k];
        double across = sqrt(dot(unit[1], unit[1]));
        for (int k = 0; k < 3; k++)
            unit[1][k] /= across;
        if (across > LEAST_ANG)
            return DGH_OK;
    }
    return dgh_error_set(err, DGH_ERR_ARGUMENT,
                         "expected three points of a plane, found three on one line");
}

dgh_status dgh_cut_plane(dgh_cut **out, const dgh_grid *header, const dgh_point corners[3],
                         size_t n, double margin_ang, dgh_error *err)
{
    *out = NULL;
    dgh_cut plan = {.n_corners = 3};
    double unit[2][3], least[2] = {0.0, 0.0}, most[2] = {0.0, 0.0};
    dgh_status status = check(n, margin_ang, err);
    if (status == DGH_OK)
        status = resolve(&plan, corners, header, err);
    if (status == DGH_OK)
        status = directions(unit, (const double(*)[3])plan.corner_ang, err);
    if (status != DGH_OK)
        return status;
    for (int i = 1; i < 3; i++) {
        double to[3];
        away(to, plan.corner_ang[0], plan.corner_ang[i]);
        for (int d = 0; d < 2; d++) {
            least[d] = fmin(least[d], dot(to, unit[d]));
            most[d] = fmax(most[d], dot(to, unit[d]));
        }
    }
    const double side[2] = {most[0] - least[0] + 2.0 * margin_ang,
                            most[1] - least[1] + 2.0 * margin_ang};
    const double spacing = fmax(side[0], side[1]) / (double)(n - 1);
    memcpy(plan.origin_ang, plan.corner_ang[0], sizeof plan.origin_ang);
    for (int d = 0; d < 2; d++) {
        plan.n[d] = (size_t)floor(side[d] / spacing + 0.5) + 1;
        plan.n[d] = plan.n[d] < 2 ? 2 : plan.n[d];
        for (int k = 0; k < 3; k++) {
            plan.origin_ang[k] += (least[d] - margin_ang) * unit[d][k];
            plan.step_ang[d][k] = side[d] / (double)(plan.n[d] - 1) * unit[d][k];
        }
    }
    return make(out, &plan, err);
}
