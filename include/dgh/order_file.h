/* dgh/order_file.h - order, classes, g(r) and interface of a structure that stands in a file or in
 * the directory of a run. Results are the same bits for every number of threads. May be called from
 * several threads.
 */
#ifndef DGH_ORDER_FILE_H
#define DGH_ORDER_FILE_H

#include "dgh/base.h"
#include "dgh/io.h"
#include "dgh/neighbours.h"
#include "dgh/order.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_order_file_options {
    size_t size;
    dgh_order_options order; /* its `jobs` are those of all */
    dgh_rdf_options rdf;
    dgh_io_options io;
} dgh_order_file_options;

DGH_API void dgh_order_file_options_init(dgh_order_file_options *options);

/* Means over the atoms of one phase, or over all. */
typedef struct dgh_order_mean {
    size_t n_atoms; /* 0: the others mean nothing */
    double coordination;
    double q[DGH_ORDER_N_L], q_mean[DGH_ORDER_N_L];
} dgh_order_mean;

typedef struct dgh_order_file {
    void *owner; /* private */
    const char *path;
    const char *format;
    const dgh_calculation *calculation;
    /* The last geometry: what the run wrote at its end, else its last ionic step; of a frequency
     * run the equilibrium geometry; the last frame of a trajectory. */
    dgh_structure structure;
    const char *geometry; /* "final geometry", "ionic step 3 of 12", "frame 2 of 2"... */
    dgh_source source;    /* where it stands; path NULL: not known */
    double vacuum_ang[3]; /* largest gap along each lattice vector; 0 without a cell */
    const dgh_order *order;
    const dgh_rdf *rdf;
    dgh_order_mean mean;                /* of all atoms */
    dgh_order_mean phase[DGH_N_PHASES]; /* of each class */
    const double *interface_ang; /* [n_atoms] distance to the interface; NULL: there is none */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics; /* those of the reader among them */
} dgh_order_file;

/* Reads `path` (any format that dgh reads, packed or not; a directory that holds a run) and
 * computes. Errors: those of dgh_read_run, dgh_order_compute and dgh_rdf_compute, with the path in
 * front; MISSING (a file without a structure). Free with dgh_order_file_free. */
DGH_API dgh_status dgh_order_file_read(dgh_order_file **out, const char *path,
                                       const dgh_order_file_options *options, dgh_error *err);
DGH_API void dgh_order_file_free(dgh_order_file *file); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
