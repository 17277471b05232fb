/* The one file that knows qhull (2020.2, its re-entrant library libqhull_r). qhull exits when it
 * is given no stream for its messages, so it gets one in memory. */
#include "adapt/voronoi.h"

#include <libqhull_r/libqhull_r.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dgh_qhull {
    qhT qh;
    FILE *messages;
    char *text;
    size_t text_size;
    coordT *dual;
    size_t n_dual;
    dgh_qhull_corner *corner;
    size_t n_corners;
};

dgh_qhull *dgh_qhull_new(void)
{
    dgh_qhull *q = calloc(1, sizeof *q);
    if (!q)
        return NULL;
    q->messages = open_memstream(&q->text, &q->text_size);
    if (!q->messages) {
        free(q);
        return NULL;
    }
    return q;
}

void dgh_qhull_free(dgh_qhull *q)
{
    if (!q)
        return;
    fclose(q->messages);
    free(q->text);
    free(q->dual);
    free(q->corner);
    free(q);
}

static bool room(void **block, size_t *have, size_t wanted, size_t item)
{
    if (wanted <= *have)
        return true;
    void *grown = wanted > SIZE_MAX / 2 / item ? NULL : realloc(*block, 2 * wanted * item);
    if (!grown)
        return false;
    *block = grown;
    *have = 2 * wanted;
    return true;
}

/* The half-space x . p <= |p|^2 / 2 is x . y <= 1 with y = 2 p / |p|^2. */
static void make_duals(coordT *dual, const double (*point)[3], size_t n, double half_width)
{
    memset(dual + 3 * n, 0, 18 * sizeof *dual);
    for (size_t i = 0; i < n; i++) {
        const double *p = point[i];
        double square = p[0] * p[0] + p[1] * p[1] + p[2] * p[2];
        for (int k = 0; k < 3; k++)
            dual[3 * i + (size_t)k] = 2.0 * p[k] / square;
    }
    for (size_t k = 0; k < 3; k++) {
        dual[3 * (n + 2 * k) + k] = 1.0 / half_width;
        dual[3 * (n + 2 * k + 1) + k] = -1.0 / half_width;
    }
}

/* A facet n . y + offset = 0 of the hull is the corner x = -n / offset. */
static bool copy_facets(dgh_qhull *q)
{
    qhT *qh = &q->qh;
    facetT *facet;
    vertexT *vertex, **vertexp;
    size_t n = 0;
    if (!room((void **)&q->corner, &q->n_corners, (size_t)qh->num_facets, sizeof *q->corner))
        return false;
    FORALLfacets
    {
        dgh_qhull_corner *c = &q->corner[n++];
        int k = 0;
        if (!(facet->offset < 0.0) || n > q->n_corners)
            return false;
        for (int x = 0; x < 3; x++)
            c->at[x] = -facet->normal[x] / facet->offset;
        FOREACHvertex_(facet->vertices)
        {
            if (k == 3)
                return false;
            c->point[k++] = (uint32_t)qh_pointid(qh, vertex->point);
        }
        if (k != 3)
            return false;
    }
    return true;
}

bool dgh_qhull_cell(dgh_qhull *q, const double (*point)[3], size_t n, double half_width,
                    const dgh_qhull_corner **corners, size_t *n_corners)
{
    char command[] = "qhull Qt Pp";
    int left, total;
    if (n > INT_MAX / 8 || !room((void **)&q->dual, &q->n_dual, 3 * n + 18, sizeof *q->dual))
        return false;
    make_duals(q->dual, point, n, half_width);
    rewind(q->messages);
    qh_zero(&q->qh, q->messages);
    bool good = !qh_new_qhull(&q->qh, 3, (int)n + 6, q->dual, False, command, NULL, q->messages) &&
                copy_facets(q);
    *corners = q->corner;
    *n_corners = good ? (size_t)q->qh.num_facets : 0;
    qh_freeqhull(&q->qh, !qh_ALL);
    qh_memfreeshort(&q->qh, &left, &total);
    return good;
}

const char *dgh_qhull_version(void)
{
    return qh_version;
}
