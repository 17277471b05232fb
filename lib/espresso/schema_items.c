/* The elements of data-file-schema.xml that a record wants, schemas qes_1.0 of 2017 to 2026
 * (https://www.quantum-espresso.org/ns/qes/). All in Hartree and Bohr, but for the scf_error of a
 * <step>, which pw.x leaves in Rydberg (compare it with that of <output> in any relaxation), and
 * for conv_thr and scf_error of versions before 6.4. */
#include "base/constants.h"
#include "espresso/schema.h"
#include "espresso/settings.h"

/* 1 Ha/Bohr^3 in kbar. */
static double kbar_per_au(void)
{
    double bohr_m = DGH_BOHR_ANG * 1e-10;
    return DGH_HARTREE_EV * DGH_ELECTRON_CHARGE_C / (bohr_m * bohr_m * bohr_m) / 1e8;
}

static bool number(dgh_slice text, double *value)
{
    return dgh_slice_double(&text, value);
}

static bool is_true(dgh_slice text)
{
    return text.size && dgh_to_lower(text.data[0]) == 't';
}

static dgh_slice own(dgh_schema *r, dgh_slice text)
{
    char *copy = dgh_arena_strndup(r->b.arena, text.data, text.size);
    r->out_of_memory = r->out_of_memory || !copy;
    return (dgh_slice){copy ? copy : "", copy ? text.size : 0};
}

static dgh_real in_unit(const dgh_schema *r, dgh_slice text, double unit)
{
    double value;
    return number(text, &value) ? dgh_builder_real(&r->b, value * unit, r->line) : (dgh_real){0};
}

/* ---- general_info, control_variables -----------------------------------------------------------
 */

static void creator(dgh_schema *r, const char *const *attributes)
{
    const char *version = dgh_xml_attribute(attributes, "VERSION");
    size_t n = version ? strlen(version) : 0;
    if (!n)
        return;
    r->b.calculation->code_version = (dgh_text){own(r, (dgh_slice){version, n}).data,
                                                {r->b.path, r->line}};
    dgh_slice text = {version, n};
    int64_t major = 0, minor = 0;
    if (dgh_slice_int64(&text, &major) && text.size > 1) {
        text = (dgh_slice){text.data + 1, text.size - 1};
        dgh_slice_int64(&text, &minor);
        r->errors_in_ry = major < 6 || (major == 6 && minor < 4);
    }
}

static void calculation(dgh_schema *r, dgh_slice text)
{
    r->calculation = own(r, text);
    r->calculation_line = r->line;
}

static void nstep(dgh_schema *r, dgh_slice text)
{
    int64_t value;
    if (dgh_slice_int64(&text, &value))
        r->b.calculation->max_ionic_steps = dgh_builder_integer(&r->b, value, r->line);
}

static void etot_conv_thr(dgh_schema *r, dgh_slice text)
{
    r->b.calculation->energy_criterion_ev = in_unit(r, text, DGH_HARTREE_EV);
}

static void forc_conv_thr(dgh_schema *r, dgh_slice text)
{
    r->b.calculation->force_criterion_ev_per_ang = in_unit(r, text, DGH_HARTREE_EV / DGH_BOHR_ANG);
}

static void conv_thr(dgh_schema *r, dgh_slice text)
{
    r->b.calculation->electronic_criterion_ev = in_unit(
        r, text, r->errors_in_ry ? DGH_RYDBERG_EV : DGH_HARTREE_EV);
}

static void max_nstep(dgh_schema *r, dgh_slice text)
{
    int64_t value;
    if (dgh_slice_int64(&text, &value))
        r->b.calculation->max_electronic_steps = dgh_builder_integer(&r->b, value, r->line);
}

/* ---- species ----------------------------------------------------------------------------------
 */

static void species(dgh_schema *r, const char *const *attributes)
{
    const char *name = dgh_xml_attribute(attributes, "name");
    dgh_schema_species *grown = dgh_arena_grow(r->b.arena, r->species, &r->species_capacity,
                                               r->n_species, r->n_species + 1, sizeof *grown);
    if (!grown) {
        r->out_of_memory = true;
        return;
    }
    r->species = grown;
    r->species[r->n_species++] = (dgh_schema_species){
        .label = own(r, (dgh_slice){name ? name : "", name ? strlen(name) : 0}).data,
        .line = r->line};
}

static void mass(dgh_schema *r, dgh_slice text)
{
    if (r->n_species)
        number(text, &r->species[r->n_species - 1].mass_u);
}

static void pseudo_file(dgh_schema *r, dgh_slice text)
{
    if (r->n_species && text.size)
        r->species[r->n_species - 1].pseudo_file = own(r, text).data;
}

/* ---- settings ----------------------------------------------------------------------------------
 */

static void functional(dgh_schema *r, dgh_slice text)
{
    r->dft_line = r->dft_line ? r->dft_line : r->line;
    r->out_of_memory = r->out_of_memory || !dgh_qe_set_functional(&r->b, text, r->line);
}

static void vdw_corr(dgh_schema *r, dgh_slice text)
{
    r->vdw_corr = own(r, text);
    r->vdw_line = r->line;
}

static void dftd3_version(dgh_schema *r, dgh_slice text)
{
    dgh_slice_int64(&text, &r->dftd3_version);
}

static void hubbard_attributes(dgh_schema *r, const char *const *attributes)
{
    static const char *const NAMES[] = {"specie", "label"};
    for (int i = 0; i < 2; i++) {
        const char *value = dgh_xml_attribute(attributes, NAMES[i]);
        size_t n = value ? strlen(value) : 0;
        n = n < sizeof r->attribute[0] ? n : 0;
        memcpy(r->attribute[i], n ? value : "", n);
        r->attribute[i][n] = '\0';
    }
}

static void hubbard_u(dgh_schema *r, dgh_slice text)
{
    double value;
    dgh_slice name = {r->attribute[0], strlen(r->attribute[0])};
    dgh_slice orbital = {r->attribute[1], strlen(r->attribute[1])};
    if (!number(text, &value) || value == 0.0 || !(value < 1e3 && value > -1e3))
        return;
    if (dgh_slice_equals(orbital, "no Hubbard"))
        return;
    dgh_qe_add_hubbard(r->hubbard, sizeof r->hubbard, name, orbital, value * DGH_HARTREE_EV, 0.0);
    r->hubbard_line = r->hubbard_line ? r->hubbard_line : r->line;
}

static void lsda(dgh_schema *r, dgh_slice text)
{
    r->lsda = is_true(text);
    r->has_spin = true;
    r->spin_line = r->line;
}

static void noncolin(dgh_schema *r, dgh_slice text)
{
    r->noncolin = is_true(text);
}

static void spinorbit(dgh_schema *r, dgh_slice text)
{
    r->spinorbit = is_true(text);
}

static void tot_charge(dgh_schema *r, dgh_slice text)
{
    double value;
    if (number(text, &value))
        dgh_builder_set_real(&r->b, DGH_SETTING_TOTAL_CHARGE_E, value, r->line);
}

static void occupations(dgh_schema *r, dgh_slice text)
{
    r->occupations = own(r, text);
    r->occupations_line = r->line;
}

static void smearing_width(dgh_schema *r, const char *const *attributes)
{
    const char *degauss = dgh_xml_attribute(attributes, "degauss");
    double value;
    if (degauss && number((dgh_slice){degauss, strlen(degauss)}, &value))
        dgh_builder_set_real(&r->b, DGH_SETTING_SMEARING_WIDTH_EV, value * DGH_HARTREE_EV, r->line);
}

static void smearing(dgh_schema *r, dgh_slice text)
{
    r->smearing = own(r, text);
    r->smearing_line = r->line;
}

static void ecutwfc(dgh_schema *r, dgh_slice text)
{
    double value;
    if (number(text, &value))
        dgh_builder_set_real(&r->b, DGH_SETTING_CUTOFF_EV, value * DGH_HARTREE_EV, r->line);
}

static void ecutrho(dgh_schema *r, dgh_slice text)
{
    double value;
    if (number(text, &value))
        dgh_builder_set_real(&r->b, DGH_SETTING_DENSITY_CUTOFF_EV, value * DGH_HARTREE_EV, r->line);
}

static void monkhorst_pack(dgh_schema *r, const char *const *attributes)
{
    static const char *const NAMES[] = {"nk1", "nk2", "nk3", "k1", "k2", "k3"};
    for (int i = 0; i < 6; i++) {
        const char *value = dgh_xml_attribute(attributes, NAMES[i]);
        dgh_slice text = {value ? value : "", value ? strlen(value) : 0};
        if (!dgh_slice_int64(&text, &r->mesh[i]))
            return;
    }
    r->out_of_memory = r->out_of_memory || !dgh_qe_set_mesh(&r->b, r->mesh, r->mesh + 3, r->line);
}

static void nks(dgh_schema *r, dgh_slice text)
{
    int64_t value;
    if (dgh_slice_int64(&text, &value))
        dgh_builder_set_integer(&r->b, DGH_SETTING_N_KPOINTS, value, r->line);
}

static void electric_potential(dgh_schema *r, dgh_slice text)
{
    r->sawtooth = dgh_slice_starts_nocase(text, "sawtooth");
    r->field_line = r->line;
}

static void dipole_correction(dgh_schema *r, dgh_slice text)
{
    r->dipole_correction = is_true(text);
    r->field_line = r->line;
}

static void field_direction(dgh_schema *r, dgh_slice text)
{
    dgh_slice_int64(&text, &r->field_direction);
}

static void assume_isolated(dgh_schema *r, dgh_slice text)
{
    if (text.size && !dgh_slice_equals_nocase(text, "none") &&
        !dgh_builder_note(&r->b, DGH_NOTE, "assume-isolated", r->line, "assume_isolated = '%.*s'",
                          (int)(text.size < 40 ? text.size : 40), text.data))
        r->out_of_memory = true;
}

/* ---- structures --------------------------------------------------------------------------------
 */

static void open_structure(dgh_schema *r, const char *const *attributes)
{
    (void)attributes;
    r->n_atoms = 0;
    r->cell_rows = 0;
}

static void open_atom(dgh_schema *r, const char *const *attributes)
{
    const char *name = dgh_xml_attribute(attributes, "name");
    size_t k = 0, n = r->n_atoms + 1;
    while (k < r->n_species && !(name && strcmp(r->species[k].label, name) == 0))
        k++;
    uint32_t *index = dgh_arena_grow(r->b.arena, r->atom_species, &r->atoms_capacity, r->n_atoms, n,
                                     sizeof *index);
    double *position = dgh_arena_grow(r->b.arena, r->atom_position, &r->positions_capacity,
                                      r->n_atoms, n, 3 * sizeof *position);
    if (!index || !position) {
        r->out_of_memory = true;
        return;
    }
    r->atom_species = index;
    r->atom_position = position;
    index[r->n_atoms] = (uint32_t)k;
}

static void close_atom(dgh_schema *r, dgh_slice text)
{
    double v[3];
    if (r->out_of_memory || !dgh_slice_doubles(&text, v, 3) ||
        r->atom_species[r->n_atoms] >= r->n_species)
        return;
    for (int k = 0; k < 3; k++)
        r->atom_position[3 * r->n_atoms + (size_t)k] = v[k] * DGH_BOHR_ANG;
    r->n_atoms++;
}

static void cell_row(dgh_schema *r, dgh_slice text, int row)
{
    double v[3];
    if (!dgh_slice_doubles(&text, v, 3))
        return;
    for (int k = 0; k < 3; k++)
        r->cell_ang[row][k] = v[k] * DGH_BOHR_ANG;
    r->cell_rows |= 1u << row;
}

static void a1(dgh_schema *r, dgh_slice text)
{
    cell_row(r, text, 0);
}

static void a2(dgh_schema *r, dgh_slice text)
{
    cell_row(r, text, 1);
}

static void a3(dgh_schema *r, dgh_slice text)
{
    cell_row(r, text, 2);
}

static bool first_structure(dgh_schema *r, const double *position)
{
    dgh_structure *s = &r->b.calculation->structure;
    dgh_species *list = dgh_arena_alloc(r->b.arena, r->n_species, sizeof *list);
    uint32_t *index = dgh_arena_alloc(r->b.arena, r->n_atoms, sizeof *index);
    if (!list || !index)
        return false;
    for (size_t i = 0; i < r->n_species; i++) {
        const dgh_schema_species *known = &r->species[i];
        list[i].label = known->label;
        list[i].atomic_number = dgh_element_from_label(known->label);
        if (known->mass_u > 0.0)
            list[i].mass_u = dgh_builder_real(&r->b, known->mass_u, known->line);
    }
    memcpy(index, r->atom_species, r->n_atoms * sizeof *index);
    s->n_atoms = r->n_atoms;
    s->n_species = r->n_species;
    s->species = list;
    s->species_of_atom = index;
    s->has_cell = r->cell_rows == 7;
    if (s->has_cell)
        memcpy(s->cell_ang, r->cell_ang, sizeof r->cell_ang);
    s->position_ang = position;
    s->source = (dgh_source){r->b.path, dgh_xml_line(r->xml)};
    return true;
}

static void close_structure(dgh_schema *r, dgh_slice text)
{
    (void)text;
    dgh_calculation *c = r->b.calculation;
    if (r->n_atoms == 0 || r->out_of_memory)
        return;
    double *position = dgh_builder_vectors(&r->b, r->n_atoms);
    if (!position) {
        r->out_of_memory = true;
        return;
    }
    memcpy(position, r->atom_position, 3 * r->n_atoms * sizeof *position);
    if (!c->structure.n_atoms && !first_structure(r, position)) {
        r->out_of_memory = true;
        return;
    }
    if (c->structure.n_atoms != r->n_atoms || r->section == DGH_SCHEMA_IN_INPUT)
        return;
    r->step.position_ang = position;
    r->step.has_cell = r->cell_rows == 7;
    if (r->step.has_cell)
        memcpy(r->step.cell_ang, r->cell_ang, sizeof r->cell_ang);
}

/* 0 = fixed, rows of three per atom. */
static void free_positions(dgh_schema *r, dgh_slice text)
{
    size_t n = r->b.calculation->structure.n_atoms;
    bool any_fixed = false;
    bool *is_free = n ? dgh_arena_alloc(r->b.arena, n, 3 * sizeof *is_free) : NULL;
    for (size_t i = 0; is_free && i < 3 * n; i++) {
        int64_t value;
        if (!dgh_slice_int64(&text, &value))
            return;
        is_free[i] = value != 0;
        any_fixed = any_fixed || !is_free[i];
    }
    if (any_fixed)
        r->b.calculation->structure.is_free = is_free;
}

/* ---- what was computed --------------------------------------------------------------------------
 */

static void convergence_achieved(dgh_schema *r, dgh_slice text)
{
    r->step_converged = is_true(text);
    r->step_has_converged = true;
}

static void n_scf_steps(dgh_schema *r, dgh_slice text)
{
    size_t value;
    if (dgh_slice_size(&text, UINT32_MAX, &value))
        r->step.n_electronic = (uint32_t)value;
}

static void scf_error(dgh_schema *r, dgh_slice text)
{
    bool in_ry = r->errors_in_ry || r->section == DGH_SCHEMA_IN_STEP;
    r->step.electronic_accuracy_ev = in_unit(r, text, in_ry ? DGH_RYDBERG_EV : DGH_HARTREE_EV);
}

static void opt_converged(dgh_schema *r, dgh_slice text)
{
    r->opt_converged = is_true(text);
    r->has_opt = true;
    r->opt_line = r->line;
}

static void etot(dgh_schema *r, dgh_slice text)
{
    r->step.energy_ev[DGH_ENERGY_FREE] = in_unit(r, text, DGH_HARTREE_EV);
    r->step.source.line = r->line;
}

static void demet(dgh_schema *r, dgh_slice text)
{
    double value;
    r->has_demet = number(text, &value);
    r->demet_ev = r->has_demet ? value * DGH_HARTREE_EV : 0.0;
    r->demet_line = r->line;
}

static void forces(dgh_schema *r, dgh_slice text)
{
    size_t n = r->b.calculation->structure.n_atoms;
    double *force = n ? dgh_builder_vectors(&r->b, n) : NULL;
    if (n && !force)
        r->out_of_memory = true;
    if (!force || !dgh_slice_doubles(&text, force, 3 * n))
        return;
    for (size_t i = 0; i < 3 * n; i++)
        force[i] *= DGH_HARTREE_EV / DGH_BOHR_ANG;
    r->step.force_ev_per_ang = force;
    r->step.force_source = (dgh_source){r->b.path, r->line};
}

static void stress(dgh_schema *r, dgh_slice text)
{
    double v[9];
    bool any = false;
    if (!dgh_slice_doubles(&text, v, 9))
        return;
    for (int i = 0; i < 9; i++) {
        any = any || v[i] != 0.0;
        r->step.stress_kbar[i / 3][i % 3] = v[i] * kbar_per_au();
    }
    r->step.has_stress = any; /* zeros stand where it was not computed */
}

static void magnetisation(dgh_schema *r, dgh_slice text)
{
    dgh_real total = in_unit(r, text, 1.0);
    if (r->lsda || r->noncolin || total.value != 0.0) /* a zero without spin means nothing */
        r->step.magnetisation_mub = total;
}

static void nelec(dgh_schema *r, dgh_slice text)
{
    r->b.calculation->n_electrons = in_unit(r, text, 1.0);
}

static void fermi_energy(dgh_schema *r, dgh_slice text)
{
    r->step.fermi_ev = in_unit(r, text, DGH_HARTREE_EV);
}

static void exit_status(dgh_schema *r, dgh_slice text)
{
    r->has_exit = dgh_slice_int64(&text, &r->exit_status);
    r->exit_line = r->line;
}

static void cpu(dgh_schema *r, dgh_slice text)
{
    r->b.calculation->cpu_time_s = in_unit(r, text, 1.0);
}

static void wall(dgh_schema *r, dgh_slice text)
{
    r->b.calculation->wall_time_s = in_unit(r, text, 1.0);
}

static void closed(dgh_schema *r, const char *const *attributes)
{
    (void)attributes;
    r->closed_stamp = true;
}

/* ---- the table ---------------------------------------------------------------------------------
 */

#define TOP        DGH_SCHEMA_IN_TOP
#define INPUT      DGH_SCHEMA_IN_INPUT
#define OUTPUT     DGH_SCHEMA_IN_OUTPUT
#define RUN        (DGH_SCHEMA_IN_STEP | DGH_SCHEMA_IN_OUTPUT)
#define EVERYWHERE (INPUT | RUN)

static const dgh_schema_rule RULES[] = {
    {TOP, "general_info/creator", creator, NULL},
    {TOP, "status", NULL, exit_status},
    {TOP, "exit_status", NULL, exit_status},
    {TOP, "timing_info/total/cpu", NULL, cpu},
    {TOP, "timing_info/total/wall", NULL, wall},
    {TOP, "closed", closed, NULL},
    {INPUT, "control_variables/calculation", NULL, calculation},
    {INPUT, "control_variables/nstep", NULL, nstep},
    {INPUT, "control_variables/etot_conv_thr", NULL, etot_conv_thr},
    {INPUT, "control_variables/forc_conv_thr", NULL, forc_conv_thr},
    {INPUT, "electron_control/conv_thr", NULL, conv_thr},
    {INPUT, "electron_control/max_nstep", NULL, max_nstep},
    {INPUT, "atomic_species/species", species, NULL},
    {INPUT, "atomic_species/species/mass", NULL, mass},
    {INPUT, "atomic_species/species/pseudo_file", NULL, pseudo_file},
    {INPUT | OUTPUT, "dft/functional", NULL, functional},
    {INPUT, "dft/vdW/vdw_corr", NULL, vdw_corr},
    {INPUT, "dft/vdW/dftd3_version", NULL, dftd3_version},
    {INPUT, "dft/dftU/Hubbard_U", hubbard_attributes, hubbard_u},
    {INPUT, "spin/lsda", NULL, lsda},
    {INPUT, "spin/noncolin", NULL, noncolin},
    {INPUT, "spin/spinorbit", NULL, spinorbit},
    {OUTPUT, "magnetization/lsda", NULL, lsda},
    {OUTPUT, "magnetization/noncolin", NULL, noncolin},
    {OUTPUT, "magnetization/spinorbit", NULL, spinorbit},
    {INPUT, "bands/tot_charge", NULL, tot_charge},
    {INPUT, "bands/occupations", NULL, occupations},
    {INPUT, "bands/smearing", smearing_width, smearing},
    {INPUT, "basis/ecutwfc", NULL, ecutwfc},
    {INPUT, "basis/ecutrho", NULL, ecutrho},
    {OUTPUT, "basis_set/ecutwfc", NULL, ecutwfc},
    {OUTPUT, "basis_set/ecutrho", NULL, ecutrho},
    {INPUT, "k_points_IBZ/monkhorst_pack", monkhorst_pack, NULL},
    {INPUT, "electric_field/electric_potential", NULL, electric_potential},
    {INPUT, "electric_field/dipole_correction", NULL, dipole_correction},
    {INPUT, "electric_field/electric_field_direction", NULL, field_direction},
    {INPUT, "boundary_conditions/assume_isolated", NULL, assume_isolated},
    {INPUT, "free_positions", NULL, free_positions},
    {EVERYWHERE, "atomic_structure", open_structure, close_structure},
    {EVERYWHERE, "atomic_structure/atomic_positions/atom", open_atom, close_atom},
    {EVERYWHERE, "atomic_structure/cell/a1", NULL, a1},
    {EVERYWHERE, "atomic_structure/cell/a2", NULL, a2},
    {EVERYWHERE, "atomic_structure/cell/a3", NULL, a3},
    {DGH_SCHEMA_IN_STEP, "scf_conv/convergence_achieved", NULL, convergence_achieved},
    {DGH_SCHEMA_IN_STEP, "scf_conv/n_scf_steps", NULL, n_scf_steps},
    {DGH_SCHEMA_IN_STEP, "scf_conv/scf_error", NULL, scf_error},
    {OUTPUT, "convergence_info/scf_conv/convergence_achieved", NULL, convergence_achieved},
    {OUTPUT, "convergence_info/scf_conv/n_scf_steps", NULL, n_scf_steps},
    {OUTPUT, "convergence_info/scf_conv/scf_error", NULL, scf_error},
    {OUTPUT, "convergence_info/opt_conv/convergence_achieved", NULL, opt_converged},
    {RUN, "total_energy/etot", NULL, etot},
    {RUN, "total_energy/demet", NULL, demet},
    {RUN, "forces", NULL, forces},
    {RUN, "stress", NULL, stress},
    {OUTPUT, "magnetization/total", NULL, magnetisation},
    {OUTPUT, "band_structure/nelec", NULL, nelec},
    {OUTPUT, "band_structure/fermi_energy", NULL, fermi_energy},
    {OUTPUT, "band_structure/nks", NULL, nks},
};

const dgh_schema_rule *dgh_schema_find_rule(unsigned section, const char *path)
{
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++)
        if ((RULES[i].sections & section) && strcmp(RULES[i].path, path) == 0)
            return &RULES[i];
    return NULL;
}
