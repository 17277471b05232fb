/* Profiles of files: every format in one pass, the run beside them, Quantum ESPRESSO's own
 * averages, and what must be refused. */
#include "density_tree.h"

static const double RYDBERG_EV = 13.605693122994;
static const double CELL[3][3] = {{4.0, 0.5, 0.0}, {-1.0, 5.0, 0.3}, {0.2, -0.4, 12.0}};
static const double LEFT[3][3] = {{-1.0, 5.0, 0.3}, {4.0, 0.5, 0.0}, {0.2, -0.4, 12.0}};

static dgh_grid *noise(const size_t n[3], const double cell[3][3])
{
    static const dgh_species SPECIES[1] = {{"Pt", 78, {0}}};
    static const uint32_t OF_ATOM[2] = {0, 0};
    static const double POSITION[6] = {0.1, 0.2, 1.0, 2.0, 1.0, 3.3};
    dgh_structure s = {.n_atoms = 2,
                       .n_species = 1,
                       .species = SPECIES,
                       .species_of_atom = OF_ATOM,
                       .has_cell = true,
                       .position_ang = POSITION};
    memcpy(s.cell_ang, cell, sizeof s.cell_ang);
    dgh_grid *grid = NULL;
    uint64_t seed = 7;
    assert_int_equal(dgh_grid_create(&grid, n, cell, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t p = 0; p < n[0] * n[1] * n[2]; p++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        grid->value[p] = (double)(seed >> 40) / 16777216.0 - 0.3;
    }
    return grid;
}

static dgh_profiles *compute(const char *path, const dgh_profiles_options *options)
{
    dgh_profiles *p = NULL;
    dgh_error err = {0};
    if (dgh_profiles_compute(&p, &path, 1, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return p;
}

static void expect(const char *path, const dgh_profiles_options *options, dgh_status status,
                   const char *message)
{
    dgh_profiles *p = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_profiles_compute(&p, &path, 1, options, &err), status);
    assert_null(p);
    assert_string_equal(err.message, message);
}

static void assert_near_all(const double *found, const double *expected, size_t n, double within)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(found[i] - expected[i]) <= within))
            fail_msg("%zu: %.17g instead of %.17g", i, found[i], expected[i]);
}

static const dgh_diagnostic *noted(const dgh_profile_of_file *f, const char *code)
{
    for (size_t i = 0; i < f->header->n_diagnostics; i++)
        if (strcmp(f->header->diagnostics[i].code, code) == 0)
            return &f->header->diagnostics[i];
    return NULL;
}

/* One pass over a file gives what the grid in memory gives, on all axes: the same bits where planes
 * of constant z come from the file, sums in another order where z is fastest in it. */
static void check_file(const char *path, dgh_interpolation interpolation, int jobs)
{
    dgh_grid *grid = NULL;
    dgh_point line[2], plane[3];
    dgh_profiles_options o;
    assert_int_equal(dgh_grid_read(&grid, path, NULL, NULL), DGH_OK);
    const double within = strcmp(grid->format, "vasp-chgcar") == 0 ? 0.0 : 1e-13;
    dgh_profiles_options_init(&o);
    assert_int_equal(dgh_point_parse(line, 2, "-0.7,0.3,0.9/atom:2", NULL), DGH_OK);
    assert_int_equal(dgh_point_parse(plane, 3, "atom:1/atom:2/ang:1,9,30", NULL), DGH_OK);
    o.line = line;
    o.plane = plane;
    o.n_points = 17;
    o.interpolation = interpolation;
    o.jobs = jobs;
    for (o.axis = 0; o.axis < 3; o.axis++) {
        dgh_profile *expected = NULL;
        double values[17 * 17];
        dgh_profiles *p = compute(path, &o);
        const dgh_profile_of_file *f = &p->files[0];
        assert_int_equal(dgh_density_profile(&expected, grid, o.axis, NULL), DGH_OK);
        assert_int_equal(f->profile->n, expected->n);
        assert_int_equal(f->profile->start, expected->start);
        assert_near_all(f->profile->mean, expected->mean, expected->n, within);
        assert_near_all(f->profile->cumulated, expected->cumulated, expected->n, 300.0 * within);
        double integral = dgh_grid_integral(grid);
        assert_true(fabs(f->integral - integral) <= 1e-12 * fabs(integral));
        const dgh_extremes *e = &f->extremes;
        assert_true(grid->value[e->least_at[0] +
                                grid->n[0] * (e->least_at[1] + grid->n[1] * e->least_at[2])] ==
                    e->least);
        assert_true(grid->value[e->most_at[0] +
                                grid->n[0] * (e->most_at[1] + grid->n[1] * e->most_at[2])] ==
                    e->most);
        for (int i = 0; i < 2; i++) {
            const dgh_cut *c = i ? p->plane : p->line;
            assert_true(c->n_points <= 17 * 17);
            assert_int_equal(dgh_density_sample(values, grid, c->position_ang, c->n_points,
                                                interpolation, 1, NULL),
                             DGH_OK);
            assert_near_all(i ? f->on_plane : f->on_line, values, c->n_points, 10.0 * within);
        }
        dgh_profile_free(expected);
        dgh_profiles_free(p);
    }
    dgh_grid_free(grid);
}

static void every_format_in_one_pass(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        dgh_grid_format format;
    } FILES[] = {
        {"rho CHGCAR", DGH_GRID_CHGCAR}, {"rho.cube", DGH_GRID_CUBE}, {"rho.xsf", DGH_GRID_XSF}};
    static const size_t SHAPES[][3] = {{8, 9, 10}, {1, 1, 24}, {7, 1, 5}};
    for (size_t s = 0; s < 3; s++)
        for (size_t i = 0; i < 3; i++) {
            dgh_grid *grid = noise(SHAPES[s], s == 1 ? LEFT : CELL);
            assert_int_equal(dgh_grid_write(grid, FILES[i].path, FILES[i].format, NULL), DGH_OK);
            dgh_grid_free(grid);
            check_file(FILES[i].path, DGH_INTERPOLATION_CUBIC, 1);
            check_file(FILES[i].path, DGH_INTERPOLATION_FOURIER, 2);
        }
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    static const size_t N[3] = {60, 50, 70};
    dgh_point line[2];
    dgh_grid *grid = noise(N, CELL);
    assert_int_equal(dgh_grid_write(grid, "many.cube", DGH_GRID_CUBE, NULL), DGH_OK);
    dgh_grid_free(grid);
    dgh_profiles_options o;
    dgh_profiles_options_init(&o);
    assert_int_equal(dgh_point_parse(line, 2, "0,0,0/1.1,1.2,1.3", NULL), DGH_OK);
    o.line = line;
    o.interpolation = DGH_INTERPOLATION_FOURIER;
    o.box_ang[0] = 2.2;
    o.jobs = 1;
    dgh_profiles *one = compute("many.cube", &o);
    for (o.jobs = 2; o.jobs <= 8; o.jobs *= 4) {
        dgh_profiles *many = compute("many.cube", &o);
        const dgh_profile_of_file *a = &one->files[0], *b = &many->files[0];
        assert_memory_equal(a->profile->mean, b->profile->mean, 70 * sizeof(double));
        assert_memory_equal(a->macroscopic, b->macroscopic, 70 * sizeof(double));
        assert_memory_equal(a->on_line, b->on_line, 101 * sizeof(double));
        assert_true(a->integral == b->integral);
        dgh_profiles_free(many);
    }
    dgh_profiles_free(one);
}

/* ---- the run beside a potential ---------------------------------------------------------------
 */

static void copy_clean_run(const char *directory)
{
    shell(
        "mkdir -p %s && cp '%s/examples/pt111-h/clean'/*.out '%s/examples/pt111-h/clean'/*.xml %s/ "
        "&& chmod u+w %s/*",
        directory, DGH_SOURCE_DIR, DGH_SOURCE_DIR, directory, directory);
}

/* A slab with a dipole in the cell of that run: 4 eV below it and 5 above. */
static void write_potential(const char *path, const char *run)
{
    dgh_calculation *c = NULL;
    char name[256];
    snprintf(name, sizeof name, "%s/pt.relax.out", run);
    assert_int_equal(dgh_read_file(&c, name, NULL, NULL), DGH_OK);
    dgh_structure s = dgh_calculation_structure(c);
    const size_t n[3] = {4, 4, 180};
    dgh_grid *grid = NULL;
    assert_int_equal(
        dgh_grid_create(&grid, n, (const double(*)[3])s.cell_ang, &s, DGH_FIELD_POTENTIAL, NULL),
        DGH_OK);
    for (size_t k = 0; k < 180; k++) {
        double z = (double)k * 0.1, level = z > 11.4 ? 4.0 : 5.0;
        double below = exp(-3.0 * fabs(18.0 - z)), above = exp(-3.0 * fabs(z - 4.7));
        for (size_t i = 0; i < 16; i++)
            grid->value[i + 16 * k] = z < 4.7 ? -12.0 : level - 12.0 * (z > 11.4 ? below : above);
    }
    assert_int_equal(dgh_grid_write(grid, path, DGH_GRID_CUBE, NULL), DGH_OK);
    dgh_grid_free(grid);
    dgh_calculation_free(c);
}

static void work_functions_take_the_runs_fermi_energy(void **state)
{
    (void)state;
    copy_clean_run("clean");
    write_potential("clean/pot.cube", "clean");
    dgh_profiles *p = compute("clean/pot.cube", NULL);
    const dgh_profile_of_file *f = &p->files[0];
    assert_int_equal(f->header->field, DGH_FIELD_POTENTIAL);
    assert_true(f->fermi_ev.has && fabs(f->fermi_ev.value - 2.8079) < 1e-4);
    assert_string_equal(f->fermi_ev.source.path, "clean/pt.relax.out");
    assert_true(f->fermi_ev.source.line > 0);
    assert_string_equal(f->dipole_correction.value, "none");
    assert_int_equal(f->vacuum.n_levels, 2);
    assert_true(fabs(f->work_function_ev[0].value - (5.0 - 2.8079)) < 1e-4);
    assert_true(fabs(f->work_function_ev[1].value - (4.0 - 2.8079)) < 1e-4);
    assert_true(fabs(f->dipole_step_ev.value - 1.0) < 1e-4);
    assert_non_null(noted(f, "two-levels-without-dipole-correction"));
    dgh_profiles_free(p);
    /* a directory is what the run in it left */
    p = compute("clean", NULL);
    assert_int_equal(p->n_files, 1);
    assert_string_equal(p->files[0].header->path, "clean/pot.cube");
    dgh_profiles_free(p);
    /* by hand it counts more */
    dgh_profiles_options o;
    dgh_profiles_options_init(&o);
    o.fermi_ev = (dgh_real){.has = true, .value = 1.0};
    p = compute("clean/pot.cube", &o);
    assert_true(fabs(p->files[0].work_function_ev[0].value - 4.0) < 1e-4);
    assert_null(p->files[0].fermi_ev.source.path);
    dgh_profiles_free(p);
}

static void no_fermi_energy_no_work_function(void **state)
{
    (void)state;
    copy_clean_run("from");
    shell("mkdir -p alone");
    write_potential("alone/pot.cube", "from");
    dgh_profiles *p = compute("alone/pot.cube", NULL);
    const dgh_profile_of_file *f = &p->files[0];
    assert_int_equal(f->vacuum.n_levels, 2);
    assert_false(f->fermi_ev.has || f->work_function_ev[0].has || f->work_function_ev[1].has);
    const dgh_diagnostic *d = noted(f, "no-fermi-energy");
    assert_non_null(d);
    assert_string_equal(d->message, "no Fermi energy known: vacuum levels, but no work function");
    dgh_profiles_free(p);
    /* along a there is no vacuum */
    dgh_profiles_options o;
    dgh_profiles_options_init(&o);
    o.axis = 0;
    p = compute("alone/pot.cube", &o);
    assert_int_equal(p->files[0].vacuum.n_levels, 0);
    assert_non_null(noted(&p->files[0], "no-vacuum"));
    dgh_profiles_free(p);
}

static void electrons_are_compared_with_the_run(void **state)
{
    (void)state;
    tree_run r = {.directory = "vasp", .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}};
    r.incar = RELAX_SPIN; /* NELECT = 41 */
    tree_density d = {.name = "CHGCAR", .pt_e = {10, 10, 10, 9.8}, .h_e = {1.2}};
    write_run(&r);
    write_density(&r, &d);
    dgh_profiles *p = compute("vasp/CHGCAR", NULL);
    assert_true(p->files[0].n_electrons.value == 41.0);
    assert_true(fabs(p->files[0].integral - 41.0) < 0.03);
    assert_null(noted(&p->files[0], "electrons-differ"));
    dgh_profiles_free(p);
    d.h_e[0] = 2.0;
    write_density(&r, &d);
    p = compute("vasp/CHGCAR", NULL);
    assert_non_null(noted(&p->files[0], "electrons-differ"));
    dgh_profiles_free(p);
}

/* ---- what must be refused ---------------------------------------------------------------------
 */

static void write_text(const char *path, const char *text)
{
    FILE *f = create(".", path, NULL);
    fputs(text, f);
    fclose(f);
}

#define HEAD                                                                                       \
    "H in a box\n 1.0\n 2.0 0.0 0.0\n 0.0 3.0 0.0\n 0.0 0.0 4.0\n H\n 1\nDirect\n"                 \
    " 0.25 0.5 0.75\n\n 2 1 3\n"

static void bad_files_are_named_with_line_and_column(void **state)
{
    (void)state;
    write_text("CHGCAR_cut", HEAD " 24.0 48.0 -24.0\n 0.1 0.2");
    expect("CHGCAR_cut", NULL, DGH_ERR_PARSE,
           "CHGCAR_cut:13:9: expected number 6 of 6 of the grid, found end of file");
    write_text("CHGCAR_nan", HEAD " 24.0 NaN -24.0\n 0.1 0.2 0.3\n");
    expect("CHGCAR_nan", NULL, DGH_ERR_PARSE,
           "CHGCAR_nan:12:7: expected number 2 of 6 of the grid, found \"NaN -24.0\"");
    write_text("CHGCAR_stars", HEAD " 24.0 1.0 -24.0\n ***** 0.2 0.3\n");
    expect("CHGCAR_stars", NULL, DGH_ERR_PARSE,
           "CHGCAR_stars:13:2: expected number 4 of 6 of the grid, found \"***** 0.2 0.3\"");
    write_text("cut.cube", "t\nt\n 0 0 0 0\n 2 1 0 0\n 1 0 1 0\n 3 0 0 1\n 1 2 3\n 4 5\n");
    expect("cut.cube", NULL, DGH_ERR_PARSE,
           "cut.cube:9:1: expected number 6 of 6 of the grid, found end of file");
    dgh_profiles *p = NULL;
    assert_int_equal(dgh_profiles_compute(&p, (const char *const[]){"missing"}, 1, NULL, NULL),
                     DGH_ERR_IO);
    assert_int_equal(dgh_profiles_compute(&p, NULL, 0, NULL, NULL), DGH_ERR_ARGUMENT);
    shell("mkdir -p nothing");
    assert_int_equal(dgh_profiles_compute(&p, (const char *const[]){"nothing"}, 1, NULL, NULL),
                     DGH_ERR_MISSING);
    assert_null(p);
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    dgh_profiles_options o;
    dgh_point p[3];
    write_text("CHGCAR", HEAD " 24.0 48.0 -24.0\n 0.1 0.2 0.3\n");
    dgh_profiles_options_init(&o);
    o.axis = 3;
    expect("CHGCAR", &o, DGH_ERR_ARGUMENT, "expected an axis 0, 1 or 2, found 3");
    dgh_profiles_options_init(&o);
    o.line = p;
    assert_int_equal(dgh_point_parse(p, 2, "atom:1/atom:2", NULL), DGH_OK);
    expect("CHGCAR", &o, DGH_ERR_ARGUMENT, "CHGCAR: expected an atom from 1 to 1, found 2");
    assert_int_equal(dgh_point_parse(p, 2, "atom:1/atom:1", NULL), DGH_OK);
    expect("CHGCAR", &o, DGH_ERR_ARGUMENT,
           "expected two points of a line, found the same place twice");
    assert_int_equal(dgh_point_parse(p, 2, "atom:1/0.25,0.5,0.75", NULL), DGH_OK);
    expect("CHGCAR", &o, DGH_ERR_ARGUMENT,
           "expected two points of a line, found the same place twice");
    o.line = NULL;
    o.plane = p;
    assert_int_equal(dgh_point_parse(p, 3, "0,0,0/0,0,.5/ang:0,0,1", NULL), DGH_OK);
    expect("CHGCAR", &o, DGH_ERR_ARGUMENT,
           "expected three points of a plane, found three on one line");
    dgh_profiles_options_init(&o);
    o.box_ang[0] = -1.0;
    expect("CHGCAR", &o, DGH_ERR_ARGUMENT, "expected box lengths above 0, found -1 and 0");
    dgh_profiles_options_init(&o);
    o.box_from_layers = true;
    expect("CHGCAR", &o, DGH_ERR_MISSING,
           "CHGCAR: expected at least two layers of atoms, found one");
}

static void files_side_by_side_share_a_cell_for_lines(void **state)
{
    (void)state;
    static const size_t SMALL[3] = {4, 4, 6}, FINE[3] = {5, 6, 9};
    dgh_grid *a = noise(SMALL, CELL), *b = noise(FINE, CELL), *c = noise(SMALL, LEFT);
    assert_int_equal(dgh_grid_write(a, "a.cube", DGH_GRID_CUBE, NULL), DGH_OK);
    assert_int_equal(dgh_grid_write(b, "b.vasp", DGH_GRID_CHGCAR, NULL), DGH_OK);
    assert_int_equal(dgh_grid_write(c, "c.cube", DGH_GRID_CUBE, NULL), DGH_OK);
    dgh_grid_free(a);
    dgh_grid_free(b);
    dgh_grid_free(c);
    dgh_profiles_options o;
    dgh_point p[3];
    dgh_profiles *all = NULL;
    dgh_error err = {0};
    dgh_profiles_options_init(&o);
    assert_int_equal(dgh_profiles_compute(&all, (const char *const[]){"a.cube", "b.vasp", "c.cube"},
                                          3, &o, &err),
                     DGH_OK);
    assert_int_equal(all->n_files, 3);
    dgh_profiles_free(all);
    o.plane = p;
    assert_int_equal(dgh_point_parse(p, 3, "0,0,0/1,0,0/0,1,0", NULL), DGH_OK);
    assert_int_equal(
        dgh_profiles_compute(&all, (const char *const[]){"a.cube", "b.vasp"}, 2, &o, &err), DGH_OK);
    assert_int_equal(dgh_profiles_write_plane(all, "plane.npy", &err), DGH_OK);
    dgh_profiles_free(all);
    assert_int_equal(
        dgh_profiles_compute(&all, (const char *const[]){"a.cube", "c.cube"}, 2, &o, &err),
        DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected the cell of a.cube in c.cube for the same line or "
                                     "plane, found lattice vectors 1 that differ by 6.7335 Ang");
}

/* ---- Quantum ESPRESSO's own averages (shared data) --------------------------------------------
 */

static bool is_there(const char *path)
{
    if (access(path, R_OK) == 0)
        return true;
    print_message("skipped: %s is not there\n", path);
    return false;
}

/* vh.avg.dat of average.x: z in Bohr, planar average and macroscopic average in Ry at 2000 points,
 * between those of the grid by Fourier interpolation; its window is 255 of them. */
static void averages_of_average_x(void **state)
{
    (void)state;
    enum { FINE = 2000 };
    static const char CUBE[] = DGH_SHARED_DATA "/qe/densities/clean_potential/vh.cube.xz";
    static const char DAT[] = DGH_SHARED_DATA "/qe/densities/clean_potential/vh.avg.dat";
    static double planar[FINE], macroscopic[FINE], position[FINE][3], value[FINE];
    if (!is_there(CUBE) || !is_there(DAT))
        skip();
    FILE *f = fopen(DAT, "r");
    assert_non_null(f);
    for (int i = 0; i < FINE; i++)
        assert_int_equal(fscanf(f, "%*f %lf %lf", &planar[i], &macroscopic[i]), 2);
    fclose(f);
    dgh_profiles_options o;
    dgh_profiles_options_init(&o);
    o.fermi_ev = (dgh_real){.has = true, .value = 2.8079};
    o.box_ang[0] = 255.0 / FINE * 34.015070 * 0.529177210903;
    dgh_profiles *p = compute(CUBE, &o);
    const dgh_profile_of_file *file = &p->files[0];
    assert_int_equal(file->header->field, DGH_FIELD_POTENTIAL);
    assert_int_equal(file->vacuum.n_levels, 1);
    assert_true(file->vacuum.level[0].flat);
    assert_true(fabs(file->vacuum.level[0].level_ev / RYDBERG_EV - 0.62385) < 1e-5);
    assert_true(fabs(file->work_function_ev[0].value - 5.680) < 5e-4);
    const size_t n[3] = {1, 1, file->profile->n};
    for (int which = 0; which < 2; which++) {
        dgh_grid *curve = NULL;
        assert_int_equal(dgh_grid_create(&curve, n, (const double(*)[3])file->header->cell_ang,
                                         NULL, DGH_FIELD_POTENTIAL, NULL),
                         DGH_OK);
        memcpy(curve->value, which ? file->macroscopic : file->profile->mean,
               n[2] * sizeof(double));
        for (int i = 0; i < FINE; i++)
            position[i][2] = curve->cell_ang[2][2] * i / FINE;
        assert_int_equal(dgh_density_sample(value, curve, &position[0][0], FINE,
                                            DGH_INTERPOLATION_FOURIER, 0, NULL),
                         DGH_OK);
        double worst = 0.0;
        for (int i = 0; i < FINE; i++)
            worst = fmax(worst, fabs(value[i] / RYDBERG_EV - (which ? macroscopic : planar)[i]));
        print_message("%s average: largest difference from average.x %.2e Ry\n",
                      which ? "macroscopic" : "planar", worst);
        /* five digits in the cube; average.x sums the box over points */
        assert_true(worst < (which ? 4e-6 : 1e-6));
        dgh_grid_free(curve);
    }
    dgh_profiles_free(p);
}

/* Whole curves of the difference, by an independent script. */
static void planar_differences(void **state)
{
    (void)state;
    static const char *const NAMES[3] = {"slab_h", "slab", "h"};
    static const double ELECTRONS[2][3] = {{30.999983, 29.999983, 1.000000},
                                           {243.400445, 242.400462, 0.999985}};
    for (int which = 0; which < 2; which++) {
        char path[1200];
        double delta[200] = {0.0}, most = 0.0;
        snprintf(path, sizeof path, "%s/qe/densities/planar_drho_plot%d_cube.txt", DGH_SHARED_DATA,
                 which ? 21 : 0);
        if (!is_there(path))
            skip();
        FILE *f = fopen(path, "r");
        for (int i = 0; i < 3; i++) {
            char cube[1200];
            snprintf(cube, sizeof cube, "%s/qe/densities/%s/rho%d.cube.xz", DGH_SHARED_DATA,
                     NAMES[i], which ? 21 : 0);
            dgh_profiles *p = compute(cube, NULL);
            assert_int_equal(p->files[0].profile->n, 200);
            assert_true(fabs(p->files[0].integral - ELECTRONS[which][i]) < 6e-7);
            for (int k = 0; k < 200; k++)
                delta[k] += (i ? -1.0 : 1.0) * p->files[0].profile->per_length[k];
            /* 243.4 "electrons" beside a run of 31 */
            assert_true(which == 0 || i == 2 || noted(&p->files[0], "electrons-differ"));
            dgh_profiles_free(p);
        }
        char line[256];
        int k = 0;
        while (fgets(line, sizeof line, f)) {
            double z, mean, per_length;
            if (line[0] == '#' || sscanf(line, "%lf %lf %lf", &z, &mean, &per_length) != 3)
                continue;
            assert_true(fabs(delta[k] - per_length) < 1e-8);
            most = fmax(most, fabs(delta[k] - per_length));
            k++;
        }
        fclose(f);
        assert_int_equal(k, 200);
        print_message("planar difference: largest deviation %.1e e/Ang\n", most);
    }
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_format_in_one_pass),
        IN_FOLDER(threads_change_no_bit),
        IN_FOLDER(work_functions_take_the_runs_fermi_energy),
        IN_FOLDER(no_fermi_energy_no_work_function),
        IN_FOLDER(electrons_are_compared_with_the_run),
        IN_FOLDER(bad_files_are_named_with_line_and_column),
        IN_FOLDER(what_makes_no_sense_is_refused),
        IN_FOLDER(files_side_by_side_share_a_cell_for_lines),
        IN_FOLDER(averages_of_average_x),
        IN_FOLDER(planar_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
