/* Long runs of numbers in text, as grids have them: many per second, each correctly rounded. */
#ifndef DGH_BASE_NUMBERS_H
#define DGH_BASE_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Reads up to `count` numbers separated by blanks and line ends, and divides each by `divisor`
 * (1.0 changes nothing). Returns how many there are; `*at` is moved behind the last of them, which
 * is where the text ends or where something stands that is no number. The rules are those of
 * dgh_slice_double. */
size_t dgh_numbers_read(double *out, size_t count, double divisor, const char **at,
                        const char *end);

/* The same with `jobs` threads (0 = all cores). The result does not depend on their number. */
size_t dgh_numbers_read_parallel(double *out, size_t count, double divisor, const char **at,
                                 const char *end, int jobs);

/* Moves `*at` behind `count` numbers without reading them, where lines have a constant length: the
 * number of line ends and their places are verified. False, and nothing is moved, where they have
 * not, or where the text ends before. */
bool dgh_numbers_skip(size_t count, const char **at, const char *end);

size_t dgh_count_lines(const char *data, const char *end);

/* significand * 10^power, correctly rounded; false where that takes more than 128 bits. */
bool dgh_decimal_to_double(uint64_t significand, int power, double *value);

#endif
