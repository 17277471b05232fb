/* VASP's OUTCAR, versions 4.6 to 6.x. The format is not documented; what is read here was found in
 * files of those versions and in VASP's wiki (https://www.vasp.at/wiki/OUTCAR).
 *
 * One pass over the lines. Most of a large OUTCAR are rows of numbers (eigenvalues, projectors,
 * charges), which the first byte of a line tells; the others are looked up by that byte among the
 * few words that matter. */
#include "vasp/outcar.h"

#include "vasp/readers.h"

/* ---- lines that need no more than a flag ---- */

static bool on_finished(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    r->finished = true;
    r->finished_line = r->cursor.line;
    return true;
}

static bool on_reached(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    r->reached_accuracy = true;
    r->reached_line = r->cursor.line;
    return true;
}

static bool on_hard_stop(dgh_outcar *r, dgh_slice line)
{
    r->step.hard_stop = true;
    return dgh_vasp_note_line(&r->b, DGH_WARNING, "vasp-hard-stop", line, r->cursor.line);
}

static bool on_soft_stop(dgh_outcar *r, dgh_slice line)
{
    r->soft_stop = true;
    return dgh_vasp_note_line(&r->b, DGH_WARNING, "vasp-soft-stop", line, r->cursor.line);
}

static bool on_fatal(dgh_outcar *r, dgh_slice line)
{
    if (!dgh_vasp_line_is_fatal(line))
        return true;
    if (!r->failed)
        r->failed_line = r->cursor.line;
    r->failed = true;
    return dgh_vasp_note_line(&r->b, DGH_ERROR, "vasp-error", line, r->cursor.line);
}

static bool on_chain(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    if (!r->saw_chain)
        r->chain_line = r->cursor.line;
    r->saw_chain = true;
    return true;
}

static bool on_gw(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    if (!r->saw_gw)
        r->chain_line = r->cursor.line;
    r->saw_gw = true;
    return true;
}

static bool on_dispersion(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    r->saw_dispersion = true;
    return true;
}

/* The row of the stress table is zero where there is no dispersion. */
static bool on_vdw_stress(dgh_outcar *r, dgh_slice line)
{
    double v[6];
    line = (dgh_slice){line.data + 3, line.size - 3};
    if (dgh_slice_doubles(&line, v, 6))
        for (int i = 0; i < 6; i++)
            r->saw_dispersion = r->saw_dispersion || v[i] != 0.0;
    return true;
}

static bool on_solvation(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    double value;
    if (dgh_slice_after(line, "=", &rest) && dgh_slice_double(&rest, &value) && value != 0.0)
        r->saw_solvation = true;
    return true;
}

static bool on_cpu_time(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    double value;
    if (dgh_slice_after(line, "(sec):", &rest) && dgh_slice_double(&rest, &value))
        r->b.calculation->cpu_time_s = dgh_builder_real(&r->b, value, r->cursor.line);
    return true;
}

static bool on_wall_time(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    double value;
    if (dgh_slice_after(line, "(sec):", &rest) && dgh_slice_double(&rest, &value))
        r->b.calculation->wall_time_s = dgh_builder_real(&r->b, value, r->cursor.line);
    return true;
}

/* Two dashes at the front: the head of an electronic iteration, the end of a loop, the rim of a
 * box, or a mere rule. */
static bool on_rule(dgh_outcar *r, dgh_slice line)
{
    if (!dgh_vasp_box_close(&r->box, &r->b, &r->failed))
        return false;
    if (line.size < 24)
        return true;
    const char *p = line.data, *end = line.data + line.size;
    while (p < end && *p == '-')
        p++;
    dgh_slice rest = {p, (size_t)(end - p)};
    if (dgh_slice_starts(rest, " Iteration"))
        return dgh_outcar_on_iteration(r, rest);
    if (dgh_slice_starts(rest, " aborting loop")) {
        r->step.says_unconverged = dgh_slice_find(rest, "not reached") != NULL;
        r->step.says_reached = !r->step.says_unconverged;
        r->step.loop_done = true;
    }
    return true;
}

/* ---- the table of lines ---- */

typedef struct key {
    const char *text;
    uint8_t size;
    bool header_only;
    dgh_outcar_handler *handle;
} key;

#define KEY(text, handle)                                                                          \
    {                                                                                              \
        text, sizeof(text) - 1, false, handle                                                      \
    }
#define HEADER(text, handle)                                                                       \
    {                                                                                              \
        text, sizeof(text) - 1, true, handle                                                       \
    }

/* Sorted by the first byte. */
static const key KEYS[] = {
    KEY("CHAIN + TOTAL", on_chain),
    HEADER("CHAIN: Read ICHAIN", dgh_outcar_on_ichain),
    KEY("E-fermi", dgh_outcar_on_fermi),
    KEY("EDWAV: internal error", on_fatal),
    KEY("ERROR", on_fatal),
    KEY("Edisp", on_dispersion),
    KEY("Eigenvectors and eigenvalues of the dynamical", dgh_outcar_on_modes),
    KEY("Elapsed time (sec)", on_wall_time),
    KEY("Error", on_fatal),
    KEY("FREE ENERGIE OF THE ION", dgh_outcar_on_energy_block),
    KEY("General timing and acc", on_finished),
    KEY("I REFUSE TO CONTINUE", on_fatal),
    HEADER("INCAR:", dgh_outcar_on_incar),
    KEY("IVDW ", dgh_outcar_on_ivdw),
    HEADER("J (eV)", dgh_outcar_on_ldau_list),
    KEY("LAPACK: Routine", on_fatal),
    HEADER("LDA+U is selected", dgh_outcar_on_ldau),
    HEADER("LEXCH  = ", dgh_outcar_on_potcar_field),
    KEY("LOOP+:", dgh_outcar_on_loop_end),
    KEY("ML FREE ENERGIE OF THE ION", dgh_outcar_on_ml_energy_block),
    KEY("ML energy  without entropy", dgh_outcar_on_other_energies),
    HEADER("Mass of Ions in am", dgh_outcar_on_ion_masses),
    KEY("NEB: projections", on_chain),
    HEADER("Optimization of the real space projectors (new", dgh_outcar_on_projectors),
    HEADER("POMASS =", dgh_outcar_on_pomass),
    KEY("POSITION  ", dgh_outcar_on_forces),
    KEY("QP shifts", on_gw),
    HEADER("SHA256", dgh_outcar_on_potcar_field),
    KEY("SECOND DERIVATIVES (NOT SYMM", dgh_outcar_on_hessian),
    KEY("Solvation  Ediel_sol", on_solvation),
    HEADER("TITEL ", dgh_outcar_on_potcar_field),
    KEY("Total CPU time used", on_cpu_time),
    HEADER("U (eV)", dgh_outcar_on_ldau_list),
    KEY("VERY BAD NEWS", on_fatal),
    HEADER("VRHFIN", dgh_outcar_on_potcar_field),
    KEY("ZBRENT: fatal", on_fatal),
    HEADER("angular momentum for each species", dgh_outcar_on_ldau_list),
    KEY("direct lattice vectors", dgh_outcar_on_lattice),
    KEY("energy  without entropy", dgh_outcar_on_other_energies),
    KEY("executed on", dgh_outcar_on_executed),
    KEY("free  energy   TOTEN", dgh_outcar_on_free_energy),
    KEY("free  energy ML TOTEN", dgh_outcar_on_ml_free_energy),
    HEADER("generate k-points for:", dgh_outcar_on_mesh),
    KEY("hard stop encountered", on_hard_stop),
    KEY("in kB", dgh_outcar_on_stress),
    KEY("internal error in subroutine", on_fatal),
    HEADER("ions per type", dgh_outcar_on_types),
    HEADER("k-Points  ", dgh_outcar_on_nkpts),
    HEADER("k-points  ", dgh_outcar_on_nkpts),
    KEY("k-points in reciprocal lattice", dgh_outcar_on_kpoint_list),
    KEY("kin. lattice", dgh_outcar_on_temperature),
    KEY("number of electron ", dgh_outcar_on_electrons),
    HEADER("number of dos", dgh_outcar_on_nions),
    KEY("position of ions in cartesian", dgh_outcar_on_positions),
    KEY("reached required accuracy", on_reached),
    KEY("soft stop encountered", on_soft_stop),
    KEY("total energy-change", dgh_outcar_on_energy_change),
    KEY("vasp.", dgh_outcar_on_version),
    KEY("vdW ", on_vdw_stress),
};

enum { N_KEYS = sizeof KEYS / sizeof KEYS[0], NO_KEY = 255 };

static void index_keys(dgh_outcar *r)
{
    memset(r->first_key, NO_KEY, sizeof r->first_key);
    for (size_t i = N_KEYS; i-- > 0;)
        r->first_key[(unsigned char)KEYS[i].text[0]] = (uint8_t)i;
}

static bool dispatch(dgh_outcar *r, dgh_slice line)
{
    for (size_t i = r->first_key[(unsigned char)line.data[0]];
         i < N_KEYS && KEYS[i].text[0] == line.data[0]; i++) {
        const key *k = &KEYS[i];
        if (line.size >= k->size && (!k->header_only || r->in_header) &&
            memcmp(line.data, k->text, k->size) == 0)
            return k->handle(r, line);
    }
    if (r->in_header && line.data[0] >= 'A' && line.data[0] <= 'Z')
        return dgh_outcar_tag_line(r, line);
    return true;
}

static bool walk(dgh_outcar *r)
{
    dgh_slice line;
    while (dgh_outcar_next(r, &line)) {
        const char *p = line.data, *end = line.data + line.size;
        while (p < end && (*p == ' ' || *p == '\t'))
            p++;
        if (p == end)
            continue;
        char c = *p;
        if (dgh_is_digit(c) || c == '.')
            continue;
        line = (dgh_slice){p, (size_t)(end - p)};
        if (c == '-') {
            if (line.size < 2 || p[1] != '-')
                continue;
            if (!on_rule(r, line))
                return false;
        } else if (c == '|') {
            dgh_vasp_box_add(&r->box, line, r->cursor.line);
        } else if (!dispatch(r, line)) {
            return false;
        }
    }
    return true;
}

static bool nothing_was_read(const dgh_outcar *r)
{
    return r->b.n_steps == 0 && !r->step.open && r->n_atoms == 0 &&
           !r->b.calculation->code_version.value;
}

dgh_status dgh_vasp_read_outcar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err)
{
    *out = NULL;
    data = data ? data : ""; /* an empty file */
    dgh_outcar r = {.data = data, .size = size};
    dgh_status status = dgh_builder_open(&r.b, path, "vasp-outcar", err);
    if (status != DGH_OK)
        return status;
    r.cursor = dgh_cursor_make(data, size, r.b.path);
    r.b.calculation->code = DGH_CODE_VASP;
    index_keys(&r);
    bool room = walk(&r);
    if (room && nothing_was_read(&r)) {
        char found[64];
        dgh_cursor top = dgh_cursor_make(data, size, path);
        dgh_slice line = {data, 0};
        dgh_cursor_line(&top, &line);
        status = dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1, "expected VASP's OUTCAR, found %s",
                              dgh_slice_excerpt(line, found, sizeof found));
        dgh_builder_abort(&r.b);
        return status;
    }
    if (!room || !dgh_outcar_conclude(&r)) {
        dgh_builder_abort(&r.b);
        return dgh_error_nomem(err);
    }
    *out = dgh_builder_finish(&r.b);
    return DGH_OK;
}

/* The first line of an OUTCAR is that of standard output too; what follows tells them apart. A part
 * of an OUTCAR without its head is known by the blocks of an ionic step. */
bool dgh_vasp_is_outcar(const char *data, size_t size)
{
    enum { LOOK = 1 << 18 };
    if (size == 0)
        return false;
    dgh_slice head = {data, size < LOOK ? size : LOOK};
    if (memchr(data, '\0', head.size < 512 ? head.size : 512))
        return false;
    if (dgh_slice_starts(dgh_slice_trim(head), "<?xml") ||
        dgh_slice_starts(dgh_slice_trim(head), "<modeling"))
        return false;
    const char *banner = dgh_slice_find(head, "vasp.");
    if (banner && (size_t)(data + head.size - banner) > 6 && dgh_is_digit(banner[5]) &&
        dgh_slice_find((dgh_slice){banner, (size_t)(data + head.size - banner)}, "executed on"))
        return true;
    return dgh_slice_find(head, "FREE ENERGIE OF THE ION-ELECTRON SYSTEM") ||
           dgh_slice_find(head, "TOTAL-FORCE (eV/Angst)") ||
           (dgh_slice_find(head, "------ Iteration") && dgh_slice_find(head, "POTLOK:"));
}
