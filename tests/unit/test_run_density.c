/* Which densities belong to a run: small made-up directories, and the runs of Quantum ESPRESSO that
 * the tests share. */
#include "density_tree.h"

#include "base/text.h"
#include "espresso/pp_input.h"
#include "study/density_files.h"

static const tree_run HOLLOW = {
    .directory = "run", .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}, .incar = NULL};
static const tree_density CHGCAR = {
    .name = "CHGCAR", .pt_e = {10, 10, 10, 9.8}, .h_e = {1.2}, .n = {4, 4, 6}};

static tree_density named(const char *name)
{
    tree_density d = CHGCAR;
    d.name = name;
    return d;
}

static void write_named(const tree_run *r, const char *name)
{
    tree_density d = named(name);
    write_density(r, &d);
}

static dgh_run_density *find(const char *path)
{
    dgh_run_density *d;
    dgh_error err = {0};
    if (dgh_run_density_find(&d, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return d;
}

static const dgh_diagnostic *noted(const dgh_run_density *d, const char *code)
{
    const dgh_diagnostic *f = finding(d->diagnostics, d->n_diagnostics, code);
    for (size_t i = 0; !f && i < d->n_diagnostics; i++)
        print_message("  %s: %s\n", d->diagnostics[i].code, d->diagnostics[i].message);
    if (!f)
        fail_msg("no finding %s", code);
    return f;
}

static void test_vasp(void **state)
{
    (void)state;
    tree_run r = HOLLOW;
    r.incar = RELAX_SPIN;
    write_run(&r);
    write_potcar("run", true);
    write_named(&r, "CHGCAR");
    write_named(&r, "CHG");
    write_named(&r, "AECCAR0");
    write_named(&r, "AECCAR1");
    write_named(&r, "AECCAR2");
    write_named(&r, "LOCPOT");
    write_named(&r, "ELFCAR");
    write_named(&r, "PARCHG");
    shell("gzip run/AECCAR2 run/LOCPOT");
    dgh_run_density *d = find("run/");
    assert_string_equal(d->folder, "run");
    assert_non_null(d->calculation);
    assert_string_equal(d->density_path, "run/CHGCAR");
    assert_int_equal(d->density_head->n[2], 6);
    assert_null(d->density_head->value);
    assert_string_equal(d->spin_path, "run/CHGCAR");
    assert_int_equal(d->spin_component, 1);
    assert_string_equal(d->reference_path[0], "run/AECCAR0");
    assert_string_equal(d->reference_path[1], "run/AECCAR2.gz");
    assert_string_equal(d->potential_path, "run/LOCPOT.gz");
    assert_string_equal(d->elf_path, "run/ELFCAR");
    assert_true(d->n_electrons.has && d->n_electrons.value == 41.0);
    assert_true(d->offset_ang.has && d->offset_ang.value < 1e-6);
    assert_int_equal(d->n_atoms, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(d->valence_e[i] == (i < 4 ? 10.0 : 1.0));
    assert_string_equal(d->valence_from, "run/POTCAR");
    assert_int_equal(d->n_diagnostics, 0);
    dgh_run_density_free(d);
}

static void test_file(void **state)
{
    (void)state;
    tree_run r = HOLLOW;
    write_run(&r);
    write_named(&r, "slab 1_CHGCAR.vasp");
    write_named(&r, "CHGCAR");
    write_named(&r, "AECCAR0");
    dgh_run_density *d = find("run/slab 1_CHGCAR.vasp");
    assert_string_equal(d->density_path, "run/slab 1_CHGCAR.vasp");
    assert_null(d->reference_path[0]);
    assert_null(d->spin_path); /* no ISPIN in the INCAR, whose default is 1 */
    assert_null(d->valence_e); /* no POTCAR */
    assert_int_equal(d->n_atoms, 5);
    assert_string_equal(noted(d, "reference-incomplete")->message,
                        "run/AECCAR0: no reference without AECCAR2; LAECHG = .TRUE. writes both");
    dgh_run_density_free(d);
    if (chdir("run") != 0)
        fail_msg("no directory");
    d = find("CHGCAR"); /* the walk calls it ./CHGCAR */
    assert_string_equal(d->density_path, "CHGCAR");
    assert_non_null(d->calculation);
    dgh_run_density_free(d);
    if (chdir("..") != 0)
        fail_msg("no directory");
}

static void test_other_system(void **state)
{
    (void)state;
    tree_run r = HOLLOW, bare = {.directory = "run", .energy_ev = -20.0};
    write_run(&r);
    write_named(&r, "CHGCAR");
    write_named(&bare, "AECCAR0");
    tree_density moved = named("AECCAR2"), potential = named("LOCPOT");
    moved.lift_ang = 0.05;
    write_density(&r, &moved);
    tree_run longer = r;
    longer.cell_c_ang = 20.0;
    write_density(&longer, &potential);
    dgh_run_density *d = find("run");
    assert_string_equal(d->density_path, "run/CHGCAR");
    assert_null(d->reference_path[0]);
    assert_null(d->potential_path);
    assert_int_equal(d->n_diagnostics, 3);
    assert_string_equal(d->diagnostics[0].message,
                        "run/AECCAR0: does not belong to run/CHGCAR: its atoms differ");
    assert_string_equal(d->diagnostics[1].message,
                        "run/AECCAR2: does not belong to run/CHGCAR: its atoms stand elsewhere");
    assert_string_equal(d->diagnostics[2].message,
                        "run/LOCPOT: does not belong to run/CHGCAR: its cell differs");
    dgh_run_density_free(d);
}

static void test_other_geometry(void **state)
{
    (void)state;
    tree_run r = HOLLOW, before = HOLLOW;
    before.h[0][2] = 5.7;
    write_run(&r);
    write_named(&before, "CHGCAR");
    dgh_run_density *d = find("run/CHGCAR");
    assert_non_null(d->calculation);
    assert_true(d->offset_ang.has && fabs(d->offset_ang.value - 0.3) < 1e-6);
    assert_string_equal(noted(d, "density-of-another-geometry")->message,
                        "run/CHGCAR: its atoms stand up to 0.300 Angstrom from where they are in "
                        "the geometry that belongs to the energy of run");
    dgh_run_density_free(d);
}

static void test_nothing(void **state)
{
    (void)state;
    dgh_run_density *d;
    dgh_error err = {0};
    shell("mkdir empty");
    assert_int_equal(dgh_run_density_find(&d, "empty", NULL, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message,
                        "empty: neither a density nor a run of VASP or Quantum ESPRESSO here");
    assert_null(d);
    assert_int_equal(dgh_run_density_find(&d, "nowhere", NULL, &err), DGH_ERR_IO);
    write_run(&HOLLOW);
    assert_int_equal(dgh_run_density_find(&d, "run/INCAR", NULL, &err), DGH_ERR_UNSUPPORTED);
    assert_null(d);
    d = find("run"); /* a run without densities */
    assert_non_null(d->calculation);
    assert_null(d->density_path);
    assert_int_equal(d->n_diagnostics, 0);
    dgh_run_density_free(d);
    shell("printf 'not a grid' > run/CHGCAR");
    d = find("run");
    assert_null(d->density_path);
    dgh_run_density_free(d);
    write_named(&HOLLOW, "CHGCAR");
    shell("head -c 300 run/CHGCAR > run/x && mv run/x run/CHGCAR && sed -i '5s/0 0/0 x/' "
          "run/CHGCAR");
    assert_int_equal(dgh_run_density_find(&d, "run/CHGCAR", NULL, &err), DGH_ERR_UNSUPPORTED);
    dgh_run_density_free(NULL);
}

/* ---- names ------------------------------------------------------------------------------------
 */

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *format;
        dgh_density_kind kind;
    } CASES[] = {{"chgcar", "vasp-chgcar", DGH_DENSITY_VALENCE},
                 {"chgcar.vasp", "vasp-chgcar", DGH_DENSITY_VALENCE},
                 {"pt_chgcar", "vasp-chgcar", DGH_DENSITY_VALENCE},
                 {"chg", "vasp-chgcar", DGH_DENSITY_VALENCE},
                 {"chgcar_sum", "vasp-chgcar", DGH_DENSITY_AE},
                 {"chgcar_diff.vasp", "vasp-chgcar", DGH_DENSITY_NOTHING},
                 {"aeccar0", "vasp-chgcar", DGH_DENSITY_CORE},
                 {"aeccar1", "vasp-chgcar", DGH_DENSITY_NOTHING},
                 {"aeccar2.vasp", "vasp-chgcar", DGH_DENSITY_AE_PART},
                 {"parchg.0001", "vasp-chgcar", DGH_DENSITY_NOTHING},
                 {"slab.vasp", "vasp-chgcar", DGH_DENSITY_UNNAMED},
                 {"rho0.cube", "cube", DGH_DENSITY_VALENCE},
                 {"rho.cube", "cube", DGH_DENSITY_VALENCE},
                 {"charge_21.xsf", "xsf", DGH_DENSITY_AE},
                 {"rho17.cube", "cube", DGH_DENSITY_AE},
                 {"plot_num=6.cube", "cube", DGH_DENSITY_SPIN},
                 {"rho_ae.cube", "cube", DGH_DENSITY_AE},
                 {"all-electron.cube", "cube", DGH_DENSITY_AE},
                 {"pt_magn.cube", "cube", DGH_DENSITY_SPIN},
                 {"vh.cube", "cube", DGH_DENSITY_POTENTIAL},
                 {"potential.cube", "cube", DGH_DENSITY_POTENTIAL},
                 {"elf.cube", "cube", DGH_DENSITY_ELF},
                 {"self.cube", "cube", DGH_DENSITY_UNNAMED},
                 {"drho.cube", "cube", DGH_DENSITY_NOTHING},
                 {"rho9.cube", "cube", DGH_DENSITY_NOTHING},
                 {"slab.cube", "cube", DGH_DENSITY_UNNAMED},
                 {"charge-density.dat", "qe-charge-density", DGH_DENSITY_VALENCE},
                 {"spin-polarization.dat", "qe-charge-density", DGH_DENSITY_NOTHING}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int rank;
        dgh_density_kind kind = dgh_density_kind_of_name(CASES[i].name, CASES[i].format, &rank);
        if (kind != CASES[i].kind)
            fail_msg("%s is %d, expected %d", CASES[i].name, (int)kind, (int)CASES[i].kind);
    }
}

static void test_pp_input(void **state)
{
    (void)state;
    static const char TEXT[] =
        "! charge\n&INPUTPP\n prefix='x', plot_num = 21\n filplot='t.pp'\n/\n"
        "&plot\n iflag = 3, fileout = 'out/all.cube' /\n";
    dgh_arena *arena = dgh_arena_create();
    dgh_pp_input pp;
    dgh_error err = {0};
    assert_true(dgh_qe_is_pp_input(TEXT, sizeof TEXT - 1));
    assert_false(dgh_qe_is_pp_input("&control\n/\n", 11));
    assert_int_equal(dgh_qe_read_pp_input(&pp, TEXT, sizeof TEXT - 1, "pp.in", arena, &err),
                     DGH_OK);
    assert_true(pp.has_plot_num && pp.plot_num == 21);
    assert_true(dgh_slice_equals(pp.filplot, "t.pp"));
    assert_true(dgh_slice_equals(pp.fileout, "out/all.cube"));
    static const char SUM[] = "&inputpp plot_num=0 /\n&plot nfile=2, fileout='d.cube' /\n";
    assert_int_equal(dgh_qe_read_pp_input(&pp, SUM, sizeof SUM - 1, "pp.in", arena, &err), DGH_OK);
    assert_false(pp.has_plot_num);
    assert_int_equal(dgh_qe_read_pp_input(&pp, "&inputpp plot_num=", 18, "pp.in", arena, &err),
                     DGH_ERR_PARSE);
    dgh_arena_free(arena);
}

/* ---- Quantum ESPRESSO -------------------------------------------------------------------------
 */

#define QE DGH_SHARED_DATA "/qe/densities/"

/* Copies, never links: a test that writes must not reach the shared files. */
static void copy_real(const char *into, const char *from, const char *name, const char *as)
{
    shell("mkdir -p '%s' && cp '%s%s/%s' '%s/%s' && chmod u+w '%s/%s'", into, QE, from, name, into,
          as, into, as);
}

static void skip_without_data(void)
{
    if (access(QE "slab_h/pth.scf.out", R_OK) != 0) {
        print_message("SKIPPED: no shared densities at " QE "\n");
        skip();
    }
}

static void test_qe(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double electrons;
        size_t n_atoms;
    } CASES[] = {{"slab_h", 31.0, 4}, {"slab", 30.0, 3}, {"h", 1.0, 1}};
    skip_without_data();
    for (size_t i = 0; i < 3; i++) {
        char folder[1024], path[1100];
        snprintf(folder, sizeof folder, QE "%s", CASES[i].name);
        dgh_run_density *d = find(folder);
        snprintf(path, sizeof path, "%s/charge-density.dat", folder);
        assert_string_equal(d->density_path, path);
        snprintf(path, sizeof path, "%s/rho21.cube.xz", folder);
        assert_string_equal(d->reference_path[0], path);
        assert_null(d->reference_path[1]);
        assert_null(d->spin_path);
        assert_null(d->potential_path);
        assert_true(d->n_electrons.value == CASES[i].electrons);
        assert_true(d->offset_ang.has && d->offset_ang.value < 1e-4);
        assert_int_equal(d->n_atoms, CASES[i].n_atoms);
        for (size_t k = 0; k < d->n_atoms; k++)
            assert_true(d->valence_e[k] == (k == 3 || i == 2 ? 1.0 : 10.0));
        assert_true(d->fermi_ev.has);
        assert_int_equal(d->density_head->n[2], 200);
        dgh_run_density_free(d);
        snprintf(path, sizeof path, "%s/rho0.cube.xz", folder);
        d = find(path);
        assert_string_equal(d->density_path, path);
        snprintf(path, sizeof path, "%s/rho21.cube.xz", folder);
        assert_string_equal(d->reference_path[0], path);
        assert_int_equal(d->n_diagnostics, 0);
        dgh_run_density_free(d);
    }
}

/* What no name tells: the input of pp.x, and else the integral. */
static void test_qe_names(void **state)
{
    (void)state;
    skip_without_data();
    copy_real("q", "slab_h", "pth.scf.out", "scf.out");
    copy_real("q", "slab_h", "rho0.cube.xz", "one.cube.xz");
    copy_real("q", "slab_h", "rho21.cube.xz", "two.cube.xz");
    copy_real("q", "slab", "rho0.cube.xz", "rho_clean.cube.xz");
    dgh_run_density *d = find("q");
    assert_string_equal(d->density_path, "q/one.cube.xz");
    assert_string_equal(d->reference_path[0], "q/two.cube.xz");
    assert_string_equal(noted(d, "density-by-integral")->message,
                        "q/one.cube.xz: taken as the density, because it holds 31.0000 electrons "
                        "and the run has 31.0000");
    noted(d, "density-of-another-system");
    dgh_run_density_free(d);
    FILE *f = create("q", "pp.in", NULL);
    fputs("&inputpp plot_num=21 /\n&plot fileout='./two.cube' /\n", f);
    fclose(f);
    f = create("q", "pp0.in", NULL);
    fputs("&inputpp plot_num=0 /\n&plot fileout='./one.cube' /\n", f);
    fclose(f);
    d = find("q");
    assert_string_equal(d->density_path, "q/one.cube.xz");
    assert_string_equal(d->reference_path[0], "q/two.cube.xz");
    assert_null(finding(d->diagnostics, d->n_diagnostics, "density-by-integral"));
    dgh_run_density_free(d);
}

static void test_qe_outdir(void **state)
{
    (void)state;
    skip_without_data();
    copy_real("q", "slab_h", "pth.scf.out", "scf.out");
    copy_real("q/out/pth.save", "slab_h", "charge-density.dat", "charge-density.dat");
    copy_real("q/out/pth.save", "slab_h", "data-file-schema.xml", "data-file-schema.xml");
    copy_real("q", "slab_h", "rho0.filplot.xz", "anything.xz");
    copy_real("q", "slab_h", "rho21.cube.xz", "rho21.cube.xz");
    copy_real("q/other", "slab", "pth.scf.out", "scf.out");
    copy_real("q/other/pth.save", "slab", "charge-density.dat", "charge-density.dat");
    dgh_run_density *d = find("q");
    assert_string_equal(d->density_path, "q/out/pth.save/charge-density.dat");
    assert_string_equal(d->reference_path[0], "q/rho21.cube.xz");
    dgh_run_density_free(d);
    shell("rm -r q/out");
    d = find("q");
    assert_string_equal(d->density_path, "q/anything.xz"); /* plot_num 0 stands in it */
    dgh_run_density_free(d);
    shell("mv q/other/pth.save q/pth.save && mv q/other/scf.out q/scf.out");
    d = find("q/pth.save/charge-density.dat");
    assert_string_equal(d->folder, "q");
    assert_true(d->n_electrons.value == 30.0);
    dgh_run_density_free(d);
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)
    const struct CMUnitTest tests[] = {IN_FOLDER(test_vasp),         IN_FOLDER(test_file),
                                       IN_FOLDER(test_other_system), IN_FOLDER(test_other_geometry),
                                       IN_FOLDER(test_nothing),      IN_FOLDER(test_names),
                                       IN_FOLDER(test_pp_input),     IN_FOLDER(test_qe),
                                       IN_FOLDER(test_qe_names),     IN_FOLDER(test_qe_outdir)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
