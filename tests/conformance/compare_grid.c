/* CHGCAR and its family, and cube: the sums, extrema and sizes that the manifest takes from the
 * text. The numbers of a file are those of the grid times the volume for densities in VASP's files,
 * and per cubic Bohr in a cube. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"

enum { MOST_BLOCKS = 8 };

static const double BOHR_ANG = 0.529177210903;

/* What one unit of the grid is in the file. */
static double file_factor(const dgh_grid *g)
{
    bool density = strcmp(dgh_field_unit(g->field), "e/Ang^3") == 0;
    if (strcmp(g->format, "vasp-chgcar") == 0)
        return density ? dgh_cell_volume_ang3((const double(*)[3])g->cell_ang) : 1.0;
    return BOHR_ANG * BOHR_ANG * BOHR_ANG;
}

static verdict divisions(manifest_row *row, const dgh_grid *g, const char *value)
{
    char text[64];
    if (value[0] == '[')
        snprintf(text, sizeof text, "[%zu, %zu, %zu]", g->n[0], g->n[1], g->n[2]);
    else
        snprintf(text, sizeof text, "%zux%zux%zu", g->n[0], g->n[1], g->n[2]);
    return compare_text(row, "divisions", text, value);
}

static verdict blocks(manifest_row *row, const dgh_grid *g, const char *value)
{
    return compare_count(row, "blocks", g->n_components, value);
}

typedef double figure(const dgh_grid *g);

static double mean(const dgh_grid *g)
{
    return dgh_grid_integral(g) / dgh_cell_volume_ang3((const double(*)[3])g->cell_ang);
}

static double smallest(const dgh_grid *g)
{
    double least = g->value[0];
    for (size_t i = 0; i < g->n[0] * g->n[1] * g->n[2]; i++)
        least = fmin(least, g->value[i]);
    return least;
}

static double greatest(const dgh_grid *g)
{
    double most = g->value[0];
    for (size_t i = 0; i < g->n[0] * g->n[1] * g->n[2]; i++)
        most = fmax(most, g->value[i]);
    return most;
}

/* One figure of each block against the list; blocks behind the first are read for it. */
static verdict each_block(manifest_row *row, const dgh_grid *first, const char *value,
                          const char *what, figure *of, double tolerance)
{
    double expected[MOST_BLOCKS];
    size_t n = value_numbers(value, expected, MOST_BLOCKS);
    if (n != first->n_components)
        return wrong(row, "%s: expected %zu blocks, found %zu", what, n, first->n_components);
    for (size_t i = 0; i < n; i++) {
        dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
        dgh_grid *g;
        dgh_error err = {0};
        options.component = i;
        if (dgh_grid_read(&g, row->full, &options, &err) != DGH_OK)
            return wrong(row, "%s: block %zu: %s", what, i, err.message);
        double found = of(g) * file_factor(g);
        verdict v = compare_number(row, what, found, expected[i],
                                   tolerance + 1e-14 * fabs(expected[i]));
        dgh_grid_free(g);
        if (v != RIGHT)
            return v;
    }
    return RIGHT;
}

static verdict sums(manifest_row *row, const dgh_grid *g, const char *value)
{
    return each_block(row, g, value, "sum / N", mean, 6e-9);
}

static verdict minima(manifest_row *row, const dgh_grid *g, const char *value)
{
    return each_block(row, g, value, "min", smallest, 0.0);
}

static verdict maxima(manifest_row *row, const dgh_grid *g, const char *value)
{
    return each_block(row, g, value, "max", greatest, 0.0);
}

static verdict volume(manifest_row *row, const dgh_grid *g, const char *value)
{
    double expected, half;
    value_number(value, &expected, &half);
    return compare_number(row, "volume", dgh_cell_volume_ang3((const double(*)[3])g->cell_ang),
                          expected, half);
}

static verdict n_values(manifest_row *row, const dgh_grid *g, const char *value)
{
    return compare_count(row, "values", g->n[0] * g->n[1] * g->n[2], value);
}

/* Taken with the voxel in Bohr whatever the sign of the divisions says. */
static verdict integral(manifest_row *row, const dgh_grid *g, const char *value)
{
    double expected, half;
    value_number(value, &expected, &half);
    return compare_number(row, "integral", dgh_grid_integral(g), expected,
                          half + 1e-8 * fabs(expected));
}

static verdict voxel(manifest_row *row, const dgh_grid *g, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    double found = dgh_cell_volume_ang3((const double(*)[3])g->cell_ang) /
                   (double)(g->n[0] * g->n[1] * g->n[2]) / (BOHR_ANG * BOHR_ANG * BOHR_ANG);
    return compare_number(row, "voxel", found, expected, 1e-12 * expected);
}

const grid_entry GRID_NAMES[] = {
    {"grid", divisions, "divisions"},
    {"dims", divisions, "divisions"},
    {"blocks", blocks, "components"},
    {"sum/N_per_block", sums, "mean of each block"},
    {"min", minima, "of each block"},
    {"max", maxima, "of each block"},
    {"values_per_line", NULL, "layout of the text"},
    {"volume_A3", volume, "volume"},
    {"aug_records", NULL, "augmentation is skipped"},
    {"crlf", NULL, "layout of the text"},
    {"nvals", n_values, "values"},
    {"integral", integral, "integral"},
    {"voxel_bohr3", voxel, "volume of a voxel"},
    {"EXTRACT_ERR", NULL, "what the manifest's script could not read"},
    {NULL, NULL, NULL},
};
