#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/format.h"

dgh_table dgh_table_make(const dgh_table_column *columns, size_t n_columns)
{
    dgh_table table = {.columns = columns, .n_columns = n_columns};
    table.arena = dgh_arena_create();
    table.failed = !table.arena || n_columns > DGH_TABLE_MAX_COLUMNS;
    return table;
}

void dgh_table_free(dgh_table *table)
{
    dgh_arena_free(table->arena);
    *table = (dgh_table){0};
}

static void add_text(dgh_table *t, dgh_style style, const char *text)
{
    dgh_table_cell *cells = t->failed || !text
                                ? NULL
                                : dgh_arena_grow(t->arena, t->cells, &t->capacity, t->n_cells,
                                                 t->n_cells + 1, sizeof *cells);
    if (!cells) {
        t->failed = true;
        return;
    }
    t->cells = cells;
    t->cells[t->n_cells++] = (dgh_table_cell){text, style};
}

void dgh_table_add(dgh_table *table, dgh_style style, const char *format, ...)
{
    dgh_document cell = {0};
    va_list arguments;
    va_start(arguments, format);
    dgh_document_vprint(&cell, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < cell.size; i++)
        if (cell.data[i] == '\n')
            cell.data[i] = ' ';
    const char *text = cell.size ? cell.data : "";
    add_text(table, style,
             cell.failed || table->failed ? NULL : dgh_arena_strdup(table->arena, text));
    dgh_document_free(&cell);
}

void dgh_table_add_real(dgh_table *table, dgh_style style, dgh_real value, int decimals)
{
    if (!value.has) {
        dgh_table_add(table, DGH_STYLE_PLAIN, "-");
        return;
    }
    char text[64];
    dgh_format(text, sizeof text, "%.*f", decimals, value.value);
    if (text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1))
        memmove(text, text + 1, strlen(text)); /* no minus before a rounded zero */
    dgh_table_add(table, style, "%s", text);
}

typedef struct layout {
    size_t width[DGH_TABLE_MAX_COLUMNS];
    bool shown[DGH_TABLE_MAX_COLUMNS];
    bool heads, units;
    size_t last;
} layout;

static layout lay_out(const dgh_table *t, size_t n_rows)
{
    layout l = {0};
    for (size_t c = 0; c < t->n_columns; c++) {
        const dgh_table_column *column = &t->columns[c];
        l.shown[c] = column->even_if_bare;
        l.width[c] = dgh_document_width(column->head);
        if (column->unit && dgh_document_width(column->unit) > l.width[c])
            l.width[c] = dgh_document_width(column->unit);
        for (size_t r = 0; r < n_rows; r++) {
            const char *text = t->cells[r * t->n_columns + c].text;
            size_t width = dgh_document_width(text);
            if (width > l.width[c])
                l.width[c] = width;
            if (text[0] && strcmp(text, "-") != 0)
                l.shown[c] = true;
        }
        if (l.shown[c]) {
            l.last = c;
            l.heads = l.heads || column->head[0];
            l.units = l.units || column->unit;
        }
    }
    return l;
}

static void write_cell(dgh_document *d, const dgh_table_column *column, const layout *l, size_t c,
                       dgh_style style, const char *text)
{
    size_t width = dgh_document_width(text);
    size_t blanks = l->width[c] > width ? l->width[c] - width : 0;
    if (column->right)
        dgh_document_pad(d, blanks);
    if (text[0])
        dgh_document_styled(d, style, "%s", text);
    if (c != l->last) {
        if (!column->right)
            dgh_document_pad(d, blanks);
        dgh_document_pad(d, 2);
    }
}

static void end_line(dgh_document *d)
{
    while (!d->failed && d->size && d->data[d->size - 1] == ' ')
        d->data[--d->size] = '\0';
    dgh_document_print(d, "\n");
}

void dgh_table_write(dgh_table *table, size_t indent, dgh_document *document)
{
    while (!table->failed && table->n_cells % table->n_columns)
        add_text(table, DGH_STYLE_PLAIN, "");
    if (table->failed) {
        document->failed = true;
        dgh_table_free(table);
        return;
    }
    size_t n_rows = table->n_cells / table->n_columns;
    layout l = lay_out(table, n_rows);
    for (int line = 0; line < l.heads + l.units; line++) {
        dgh_document_pad(document, indent);
        for (size_t c = 0; c < table->n_columns; c++) {
            const char *text = line == 0 ? table->columns[c].head : table->columns[c].unit;
            if (l.shown[c])
                write_cell(document, &table->columns[c], &l, c, DGH_STYLE_BOLD, text ? text : "");
        }
        end_line(document);
    }
    for (size_t r = 0; r < n_rows; r++) {
        dgh_document_pad(document, indent);
        for (size_t c = 0; c < table->n_columns; c++) {
            const dgh_table_cell *cell = &table->cells[r * table->n_columns + c];
            if (l.shown[c])
                write_cell(document, &table->columns[c], &l, c, cell->style, cell->text);
        }
        end_line(document);
    }
    dgh_table_free(table);
}
