/* What went wrong when strangers tried the whole path on trees of their own. */
#include "vasp_tree.h"

static dgh_study_options with_energy(double energy_ev)
{
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.ref_h2_energy_ev = (dgh_real){.has = true, .value = energy_ev};
    return o;
}

/* The energy was given by hand: what is wrong with an H2 run in the tree is no reason to refuse. */
static void an_energy_by_hand_needs_no_sound_h2(void **state)
{
    (void)state;
    write_small_tree("hand");
    write_run(&(tree_run){.directory = "hand/h2",
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = -6.0,
                          .incar = "ENCUT = 250\nGGA = RP\nIBRION = 2\nNSW = 50\nNELM = 60\n",
                          .unconverged_ions = true,
                          .h = {{5, 5, 5}, {5, 5, 5.75}}});
    dgh_study *s = computed(NULL, "hand");
    assert_true(site_of(s, "hollow")->refused);
    dgh_study_free(s);
    dgh_study_options o = with_energy(-6.8);
    s = computed(&o, "hand");
    assert_false(site_of(s, "hollow")->refused);
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    dgh_study_free(s);
}

/* A sound host with a small difference in settings is better than one that did not finish. */
static void a_sound_reference_comes_first(void **state)
{
    (void)state;
    char normal[256], accurate[256];
    snprintf(normal, sizeof normal, "%sPREC = Normal\n", RELAX);
    snprintf(accurate, sizeof accurate, "%sPREC = Accurate\n", RELAX);
    write_small_tree("sound");
    write_run(&(tree_run){.directory = "sound/hollow",
                          .n_h = 1,
                          .energy_ev = -23.9,
                          .incar = normal,
                          .h = {{1.4, 1.4, 5.4}}});
    write_run(&(tree_run){.directory = "sound/clean",
                          .energy_ev = -19.0,
                          .incar = normal,
                          .lift_ang = 0.1,
                          .unconverged_ions = true});
    write_run(&(tree_run){.directory = "sound/again/clean", .energy_ev = -20.0, .incar = accurate});
    dgh_study *s = computed(NULL, "sound");
    assert_int_equal(site_of(s, "hollow")->host_run, run_index(s, "sound/again/clean"));
    assert_false(site_of(s, "hollow")->refused);
    dgh_study_free(s);
}

/* --ref-h2 may be written in another way than the tree, and may be one file. */
static void a_reference_is_known_by_any_path(void **state)
{
    (void)state;
    char path[256];
    write_small_tree("ref");
    shell("cp -r ref/h2 ref/other; sed -i 's/-6.8/-6.7/' ref/other/vasp.log");
    dgh_study_options o;
    dgh_study_options_init(&o);
    snprintf(path, sizeof path, "%s/ref/../ref/h2", test_folder);
    o.ref_h2_path = path;
    dgh_study *s = computed(&o, "ref");
    assert_int_equal(site_of(s, "hollow")->gas_run, run_index(s, "ref/h2"));
    dgh_study_free(s);
    o.ref_h2_path = "ref/h2/vasp.log";
    s = computed(&o, "ref");
    assert_int_equal(site_of(s, "hollow")->gas_run, run_index(s, "ref/h2"));
    dgh_study_free(s);
}

/* vasp.log is of the last run; vasp.log.1 and vasp.log.2 were moved out of its way. */
static void the_log_without_a_number_is_the_last(void **state)
{
    (void)state;
    write_small_tree("logs");
    shell("sed 's/reached required/was not/; s/-2.39/-2.31/' logs/hollow/vasp.log > "
          "logs/hollow/vasp.log.1; cp logs/hollow/vasp.log.1 logs/hollow/vasp.log.2");
    dgh_study *s = computed(NULL, "logs");
    assert_false(site_of(s, "hollow")->refused);
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    dgh_study_free(s);
}

static void write_molecule(const char *directory, const char *species, const char *atoms,
                           double energy_ev)
{
    write_run(&(tree_run){
        .directory = directory, .gas = true, .n_h = 1, .energy_ev = energy_ev, .h = {{5, 5, 5}}});
    shell("printf 'x\\n1.0\\n10 0 0\\n0 10 0\\n0 0 10\\n%s\\nCartesian\\n%s' > %s/POSCAR; cp "
          "%s/POSCAR %s/CONTCAR",
          species, atoms, directory, directory, directory);
}

/* O and H2O in boxes are no host with two H on it. */
static void molecules_are_no_hosts(void **state)
{
    (void)state;
    write_small_tree("box");
    write_molecule("box/o", "O\\n1", "5 5 5\\n", -1.5);
    write_molecule("box/h2o", "O H\\n1 2", "5 5 5\\n5 5.76 5.59\\n5 4.24 5.59\\n", -14.2);
    dgh_study *s = computed(NULL, "box");
    assert_int_equal(s->n_sites, 1);
    assert_role(s, "box/h2o", DGH_ROLE_UNUSED);
    assert_string_equal(run_of(s, "box/h2o")->reason, "a molecule in a box: neither H2 nor a host");
    dgh_study_free(s);
}

/* A calculation of which nothing can be told is at least named. */
static void lost_runs_are_named(void **state)
{
    (void)state;
    write_small_tree("lost");
    shell("mkdir lost/top; printf ' vasp.6.3.2 27Jun22 (build) complex\\n   number of dos      "
          "NEDOS =    301   number of ions     NIONS = 2147483648\\n' > lost/top/OUTCAR");
    dgh_study *s = computed(NULL, "lost");
    assert_int_equal(s->n_sites, 1);
    const dgh_diagnostic *d = finding(s->diagnostics, s->n_diagnostics, "run-not-used");
    assert_non_null(d);
    assert_int_equal(d->severity, DGH_WARNING);
    assert_non_null(strstr(d->message, "lost/top"));
    dgh_study_free(s);
}

static void no_site_is_called_dot(void **state)
{
    (void)state;
    char here[256];
    write_small_tree("dot/all");
    assert_non_null(getcwd(here, sizeof here));
    shell("mv dot/all/hollow/* dot/all");
    assert_int_equal(chdir("dot/all"), 0);
    dgh_study *s = computed(NULL, ".");
    assert_int_equal(s->n_sites, 1);
    assert_string_equal(s->sites[0].label, "all");
    dgh_study_free(s);
    assert_int_equal(chdir(here), 0);
}

/* Without modes of H* the gas enters with its energy alone. */
static void no_word_on_a_zpe_that_enters_nothing(void **state)
{
    (void)state;
    write_small_tree("zpe");
    dgh_study *s = computed(NULL, "zpe");
    const dgh_site *site = site_of(s, "hollow");
    assert_null(finding(site->diagnostics, site->n_diagnostics, "h2-zpe-tabulated"));
    dgh_study_free(s);
}

static void a_finding_is_one_line(void **state)
{
    (void)state;
    char *text;
    dgh_diagnostic d = {.severity = DGH_WARNING,
                        .code = "odd",
                        .source = {"a\nb", 3},
                        .message = "c\nd: something"};
    assert_int_equal(dgh_report_diagnostics_text(&text, &d, 1, DGH_WARNING, NULL, NULL), DGH_OK);
    assert_string_equal(text, "warning: c?d: something [odd]\n    at a?b:3\n");
    dgh_string_free(text);
}

static void each_host_its_own_gas_is_said(void **state)
{
    (void)state;
    char *text;
    write_small_tree("two/pbe");
    write_small_tree("two/rpbe");
    shell("sed -i 's/GGA = PE/GGA = RP/' two/rpbe/*/INCAR");
    dgh_study *s = computed(NULL, "two");
    assert_int_equal(s->n_sites, 2);
    assert_true(s->sites[0].gas_run != s->sites[1].gas_run);
    assert_int_equal(dgh_report_study_text(&text, s, NULL, NULL), DGH_OK);
    assert_non_null(strstr(text, "run pbe/h2 and others, each host's own"));
    dgh_string_free(text);
    dgh_study_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_energy_by_hand_needs_no_sound_h2),
        cmocka_unit_test(a_sound_reference_comes_first),
        cmocka_unit_test(a_reference_is_known_by_any_path),
        cmocka_unit_test(the_log_without_a_number_is_the_last),
        cmocka_unit_test(molecules_are_no_hosts),
        cmocka_unit_test(lost_runs_are_named),
        cmocka_unit_test(no_site_is_called_dot),
        cmocka_unit_test(no_word_on_a_zpe_that_enters_nothing),
        cmocka_unit_test(a_finding_is_one_line),
        cmocka_unit_test(each_host_its_own_gas_is_said),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
