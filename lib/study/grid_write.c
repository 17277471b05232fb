/* Grids to files. */
#include "study/grid_output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dgh/difference.h"
#include "field/fields.h"
#include "io/write.h"
#include "vasp/grid.h"

typedef enum order { X_FASTEST = 1, Z_FASTEST = 2, EITHER = 3 } order;

static const struct output_kind {
    order order;
    bool any_value; /* NaN and infinities too */
    dgh_grid_output_begin *begin;
    dgh_grid_output_planes *planes;
    dgh_grid_output_end *end;
} KINDS[] = {
    [DGH_GRID_CHGCAR] = {X_FASTEST, false, dgh_vasp_grid_begin, dgh_vasp_grid_planes,
                         dgh_vasp_grid_end},
    [DGH_GRID_CUBE] = {Z_FASTEST, false, dgh_field_cube_begin, dgh_field_cube_planes, NULL},
    [DGH_GRID_XSF] = {X_FASTEST, false, dgh_field_xsf_begin, dgh_field_xsf_planes,
                      dgh_field_xsf_end},
    [DGH_GRID_NPY] = {EITHER, true, dgh_field_npy_begin, dgh_field_npy_planes, NULL},
};

enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

bool dgh_grid_output_takes(dgh_grid_format format, bool z_fastest)
{
    return (KINDS[format].order & (z_fastest ? Z_FASTEST : X_FASTEST)) != 0;
}

dgh_status dgh_grid_output_open(dgh_grid_output *output, const dgh_grid *head, const char *path,
                                dgh_grid_format format, bool z_fastest, int jobs, dgh_error *err)
{
    *output = (dgh_grid_output){.head = head,
                                .single = !head->value && head->value_f32,
                                .z_fastest = z_fastest,
                                .jobs = jobs};
    dgh_status status = dgh_writer_open(&output->writer, path, err);
    if (status == DGH_OK)
        status = KINDS[format].begin(output, err);
    if (status != DGH_OK)
        dgh_grid_output_close(output, format, false, NULL);
    return status;
}

dgh_status dgh_grid_output_add(dgh_grid_output *output, dgh_grid_format format, const double *value,
                               size_t n_planes, dgh_error *err)
{
    const size_t *n = output->head->n;
    const size_t points = n_planes * n[1] * n[output->z_fastest ? 2 : 0];
    for (size_t i = 0; !KINDS[format].any_value && i < points; i++)
        if (!isfinite(value[i]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected finite values, found another at point %zu",
                                 output->written + i);
    KINDS[format].planes(output, value, n_planes);
    return DGH_OK;
}

dgh_status dgh_grid_output_close(dgh_grid_output *output, dgh_grid_format format, bool keep,
                                 dgh_error *err)
{
    if (keep && KINDS[format].end)
        KINDS[format].end(output);
    dgh_status status = dgh_writer_close(output->writer, keep, err);
    free(output->room);
    *output = (dgh_grid_output){0};
    return status;
}

static double value_at(const dgh_grid *grid, size_t i)
{
    return grid->value ? grid->value[i] : (double)grid->value_f32[i];
}

/* `many` planes from the one at `first` on, in the order of the output. */
static void gather(double *out, const dgh_grid *grid, bool z_fastest, size_t first, size_t many)
{
    const size_t *n = grid->n, plane = n[0] * n[1];
    for (size_t i = 0; !z_fastest && i < many * plane; i++)
        out[i] = value_at(grid, first * plane + i);
    if (!z_fastest)
        return;
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < many; i++)
                out[k + n[2] * (j + n[1] * i)] = value_at(grid, first + i + n[0] * (j + n[1] * k));
}

dgh_status dgh_grid_output_whole(dgh_grid_output *output, dgh_grid_format format,
                                 const dgh_grid *grid, dgh_error *err)
{
    enum { TOGETHER = 8 }; /* a cache line of values */
    const bool z_fastest = output->z_fastest;
    const size_t *n = grid->n, last = n[z_fastest ? 0 : 2], plane = n[1] * n[z_fastest ? 2 : 0];
    const bool as_is = !z_fastest && grid->value;
    double *room = as_is ? NULL : malloc(TOGETHER * plane * sizeof *room);
    dgh_status status = as_is || room ? DGH_OK : dgh_error_nomem(err);
    for (size_t k = 0; k < last && status == DGH_OK; k += TOGETHER) {
        const size_t many = last - k < TOGETHER ? last - k : TOGETHER;
        if (!as_is)
            gather(room, grid, z_fastest, k, many);
        status = dgh_grid_output_add(output, format, as_is ? grid->value + k * plane : room, many,
                                     err);
    }
    free(room);
    return status;
}

dgh_status dgh_grid_write(const dgh_grid *grid, const char *path, dgh_grid_format format,
                          dgh_error *err)
{
    if (dgh_grid_points(grid->n) == 0 || (!grid->value && !grid->value_f32))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid with values");
    if ((unsigned)format >= N_KINDS)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "no grid format has the number %d",
                             (int)format);
    dgh_grid_output output;
    const bool z_fastest = !dgh_grid_output_takes(format, false);
    dgh_status status = dgh_grid_output_open(&output, grid, path, format, z_fastest, 0, err);
    if (status != DGH_OK)
        return status;
    status = dgh_grid_output_whole(&output, format, grid, err);
    if (status == DGH_OK)
        return dgh_grid_output_close(&output, format, true, err);
    dgh_grid_output_close(&output, format, false, NULL);
    return status;
}

bool dgh_grid_format_of_name(dgh_grid_format *out, const char *path)
{
    static const struct {
        const char *ending;
        dgh_grid_format format;
    } ENDINGS[] = {{".cube", DGH_GRID_CUBE},   {".cub", DGH_GRID_CUBE},
                   {".xsf", DGH_GRID_XSF},     {".npy", DGH_GRID_NPY},
                   {".vasp", DGH_GRID_CHGCAR}, {".chgcar", DGH_GRID_CHGCAR}};
    static const char *const NAMES[] = {"CHG", "AECCAR", "PARCHG", "LOCPOT", "ELFCAR"};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        const size_t ending = strlen(ENDINGS[i].ending);
        if (length > ending && strcasecmp(name + length - ending, ENDINGS[i].ending) == 0) {
            *out = ENDINGS[i].format;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strncmp(name, NAMES[i], strlen(NAMES[i])) == 0) {
            *out = DGH_GRID_CHGCAR;
            return true;
        }
    return false;
}
