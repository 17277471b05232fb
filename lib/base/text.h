/* A cursor over (pointer, length) that counts lines, and the small tests that line-based formats
 * need. Nothing here allocates; slices borrow from the buffer. */
#ifndef DGH_BASE_TEXT_H
#define DGH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "dgh/base.h"

typedef struct dgh_slice {
    const char *data;
    size_t size;
} dgh_slice;

typedef struct dgh_cursor {
    const char *begin;
    const char *next; /* first byte of the line that dgh_cursor_line gives next */
    const char *end;
    size_t line; /* number of the line that dgh_cursor_line gave last, 1-based */
    const char *path;
} dgh_cursor;

static inline dgh_cursor dgh_cursor_make(const char *data, size_t size, const char *path)
{
    return (dgh_cursor){.begin = data, .next = data, .end = data + size, .line = 0, .path = path};
}

/* The next line without its "\n" or "\r\n"; false at the end. A last line without a line end is
 * given too; dgh_cursor_at_end tells whether what was given had no line end (a truncated file). */
static inline bool dgh_cursor_line(dgh_cursor *c, dgh_slice *line)
{
    if (c->next >= c->end)
        return false;
    size_t left = (size_t)(c->end - c->next);
    const char *newline = memchr(c->next, '\n', left);
    line->data = c->next;
    line->size = newline ? (size_t)(newline - c->next) : left;
    c->next = newline ? newline + 1 : c->end;
    c->line++;
    if (line->size && line->data[line->size - 1] == '\r')
        line->size--;
    return true;
}

/* Whether `line` ended at the end of the buffer without a line end: it may be cut anywhere. */
static inline bool dgh_cursor_cut(const dgh_cursor *c)
{
    return c->next == c->end && c->end > c->begin && c->end[-1] != '\n';
}

static inline dgh_source dgh_cursor_source(const dgh_cursor *c)
{
    return (dgh_source){.path = c->path, .line = c->line};
}

static inline bool dgh_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static inline bool dgh_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool dgh_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char dgh_to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

dgh_slice dgh_slice_trim(dgh_slice s);
bool dgh_slice_equals(dgh_slice s, const char *text);
bool dgh_slice_equals_nocase(dgh_slice s, const char *text);
bool dgh_slice_starts(dgh_slice s, const char *prefix);
bool dgh_slice_starts_nocase(dgh_slice s, const char *prefix);

/* First occurrence of `needle` in the slice, NULL if there is none. */
const char *dgh_slice_find(dgh_slice s, const char *needle);

/* What stands behind `needle`, to the end of the slice; false if it is not there. */
bool dgh_slice_after(dgh_slice s, const char *needle, dgh_slice *rest);

/* Splits off the next blank-separated word; false when only blanks are left. */
bool dgh_slice_word(dgh_slice *s, dgh_slice *word);

/* Numbers, without locale. Each skips blanks, reads one number from the front of the slice,
 * advances the slice behind it and returns true; on failure the slice is left at the first
 * non-blank byte.
 * The double is the correctly rounded value of the text. Accepted: Fortran's D and Q exponents,
 * exponents of three digits without a letter (0.123-100), touching columns (-0.123-45.6 are two
 * numbers). "nan", "inf", "****" and numbers beyond the range of a double are not numbers. */
bool dgh_slice_double(dgh_slice *s, double *value);
bool dgh_slice_doubles(dgh_slice *s, double *values, size_t count);
bool dgh_slice_int64(dgh_slice *s, int64_t *value);

/* `count` non-negative; false for a negative number, one above `limit`, or none. */
bool dgh_slice_size(dgh_slice *s, size_t limit, size_t *value);

/* A printable excerpt for an error message, e.g. `"abc def"`, cut at some 40 characters with
 * control and non-ASCII bytes escaped, or `end of line`. `buffer` has at least 64 bytes and is
 * returned. */
const char *dgh_slice_excerpt(dgh_slice s, char *buffer, size_t size);

/* 1-based column of `place` in `line`. */
static inline size_t dgh_column(dgh_slice line, const char *place)
{
    return (size_t)(place - line.data) + 1;
}

#endif
