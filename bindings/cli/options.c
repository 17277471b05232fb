#include "options.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 64, FIRST_VALUE = 256 };

void cli_settings_init(cli_settings *settings)
{
    *settings = (cli_settings){.energy = 2, .axis = 2, .basins_method = 2};
}

bool cli_parse_number(const char *text, double *value)
{
    /* The program never calls setlocale, so that strtod knows only the decimal point. */
    if (!*text || strspn(text, "+-.0123456789eE") != strlen(text))
        return false;
    char *end;
    double d = strtod(text, &end);
    if (*end || !isfinite(d))
        return false;
    *value = d;
    return true;
}

static bool append(double **list, size_t *n, size_t *capacity, double value)
{
    if (*n == *capacity) {
        size_t larger = *capacity ? 2 * *capacity : 16;
        double *moved = realloc(*list, larger * sizeof **list);
        if (!moved)
            return false;
        *list = moved;
        *capacity = larger;
    }
    (*list)[(*n)++] = value;
    return true;
}

/* One item of a list of temperatures: "300" or "100:500:50". */
static bool append_item(double **list, size_t *n, size_t *capacity, char *item)
{
    static const double MOST_POINTS = 100000.0;
    double from, to, step;
    char *second = strchr(item, ':');
    if (!second)
        return cli_parse_number(item, &from) && from > 0.0 && append(list, n, capacity, from);
    *second++ = '\0';
    char *third = strchr(second, ':');
    if (!third)
        return false;
    *third++ = '\0';
    if (!cli_parse_number(item, &from) || !cli_parse_number(second, &to) ||
        !cli_parse_number(third, &step) || !(from > 0.0) || !(to >= from) || !(step > 0.0) ||
        (to - from) / step > MOST_POINTS)
        return false;
    /* A rounded step still reaches the end: 0.1 thrice is 0.3. */
    size_t points = (size_t)floor((to - from) / step * (1.0 + 1e-12) + 1e-9) + 1;
    for (size_t i = 0; i < points; i++)
        if (!append(list, n, capacity, from + (double)i * step))
            return false;
    return true;
}

double *cli_parse_temperatures(const char *text, size_t *n, char *message, size_t message_size)
{
    double *list = NULL;
    size_t capacity = 0;
    char *copy = strdup(text);
    bool good = copy != NULL;
    *n = 0;
    for (char *item = copy, *next; good && item; item = next) {
        next = strchr(item, ',');
        if (next)
            *next++ = '\0';
        char shown[64];
        snprintf(shown, sizeof shown, "%s", item);
        good = append_item(&list, n, &capacity, item);
        if (!good)
            snprintf(message, message_size,
                     "--temperature: expected a number above 0 or from:to:step, found \"%s\"",
                     shown);
    }
    free(copy);
    if (good)
        return list;
    free(list);
    return NULL;
}

/* ---- names that are nearly right ------------------------------------------------------------ */

/* Edits (insert, delete, replace, swap neighbours) between two words. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 40 };
    size_t n = strlen(a), m = strlen(b);
    size_t before[LONGEST + 1], last[LONGEST + 1], now[LONGEST + 1];
    if (n > LONGEST || m > LONGEST)
        return (size_t)-1;
    for (size_t j = 0; j <= m; j++)
        last[j] = before[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = before[j - 2] + 1 < best ? before[j - 2] + 1 : best;
            now[j] = best;
        }
        memcpy(before, last, sizeof before);
        memcpy(last, now, sizeof last);
    }
    return last[m];
}

const char *cli_nearest(const char *text, const char *const *names, size_t n_names)
{
    const char *nearest = NULL;
    size_t least = strlen(text) / 3 + 1;
    for (size_t i = 0; i < n_names; i++) {
        size_t d = distance(text, names[i]);
        if (d <= least) {
            least = d - (d > 0);
            nearest = names[i];
            if (d == 0)
                break;
        }
    }
    return nearest;
}

/* ---- parsing -------------------------------------------------------------------------------- */

typedef struct parser {
    cli_settings *settings;
    cli_verb_id verb;
    const cli_option *options[MAX_OPTIONS]; /* of this verb */
    size_t n_options;
    char *message;
    size_t message_size;
} parser;

static bool set_choice(const parser *p, const cli_option *o, const char *value, int *field)
{
    size_t n = 0;
    for (; o->choices[n]; n++)
        if (strcmp(o->choices[n], value) == 0) {
            *field = (int)n;
            return true;
        }
    size_t used = (size_t)snprintf(p->message, p->message_size, "--%s: expected ", o->name);
    for (size_t i = 0; i < n && used < p->message_size; i++)
        used += (size_t)snprintf(p->message + used, p->message_size - used, "%s%s",
                                 i == 0       ? ""
                                 : i == n - 1 ? " or "
                                              : ", ",
                                 o->choices[i]);
    if (used < p->message_size)
        snprintf(p->message + used, p->message_size - used, ", found \"%s\"", value);
    return false;
}

static bool set_number(const parser *p, const cli_option *o, const char *value, double *number)
{
    if (cli_parse_number(value, number) && *number >= o->least && *number <= o->most &&
        (o->kind != CLI_COUNT || *number == floor(*number)))
        return true;
    snprintf(p->message, p->message_size, "--%s: expected %s between %g and %g, found \"%s\"",
             o->name, o->kind == CLI_COUNT ? "a whole number" : "a number", o->least, o->most,
             value);
    return false;
}

static bool add_file(const parser *p, const cli_option *o, const char *value, cli_files *files)
{
    if (files->n == CLI_MOST_FILES) {
        snprintf(p->message, p->message_size, "--%s: expected at most %d files", o->name,
                 CLI_MOST_FILES);
        return false;
    }
    files->path[files->n++] = value;
    return true;
}

static bool set(const parser *p, const cli_option *o, const char *value)
{
    char *field = (char *)p->settings + o->offset;
    double number;
    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)(void *)field = true;
        return true;
    case CLI_CHOICE:
        return set_choice(p, o, value, (int *)(void *)field);
    case CLI_NUMBER:
        if (!set_number(p, o, value, &number))
            return false;
        *(cli_number *)(void *)field = (cli_number){true, number};
        return true;
    case CLI_COUNT:
        if (!set_number(p, o, value, &number))
            return false;
        *(int *)(void *)field = (int)number;
        return true;
    case CLI_TEXT:
    case CLI_FILE:
    case CLI_FILES:
        if (!*value) {
            snprintf(p->message, p->message_size, "--%s: expected %s, found nothing", o->name,
                     o->argument);
            return false;
        }
        if (o->kind == CLI_FILES)
            return add_file(p, o, value, (cli_files *)(void *)field);
        *(const char **)(void *)field = value;
        return true;
    }
    return false;
}

static void explain_unknown(const parser *p, const char *word)
{
    const char *names[MAX_OPTIONS];
    char name[64];
    size_t length = strcspn(word, "=");
    for (size_t i = 0; i < p->n_options; i++)
        names[i] = p->options[i]->name;
    snprintf(name, sizeof name, "%.*s", (int)(length < 60 ? length : 60), word);
    const char *near = strncmp(name, "--", 2) == 0 ? cli_nearest(name + 2, names, p->n_options)
                                                   : NULL;
    if (near)
        snprintf(p->message, p->message_size, "unknown option %s; did you mean --%s?", name, near);
    else
        snprintf(p->message, p->message_size, "unknown option %s", name);
}

static void explain(const parser *p, int found, const char *word)
{
    for (size_t i = 0; i < p->n_options; i++) {
        const cli_option *o = p->options[i];
        if (optopt != FIRST_VALUE + (int)i && !(o->letter && optopt == o->letter))
            continue;
        if (found == ':')
            snprintf(p->message, p->message_size, "--%s: expected %s, found nothing", o->name,
                     o->argument);
        else
            snprintf(p->message, p->message_size, "--%s takes no value", o->name);
        return;
    }
    if (strncmp(word, "--", 2) == 0 || !optopt)
        explain_unknown(p, word);
    else
        snprintf(p->message, p->message_size, "unknown option -%c", optopt);
}

static void make_tables(parser *p, struct option *longs, char *shorts)
{
    *shorts++ = ':'; /* a missing value is told from an unknown option */
    for (size_t i = 0; i < CLI_N_OPTIONS && p->n_options < MAX_OPTIONS - 1; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        if (!(o->verbs >> p->verb & 1u))
            continue;
        int value = FIRST_VALUE + (int)p->n_options;
        longs[p->n_options] = (struct option){
            o->name, o->kind == CLI_FLAG ? no_argument : required_argument, NULL, value};
        p->options[p->n_options++] = o;
        if (o->letter)
            *shorts++ = o->letter;
        if (o->letter && o->kind != CLI_FLAG)
            *shorts++ = ':';
    }
    longs[p->n_options] = (struct option){0};
    *shorts = '\0';
}

static const cli_option *option_of(const parser *p, int found)
{
    if (found >= FIRST_VALUE)
        return p->options[found - FIRST_VALUE];
    for (size_t i = 0; i < p->n_options; i++)
        if (p->options[i]->letter == found)
            return p->options[i];
    return NULL;
}

bool cli_parse(cli_settings *settings, cli_verb_id verb, int argc, char **argv, char *message,
               size_t message_size)
{
    parser p = {
        .settings = settings, .verb = verb, .message = message, .message_size = message_size};
    struct option longs[MAX_OPTIONS];
    char shorts[2 * MAX_OPTIONS + 2];
    make_tables(&p, longs, shorts);
    optind = 0; /* glibc: begin anew */
    opterr = 0;
    for (;;) {
        int found = getopt_long(argc, argv, shorts, longs, NULL);
        if (found == -1)
            break;
        if (found == '?' || found == ':') {
            explain(&p, found, argv[optind > 0 ? optind - 1 : 0]);
            return false;
        }
        const cli_option *o = option_of(&p, found);
        if (!o || !set(&p, o, optarg))
            return false;
    }
    settings->n_paths = argc - optind;
    settings->paths = argv + optind;
    int most = CLI_VERBS[verb].most_operands;
    if (most >= 0 && settings->n_paths > most) {
        snprintf(message, message_size, "unexpected \"%s\"", settings->paths[most]);
        return false;
    }
    return true;
}
