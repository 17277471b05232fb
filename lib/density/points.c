/* Points as a user names them: fractional, Cartesian, or an atom. */
#include "dgh/density.h"

#include <math.h>

#include "base/error.h"
#include "base/text.h"
#include "record/build.h"

static const char WHAT[] = "expected a point as 0.1,0.2,0.5 (fractional), ang:1.5,0,7.2 (Angstrom) "
                           "or atom:12";

/* Three numbers between commas and nothing else. */
static bool three_numbers(dgh_slice text, double value[3])
{
    for (int k = 0; k < 3; k++) {
        text = dgh_slice_trim(text);
        if (k && (!text.size || text.data[0] != ','))
            return false;
        if (k)
            text = dgh_slice_trim((dgh_slice){text.data + 1, text.size - 1});
        if (!dgh_slice_double(&text, &value[k]) || !isfinite(value[k]))
            return false;
    }
    return dgh_slice_trim(text).size == 0;
}

/* "12" or "12+0,0,-1" */
static bool atom_and_image(dgh_slice text, dgh_point *point)
{
    int64_t number;
    const char *sign = text.size ? memchr(text.data, '+', text.size) : NULL;
    dgh_slice head = {text.data, sign ? (size_t)(sign - text.data) : text.size};
    if (!head.size || !dgh_is_digit(head.data[0]) || !dgh_slice_int64(&head, &number) ||
        head.size || number < 0)
        return false;
    point->atom = (size_t)number;
    point->nearest = !sign;
    if (!sign)
        return true;
    dgh_slice image = {sign + 1, text.size - (size_t)(sign + 1 - text.data)};
    if (!three_numbers(image, point->value))
        return false;
    for (int k = 0; k < 3; k++)
        if (point->value[k] != floor(point->value[k]))
            return false;
    return true;
}

static bool parse_one(dgh_point *out, dgh_slice text)
{
    static const char ATOM[] = "atom:", ANG[] = "ang:";
    *out = (dgh_point){.kind = DGH_POINT_FRACTIONAL};
    if (dgh_slice_starts(text, ATOM)) {
        out->kind = DGH_POINT_ATOM;
        return atom_and_image((dgh_slice){text.data + sizeof ATOM - 1, text.size - sizeof ATOM + 1},
                              out);
    }
    if (dgh_slice_starts(text, ANG)) {
        out->kind = DGH_POINT_CARTESIAN;
        text = (dgh_slice){text.data + sizeof ANG - 1, text.size - sizeof ANG + 1};
    }
    return three_numbers(text, out->value);
}

dgh_status dgh_point_parse(dgh_point *out, size_t n, const char *text, dgh_error *err)
{
    char excerpt[64];
    const char *at = text;
    for (size_t i = 0; i < n; i++) {
        const char *slash = strchr(at, '/');
        dgh_slice one = dgh_slice_trim((dgh_slice){at, slash ? (size_t)(slash - at) : strlen(at)});
        if (!parse_one(&out[i], one))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "%s, found %s", WHAT,
                                 one.size ? dgh_slice_excerpt(one, excerpt, sizeof excerpt)
                                          : "nothing");
        if (!slash != (i + 1 == n))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected %zu point%s with \"/\" between them, found %s", n,
                                 n == 1 ? "" : "s", slash ? "more" : "fewer");
        at = slash ? slash + 1 : at;
    }
    return DGH_OK;
}

dgh_status dgh_point_resolve(double position_ang[3], const dgh_point *point, const dgh_grid *header,
                             dgh_error *err)
{
    const dgh_structure *s = &header->structure;
    for (int k = 0; k < 3; k++)
        if (!isfinite(point->value[k]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected finite coordinates of a point");
    if (point->kind == DGH_POINT_CARTESIAN) {
        memcpy(position_ang, point->value, sizeof point->value);
        return DGH_OK;
    }
    dgh_cell_to_cartesian(header->cell_ang, point->value, position_ang, 1);
    if (point->kind == DGH_POINT_FRACTIONAL)
        return DGH_OK;
    if (point->atom == 0 || point->atom > s->n_atoms || !s->position_ang)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "%s: expected an atom from 1 to %zu, found %zu",
                             header->path, s->position_ang ? s->n_atoms : 0, point->atom);
    for (size_t k = 0; k < 3; k++)
        position_ang[k] += s->position_ang[3 * (point->atom - 1) + k];
    return DGH_OK;
}
