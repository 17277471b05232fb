/* Successive shortest augmenting paths with potentials, for rectangular matrices: Jonker,
 * Volgenant, Computing 38, 325 (1987), 10.1007/BF02278710, in the form of Crouse, IEEE Trans.
 * Aerosp. Electron. Syst. 52, 1679 (2016), 10.1109/TAES.2016.140952. */
#include "surface/assign.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE SIZE_MAX

typedef struct solver {
    size_t n_rows, n_columns;
    dgh_assign_row *row;
    void *context;
    size_t *column_of_row, *row_of_column;
    double *u, *v;       /* potentials of rows and columns */
    double *shortest;    /* path length to each column */
    size_t *predecessor; /* row before it on that path */
    size_t *open;        /* columns that are not settled */
    size_t *settled;     /* columns in the order of settling */
    size_t n_open, n_settled;
} solver;

/* Shortest path from `start` to a free column by Dijkstra over reduced costs; its length goes to
 * `*length`. */
static size_t find_path(solver *s, size_t start, double *length)
{
    s->n_open = s->n_columns;
    s->n_settled = 0;
    for (size_t j = 0; j < s->n_columns; j++) {
        s->open[j] = j;
        s->shortest[j] = INFINITY;
    }
    size_t i = start;
    double base = 0.0;
    for (;;) {
        const double *cost = s->row(s->context, i);
        size_t best = 0;
        double lowest = INFINITY;
        for (size_t k = 0; k < s->n_open; k++) {
            size_t j = s->open[k];
            double r = base + cost[j] - s->u[i] - s->v[j];
            if (r < s->shortest[j]) {
                s->shortest[j] = r;
                s->predecessor[j] = i;
            }
            /* of equal lengths a free column ends the search */
            if (s->shortest[j] < lowest ||
                (s->shortest[j] == lowest && s->row_of_column[j] == NONE &&
                 s->row_of_column[s->open[best]] != NONE)) {
                lowest = s->shortest[j];
                best = k;
            }
        }
        size_t column = s->open[best];
        base = lowest;
        s->open[best] = s->open[--s->n_open];
        if (s->row_of_column[column] == NONE) {
            *length = lowest;
            return column;
        }
        s->settled[s->n_settled++] = column;
        i = s->row_of_column[column];
    }
}

static void augment(solver *s, size_t start)
{
    double length;
    size_t column = find_path(s, start, &length);
    s->u[start] += length;
    for (size_t k = 0; k < s->n_settled; k++) {
        size_t j = s->settled[k];
        s->u[s->row_of_column[j]] += length - s->shortest[j];
        s->v[j] -= length - s->shortest[j];
    }
    for (;;) {
        size_t i = s->predecessor[column], next = s->column_of_row[i];
        s->row_of_column[column] = i;
        s->column_of_row[i] = column;
        if (i == start)
            return;
        column = next;
    }
}

bool dgh_assign(size_t *column_of_row, size_t n_rows, size_t n_columns, dgh_assign_row *row,
                void *context)
{
    solver s = {.n_rows = n_rows,
                .n_columns = n_columns,
                .row = row,
                .context = context,
                .column_of_row = column_of_row};
    size_t columns = n_columns ? n_columns : 1, rows = n_rows ? n_rows : 1;
    s.row_of_column = calloc(columns, sizeof *s.row_of_column);
    s.u = calloc(rows, sizeof *s.u);
    s.v = calloc(columns, sizeof *s.v);
    s.shortest = calloc(columns, sizeof *s.shortest);
    s.predecessor = calloc(columns, sizeof *s.predecessor);
    s.open = calloc(columns, sizeof *s.open);
    s.settled = calloc(columns, sizeof *s.settled);
    bool ok = s.row_of_column && s.u && s.v && s.shortest && s.predecessor && s.open && s.settled;
    if (ok) {
        for (size_t j = 0; j < n_columns; j++)
            s.row_of_column[j] = NONE;
        for (size_t i = 0; i < n_rows; i++)
            column_of_row[i] = NONE;
        for (size_t i = 0; i < n_rows; i++)
            augment(&s, i);
    }
    free(s.row_of_column);
    free(s.u);
    free(s.v);
    free(s.shortest);
    free(s.predecessor);
    free(s.open);
    free(s.settled);
    return ok;
}
