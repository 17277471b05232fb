/* Writing a file whole or not at all: into a temporary file beside it, renamed at the end. */
#ifndef DGH_IO_WRITE_H
#define DGH_IO_WRITE_H

#include "base/error.h"

typedef struct dgh_writer dgh_writer;

dgh_status dgh_writer_open(dgh_writer **out, const char *path, dgh_error *err);

/* What fails is remembered until dgh_writer_close. */
void dgh_writer_bytes(dgh_writer *writer, const char *data, size_t size);
/* With a decimal point whatever the locale is. At most 1023 bytes. */
void dgh_writer_printf(dgh_writer *writer, const char *format, ...) DGH_PRINTF(2, 3);
/* `digits` significant ones, as dgh_write_number. */
void dgh_writer_number(dgh_writer *writer, double value, int digits);

/* How numbers stand on lines. */
typedef struct dgh_number_lines {
    int digits;
    size_t per_line;
    char separator; /* between numbers of one line, 0 = none */
    size_t row;     /* numbers after which a line ends in any case, 0 = never */
} dgh_number_lines;

/* `n` numbers times `factor`, the first of which is number `before` of the file: each line ends
 * with a line end. With `jobs` threads (0 = all cores), the bytes do not depend on them. */
void dgh_writer_numbers(dgh_writer *writer, const double *value, size_t n, double factor,
                        const dgh_number_lines *lines, size_t before, int jobs);

/* Puts the file in its place, or (`keep` false, or after a failure) leaves nothing behind. NULL is
 * legal. Errors: IO. */
dgh_status dgh_writer_close(dgh_writer *writer, bool keep, dgh_error *err);

#endif
