/* k-points that a file lists one by one, as a text that is the same for the same points in another
 * order, with other whole numbers of reciprocal vectors, or with weights of another sum. */
#ifndef DGH_RECORD_KPOINT_LIST_H
#define DGH_RECORD_KPOINT_LIST_H

#include "record/build.h"

/* Zero-initialise. Points live in the arena of the builder. */
typedef struct dgh_kpoint_list {
    double (*points)[4]; /* coordinates and weight */
    size_t n, capacity;
} dgh_kpoint_list;

/* False when memory is out. */
bool dgh_kpoint_list_add(dgh_kpoint_list *list, dgh_builder *builder, const double point[4]);

/* `unit` is "crystal" (fractions of the reciprocal vectors) or "2pi/a" (Cartesian). Gamma alone is
 * the mesh 1x1x1; else DGH_SETTING_KPOINT_LIST. Points of no weight, which do not enter the energy,
 * are left out; a list without weights says nothing. False when memory is out. */
bool dgh_builder_set_kpoint_list(dgh_builder *builder, const dgh_kpoint_list *list,
                                 const char *unit, size_t line);

/* Whether two such texts are of the same unit; those of different ones are not to be compared. */
bool dgh_kpoint_lists_compare(const char *a, const char *b);

#endif
