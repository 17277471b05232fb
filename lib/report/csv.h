/* CSV as RFC 4180 has it, with "\n" line ends and UTF-8. A missing number is an empty field. */
#ifndef DGH_REPORT_CSV_H
#define DGH_REPORT_CSV_H

#include "report/document.h"

typedef struct dgh_csv {
    dgh_document document;
    bool inside; /* a row has begun */
} dgh_csv;

/* The first row, names separated by commas. */
dgh_csv dgh_csv_make(const char *head);
void dgh_csv_text(dgh_csv *csv, const char *text); /* NULL = empty */
void dgh_csv_real(dgh_csv *csv, dgh_real value);   /* 17 significant digits */
void dgh_csv_number(dgh_csv *csv, double value);
void dgh_csv_integer(dgh_csv *csv, int64_t value);
void dgh_csv_end_row(dgh_csv *csv);

#endif
