/* The pairing as a JSON document that a person can edit; plan_read.c reads it back. */
#include "adapt/json.h"
#include "study/inside.h"

static void add_run_path(dgh_json_builder *b, dgh_json *object, const char *key,
                         const dgh_study *study, size_t run)
{
    dgh_json_add_text(b, object, key, run == DGH_NO_RUN ? NULL : study->runs[run].path);
}

static void add_run(dgh_json_builder *b, dgh_json *array, const dgh_study *study, size_t index)
{
    const dgh_run *r = &study->runs[index];
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "path", r->path);
    dgh_json_add_text(b, o, "role", dgh_role_name(r->role));
    if (r->role == DGH_ROLE_FREQUENCIES || r->role == DGH_ROLE_DISPLACED ||
        r->role == DGH_ROLE_ENERGY || r->role == DGH_ROLE_RESTART)
        add_run_path(b, o, "belongs_to", study, r->belongs_to);
    if (r->role == DGH_ROLE_ADSORBED) {
        add_run_path(b, o, "host", study, r->host);
        dgh_json_add_integer(b, o, "n_h", (int64_t)r->n_h);
    }
    if (r->role == DGH_ROLE_GAS || r->role == DGH_ROLE_HOST || r->role == DGH_ROLE_ADSORBED)
        add_run_path(b, o, "frequencies", study, r->frequencies);
    dgh_json_add_text(b, o, "reason", r->reason);
    dgh_json_add_text(b, o, "task", dgh_task_name(r->calculation->task));
    dgh_json_add_text(b, o, "status", dgh_run_status_name(r->calculation->status));
}

static void add_site(dgh_json_builder *b, dgh_json *array, const dgh_study *study,
                     const dgh_pair *pair)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "label", pair->label);
    add_run_path(b, o, "final", study, pair->final);
    add_run_path(b, o, "initial", study, pair->initial);
    add_run_path(b, o, "host", study, pair->host);
    add_run_path(b, o, "gas", study, pair->gas);
    add_run_path(b, o, "final_energy", study, pair->final_energy);
    add_run_path(b, o, "initial_energy", study, pair->initial_energy);
    add_run_path(b, o, "gas_energy", study, pair->gas_energy);
}

dgh_status dgh_study_plan(char **out, const dgh_study *study, dgh_error *err)
{
    const dgh_inside *in = (const dgh_inside *)study;
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    dgh_json_add_integer(&b, root, "dgh_plan", 1);
    dgh_json *trees = dgh_json_add_array(&b, root, "trees");
    for (size_t i = 0; i < in->n_roots; i++)
        dgh_json_add_text(&b, trees, NULL, in->roots[i]);
    dgh_json *runs = dgh_json_add_array(&b, root, "runs");
    for (size_t i = 0; i < study->n_runs; i++)
        add_run(&b, runs, study, i);
    dgh_json *sites = dgh_json_add_array(&b, root, "sites");
    for (size_t i = 0; i < in->n_pairs; i++)
        add_site(&b, sites, study, &in->pairs[i]);
    dgh_status status = dgh_json_write(out, &b, root, err);
    dgh_json_free(root);
    return status;
}
