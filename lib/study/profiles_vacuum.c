/* Vacuum levels of the potentials among the files, and what is to be said of them. */
#include <math.h>
#include <string.h>

#include "record/grid.h"
#include "study/profiles_inside.h"

/* A density among the files whose planes are those of a potential without atoms. */
static const dgh_profile *density_for(const dgh_profiles_work *work, const dgh_profile *potential)
{
    for (size_t i = 0; i < work->out->n_files; i++) {
        const dgh_profile_of_file *f = &work->files[i];
        if (f->header->field == DGH_FIELD_DENSITY && f->profile->n == potential->n &&
            fabs(f->profile->length_ang - potential->length_ang) <= 1e-4 * potential->length_ang)
            return f->profile;
    }
    return NULL;
}

static void say_what_is_not_flat(const dgh_profile_of_file *file, dgh_grid *header)
{
    const dgh_vacuum *v = &file->vacuum;
    const char *dipole = file->dipole_correction.value;
    for (size_t i = 0; i < v->n_levels; i++) {
        const dgh_vacuum_level *l = &v->level[i];
        double width = l->to_ang - l->from_ang;
        if (!l->flat)
            dgh_grid_note(header, DGH_WARNING, "vacuum-not-flat", 0,
                          "the potential in the vacuum is not flat: slope %.4f eV/Ang over %.2f "
                          "Ang, so that its level is known to about %.2f eV; %s",
                          l->slope_ev_per_ang, width, 0.5 * fabs(l->slope_ev_per_ang) * width,
                          !dipole || strcmp(dipole, "none") == 0
                              ? "a dipole correction or more vacuum is needed"
                              : "more vacuum is needed");
    }
    if (v->n_levels == 2 && dipole && strcmp(dipole, "none") == 0)
        dgh_grid_note(header, DGH_WARNING, "two-levels-without-dipole-correction", 0,
                      "two vacuum levels were found, and the run had no dipole correction: look at "
                      "the curve");
}

static void find_work_functions(dgh_profile_of_file *file, dgh_grid *header)
{
    const dgh_vacuum *v = &file->vacuum;
    if (v->n_levels == 0) {
        double gap = file->profile->gap_to_ang - file->profile->gap_from_ang;
        if (gap > 0.0)
            dgh_grid_note(header, DGH_WARNING, "no-vacuum", 0,
                          "no vacuum along this axis: the widest gap between atoms is %.2f Ang",
                          gap);
        else
            dgh_grid_note(header, DGH_WARNING, "no-vacuum", 0,
                          "no vacuum along this axis: the potential is flat nowhere");
        return;
    }
    say_what_is_not_flat(file, header);
    if (v->n_levels == 2)
        file->dipole_step_ev = (dgh_real){.has = true,
                                          .value = v->level[0].level_ev - v->level[1].level_ev};
    if (!file->fermi_ev.has) {
        dgh_grid_note(header, DGH_WARNING, "no-fermi-energy", 0,
                      "no Fermi energy known: vacuum levels, but no work function");
        return;
    }
    for (size_t i = 0; i < v->n_levels; i++)
        file->work_function_ev[i] = (dgh_real){.has = true,
                                               .value = v->level[i].level_ev - file->fermi_ev.value,
                                               .source = file->fermi_ev.source};
}

dgh_status dgh_profiles_find_vacuum(dgh_profiles_work *work, dgh_error *err)
{
    for (size_t i = 0; i < work->out->n_files; i++) {
        dgh_profile_of_file *file = &work->files[i];
        if (file->header->field != DGH_FIELD_POTENTIAL)
            continue;
        bool has_atoms = file->profile->gap_to_ang > file->profile->gap_from_ang;
        dgh_status status = dgh_density_vacuum(
            &file->vacuum, file->profile, has_atoms ? NULL : density_for(work, file->profile), err);
        if (status != DGH_OK)
            return status;
        find_work_functions(file, (dgh_grid *)file->header);
    }
    return DGH_OK;
}
