/* Plans: what is written is read back to the same result; what a person edits is done, or refused
 * with the place of the mistake. */
#include "vasp_tree.h"

static const char *const TREE = DGH_SOURCE_DIR "/examples/pt111-h";

static char *plan_of(const char *tree)
{
    dgh_study *s = open_paths(NULL, 1, tree);
    char *text = NULL;
    assert_int_equal(dgh_study_plan(&text, s, NULL), DGH_OK);
    dgh_study_free(s);
    return text;
}

/* Writes `text` with the first `from` replaced by `to`. */
static void write_plan(const char *text, const char *from, const char *to)
{
    FILE *f = fopen("plan.json", "wb");
    const char *at = from ? strstr(text, from) : NULL;
    if (from && !at)
        fail_msg("the plan has no %s", from);
    if (at)
        fprintf(f, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    else
        fputs(text, f);
    fclose(f);
}

static dgh_study_options with_plan(void)
{
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.plan_path = "plan.json";
    return o;
}

static void a_plan_gives_the_same_result(void **state)
{
    (void)state;
    dgh_study *a = computed(NULL, TREE);
    char *text = plan_of(TREE);
    write_plan(text, NULL, NULL);
    dgh_study_options o = with_plan();
    for (int named = 0; named < 2; named++) { /* the plan knows its trees */
        dgh_study *b = open_paths(&o, (size_t)named, TREE);
        assert_int_equal(dgh_study_compute(b, NULL), DGH_OK);
        assert_int_equal(b->n_sites, a->n_sites);
        for (size_t i = 0; i < a->n_sites; i++) {
            assert_string_equal(a->sites[i].label, b->sites[i].label);
            assert_close(b->sites[i].delta_g_ev.value, a->sites[i].delta_g_ev.value, 0.0);
        }
        char *again;
        assert_int_equal(dgh_study_plan(&again, b, NULL), DGH_OK);
        assert_true(strlen(again) > 1000);
        dgh_string_free(again);
        dgh_study_free(b);
    }
    dgh_string_free(text);
    dgh_study_free(a);
}

static void a_plan_chooses_the_frequencies(void **state)
{
    (void)state;
    char *text = plan_of(TREE), from[1024], to[1024];
    snprintf(from, sizeof from, "\"frequencies\": \"%s/H_fcc/ph/pth.dyn\"", TREE);
    snprintf(to, sizeof to, "\"frequencies\": \"%s/H_fcc/fd/z_plus\"", TREE);
    write_plan(text, from, to);
    dgh_study_options o = with_plan();
    dgh_study *s = open_paths(&o, 1, TREE);
    assert_int_equal(dgh_study_compute(s, NULL), DGH_OK);
    const dgh_site *fcc = site_of(s, "H_fcc");
    assert_close(fcc->modes[0].freq_cm1, 1143.165, 0.05);
    assert_close(fcc->modes[2].freq_cm1, 602.158, 0.05);
    dgh_study_free(s);

    write_plan(text, from, "\"frequencies\": null");
    s = open_paths(&o, 1, TREE);
    assert_int_equal(dgh_study_compute(s, NULL), DGH_OK);
    assert_true(site_of(s, "H_fcc")->convention_fell_back);
    assert_false(site_of(s, "H_hcp")->convention_fell_back);
    dgh_study_free(s);
    dgh_string_free(text);
}

static void a_plan_may_be_short(void **state)
{
    (void)state;
    write_small_tree("small");
    write_plan("{\"dgh_plan\": 1, \"runs\": [\n"
               " {\"path\": \"small/h2\", \"role\": \"gas\"},\n"
               " {\"path\": \"small/clean\", \"role\": \"host\"},\n"
               " {\"path\": \"small/hollow\", \"role\": \"adsorbed\", \"host\": \"small/clean\"}]}",
               NULL, NULL);
    dgh_study_options o = with_plan();
    dgh_study *s = computed(&o, "small");
    assert_int_equal(s->n_sites, 1);
    assert_close(s->sites[0].ledger.delta_e_ev.value, -0.5, 1e-9);
    dgh_study_free(s);
}

static void displaced_runs_have_the_same_atoms(void **state)
{
    (void)state;
    write_plan("{\"dgh_plan\": 1, \"runs\": [\n"
               " {\"path\": \"small/h2\", \"role\": \"displaced\", \"belongs_to\": "
               "\"small/hollow\"},\n"
               " {\"path\": \"small/clean\", \"role\": \"host\"},\n"
               " {\"path\": \"small/hollow\", \"role\": \"adsorbed\", \"host\": \"small/clean\"}]}",
               NULL, NULL);
    dgh_study_options o = with_plan();
    dgh_study *s = open_paths(&o, 1, "small");
    const dgh_diagnostic *d = finding(s->diagnostics, s->n_diagnostics,
                                      "finite-differences-incomplete");
    assert_non_null(d);
    assert_non_null(strstr(d->message, "small/h2 has other atoms"));
    assert_null(run_of(s, "small/hollow")->vibrations);
    dgh_study_free(s);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } CASES[] = {
        {"{\"dgh_plan\": 1,\n \"runs\": [}",
         "plan.json:2:11: expected JSON, found unexpected token "
         "near '}'"},
        {"[]", "plan.json: expected an object, found an array"},
        {"{\"dgh_plan\": 2, \"runs\": []}",
         "plan.json: dgh_plan: expected 1, the version of the format, found a number"},
        {"{\"dgh_plan\": 1}", "plan.json: runs: expected an array, found nothing"},
        {"{\"dgh_plan\": 1, \"runs\": [], \"more\": 1}",
         "plan.json: expected members of a plan, found \"more\""},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/none\", \"role\": \"gas\"}]}",
         "plan.json: runs[0].path: expected the path of a run of the trees, found \"small/none\""},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/h2\", \"role\": \"boss\"}]}",
         "plan.json: runs[0].role: expected unused, gas, host, adsorbed, frequencies, displaced, "
         "energy or restart, found \"boss\""},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/hollow\", \"role\": \"adsorbed\"}]}",
         "plan.json: runs[0].host: expected the path of a run of the trees, found nothing"},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/clean\", \"role\": \"host\"}, {\"path\": "
         "\"small/hollow\", \"role\": \"adsorbed\", \"host\": \"small/clean\", \"n_h\": 2}]}",
         "plan.json: runs[1].n_h: expected 1, as the atoms of both runs say, found a number"},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/h2\", \"role\": \"host\"}, {\"path\": "
         "\"small/hollow\", \"role\": \"adsorbed\", \"host\": \"small/h2\"}]}",
         "plan.json: runs[1].host: expected a run with the role host, the same atoms and fewer H, "
         "found \"small/h2\""},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/h2\", \"role\": \"gas\"}], \"sites\": "
         "[{\"final\": \"small/h2\", \"initial\": \"small/h2\"}]}",
         "plan.json: sites[0].final: expected a run with the role adsorbed, found \"small/h2\""},
        {"{\"dgh_plan\": 1, \"runs\": [{\"path\": \"small/clean\", \"role\": \"gas\"}]}",
         "plan.json: runs[0].role: expected gas for two H atoms and nothing else only, found "
         "\"gas\""},
        {"{\"dgh_plan\": 1, \"runs\": [7]}", "plan.json: runs[0]: expected an object, found a "
                                             "number"},
    };
    const char *path = "small";
    dgh_study_options o = with_plan();
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        dgh_error err = {0};
        dgh_study *s;
        write_plan(CASES[i].text, NULL, NULL);
        assert_int_equal(dgh_study_open(&s, &path, 1, &o, &err), DGH_ERR_PARSE);
        assert_string_equal(err.message, CASES[i].message);
        assert_null(s);
    }
    dgh_error err = {0};
    dgh_study *s;
    o.plan_path = "absent.json";
    assert_int_equal(dgh_study_open(&s, &path, 1, &o, &err), DGH_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_gives_the_same_result),
        cmocka_unit_test(a_plan_chooses_the_frequencies),
        cmocka_unit_test(a_plan_may_be_short),
        cmocka_unit_test(displaced_runs_have_the_same_atoms),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
