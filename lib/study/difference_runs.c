/* How many electrons the runs beside the files of a difference report. */
#include <math.h>
#include <string.h>

#include "base/format.h"
#include "dgh/read.h"
#include "study/difference_inside.h"

/* A density may differ from its run's electron count by this much before a word is said: grids that
 * hold PAW's compensation charges are good to some 1e-3. */
static const double ELECTRON_TOLERANCE = 0.01;

static const char *folder_of(dgh_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : dgh_arena_strndup(arena, path, (size_t)(slash - path));
}

static bool same_composition(const dgh_structure *a, const dgh_structure *b)
{
    if (a->n_atoms != b->n_atoms || a->n_atoms == 0)
        return false;
    for (size_t i = 0; i < a->n_species; i++) {
        int z = a->species[i].atomic_number;
        if (dgh_structure_count(a, z) != dgh_structure_count(b, z))
            return false;
    }
    return true;
}

static dgh_status look(dgh_difference_work *work, size_t i, dgh_error *err)
{
    dgh_calculation *run = NULL;
    dgh_difference_input *in = &work->input[i];
    const char *folder = folder_of(work->arena, in->path);
    if (!folder)
        return dgh_error_nomem(err);
    dgh_error ignored = {0};
    dgh_status status = dgh_read_run(&run, folder, &work->options.grid.io, &ignored);
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    if (status != DGH_OK)
        return DGH_OK; /* no run there, or none that can be read */
    if (run->n_electrons.has &&
        same_composition(&run->structure, &work->source[i].head->structure)) {
        in->run_electrons = run->n_electrons;
        in->run_electrons.source.path = dgh_arena_strdup(work->arena, run->n_electrons.source.path);
    }
    dgh_calculation_free(run);
    return DGH_OK;
}

dgh_status dgh_difference_runs(dgh_difference_work *work, dgh_error *err)
{
    dgh_difference *r = work->result;
    double expected = 0.0;
    bool known = true;
    if (r->field != DGH_FIELD_DENSITY || work->options.grid.component != 0)
        return DGH_OK;
    for (size_t i = 0; i < work->n; i++) {
        dgh_status status = look(work, i, err);
        if (status != DGH_OK)
            return status;
        known = known && work->input[i].run_electrons.has;
        expected += work->coefficient[i] * work->input[i].run_electrons.value;
    }
    r->expected_integral = (dgh_real){.has = known, .value = known ? expected : 0.0};
    return DGH_OK;
}

bool dgh_difference_compare_electrons(dgh_difference_work *work)
{
    const dgh_difference *r = work->result;
    bool good = true;
    for (size_t i = 0; i < work->n && good; i++) {
        const dgh_difference_input *in = &work->input[i];
        if (in->run_electrons.has &&
            fabs(in->integral - in->run_electrons.value) > ELECTRON_TOLERANCE)
            good = dgh_difference_note(work, DGH_NOTE, "electrons-differ", in->path,
                                       "the field integrates to %.6f, the run reports %.6f "
                                       "valence electrons: it holds the cores, or only a part",
                                       in->integral, in->run_electrons.value);
    }
    if (good && r->is_difference && r->expected_integral.has &&
        fabs(r->integral - r->expected_integral.value) > ELECTRON_TOLERANCE)
        good = dgh_difference_note(work, DGH_WARNING, "integral-differs", NULL,
                                   "the difference integrates to %.6f e, the electron counts of "
                                   "the runs give %.6f e",
                                   r->integral, r->expected_integral.value);
    return good;
}
