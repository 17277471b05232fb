/* Profiles of grids as CSV: curves, lines and planes, several files side by side. */
#include "base/error.h"
#include "base/format.h"
#include "report/csv.h"

#include <math.h>
#include <string.h>

static void head(dgh_csv *csv, const dgh_profiles *all, size_t file, const char *column)
{
    char name[1200];
    if (all->n_files == 1) {
        dgh_csv_text(csv, column);
        return;
    }
    dgh_format(name, sizeof name, "%s:%s", all->files[file].header->path, column);
    dgh_csv_text(csv, name);
}

static bool has_charge(const dgh_profile_of_file *f)
{
    return strcmp(dgh_field_unit(f->header->field), "e/Ang^3") == 0;
}

/* Whether the planes of a file lie where those of the first do. */
static bool same_planes(const dgh_profiles *all, size_t i)
{
    const dgh_profile *a = all->files[0].profile, *b = all->files[i].profile;
    return a->n == b->n && fabs(a->length_ang - b->length_ang) <= 1e-4 * a->length_ang;
}

static void curve_head(dgh_csv *csv, const dgh_profiles *all)
{
    for (size_t i = 0; i < all->n_files; i++) {
        const dgh_profile_of_file *f = &all->files[i];
        if (i == 0)
            dgh_csv_text(csv, "position_ang");
        else if (!same_planes(all, i))
            head(csv, all, i, "position_ang");
        head(csv, all, i, "mean");
        if (has_charge(f)) {
            head(csv, all, i, "per_length_e_per_ang");
            head(csv, all, i, "cumulated_e");
        }
        if (f->macroscopic)
            head(csv, all, i, "macroscopic");
    }
    dgh_csv_end_row(csv);
}

static void cell(dgh_csv *csv, const double *values, size_t i, size_t n)
{
    if (i < n)
        dgh_csv_number(csv, values[i]);
    else
        dgh_csv_text(csv, NULL);
}

static void curves(dgh_csv *csv, const dgh_profiles *all)
{
    size_t rows = 0;
    for (size_t i = 0; i < all->n_files; i++)
        rows = all->files[i].profile->n > rows ? all->files[i].profile->n : rows;
    curve_head(csv, all);
    for (size_t k = 0; k < rows; k++) {
        for (size_t i = 0; i < all->n_files; i++) {
            const dgh_profile_of_file *f = &all->files[i];
            const dgh_profile *p = f->profile;
            if (i == 0 || !same_planes(all, i))
                cell(csv, p->position_ang, k, p->n);
            cell(csv, p->mean, k, p->n);
            if (has_charge(f)) {
                cell(csv, p->per_length, k, p->n);
                cell(csv, p->cumulated, k, p->n);
            }
            if (f->macroscopic)
                cell(csv, f->macroscopic, k, p->n);
        }
        dgh_csv_end_row(csv);
    }
}

static double length(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void cut_rows(dgh_csv *csv, const dgh_profiles *all, const dgh_cut *cut, bool line)
{
    const double step[2] = {length(cut->step_ang[0]), length(cut->step_ang[1])};
    dgh_csv_text(csv, line ? "distance_ang" : "u_ang");
    if (!line)
        dgh_csv_text(csv, "v_ang");
    for (int k = 0; k < 3; k++)
        dgh_csv_text(csv, ((const char *const[]){"x_ang", "y_ang", "z_ang"})[k]);
    for (size_t i = 0; i < all->n_files; i++)
        head(csv, all, i, "value");
    dgh_csv_end_row(csv);
    for (size_t p = 0; p < cut->n_points; p++) {
        dgh_csv_number(csv, (double)(p % cut->n[0]) * step[0]);
        if (!line)
            dgh_csv_number(csv, (double)(p / cut->n[0]) * step[1]);
        for (size_t k = 0; k < 3; k++)
            dgh_csv_number(csv, cut->position_ang[3 * p + k]);
        for (size_t i = 0; i < all->n_files; i++)
            dgh_csv_number(csv, line ? all->files[i].on_line[p] : all->files[i].on_plane[p]);
        dgh_csv_end_row(csv);
    }
}

dgh_status dgh_report_profile_csv(char **out, const dgh_profiles *profiles, dgh_profile_table table,
                                  dgh_error *err)
{
    const dgh_cut *cut = table == DGH_PROFILE_LINE    ? profiles->line
                         : table == DGH_PROFILE_PLANE ? profiles->plane
                                                      : NULL;
    dgh_csv csv = {0};
    *out = NULL;
    if (table != DGH_PROFILE_CURVES && !cut)
        return dgh_error_set(err, DGH_ERR_MISSING, "expected a line or a plane, found none");
    if (cut)
        cut_rows(&csv, profiles, cut, table == DGH_PROFILE_LINE);
    else
        curves(&csv, profiles);
    return dgh_document_finish(out, &csv.document, err);
}
