/* Two or three files of any format, with a line "=====" between them, read and merged. */
#include <string.h>

#include "base/text.h"
#include "dgh/read.h"
#include "record/merge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char SEPARATOR[] = "\n=====\n";
    dgh_calculation *run = NULL;
    dgh_slice rest = {(const char *)data, size};
    while (rest.size) {
        const char *hit = dgh_slice_find(rest, SEPARATOR);
        dgh_slice part = {rest.data, hit ? (size_t)(hit + 1 - rest.data) : rest.size};
        size_t used = part.size + (hit ? strlen(SEPARATOR) - 1 : 0);
        rest = (dgh_slice){rest.data + used, rest.size - used};
        dgh_calculation *c = NULL;
        if (dgh_read_buffer(&c, part.data, part.size, "fuzz", NULL, NULL) != DGH_OK)
            continue;
        if (!run)
            run = c;
        else
            (void)dgh_calculation_merge(run, c, NULL);
    }
    dgh_calculation_free(run);
    return 0;
}
