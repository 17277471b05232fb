/* Numbers as decimal text, without locale. */
#ifndef DGH_BASE_DIGITS_H
#define DGH_BASE_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

enum { DGH_MOST_DIGITS = 17, DGH_LONGEST_NUMBER = 32 };

/* Writes `value` with `digits` (2 to 17) significant digits, correctly rounded, as VASP does:
 * " 0.12345678901E+03", "-0.12345678901E+03"; an exponent of three digits has no E less than
 * "E+100". Without a NUL. Returns the number of bytes, at most DGH_LONGEST_NUMBER. `value` is
 * finite. */
size_t dgh_write_number(char *out, double value, int digits);

#endif
