#include "help.h"

#include <string.h>

enum { COLUMNS = 79, HELP_COLUMN = 26 };

/* Columns of UTF-8 text of letters and signs: continuation bytes take none. */
static size_t columns_of(const char *text, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

static void wrap(FILE *out, const char *text, size_t at, size_t indent)
{
    bool first = true;
    while (*text) {
        if (text[0] == '\n' && text[1] == '\n') {
            fputs("\n\n", out);
            text += 2;
            at = 0;
            first = true;
        }
        size_t size = strcspn(text, " \n"), columns = columns_of(text, size);
        if (!first && at + 1 + columns > COLUMNS) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, size, out);
        at += columns;
        text += size;
        while (*text == ' ')
            text++;
        first = false;
    }
    fputc('\n', out);
}

void cli_option_heading(const cli_option *option, char *buffer, size_t size)
{
    char letter[8] = "";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(buffer, size, "%s--%s%s%s", letter, option->name, option->argument ? "=" : "",
             option->argument ? option->argument : "");
}

static void write_options(FILE *out, cli_verb_id verb)
{
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        char heading[96];
        if (!(o->verbs >> verb & 1u))
            continue;
        cli_option_heading(o, heading, sizeof heading);
        int used = fprintf(out, "  %s%s", o->letter ? "" : "    ", heading);
        if (used > HELP_COLUMN - 2) {
            fputc('\n', out);
            used = 0;
        }
        fprintf(out, "%*s", HELP_COLUMN - used, "");
        wrap(out, o->help, HELP_COLUMN, HELP_COLUMN);
    }
}

void cli_help(FILE *out, cli_verb_id verb)
{
    const cli_verb *v = &CLI_VERBS[verb];
    if (v->name)
        fprintf(out, "dgh %s - %s\n\nUsage: dgh %s [OPTION...] %s\n\n", v->name, v->summary,
                v->name, v->operands);
    else
        fprintf(out, "dgh - %s\n\nUsage: dgh %s\n\n", v->summary, v->operands);
    wrap(out, v->description, 0, 0);
    if (!v->name) {
        fputs("\nVerbs:\n", out);
        for (int i = CLI_PROGRAM + 1; i < CLI_N_VERBS; i++)
            fprintf(out, "  %-10s %s\n", CLI_VERBS[i].name, CLI_VERBS[i].summary);
    }
    write_options(out, verb);
    if (v->examples)
        fprintf(out, "\nExamples:\n%s", v->examples);
    fprintf(out, "\nExit status:\n%s", CLI_EXIT_STATUS);
    if (!v->name)
        fputs("\n\"dgh VERB --help\" shows the options of a verb.\n", out);
}
