/* Normal modes: closed formulas, invariants of random Hessians, rigid motions of molecules. */
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
#include "unit/near.h"
#include "unit/random.h"

enum { MAX_ATOMS = 20, MAX_DOFS = 3 * MAX_ATOMS };

typedef struct molecule {
    size_t n_atoms;
    double position_ang[MAX_DOFS];
    double mass_u[MAX_ATOMS];
    dgh_dof dofs[MAX_DOFS];
    double hessian[MAX_DOFS * MAX_DOFS];
    dgh_vibrations vibrations;
} molecule;

static void finish(molecule *m)
{
    size_t n = 3 * m->n_atoms;
    for (size_t i = 0; i < n; i++)
        m->dofs[i] = (dgh_dof){
            .atom = (uint32_t)(i / 3), .axis = (uint8_t)(i % 3), .mass_u = m->mass_u[i / 3]};
    m->vibrations = (dgh_vibrations){
        .n_dofs = n, .dofs = m->dofs, .hessian_ev_per_ang2 = m->hessian, .method = "test"};
}

/* Adds to the Hessian a spring between two atoms, at its rest length. */
static void add_spring(molecule *m, size_t a, size_t b, double k)
{
    size_t n = 3 * m->n_atoms;
    double u[3], length = 0.0;
    for (size_t i = 0; i < 3; i++) {
        u[i] = m->position_ang[3 * b + i] - m->position_ang[3 * a + i];
        length += u[i] * u[i];
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            double h = k * u[i] * u[j] / length;
            m->hessian[(3 * a + i) * n + 3 * a + j] += h;
            m->hessian[(3 * b + i) * n + 3 * b + j] += h;
            m->hessian[(3 * a + i) * n + 3 * b + j] -= h;
            m->hessian[(3 * b + i) * n + 3 * a + j] -= h;
        }
}

static molecule random_molecule(uint64_t *seed, size_t n_atoms)
{
    molecule m = {.n_atoms = n_atoms};
    for (size_t i = 0; i < 3 * n_atoms; i++)
        m.position_ang[i] = random_between(seed, -4.0, 4.0);
    for (size_t a = 0; a < n_atoms; a++)
        m.mass_u[a] = random_between(seed, 1.0, 200.0);
    for (size_t a = 0; a < n_atoms; a++)
        for (size_t b = a + 1; b < n_atoms; b++)
            add_spring(&m, a, b, random_between(seed, 1.0, 40.0));
    finish(&m);
    return m;
}

static molecule random_hessian(uint64_t *seed, size_t n_atoms)
{
    molecule m = {.n_atoms = n_atoms};
    size_t n = 3 * n_atoms;
    for (size_t a = 0; a < n_atoms; a++)
        m.mass_u[a] = random_between(seed, 1.0, 200.0);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) /* not symmetric: as finite differences give it */
            m.hessian[i * n + j] = random_between(seed, -30.0, 30.0);
    finish(&m);
    return m;
}

static dgh_modes *modes_of(const molecule *m, const dgh_modes_options *options)
{
    dgh_modes *modes;
    dgh_error err = {0};
    dgh_vibrations v = m->vibrations;
    v.dofs = m->dofs; /* the struct may have moved */
    v.hessian_ev_per_ang2 = m->hessian;
    if (dgh_thermo_normal_modes(&modes, &v, options, &err))
        fail_msg("%s", err.message);
    return modes;
}

/* lambda of a mode in eV/Angstrom^2/u, with its sign. */
static double eigenvalue(const dgh_mode *mode)
{
    double omega = 2.0 * DGH_PI * DGH_LIGHT_M_S * 100.0 * mode->freq_cm1;
    double lambda = omega * omega * DGH_ATOMIC_MASS_KG / (DGH_ELECTRON_CHARGE_C * 1e20);
    return mode->imaginary ? -lambda : lambda;
}

static void spring_of_two_masses(void **state)
{
    (void)state;
    molecule m = {.n_atoms = 2, .mass_u = {1.00784, 34.96885}};
    m.position_ang[3] = 0.4; /* a skew bond */
    m.position_ang[4] = -0.7;
    m.position_ang[5] = 0.9;
    add_spring(&m, 0, 1, 32.2);
    finish(&m);
    double reduced_u = 1.00784 * 34.96885 / (1.00784 + 34.96885);
    double expected = sqrt(32.2 * 1.602176634e-19 * 1e20 / (reduced_u * 1.66053906660e-27)) /
                      (2.0 * 3.14159265358979323846 * 29979245800.0);
    dgh_modes *modes = modes_of(&m, NULL);
    assert_int_equal(modes->n_modes, 6);
    assert_int_equal(modes->n_dofs, 6);
    assert_int_equal(modes->n_projected, 0);
    assert_null(modes->eigenvectors);
    assert_near(modes->modes[0].freq_cm1, expected, 1e-9);
    for (size_t k = 1; k < 6; k++)
        assert_near(modes->modes[k].freq_cm1, 0.0, 1e-3);
    dgh_modes_free(modes);

    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.molecule_position_ang = m.position_ang;
    options.molecule_n_atoms = 2;
    modes = modes_of(&m, &options);
    assert_int_equal(modes->n_modes, 1);
    assert_int_equal(modes->n_projected, 5);
    assert_near(modes->modes[0].freq_cm1, expected, 1e-9);
    assert_false(modes->modes[0].imaginary);
    dgh_modes_free(modes);
}

/* EXPECTED.md of the QE runs: finite-difference Hessian of H at fcc, Ry/Bohr^2. */
static void h_at_fcc_of_pt111(void **state)
{
    (void)state;
    const double unit = DGH_RYDBERG_EV / (DGH_BOHR_ANG * DGH_BOHR_ANG);
    molecule m = {.n_atoms = 1, .mass_u = {1.00784}};
    m.hessian[0] = 0.0276588581 * unit;
    m.hessian[4] = 0.0276590345 * unit;
    m.hessian[8] = 0.0996851682 * unit;
    finish(&m);
    dgh_modes *modes = modes_of(&m, NULL);
    assert_int_equal(modes->n_modes, 3);
    assert_near(modes->modes[0].freq_cm1, 1143.165, 6e-4);
    assert_near(modes->modes[1].freq_cm1, 602.160, 6e-4);
    assert_near(modes->modes[2].freq_cm1, 602.158, 6e-4);
    dgh_modes_free(modes);

    double deuterium[3] = {2.01410177812, 2.01410177812, 2.01410177812};
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.mass_u = deuterium;
    modes = modes_of(&m, &options);
    assert_near(modes->modes[0].freq_cm1, 1143.165 * sqrt(1.00784 / 2.01410177812), 6e-4);
    dgh_modes_free(modes);
}

static void negative_curvature_comes_last_and_largest_first(void **state)
{
    (void)state;
    molecule m = {.n_atoms = 2, .mass_u = {1.0, 1.0}};
    const double diagonal[6] = {-4.0, 9.0, 0.0, -1.0, 1.0, -9.0};
    const double expected[6] = {3.0, 1.0, 0.0, 3.0, 2.0, 1.0};
    for (size_t i = 0; i < 6; i++)
        m.hessian[i * 7] = diagonal[i];
    finish(&m);
    dgh_modes *modes = modes_of(&m, NULL);
    double unit = modes->modes[1].freq_cm1;
    assert_near(unit, 521.4709, 1e-4); /* sqrt(eV/u)/Angstrom in cm-1 */
    for (size_t k = 0; k < 6; k++) {
        assert_near(modes->modes[k].freq_cm1, expected[k] * unit, 1e-9);
        assert_int_equal(modes->modes[k].imaginary, k >= 3);
    }
    dgh_modes_free(modes);
}

static void trace_is_kept(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (size_t n_atoms = 1; n_atoms <= MAX_ATOMS; n_atoms++) {
        molecule m = random_hessian(&seed, n_atoms);
        size_t n = 3 * n_atoms;
        double trace = 0.0, sum = 0.0;
        for (size_t i = 0; i < n; i++)
            trace += m.hessian[i * n + i] / m.mass_u[i / 3];
        dgh_modes *modes = modes_of(&m, NULL);
        assert_int_equal(modes->n_modes, n);
        for (size_t k = 0; k < n; k++)
            sum += eigenvalue(&modes->modes[k]);
        assert_near(sum, trace, 1e-11 * (double)n);
        for (size_t k = 1; k < n; k++) {
            const dgh_mode *a = &modes->modes[k - 1], *b = &modes->modes[k];
            assert_true(a->imaginary == b->imaginary ? a->freq_cm1 >= b->freq_cm1 : b->imaginary);
        }
        dgh_modes_free(modes);
    }
}

static void order_of_atoms_does_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int round = 0; round < 20; round++) {
        size_t n_atoms = 2 + random_below(&seed, MAX_ATOMS - 2), n = 3 * n_atoms;
        molecule m = random_hessian(&seed, n_atoms), p = {.n_atoms = n_atoms};
        size_t place[MAX_ATOMS];
        for (size_t a = 0; a < n_atoms; a++)
            place[a] = a;
        for (size_t a = n_atoms - 1; a > 0; a--) {
            size_t b = random_below(&seed, (unsigned)a + 1), kept = place[a];
            place[a] = place[b];
            place[b] = kept;
        }
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                p.hessian[(3 * place[i / 3] + i % 3) * n + 3 * place[j / 3] + j % 3] =
                    m.hessian[i * n + j];
        for (size_t a = 0; a < n_atoms; a++)
            p.mass_u[place[a]] = m.mass_u[a];
        finish(&p);
        dgh_modes *before = modes_of(&m, NULL), *after = modes_of(&p, NULL);
        for (size_t k = 0; k < n; k++) {
            assert_near(after->modes[k].freq_cm1, before->modes[k].freq_cm1, 1e-8);
            assert_int_equal(after->modes[k].imaginary, before->modes[k].imaginary);
        }
        dgh_modes_free(before);
        dgh_modes_free(after);
    }
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* The eigenvectors are orthonormal and, mode by mode, v^T D v is the eigenvalue. */
static void check_eigenvectors(const molecule *m, const dgh_modes *modes)
{
    size_t n = modes->n_dofs;
    for (size_t k = 0; k < modes->n_modes; k++) {
        const double *v = modes->eigenvectors + k * n;
        for (size_t l = 0; l <= k; l++)
            assert_near(dot(v, modes->eigenvectors + l * n, n), k == l ? 1.0 : 0.0, 1e-12);
        double expectation = 0.0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                expectation += v[i] * v[j] * m->hessian[i * n + j] /
                               sqrt(m->mass_u[i / 3] * m->mass_u[j / 3]);
        assert_near(expectation, eigenvalue(&modes->modes[k]), 1e-10);
    }
}

static void eigenvectors_belong_to_their_modes(void **state)
{
    (void)state;
    uint64_t seed = 13;
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.eigenvectors = true;
    for (size_t n_atoms = 1; n_atoms <= 8; n_atoms++) {
        molecule m = random_hessian(&seed, n_atoms);
        dgh_modes *modes = modes_of(&m, &options);
        check_eigenvectors(&m, modes);
        dgh_modes_free(modes);
    }
}

/* No translation of the mass-weighted vectors' centre of mass, no angular momentum. */
static void check_no_rigid_motion(const molecule *m, const double *v)
{
    double momentum[3] = {0}, angular[3] = {0};
    for (size_t a = 0; a < m->n_atoms; a++) {
        const double *r = m->position_ang + 3 * a, *w = v + 3 * a;
        double root = sqrt(m->mass_u[a]);
        for (size_t i = 0; i < 3; i++) {
            size_t j = (i + 1) % 3, k = (i + 2) % 3;
            momentum[i] += root * w[i];
            angular[i] += root * (r[j] * w[k] - r[k] * w[j]);
        }
    }
    for (size_t i = 0; i < 3; i++) {
        assert_near(momentum[i], 0.0, 1e-11);
        assert_near(angular[i], 0.0, 1e-10);
    }
}

/* A free molecule's own Hessian has 5 or 6 zero modes: projecting them out leaves the others as
 * they are. */
static void check_projection(const molecule *m, size_t n_rigid)
{
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.eigenvectors = true;
    options.molecule_position_ang = m->position_ang;
    options.molecule_n_atoms = m->n_atoms;
    dgh_modes *free_modes = modes_of(m, NULL), *modes = modes_of(m, &options);
    size_t n = 3 * m->n_atoms;
    assert_int_equal(modes->n_projected, n_rigid);
    assert_int_equal(modes->n_modes, n - n_rigid);
    for (size_t k = 0; k < modes->n_modes; k++)
        assert_near(modes->modes[k].freq_cm1, free_modes->modes[k].freq_cm1, 1e-7);
    check_eigenvectors(m, modes);
    for (size_t k = 0; k < modes->n_modes; k++)
        check_no_rigid_motion(m, modes->eigenvectors + k * n);
    dgh_modes_free(free_modes);
    dgh_modes_free(modes);
}

static void rigid_motions_of_bent_molecules(void **state)
{
    (void)state;
    uint64_t seed = 14;
    for (size_t n_atoms = 4; n_atoms <= 12; n_atoms++) {
        molecule m = random_molecule(&seed, n_atoms);
        check_projection(&m, 6);
    }
}

static void rigid_motions_of_linear_molecules(void **state)
{
    (void)state;
    uint64_t seed = 15;
    for (int round = 0; round < 30; round++) {
        molecule m = {.n_atoms = 2 + (size_t)round % 3};
        double direction[3], origin[3];
        for (size_t i = 0; i < 3; i++) {
            direction[i] = round < 3 ? (double)((size_t)round == i) /* along the axes too */
                                     : random_between(&seed, -1.0, 1.0);
            origin[i] = random_between(&seed, -50.0, 50.0);
        }
        for (size_t a = 0; a < m.n_atoms; a++) {
            m.mass_u[a] = random_between(&seed, 1.0, 40.0);
            for (size_t i = 0; i < 3; i++)
                m.position_ang[3 * a + i] = origin[i] + (1.0 + (double)a) * direction[i];
        }
        for (size_t a = 0; a + 1 < m.n_atoms; a++)
            add_spring(&m, a, a + 1, random_between(&seed, 5.0, 50.0));
        finish(&m);
        dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
        options.molecule_position_ang = m.position_ang;
        options.molecule_n_atoms = m.n_atoms;
        dgh_modes *modes = modes_of(&m, &options);
        assert_int_equal(modes->n_projected, 5);
        assert_int_equal(modes->n_modes, 3 * m.n_atoms - 5);
        dgh_modes_free(modes);
    }
}

static void rigid_motions_with_noise(void **state)
{
    (void)state;
    /* H2 of the QE runs: a Hessian that is not quite free of rigid motions */
    molecule m = {.n_atoms = 2, .mass_u = {1.00784, 1.00784}};
    m.position_ang[5] = 0.751475;
    add_spring(&m, 0, 1, 35.0);
    finish(&m);
    for (size_t i = 0; i < 6; i++)
        m.hessian[i * 7] += 0.01;
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.molecule_position_ang = m.position_ang;
    options.molecule_n_atoms = 2;
    dgh_modes *modes = modes_of(&m, &options);
    assert_int_equal(modes->n_modes, 1);
    assert_near(eigenvalue(&modes->modes[0]), (70.0 + 0.01) / 1.00784, 1e-10);
    dgh_modes_free(modes);
}

static void one_atom_has_three_translations(void **state)
{
    (void)state;
    molecule m = {.n_atoms = 1, .mass_u = {1.0}};
    m.hessian[0] = 1.0;
    finish(&m);
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.molecule_position_ang = m.position_ang;
    options.molecule_n_atoms = 1;
    options.eigenvectors = true;
    dgh_modes *modes = modes_of(&m, &options);
    assert_int_equal(modes->n_projected, 3);
    assert_int_equal(modes->n_modes, 0);
    dgh_modes_free(modes);
    dgh_modes_free(NULL);
}

static void assert_refused(const dgh_vibrations *v, const dgh_modes_options *options,
                           dgh_status status, const char *message)
{
    dgh_modes *modes = (dgh_modes *)&modes;
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_normal_modes(&modes, v, options, &err), status);
    assert_int_equal(err.status, status);
    assert_string_equal(err.message, message);
    assert_null(modes);
    assert_int_equal(dgh_thermo_normal_modes(&modes, v, options, NULL), status);
}

static void errors_of_the_hessian(void **state)
{
    (void)state;
    uint64_t seed = 16;
    molecule m = random_molecule(&seed, 2);
    dgh_vibrations none = {0}, v = m.vibrations;
    v.dofs = m.dofs;
    v.hessian_ev_per_ang2 = m.hessian;
    assert_refused(NULL, NULL, DGH_ERR_MISSING, "no Hessian to diagonalise");
    assert_refused(&none, NULL, DGH_ERR_MISSING, "no Hessian to diagonalise");
    none.n_dofs = 3;
    assert_refused(&none, NULL, DGH_ERR_MISSING, "no Hessian to diagonalise");
    dgh_vibrations huge = v;
    huge.n_dofs = (size_t)1 << 40;
    assert_refused(&huge, NULL, DGH_ERR_ARGUMENT,
                   "a Hessian of 1099511627776 coordinates is larger than the limit of 32000");
    m.dofs[4].mass_u = 0.0;
    assert_refused(&v, NULL, DGH_ERR_MISSING,
                   "mass of displaced atom 2: expected a positive number of u, found 0");
    m.dofs[4].mass_u = m.mass_u[1];
    m.hessian[2 * 6 + 1] = NAN;
    assert_refused(&v, NULL, DGH_ERR_ARGUMENT, "Hessian element (3, 2) is not a finite number");
    dgh_modes_options zero;
    memset(&zero, 0, sizeof zero);
    assert_refused(&v, &zero, DGH_ERR_ARGUMENT,
                   "options were not initialised with DGH_MODES_OPTIONS_INIT");
}

static void errors_of_the_molecule(void **state)
{
    (void)state;
    uint64_t seed = 17;
    molecule m = random_molecule(&seed, 2);
    dgh_vibrations v = m.vibrations;
    v.dofs = m.dofs;
    v.hessian_ev_per_ang2 = m.hessian;
    dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
    options.molecule_position_ang = m.position_ang;
    assert_refused(&v, &options, DGH_ERR_ARGUMENT,
                   "a molecule of 0 atoms has 3 x 0 displaced coordinates, found 6");
    options.molecule_n_atoms = 3;
    assert_refused(&v, &options, DGH_ERR_ARGUMENT,
                   "a molecule of 3 atoms has 3 x 3 displaced coordinates, found 6");
    options.molecule_n_atoms = 2;
    m.dofs[3].axis = 2;
    assert_refused(&v, &options, DGH_ERR_ARGUMENT,
                   "displaced coordinate 4: expected atom 2 x, found atom 2 z");
    m.dofs[3].axis = 9;
    assert_refused(&v, &options, DGH_ERR_ARGUMENT,
                   "displaced coordinate 4: expected atom 2 x, found atom 2 ?");
    m.dofs[3].axis = 0;
    m.dofs[4].mass_u = 5.0;
    m.dofs[3].mass_u = 4.0;
    assert_refused(&v, &options, DGH_ERR_ARGUMENT, "atom 2 has more than one mass: 4 u and 5 u");
    m.dofs[3].mass_u = m.dofs[4].mass_u = m.dofs[5].mass_u;
    m.position_ang[4] = INFINITY;
    assert_refused(&v, &options, DGH_ERR_ARGUMENT, "position of atom 2 is not a finite number");
    memcpy(m.position_ang + 3, m.position_ang, 3 * sizeof(double));
    assert_refused(&v, &options, DGH_ERR_ARGUMENT,
                   "the 2 atoms of the molecule stand on one point");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spring_of_two_masses),
        cmocka_unit_test(h_at_fcc_of_pt111),
        cmocka_unit_test(negative_curvature_comes_last_and_largest_first),
        cmocka_unit_test(trace_is_kept),
        cmocka_unit_test(order_of_atoms_does_not_matter),
        cmocka_unit_test(eigenvectors_belong_to_their_modes),
        cmocka_unit_test(rigid_motions_of_bent_molecules),
        cmocka_unit_test(rigid_motions_of_linear_molecules),
        cmocka_unit_test(rigid_motions_with_noise),
        cmocka_unit_test(one_atom_has_three_translations),
        cmocka_unit_test(errors_of_the_hessian),
        cmocka_unit_test(errors_of_the_molecule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
