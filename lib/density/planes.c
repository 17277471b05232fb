/* Where the planes of a grid lie, and where its atoms lie between them. */
#include "density/planar.h"

#include <math.h>
#include <stdlib.h>

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

dgh_status dgh_planes_of(dgh_planes *out, const dgh_grid *header, int axis, dgh_error *err)
{
    if (axis < 0 || axis > 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected an axis 0, 1 or 2, found %d", axis);
    double *normal = out->normal, along = 0.0;
    cross(header->cell_ang[(axis + 1) % 3], header->cell_ang[(axis + 2) % 3], normal);
    double area = sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    double volume = dgh_cell_volume_ang3((const double(*)[3])header->cell_ang);
    if (!(area > 0.0) || !(volume > 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    for (int k = 0; k < 3; k++)
        along += normal[k] * header->cell_ang[axis][k];
    for (int k = 0; k < 3; k++)
        normal[k] *= (along < 0.0 ? -1.0 : 1.0) / area;
    out->area_ang2 = area;
    out->length_ang = volume / area;
    return DGH_OK;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double *dgh_planes_heights(size_t *n, const dgh_grid *header, const dgh_planes *planes, bool heavy)
{
    const dgh_structure *s = &header->structure;
    *n = 0;
    if (s->n_atoms == 0 || !s->position_ang)
        return NULL;
    heavy = heavy && dgh_structure_count(s, 1) < s->n_atoms;
    double *height = malloc(s->n_atoms * sizeof *height);
    if (!height) {
        *n = s->n_atoms;
        return NULL;
    }
    for (size_t i = 0; i < s->n_atoms; i++) {
        if (heavy && dgh_structure_element(s, i) == 1)
            continue;
        double h = 0.0;
        for (size_t k = 0; k < 3; k++)
            h += (s->position_ang[3 * i + k] - header->origin_ang[k]) * planes->normal[k];
        h -= floor(h / planes->length_ang) * planes->length_ang;
        height[(*n)++] = h < planes->length_ang ? h : 0.0;
    }
    qsort(height, *n, sizeof *height, ascending);
    return height;
}

void dgh_planes_gap(double *from_ang, double *to_ang, const double *height, size_t n,
                    double length_ang)
{
    *from_ang = height[n - 1];
    *to_ang = height[0] + length_ang;
    for (size_t i = 1; i < n; i++)
        if (height[i] - height[i - 1] > *to_ang - *from_ang) {
            *from_ang = height[i - 1];
            *to_ang = height[i];
        }
}

dgh_status dgh_density_layer_spacing(double *spacing_ang, size_t *n_layers, const dgh_grid *header,
                                     int axis, dgh_error *err)
{
    static const double SAME_LAYER_ANG = 0.5;
    dgh_planes planes;
    size_t n, layers = 1;
    dgh_status status = dgh_planes_of(&planes, header, axis, err);
    if (status != DGH_OK)
        return status;
    double *height = dgh_planes_heights(&n, header, &planes, true);
    if (!height && n)
        return dgh_error_nomem(err);
    if (!height)
        return dgh_error_set(err, DGH_ERR_MISSING, "%s: expected atoms, found none", header->path);
    double from, to, sum = 0.0, first = 0.0, last = 0.0;
    size_t in_layer = 0, begin = 0;
    dgh_planes_gap(&from, &to, height, n, planes.length_ang);
    while (begin < n && height[begin] < to - planes.length_ang)
        begin++;
    if (to < planes.length_ang) /* the gap lies inside: the slab begins above it */
        while (begin < n && height[begin] < to)
            begin++;
    for (size_t i = 0; i < n; i++) {
        size_t at = begin + i;
        double h = at < n ? height[at] : height[at - n] + planes.length_ang;
        double before = at == begin  ? h
                        : at - 1 < n ? height[at - 1]
                                     : height[at - 1 - n] + planes.length_ang;
        if (h - before > SAME_LAYER_ANG) {
            first = layers == 1 ? sum / (double)in_layer : first;
            layers++;
            sum = 0.0;
            in_layer = 0;
        }
        sum += h;
        in_layer++;
    }
    last = sum / (double)in_layer;
    free(height);
    if (layers < 2)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "%s: expected at least two layers of atoms, found one", header->path);
    *spacing_ang = (last - first) / (double)(layers - 1);
    if (n_layers)
        *n_layers = layers;
    return DGH_OK;
}
