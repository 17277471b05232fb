/* What becomes of the list of all sites: sorted, doubles merged, one side or kind chosen,
 * equivalent ones counted. */
#ifndef DGH_SURFACE_SITE_LIST_H
#define DGH_SURFACE_SITE_LIST_H

#include "dgh/sites.h"

/* Works on sites[out->n_sites] by out->options; fills n_sites, n_orbits, vacuum_axis and symmetry,
 * which is to be freed. Errors: ARGUMENT (a cell without volume; one side of what is no slab),
 * NOMEM. */
dgh_status dgh_site_list_finish(dgh_sites *out, dgh_surface_site *sites,
                                const dgh_structure *structure, dgh_error *err);

#endif
