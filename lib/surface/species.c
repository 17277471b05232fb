/* The elements of a structure as small numbers. */
#include "surface/species.h"

#include <stdlib.h>
#include <string.h>

bool dgh_elements_make(dgh_elements *out, const dgh_structure *s)
{
    uint8_t index[119] = {0};
    size_t count[119] = {0};
    memset(out, 0, sizeof *out);
    out->of_atom = malloc(s->n_atoms ? s->n_atoms : 1);
    if (!out->of_atom)
        return false;
    for (size_t i = 0; i < s->n_atoms; i++)
        count[dgh_structure_element(s, i)]++;
    for (int z = 0; z < 119; z++)
        if (count[z]) {
            index[z] = (uint8_t)out->n;
            out->number[out->n] = z;
            out->count[out->n++] = count[z];
        }
    for (size_t i = 0; i < s->n_atoms; i++)
        out->of_atom[i] = index[dgh_structure_element(s, i)];
    return true;
}

void dgh_elements_clear(dgh_elements *elements)
{
    free(elements->of_atom);
    memset(elements, 0, sizeof *elements);
}
