/* The files of a difference: what they hold, and whether they belong together. */
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "record/grid.h"
#include "study/difference_inside.h"
#include "study/grid_formats.h"

/* Two programs print the same cell with different digits; 1e-4 relative is 1 mAng on 10 Ang. */
static const double CELL_TOLERANCE = 1e-4;

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* Before anything is read. */
static dgh_status check_paths(dgh_difference_work *work, dgh_error *err)
{
    const char *write = work->options.write_path;
    for (size_t i = 0; i < work->n; i++) {
        if (write && same_file(write, work->source[i].path))
            return dgh_error_at(err, DGH_ERR_ARGUMENT, write, 0, 0,
                                "expected an output that is none of the inputs");
        for (size_t k = 0; k < i; k++)
            if (same_file(work->source[k].path, work->source[i].path)) {
                if (!dgh_difference_note(work, DGH_WARNING, "same-file", work->source[i].path,
                                         "the same file as %s", work->source[k].path))
                    return dgh_error_nomem(err);
                break;
            }
    }
    for (size_t i = 0; write && i < work->options.n_basins_paths; i++)
        if (same_file(write, work->options.basins_path[i]))
            return dgh_error_at(err, DGH_ERR_ARGUMENT, write, 0, 0,
                                "expected an output that is none of the inputs");
    return DGH_OK;
}

static double length_of(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

dgh_status dgh_difference_check_cell(const dgh_grid *first, const dgh_grid *other, dgh_error *err)
{
    double longest = 0.0;
    for (int i = 0; i < 3; i++) {
        double difference[3];
        for (int k = 0; k < 3; k++)
            difference[k] = other->cell_ang[i][k] - first->cell_ang[i][k];
        longest = fmax(longest, length_of(first->cell_ang[i]));
        if (!(length_of(difference) <= CELL_TOLERANCE * length_of(first->cell_ang[i])))
            return dgh_error_at(err, DGH_ERR_REFUSED, other->path, 0, 0,
                                "expected the cell of %s, found lattice vector %d to differ by "
                                "%.4f Ang",
                                first->path, i + 1, length_of(difference));
    }
    double shift[3];
    for (int k = 0; k < 3; k++)
        shift[k] = other->origin_ang[k] - first->origin_ang[k];
    if (!(length_of(shift) <= CELL_TOLERANCE * longest))
        return dgh_error_at(err, DGH_ERR_REFUSED, other->path, 0, 0,
                            "expected the origin of %s, found one %.4f Ang away", first->path,
                            length_of(shift));
    return DGH_OK;
}

static dgh_status check_field(const dgh_grid *first, const dgh_grid *other, dgh_error *err)
{
    if (first->field == other->field)
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_REFUSED, other->path, 0, 0,
                        "expected a field of the same kind as in %s (%s), found %s", first->path,
                        dgh_field_name(first->field), dgh_field_name(other->field));
}

static dgh_status open_all(dgh_difference_work *work, dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < work->n && status == DGH_OK; i++) {
        dgh_difference_source *s = &work->source[i];
        status = dgh_grid_stream_open_stored(&s->stream, &s->head, &s->z_fastest, s->path,
                                             &work->options.grid, err);
        if (status == DGH_OK && i > 0)
            status = check_field(work->source[0].head, s->head, err);
        if (status == DGH_OK && i > 0)
            status = dgh_difference_check_cell(work->source[0].head, s->head, err);
    }
    return status;
}

/* "A - 2 * B" */
static const char *expression_of(const dgh_difference_work *work)
{
    const char *text = "";
    for (size_t i = 0; i < work->n && text; i++) {
        const double c = work->coefficient[i], size = fabs(c);
        const char *sign = i == 0 ? (c < 0.0 ? "-" : "") : c < 0.0 ? " - " : " + ";
        text = size == 1.0
                   ? dgh_arena_printf(work->arena, "%s%s%s", text, sign, work->source[i].path)
                   : dgh_arena_printf(work->arena, "%s%s%.10g * %s", text, sign, size,
                                      work->source[i].path);
    }
    return text;
}

static dgh_status describe(dgh_difference_work *work, dgh_error *err)
{
    dgh_difference *r = work->result;
    const dgh_grid *first = work->source[0].head;
    work->same_points = true;
    for (size_t i = 0; i < work->n; i++) {
        const dgh_grid *head = work->source[i].head;
        dgh_difference_input *in = &work->input[i];
        *in = (dgh_difference_input){.coefficient = work->coefficient[i],
                                     .path = work->source[i].path,
                                     .format = dgh_arena_strdup(work->arena, head->format),
                                     .n_atoms = head->structure.n_atoms};
        if (!in->format)
            return dgh_error_nomem(err);
        memcpy(in->n, head->n, sizeof in->n);
        for (int k = 0; k < 3; k++)
            r->n[k] = head->n[k] > r->n[k] ? head->n[k] : r->n[k];
        r->is_difference = r->is_difference || work->coefficient[i] < 0.0;
    }
    for (size_t i = 0; i < work->n; i++) {
        work->input[i].interpolated = memcmp(work->input[i].n, r->n, sizeof r->n) != 0;
        work->same_points = work->same_points && !work->input[i].interpolated;
    }
    r->n_inputs = work->n;
    r->inputs = work->input;
    r->field = first->field;
    r->expression = expression_of(work);
    memcpy(r->cell_ang, first->cell_ang, sizeof r->cell_ang);
    memcpy(r->origin_ang, first->origin_ang, sizeof r->origin_ang);
    return r->expression ? DGH_OK : dgh_error_nomem(err);
}

dgh_status dgh_difference_open(dgh_difference_work *work, const dgh_difference_term *terms,
                               dgh_error *err)
{
    if (work->n == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected at least one file, found none");
    for (size_t i = 0; i < work->n; i++) {
        work->coefficient[i] = terms[i].coefficient;
        work->source[i].path = dgh_arena_strdup(work->arena, terms[i].path);
        if (!work->source[i].path)
            return dgh_error_nomem(err);
        if (!isfinite(terms[i].coefficient) || terms[i].coefficient == 0.0)
            return dgh_error_at(err, DGH_ERR_ARGUMENT, terms[i].path, 0, 0,
                                "expected a coefficient other than zero");
    }
    dgh_status status = check_paths(work, err);
    if (status == DGH_OK)
        status = open_all(work, err);
    return status == DGH_OK ? describe(work, err) : status;
}
