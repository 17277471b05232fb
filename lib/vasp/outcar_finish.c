/* What follows from the whole of an OUTCAR: species, settings, masses, task, verdict. */
#include "vasp/outcar.h"

#include <math.h>

#include "base/format.h"
#include "vasp/verdict.h"

static bool conclude_species(dgh_outcar *r)
{
    if (r->b.calculation->structure.n_atoms || !r->n_types)
        return true;
    const char **labels = dgh_arena_alloc(r->b.arena, r->n_types, sizeof *labels);
    if (!labels)
        return false;
    for (size_t i = 0; i < r->n_types; i++) {
        /* VASP 4 lists no types beyond those of POTCAR; without POTCAR's heads names are unknown */
        labels[i] = i < r->b.n_pseudopotentials ? r->b.pseudopotentials[i].label : "?";
    }
    return dgh_builder_set_species_counts(&r->b, labels, r->counts, r->n_types);
}

/* A structure without species cannot be used by anybody; positions alone are dropped. */
static bool conclude_structure(dgh_outcar *r)
{
    static const char *const UNKNOWN[] = {"?"};
    dgh_structure *s = &r->b.calculation->structure;
    if (!conclude_species(r))
        return false;
    bool has_geometry = s->position_ang || (r->b.n_steps && r->b.steps[0].position_ang);
    if (!s->n_atoms && r->n_atoms && has_geometry &&
        !dgh_builder_set_species_counts(&r->b, UNKNOWN, &r->n_atoms, 1))
        return false;
    if (!s->position_ang && r->b.n_steps && r->b.steps[0].position_ang) {
        s->position_ang = r->b.steps[0].position_ang;
        s->source = r->b.steps[0].force_source;
    }
    dgh_slice title = r->tags.tag[DGH_VASP_TAG_SYSTEM].value;
    if (!s->comment && title.data) {
        s->comment = dgh_arena_strndup(r->b.arena, title.data, title.size);
        return s->comment != NULL;
    }
    return true;
}

/* POTCAR's mass has more digits; the run's own list wins where INCAR gave another. */
static double mass_of_type(const dgh_outcar *r, size_t type)
{
    double potcar = type < r->b.n_pseudopotentials ? r->potcar_mass_u[type] : 0.0;
    if (r->has_type_mass && fabs(r->type_mass_u[type] - potcar) > 0.0051)
        return r->type_mass_u[type];
    return potcar;
}

static void conclude_masses(dgh_outcar *r)
{
    dgh_vibrations *v = &r->b.calculation->vibrations;
    const dgh_structure *s = &r->b.calculation->structure;
    dgh_dof *dofs = (dgh_dof *)v->dofs; /* of this reader's own arena */
    for (size_t i = 0; i < v->n_dofs; i++) {
        uint32_t type = dofs[i].atom < s->n_atoms ? s->species_of_atom[dofs[i].atom] : 0;
        double mass = type < r->n_types ? mass_of_type(r, type) : 0.0;
        dofs[i].mass_u = mass;
    }
    for (size_t i = 0; i < v->n_dofs; i++) {
        if (dofs[i].mass_u > 0.0)
            continue;
        v->n_dofs = 0; /* a Hessian without masses is of no use */
        v->dofs = NULL;
        v->hessian_ev_per_ang2 = NULL;
        v->method = NULL;
        dgh_builder_note(&r->b, DGH_WARNING, "hessian-without-masses", v->hessian_source.line,
                         "the second derivatives are left out: the file states no masses");
    }
}

static bool conclude_mesh(dgh_outcar *r)
{
    dgh_calculation *c = r->b.calculation;
    char text[100];
    if (!r->mesh_line)
        return true;
    for (int i = 0; i < 3; i++)
        c->kpoint_mesh[i] = (double)r->mesh[i];
    bool shifted = r->kpoints_listed && !r->gamma_listed;
    dgh_format(text, sizeof text, "%lldx%lldx%lld%s", (long long)r->mesh[0], (long long)r->mesh[1],
               (long long)r->mesh[2], shifted ? " shifted" : "");
    return dgh_builder_set_cstr(&r->b, DGH_SETTING_KPOINT_MESH, text, r->mesh_line);
}

/* The parameter list is what VASP used; the echo of INCAR adds what the list does not print, and
 * the word behind LREAL, which the list cuts down to T. */
static void join_tags(dgh_outcar *r)
{
    static const dgh_vasp_tag_id ADDED[] = {
        DGH_VASP_TAG_ALGO,   DGH_VASP_TAG_IVDW,   DGH_VASP_TAG_IMAGES,  DGH_VASP_TAG_LSOL,
        DGH_VASP_TAG_ICHAIN, DGH_VASP_TAG_BPARAM, DGH_VASP_TAG_LUSE_VDW};
    for (size_t i = 0; i < sizeof ADDED / sizeof ADDED[0]; i++)
        if (!r->tags.tag[ADDED[i]].value.data)
            r->tags.tag[ADDED[i]] = r->echo.tag[ADDED[i]];
    /* the list has a logical of the same name; the functional stands above it */
    if (r->echo.tag[DGH_VASP_TAG_METAGGA].value.data)
        r->tags.tag[DGH_VASP_TAG_METAGGA] = r->echo.tag[DGH_VASP_TAG_METAGGA];
    dgh_vasp_tag *lreal = &r->tags.tag[DGH_VASP_TAG_LREAL];
    bool on = false;
    dgh_vasp_tag_logical(&r->tags, DGH_VASP_TAG_LREAL, &on);
    if (on && r->projectors_optimised)
        lreal->value = (dgh_slice){"A", 1};
}

/* Absence says "off" only in a file whose head was read and which got as far as an energy. */
static bool conclude_what_was_off(dgh_outcar *r)
{
    if (!r->b.calculation->code_version.value || !r->b.n_steps)
        return true;
    size_t line = r->b.steps[0].source.line;
    bool nonlocal = false;
    dgh_vasp_tag_logical(&r->tags, DGH_VASP_TAG_LUSE_VDW, &nonlocal);
    if (!nonlocal && !r->saw_dispersion &&
        !dgh_builder_set_cstr(&r->b, DGH_SETTING_DISPERSION, "none", line))
        return false;
    if (r->saw_solvation && !r->tags.tag[DGH_VASP_TAG_LSOL].value.data &&
        !dgh_builder_set_cstr(&r->b, DGH_SETTING_SOLVATION, "vaspsol", line))
        return false;
    return dgh_builder_set_cstr(&r->b, DGH_SETTING_SOLVATION, "none", line) &&
           dgh_builder_set_cstr(&r->b, DGH_SETTING_PLUS_U, "none", line);
}

static void conclude_charge(dgh_outcar *r)
{
    dgh_calculation *c = r->b.calculation;
    double valence = 0.0;
    if (!c->n_electrons.has || !r->n_types || r->n_types != r->b.n_pseudopotentials)
        return;
    for (size_t i = 0; i < r->n_types; i++) {
        if (!r->b.pseudopotentials[i].valence_e.has)
            return;
        valence += (double)r->counts[i] * r->b.pseudopotentials[i].valence_e.value;
    }
    double charge = valence - c->n_electrons.value;
    if (fabs(charge) > 1e-3) /* NELECT is printed with four decimals */
        dgh_builder_set_real(&r->b, DGH_SETTING_TOTAL_CHARGE_E, charge, c->n_electrons.source.line);
}

static bool conclude_task(dgh_outcar *r)
{
    dgh_calculation *c = r->b.calculation;
    const char *what = r->saw_chain ? "image of a nudged elastic band"
                       : r->saw_gw  ? "GW calculation"
                                    : NULL;
    if (!what || c->task == DGH_TASK_OTHER)
        return true;
    c->task = DGH_TASK_OTHER;
    c->task_source = (dgh_source){r->b.path, r->chain_line};
    return dgh_builder_note(&r->b, DGH_WARNING, "task-other", r->chain_line,
                            "not an energy of one geometry: %s", what);
}

static bool conclude_machine_learning(dgh_outcar *r)
{
    for (size_t i = 0; i < r->b.n_steps; i++)
        if (r->b.steps[i].machine_learned)
            return dgh_builder_note(&r->b, DGH_WARNING, "machine-learned-steps",
                                    r->b.steps[i].source.line,
                                    "ionic steps of this run are those of a machine-learned force "
                                    "field; their energies are not DFT energies");
    return true;
}

static bool conclude_vibrations(dgh_outcar *r)
{
    const dgh_calculation *c = r->b.calculation;
    if (c->task != DGH_TASK_FREQUENCIES || !r->finished || c->vibrations.n_dofs || r->b.n_modes)
        return true;
    return dgh_builder_note(&r->b, DGH_WARNING, "frequencies-missing", r->finished_line,
                            "the run was to compute frequencies and ended without second "
                            "derivatives or modes");
}

static bool conclude_ending(dgh_outcar *r)
{
    dgh_calculation *c = r->b.calculation;
    bool relaxation = c->task == DGH_TASK_RELAX || c->task == DGH_TASK_CELL_RELAX;
    if (c->task == DGH_TASK_UNKNOWN && r->reached_accuracy) {
        c->task = DGH_TASK_RELAX; /* a file without its head */
        c->task_source = (dgh_source){r->b.path, r->reached_line};
        relaxation = true;
    }
    if (r->reached_accuracy)
        c->ionic_converged = DGH_YES;
    else if (relaxation && r->finished)
        c->ionic_converged = DGH_NO;
    dgh_vasp_ending ending = {.finished = r->finished,
                              .failed = r->failed,
                              .line = r->failed     ? r->failed_line
                                      : r->finished ? r->finished_line
                                                    : r->cursor.line};
    return dgh_vasp_judge(&r->b, ending);
}

/* The step in which the file ends tells how far the run came, unless its iterations are those of
 * linear response. */
static void mark_cut_step(dgh_outcar *r)
{
    int64_t ibrion = 0;
    dgh_vasp_tag_integer(&r->tags, DGH_VASP_TAG_IBRION, &ibrion);
    r->step.was_cut = !r->finished && ibrion != 7 && ibrion != 8;
}

bool dgh_outcar_conclude(dgh_outcar *r)
{
    mark_cut_step(r);
    if (!dgh_vasp_box_close(&r->box, &r->b, &r->failed) || !dgh_outcar_flush_step(r) ||
        !conclude_structure(r) || !conclude_mesh(r))
        return false;
    conclude_masses(r);
    join_tags(r);
    if (!r->b.calculation->code_version.value &&
        !dgh_builder_note(&r->b, DGH_WARNING, "head-missing", 1,
                          "the head of the file is missing: version, settings and elements are "
                          "not stated"))
        return false;
    if (!dgh_vasp_tags_apply(&r->b, &r->tags) || !conclude_what_was_off(r) || !conclude_task(r))
        return false;
    conclude_charge(r);
    return conclude_machine_learning(r) && conclude_vibrations(r) && conclude_ending(r);
}
