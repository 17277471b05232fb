/* What the files of the HTML report share. The page itself lies in lib/report/html/ and is compiled
 * in (html/embed.cmake), as are the two JavaScript libraries where the build has them. */
#ifndef DGH_REPORT_HTML_PARTS_H
#define DGH_REPORT_HTML_PARTS_H

#include "report/document.h"
#include "report/json_parts.h"

/* Of html/embed.cmake. A library that the build has not is empty. */
typedef struct dgh_embedded {
    const unsigned char *data;
    size_t size;
} dgh_embedded;

extern const dgh_embedded dgh_html_template, dgh_html_style, dgh_html_script;
extern const dgh_embedded dgh_html_plots, dgh_html_plots_licence;   /* plotly.js, gzip */
extern const dgh_embedded dgh_html_viewer, dgh_html_viewer_licence; /* 3Dmol.js, gzip */
extern const char *const dgh_html_plots_version, *const dgh_html_viewer_version;

/* malloc'ed; NULL = no memory. */
char *dgh_html_base64(const unsigned char *bytes, size_t n);

/* Members that the page unpacks: base64 of little-endian float32 (NaN = missing), and of int8 with
 * the value v = sign(q) (q / 127)^2 scale, which keeps small values apart. */
void dgh_html_add_floats(dgh_json_builder *builder, dgh_json *object, const char *key,
                         const double *values, size_t n);
void dgh_html_add_bytes(dgh_json_builder *builder, dgh_json *object, const char *key,
                        const unsigned char *values, size_t n);
void dgh_html_add_field(dgh_json_builder *builder, dgh_json *object, const double *values,
                        size_t n);

/* The command line that makes the same page, with the options that are not defaults; quoted for a
 * shell. */
dgh_status dgh_html_command(char **out, const dgh_study *study, const dgh_html_options *options,
                            dgh_error *err);

/* All that the page shows beyond the document of dgh_report_study_json, as JSON. */
dgh_status dgh_html_data(char **out, const dgh_study *study, const dgh_html_options *options,
                         dgh_error *err);

#endif
