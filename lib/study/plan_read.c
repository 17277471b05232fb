/* Reading a plan: roles and rows as a person wants them. A run that the plan does not name is not
 * used; a row's energies, its gas, a run's frequencies are found as without a plan where the plan
 * leaves them out. */
#include <stdlib.h>
#include <string.h>

#include "adapt/json.h"
#include "base/format.h"
#include "dgh/io.h"
#include "study/inside.h"

typedef struct plan {
    dgh_inside *in;
    const char *path;
    char **names; /* [n_runs] paths as the plan writes them */
    dgh_error *err;
    char where[64]; /* "runs[3]" */
} plan;

static dgh_status expected(const plan *p, const char *member, const char *what,
                           const dgh_json *found)
{
    const char *text = dgh_json_text(found);
    return dgh_error_at(p->err, DGH_ERR_PARSE, p->path, 0, 0, "%s%s%s%sexpected %s, found %s%s%s",
                        p->where, *p->where && *member ? "." : "", member,
                        *p->where || *member ? ": " : "", what, text ? "\"" : "",
                        text ? text : dgh_json_kind(found), text ? "\"" : "");
}

static size_t run_named(const plan *p, const char *name)
{
    for (size_t i = 0; name && i < p->in->n_runs; i++)
        if (strcmp(p->names[i], name) == 0)
            return i;
    return DGH_NO_RUN;
}

/* A run's path, or null for none where that is allowed. */
static dgh_status get_run(size_t *out, const plan *p, const dgh_json *object, const char *member,
                          bool may_be_none)
{
    const dgh_json *value = dgh_json_get(object, member);
    *out = run_named(p, dgh_json_text(value));
    if (*out != DGH_NO_RUN || (may_be_none && (!value || dgh_json_is_null(value))))
        return DGH_OK;
    return expected(p, member, "the path of a run of the trees", value);
}

static dgh_status check_members(const plan *p, const dgh_json *object, const char *const *known)
{
    if (!dgh_json_is_object(object))
        return expected(p, "", "an object", object);
    const char *unknown = dgh_json_unknown_member(object, known);
    if (!unknown)
        return DGH_OK;
    return dgh_error_at(p->err, DGH_ERR_PARSE, p->path, 0, 0,
                        "%s%sexpected members of a plan, found \"%s\"", p->where,
                        *p->where ? ": " : "", unknown);
}

static dgh_status get_role(dgh_role *out, const plan *p, const dgh_json *object)
{
    const dgh_json *value = dgh_json_get(object, "role");
    const char *name = dgh_json_text(value);
    for (int role = DGH_ROLE_UNUSED; name && role <= DGH_ROLE_RESTART; role++)
        if (strcmp(name, dgh_role_name((dgh_role)role)) == 0) {
            *out = (dgh_role)role;
            return DGH_OK;
        }
    return expected(
        p, "role", "unused, gas, host, adsorbed, frequencies, displaced, energy or restart", value);
}

static dgh_status read_frequencies(const plan *p, const dgh_json *object, size_t run)
{
    const dgh_json *value = dgh_json_get(object, "frequencies");
    p->in->facts[run].plans_frequencies = value != NULL;
    return value ? get_run(&p->in->runs[run].frequencies, p, object, "frequencies", true) : DGH_OK;
}

static dgh_status read_run(const plan *p, const dgh_json *object)
{
    static const char *const KNOWN[] = {"path",        "role",   "belongs_to", "host",   "n_h",
                                        "frequencies", "reason", "task",       "status", NULL};
    dgh_inside *in = p->in;
    size_t run = DGH_NO_RUN;
    dgh_role role = DGH_ROLE_UNUSED;
    dgh_status status = check_members(p, object, KNOWN);
    if (status == DGH_OK)
        status = get_run(&run, p, object, "path", false);
    if (status == DGH_OK)
        status = get_role(&role, p, object);
    if (status != DGH_OK)
        return status;
    dgh_run *r = &in->runs[run];
    r->role = role;
    r->reason = "as the plan says";
    bool is_species = role == DGH_ROLE_GAS || role == DGH_ROLE_HOST || role == DGH_ROLE_ADSORBED;
    in->facts[run].is_main = is_species;
    if ((is_species || role == DGH_ROLE_DISPLACED) && !in->facts[run].has_geometry)
        return expected(p, "role", "no use of a run whose atoms are not known",
                        dgh_json_get(object, "role"));
    if (role == DGH_ROLE_GAS && !in->facts[run].is_gas)
        return expected(p, "role", "gas for two H atoms and nothing else only",
                        dgh_json_get(object, "role"));
    if (role == DGH_ROLE_ADSORBED)
        status = get_run(&r->host, p, object, "host", false);
    else if (is_species || role == DGH_ROLE_UNUSED)
        r->host = DGH_NO_RUN;
    else
        status = get_run(&r->belongs_to, p, object, "belongs_to", false);
    if (status == DGH_OK && role == DGH_ROLE_DISPLACED) {
        in->facts[run].set = dgh_study_set_folder(in, run);
        if (!in->facts[run].set)
            status = dgh_error_nomem(p->err);
    }
    return status == DGH_OK && is_species ? read_frequencies(p, object, run) : status;
}

/* n of "host + n H" follows from the atoms; a plan that says otherwise is mistaken. */
static dgh_status settle_adsorbed(plan *p, const dgh_json *runs)
{
    dgh_inside *in = p->in;
    for (size_t i = 0; i < dgh_json_size(runs); i++) {
        const dgh_json *object = dgh_json_at(runs, i), *n_h = dgh_json_get(object, "n_h");
        size_t run = run_named(p, dgh_json_text(dgh_json_get(object, "path")));
        dgh_run *r = &in->runs[run];
        if (r->role != DGH_ROLE_ADSORBED)
            continue;
        dgh_run_facts *f = &in->facts[run], *h = &in->facts[r->host];
        dgh_format(p->where, sizeof p->where, "runs[%zu]", i);
        if (in->runs[r->host].role != DGH_ROLE_HOST || strcmp(f->heavy, h->heavy) != 0 ||
            f->n_h <= h->n_h)
            return expected(p, "host", "a run with the role host, the same atoms and fewer H",
                            dgh_json_get(object, "host"));
        r->n_h = (unsigned)(f->n_h - h->n_h);
        int64_t stated = 0;
        if (n_h && (!dgh_json_integer(n_h, &stated) || stated != (int64_t)r->n_h)) {
            char what[64];
            dgh_format(what, sizeof what, "%u, as the atoms of both runs say", r->n_h);
            return expected(p, "n_h", what, n_h);
        }
        f->cell_differs = !dgh_same_cell(&f->final, &h->final);
        if (!f->cell_differs && !f->match &&
            dgh_surface_match(&f->match, &f->final, &h->final, p->err) != DGH_OK)
            return p->err ? p->err->status : DGH_ERR_ARGUMENT;
    }
    return DGH_OK;
}

static dgh_status read_site(plan *p, const dgh_json *object, dgh_pair *pair)
{
    static const char *const KNOWN[] = {"label",          "final",      "initial",
                                        "host",           "gas",        "final_energy",
                                        "initial_energy", "gas_energy", NULL};
    dgh_inside *in = p->in;
    dgh_status status = check_members(p, object, KNOWN);
    if (status == DGH_OK)
        status = get_run(&pair->final, p, object, "final", false);
    if (status == DGH_OK)
        status = get_run(&pair->initial, p, object, "initial", false);
    if (status == DGH_OK)
        status = get_run(&pair->gas, p, object, "gas", true);
    if (status == DGH_OK)
        status = get_run(&pair->final_energy, p, object, "final_energy", true);
    if (status == DGH_OK)
        status = get_run(&pair->initial_energy, p, object, "initial_energy", true);
    if (status == DGH_OK)
        status = get_run(&pair->gas_energy, p, object, "gas_energy", true);
    if (status != DGH_OK)
        return status;
    const dgh_run *final = &in->runs[pair->final], *initial = &in->runs[pair->initial];
    if (final->role != DGH_ROLE_ADSORBED)
        return expected(p, "final", "a run with the role adsorbed", dgh_json_get(object, "final"));
    pair->host = final->host;
    bool on_host = pair->initial == pair->host;
    bool below = initial->role == DGH_ROLE_ADSORBED && initial->host == final->host &&
                 initial->n_h + 1 == final->n_h;
    if (!on_host && !below)
        return expected(p, "initial", "the host of the final run, or a run with one H less on it",
                        dgh_json_get(object, "initial"));
    if (pair->gas != DGH_NO_RUN && in->runs[pair->gas].role != DGH_ROLE_GAS)
        return expected(p, "gas", "a run with the role gas", dgh_json_get(object, "gas"));
    pair->n_h = final->n_h;
    pair->n_h_added = on_host ? final->n_h : 1;
    pair->differential = !on_host;
    const char *label = dgh_json_text(dgh_json_get(object, "label"));
    pair->label = label ? dgh_arena_strdup(in->arena, label) : final->label;
    if (pair->final_energy == DGH_NO_RUN)
        pair->final_energy = pair->final;
    if (pair->initial_energy == DGH_NO_RUN)
        pair->initial_energy = pair->initial;
    if (pair->gas_energy == DGH_NO_RUN)
        pair->gas_energy = pair->gas;
    return pair->label ? DGH_OK : dgh_error_nomem(p->err);
}

static void lend(dgh_inside *in, size_t run, size_t energy)
{
    if (run != DGH_NO_RUN && energy != run)
        in->runs[run].energy = energy;
}

static dgh_status read_sites(plan *p, const dgh_json *sites)
{
    dgh_inside *in = p->in;
    size_t n = dgh_json_size(sites);
    in->pairs = dgh_arena_alloc(in->arena, n, sizeof *in->pairs);
    if (!in->pairs)
        return dgh_error_nomem(p->err);
    for (size_t i = 0; i < n; i++) {
        dgh_format(p->where, sizeof p->where, "sites[%zu]", i);
        dgh_pair *pair = &in->pairs[in->n_pairs];
        dgh_status status = read_site(p, dgh_json_at(sites, i), pair);
        if (status != DGH_OK)
            return status;
        lend(in, pair->final, pair->final_energy);
        lend(in, pair->initial, pair->initial_energy);
        lend(in, pair->gas, pair->gas_energy);
        in->n_pairs++;
    }
    return DGH_OK;
}

static dgh_status read_document(plan *p, const dgh_json *root)
{
    static const char *const KNOWN[] = {"dgh_plan", "trees", "runs", "sites", NULL};
    dgh_inside *in = p->in;
    int64_t version = 0;
    const dgh_json *runs = dgh_json_get(root, "runs"), *sites = dgh_json_get(root, "sites");
    dgh_status status = check_members(p, root, KNOWN);
    if (status != DGH_OK)
        return status;
    if (!dgh_json_integer(dgh_json_get(root, "dgh_plan"), &version) || version != 1)
        return expected(p, "dgh_plan", "1, the version of the format",
                        dgh_json_get(root, "dgh_plan"));
    if (!dgh_json_is_array(runs))
        return expected(p, "runs", "an array", runs);
    if (sites && !dgh_json_is_array(sites))
        return expected(p, "sites", "an array", sites);
    for (size_t i = 0; i < in->n_runs; i++)
        in->runs[i].reason = "not in the plan";
    for (size_t i = 0; i < dgh_json_size(runs) && status == DGH_OK; i++) {
        dgh_format(p->where, sizeof p->where, "runs[%zu]", i);
        status = read_run(p, dgh_json_at(runs, i));
    }
    if (status == DGH_OK && !dgh_study_label(in))
        status = dgh_error_nomem(p->err);
    if (status == DGH_OK)
        status = settle_adsorbed(p, runs);
    if (status != DGH_OK)
        return status;
    dgh_study_chain_parts(in);
    dgh_study_chain_adsorbed(in);
    if (sites)
        return read_sites(p, sites);
    if (!dgh_study_make_pairs(in))
        return dgh_error_nomem(p->err);
    dgh_study_choose_energies(in);
    return DGH_OK;
}

static dgh_status load(dgh_json **root, const dgh_inside *in, dgh_error *err)
{
    dgh_bytes bytes;
    const char *path = in->study.options.plan_path;
    *root = NULL;
    dgh_status status = dgh_io_read(&bytes, NULL, path, &in->study.options.io, err);
    if (status != DGH_OK)
        return status;
    status = dgh_json_parse(root, bytes.data, bytes.size, path, err);
    dgh_bytes_free(&bytes);
    return status;
}

dgh_status dgh_study_read_plan(dgh_inside *in, dgh_error *err)
{
    plan p = {.in = in, .path = in->study.options.plan_path, .err = err};
    dgh_json *root = NULL;
    p.names = calloc(in->n_runs + 1, sizeof *p.names);
    dgh_status status = p.names ? load(&root, in, err) : dgh_error_nomem(err);
    for (size_t i = 0; i < in->n_runs && status == DGH_OK; i++) {
        p.names[i] = dgh_json_utf8(in->runs[i].path);
        if (!p.names[i])
            status = dgh_error_nomem(err);
    }
    if (status == DGH_OK)
        status = read_document(&p, root);
    for (size_t i = 0; p.names && i < in->n_runs; i++)
        free(p.names[i]);
    free(p.names);
    dgh_json_free(root);
    return status;
}

dgh_status dgh_study_plan_trees(dgh_inside *in, dgh_error *err)
{
    plan p = {.in = in, .path = in->study.options.plan_path, .err = err};
    dgh_json *root;
    dgh_status status = load(&root, in, err);
    if (status != DGH_OK)
        return status;
    const dgh_json *trees = dgh_json_get(root, "trees");
    size_t n = dgh_json_size(trees);
    in->roots = dgh_arena_alloc(in->arena, n + 1, sizeof *in->roots);
    if (!in->roots)
        status = dgh_error_nomem(err);
    else if (n == 0)
        status = expected(&p, "trees", "the paths of the trees", trees);
    for (size_t i = 0; i < n && status == DGH_OK; i++) {
        const char *text = dgh_json_text(dgh_json_at(trees, i));
        if (!text)
            status = expected(&p, "trees", "paths", dgh_json_at(trees, i));
        else if (!(in->roots[i] = dgh_arena_strdup(in->arena, text)))
            status = dgh_error_nomem(err);
    }
    in->n_roots = status == DGH_OK ? n : 0;
    dgh_json_free(root);
    return status;
}
