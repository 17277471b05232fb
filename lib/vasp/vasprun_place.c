/* Where in vasprun.xml the reader is, and the text that it collected there. */
#include "vasp/vasprun.h"

bool dgh_vasprun_inside(const dgh_vasprun *r, dgh_vasprun_tag tag)
{
    for (size_t i = 0; i < r->depth; i++)
        if (r->stack[i] == tag)
            return true;
    return false;
}

dgh_slice dgh_vasprun_text(const dgh_vasprun *r)
{
    return dgh_slice_trim((dgh_slice){r->text ? r->text : "", r->text_size});
}
