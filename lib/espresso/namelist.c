/* Namelist input (Fortran 2018, 13.11) as far as pw.x's users write it: "&NAME key = value, ... /",
 * any case, "!" begins a comment, strings in either quotes, arrays "key(i) = v" or "key = v, w".
 * The last of two equal keys counts. */
#include "espresso/namelist.h"

enum { LONGEST_KEY = 64 };

typedef struct scanner {
    const char *p, *end, *line_start;
    size_t line;
    const char *path;
    dgh_namelists *out;
    dgh_arena *arena;
    const char *group;
} scanner;

static dgh_status expected(const scanner *s, const char *what, dgh_error *err)
{
    char excerpt[64];
    const char *stop = s->p < s->end ? memchr(s->p, '\n', (size_t)(s->end - s->p)) : NULL;
    dgh_slice rest = {s->p, (size_t)((stop ? stop : s->end) - s->p)};
    if (s->p >= s->end)
        return dgh_error_at(err, DGH_ERR_PARSE, s->path, s->line,
                            (size_t)(s->p - s->line_start) + 1, "expected %s, found end of file",
                            what);
    return dgh_error_at(err, DGH_ERR_PARSE, s->path, s->line, (size_t)(s->p - s->line_start) + 1,
                        "expected %s, found %s", what,
                        dgh_slice_excerpt(rest, excerpt, sizeof excerpt));
}

static void advance(scanner *s)
{
    if (*s->p++ == '\n') {
        s->line++;
        s->line_start = s->p;
    }
}

/* Blanks, line ends, comments; commas too between values. */
static void skip(scanner *s, bool commas)
{
    while (s->p < s->end) {
        if (*s->p == '!')
            while (s->p < s->end && *s->p != '\n')
                s->p++;
        else if (dgh_is_space(*s->p) || (commas && (*s->p == ',' || *s->p == ';')))
            advance(s);
        else
            return;
    }
}

static bool in_key(char c)
{
    return dgh_is_alpha(c) || dgh_is_digit(c) || c == '_' || c == '%';
}

/* A key with an optional index in front of "=": its end, or NULL. */
static const char *key_ahead(const scanner *s, dgh_slice *name, size_t *index)
{
    const char *p = s->p;
    if (p >= s->end || !dgh_is_alpha(*p))
        return NULL;
    while (p < s->end && in_key(*p))
        p++;
    *name = (dgh_slice){s->p, (size_t)(p - s->p)};
    *index = 1;
    while (p < s->end && (*p == ' ' || *p == '\t'))
        p++;
    if (p < s->end && *p == '(') {
        dgh_slice rest = {p + 1, (size_t)(s->end - p - 1)};
        if (!dgh_slice_size(&rest, 1000000, index))
            return NULL;
        p = rest.data;
        while (p < s->end && *p != ')' && *p != '\n')
            p++;
        if (p >= s->end || *p != ')')
            return NULL;
        p++;
    }
    while (p < s->end && (*p == ' ' || *p == '\t'))
        p++;
    return p < s->end && *p == '=' && name->size <= LONGEST_KEY ? p + 1 : NULL;
}

static char *lower(scanner *s, dgh_slice text)
{
    char *copy = dgh_arena_strndup(s->arena, text.data, text.size);
    for (char *c = copy; c && *c; c++)
        *c = dgh_to_lower(*c);
    return copy;
}

static bool next_value(scanner *s, dgh_slice *text)
{
    char quote = *s->p;
    if (quote == '\'' || quote == '"') {
        const char *close = memchr(s->p + 1, quote, (size_t)(s->end - s->p - 1));
        if (!close || memchr(s->p, '\n', (size_t)(close - s->p)))
            return false;
        *text = dgh_slice_trim((dgh_slice){s->p + 1, (size_t)(close - s->p - 1)});
        s->p = close + 1;
        return true;
    }
    const char *from = s->p;
    while (s->p < s->end && !dgh_is_space(*s->p) && !strchr(",;!/='\"", *s->p))
        s->p++;
    *text = (dgh_slice){from, (size_t)(s->p - from)};
    return text->size > 0;
}

static dgh_status read_values(scanner *s, const char *key, size_t index, dgh_error *err)
{
    dgh_namelists *out = s->out;
    for (size_t n = 0;; n++) {
        dgh_slice text, name;
        size_t ignored;
        skip(s, n > 0);
        if (s->p >= s->end)
            return expected(s, "\"/\" at the end of the namelist", err);
        if (*s->p == '/' || *s->p == '&' || key_ahead(s, &name, &ignored))
            return DGH_OK; /* "key =" without a value leaves it as it is */
        size_t line = s->line, column = (size_t)(s->p - s->line_start) + 1;
        if (!next_value(s, &text))
            return expected(s, "a value", err);
        out->values = dgh_arena_grow(s->arena, out->values, &out->capacity, out->n_values,
                                     out->n_values + 1, sizeof *out->values);
        if (!out->values)
            return dgh_error_nomem(err);
        out->values[out->n_values++] = (dgh_namelist_value){s->group, key,  index + n,
                                                            text,     line, column};
    }
}

static dgh_status read_body(scanner *s, dgh_error *err)
{
    for (;;) {
        skip(s, true);
        if (s->p >= s->end)
            return expected(s, "\"/\" at the end of the namelist", err);
        if (*s->p == '/' || *s->p == '&') { /* "&end" of old files */
            while (s->p < s->end && *s->p != '\n')
                s->p++;
            return DGH_OK;
        }
        dgh_slice name;
        size_t index;
        const char *behind = key_ahead(s, &name, &index);
        if (!behind)
            return expected(s, "\"key = value\" or \"/\"", err);
        const char *key = lower(s, name);
        if (!key)
            return dgh_error_nomem(err);
        s->p = behind;
        dgh_status status = read_values(s, key, index, err);
        if (status != DGH_OK)
            return status;
    }
}

static dgh_status read_group(scanner *s, dgh_error *err)
{
    const char *from = ++s->p;
    while (s->p < s->end && in_key(*s->p))
        s->p++;
    dgh_namelists *out = s->out;
    s->group = lower(s, (dgh_slice){from, (size_t)(s->p - from)});
    out->groups = dgh_arena_grow(s->arena, (void *)out->groups, &out->groups_capacity,
                                 out->n_groups, out->n_groups + 1, sizeof *out->groups);
    if (!s->group || !out->groups)
        return dgh_error_nomem(err);
    out->groups[out->n_groups++] = s->group;
    return read_body(s, err);
}

dgh_status dgh_namelists_read(dgh_namelists *out, dgh_cursor *cursor, dgh_arena *arena,
                              dgh_error *err)
{
    *out = (dgh_namelists){0};
    scanner s = {.p = cursor->next,
                 .end = cursor->end,
                 .line_start = cursor->next,
                 .line = cursor->line + 1,
                 .path = cursor->path,
                 .out = out,
                 .arena = arena};
    for (;;) {
        skip(&s, false);
        if (s.p >= s.end || *s.p != '&')
            break;
        dgh_status status = read_group(&s, err);
        if (status != DGH_OK)
            return status;
    }
    cursor->next = s.line_start;
    cursor->line = s.line - 1;
    return DGH_OK;
}

bool dgh_namelist_has_group(const dgh_namelists *lists, const char *group)
{
    for (size_t i = 0; i < lists->n_groups; i++)
        if (strcmp(lists->groups[i], group) == 0)
            return true;
    return false;
}

const dgh_namelist_value *dgh_namelist_find_index(const dgh_namelists *lists, const char *group,
                                                  const char *key, size_t index)
{
    for (size_t i = lists->n_values; i-- > 0;) {
        const dgh_namelist_value *v = &lists->values[i];
        if (v->index == index && strcmp(v->key, key) == 0 && strcmp(v->group, group) == 0)
            return v;
    }
    return NULL;
}

const dgh_namelist_value *dgh_namelist_find(const dgh_namelists *lists, const char *group,
                                            const char *key)
{
    return dgh_namelist_find_index(lists, group, key, 1);
}

bool dgh_namelist_real(const dgh_namelist_value *v, double *value)
{
    double number;
    if (!v)
        return false;
    dgh_slice rest = v->text;
    if (!dgh_slice_double(&rest, &number) || rest.size)
        return false;
    *value = number;
    return true;
}

bool dgh_namelist_integer(const dgh_namelist_value *v, int64_t *value)
{
    int64_t number;
    if (!v)
        return false;
    dgh_slice rest = v->text;
    if (!dgh_slice_int64(&rest, &number) || rest.size)
        return false;
    *value = number;
    return true;
}

bool dgh_namelist_logical(const dgh_namelist_value *v, bool *value)
{
    if (!v || v->text.size == 0)
        return false;
    size_t i = v->text.data[0] == '.' ? 1 : 0;
    char c = i < v->text.size ? dgh_to_lower(v->text.data[i]) : '\0';
    if (c != 't' && c != 'f')
        return false;
    *value = c == 't';
    return true;
}
