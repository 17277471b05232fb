/* Differences of files that the test writes itself: numbers against closed formulas and against
 * dgh_density_combine, every refusal with its text, every output read back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dgh/difference.h"
#include "dgh/report.h"

static const double CELL[3][3] = {
    {5.0, 0.0, 0.0}, {-2.5, 4.330127018922193, 0.0}, {0.0, 0.0, 20.0}};
static const double TWO_PI = 6.283185307179586;

static const dgh_species SPECIES[2] = {{.label = "Pt", .atomic_number = 78},
                                       {.label = "H", .atomic_number = 1}};

/* Atom 0 and 1: Pt, atom 2: H. Bits of `which` choose; H is `shift` higher; `images` moves atoms by
 * lattice vectors and turns their order. */
static dgh_structure atoms(unsigned which, double shift, bool images, double *position,
                           uint32_t *species)
{
    static const double AT[3][3] = {{0.0, 0.0, 8.0}, {2.5, 1.4, 10.0}, {0.0, 0.0, 11.5}};
    dgh_structure s = {.n_species = 2, .species = SPECIES, .has_cell = true};
    for (int t = 0; t < 3; t++) {
        const int i = images ? 2 - t : t;
        if (!(which >> i & 1))
            continue;
        for (int k = 0; k < 3; k++)
            position[3 * s.n_atoms + (size_t)k] = AT[i][k] +
                                                  (images ? CELL[0][k] - 2.0 * CELL[2][k] : 0.0);
        position[3 * s.n_atoms + 2] += i == 2 ? shift : 0.0;
        species[s.n_atoms++] = i == 2;
    }
    s.position_ang = position;
    s.species_of_atom = species;
    memcpy(s.cell_ang, CELL, sizeof s.cell_ang);
    return s;
}

/* amplitude * (1 + cos) of a wave that every grid holds, and `drho` of another one along c. */
static dgh_grid *field(const size_t n[3], const dgh_structure *s, double amplitude, double drho)
{
    dgh_grid *g = NULL;
    assert_int_equal(dgh_grid_create(&g, n, CELL, s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < n[0]; i++) {
                const double x = TWO_PI * (double)i / (double)n[0],
                             y = TWO_PI * (double)j / (double)n[1],
                             z = TWO_PI * (double)k / (double)n[2];
                g->value[i + n[0] * (j + n[1] * k)] =
                    amplitude * (1.0 + 0.5 * cos(x - 2.0 * y + z)) + drho * sin(z) + drho * cos(x);
            }
    return g;
}

static void write_grid(const dgh_grid *g, const char *path, dgh_grid_format format)
{
    dgh_error err = {0};
    if (dgh_grid_write(g, path, format, &err) != DGH_OK)
        fail_msg("%s", err.message);
}

static void put(const char *path, dgh_grid_format format, unsigned which, double shift, bool images,
                double amplitude, double drho)
{
    static const size_t N[3] = {8, 9, 30};
    double position[9];
    uint32_t species[3];
    dgh_structure s = atoms(which, shift, images, position, species);
    dgh_grid *g = field(N, &s, amplitude, drho);
    write_grid(g, path, format);
    dgh_grid_free(g);
}

static int make_files(void **state)
{
    static char folder[] = "/tmp/dgh-difference-XXXXXX";
    *state = folder;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    put("AB.vasp", DGH_GRID_CHGCAR, 7, 0.0, false, 3.0, 0.01);
    put("A.vasp", DGH_GRID_CHGCAR, 3, 0.0, false, 2.0, 0.0);
    put("B.vasp", DGH_GRID_CHGCAR, 4, 0.0, false, 1.0, 0.0);
    put("AB.cube", DGH_GRID_CUBE, 7, 0.0, true, 3.0, 0.01);
    put("A.cube", DGH_GRID_CUBE, 3, 0.0, true, 2.0, 0.0);
    put("B.cube", DGH_GRID_CUBE, 4, 0.0, false, 1.0, 0.0);
    put("B.xsf", DGH_GRID_XSF, 4, 0.0, true, 1.0, 0.0);
    put("moved.vasp", DGH_GRID_CHGCAR, 4, 0.02, false, 1.0, 0.0);
    return 0;
}

static int remove_files(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", (const char *)*state);
    return chdir("/") == 0 ? system(command) : -1;
}

static dgh_difference *good(const char *ab, const char *a, const char *b,
                            dgh_difference_options *options)
{
    const dgh_difference_term terms[3] = {{1.0, ab}, {-1.0, a}, {-1.0, b}};
    dgh_difference *d;
    dgh_error err = {0};
    if (dgh_difference_compute(&d, terms, 3, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return d;
}

static void bad(const dgh_difference_term *terms, size_t n, dgh_difference_options *options,
                dgh_status status, const char *message)
{
    dgh_difference *d;
    dgh_error err = {0};
    assert_int_equal(dgh_difference_compute(&d, terms, n, options, &err), status);
    assert_null(d);
    assert_string_equal(err.message, message);
}

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.12g instead of %.12g", found, expected);
}

/* drho = 0.01 (sin z + cos x): what the sums must be. */
static void check_numbers(const dgh_difference *d)
{
    const double volume = 5.0 * 4.330127018922193 * 20.0, area = volume / 20.0;
    assert_int_equal(d->n_inputs, 3);
    assert_near(d->inputs[0].integral, 3.0 * volume, 1e-8 * volume);
    assert_near(d->inputs[2].integral, volume, 1e-8 * volume);
    assert_near(d->integral, 0.0, 1e-7);
    double positive = 0.0, negative = 0.0;
    for (int k = 0; k < 30; k++)
        for (int i = 0; i < 8; i++) {
            const double v = 0.01 * (sin(TWO_PI * k / 30.0) + cos(TWO_PI * i / 8.0));
            positive += fmax(v, 0.0) * volume / 240.0;
            negative += fmin(v, 0.0) * volume / 240.0;
        }
    assert_near(d->integral_positive, positive, 1e-7);
    assert_near(d->integral_negative, negative, 1e-7);
    assert_near(d->integral_absolute, positive - negative, 2e-7);
    assert_near(d->largest, 0.01 * (1.0 + sin(TWO_PI * 7.0 / 30.0)), 1e-9);
    assert_int_equal(d->axis, 2);
    assert_int_equal(d->profile->n, 30);
    for (size_t k = 0; k < 30; k++)
        assert_near(d->profile->per_length[k], 0.01 * area * sin(TWO_PI * (double)k / 30.0), 1e-8);
    /* the vacuum is cut at (11.5 + 28) / 2 = 19.75 Ang: 29.6, plane 0 */
    assert_int_equal(d->profile->start, 0);
    /* - integral of z sin = L^2 / 2 pi, by the trapezoid rule L^2 / (2 n tan(pi/n)) */
    const double moment = 0.01 * area * 400.0 / (2.0 * 30.0 * tan(TWO_PI / 60.0));
    assert_near(d->dipole_e_ang, moment, 1e-6);
    assert_near(d->potential_step_ev, -180.9512741 * moment / area, 1e-5);
    assert_int_equal(d->n_atoms, 3);
    for (size_t i = 0; i < 3; i++)
        assert_near(d->atoms[i].radius_ang,
                    dgh_structure_element(d->structure, i) == 1 ? 0.31 : 1.36, 1e-12);
}

static void differences_in_any_format(void **state)
{
    (void)state;
    static const char *const FILES[][3] = {{"AB.vasp", "A.vasp", "B.vasp"},
                                           {"AB.cube", "A.cube", "B.cube"},
                                           {"AB.cube", "A.vasp", "B.xsf"},
                                           {"AB.vasp", "A.cube", "B.cube"}};
    for (size_t f = 0; f < 4; f++) {
        dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
        options.grid.jobs = (int)f;
        dgh_difference *d = good(FILES[f][0], FILES[f][1], FILES[f][2], &options);
        check_numbers(d);
        assert_int_equal(d->n_diagnostics, 0);
        assert_null(d->grid);
        assert_false(d->expected_integral.has);
        for (size_t i = 0; i < 3; i++) /* H comes with B */
            assert_int_equal(d->atoms[i].input,
                             dgh_structure_element(d->structure, i) == 1 ? 2 : 1);
        dgh_difference_free(d);
    }
}

static void outputs_read_back(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"out.vasp", "out.cube", "out.xsf"};
    for (size_t f = 0; f < 6; f++) {
        dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
        options.write_path = NAMES[f % 3];
        options.keep_grid = true;
        assert_true(dgh_grid_format_of_name(&options.write_format, options.write_path));
        dgh_difference *d = f < 3 ? good("AB.vasp", "A.vasp", "B.vasp", &options)
                                  : good("AB.cube", "A.cube", "B.cube", &options);
        assert_string_equal(d->written_path, NAMES[f % 3]);
        check_numbers(d);
        dgh_grid *g;
        dgh_error err = {0};
        if (dgh_grid_read(&g, NAMES[f % 3], NULL, &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(g->structure.n_atoms, 3);
        assert_int_equal(g->field, DGH_FIELD_DENSITY);
        for (size_t i = 0; i < 8 * 9 * 30; i++)
            assert_near(g->value[i], d->grid->value[i], 1e-10);
        dgh_grid_free(g);
        dgh_difference_free(d);
    }
}

static void arrays_for_numpy_come_in_both_orders(void **state)
{
    (void)state;
    for (int z_fastest = 0; z_fastest < 2; z_fastest++) {
        dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
        options.write_path = "out.npy";
        options.write_format = DGH_GRID_NPY;
        options.keep_grid = true;
        dgh_difference *d = z_fastest ? good("AB.cube", "A.cube", "B.cube", &options)
                                      : good("AB.vasp", "A.vasp", "B.vasp", &options);
        FILE *file = fopen("out.npy", "rb");
        char head[128];
        static double value[8 * 9 * 30];
        assert_non_null(file);
        assert_int_equal(fread(head, 1, 128, file), 128);
        assert_int_equal(fread(value, sizeof *value, 8 * 9 * 30, file), 8 * 9 * 30);
        assert_int_equal(fgetc(file), EOF);
        fclose(file);
        head[127] = '\0';
        assert_non_null(
            strstr(head + 10, z_fastest ? "'fortran_order': False" : "'fortran_order': True"));
        assert_non_null(strstr(head + 10, "'shape': (8, 9, 30)"));
        for (size_t k = 0; k < 30; k++)
            for (size_t j = 0; j < 9; j++)
                for (size_t i = 0; i < 8; i++)
                    assert_true(value[z_fastest ? k + 30 * (j + 9 * i) : i + 8 * (j + 9 * k)] ==
                                d->grid->value[i + 8 * (j + 9 * k)]);
        dgh_difference_free(d);
    }
}

static void any_coefficients(void **state)
{
    (void)state;
    const dgh_difference_term terms[3] = {{0.5, "A.vasp"}, {2.0, "B.vasp"}, {0.25, "AB.cube"}};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.axis = 0;
    dgh_difference *d;
    assert_int_equal(dgh_difference_compute(&d, terms, 3, &options, NULL), DGH_OK);
    const double volume = 5.0 * 4.330127018922193 * 20.0;
    assert_string_equal(d->expression, "0.5 * A.vasp + 2 * B.vasp + 0.25 * AB.cube");
    assert_near(d->integral, 3.75 * volume, 1e-6);
    assert_near(d->integral_negative, 0.0, 0.0);
    assert_int_equal(d->profile->n, 8);
    for (size_t i = 0; i < 8; i++)
        assert_near(d->profile->mean[i], 3.75 + 0.0025 * cos(TWO_PI * (double)i / 8.0), 1e-9);
    assert_int_equal(d->n_atoms, 3); /* of all files together */
    assert_false(d->is_difference);
    dgh_difference_free(d);
}

/* Every number of the JSON document. */
static void threads_change_no_bit(void **state)
{
    (void)state;
    static const char *const FILES[][3] = {{"AB.vasp", "A.vasp", "B.vasp"},
                                           {"AB.cube", "A.cube", "B.cube"}};
    for (int f = 0; f < 2; f++)
        for (int axis = 0; axis < 3; axis++) {
            char *first = NULL;
            static const int JOBS[] = {1, 2, 8};
            for (int j = 0; j < 3; j++) {
                dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
                options.grid.jobs = JOBS[j];
                options.axis = axis;
                dgh_difference *d = good(FILES[f][0], FILES[f][1], FILES[f][2], &options);
                char *text;
                assert_int_equal(dgh_report_difference_json(&text, d, NULL), DGH_OK);
                if (first)
                    assert_string_equal(text, first);
                free(j ? text : NULL);
                first = j ? first : text;
                dgh_difference_free(d);
            }
            free(first);
        }
}

static void other_points_are_interpolated(void **state)
{
    (void)state;
    static const size_t COARSE[3] = {6, 12, 24};
    double position[9];
    uint32_t species[3];
    dgh_structure s = atoms(4, 0.0, false, position, species);
    dgh_grid *g = field(COARSE, &s, 1.0, 0.0);
    write_grid(g, "coarse.cube", DGH_GRID_CUBE);
    dgh_grid_free(g);
    for (int write_it = 0; write_it < 2; write_it++) {
        dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
        options.keep_grid = true;
        options.write_path = write_it ? "out.cube" : NULL;
        options.write_format = DGH_GRID_CUBE;
        dgh_difference *d = good("AB.vasp", "A.cube", "coarse.cube", &options);
        assert_int_equal(d->n[0] * 10000 + d->n[1] * 100 + d->n[2], 81230);
        assert_true(d->inputs[0].interpolated && d->inputs[2].interpolated);
        assert_near(d->inputs[2].integral, 5.0 * 4.330127018922193 * 20.0, 1e-6);
        for (size_t k = 0; k < 30; k++)
            for (size_t j = 0; j < 12; j++)
                for (size_t i = 0; i < 8; i++)
                    assert_near(
                        d->grid->value[i + 8 * (j + 12 * k)],
                        0.01 * (sin(TWO_PI * (double)k / 30.0) + cos(TWO_PI * (double)i / 8.0)),
                        1e-9);
        dgh_difference_free(d);
    }
}

static void basins_of_a_reference(void **state)
{
    (void)state;
    double position[9];
    uint32_t species[3];
    static const size_t N[3] = {8, 9, 30};
    dgh_structure s = atoms(7, 0.0, false, position, species);
    dgh_grid *g = field(N, &s, 0.0, 0.0);
    for (size_t k = 0; k < 30; k++)
        for (size_t p = 0; p < 72; p++) /* two layers: Pt at 8 and 10 Ang, H at 11.5 */
            g->value[p + 72 * k] = 2.0 + cos(TWO_PI * ((double)k - 13.0) / 30.0);
    g->value[72 * 12] += 3.0; /* a nucleus: (0, 0, 8) */
    write_grid(g, "reference.vasp", DGH_GRID_CHGCAR);
    dgh_grid_free(g);
    const char *const paths[2] = {"reference.vasp", "reference.vasp"};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.basins_path = paths;
    options.n_basins_paths = 2;
    dgh_difference *d = good("AB.vasp", "A.vasp", "B.vasp", &options);
    check_numbers(d);
    double sum = d->basins_vacuum, volume = 0.0;
    for (size_t i = 0; i < 3; i++) {
        assert_true(d->atoms[i].has_basin);
        sum += d->atoms[i].basin;
        volume += d->atoms[i].basin_volume_ang3;
    }
    assert_near(sum, d->integral, 1e-9);
    assert_near(volume, 5.0 * 4.330127018922193 * 20.0, 1e-6);
    assert_int_equal(d->n_basins_paths, 2);
    dgh_difference_free(d);
}

static void radii_are_chosen(void **state)
{
    (void)state;
    static const dgh_sphere_radius RADII[2] = {{1, 0.9}, {0, 1.1}};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.radius = RADII;
    options.n_radii = 2;
    dgh_difference *d = good("AB.vasp", "A.vasp", "B.vasp", &options);
    assert_near(d->atoms[0].radius_ang, 1.1, 0.0);
    assert_near(d->atoms[2].radius_ang, 0.9, 0.0);
    dgh_difference_free(d);
    options.n_radii = 1;
    d = good("AB.vasp", "A.vasp", "B.vasp", &options);
    assert_near(d->atoms[0].radius_ang, 1.36, 1e-12);
    dgh_difference_free(d);
}

static void atoms_must_cancel(void **state)
{
    (void)state;
    const dgh_difference_term moved[3] = {{1.0, "AB.vasp"}, {-1.0, "A.cube"}, {-1.0, "moved.vasp"}};
    static const char MOVED[] =
        "moved.vasp: expected the atoms of AB.vasp at the same places, found H (atom 1) 0.0200 Ang "
        "away from atom 3 there, tolerance 0.0010 Ang (1 atom moved); such a difference shows "
        "displacement and not charge";
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    bad(moved, 3, &options, DGH_ERR_REFUSED, MOVED);
    options.same_atom_ang = 0.03;
    dgh_difference *d;
    assert_int_equal(dgh_difference_compute(&d, moved, 3, &options, NULL), DGH_OK);
    assert_int_equal(d->n_diagnostics, 0);
    dgh_difference_free(d);
    options.same_atom_ang = 0.0;
    options.force = true;
    assert_int_equal(dgh_difference_compute(&d, moved, 3, &options, NULL), DGH_OK);
    assert_int_equal(d->n_diagnostics, 1);
    assert_int_equal(d->diagnostics[0].severity, DGH_ERROR);
    assert_string_equal(d->diagnostics[0].code, "atoms-moved");
    assert_string_equal(d->diagnostics[0].message, MOVED + strlen("moved.vasp: "));
    dgh_difference_free(d);
    options.force = false;
    const dgh_difference_term lonely[2] = {{1.0, "AB.vasp"}, {-1.0, "A.vasp"}};
    bad(lonely, 2, &options, DGH_ERR_REFUSED,
        "AB.vasp: expected atoms that cancel in the difference, found H (atom 3) without a "
        "counterpart in the other files (1 atom so); such a difference counts the atom's own "
        "electrons");
    const dgh_difference_term thrice[3] = {{1.0, "A.vasp"}, {-1.0, "A.vasp"}, {-1.0, "A.vasp"}};
    bad(thrice, 3, &options, DGH_ERR_REFUSED,
        "A.vasp: expected atoms that cancel in the difference, found Pt (atom 1) without a "
        "counterpart in the other files (2 atoms so); such a difference counts the atom's own "
        "electrons");
}

static void the_same_file_twice_is_told(void **state)
{
    (void)state;
    const dgh_difference_term twice[2] = {{1.0, "A.vasp"}, {-1.0, "./A.vasp"}};
    dgh_difference *d;
    assert_int_equal(dgh_difference_compute(&d, twice, 2, NULL, NULL), DGH_OK);
    assert_near(d->integral_absolute, 0.0, 0.0);
    assert_int_equal(d->n_diagnostics, 1);
    assert_string_equal(d->diagnostics[0].code, "same-file");
    assert_string_equal(d->diagnostics[0].message, "the same file as A.vasp");
    dgh_difference_free(d);
}

static void files_must_belong_together(void **state)
{
    (void)state;
    dgh_grid *g = NULL;
    static const size_t N[3] = {8, 9, 30};
    double position[9], cell[3][3];
    uint32_t species[3];
    dgh_structure s = atoms(4, 0.0, false, position, species);
    memcpy(cell, CELL, sizeof cell);
    cell[2][2] += 0.01;
    assert_int_equal(dgh_grid_create(&g, N, (const double(*)[3])cell, &s, DGH_FIELD_DENSITY, NULL),
                     DGH_OK);
    write_grid(g, "longer.vasp", DGH_GRID_CHGCAR);
    dgh_grid_free(g);
    g = field(N, &s, 1.0, 0.0);
    g->origin_ang[1] = 0.25;
    write_grid(g, "shifted.cube", DGH_GRID_CUBE);
    g->origin_ang[1] = 0.0;
    g->field = DGH_FIELD_POTENTIAL;
    write_grid(g, "LOCPOT", DGH_GRID_CHGCAR);
    dgh_grid_free(g);
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    dgh_difference_term terms[3] = {{1.0, "AB.vasp"}, {-1.0, "A.vasp"}, {-1.0, "longer.vasp"}};
    options.force = true; /* does not help */
    bad(terms, 3, &options, DGH_ERR_REFUSED,
        "longer.vasp: expected the cell of AB.vasp, found lattice vector 3 to differ by 0.0100 "
        "Ang");
    terms[2].path = "shifted.cube";
    bad(terms, 3, &options, DGH_ERR_REFUSED,
        "shifted.cube: expected the origin of AB.vasp, found one 0.2500 Ang away");
    terms[2].path = "LOCPOT";
    bad(terms, 3, &options, DGH_ERR_REFUSED,
        "LOCPOT: expected a field of the same kind as in AB.vasp (density), found potential");
}

static char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);
    assert_non_null(file);
    *size = fread(text, 1, 1 << 20, file);
    fclose(file);
    return text;
}

static void spill(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    fclose(file);
}

static bool exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

static void nothing_is_written_half(void **state)
{
    (void)state;
    size_t size;
    char *text = slurp("B.vasp", &size);
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    const dgh_difference_term terms[3] = {
        {1.0, "AB.vasp"}, {-1.0, "A.vasp"}, {-1.0, "broken.vasp"}};
    options.write_path = "never.vasp";
    spill("broken.vasp", text, (size_t)(strchr(text + size / 2, '\n') - text) + 1);
    dgh_difference *d;
    dgh_error err = {0};
    assert_int_equal(dgh_difference_compute(&d, terms, 3, &options, &err), DGH_ERR_PARSE);
    assert_non_null(strstr(err.message, "expected number "));
    assert_non_null(strstr(err.message, " of 2160 of the grid, found end of file"));
    memcpy(text + size - 2 * 91 + 1, "*****", 5); /* the last two lines of five numbers */
    spill("broken.vasp", text, size);
    err = (dgh_error){0};
    assert_int_equal(dgh_difference_compute(&d, terms, 3, &options, &err), DGH_ERR_PARSE);
    static const char STARS[] =
        "broken.vasp:442:2: expected number 2151 of 2160 of the grid, found \"*****";
    assert_memory_equal(err.message, STARS, strlen(STARS));
    memcpy(text + size - 2 * 91 + 1, " NaN ", 5);
    spill("broken.vasp", text, size);
    assert_int_equal(dgh_difference_compute(&d, terms, 3, &options, &err), DGH_ERR_PARSE);
    free(text);
    assert_false(exists("never.vasp"));
    options.write_path = "nowhere/out.vasp";
    const dgh_difference_term fine[3] = {{1.0, "AB.vasp"}, {-1.0, "A.vasp"}, {-1.0, "B.vasp"}};
    bad(fine, 3, &options, DGH_ERR_IO,
        "nowhere/out.vasp: cannot be written: No such file or directory");
    options.write_path = "./B.vasp";
    bad(fine, 3, &options, DGH_ERR_ARGUMENT,
        "./B.vasp: expected an output that is none of the inputs");
    const dgh_difference_term folder[2] = {{1.0, "AB.vasp"}, {-1.0, "."}};
    bad(folder, 2, &options, DGH_ERR_IO, ".: expected a regular file, found a directory");
    const dgh_difference_term zero[2] = {{1.0, "AB.vasp"}, {0.0, "A.vasp"}};
    bad(zero, 2, &options, DGH_ERR_ARGUMENT, "A.vasp: expected a coefficient other than zero");
    bad(zero, 0, &options, DGH_ERR_ARGUMENT, "expected at least one file, found none");
}

static void numbers_too_many_are_an_error(void **state)
{
    (void)state;
    static const char *const FILES[] = {"B.vasp", "B.cube", "B.xsf"};
    for (int f = 0; f < 3; f++) {
        size_t size;
        char *text = slurp(FILES[f], &size);
        char *end = f == 2 ? strstr(text, "\n END_DATAGRID") : text + size;
        assert_non_null(end);
        size_t kept = (size_t)(end - text);
        memcpy(text + kept, "\n 1.0\n END_DATAGRID_3D\n", 24);
        spill("surplus", text, kept + (f == 2 ? 24 : 6));
        free(text);
        const dgh_difference_term terms[3] = {
            {1.0, "AB.vasp"}, {-1.0, "A.vasp"}, {-1.0, "surplus"}};
        dgh_difference *d;
        dgh_error err = {0};
        assert_int_equal(dgh_difference_compute(&d, terms, 3, NULL, &err), DGH_ERR_PARSE);
        assert_non_null(strstr(err.message, "1.0\""));
    }
}

static bool stop(void *user, const char *what, size_t done, size_t total)
{
    (void)what, (void)done, (void)total;
    ++*(int *)user;
    return false;
}

static void a_callback_may_stop_it(void **state)
{
    (void)state;
    int calls = 0;
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.progress = stop;
    options.progress_user = &calls;
    options.write_path = "never.vasp";
    const dgh_difference_term terms[2] = {{1.0, "A.vasp"}, {-1.0, "A.cube"}};
    bad(terms, 2, &options, DGH_ERR_CANCELLED, "cancelled");
    assert_int_equal(calls, 1);
    assert_false(exists("never.vasp"));
}

static void names_tell_formats(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format; /* -1 = none */
    } NAMES[] = {{"x/drho.vasp", DGH_GRID_CHGCAR},
                 {"CHGCAR_diff", DGH_GRID_CHGCAR},
                 {"a.Cube", DGH_GRID_CUBE},
                 {"a.xsf", DGH_GRID_XSF},
                 {"a.npy", DGH_GRID_NPY},
                 {"a.txt", -1},
                 {".cube", -1},
                 {"a.cube.gz", -1},
                 {"CHG.d/a", -1}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        dgh_grid_format format = DGH_GRID_XSF;
        bool found = dgh_grid_format_of_name(&format, NAMES[i].name);
        assert_int_equal(found ? (int)format : -1, NAMES[i].format);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_in_any_format),
        cmocka_unit_test(outputs_read_back),
        cmocka_unit_test(arrays_for_numpy_come_in_both_orders),
        cmocka_unit_test(any_coefficients),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(other_points_are_interpolated),
        cmocka_unit_test(basins_of_a_reference),
        cmocka_unit_test(radii_are_chosen),
        cmocka_unit_test(atoms_must_cancel),
        cmocka_unit_test(the_same_file_twice_is_told),
        cmocka_unit_test(files_must_belong_together),
        cmocka_unit_test(nothing_is_written_half),
        cmocka_unit_test(numbers_too_many_are_an_error),
        cmocka_unit_test(a_callback_may_stop_it),
        cmocka_unit_test(names_tell_formats),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
