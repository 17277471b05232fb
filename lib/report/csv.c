#include "report/csv.h"

#include <string.h>

dgh_csv dgh_csv_make(const char *head)
{
    dgh_csv csv = {0};
    dgh_document_print(&csv.document, "%s\n", head);
    return csv;
}

static void begin_field(dgh_csv *csv)
{
    if (csv->inside)
        dgh_document_print(&csv->document, ",");
    csv->inside = true;
}

void dgh_csv_text(dgh_csv *csv, const char *text)
{
    begin_field(csv);
    if (!text)
        return;
    if (!strpbrk(text, ",\"\r\n")) {
        dgh_document_print(&csv->document, "%s", text);
        return;
    }
    dgh_document_print(&csv->document, "\"");
    while (*text) {
        size_t plain = strcspn(text, "\"");
        dgh_document_print(&csv->document, "%.*s", (int)plain, text);
        text += plain;
        if (*text == '"') {
            dgh_document_print(&csv->document, "\"\"");
            text++;
        }
    }
    dgh_document_print(&csv->document, "\"");
}

void dgh_csv_number(dgh_csv *csv, double value)
{
    begin_field(csv);
    dgh_document_print(&csv->document, "%.17g", value);
}

void dgh_csv_real(dgh_csv *csv, dgh_real value)
{
    if (value.has)
        dgh_csv_number(csv, value.value);
    else
        dgh_csv_text(csv, NULL);
}

void dgh_csv_integer(dgh_csv *csv, int64_t value)
{
    begin_field(csv);
    dgh_document_print(&csv->document, "%lld", (long long)value);
}

void dgh_csv_end_row(dgh_csv *csv)
{
    dgh_document_print(&csv->document, "\n");
    csv->inside = false;
}
