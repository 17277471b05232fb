#include "report/parts.h"

#include <string.h>

#include "base/format.h"

const char *dgh_part_place(dgh_source source, char *buffer, size_t size)
{
    buffer[0] = '\0';
    if (source.path && source.line)
        dgh_format(buffer, size, "%s:%zu", source.path, source.line);
    else if (source.path)
        dgh_format(buffer, size, "%s", source.path);
    return buffer;
}

const char *dgh_part_place_in(dgh_source source, const char *run, char *buffer, size_t size)
{
    size_t n = run ? strlen(run) : 0;
    if (n && source.path && source.line && strcmp(source.path, run) == 0) {
        dgh_format(buffer, size, "line %zu", source.line);
        return buffer;
    }
    if (n && source.path && strncmp(source.path, run, n) == 0) {
        if (run[n - 1] == '/')
            source.path += n;
        else if (source.path[n] == '/' && source.path[n + 1])
            source.path += n + 1;
    }
    return dgh_part_place(source, buffer, size);
}

static bool seen_before(const dgh_structure *s, size_t species)
{
    for (size_t i = 0; i < species; i++)
        if (s->species[i].atomic_number == s->species[species].atomic_number)
            return true;
    return false;
}

const char *dgh_part_composition(const dgh_structure *structure, char *buffer, size_t size)
{
    size_t at = 0;
    dgh_format(buffer, size, "-");
    for (size_t i = 0; i < structure->n_species && structure->n_atoms; i++) {
        int element = structure->species[i].atomic_number;
        if (seen_before(structure, i))
            continue;
        size_t count = dgh_structure_count(structure, element);
        if (count == 0)
            continue;
        dgh_format(buffer + at, size - at, count > 1 ? "%s%zu" : "%s", dgh_element_symbol(element),
                   count);
        at += strlen(buffer + at);
    }
    return buffer;
}

const char *dgh_part_setting(const dgh_setting *setting, dgh_setting_id id, char *buffer,
                             size_t size)
{
    const dgh_setting_info *info = dgh_setting_describe(id);
    if (!setting->has || !info)
        dgh_format(buffer, size, "-");
    else if (info->kind == DGH_SETTING_KIND_TEXT)
        dgh_format(buffer, size, "%s", setting->text ? setting->text : "-");
    else if (info->kind == DGH_SETTING_KIND_REAL)
        dgh_format(buffer, size, "%.8g", setting->real);
    else
        dgh_format(buffer, size, "%lld", (long long)setting->integer);
    return buffer;
}

/* A path may hold a line feed; a finding is one line. */
static void on_one_line(char *text)
{
    for (char *c = text; *c; c++)
        if (*c == '\n')
            *c = '?';
}

void dgh_part_diagnostic(dgh_document *document, const dgh_diagnostic *diagnostic,
                         const char *label, const char *run)
{
    static const dgh_style STYLE[] = {DGH_STYLE_DIM, DGH_STYLE_CAUTION, DGH_STYLE_BAD};
    const char *severity = dgh_severity_name(diagnostic->severity);
    dgh_style style = diagnostic->severity <= DGH_ERROR ? STYLE[diagnostic->severity]
                                                        : DGH_STYLE_PLAIN;
    dgh_document_styled(document, style, "%s:", severity);
    dgh_document_print(document, " ");
    char text[4096], place[1100];
    dgh_part_place_in(diagnostic->source, run, place, sizeof place);
    bool said = diagnostic->message && strncmp(diagnostic->message, place, strlen(place)) == 0;
    dgh_format(text, sizeof text, "%s%s%s [%s]", label ? label : "", label ? ": " : "",
               diagnostic->message ? diagnostic->message : "", diagnostic->code);
    on_one_line(text);
    on_one_line(place);
    dgh_document_wrap(document, strlen(severity) + 2, 4, text);
    if (!said)
        dgh_document_print(document, "    at %s\n", place);
}

dgh_style dgh_part_status_style(dgh_run_status status)
{
    if (status == DGH_RUN_COMPLETE)
        return DGH_STYLE_PLAIN;
    return status == DGH_RUN_UNKNOWN ? DGH_STYLE_DIM : DGH_STYLE_BAD;
}

const char *dgh_part_low_modes(const dgh_harmonic_options *options, char *buffer, size_t size)
{
    const char *name = dgh_low_modes_name(options->low_modes);
    switch (options->low_modes) {
    case DGH_LOW_RAISE:
        dgh_format(buffer, size,
                   "%s: below %g cm⁻¹ they count as %g cm⁻¹ in U and S, ZPE as computed", name,
                   options->cutoff_cm1, options->cutoff_cm1);
        break;
    case DGH_LOW_HARMONIC:
        dgh_format(buffer, size, "%s: as they are", name);
        break;
    case DGH_LOW_GRIMME:
        dgh_format(buffer, size, "%s: S towards a free rotor, nu0 = %g cm⁻¹, alpha = %g", name,
                   options->grimme_cm1, options->grimme_alpha);
        break;
    case DGH_LOW_TRANSLATOR:
        dgh_format(buffer, size,
                   "%s: hindered translator, barrier %g eV, %g Å² per site, mass %g u", name,
                   options->barrier_ev, options->site_area_ang2, options->translator_mass_u);
        break;
    }
    return buffer;
}

const char *dgh_part_imaginary(const dgh_harmonic_options *options, char *buffer, size_t size)
{
    const char *name = dgh_imaginary_name(options->imaginary);
    const char *meaning = "left out of every sum";
    if (options->imaginary == DGH_IMAGINARY_REAL)
        meaning = "counted with their magnitude";
    if (options->imaginary == DGH_IMAGINARY_REFUSE)
        meaning = "no sum over them";
    if (options->imaginary == DGH_IMAGINARY_REFUSE && options->low_modes == DGH_LOW_RAISE)
        dgh_format(buffer, size,
                   "%s: no sum over those above %gi cm⁻¹, the others count as %g cm⁻¹", name,
                   options->cutoff_cm1, options->cutoff_cm1);
    else
        dgh_format(buffer, size, "%s: %s", name, meaning);
    return buffer;
}

const char *dgh_part_isotope(double mass_u)
{
    static const struct {
        const char *name;
        double least_u, most_u;
    } ISOTOPES[] = {{"H", 0.99, 1.02}, {"D", 2.0, 2.03}, {"T", 3.0, 3.03}};
    for (size_t i = 0; i < sizeof ISOTOPES / sizeof ISOTOPES[0]; i++)
        if (mass_u >= ISOTOPES[i].least_u && mass_u <= ISOTOPES[i].most_u)
            return ISOTOPES[i].name;
    return NULL;
}
