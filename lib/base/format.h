/* snprintf that knows no locale: a decimal point is a point, whatever the host program has set.
 * Texts of settings are compared between runs, and messages between machines; so no other file of
 * lib/ calls the printf family (a test of the house looks for it). Thread-safe. */
#ifndef DGH_BASE_FORMAT_H
#define DGH_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

#include "dgh/base.h"

/* As snprintf: the length that the whole text has, or a negative number, where `buffer` (if `size`
 * is not 0) becomes an empty text. */
int dgh_format(char *buffer, size_t size, const char *format, ...) DGH_PRINTF(3, 4);
int dgh_vformat(char *buffer, size_t size, const char *format, va_list arguments);

#endif
