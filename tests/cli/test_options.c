/* The table of options: what it parses, and that help, man page and completions show all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dgh.h>

#include "help.h"
#include "options.h"

/* ---- parsing -------------------------------------------------------------------------------- */

enum { MOST_WORDS = 24 };

static bool parse(cli_settings *settings, cli_verb_id verb, const char *line, char message[512])
{
    static char copy[512];
    static char *words[MOST_WORDS];
    int n = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word && n < MOST_WORDS - 1; word = strtok(NULL, " "))
        words[n++] = word;
    words[n] = NULL;
    message[0] = '\0';
    cli_settings_init(settings);
    return cli_parse(settings, verb, n, words, message, 512);
}

static void assert_message(cli_verb_id verb, const char *line, const char *expected)
{
    cli_settings s;
    char message[512];
    assert_false(parse(&s, verb, line, message));
    assert_string_equal(message, expected);
}

static void defaults_are_the_librarys(void **state)
{
    (void)state;
    cli_settings s;
    char message[512];
    assert_true(parse(&s, CLI_COMPUTE, "compute", message));
    assert_int_equal(s.energy, DGH_ENERGY_SIGMA0);
    assert_int_equal(s.convention, DGH_CONVENTION_FULL);
    assert_int_equal(s.gas_model, DGH_GAS_JANAF);
    assert_int_equal(s.low_modes, DGH_LOW_RAISE);
    assert_int_equal(s.imaginary, DGH_IMAGINARY_REFUSE);
    assert_int_equal(s.scale, DGH_SCALE_RHE);
    assert_int_equal(s.isotope, 0);
    assert_false(s.temperature_k.given);
    assert_int_equal(s.n_paths, 0);
}

static void options_and_operands_mix(void **state)
{
    (void)state;
    cli_settings s;
    char message[512];
    assert_true(parse(&s, CLI_COMPUTE,
                      "compute a --temperature=300 -p 0.5 b --convention zpe-ts -U -0.1 --json c",
                      message));
    assert_true(s.temperature_k.given && s.temperature_k.value == 300.0);
    assert_true(s.pressure_bar.given && s.pressure_bar.value == 0.5);
    assert_true(s.potential_v.given && s.potential_v.value == -0.1);
    assert_int_equal(s.convention, DGH_CONVENTION_ZPE_TS);
    assert_true(s.json);
    assert_int_equal(s.n_paths, 3);
    assert_string_equal(s.paths[0], "a");
    assert_string_equal(s.paths[2], "c");
    assert_true(parse(&s, CLI_COMPUTE, "compute -- --json", message));
    assert_false(s.json);
    assert_string_equal(s.paths[0], "--json");
}

static void some_options_come_several_times(void **state)
{
    (void)state;
    cli_settings s;
    char message[512];
    assert_true(parse(&s, CLI_BADER, "bader -r a CHGCAR --reference=b --free-atom c", message));
    assert_int_equal(s.references.n, 2);
    assert_string_equal(s.references.path[0], "a");
    assert_string_equal(s.references.path[1], "b");
    assert_int_equal(s.free_atoms.n, 1);
    assert_message(CLI_BADER, "bader -r 1 -r 2 -r 3 -r 4 -r 5 -r 6 -r 7 -r 8 -r 9",
                   "--reference: expected at most 8 files");
    assert_message(CLI_BADER, "bader --reference= x",
                   "--reference: expected FILE|none, found nothing");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    assert_message(CLI_COMPUTE, "compute --temprature 300",
                   "unknown option --temprature; did you mean --temperature?");
    assert_message(CLI_COMPUTE, "compute --temprature=300",
                   "unknown option --temprature; did you mean --temperature?");
    assert_message(CLI_COMPUTE, "compute --frobnicate", "unknown option --frobnicate");
    assert_message(CLI_COMPUTE, "compute -x", "unknown option -x");
    assert_message(CLI_COMPUTE, "compute --temperature",
                   "--temperature: expected K, found nothing");
    assert_message(CLI_COMPUTE, "compute -T", "--temperature: expected K, found nothing");
    assert_message(CLI_COMPUTE, "compute --json=3", "--json takes no value");
    assert_message(CLI_COMPUTE, "compute --temperature 0",
                   "--temperature: expected a number between 0.001 and 100000, found \"0\"");
    assert_message(CLI_COMPUTE, "compute --temperature 300K",
                   "--temperature: expected a number between 0.001 and 100000, found \"300K\"");
    assert_message(CLI_COMPUTE, "compute --jobs 1.5",
                   "--jobs: expected a whole number between 0 and 4096, found \"1.5\"");
    assert_message(CLI_COMPUTE, "compute --energy e0",
                   "--energy: expected F, E or E0, found \"e0\"");
    assert_message(CLI_COMPUTE, "compute --output=", "--output: expected FILE, found nothing");
    assert_message(CLI_INSPECT, "inspect --ledger", "unknown option --ledger");
    assert_message(CLI_PROGRAM, "dgh --version x", "unexpected \"x\"");
}

static void numbers_are_plain(void **state)
{
    (void)state;
    static const char *const NONE[] = {"",      "nan", "inf",   "0x10", " 1", "1 ",
                                       "1e999", "1,5", "1.2.3", "e5",   "-",  "1e"};
    double value;
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
        if (cli_parse_number(NONE[i], &value))
            fail_msg("\"%s\" was taken for a number", NONE[i]);
    assert_true(cli_parse_number("-6.7714", &value) && value == -6.7714);
    assert_true(cli_parse_number("+1e-3", &value) && value == 1e-3);
}

static void lists_of_temperatures(void **state)
{
    (void)state;
    static const double EXPECTED[] = {100.0, 200.0, 250.0, 300.0, 298.15};
    char message[256];
    size_t n;
    double *list = cli_parse_temperatures("100,200:300:50,298.15", &n, message, sizeof message);
    assert_non_null(list);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++)
        assert_true(list[i] == EXPECTED[i]);
    free(list);
    list = cli_parse_temperatures("0.1:0.3:0.1", &n, message, sizeof message);
    assert_int_equal(n, 3);
    free(list);
    static const char *const NONE[] = {"",        "0",           "100,",      "100:200",
                                       "a",       "300:200:10",  "100:200:0", "100:200:-1",
                                       "1:1e9:1", "100:200:50:1"};
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
        if (cli_parse_temperatures(NONE[i], &n, message, sizeof message))
            fail_msg("\"%s\" was taken for temperatures", NONE[i]);
    cli_parse_temperatures("100,x", &n, message, sizeof message);
    assert_string_equal(message,
                        "--temperature: expected a number above 0 or from:to:step, found \"x\"");
}

/* ---- one table ------------------------------------------------------------------------------ */

static void choices_are_the_librarys_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        for (int c = 0; o->choices && o->choices[c]; c++) {
            const char *name = NULL;
            if (strcmp(o->name, "convention") == 0)
                name = dgh_convention_name((dgh_convention)c);
            else if (strcmp(o->name, "energy") == 0)
                name = dgh_energy_kind_name((dgh_energy_kind)c);
            else if (strcmp(o->name, "gas-model") == 0)
                name = dgh_gas_model_name((dgh_gas_model)c);
            else if (strcmp(o->name, "low-modes") == 0)
                name = dgh_low_modes_name((dgh_low_modes)c);
            else if (strcmp(o->name, "imaginary") == 0)
                name = dgh_imaginary_name((dgh_imaginary)c);
            else if (strcmp(o->name, "interpolation") == 0)
                name = dgh_interpolation_name((dgh_interpolation)c);
            else if (strcmp(o->name, "field") == 0 && c > 0)
                name = dgh_field_name((dgh_field)c);
            else if (strcmp(o->name, "partition") == 0)
                name = dgh_partition_name((dgh_partition_kind)c);
            else if (strcmp(o->name, "method") == 0 && o->verbs >> CLI_BADER & 1u)
                name = dgh_bader_method_name((dgh_bader_method)c);
            if (name)
                assert_string_equal(o->choices[c], name);
        }
    }
}

static void the_table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        assert_true(o->verbs != 0);
        assert_non_null(o->help);
        assert_int_equal(o->help[strlen(o->help) - 1], '.');
        assert_int_equal(o->kind == CLI_FLAG, o->argument == NULL);
        assert_int_equal(o->kind == CLI_CHOICE, o->choices != NULL);
        for (size_t j = 0; j < i; j++) {
            const cli_option *other = &CLI_OPTIONS[j];
            if (!(o->verbs & other->verbs))
                continue;
            assert_string_not_equal(o->name, other->name);
            assert_true(!o->letter || o->letter != other->letter);
        }
    }
}

static char *help_of(cli_verb_id verb)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    cli_help(memory, verb);
    assert_int_equal(fclose(memory), 0);
    return text;
}

static char *file_of(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", DGH_BUILD_SHARE, name);
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("%s is missing", path);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t size = fread(text, 1, (1 << 20) - 1, in);
    assert_true(size > 100);
    fclose(in);
    return text;
}

static void assert_holds(const char *text, const char *what, const char *word)
{
    if (!strstr(text, word))
        fail_msg("%s does not show %s", what, word);
}

/* Number of verbs (the program among them) that have this option name. */
static size_t verbs_with(const char *name)
{
    unsigned verbs = 0;
    size_t n = 0;
    for (size_t i = 0; i < CLI_N_OPTIONS; i++)
        if (strcmp(CLI_OPTIONS[i].name, name) == 0)
            verbs |= CLI_OPTIONS[i].verbs;
    for (; verbs; verbs >>= 1)
        n += verbs & 1u;
    return n;
}

static size_t count_of(const char *text, const char *word)
{
    size_t n = 0, size = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += size)
        n += strchr(" =\n\"|)[", at[size]) != NULL;
    return n;
}

static void every_option_is_in_help(void **state)
{
    (void)state;
    for (int v = 0; v < CLI_N_VERBS; v++) {
        char *help = help_of((cli_verb_id)v), word[64];
        for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
            if (!(CLI_OPTIONS[i].verbs >> v & 1u))
                continue;
            snprintf(word, sizeof word, "--%s", CLI_OPTIONS[i].name);
            assert_holds(help, "--help", word);
        }
        for (const char *line = help; *line; line += strcspn(line, "\n") + 1) {
            size_t columns = 0;
            for (const char *c = line; *c && *c != '\n'; c++)
                columns += ((unsigned char)*c & 0xC0) != 0x80;
            if (columns > 79)
                fail_msg("a line of --help is %zu columns wide: %.*s", columns,
                         (int)strcspn(line, "\n"), line);
        }
        free(help);
    }
}

static void every_option_is_in_man_page_and_completions(void **state)
{
    (void)state;
    char *man = file_of("man/man1/dgh.1"), *bash = file_of("bash-completion/completions/dgh");
    char *zsh = file_of("zsh/site-functions/_dgh");
    char *fish = file_of("fish/vendor_completions.d/dgh.fish");
    for (size_t i = 0; i < CLI_N_OPTIONS; i++) {
        const cli_option *o = &CLI_OPTIONS[i];
        char word[80], escaped[160];
        size_t at = 0;
        snprintf(word, sizeof word, "--%s", o->name);
        for (const char *c = word; *c; c++) {
            if (*c == '-')
                escaped[at++] = '\\';
            escaped[at++] = *c;
        }
        escaped[at] = '\0';
        if (count_of(man, escaped) < verbs_with(o->name))
            fail_msg("the man page does not show %s of every verb", word);
        if (count_of(bash, word) < verbs_with(o->name))
            fail_msg("the completion of bash does not know %s of every verb", word);
        if (!(o->verbs & ~1u))
            continue;
        assert_holds(zsh, "the completion of zsh", word);
        snprintf(word, sizeof word, "-l %s", o->name);
        assert_holds(fish, "the completion of fish", word);
    }
    free(man);
    free(bash);
    free(zsh);
    free(fish);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_the_librarys),
        cmocka_unit_test(options_and_operands_mix),
        cmocka_unit_test(some_options_come_several_times),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(numbers_are_plain),
        cmocka_unit_test(lists_of_temperatures),
        cmocka_unit_test(choices_are_the_librarys_names),
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(every_option_is_in_help),
        cmocka_unit_test(every_option_is_in_man_page_and_completions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
