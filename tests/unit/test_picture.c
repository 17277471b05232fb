/* What a picture of a site shows, from Gaussians: the difference of the densities is known at every
 * point. And the files that the study was made of. */
#include "density_tree.h"

#include "dgh/inputs.h"
#include "dgh/picture.h"

static const tree_run CLEAN = {.directory = "t/clean", .energy_ev = -20.0};
static const tree_run HOLLOW = {
    .directory = "t/hollow", .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}};

static tree_density density(const char *name, double pt_e, double last_e, double h_e)
{
    return (tree_density){.name = name, .pt_e = {pt_e, pt_e, pt_e, last_e}, .h_e = {h_e}};
}

/* H takes 0.2 electrons from the fourth Pt. */
static void write_tree(bool with_h_alone)
{
    tree_density clean = density("CHGCAR", 10.0, 10.0, 0.0);
    tree_density after = density("CHGCAR", 10.0, 9.8, 1.2);
    write_small_tree("t");
    write_density(&CLEAN, &clean);
    write_density(&HOLLOW, &after);
    write_potcar("t/clean", true);
    write_potcar("t/hollow", true);
    if (!with_h_alone)
        return;
    tree_run r = HOLLOW;
    tree_density h = density("CHGCAR", 0.0, 0.0, 1.0);
    r.directory = "t/h_alone";
    write_run(&r);
    write_density(&r, &h);
    shell("cd t/h_alone && sed -i -e '6s/Pt H/H/' -e '7s/4 1/1/' POSCAR CONTCAR CHGCAR && "
          "sed -i '10,13d' POSCAR && sed -i '10,13d' CONTCAR && sed -i '9,12d' CHGCAR");
}

static double expected_drho(const double x[3])
{
    const tree_density moved = {.pt_e = {0.0, 0.0, 0.0, -0.2}, .h_e = {0.2}};
    return gaussian_sum(&HOLLOW, &moved, x);
}

static size_t index_of(const dgh_study *study, const char *label)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (strcmp(study->sites[i].label, label) == 0)
            return i;
    fail_msg("no site %s", label);
    return 0;
}

static dgh_site_picture *picture_of(const dgh_study *study, const dgh_picture_options *options)
{
    dgh_error err = {0};
    dgh_site_picture *p;
    dgh_status status = dgh_site_picture_make(&p, study, index_of(study, "hollow"), options, &err);
    if (status != DGH_OK)
        fail_msg("%s", err.message);
    return p;
}

static void test_atoms(void **state)
{
    (void)state;
    write_tree(false);
    dgh_study *study = computed(NULL, "t");
    dgh_site_picture *p = picture_of(study, NULL);
    assert_int_equal(p->n_atoms, 5);
    assert_int_equal(p->h, 4);
    assert_close(p->up[2], 1.0, 1e-12);
    for (size_t i = 0; i < 5; i++) {
        const dgh_picture_atom *a = &p->atoms[i];
        assert_int_equal(a->atomic_number, i < 4 ? 78 : 1);
        assert_int_equal(a->is_adsorbed, i == 4);
        assert_int_equal(a->binds, i < 4);
        assert_int_equal(a->has_phase, i < 4);
        assert_true(a->net_charge_e.has);
    }
    assert_close(p->atoms[4].position_ang[2], 5.4, 1e-6);
    assert_false(p->has_drho);
    assert_non_null(strstr(p->missing, "a single point of the H alone"));
    dgh_site_picture_free(p);
    dgh_error err = {0};
    assert_int_equal(dgh_site_picture_make(&p, study, study->n_sites, NULL, &err),
                     DGH_ERR_ARGUMENT);
    assert_null(p);
    dgh_study_free(study);
}

static void test_box_and_slice(void **state)
{
    (void)state;
    write_tree(true);
    dgh_study *study = computed(NULL, "t");
    dgh_site_picture *p = picture_of(study, NULL);
    const dgh_picture_box *box = &p->box;
    const dgh_picture_slice *s = &p->slice;
    assert_true(p->has_drho);
    assert_int_equal(p->n[0], 20);
    assert_int_equal(p->n_coarse[0], 20); /* no finer than the files */
    assert_int_equal(box->n[0], 21);      /* all of the cell: its faces meet */
    double x[3];
    for (size_t k = 0; k < box->n[2]; k++)
        for (size_t j = 0; j < box->n[1]; j++)
            for (size_t i = 0; i < box->n[0]; i++) {
                for (int a = 0; a < 3; a++)
                    x[a] = box->origin_ang[a] + (double)i * box->step_ang[0][a] +
                           (double)j * box->step_ang[1][a] + (double)k * box->step_ang[2][a];
                assert_close(box->value[i + box->n[0] * (j + box->n[1] * k)], expected_drho(x),
                             1e-6);
            }
    double low = box->origin_ang[2];
    double high = low + (double)(box->n[2] - 1) * box->step_ang[2][2];
    assert_true(low <= 2.4 && high >= 8.4);
    for (size_t j = 0; j < s->n[1]; j += 7)
        for (size_t i = 0; i < s->n[0]; i += 7) {
            for (int a = 0; a < 3; a++)
                x[a] = s->origin_ang[a] +
                       s->step_ang * ((double)i * s->right[a] + (double)j * s->up[a]);
            assert_close(s->value[i + s->n[0] * j], expected_drho(x), 0.02);
        }
    /* H in the middle, and a Pt beside it in the plane */
    assert_close(fabs(s->right[0]), sqrt(0.5), 1e-6);
    assert_int_equal(p->axis, 2);
    assert_int_equal(p->profile->n, p->n[2]);
    dgh_site_picture_free(p);
    dgh_study_free(study);
}

static void test_coarser(void **state)
{
    (void)state;
    write_tree(true);
    dgh_study *study = computed(NULL, "t");
    dgh_picture_options options = DGH_PICTURE_OPTIONS_INIT;
    options.spacing_ang = 0.47;
    options.half_width_ang = 1.5;
    dgh_site_picture *p = picture_of(study, &options);
    assert_int_equal(p->n_coarse[0], 12);
    assert_true(p->box.n[0] < 12);
    double most = 0.0;
    for (size_t i = 0; i < p->box.n[0] * p->box.n[1] * p->box.n[2]; i++)
        most = fmax(most, p->box.value[i]);
    const double h[3] = {1.4, 1.4, 5.4};
    assert_close(most, expected_drho(h), 0.15 * expected_drho(h)); /* near H, smoothed */
    dgh_site_picture_free(p);
    options.drho = false;
    p = picture_of(study, &options);
    assert_false(p->has_drho);
    assert_null(p->missing);
    dgh_site_picture_free(p);
    dgh_study_free(study);
}

/* ---- inputs ---------------------------------------------------------------------------------- */

static const dgh_study_input *input_of(const dgh_study_inputs *inputs, const char *path)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (strcmp(inputs->files[i].path, path) == 0)
            return &inputs->files[i];
    return NULL;
}

static void test_inputs(void **state)
{
    (void)state;
    write_tree(true);
    shell("echo nothing > t/notes.txt");
    dgh_study *study = computed(NULL, "t");
    dgh_study_inputs *inputs;
    dgh_file_identity expected;
    assert_int_equal(dgh_study_inputs_find(&inputs, study, NULL), DGH_OK);
    for (size_t i = 1; i < inputs->n; i++)
        assert_true(strcmp(inputs->files[i - 1].path, inputs->files[i].path) < 0);
    const dgh_study_input *f = input_of(inputs, "t/hollow/vasp.log");
    assert_non_null(f);
    assert_string_equal(f->use, "run");
    assert_int_equal(dgh_io_identify(&expected, "t/hollow/vasp.log", NULL), DGH_OK);
    assert_string_equal(f->identity.sha256, expected.sha256);
    assert_string_equal(input_of(inputs, "t/h_alone/CHGCAR")->use, "density");
    assert_null(input_of(inputs, "t/notes.txt"));
    dgh_study_inputs_free(inputs);
    shell("rm t/h_alone/CHGCAR");
    assert_int_equal(dgh_study_inputs_find(&inputs, study, NULL), DGH_OK);
    f = input_of(inputs, "t/h_alone/CHGCAR");
    assert_false(f->has_identity);
    assert_non_null(strstr(f->missing, "t/h_alone/CHGCAR"));
    dgh_study_inputs_free(inputs);
    /* the page is made all the same, and says so */
    char *page;
    assert_int_equal(dgh_report_html(&page, study, NULL, NULL), DGH_OK);
    assert_non_null(strstr(page, "\"drho_missing\": \"t/h_alone/CHGCAR"));
    dgh_string_free(page);
    dgh_study_free(study);
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)
    const struct CMUnitTest tests[] = {IN_FOLDER(test_atoms), IN_FOLDER(test_box_and_slice),
                                       IN_FOLDER(test_coarser), IN_FOLDER(test_inputs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
