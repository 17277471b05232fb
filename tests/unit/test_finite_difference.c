#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/constants.h"
#include "dgh/thermo.h"
#include "near.h"

enum { MAX_ATOMS = 4, MAX_RUNS = 16 };

static const double FORCE_UNIT = DGH_RYDBERG_EV / DGH_BOHR_ANG;
static const double HESSIAN_UNIT = DGH_RYDBERG_EV / (DGH_BOHR_ANG * DGH_BOHR_ANG);

typedef struct set {
    size_t n_atoms, n_runs;
    double cell[3][3];
    double mass[MAX_ATOMS];
    double position[MAX_RUNS][3 * MAX_ATOMS], force[MAX_RUNS][3 * MAX_ATOMS];
    char name[MAX_RUNS][64];
    dgh_displaced_run runs[MAX_RUNS];
} set;

/* Positions and forces of one pw.x output, with no help of the library's reader. */
static void add_run(set *s, const char *folder, const char *name, const char *file)
{
    char path[4096], line[512];
    snprintf(path, sizeof path, "%s/examples/pt111-h/%s/fd/%s/%s", DGH_SOURCE_DIR, folder, name,
             file);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("%s cannot be opened", path);
    double alat_ang = 0.0;
    size_t n_positions = 0, n_forces = 0, r = s->n_runs++;
    while (fgets(line, sizeof line, f)) {
        const char *hit;
        double v[3];
        unsigned atom;
        if ((hit = strstr(line, "celldm(1)=")) != NULL)
            alat_ang = strtod(hit + 10, NULL) * DGH_BOHR_ANG;
        else if (strstr(line, " tau(") && n_positions < MAX_ATOMS &&
                 sscanf(strstr(line, "= (") + 3, "%lf %lf %lf", &v[0], &v[1], &v[2]) == 3) {
            for (int k = 0; k < 3; k++)
                s->position[r][3 * n_positions + (size_t)k] = v[k] * alat_ang;
            n_positions++;
        } else if (n_forces < n_positions && sscanf(line, " atom %u type", &atom) == 1 &&
                   (hit = strstr(line, "force =")) != NULL &&
                   sscanf(hit + 7, "%lf %lf %lf", &v[0], &v[1], &v[2]) == 3) {
            for (int k = 0; k < 3; k++)
                s->force[r][3 * n_forces + (size_t)k] = v[k] * FORCE_UNIT;
            n_forces++;
        }
    }
    fclose(f);
    assert_int_equal(n_positions, n_forces);
    s->n_atoms = n_positions;
    snprintf(s->name[r], sizeof s->name[r], "%s", name);
    s->runs[r] = (dgh_displaced_run){s->position[r], s->force[r], s->name[r]};
}

static void fcc(set *s)
{
    static const char *const NAMES[] = {"x_plus",  "x_minus", "y_plus",
                                        "y_minus", "z_plus",  "z_minus"};
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < 6; i++)
        add_run(s, "H_fcc", NAMES[i], "pth.scf.out");
    const double a = 5.3289178 * DGH_BOHR_ANG;
    const double cell[3][3] = {{a, 0, 0}, {-a / 2, a * 0.866025404, 0}, {0, 0, a * 6.383110362}};
    memcpy(s->cell, cell, sizeof cell);
    for (size_t i = 0; i < 4; i++)
        s->mass[i] = i < 3 ? 195.084 : 1.00784;
}

static dgh_fd_hessian *hessian(const set *s, const double *equilibrium)
{
    dgh_fd_hessian *h = NULL;
    dgh_error err = {0};
    if (dgh_thermo_hessian_from_forces(&h, s->n_atoms, s->cell, equilibrium, s->mass, s->runs,
                                       s->n_runs, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return h;
}

static void refused(const set *s, const double *equilibrium, dgh_status status, const char *message)
{
    dgh_fd_hessian *h = (dgh_fd_hessian *)1;
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_hessian_from_forces(&h, s->n_atoms, s->cell, equilibrium, s->mass,
                                                    s->runs, s->n_runs, &err),
                     status);
    assert_string_equal(err.message, message);
    assert_null(h);
}

static void modes_of(const dgh_fd_hessian *h, double *freq_cm1)
{
    dgh_vibrations v = {
        .n_dofs = h->n_dofs, .dofs = h->dofs, .hessian_ev_per_ang2 = h->hessian_ev_per_ang2};
    dgh_modes *modes = NULL;
    assert_int_equal(dgh_thermo_normal_modes(&modes, &v, NULL, NULL), DGH_OK);
    for (size_t i = 0; i < modes->n_modes; i++)
        freq_cm1[i] = modes->modes[i].imaginary ? -modes->modes[i].freq_cm1
                                                : modes->modes[i].freq_cm1;
    dgh_modes_free(modes);
}

static void h_on_pt_fcc(void **state)
{
    (void)state;
    set s;
    fcc(&s);
    add_run(&s, "H_fcc", "eq", "pth.scf.out");
    dgh_fd_hessian *h = hessian(&s, s.position[6]);
    assert_int_equal(h->n_dofs, 3);
    assert_int_equal(h->dofs[0].atom, 3);
    assert_true(h->dofs[2].mass_u == 1.00784);
    assert_true(h->central);
    assert_near(h->step_ang, 0.015, 1e-6);
    assert_near(h->hessian_ev_per_ang2[0] / HESSIAN_UNIT, 0.0276588581, 1e-6);
    assert_near(h->hessian_ev_per_ang2[4] / HESSIAN_UNIT, 0.0276590345, 1e-6);
    assert_near(h->hessian_ev_per_ang2[8] / HESSIAN_UNIT, 0.0996851682, 4e-6);
    double freq[3];
    modes_of(h, freq);
    assert_near(freq[0], 1143.165, 0.03);
    assert_near(freq[1], 602.160, 0.02);
    assert_near(freq[2], 602.158, 0.02);
    dgh_fd_hessian_free(h);
}

/* Without an equilibrium the median of the positions serves; the result is the same. */
static void equilibrium_is_optional(void **state)
{
    (void)state;
    set s;
    fcc(&s);
    dgh_fd_hessian *h = hessian(&s, NULL);
    assert_near(h->hessian_ev_per_ang2[0] / HESSIAN_UNIT, 0.0276588581, 1e-6);
    assert_near(h->step_ang, 0.015, 1e-6);
    dgh_fd_hessian_free(h);
    s.n_runs = 5;
    refused(&s, NULL, DGH_ERR_MISSING, "1 displacement missing: atom 4 -z");
}

static void h2_molecule(void **state)
{
    (void)state;
    set s = {0};
    static const char *const AXES[] = {"x", "y", "z"};
    for (int atom = 1; atom <= 2; atom++)
        for (int k = 0; k < 3; k++) {
            char name[64];
            snprintf(name, sizeof name, "atom%d_%s_plus", atom, AXES[k]);
            add_run(&s, "H2", name, "h2.scf.out");
            snprintf(name, sizeof name, "atom%d_%s_minus", atom, AXES[k]);
            add_run(&s, "H2", name, "h2.scf.out");
        }
    for (int k = 0; k < 3; k++)
        s.cell[k][k] = 15.1178090 * DGH_BOHR_ANG;
    s.mass[0] = s.mass[1] = 1.00784;
    dgh_fd_hessian *h = hessian(&s, NULL);
    assert_int_equal(h->n_dofs, 6);
    double freq[6];
    modes_of(h, freq);
    assert_near(freq[0], 4308.842, 0.05);
    assert_near(freq[1], 72.55, 0.05);
    assert_near(freq[2], 72.53, 0.05);
    assert_near(freq[3], 0.0, 2.0);
    dgh_fd_hessian_free(h);
}

/* Codes fold atoms into the cell: a displaced atom may stand on its other side. */
static void wrapped_positions(void **state)
{
    (void)state;
    set s;
    fcc(&s);
    for (size_t k = 0; k < 3; k++) {
        s.position[1][9 + k] += s.cell[0][k] - 2.0 * s.cell[2][k];
        s.position[4][k] -= s.cell[1][k];
    }
    dgh_fd_hessian *h = hessian(&s, NULL);
    assert_near(h->hessian_ev_per_ang2[0] / HESSIAN_UNIT, 0.0276588581, 1e-6);
    assert_near(h->hessian_ev_per_ang2[8] / HESSIAN_UNIT, 0.0996851682, 4e-6);
    dgh_fd_hessian_free(h);
}

/* A quadratic surface gives its own matrix back; one that is not symmetric is told. */
static void quadratic_surface(void **state)
{
    (void)state;
    static const double MATRIX[3][3] = {{3.0, 0.5, -0.25}, {0.5, 2.0, 0.125}, {-0.35, 0.125, 1.0}};
    set s = {.n_atoms = 1, .n_runs = 6, .mass = {1.0}};
    for (size_t r = 0; r < 6; r++) {
        double d = r % 2 ? -0.01 : 0.01;
        s.position[r][r / 2] = d;
        for (size_t j = 0; j < 3; j++)
            s.force[r][j] = -MATRIX[r / 2][j] * d;
        s.runs[r] = (dgh_displaced_run){s.position[r], s.force[r], NULL};
    }
    const double origin[3] = {0.0, 0.0, 0.0};
    dgh_fd_hessian *h = NULL;
    assert_int_equal(dgh_thermo_hessian_from_forces(&h, 1, NULL, origin, s.mass, s.runs, 6, NULL),
                     DGH_OK);
    for (size_t i = 0; i < 9; i++)
        assert_near(h->hessian_ev_per_ang2[i], MATRIX[i / 3][i % 3], 1e-12);
    assert_near(h->largest_asymmetry_ev_per_ang2, 0.1, 1e-12);
    dgh_fd_hessian_free(h);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    set s;
    fcc(&s);
    add_run(&s, "H_fcc", "eq", "pth.scf.out");
    double eq[12];
    memcpy(eq, s.position[6], sizeof eq);
    s.n_runs = 4;
    refused(&s, eq, DGH_ERR_MISSING, "2 displacements missing: atom 4 +z, atom 4 -z");
    s.runs[0] = s.runs[6];
    refused(&s, eq, DGH_ERR_MISSING, "3 displacements missing: atom 4 +x, atom 4 +z, atom 4 -z");
    s.n_runs = 1;
    refused(&s, eq, DGH_ERR_MISSING, "no run has a displaced atom");
    s.n_runs = 0;
    refused(&s, eq, DGH_ERR_MISSING, "no run has a displaced atom");
    s.n_runs = 2;
    s.runs[1].force_ev_per_ang = NULL;
    refused(&s, eq, DGH_ERR_MISSING, "x_minus has no forces");
}

static void odd_displacements_are_refused(void **state)
{
    (void)state;
    set s;
    fcc(&s);
    add_run(&s, "H_fcc", "eq", "pth.scf.out");
    const double *eq = s.position[6];
    s.position[0][10] += 0.02;
    refused(&s, eq, DGH_ERR_ARGUMENT, "x_plus: atom 4 is displaced along x and y at once");
    s.position[0][10] -= 0.02;
    s.position[0][0] += 0.02;
    refused(&s, eq, DGH_ERR_ARGUMENT, "x_plus: atoms 1 and 4 are displaced at once");
    s.position[0][0] -= 0.02;
    s.position[0][9] += 0.01;
    refused(&s, eq, DGH_ERR_ARGUMENT,
            "displacements differ: 0.0150 Angstrom in z_minus, 0.0250 in x_plus");
    s.position[0][9] -= 0.01;
    s.runs[2] = s.runs[0];
    s.runs[2].name = "again";
    refused(&s, eq, DGH_ERR_ARGUMENT, "atom 4 is displaced by +x twice: x_plus, again");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(h_on_pt_fcc),
        cmocka_unit_test(equilibrium_is_optional),
        cmocka_unit_test(h2_molecule),
        cmocka_unit_test(wrapped_positions),
        cmocka_unit_test(quadratic_surface),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(odd_displacements_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
