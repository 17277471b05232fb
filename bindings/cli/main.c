/* dgh: dispatch to the verbs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "citation.h"
#include "commands.h"
#include "help.h"

typedef int command(const cli_settings *settings);

static command *const COMMANDS[CLI_N_VERBS] = {
    [CLI_COMPUTE] = cmd_compute, [CLI_REPORT] = cmd_report,   [CLI_INSPECT] = cmd_inspect,
    [CLI_VIB] = cmd_vib,         [CLI_PROFILE] = cmd_profile, [CLI_XC] = cmd_xc,
    [CLI_DIFF] = cmd_diff,       [CLI_BADER] = cmd_bader,     [CLI_SITES] = cmd_sites,
    [CLI_DBAND] = cmd_dband,     [CLI_ORDER] = cmd_order,     [CLI_RECORDS] = cmd_records};

static cli_verb_id verb_of(const char *name)
{
    for (int i = CLI_PROGRAM + 1; i < CLI_N_VERBS; i++)
        if (strcmp(CLI_VERBS[i].name, name) == 0)
            return (cli_verb_id)i;
    return CLI_PROGRAM;
}

static int print_help(cli_verb_id verb)
{
    cli_settings plain = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    cli_help(memory, verb);
    if (fclose(memory) != 0 || !text) {
        free(text);
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    int code = cli_write(text, &plain);
    free(text);
    return code;
}

static int print_version(void)
{
    cli_settings plain = {0};
    char line[64];
    snprintf(line, sizeof line, "dgh %s\n", dgh_version());
    return cli_write(line, &plain);
}

static int unknown_verb(const char *word)
{
    const char *names[CLI_N_VERBS];
    size_t n = 0;
    for (int i = CLI_PROGRAM + 1; i < CLI_N_VERBS; i++)
        names[n++] = CLI_VERBS[i].name;
    const char *near = cli_nearest(word, names, n);
    if (near)
        return cli_usage_error(CLI_PROGRAM, "unknown verb \"%s\"; did you mean \"%s\"?", word,
                               near);
    return cli_usage_error(CLI_PROGRAM, "unknown verb \"%s\"", word);
}

/* "dgh help [VERB]" */
static int help_verb(int argc, char **argv)
{
    if (argc < 2)
        return print_help(CLI_PROGRAM);
    cli_verb_id verb = verb_of(argv[1]);
    return verb == CLI_PROGRAM ? unknown_verb(argv[1]) : print_help(verb);
}

int main(int argc, char **argv)
{
    cli_streams_prepare();
    cli_verb_id verb = CLI_PROGRAM;
    if (argc < 2)
        return cli_usage_error(CLI_PROGRAM,
                               "expected a verb: compute, report, inspect, vib, profile, xc, "
                               "diff, bader, sites, dband, order or records");
    if (argv[1][0] != '-') {
        if (strcmp(argv[1], "help") == 0)
            return help_verb(argc - 1, argv + 1);
        verb = verb_of(argv[1]);
        if (verb == CLI_PROGRAM)
            return unknown_verb(argv[1]);
        argc--;
        argv++;
    }
    cli_settings settings;
    char message[512];
    cli_settings_init(&settings);
    if (!cli_parse(&settings, verb, argc, argv, message, sizeof message))
        return cli_usage_error(verb, "%s", message);
    if (settings.help)
        return print_help(verb);
    if (settings.version)
        return print_version();
    if (verb == CLI_PROGRAM)
        return settings.citation ? cli_print_citation(verb, &settings)
                                 : cli_usage_error(CLI_PROGRAM, "expected a verb");
    if (settings.citation && verb != CLI_COMPUTE && verb != CLI_REPORT)
        return cli_print_citation(verb, &settings);
    if (settings.json && settings.csv)
        return cli_usage_error(verb, "--json and --csv exclude each other");
    return COMMANDS[verb](&settings);
}
