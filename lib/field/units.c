/* What cube and XSF share: the field behind a title, and atomic units. */
#include "field/fields.h"

#include "base/constants.h"

dgh_field dgh_field_of_title(dgh_slice title)
{
    title = dgh_slice_trim(title);
    if (!dgh_slice_starts(title, "dgh"))
        return DGH_FIELD_UNKNOWN;
    for (title.data += 3, title.size -= 3; title.size && !dgh_is_alpha(title.data[0]); title.size--)
        title.data++;
    dgh_field found = DGH_FIELD_UNKNOWN;
    size_t longest = 0;
    for (int f = DGH_FIELD_DENSITY; f <= DGH_FIELD_OTHER; f++) {
        const char *name = dgh_field_name((dgh_field)f);
        if (strlen(name) > longest && dgh_slice_starts(title, name)) {
            found = (dgh_field)f;
            longest = strlen(name);
        }
    }
    return found;
}

double dgh_field_atomic_divisor(dgh_field field, double hartree_part)
{
    switch (field) {
    case DGH_FIELD_POTENTIAL:
        return 1.0 / (hartree_part * DGH_HARTREE_EV);
    case DGH_FIELD_ELF:
    case DGH_FIELD_OTHER:
        return 1.0;
    case DGH_FIELD_DENSITY:
    case DGH_FIELD_SPIN_DENSITY:
    case DGH_FIELD_MAGNETISATION_X:
    case DGH_FIELD_MAGNETISATION_Y:
    case DGH_FIELD_MAGNETISATION_Z:
    case DGH_FIELD_UNKNOWN:
        break;
    }
    return DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;
}

bool dgh_field_note_unit(dgh_grid *grid, bool atomic_units)
{
    const char *unit = dgh_field_unit(grid->field);
    if (!unit[0])
        return dgh_grid_note(grid, DGH_NOTE, "unit-not-stated", 0,
                             "the file states neither what its values are nor their unit: they are "
                             "taken as they stand");
    return dgh_grid_note(grid, DGH_NOTE, "unit-not-stated", 0,
                         "the file states neither what its values are nor their unit: they are "
                         "taken for a density in electrons per cubic %s; a potential has to be "
                         "named as such",
                         atomic_units ? "Bohr" : "Angstrom");
}

dgh_status dgh_field_only_blanks_follow(dgh_grid_layout *layout, dgh_window *window, dgh_error *err)
{
    (void)layout;
    dgh_slice line;
    dgh_status status;
    while (dgh_window_line(window, &line, &status, err)) {
        dgh_slice text = dgh_slice_trim(line);
        if (text.size)
            return dgh_window_expected(window, text.data, "the end of the file behind the grid",
                                       err);
    }
    return status;
}

bool dgh_field_is_hdf5(const char *data, size_t size)
{
    return size >= 8 && memcmp(data, "\x89HDF\r\n\x1a\n", 8) == 0;
}
