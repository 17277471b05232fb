#include "record/kpoint_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fnv.h"
#include "base/format.h"

/* Files print six digits and more. What lies between two of ours goes up, also when it was rounded
 * in the eighth digit: 1/128 is 0.007812|5. */
static const double DIGITS = 1e6, TIE = 0.02;
static const double MOST = 1e6; /* no coordinate or weight of anybody's */
enum { LONGEST_TEXT = 200 };

bool dgh_kpoint_list_add(dgh_kpoint_list *list, dgh_builder *builder, const double point[4])
{
    double(*grown)[4] = dgh_arena_grow(builder->arena, list->points, &list->capacity, list->n,
                                       list->n + 1, sizeof *grown);
    if (!grown)
        return false;
    list->points = grown;
    memcpy(grown[list->n++], point, sizeof *grown);
    return true;
}

typedef struct rounded {
    double v[4]; /* whole numbers */
} rounded;

static int by_value(const void *a, const void *b)
{
    const rounded *x = a, *y = b;
    for (int k = 0; k < 4; k++)
        if (x->v[k] != y->v[k])
            return x->v[k] < y->v[k] ? -1 : 1;
    return 0;
}

static double round_one(double value, bool folded)
{
    double whole = floor(value * DIGITS + 0.5 + TIE);
    if (folded)
        whole -= DIGITS * ceil(whole / DIGITS - 0.5); /* into (-1/2, 1/2] */
    return whole + 0.0;                               /* no -0 */
}

/* The points that count, sorted; *n of them. NULL when memory is out. */
static rounded *canonical(size_t *n, dgh_arena *arena, const dgh_kpoint_list *list, bool folded)
{
    rounded *points = dgh_arena_alloc(arena, list->n, sizeof *points);
    double sum = 0.0;
    *n = 0;
    for (size_t i = 0; i < list->n; i++) {
        for (int k = 0; k < 4; k++)
            if (!(fabs(list->points[i][k]) <= MOST))
                return points;
        sum += list->points[i][3];
    }
    for (size_t i = 0; points && i < list->n && sum > 0.0; i++) {
        if (list->points[i][3] == 0.0)
            continue;
        for (int k = 0; k < 3; k++)
            points[*n].v[k] = round_one(list->points[i][k], folded);
        points[(*n)++].v[3] = round_one(list->points[i][3] / sum, false);
    }
    if (*n)
        qsort(points, *n, sizeof *points, by_value);
    return points;
}

static bool is_gamma(const rounded *p)
{
    return p->v[0] == 0.0 && p->v[1] == 0.0 && p->v[2] == 0.0;
}

bool dgh_builder_set_kpoint_list(dgh_builder *builder, const dgh_kpoint_list *list,
                                 const char *unit, size_t line)
{
    char text[LONGEST_TEXT];
    size_t n;
    const rounded *p = canonical(&n, builder->arena, list, strcmp(unit, "crystal") == 0);
    if (!p || n == 0)
        return p;
    if (n == 1 && is_gamma(p)) {
        for (int k = 0; k < 3; k++)
            builder->calculation->kpoint_mesh[k] = 1.0;
        return dgh_builder_set_cstr(builder, DGH_SETTING_KPOINT_MESH, "1x1x1", line);
    }
    int length = dgh_format(text, sizeof text, "%s", unit);
    for (size_t i = 0; i < n && length > 0 && (size_t)length < sizeof text; i++)
        length += dgh_format(text + length, sizeof text - (size_t)length, "%s%.7g %.7g %.7g (%.6g)",
                             i ? ", " : " ", p[i].v[0] / DIGITS, p[i].v[1] / DIGITS,
                             p[i].v[2] / DIGITS, p[i].v[3] / DIGITS);
    if (length < 0 || (size_t)length >= sizeof text)
        dgh_format(text, sizeof text, "%s, %zu points, fnv1a %016llx", unit, n,
                   (unsigned long long)dgh_fnv1a(p, n * sizeof *p));
    return dgh_builder_set_cstr(builder, DGH_SETTING_KPOINT_LIST, text, line);
}

bool dgh_kpoint_lists_compare(const char *a, const char *b)
{
    size_t n = strcspn(a, " ,");
    return n == strcspn(b, " ,") && strncmp(a, b, n) == 0;
}
