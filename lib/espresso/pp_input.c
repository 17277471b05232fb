#include "espresso/pp_input.h"

#include "espresso/namelist.h"

bool dgh_qe_is_pp_input(const char *data, size_t size)
{
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        dgh_slice text = dgh_slice_trim(line);
        if (text.size && text.data[0] != '!')
            return dgh_slice_starts_nocase(text, "&inputpp") ||
                   dgh_slice_starts_nocase(text, "&plot");
    }
    return false;
}

static dgh_slice text_of(const dgh_namelist_value *v)
{
    return v ? dgh_slice_trim(v->text) : (dgh_slice){"", 0};
}

dgh_status dgh_qe_read_pp_input(dgh_pp_input *out, const char *data, size_t size, const char *path,
                                dgh_arena *arena, dgh_error *err)
{
    *out = (dgh_pp_input){.filplot = {"", 0}, .fileout = {"", 0}};
    dgh_namelists lists = {0};
    dgh_cursor cursor = dgh_cursor_make(data, size, path);
    dgh_status status = dgh_namelists_read(&lists, &cursor, arena, err);
    if (status != DGH_OK)
        return status;
    int64_t n_files = 1;
    dgh_namelist_integer(dgh_namelist_find(&lists, "plot", "nfile"), &n_files);
    out->has_plot_num = n_files == 1 &&
                        dgh_namelist_integer(dgh_namelist_find(&lists, "inputpp", "plot_num"),
                                             &out->plot_num);
    out->filplot = text_of(dgh_namelist_find(&lists, "inputpp", "filplot"));
    out->fileout = text_of(dgh_namelist_find(&lists, "plot", "fileout"));
    return DGH_OK;
}
