/* The elements of a structure as small numbers, for tables of pairs. */
#ifndef DGH_SURFACE_SPECIES_H
#define DGH_SURFACE_SPECIES_H

#include "dgh/record.h"

typedef struct dgh_elements {
    size_t n;
    int number[119];   /* [n] atomic numbers, ascending; 0 = unknown elements */
    uint8_t *of_atom;  /* [n_atoms] index into number */
    size_t count[119]; /* [n] atoms of each */
} dgh_elements;

/* False if memory is out. */
bool dgh_elements_make(dgh_elements *out, const dgh_structure *structure);
void dgh_elements_clear(dgh_elements *elements);

#endif
