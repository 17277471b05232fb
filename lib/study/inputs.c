/* The files that a study was made of. */
#include "dgh/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

typedef struct list {
    dgh_study_inputs public; /* first: a dgh_study_inputs * is a list * */
    dgh_arena *arena;
    dgh_study_input *items;
    size_t n, capacity;
    bool failed;
} list;

static void add(list *l, const char *path, const char *use, size_t run)
{
    if (!path || l->failed)
        return;
    dgh_study_input *grown = dgh_arena_grow(l->arena, l->items, &l->capacity, l->n, l->n + 1,
                                            sizeof *grown);
    const char *own = dgh_arena_strdup(l->arena, path);
    if (!grown || !own) {
        l->failed = true;
        return;
    }
    l->items = grown;
    grown[l->n++] = (dgh_study_input){.path = own, .use = use, .run = run};
}

static void add_site_density(list *l, const dgh_site *site)
{
    const dgh_site_density *d = site->density;
    if (!d)
        return;
    const char *const paths[] = {d->after_path,     d->after_reference[0],  d->after_reference[1],
                                 d->before_path,    d->before_reference[0], d->before_reference[1],
                                 d->drho_host_path, d->drho_h_path};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        add(l, paths[i], "density", site->final_run);
}

static void gather(list *l, const dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        const dgh_calculation *c = in->runs[i].calculation;
        if (in->runs[i].role == DGH_ROLE_UNUSED || !c)
            continue;
        for (size_t k = 0; k < c->n_files; k++)
            add(l, c->files[k], "run", i);
        if (in->facts[i].dos)
            add(l, in->facts[i].dos->path, "density of states", i);
    }
    for (size_t i = 0; i < in->study.n_sites; i++)
        add_site_density(l, &in->study.sites[i]);
    add(l, in->study.options.plan_path, "plan", DGH_NO_RUN);
}

static int by_path(const void *a, const void *b)
{
    const dgh_study_input *x = a, *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : strcmp(x->use, y->use);
}

static void drop_repeated(list *l)
{
    size_t kept = 0;
    if (l->n)
        qsort(l->items, l->n, sizeof *l->items, by_path);
    for (size_t i = 0; i < l->n; i++)
        if (kept == 0 || strcmp(l->items[kept - 1].path, l->items[i].path) != 0)
            l->items[kept++] = l->items[i];
    l->n = kept;
}

static dgh_status identify(list *l, dgh_error *err)
{
    for (size_t i = 0; i < l->n; i++) {
        dgh_error why = {0};
        dgh_status status = dgh_io_identify(&l->items[i].identity, l->items[i].path, &why);
        l->items[i].has_identity = status == DGH_OK;
        if (status != DGH_OK)
            l->items[i].missing = dgh_arena_strdup(l->arena, why.message);
        if (status == DGH_ERR_NOMEM || (status != DGH_OK && !l->items[i].missing))
            return dgh_error_nomem(err);
    }
    return DGH_OK;
}

dgh_status dgh_study_inputs_find(dgh_study_inputs **out, const dgh_study *study, dgh_error *err)
{
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    list *l = arena ? dgh_arena_alloc(arena, 1, sizeof *l) : NULL;
    if (!l) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    l->arena = arena;
    l->public.owner = arena;
    gather(l, (const dgh_inside *)study);
    drop_repeated(l);
    dgh_status status = l->failed ? dgh_error_nomem(err) : identify(l, err);
    if (status != DGH_OK) {
        dgh_arena_free(arena);
        return status;
    }
    l->public.n = l->n;
    l->public.files = l->items;
    *out = &l->public;
    return DGH_OK;
}

void dgh_study_inputs_free(dgh_study_inputs *inputs)
{
    if (inputs)
        dgh_arena_free(inputs->owner);
}
