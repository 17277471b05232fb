/* The linear assignment problem. */
#ifndef DGH_SURFACE_ASSIGN_H
#define DGH_SURFACE_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>

/* Gives row `row` of the cost matrix: n_columns values, borrowed until the next call. */
typedef const double *dgh_assign_row(void *context, size_t row);

/* Assigns each of n_rows rows a column of its own so that the summed cost is smallest; n_rows <=
 * n_columns. column_of_row[n_rows] is the result. Equal costs are resolved by the order of rows and
 * columns. A row whose cheapest column is free costs one pass. False when memory is out. */
bool dgh_assign(size_t *column_of_row, size_t n_rows, size_t n_columns, dgh_assign_row *row,
                void *context);

#endif
