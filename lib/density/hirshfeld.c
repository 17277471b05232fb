/* Hirshfeld's partition, 10.1007/BF00549096. */
#include <math.h>
#include <stdlib.h>

#include "base/format.h"
#include "density/radial.h"
#include "density/shares.h"
#include "dgh/record.h"

typedef struct promolecule {
    dgh_radial *of_element; /* [119] */
    double *reach_ang;      /* [n_species]: cutoff and radius of a block */
    const dgh_structure *structure;
} promolecule;

static void share_point(dgh_layer *layer, const double at[3], size_t p)
{
    const promolecule *pro = layer->user;
    const dgh_near *near = &layer->near;
    double sum = 0.0;
    for (size_t i = 0; i < near->n; i++) {
        const double x = near->x[i] - at[0], y = near->y[i] - at[1], z = near->z[i] - at[2];
        const int element = dgh_structure_element(pro->structure, near->atom[i]);
        layer->weight[i] = dgh_radial_at(&pro->of_element[element], sqrt(x * x + y * y + z * z));
        sum += layer->weight[i];
    }
    if (!(sum > 0.0)) {
        dgh_layer_add(layer, pro->structure->n_atoms, p, 1.0);
        return;
    }
    for (size_t i = 0; i < near->n; i++)
        if (layer->weight[i] > 0.0)
            dgh_layer_add(layer, near->atom[i], p, layer->weight[i] / sum);
}

static bool share_block(dgh_layer *layer, const dgh_block *block)
{
    const promolecule *pro = layer->user;
    const size_t *n = layer->images->grid->n;
    if (!dgh_images_within(&layer->near, layer->images, block->centre_ang, 0.0, pro->reach_ang))
        return false;
    if (layer->near.n > layer->n_weights) {
        double *larger = realloc(layer->weight, layer->near.capacity * sizeof *larger);
        if (!larger)
            return false;
        layer->weight = larger;
        layer->n_weights = layer->near.capacity;
    }
    for (size_t k = block->from[2]; k < block->to[2]; k++)
        for (size_t j = block->from[1]; j < block->to[1]; j++)
            for (size_t i = block->from[0]; i < block->to[0]; i++) {
                double at[3];
                dgh_images_point(layer->images, i, j, k, at);
                share_point(layer, at, i + n[0] * (j + n[1] * k));
            }
    return true;
}

static const dgh_free_atom *find(const dgh_free_atom *const *atoms, size_t n, int element)
{
    for (size_t i = 0; i < n; i++)
        if (atoms[i]->atomic_number == element)
            return atoms[i];
    return NULL;
}

static dgh_status check_elements(const dgh_structure *s, const dgh_free_atom *const *free_atoms,
                                 size_t n, dgh_error *err)
{
    char missing[256] = "";
    size_t length = 0;
    for (size_t i = 0; i < s->n_species; i++) {
        const int element = s->species[i].atomic_number;
        if (element == 0)
            return dgh_error_set(err, DGH_ERR_MISSING, "expected elements, found a species \"%s\"",
                                 s->species[i].label ? s->species[i].label : "");
        if (find(free_atoms, n, element) || length + 8 > sizeof missing)
            continue;
        length += (size_t)dgh_format(missing + length, sizeof missing - length, " %s",
                                     dgh_element_symbol(element));
    }
    if (length)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "expected the densities of the free atoms, found none of%s (UPF "
                             "pseudopotentials or tables have them)",
                             missing);
    return DGH_OK;
}

static dgh_status make_promolecule(promolecule *pro, const dgh_free_atom *const *free_atoms,
                                   size_t n, dgh_error *err)
{
    const dgh_structure *s = pro->structure;
    pro->of_element = calloc(119, sizeof *pro->of_element);
    pro->reach_ang = calloc(s->n_species ? s->n_species : 1, sizeof *pro->reach_ang);
    dgh_status status = pro->of_element && pro->reach_ang ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < s->n_species && status == DGH_OK; i++) {
        const int element = s->species[i].atomic_number;
        if (!pro->of_element[element].piece)
            status = dgh_radial_make(&pro->of_element[element], find(free_atoms, n, element), err);
        pro->reach_ang[i] = pro->of_element[element].cutoff_ang;
    }
    return status;
}

static void free_promolecule(promolecule *pro)
{
    for (int element = 0; pro->of_element && element < 119; element++)
        dgh_radial_free(&pro->of_element[element]);
    free(pro->of_element);
    free(pro->reach_ang);
}

dgh_status dgh_density_hirshfeld(dgh_partition **out, const dgh_grid *density, const dgh_grid *spin,
                                 const dgh_free_atom *const *free_atoms, size_t n_free_atoms,
                                 const dgh_partition_options *options, dgh_error *err)
{
    static const dgh_partition_options DEFAULTS = DGH_PARTITION_OPTIONS_INIT;
    *out = NULL;
    promolecule pro = {.structure = &density->structure};
    dgh_images images;
    double farthest = 0.0;
    dgh_status status = check_elements(pro.structure, free_atoms, n_free_atoms, err);
    if (status == DGH_OK)
        status = dgh_shares_check(density, spin, err);
    if (status == DGH_OK)
        status = make_promolecule(&pro, free_atoms, n_free_atoms, err);
    for (size_t i = 0; i < pro.structure->n_species && status == DGH_OK; i++)
        farthest = fmax(farthest, pro.reach_ang[i]);
    if (status == DGH_OK)
        status = dgh_images_make(&images, density, farthest, err);
    if (status == DGH_OK) {
        for (size_t i = 0; i < pro.structure->n_species; i++)
            pro.reach_ang[i] += images.block_radius_ang;
        status = dgh_shares_make(out, &images, spin, share_block, &pro,
                                 options ? options : &DEFAULTS, err);
    }
    if (status == DGH_OK)
        (*out)->kind = DGH_PARTITION_HIRSHFELD;
    free_promolecule(&pro);
    return status;
}
