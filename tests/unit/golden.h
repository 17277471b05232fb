/* Reading tests/golden/thermo.txt: rows of numbers in sections that state their length. */
#ifndef DGH_TESTS_GOLDEN_H
#define DGH_TESTS_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

enum { GOLDEN_MAX = 64 };

typedef struct golden_row {
    size_t n;
    double value[GOLDEN_MAX];
} golden_row;

typedef struct golden {
    size_t n_rows;
    golden_row *rows; /* freed by the caller */
} golden;

static inline char *golden_read(size_t *size)
{
    FILE *file = fopen(DGH_SOURCE_DIR "/tests/golden/thermo.txt", "rb");
    assert_non_null(file);
    enum { ROOM = 1 << 20 };
    char *data = malloc(ROOM);
    assert_non_null(data);
    *size = fread(data, 1, ROOM, file);
    assert_true(*size > 0 && *size < ROOM);
    fclose(file);
    return data;
}

/* The rows of one section; fails unless there are as many as it says, and all of them end with the
 * line. */
static inline golden golden_section(const char *name)
{
    size_t size;
    char *data = golden_read(&size);
    dgh_cursor cursor = dgh_cursor_make(data, size, "thermo.txt");
    dgh_slice line, word;
    golden out = {0, NULL};
    bool inside = false;
    size_t found = 0;
    while (dgh_cursor_line(&cursor, &line)) {
        dgh_slice rest = line;
        if (line.size && (dgh_is_alpha(line.data[0]) || line.data[0] == '#')) {
            inside = dgh_slice_word(&rest, &word) && dgh_slice_equals(word, name);
            if (inside) {
                assert_true(dgh_slice_size(&rest, 100000, &out.n_rows));
                out.rows = calloc(out.n_rows, sizeof *out.rows);
                assert_non_null(out.rows);
            }
            continue;
        }
        if (!inside)
            continue;
        assert_true(found < out.n_rows);
        golden_row *row = &out.rows[found++];
        while (rest.size) {
            assert_true(row->n < GOLDEN_MAX);
            assert_true(dgh_slice_double(&rest, &row->value[row->n++]));
        }
    }
    free(data);
    assert_true(out.n_rows > 0);
    assert_int_equal(found, out.n_rows);
    return out;
}

#endif
