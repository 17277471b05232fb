/* INCAR, https://www.vasp.at/wiki/INCAR: "TAG = value", several on a line behind semicolons; "#"
 * and "!" begin comments; a backslash at the end of a line continues it; a value in double quotes
 * may span lines (VASP 6); "GROUP { TAG = value }" groups tags (VASP 6). Anything else is not read
 * by VASP either. Of two equal tags the first counts. */
#include "vasp/incar.h"

#include "record/build.h"
#include "vasp/readers.h"
#include "vasp/settings.h"

enum { LONGEST_NAME = 40, LARGEST_INCAR = 1 << 18 };

typedef struct scanner {
    const char *p, *end;
    const char *line_start;
    size_t line;
    dgh_incar_tags *out;
    dgh_arena *arena;
    const char *group; /* "" outside of braces */
} scanner;

static bool is_comment(char c)
{
    return c == '#' || c == '!';
}

static void next_line(scanner *s)
{
    const char *newline = memchr(s->p, '\n', (size_t)(s->end - s->p));
    s->p = newline ? newline + 1 : s->end;
    s->line_start = s->p;
    s->line++;
}

static void skip_blanks(scanner *s)
{
    while (s->p < s->end && *s->p != '\n' && dgh_is_space(*s->p))
        s->p++;
}

static bool is_name(dgh_slice s)
{
    if (s.size == 0 || s.size > LONGEST_NAME || !dgh_is_alpha(s.data[0]))
        return false;
    for (size_t i = 0; i < s.size; i++)
        if (!dgh_is_alpha(s.data[i]) && !dgh_is_digit(s.data[i]) && s.data[i] != '_' &&
            s.data[i] != '/')
            return false;
    return true;
}

static char *capitals(scanner *s, dgh_slice name)
{
    char *text = dgh_arena_printf(s->arena, "%s%.*s", s->group, (int)name.size, name.data);
    for (char *c = text; c && *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return text;
}

/* Whether a backslash at `p` is followed by nothing but a comment. */
static bool continues(const scanner *s, const char *p)
{
    if (*p != '\\')
        return false;
    for (p++; p < s->end && *p != '\n' && !is_comment(*p); p++)
        if (!dgh_is_space(*p))
            return false;
    return true;
}

/* A plain value, up to a semicolon, a brace, a comment or the end of a line that is not continued.
 * The copy has room for all of it, because it only gets shorter. */
static char *plain_value(scanner *s)
{
    const char *from = s->p, *q = from;
    while (q < s->end && *q != ';' && *q != '}' && !is_comment(*q) && *q != '\n') {
        if (continues(s, q)) {
            q = memchr(q, '\n', (size_t)(s->end - q));
            if (!q)
                q = s->end;
        }
        if (q < s->end)
            q++;
    }
    char *value = dgh_arena_alloc(s->arena, (size_t)(q - from) + 1, 1), *to = value;
    if (!value)
        return NULL;
    while (s->p < q) {
        if (continues(s, s->p)) {
            next_line(s);
            *to++ = ' ';
            skip_blanks(s);
        } else {
            *to++ = *s->p++;
        }
    }
    while (to > value && dgh_is_space(to[-1]))
        to--;
    *to = '\0';
    return value;
}

/* A value in quotes; without a closing quote it is a plain one. */
static char *value_of(scanner *s)
{
    skip_blanks(s);
    const char *close = s->p < s->end && *s->p == '"'
                            ? memchr(s->p + 1, '"', (size_t)(s->end - s->p - 1))
                            : NULL;
    if (!close)
        return plain_value(s);
    dgh_slice inside = dgh_slice_trim((dgh_slice){s->p + 1, (size_t)(close - s->p - 1)});
    while (s->p < close) {
        if (*s->p++ == '\n') {
            s->line++;
            s->line_start = s->p;
        }
    }
    s->p = close + 1;
    return dgh_arena_strndup(s->arena, inside.data, inside.size);
}

static bool add_tag(scanner *s, dgh_slice name)
{
    size_t line = s->line, column = (size_t)(name.data - s->line_start) + 1;
    dgh_incar_tags *out = s->out;
    char *key = capitals(s, name), *value = value_of(s);
    out->tags = dgh_arena_grow(s->arena, out->tags, &out->capacity, out->n_tags, out->n_tags + 1,
                               sizeof *out->tags);
    if (!key || !value || !out->tags)
        return false;
    out->tags[out->n_tags++] = (dgh_incar_tag){key, value, line, column};
    return true;
}

/* One statement from the cursor on: a tag, the head or end of a group, or text of no meaning. */
static bool read_statement(scanner *s)
{
    const char *from = s->p;
    while (s->p < s->end && !strchr("=;{}#!\n", *s->p))
        s->p++;
    if (s->p < s->end && *s->p == '\0') /* strchr finds the terminator too */
        s->p++;
    dgh_slice text = dgh_slice_trim((dgh_slice){from, (size_t)(s->p - from)});
    char stop = s->p < s->end ? *s->p : '\n';
    if (stop == '=' && is_name(text)) {
        s->p++;
        return add_tag(s, text);
    }
    if (stop == '{' && is_name(text)) {
        s->p++;
        dgh_slice outside = {s->group, strlen(s->group)};
        char *group = outside.size > LONGEST_NAME ? capitals(s, (dgh_slice){"", 0})
                                                  : capitals(s, text);
        s->group = group ? dgh_arena_printf(s->arena, "%s/", group) : NULL;
        return s->group != NULL;
    }
    if (stop == '}') {
        s->p++;
        s->group = "";
        return true;
    }
    if (text.size || stop == '=' || stop == '{') {
        s->out->n_other_lines++;
        while (s->p < s->end && !strchr(";#!\n", *s->p))
            s->p++;
    }
    return true;
}

bool dgh_incar_parse(dgh_incar_tags *out, dgh_arena *arena, const char *data, size_t size)
{
    *out = (dgh_incar_tags){0};
    scanner s = {.p = data,
                 .end = data + size,
                 .line_start = data,
                 .line = 1,
                 .out = out,
                 .arena = arena,
                 .group = ""};
    while (s.p < s.end) {
        skip_blanks(&s);
        if (s.p == s.end)
            break;
        if (*s.p == '\n' || is_comment(*s.p))
            next_line(&s);
        else if (*s.p == ';')
            s.p++;
        else if (!read_statement(&s))
            return false;
    }
    return true;
}

const dgh_incar_tag *dgh_incar_find(const dgh_incar_tags *tags, const char *name)
{
    for (size_t i = 0; i < tags->n_tags; i++)
        if (strcmp(tags->tags[i].name, name) == 0)
            return &tags->tags[i];
    return NULL;
}

static bool note_repetitions(dgh_builder *b, const dgh_incar_tags *tags)
{
    for (size_t i = 0; i < tags->n_tags; i++) {
        const dgh_incar_tag *t = &tags->tags[i], *first = dgh_incar_find(tags, t->name);
        if (first == t || strcmp(first->value, t->value) == 0)
            continue;
        if (!dgh_builder_note(
                b, DGH_WARNING, "tag-repeated", t->line,
                "%.40s stands twice; VASP takes the first, \"%.80s\" in line %zu, not "
                "\"%.80s\"",
                t->name, first->value, first->line, t->value))
            return false;
    }
    return true;
}

static bool apply(dgh_builder *b, const dgh_incar_tags *tags)
{
    dgh_vasp_tags table = {0};
    for (size_t i = 0; i < tags->n_tags; i++) {
        const dgh_incar_tag *t = &tags->tags[i];
        dgh_vasp_tags_put(&table, (dgh_slice){t->name, strlen(t->name)},
                          (dgh_slice){t->value, strlen(t->value)}, t->line);
    }
    b->calculation->code = DGH_CODE_VASP;
    if (!note_repetitions(b, tags) || !dgh_vasp_tags_apply(b, &table))
        return false;
    if (b->calculation->task == DGH_TASK_UNKNOWN)
        b->calculation->task = DGH_TASK_INPUT;
    return true;
}

dgh_status dgh_vasp_read_incar(dgh_calculation **out, const char *data, size_t size,
                               const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_builder builder;
    dgh_incar_tags tags;
    dgh_status status = dgh_builder_open(&builder, path, "vasp-incar", err);
    if (status != DGH_OK)
        return status;
    if (!dgh_incar_parse(&tags, builder.arena, data, size))
        status = dgh_error_nomem(err);
    else if (tags.n_tags == 0)
        status = dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                              "expected \"TAG = value\", found no such line");
    else if (!apply(&builder, &tags))
        status = dgh_error_nomem(err);
    if (status != DGH_OK) {
        dgh_builder_abort(&builder);
        return status;
    }
    *out = dgh_builder_finish(&builder);
    return DGH_OK;
}

/* Tags that many INCARs hold: enough to tell one from other files of "name = value". */
static const char *const COMMON_TAGS[] = {
    "ADDGRID",  "AEXX",    "ALGO",     "AMIN",         "AMIX",      "BMIX",     "EDIFF",
    "EDIFFG",   "EMAX",    "EMIN",     "ENAUG",        "ENCUT",     "GGA",      "GGA_COMPAT",
    "HFSCREEN", "IALGO",   "IBRION",   "ICHARG",       "ICHAIN",    "IDIPOL",   "IMAGES",
    "IMIX",     "INIWAV",  "IOPT",     "ISIF",         "ISMEAR",    "ISPIN",    "ISTART",
    "ISYM",     "IVDW",    "KGAMMA",   "KPAR",         "KSPACING",  "LAECHG",   "LASPH",
    "LCHARG",   "LDAU",    "LDAUJ",    "LDAUL",        "LDAUPRINT", "LDAUTYPE", "LDAUU",
    "LDIPOL",   "LELF",    "LEPSILON", "LHFCALC",      "LMAXMIX",   "LORBIT",   "LPLANE",
    "LREAL",    "LSORBIT", "LUSE_VDW", "LVDW",         "LVHAR",     "LVTOT",    "LWAVE",
    "MAGMOM",   "MAXMIX",  "MDALGO",   "METAGGA",      "NBANDS",    "NCORE",    "NEDOS",
    "NELECT",   "NELM",    "NELMDL",   "NELMIN",       "NFREE",     "NPAR",     "NSIM",
    "NSW",      "NUPDOWN", "NWRITE",   "POTIM",        "PREC",      "RWIGS",    "SIGMA",
    "SMASS",    "SYMPREC", "SYSTEM",   "TEBEG",        "TEEND",     "VOSKOWN",  "LSOL",
    "EB_K",     "LPARD",   "LOPTICS",  "LNONCOLLINEAR"};

/* A line of a program in another language ends in a comma or a bracket. */
static bool is_common(const dgh_incar_tag *tag)
{
    size_t n = strlen(tag->value);
    if (n == 0 || strchr(",([{", tag->value[n - 1]))
        return false;
    for (size_t i = 0; i < sizeof COMMON_TAGS / sizeof COMMON_TAGS[0]; i++)
        if (strcmp(tag->name, COMMON_TAGS[i]) == 0)
            return true;
    return false;
}

bool dgh_vasp_is_incar(const char *data, size_t size)
{
    if (size == 0 || size > LARGEST_INCAR || memchr(data, '\0', size))
        return false;
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return false;
    dgh_incar_tags tags;
    size_t n_common = 0;
    if (dgh_incar_parse(&tags, arena, data, size))
        for (size_t i = 0; i < tags.n_tags; i++)
            n_common += is_common(&tags.tags[i]);
    bool is = n_common && 2 * n_common >= tags.n_tags && tags.n_other_lines <= 2 + tags.n_tags / 2;
    dgh_arena_free(arena);
    return is;
}
