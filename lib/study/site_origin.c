/* Where the H of a row was placed: what `dgh sites --write` left as sites.json above its run. */
#include <math.h>
#include <string.h>

#include "adapt/json.h"
#include "dgh/io.h"
#include "io/walk.h"
#include "study/inside.h"
#include "surface/periodic.h"

static const double SAME_SITE_ANG = 1.0; /* as for dgh_place.site */

/* A site of a plan. Texts and positions are borrowed from the study's arena. */
typedef struct planned {
    const char *label, *name, *orbit, *directory; /* directory: NULL = none was written */
    dgh_site_kind kind;
    size_t multiplicity;
    double position_ang[3];
} planned;

struct dgh_site_plan {
    const char *path, *folder;
    dgh_structure slab; /* cell alone */
    planned *sites;
    size_t n_sites;
};

/* ---- reading --------------------------------------------------------------------------------- */

static bool take_vector(double out[3], const dgh_json *array)
{
    bool good = dgh_json_size(array) == 3;
    for (size_t k = 0; good && k < 3; k++)
        good = dgh_json_real(dgh_json_at(array, k), &out[k]) && isfinite(out[k]);
    return good;
}

/* NULL stays NULL. */
static bool take_text(const char **out, dgh_arena *arena, const dgh_json *value)
{
    const char *text = dgh_json_text(value);
    *out = text ? dgh_arena_strdup(arena, text) : NULL;
    return !text || *out;
}

static bool take_kind(dgh_site_kind *out, const char *name)
{
    for (int kind = 0; name && kind < DGH_N_SITE_KINDS; kind++)
        if (strcmp(name, dgh_site_kind_name((dgh_site_kind)kind)) == 0) {
            *out = (dgh_site_kind)kind;
            return true;
        }
    return false;
}

/* Errors: PARSE (without a message), NOMEM. */
static dgh_status take_site(planned *out, dgh_arena *arena, const dgh_json *site)
{
    int64_t multiplicity;
    if (!dgh_json_text(dgh_json_get(site, "label")) || !dgh_json_text(dgh_json_get(site, "name")) ||
        !dgh_json_text(dgh_json_get(site, "orbit")) ||
        !take_kind(&out->kind, dgh_json_text(dgh_json_get(site, "kind"))) ||
        !dgh_json_integer(dgh_json_get(site, "multiplicity"), &multiplicity) || multiplicity < 1 ||
        !take_vector(out->position_ang, dgh_json_get(site, "position_ang")))
        return DGH_ERR_PARSE;
    out->multiplicity = (size_t)multiplicity;
    return take_text(&out->label, arena, dgh_json_get(site, "label")) &&
                   take_text(&out->name, arena, dgh_json_get(site, "name")) &&
                   take_text(&out->orbit, arena, dgh_json_get(site, "orbit")) &&
                   take_text(&out->directory, arena, dgh_json_get(site, "directory"))
               ? DGH_OK
               : DGH_ERR_NOMEM;
}

static dgh_status take_plan(dgh_site_plan *out, dgh_arena *arena, const dgh_json *root)
{
    const dgh_json *sites = dgh_json_get(root, "sites"), *cell = dgh_json_get(root, "cell_ang");
    dgh_status status = dgh_json_is_array(sites) ? DGH_OK : DGH_ERR_PARSE;
    out->slab.has_cell = dgh_json_size(cell) == 3;
    for (size_t k = 0; out->slab.has_cell && k < 3; k++)
        out->slab.has_cell = take_vector(out->slab.cell_ang[k], dgh_json_at(cell, k));
    out->sites = dgh_arena_alloc(arena, dgh_json_size(sites) + 1, sizeof *out->sites);
    if (!out->sites)
        return DGH_ERR_NOMEM;
    for (size_t i = 0; status == DGH_OK && i < dgh_json_size(sites); i++)
        status = take_site(&out->sites[out->n_sites++], arena, dgh_json_at(sites, i));
    return status;
}

/* False: a file of that name that is something else. Errors: as dgh_io_read; PARSE, NOMEM. */
static dgh_status read_plan(dgh_site_plan *out, bool *is_plan, dgh_arena *arena, dgh_error *err)
{
    dgh_bytes bytes;
    dgh_json *root = NULL;
    *is_plan = false;
    dgh_status status = dgh_io_read(&bytes, NULL, out->path, NULL, err);
    if (status != DGH_OK)
        return status;
    status = dgh_json_parse(&root, bytes.data, bytes.size, out->path, err);
    const char *schema = dgh_json_text(dgh_json_get(root, "schema"));
    *is_plan = schema && strcmp(schema, "dgh-sites") == 0 &&
               dgh_json_is_object(dgh_json_get(root, "inputs"));
    if (status == DGH_OK && *is_plan) {
        status = take_plan(out, arena, root);
        if (status == DGH_ERR_PARSE)
            dgh_error_at(err, status, out->path, 0, 0,
                         "expected the sites of `dgh sites --write`, found others");
    }
    dgh_json_free(root);
    dgh_bytes_free(&bytes);
    return status == DGH_ERR_NOMEM ? dgh_error_nomem(err) : status;
}

dgh_status dgh_study_gather_site_plans(dgh_inside *in, const dgh_walk *walk, dgh_error *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < walk->n_files; i++) {
        dgh_site_plan plan = {.path = walk->files[i].path};
        dgh_error why = {0};
        bool is_plan;
        if (strcmp(dgh_path_base(plan.path), "sites.json") != 0)
            continue;
        plan.folder = dgh_path_folder(in->arena, plan.path);
        dgh_status status = plan.folder ? read_plan(&plan, &is_plan, in->arena, &why)
                                        : DGH_ERR_NOMEM;
        if (status == DGH_ERR_NOMEM)
            return dgh_error_nomem(err);
        if (status != DGH_OK)
            dgh_findings_add(&in->findings, DGH_WARNING, "unreadable-sites",
                             (dgh_source){plan.path, 0}, "%s", why.message);
        if (status != DGH_OK || !is_plan)
            continue;
        dgh_site_plan *grown = dgh_arena_grow(in->arena, in->plans, &capacity, in->n_plans,
                                              in->n_plans + 1, sizeof *grown);
        if (!grown)
            return dgh_error_nomem(err);
        in->plans = grown;
        grown[in->n_plans++] = plan;
    }
    return DGH_OK;
}

/* ---- one row --------------------------------------------------------------------------------- */

/* What follows `folder` in `path`, NULL = it is not below it. */
static const char *below(const char *folder, const char *path)
{
    size_t length = strlen(folder);
    if (strcmp(folder, ".") == 0 && path[0] != '/')
        return strncmp(path, "./", 2) == 0 ? path + 2 : path;
    return strncmp(path, folder, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* The site in whose directory, or below it, a run lies: of the innermost plan. */
static const planned *planned_of(const dgh_site_plan **plan, const dgh_inside *in,
                                 const char *folder)
{
    const planned *found = NULL;
    for (size_t i = 0; i < in->n_plans; i++) {
        const dgh_site_plan *p = &in->plans[i];
        const char *rest = below(p->folder, folder);
        size_t length = rest ? strcspn(rest, "/") : 0;
        for (size_t s = 0; rest && s < p->n_sites; s++)
            if (p->sites[s].directory && strlen(p->sites[s].directory) == length &&
                strncmp(p->sites[s].directory, rest, length) == 0 &&
                (!found || strlen(p->folder) > strlen((*plan)->folder))) {
                found = &p->sites[s];
                *plan = p;
            }
    }
    return found;
}

static double distance_of(const dgh_periodic *cell, const double a[3], const double b[3])
{
    const double d[3] = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
    double shortest[3];
    return sqrt(dgh_periodic_shortest_of(cell, d, shortest));
}

/* Where H ended: the nearest site of the plan that is of the kind of its place. */
static void find_end(dgh_site_origin *out, const dgh_site_plan *plan, const planned *start,
                     const dgh_place *place)
{
    dgh_periodic cell;
    double nearest = SAME_SITE_ANG;
    const planned *end = NULL;
    if (!dgh_periodic_make(&cell, plan->slab.cell_ang))
        return;
    for (size_t i = 0; i < plan->n_sites && place->n_atoms > 0; i++) {
        const planned *p = &plan->sites[i];
        double d = distance_of(&cell, p->position_ang, place->position_ang);
        if (d < nearest && (place->is_ambiguous || p->kind == place->kind)) {
            nearest = d;
            end = p;
        }
    }
    out->moved_ang = (dgh_real){
        .has = true, .value = distance_of(&cell, start->position_ang, place->position_ang)};
    out->ended = end ? end->label : NULL;
    out->is_moved = end != start;
    out->is_equivalent = end && strcmp(end->orbit, start->orbit) == 0;
}

dgh_status dgh_study_site_origin(dgh_site_structure *out, dgh_inside *in, const dgh_pair *pair,
                                 dgh_findings *findings, dgh_error *err)
{
    const dgh_site_plan *plan = NULL;
    const dgh_run_facts *f = &in->facts[pair->final];
    const planned *start = pair->n_h_added == 1 ? planned_of(&plan, in, f->folder) : NULL;
    if (!start)
        return DGH_OK;
    dgh_site_origin *origin = dgh_arena_alloc(in->arena, 1, sizeof *origin);
    if (!origin)
        return dgh_error_nomem(err);
    *origin = (dgh_site_origin){.path = plan->path,
                                .label = start->label,
                                .name = start->name,
                                .kind = start->kind,
                                .multiplicity = start->multiplicity};
    if (out->n_added == 1 && dgh_same_cell(&plan->slab, &in->facts[pair->host].final))
        find_end(origin, plan, start, &out->places[0]);
    if (origin->is_moved && !origin->is_equivalent)
        dgh_findings_add(findings, DGH_NOTE, "left-planned-site",
                         dgh_run_source(&in->runs[pair->final]),
                         "%s: H was placed on `%s` (%s) and ended %.2f Å away, on %s%s%s",
                         in->runs[pair->final].path, origin->label, origin->path,
                         origin->moved_ang.value, origin->ended ? "`" : "none of its sites",
                         origin->ended ? origin->ended : "", origin->ended ? "`" : "");
    out->origin = origin;
    return DGH_OK;
}
