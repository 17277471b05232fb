/* dgh/inputs.h - the files that a study was made of, so that whoever reads its results can tell
 * whether they have the same ones.
 */
#ifndef DGH_INPUTS_H
#define DGH_INPUTS_H

#include "dgh/base.h"
#include "dgh/io.h"
#include "dgh/study.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_study_input {
    const char *path;
    const char *use; /* "run", "density", "density of states", "plan"; static */
    size_t run;      /* DGH_NO_RUN = the study's own */
    bool has_identity;
    dgh_file_identity identity;
    const char *missing; /* why there is no identity: the file has gone since */
} dgh_study_input;

typedef struct dgh_study_inputs {
    void *owner; /* private */
    size_t n;
    const dgh_study_input *files; /* by path, each once */
} dgh_study_inputs;

/* The files of the runs that have a part in the study, the densities and densities of states that
 * it took, and its plan, as they lie on disk now. All of them are read. Errors: NOMEM. Free with
 * dgh_study_inputs_free. */
DGH_API dgh_status dgh_study_inputs_find(dgh_study_inputs **out, const dgh_study *study,
                                         dgh_error *err);
DGH_API void dgh_study_inputs_free(dgh_study_inputs *inputs); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
