/* Moving the edges of a partition: the points at an edge are followed along their own trajectories;
 * those that change their label move the edge, and the points of the new edge are followed in turn,
 * until every edge point was followed once. */
#ifndef DGH_DENSITY_ROUNDS_H
#define DGH_DENSITY_ROUNDS_H

#include "density/voxels.h"

typedef struct dgh_rounds {
    const dgh_voxels *v;
    int32_t *label;
    int jobs;
    int margin; /* a point is inside if its neighbourhood of 1 + margin points has one label */
    bool faces; /* follow only points of whose six nearest along the axes one has another label */
    /* The label of point p, from the labels as they are. Called from several threads. */
    int32_t (*follow)(const struct dgh_rounds *r, int32_t p);
    /* The same for n points, where it is set. */
    void (*follow_all)(const struct dgh_rounds *r, int32_t *found, const int32_t *point, int32_t n);
    const void *data;       /* of `follow` */
    unsigned char *inside;  /* [points], set by dgh_rounds_run */
    unsigned char *settled; /* [points]: followed, or waiting for it */
} dgh_rounds;

dgh_status dgh_rounds_run(dgh_rounds *r, dgh_error *err);

/* out[p] = 1 if any of the 27 points around p (itself too) has mask set. */
dgh_status dgh_mask_grow(unsigned char *out, const unsigned char *mask, const dgh_voxels *v,
                         int jobs, dgh_error *err);

/* A list of points that grows. */
typedef struct dgh_points {
    int32_t *item;
    size_t n, capacity;
} dgh_points;

bool dgh_points_push(dgh_points *l, int32_t p);

/* The points whose mask is set, in the order of their indices. */
dgh_status dgh_points_of_mask(dgh_points *out, const unsigned char *mask, const dgh_voxels *v,
                              int jobs, dgh_error *err);

#endif
