/* What the parts of the reader of pw.x output stand on: numbers behind "=", the begin of a run. */
#include "espresso/pw_output.h"

bool dgh_pw_value(dgh_slice rest, double *value)
{
    for (size_t i = 0; i < rest.size; i++)
        if (rest.data[i] == '=' || rest.data[i] == '<') {
            dgh_slice number = {rest.data + i + 1, rest.size - i - 1};
            return dgh_slice_double(&number, value);
        }
    return false;
}

void dgh_pw_start_run(pw_reader *r)
{
    dgh_builder builder = r->builder;
    dgh_cursor cursor = r->cursor;
    dgh_slice line = r->line;
    size_t n_runs = r->n_runs + 1;
    bool out_of_memory = r->out_of_memory;
    *builder.calculation = (dgh_calculation){.arena = builder.calculation->arena,
                                             .path = builder.calculation->path,
                                             .format = builder.calculation->format,
                                             .n_files = builder.calculation->n_files,
                                             .files = builder.calculation->files};
    builder.n_steps = builder.n_diagnostics = builder.n_pseudopotentials = 0;
    *r = (pw_reader){.builder = builder,
                     .cursor = cursor,
                     .line = line,
                     .out_of_memory = out_of_memory,
                     .n_runs = n_runs,
                     .accuracy_ry = -1.0};
    r->builder.calculation->code = DGH_CODE_QE;
    if (n_runs > 1)
        PW_NOTE(r, DGH_NOTE, "several-runs", r->cursor.line,
                "the file holds the output of several runs; run %zu, which begins here, is read",
                n_runs);
}
