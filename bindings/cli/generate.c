/* Writes the man page and the completions of the shells from the table of options; runs at build
 * time and is not installed.  dgh_generate man|bash|zsh|fish FILE */
#include <stdio.h>
#include <string.h>

#include <dgh/base.h>

#include "help.h"
#include "options.h"

/* ---- man page ------------------------------------------------------------------------------- */

/* Text for roff: backslashes, hyphens, and a dot or quote at the beginning of a line. */
static void roff(FILE *out, const char *text)
{
    bool begin = true;
    for (; *text; text++) {
        if (begin && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else if (text[0] == '\n' && text[1] == '\n') {
            fputs("\n.PP\n", out);
            text++;
        } else
            fputc(*text, out);
        begin = *text == '\n';
    }
    if (!begin)
        fputc('\n', out);
}

static void man_options(FILE *out, cli_verb_id verb)
{
    for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        char heading[96];
        if (!(o->verbs >> verb & 1u))
            continue;
        cli_option_heading(o, heading, sizeof heading);
        fputs(".TP\n.B ", out);
        roff(out, heading);
        roff(out, o->help);
    }
}

static void man_examples(FILE *out)
{
    fputs(".SH EXAMPLES\n", out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++) {
        const char *line = CLI_VERBS[v].examples;
        while (line && *line) {
            char text[256];
            size_t size = strcspn(line, "\n");
            bool meaning = line[0] == ' ';
            snprintf(text, sizeof text, "%.*s", (int)size, line + strspn(line, " "));
            text[size - strspn(line, " ")] = '\0';
            if (!meaning)
                fputs(".TP\n.B ", out);
            roff(out, text);
            line += size + (line[size] == '\n');
        }
    }
}

static void man_page(FILE *out)
{
    fputs("'\\\" -*- coding: UTF-8 -*-\n", out);
    fprintf(out, ".TH DGH 1 \"\" \"dgh %s\" \"User Commands\"\n.SH NAME\n", DGH_VERSION);
    char text[256];
    snprintf(text, sizeof text, "dgh - %s", CLI_VERBS[CLI_PROGRAM].summary);
    roff(out, text);
    fputs(".SH SYNOPSIS\n", out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++) {
        fprintf(out, ".B dgh %s\n[\\fIOPTION\\fR...] ", CLI_VERBS[v].name);
        roff(out, CLI_VERBS[v].operands);
        fputs(".br\n", out);
    }
    fputs(".SH DESCRIPTION\n", out);
    roff(out, CLI_VERBS[CLI_PROGRAM].description);
    man_options(out, CLI_PROGRAM);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++) {
        fprintf(out, ".SH DGH %s\n", CLI_VERBS[v].name);
        roff(out, CLI_VERBS[v].description);
        man_options(out, (cli_verb_id)v);
    }
    man_examples(out);
    fputs(".SH EXIT STATUS\n", out);
    for (const char *line = CLI_EXIT_STATUS; *line; line += strcspn(line, "\n") + 1) {
        char meaning[128];
        snprintf(meaning, sizeof meaning, "%.*s", (int)strcspn(line, "\n") - 3, line + 3);
        fprintf(out, ".TP\n.B %c\n", line[0]);
        roff(out, meaning);
    }
    fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nNo colours when it is set and not empty.\n", out);
}

/* ---- bash ----------------------------------------------------------------------------------- */

static void words(FILE *out, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        fprintf(out, "%s%s", i ? " " : "", list[i]);
}

static void bash_values(FILE *out, cli_verb_id verb)
{
    fputs("        case \"$prev\" in\n", out);
    for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        if (!(o->verbs >> verb & 1u) || o->kind == CLI_FLAG)
            continue;
        fputs("        ", out);
        if (o->letter)
            fprintf(out, "-%c|", o->letter);
        fprintf(out, "--%s) ", o->name);
        if (o->kind == CLI_CHOICE) {
            fputs("COMPREPLY=($(compgen -W \"", out);
            words(out, o->choices);
            fputs("\" -- \"$cur\"))", out);
        } else if (o->kind == CLI_FILE || o->kind == CLI_FILES) {
            fputs("COMPREPLY=($(compgen -f -- \"$cur\"))", out);
        } else {
            fputs("COMPREPLY=()", out);
        }
        fputs("; return ;;\n", out);
    }
    fputs("        esac\n", out);
}

static void bash_options(FILE *out, cli_verb_id verb)
{
    for (size_t i = 0; i < CLI_N_OPTIONS; i++)
        if (CLI_OPTIONS[i].verbs >> verb & 1u)
            fprintf(out, " --%s", CLI_OPTIONS[i].name);
}

static void bash_completion(FILE *out)
{
    fputs("# Completion of dgh for bash; made from the table of options.\n"
          "_dgh()\n{\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    if [[ $cur == \"=\" ]]; then cur=; fi\n"
          "    if [[ $prev == \"=\" ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    if [[ $COMP_CWORD -eq 1 ]]; then\n"
          "        COMPREPLY=($(compgen -W \"help",
          out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++)
        fprintf(out, " %s", CLI_VERBS[v].name);
    bash_options(out, CLI_PROGRAM);
    fputs("\" -- \"$cur\"))\n        return\n    fi\n    case \"${COMP_WORDS[1]}\" in\n", out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++) {
        fprintf(out, "    %s)\n", CLI_VERBS[v].name);
        bash_values(out, (cli_verb_id)v);
        fputs("        if [[ $cur == -* ]]; then\n            COMPREPLY=($(compgen -W \"", out);
        bash_options(out, (cli_verb_id)v);
        fputs("\" -- \"$cur\"))\n            return\n        fi ;;\n", out);
    }
    fputs("    esac\n    COMPREPLY=($(compgen -f -- \"$cur\"))\n}\ncomplete -F _dgh dgh\n", out);
}

/* ---- zsh and fish --------------------------------------------------------------------------- */

/* The first sentence of a help text, without what the shell would interpret. */
static void brief(FILE *out, const char *help)
{
    for (; *help && !(help[0] == '.' && (help[1] == ' ' || !help[1])) && *help != ':'; help++)
        if (!strchr("'\"[]\\$`", *help))
            fputc(*help, out);
}

static void zsh_option(FILE *out, const cli_option *o)
{
    fprintf(out, "            '--%s%s[", o->name, o->kind == CLI_FLAG ? "" : "=");
    brief(out, o->help);
    fputc(']', out);
    if (o->kind == CLI_CHOICE) {
        fprintf(out, ":%s:(", o->argument);
        words(out, o->choices);
        fputc(')', out);
    } else if (o->kind == CLI_FILE || o->kind == CLI_FILES) {
        fputs(":file:_files", out);
    } else if (o->kind != CLI_FLAG) {
        fprintf(out, ":%s:", o->argument);
    }
    fputs("' \\\n", out);
}

static void zsh_completion(FILE *out)
{
    fputs("#compdef dgh\n# Completion of dgh for zsh; made from the table of options.\n"
          "_dgh() {\n    if (( CURRENT == 2 )); then\n        _values verb help",
          out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++)
        fprintf(out, " %s", CLI_VERBS[v].name);
    fputs("\n        return\n    fi\n    local verb=$words[2]\n    shift words\n"
          "    (( CURRENT-- ))\n    case $verb in\n",
          out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++) {
        fprintf(out, "    %s)\n        _arguments \\\n", CLI_VERBS[v].name);
        for (size_t i = 0; i < CLI_N_OPTIONS; i++)
            if (CLI_OPTIONS[i].verbs >> v & 1u)
                zsh_option(out, &CLI_OPTIONS[i]);
        fputs("            '*:path:_files' ;;\n", out);
    }
    fputs("    esac\n}\n_dgh \"$@\"\n", out);
}

static void fish_completion(FILE *out)
{
    fputs("# Completion of dgh for fish; made from the table of options.\n", out);
    for (int v = CLI_PROGRAM + 1; v < CLI_N_VERBS; v++) {
        const char *verb = CLI_VERBS[v].name;
        fprintf(out, "complete -c dgh -n __fish_use_subcommand -f -a %s -d '", verb);
        brief(out, CLI_VERBS[v].summary);
        fputs("'\n", out);
        for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
            const cli_option *o = &CLI_OPTIONS[i];
            if (!(o->verbs >> v & 1u))
                continue;
            fprintf(out, "complete -c dgh -n '__fish_seen_subcommand_from %s' -l %s", verb,
                    o->name);
            if (o->letter)
                fprintf(out, " -s %c", o->letter);
            if (o->kind == CLI_CHOICE) {
                fputs(" -x -a '", out);
                words(out, o->choices);
                fputc('\'', out);
            } else if (o->kind != CLI_FLAG) {
                fputs(o->kind == CLI_FILE || o->kind == CLI_FILES ? " -r" : " -x", out);
            }
            fputs(" -d '", out);
            brief(out, o->help);
            fputs("'\n", out);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*write)(FILE *out);
    } KINDS[] = {{"man", man_page},
                 {"bash", bash_completion},
                 {"zsh", zsh_completion},
                 {"fish", fish_completion}};
    for (size_t i = 0; argc == 3 && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i].name, argv[1]) != 0)
            continue;
        FILE *out = fopen(argv[2], "w");
        if (!out) {
            perror(argv[2]);
            return 1;
        }
        KINDS[i].write(out);
        bool good = !ferror(out);
        return fclose(out) == 0 && good ? 0 : 1;
    }
    fputs("usage: dgh_generate man|bash|zsh|fish FILE\n", stderr);
    return 2;
}
