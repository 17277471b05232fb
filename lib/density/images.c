#include "density/images.h"

#include <math.h>
#include <stdlib.h>

#include "dgh/record.h"
#include "record/build.h"
#include "record/grid.h"

/* Longest lattice vector over lowest height, and images of one nucleus that a search may try: cells
 * beyond that are no crystal's. */
static const double MOST_FLATNESS = 1000.0, MOST_IMAGES = 1e6;

/* The longest half diagonal of a block. */
static double block_radius(const double step[3][3], const size_t n[3])
{
    double largest = 0.0, extent[3];
    for (size_t a = 0; a < 3; a++)
        extent[a] = 0.5 * (double)((n[a] < DGH_BLOCK ? n[a] : DGH_BLOCK) - 1);
    for (int corner = 0; corner < 4; corner++) {
        double square = 0.0;
        for (int x = 0; x < 3; x++) {
            double d = extent[0] * step[0][x] + (corner & 1 ? -1 : 1) * extent[1] * step[1][x] +
                       (corner & 2 ? -1 : 1) * extent[2] * step[2][x];
            square += d * d;
        }
        largest = fmax(largest, square);
    }
    return sqrt(largest);
}

static dgh_status check_places(const dgh_images *images, dgh_error *err)
{
    const dgh_structure *s = &images->grid->structure;
    for (size_t i = 0; i < 3 * s->n_atoms; i++)
        if (!(fabs(s->position_ang[i]) < 1e6 * images->height_ang[0]) ||
            !(fabs(s->position_ang[i]) < 1e6 * images->height_ang[1]) ||
            !(fabs(s->position_ang[i]) < 1e6 * images->height_ang[2]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected atom %zu within a million cells, found it at %.3g Ang",
                                 i / 3 + 1, s->position_ang[i]);
    return DGH_OK;
}

dgh_status dgh_images_make(dgh_images *out, const dgh_grid *grid, double reach_ang, dgh_error *err)
{
    *out = (dgh_images){.grid = grid};
    if (!grid->value || dgh_grid_points(grid->n) == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a density of doubles");
    if (grid->structure.n_atoms == 0 || !grid->structure.position_ang)
        return dgh_error_set(err, DGH_ERR_MISSING, "expected atoms, found none");
    if (!dgh_cell_invert((const double(*)[3])grid->cell_ang, out->inverse))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    double longest = 0.0, lowest = INFINITY, images = 1.0;
    for (size_t a = 0; a < 3; a++) {
        double square = 0.0, length = 0.0;
        for (size_t x = 0; x < 3; x++) {
            square += out->inverse[x][a] * out->inverse[x][a];
            length += grid->cell_ang[a][x] * grid->cell_ang[a][x];
            out->step_ang[a][x] = grid->cell_ang[a][x] / (double)grid->n[a];
        }
        out->height_ang[a] = 1.0 / sqrt(square);
        longest = fmax(longest, sqrt(length));
        lowest = fmin(lowest, out->height_ang[a]);
        images *= 2.0 * reach_ang / out->height_ang[a] + 1.0;
        out->n_blocks[a] = (grid->n[a] + DGH_BLOCK - 1) / DGH_BLOCK;
    }
    if (!(lowest * MOST_FLATNESS > longest) || !(images < MOST_IMAGES))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a cell with a volume, found one of %.3g Ang height", lowest);
    out->block_radius_ang = block_radius((const double(*)[3])out->step_ang, grid->n);
    out->lowest_ang = lowest;
    return check_places(out, err);
}

void dgh_images_point(const dgh_images *images, size_t i, size_t j, size_t k, double out_ang[3])
{
    for (size_t x = 0; x < 3; x++)
        out_ang[x] = images->grid->origin_ang[x] + (double)i * images->step_ang[0][x] +
                     (double)j * images->step_ang[1][x] + (double)k * images->step_ang[2][x];
}

dgh_block dgh_images_block(const dgh_images *images, size_t a, size_t b, size_t c)
{
    dgh_block block = {.from = {a * DGH_BLOCK, b * DGH_BLOCK, c * DGH_BLOCK}};
    for (size_t x = 0; x < 3; x++) {
        const size_t end = block.from[x] + DGH_BLOCK;
        block.to[x] = end < images->grid->n[x] ? end : images->grid->n[x];
        block.centre_ang[x] = images->grid->origin_ang[x];
    }
    for (size_t s = 0; s < 3; s++)
        for (size_t x = 0; x < 3; x++)
            block.centre_ang[x] += 0.5 * (double)(block.from[s] + block.to[s] - 1) *
                                   images->step_ang[s][x];
    return block;
}

void dgh_near_free(dgh_near *near)
{
    free(near->atom);
    free(near->x);
    free(near->y);
    free(near->z);
    free(near->square);
    *near = (dgh_near){0};
}

static bool grow_one(double **array, size_t n)
{
    double *larger = realloc(*array, n * sizeof *larger);
    if (larger)
        *array = larger;
    return larger;
}

static bool add(dgh_near *near, uint32_t atom, const double position[3], double square)
{
    if (near->n == near->capacity) {
        const size_t capacity = near->capacity ? 2 * near->capacity : 64;
        uint32_t *larger = realloc(near->atom, capacity * sizeof *larger);
        if (larger)
            near->atom = larger;
        if (!larger || !grow_one(&near->x, capacity) || !grow_one(&near->y, capacity) ||
            !grow_one(&near->z, capacity) || !grow_one(&near->square, capacity))
            return false;
        near->capacity = capacity;
    }
    near->atom[near->n] = atom;
    near->x[near->n] = position[0];
    near->y[near->n] = position[1];
    near->z[near->n] = position[2];
    near->square[near->n++] = square;
    return true;
}

/* Images of one nucleus: all translations whose fractional distance from the centre lies within the
 * radius over the height of the cell. */
static bool add_images(dgh_near *near, const dgh_images *images, uint32_t atom,
                       const double centre[3], double radius)
{
    const double(*cell)[3] = (const double(*)[3])images->grid->cell_ang;
    const double *position = images->grid->structure.position_ang + 3 * (size_t)atom;
    double d[3];
    long from[3], to[3];
    for (size_t x = 0; x < 3; x++)
        d[x] = position[x] - centre[x];
    for (size_t a = 0; a < 3; a++) {
        double f = d[0] * images->inverse[0][a] + d[1] * images->inverse[1][a] +
                   d[2] * images->inverse[2][a];
        double reach = radius / images->height_ang[a];
        from[a] = (long)ceil(-reach - f);
        to[a] = (long)floor(reach - f);
    }
    for (long c = from[2]; c <= to[2]; c++)
        for (long b = from[1]; b <= to[1]; b++)
            for (long a = from[0]; a <= to[0]; a++) {
                double r[3], square = 0.0;
                for (size_t x = 0; x < 3; x++) {
                    double e = d[x] + (double)a * cell[0][x] + (double)b * cell[1][x] +
                               (double)c * cell[2][x];
                    square += e * e;
                    r[x] = centre[x] + e;
                }
                if (square <= radius * radius && !add(near, atom, r, square))
                    return false;
            }
    return true;
}

bool dgh_images_within(dgh_near *near, const dgh_images *images, const double centre_ang[3],
                       double radius_ang, const double *radius_of_species_ang)
{
    const dgh_structure *s = &images->grid->structure;
    near->n = 0;
    for (size_t i = 0; i < s->n_atoms; i++) {
        double radius = radius_of_species_ang ? radius_of_species_ang[s->species_of_atom[i]]
                                              : radius_ang;
        if (!add_images(near, images, (uint32_t)i, centre_ang, radius))
            return false;
    }
    return true;
}

double dgh_images_nearest(dgh_near *near, const dgh_images *images, const double centre_ang[3],
                          double guess_ang)
{
    double radius = guess_ang > 0.0 ? guess_ang : 0.5 * images->lowest_ang;
    for (;; radius *= 2.0) {
        if (!dgh_images_within(near, images, centre_ang, radius, NULL))
            return -1.0;
        double least = INFINITY;
        for (size_t i = 0; i < near->n; i++)
            least = fmin(least, near->square[i]);
        if (near->n)
            return sqrt(least);
    }
}
