/* What the files of a picture share: the picture while it is being made. */
#ifndef DGH_STUDY_PICTURE_INSIDE_H
#define DGH_STUDY_PICTURE_INSIDE_H

#include "dgh/difference.h"
#include "dgh/picture.h"
#include "study/inside.h"

typedef struct dgh_picturing {
    dgh_site_picture picture; /* first: a dgh_site_picture * is a dgh_picturing * */
    dgh_arena *arena;
    dgh_picture_options options;
    dgh_picture_atom *atoms;
    dgh_difference *difference; /* owned: the picture's profile is its */
} dgh_picturing;

/* Box, slice and profile of the difference of a site's densities. */
dgh_status dgh_picture_drho(dgh_picturing *p, const dgh_inside *in, const dgh_site *site,
                            dgh_error *err);

#endif
