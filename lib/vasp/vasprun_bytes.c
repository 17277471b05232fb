/* Which elements are large: VASP's xml.F writes rows as <v>, <r> and <rc> in <varray> and <array>,
 * energies of the electronic loop in <scstep>. */
#include "vasp/vasprun_bytes.h"

/* `rare` is the place of a letter in the name that rows of numbers do not hold: looking for it is
 * ten times faster than looking for the end tag. */
static const struct large {
    const char *name;
    size_t rare;
} LARGE[] = {
    {"varray", 5},                  /* y */
    {"scstep", 5},                  /* p */
    {"dos", 0},                     /* d */
    {"eigenvalues", 2},             /* g */
    {"eigenvalues_kpoints_opt", 2}, /* g */
    {"eigenvalues_disable", 2},     /* g */
    {"projected", 3},               /* j */
    {"projected_kpoints_opt", 3},   /* j */
    {"array", 4},                   /* y */
    {"kpoints", 0},                 /* k */
    {"dielectricfunction", 10},     /* f */
    {"conductivity", 11},           /* y */
};

static bool is_name_byte(char c)
{
    return dgh_is_alpha(c) || dgh_is_digit(c) || c == '_' || c == '.' || c == '-';
}

static dgh_slice tag_name(const char *tag, const char *end)
{
    const char *p = tag + 1;
    while (p < end && is_name_byte(*p))
        p++;
    return (dgh_slice){tag + 1, (size_t)(p - tag - 1)};
}

static const struct large *large(dgh_slice name)
{
    for (size_t i = 0; i < sizeof LARGE / sizeof LARGE[0]; i++)
        if (dgh_slice_equals(name, LARGE[i].name))
            return &LARGE[i];
    return NULL;
}

static const char *find(const char *from, const char *end, const char *needle, size_t size)
{
    return from < end ? memmem(from, (size_t)(end - from), needle, size) : NULL;
}

const char *dgh_vasprun_next_candidate(const char *from, const char *end)
{
    const char *p = from;
    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
            const char *close = find(p + 4, end, "-->", 3);
            if (!close)
                return NULL;
            p = close + 3;
            continue;
        }
        /* first letters of LARGE */
        if (end - p >= 2 && p[1] && strchr("vsdepack", p[1]) && large(tag_name(p, end)))
            return p;
        p++;
    }
    return NULL;
}

dgh_vasprun_element dgh_vasprun_open_element(const char *tag, const char *end)
{
    dgh_vasprun_element e = {.name = tag_name(tag, end)};
    const char *close = memchr(tag, '>', (size_t)(end - tag));
    e.tag = (dgh_slice){tag, close ? (size_t)(close + 1 - tag) : (size_t)(end - tag)};
    const char *body = tag + e.tag.size;
    e.body = (dgh_slice){body, (size_t)(end - body)};
    e.after = end;
    return e;
}

void dgh_vasprun_find_end(dgh_vasprun_element *e, const char *end)
{
    const char *close = e->body.data - 1;
    if (*close != '>')
        return;
    if (close[-1] == '/') {
        e->body.size = 0;
        e->after = e->body.data;
        e->closed = true;
        return;
    }
    const struct large *known = large(e->name);
    if (!known)
        return;
    size_t ahead = 2 + known->rare, length = e->name.size;
    const char *p = e->body.data + ahead, *letter;
    while (p < end && (letter = memchr(p, known->name[known->rare], (size_t)(end - p)))) {
        const char *found = letter - ahead;
        p = letter + 1;
        if ((size_t)(end - found) < length + 3 || found[0] != '<' || found[1] != '/' ||
            memcmp(found + 2, known->name, length) != 0 || found[length + 2] != '>')
            continue;
        e->body.size = (size_t)(found - e->body.data);
        e->after = found + length + 3;
        e->closed = true;
        return;
    }
}

dgh_slice dgh_vasprun_name_attribute(dgh_slice tag)
{
    dgh_slice rest;
    if (!dgh_slice_after(tag, "name=\"", &rest))
        return (dgh_slice){tag.data, 0};
    const char *quote = memchr(rest.data, '"', rest.size);
    rest.size = quote ? (size_t)(quote - rest.data) : 0;
    return dgh_slice_trim(rest);
}

size_t dgh_vasprun_count_lines(const char *from, const char *to)
{
    size_t n = 0;
    while (from < to) { /* sums of bytes, in blocks short enough not to overflow one */
        size_t block = (size_t)(to - from) < 255 ? (size_t)(to - from) : 255;
        unsigned char lines = 0;
        for (size_t i = 0; i < block; i++)
            lines = (unsigned char)(lines + (from[i] == '\n'));
        n += lines;
        from += block;
    }
    return n;
}

bool dgh_vasprun_next_row(dgh_vasprun_rows *rows, dgh_slice *row)
{
    const char *p = rows->next, *end = rows->end;
    if (end - p >= 4 && memcmp(p, "</v>", 4) == 0) /* the end of the row before */
        p += 4;
    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        if (end - p < 3 || (p[1] != 'v' && p[1] != 'r')) {
            const char *after = end - p >= 4 && memcmp(p, "<!--", 4) == 0
                                    ? find(p + 4, end, "-->", 3)
                                    : memchr(p, '>', (size_t)(end - p));
            if (!after)
                return false;
            p = after + 1;
            continue;
        }
        const char *open = memchr(p, '>', (size_t)(end - p));
        const char *close = open ? memchr(open, '<', (size_t)(end - open)) : NULL;
        if (!close)
            return false;
        *row = (dgh_slice){open + 1, (size_t)(close - open - 1)};
        rows->next = close;
        return true;
    }
    return false;
}

/* A number as VASP prints nearly all of them, "-0.12345678" and a blank: up to 15 digits make an
 * exact integer, and one division by an exact power of ten rounds once. All else is left to
 * dgh_slice_double. */
static bool read_number(dgh_slice *row, double *value)
{
    static const double POWERS[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *p = row->data, *end = p + row->size;
    while (p < end && *p == ' ')
        p++;
    bool negative = p < end && *p == '-';
    p += negative;
    uint64_t digits = 0;
    const char *start = p, *point = NULL;
    while (p < end && (dgh_is_digit(*p) || (*p == '.' && !point))) {
        if (*p == '.')
            point = p;
        else
            digits = digits * 10 + (uint64_t)(*p - '0');
        p++;
    }
    if (!point || p - start > 16 || p - start < 2 || (p < end && *p != ' '))
        return dgh_slice_double(row, value);
    double magnitude = (double)digits / POWERS[p - point - 1];
    *value = negative ? -magnitude : magnitude;
    *row = (dgh_slice){p, (size_t)(end - p)};
    return true;
}

bool dgh_vasprun_read_rows(dgh_slice body, double *values, size_t n_rows, size_t n_columns)
{
    dgh_vasprun_rows rows = {body.data, body.data + body.size};
    dgh_slice row;
    for (size_t i = 0; i < n_rows; i++) {
        if (!dgh_vasprun_next_row(&rows, &row))
            return false;
        for (size_t k = 0; k < n_columns; k++)
            if (!read_number(&row, &values[i * n_columns + k]))
                return false;
        if (dgh_slice_trim(row).size)
            return false;
    }
    return !dgh_vasprun_next_row(&rows, &row);
}

bool dgh_vasprun_find_i(dgh_slice body, const char *name, double *value, const char **where)
{
    const char *p = body.data, *end = p + body.size;
    size_t length = strlen(name);
    while ((p = find(p, end, name, length))) {
        dgh_slice rest = {p + length, (size_t)(end - p) - length};
        const char *begin = p;
        p += length;
        if (rest.size < 2 || rest.data[0] != '"' || begin == body.data || begin[-1] != '"')
            continue;
        const char *close = memchr(rest.data, '>', rest.size);
        if (!close)
            return false;
        rest = (dgh_slice){close + 1, (size_t)(end - close) - 1};
        *where = begin;
        return dgh_slice_double(&rest, value);
    }
    return false;
}

/* Bytes from `p` that are a reference that any XML parser knows and that means a character. */
static size_t reference_size(const char *p, const char *end)
{
    static const char *const KNOWN[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        size_t n = strlen(KNOWN[i]);
        if ((size_t)(end - p) >= n && memcmp(p, KNOWN[i], n) == 0)
            return n;
    }
    return 0;
}

static bool is_bad(const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;
    if (c < 0x20)
        return c != '\n' && c != '\t' && c != '\r';
    if (c == '&')
        return reference_size(p, end) == 0;
    if (c == '<' && end - p > 1)
        return !dgh_is_alpha(p[1]) && p[1] != '/' && p[1] != '!' && p[1] != '?';
    return false;
}

bool dgh_vasprun_needs_cleaning(const char *piece, size_t size)
{
    for (const char *p = piece, *end = piece + size; p < end; p++)
        if (((unsigned char)*p < 0x20 || *p == '&' || *p == '<') && is_bad(p, end))
            return true;
    return false;
}

void dgh_vasprun_clean(char *to, const char *piece, size_t size)
{
    const char *end = piece + size;
    for (const char *p = piece; p < end;) {
        if (!is_bad(p, end)) {
            *to++ = *p++;
            continue;
        }
        size_t n = 1;
        if (*p == '&') { /* all of a reference that is not known, up to its ';' */
            size_t longest = (size_t)(end - p) < 12 ? (size_t)(end - p) : 12;
            const char *semicolon = memchr(p, ';', longest);
            if (semicolon && p[1] == '#')
                n = (size_t)(semicolon - p) + 1;
        }
        memset(to, ' ', n);
        to += n;
        p += n;
    }
}

const char *dgh_vasprun_next_document(const char *from, const char *end)
{
    const char *p = from; /* '?' is a rare byte */
    while (p < end && (p = memchr(p, '?', (size_t)(end - p)))) {
        if (p > from && p[-1] == '<' && end - p >= 4 && memcmp(p, "?xml", 4) == 0)
            return p - 1;
        p++;
    }
    return NULL;
}
