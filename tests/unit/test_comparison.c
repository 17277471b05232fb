/* Trees side by side: an A/C slab (half of fcc(111) melted) and one melted whole, with energies
 * made up so that every mean is known. */
#include "vasp_tree.h"

#include "crystals.h"
#include "golden_text.h"
#include "near.h"

static const double D = 2.77;

static const char *const AC = "ac", *const GLASS = "glass";
static const char *const PLAIN =
    "ENCUT = 400\nGGA = PE\nIVDW = 0\nIBRION = 2\nNSW = 50\nISMEAR = 1\n"
    "SIGMA = 0.1\nEDIFFG = -0.02\nEDIFF = 1E-5\nNELM = 60\n";

/* A run of the slab with or without an H over one of its atoms. */
static void write_slab(const char *root, const char *name, const crystal *c, size_t under,
                       double energy_ev, const char *incar)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    tree_run r = {.directory = path, .energy_ev = energy_ev, .incar = incar};
    shell("mkdir -p '%s'", path);
    for (int file = 0; file < 2; file++) {
        FILE *f = create(path, file ? "CONTCAR" : "POSCAR", NULL);
        bool with_h = under < c->s.n_atoms;
        fputs("made up\n1.0\n", f);
        for (int k = 0; k < 3; k++)
            fprintf(f, "%.9f %.9f %.9f\n", c->s.cell_ang[k][0], c->s.cell_ang[k][1],
                    c->s.cell_ang[k][2]);
        fprintf(f, "Pt%s\n%zu%s\nCartesian\n", with_h ? " H" : "", c->s.n_atoms,
                with_h ? " 1" : "");
        for (size_t i = 0; i < 3 * c->s.n_atoms; i++)
            fprintf(f, "%.9f%c", c->position[i], i % 3 == 2 ? '\n' : ' ');
        const double *p = c->position + 3 * under;
        if (with_h)
            fprintf(f, "%.9f %.9f %.9f\n", p[0], p[1], p[2] + 1.56);
        fclose(f);
    }
    FILE *f = create(path, "INCAR", NULL);
    fputs(incar, f);
    fclose(f);
    f = create(path, "KPOINTS", NULL);
    fprintf(f, "mesh\n0\nGamma\n%s\n", strcmp(root, AC) ? "1 1 1" : "2 2 1");
    fclose(f);
    write_log(&r, false);
}

static void write_gas(const char *root, double energy_ev, const char *incar)
{
    char path[256];
    snprintf(path, sizeof path, "%s/h2", root);
    write_run(&(tree_run){.directory = path,
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = energy_ev,
                          .incar = incar,
                          .h = {{5, 5, 5}, {5, 5, 5.75}}});
}

/* fcc(111), melted where the fraction along a is above `from`. */
static void melt(crystal *c, double from)
{
    uint64_t seed = 5;
    crystal_fcc111(c, D, 6, 4, 24.0);
    for (size_t i = 0; i < c->s.n_atoms; i++) {
        double *p = c->position + 3 * i, shake[3];
        double v = p[1] / (D * sqrt(0.75)), u = p[0] / D - v / 2;
        for (int k = 0; k < 3; k++)
            shake[k] = random_between(&seed, -0.75, 0.75);
        for (int k = 0; k < 3; k++)
            p[k] += u / 6 - floor(u / 6 + 1e-9) >= from ? shake[k] : 0.0;
    }
}

/* The atom of the top layer with no other right above that is of this phase, `n` of them. */
static void tops_of(size_t *atoms, size_t n, const crystal *c, dgh_phase phase)
{
    dgh_host *host = NULL;
    size_t found = 0;
    assert_int_equal(dgh_host_analyse(&host, &c->s, NULL, NULL), DGH_OK);
    for (size_t i = 0; i < host->sites->n_sites && found < n; i++) {
        const dgh_surface_site *t = &host->sites->sites[i];
        if (t->kind == DGH_SITE_TOP && t->normal[2] > 0.9 &&
            host->order->atoms[t->atoms[0]].phase == phase)
            atoms[found++] = t->atoms[0];
    }
    dgh_host_free(host);
    assert_int_equal(found, n);
}

/* ΔG of the convention offset: energy + 100 + 3.4 + 0.24. */
static double energy_of(double delta_g_ev)
{
    return delta_g_ev - 0.24 - 3.4 - 100.0;
}

static void write_trees(const char *glass_incar)
{
    crystal c;
    size_t atoms[2];
    melt(&c, 0.45);
    write_gas(AC, -6.8, PLAIN);
    write_slab(AC, "clean", &c, SIZE_MAX, -100.0, PLAIN);
    tops_of(atoms, 2, &c, DGH_PHASE_CRYSTALLINE);
    write_slab(AC, "c1", &c, atoms[0], energy_of(-0.09), PLAIN);
    write_slab(AC, "c2", &c, atoms[1], energy_of(0.3), PLAIN);
    tops_of(atoms, 1, &c, DGH_PHASE_AMORPHOUS);
    write_slab(AC, "a1", &c, atoms[0], energy_of(0.5), PLAIN);
    crystal_free(&c);
    melt(&c, 0.0);
    write_gas(GLASS, -6.8, glass_incar);
    write_slab(GLASS, "clean", &c, SIZE_MAX, -100.0, glass_incar);
    tops_of(atoms, 2, &c, DGH_PHASE_AMORPHOUS);
    write_slab(GLASS, "a1", &c, atoms[0], energy_of(0.4), glass_incar);
    write_slab(GLASS, "a2", &c, atoms[1], energy_of(0.8), glass_incar);
    crystal_free(&c);
}

typedef struct both {
    dgh_study *studies[2];
    dgh_comparison *comparison;
} both;

static both compared(const dgh_study_options *second)
{
    static const char *const NAMES[] = {"ac", "glass"};
    dgh_study_options o;
    dgh_error err = {0};
    both b = {{NULL, NULL}, NULL};
    dgh_study_options_init(&o);
    o.convention = DGH_CONVENTION_OFFSET;
    b.studies[0] = computed(&o, AC);
    b.studies[1] = computed(second ? second : &o, GLASS);
    if (dgh_comparison_make(&b.comparison, (const dgh_study *const *)b.studies, NAMES, 2, &err) !=
        DGH_OK)
        fail_msg("%s", err.message);
    return b;
}

static void release(both *b)
{
    dgh_comparison_free(b->comparison);
    dgh_study_free(b->studies[0]);
    dgh_study_free(b->studies[1]);
}

static void classes_and_differences(void **state)
{
    (void)state;
    write_trees(PLAIN);
    both b = compared(NULL);
    const dgh_compared_tree *ac = &b.comparison->trees[0], *glass = &b.comparison->trees[1];
    const dgh_distribution *of = ac->study->summary->of;
    assert_int_equal(of[DGH_PHASE_CRYSTALLINE].n, 2);
    assert_int_equal(of[DGH_PHASE_AMORPHOUS].n, 1);
    assert_int_equal(of[DGH_CLASS_ALL].n, 3);
    assert_near(of[DGH_PHASE_CRYSTALLINE].mean_ev.value, 0.105, 1e-6);
    assert_int_equal(glass->study->summary->of[DGH_PHASE_AMORPHOUS].n, 2);
    assert_int_equal(glass->study->summary->of[DGH_PHASE_CRYSTALLINE].n, 0);
    assert_true(ac->crystalline_fraction.value > 0.2 && ac->crystalline_fraction.value < 0.7);
    assert_true(glass->crystalline_fraction.value < 0.05);
    assert_string_equal(ac->formulas, "Pt144");
    assert_int_equal(ac->n_hosts, 1);
    assert_int_equal(ac->n_host_atoms, 144);
    const dgh_class_difference *m = glass->minus_first;
    assert_near(m[DGH_PHASE_AMORPHOUS].mean_ev.value, 0.6 - 0.5, 1e-6);
    assert_near(m[DGH_PHASE_AMORPHOUS].smallest_ev.value, 0.4 - 0.5, 1e-6);
    assert_false(m[DGH_PHASE_AMORPHOUS].mean_error_ev.has); /* one site in the first tree */
    assert_false(m[DGH_PHASE_CRYSTALLINE].mean_ev.has);
    assert_near(m[DGH_CLASS_ALL].mean_ev.value, 0.6 - 0.71 / 3, 1e-6);
    assert_near(m[DGH_CLASS_ALL].smallest_ev.value, 0.49, 1e-6);
    /* sums of squares: 0.08 of two values, and of -0.09, 0.3, 0.5 about their mean */
    const double mean = 0.71 / 3, squares = 0.0081 + 0.09 + 0.25 - 3 * mean * mean;
    assert_near(m[DGH_CLASS_ALL].mean_error_ev.value, sqrt(0.08 / 2 + squares / 2 / 3), 1e-6);
    assert_near(ac->minus_first[DGH_CLASS_ALL].mean_ev.value, 0.0, 0.0);
    /* the same settings; k-point meshes are the cells' own */
    assert_int_equal(b.comparison->n_diagnostics, 0);
    /* an A/C slab has an interface, and each place its distance to it */
    const dgh_place *c1 = site_of(ac->study, "c1")->structure->places;
    const dgh_place *a1 = site_of(glass->study, "a1")->structure->places;
    assert_true(c1->interface_ang.has && c1->interface_ang.value > 0.0);
    assert_false(a1->interface_ang.has);
    release(&b);
}

static void settings_that_differ(void **state)
{
    (void)state;
    write_trees("ENCUT = 500\nGGA = RP\nIVDW = 11\nIBRION = 2\nNSW = 50\nISMEAR = 0\nSIGMA = 0.05\n"
                "EDIFFG = -0.02\nEDIFF = 1E-5\nNELM = 60\n");
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.convention = DGH_CONVENTION_OFFSET;
    o.temperature_k = 300.0;
    both b = compared(&o);
    const dgh_comparison *c = b.comparison;
    size_t n_warnings = 0;
    static const char *const EXPECTED[] = {"temperature (K) differs: 298.15 (ac), 300 (glass)",
                                           "functional differs: ", "cutoff differs: 400 eV (ac/",
                                           "dispersion correction differs: none"};
    for (size_t i = 0; i < c->n_diagnostics; i++) {
        const dgh_diagnostic *d = &c->diagnostics[i];
        n_warnings += d->severity == DGH_WARNING;
        assert_true(d->severity != DGH_ERROR);
    }
    assert_int_equal(n_warnings, 4);
    for (size_t e = 0; e < 4; e++) {
        bool found = false;
        for (size_t i = 0; i < c->n_diagnostics; i++)
            found |= c->diagnostics[i].severity == DGH_WARNING &&
                     strstr(c->diagnostics[i].message, EXPECTED[e]) != NULL;
        if (!found)
            for (size_t i = 0; i < c->n_diagnostics; i++)
                print_message("  %s\n", c->diagnostics[i].message);
        if (!found)
            fail_msg("no warning: %s", EXPECTED[e]);
    }
    char *text;
    assert_int_equal(dgh_report_comparison_text(&text, c, NULL, NULL), DGH_OK);
    assert_non_null(strstr(text, "THE TREES WERE COMPUTED WITH DIFFERENT SETTINGS"));
    dgh_string_free(text);
    assert_int_equal(dgh_report_comparison_csv(&text, c, NULL), DGH_OK);
    assert_non_null(strstr(text, ",yes\n"));
    assert_null(strstr(text, ",no\n"));
    dgh_string_free(text);
    release(&b);
}

static void reports_are_golden(void **state)
{
    (void)state;
    write_trees(PLAIN);
    both b = compared(NULL);
    char *text;
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.width = 100;
    assert_int_equal(dgh_report_comparison_text(&text, b.comparison, &options, NULL), DGH_OK);
    assert_golden(text, "comparison.txt");
    dgh_string_free(text);
    assert_int_equal(dgh_report_comparison_csv(&text, b.comparison, NULL), DGH_OK);
    assert_non_null(strstr(text, "\nglass,amorphous,1,Pt144,"));
    assert_non_null(strstr(text, ",offset,298.14999999999998,no\n"));
    dgh_string_free(text);
    release(&b);
}

static void errors(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"a", "b"};
    dgh_study empty = {0};
    const dgh_study *two[] = {&empty, &empty};
    dgh_comparison *c = (dgh_comparison *)1;
    dgh_error err = {0};
    assert_int_equal(dgh_comparison_make(&c, two, NAMES, 1, &err), DGH_ERR_ARGUMENT);
    assert_null(c);
    assert_string_equal(err.message, "expected two or more studies to compare, found 1");
    assert_int_equal(dgh_comparison_make(&c, two, NAMES, 2, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected computed studies, found one that is not (number 1)");
    dgh_comparison_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(classes_and_differences, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(settings_that_differ, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(reports_are_golden, enter_folder, leave_folder),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
