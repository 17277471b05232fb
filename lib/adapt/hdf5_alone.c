/* Being alone inside libhdf5, and in silence. */
#include "adapt/hdf5_inside.h"

dgh_hdf5_silence dgh_hdf5_begin(void)
{
    dgh_hdf5_silence s = {0};
    H5Eget_auto2(H5E_DEFAULT, &s.function, &s.data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return s;
}

/* After a damaged file libhdf5 complains once more when the program ends, about what it could not
 * close: its printing then stays off. */
void dgh_hdf5_end(dgh_hdf5_silence s, const dgh_hierarchy *f)
{
    H5Eclear2(H5E_DEFAULT);
    if (!f->damaged)
        H5Eset_auto2(H5E_DEFAULT, s.function, s.data);
}

dgh_status dgh_hdf5_alone(dgh_status (*answer)(const dgh_hdf5_request *, dgh_error *),
                          const dgh_hdf5_request *request, dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        dgh_hdf5_silence s = dgh_hdf5_begin();
        status = answer(request, err);
        dgh_hdf5_end(s, request->file);
    }
    return status;
}
