/* Near-grid charges, volumes and distances against bader 1.05, atom by atom, on 128^3 points; what
 * only a grid of that size shows of threads. Label slow: presets without optimisation leave it out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "density/model.h"
#include "density/small.h"
#include "dgh/partition.h"
#include "unit/near.h"

static void assert_agrees_with_bader(const dgh_bader *bader, const model *m, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/bader/bader_1.05_neargrid_%s_128.txt", DGH_TEST_DATA, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int i = 0; i < m->n_atoms; i++) {
        double charge, distance, volume;
        assert_int_equal(fscanf(file, "%lf %lf %lf", &charge, &distance, &volume), 3);
        assert_near(bader->atoms[i].electrons, charge, 2e-4);
        assert_near(bader->atoms[i].volume_ang3, volume, 3e-3 * volume);
        assert_true(bader->atoms[i].has_min_distance);
        assert_near(bader->atoms[i].min_distance_ang, distance, 1e-4);
    }
    fclose(file);
    assert_int_equal(bader->n_basins, (size_t)m->n_atoms);
    assert_int_equal(bader->n_non_nuclear, 0);
    assert_near(bader->residual_e, 0.0, 1e-10 * bader->total_electrons);
}

static void assert_same_bits(const dgh_bader *a, const dgh_bader *b)
{
    assert_int_equal(a->n_basins, b->n_basins);
    assert_memory_equal(a->atoms, b->atoms, a->n_atoms * sizeof *a->atoms);
    assert_memory_equal(a->basins, b->basins, a->n_basins * sizeof *a->basins);
    assert_memory_equal(a->basin_of_point, b->basin_of_point,
                        128 * 128 * 128 * sizeof *a->basin_of_point);
}

/* The bar of the recommended method, which is what the others need 256^3 points for. */
static void assert_is_exact(const dgh_bader *bader, const model *m)
{
    double square = 0.0;
    for (int i = 0; i < m->n_atoms; i++)
        square += pow(bader->atoms[i].electrons - m->electrons[i], 2) / m->n_atoms;
    assert_int_equal(bader->n_basins, (size_t)m->n_atoms);
    assert_near(sqrt(square), 0.0, 0.004);
}

static void check(const char *name)
{
    static const dgh_bader_method ALL[] = {DGH_BADER_NEAR_GRID, DGH_BADER_ON_GRID, DGH_BADER_WEIGHT,
                                           DGH_BADER_TRAJECTORY};
    model m;
    assert_true(model_read(&m, name));
    dgh_grid *grid = model_density(&m, 128);
    assert_non_null(grid);
    for (size_t method = 0; method < sizeof ALL / sizeof *ALL; method++) {
        /* how many threads: of a cell that is skewed, where more can go wrong */
        const bool threads = strcmp(name, "tric") == 0;
        dgh_bader *one = small_bader(grid, ALL[method], threads ? 1 : 2),
                  *eight = threads ? small_bader(grid, ALL[method], 8) : NULL;
        if (ALL[method] == DGH_BADER_NEAR_GRID)
            assert_agrees_with_bader(one, &m, name);
        if (ALL[method] == DGH_BADER_TRAJECTORY)
            assert_is_exact(one, &m);
        if (eight)
            assert_same_bits(one, eight);
        dgh_bader_free(one);
        dgh_bader_free(eight);
    }
    dgh_grid_free(grid);
}

static void orthorhombic(void **state)
{
    (void)state;
    check("ortho");
}

static void triclinic(void **state)
{
    (void)state;
    check("tric");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(orthorhombic), cmocka_unit_test(triclinic)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
