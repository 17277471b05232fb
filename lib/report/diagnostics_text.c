#include "report/document.h"
#include "report/parts.h"

dgh_status dgh_report_diagnostics_text(char **out, const dgh_diagnostic *diagnostics, size_t n,
                                       dgh_severity least, const dgh_report_options *options,
                                       dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    for (size_t i = 0; i < n; i++)
        if (diagnostics[i].severity >= least)
            dgh_part_diagnostic(&d, &diagnostics[i], NULL, NULL);
    return dgh_document_finish(out, &d, err);
}
