/* Aligned tables: names and units in the head, columns that nobody filled left out. */
#ifndef DGH_REPORT_TABLE_H
#define DGH_REPORT_TABLE_H

#include "base/arena.h"
#include "report/document.h"

typedef struct dgh_table_column {
    const char *head;
    const char *unit;  /* second line of the head, NULL = none */
    bool right;        /* numbers */
    bool even_if_bare; /* kept where every cell is "" or "-" */
} dgh_table_column;

enum { DGH_TABLE_MAX_COLUMNS = 24 };

typedef struct dgh_table_cell {
    const char *text;
    dgh_style style;
} dgh_table_cell;

typedef struct dgh_table {
    dgh_arena *arena;
    const dgh_table_column *columns;
    size_t n_columns;
    dgh_table_cell *cells; /* [n_rows][n_columns] */
    size_t n_cells, capacity;
    bool failed;
} dgh_table;

/* `columns` is borrowed. */
dgh_table dgh_table_make(const dgh_table_column *columns, size_t n_columns);

/* The next cell, row by row. "-" stands for what is not known. */
void dgh_table_add(dgh_table *table, dgh_style style, const char *format, ...) DGH_PRINTF(3, 4);

/* A number with `decimals` digits, "-" where it is missing. */
void dgh_table_add_real(dgh_table *table, dgh_style style, dgh_real value, int decimals);

void dgh_table_free(dgh_table *table);

/* Writes and frees the table. Rows that are not full are completed with "". */
void dgh_table_write(dgh_table *table, size_t indent, dgh_document *document);

#endif
