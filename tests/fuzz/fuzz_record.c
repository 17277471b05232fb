/* The record of a run, as a line of `dgh records` holds it: from JSON, to JSON and back. */
#include <stdlib.h>
#include <string.h>

#include "dgh/record.h"
#include "record/record_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_json *root, *again = NULL;
    dgh_calculation *c = NULL, *second = NULL;
    dgh_error err = {0};
    if (dgh_json_parse(&root, (const char *)data, size, "fuzz", &err) != DGH_OK)
        return 0;
    const dgh_json *record = dgh_json_get(root, "calculation");
    if (dgh_calculation_from_json(&c, record ? record : root, "fuzz", 1, &err) == DGH_OK) {
        dgh_json_builder builder = {0};
        dgh_json *out = dgh_json_add_object(&builder, NULL, NULL);
        char *text = NULL;
        (void)dgh_calculation_structure(c);
        double density[3];
        (void)dgh_calculation_kpoint_density(c, density);
        dgh_calculation_add_json(&builder, out, "calculation", c);
        if (dgh_json_write_line(&text, &builder, out, &err) != DGH_OK ||
            dgh_json_parse(&again, text, strlen(text), "again", &err) != DGH_OK ||
            dgh_calculation_from_json(&second, dgh_json_get(again, "calculation"), "again", 1,
                                      &err) != DGH_OK)
            abort();
        free(text);
        dgh_json_free(out);
    }
    dgh_calculation_free(second);
    dgh_calculation_free(c);
    dgh_json_free(again);
    dgh_json_free(root);
    return 0;
}
