/* The bytes of a vasprun.xml below the level of an XML parser. VASP's XML is regular, and nearly
 * all of it is rows of numbers: those are jumped over or read directly, and only the skeleton that
 * is left goes through the parser. */
#ifndef DGH_VASP_VASPRUN_BYTES_H
#define DGH_VASP_VASPRUN_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* An element whose content is not given to the parser. */
typedef struct dgh_vasprun_element {
    dgh_slice name;    /* of the tag */
    dgh_slice tag;     /* from '<' to '>' */
    dgh_slice body;    /* what stands between start and end tag */
    const char *after; /* first byte behind the end tag */
    bool closed;       /* false: the file ends inside it, and body goes to that end */
} dgh_vasprun_element;

/* The next start tag at or behind `from` that may be such an element (varray, scstep, dos,
 * eigenvalues, projected...), comments jumped over; NULL if there is none. */
const char *dgh_vasprun_next_candidate(const char *from, const char *end);

/* The element that begins at `tag` (a '<' followed by a letter): its start tag, and then its end.
 */
dgh_vasprun_element dgh_vasprun_open_element(const char *tag, const char *end);
void dgh_vasprun_find_end(dgh_vasprun_element *element, const char *end);

/* Value of name="..." in a start tag, blanks trimmed; empty if there is none. */
dgh_slice dgh_vasprun_name_attribute(dgh_slice tag);

size_t dgh_vasprun_count_lines(const char *from, const char *to);

/* Rows <v> a b c ...</v> of a varray. */
typedef struct dgh_vasprun_rows {
    const char *next;
    const char *end;
} dgh_vasprun_rows;

/* The content of the next <v>, <r> or <rc>; false behind the last or where a row is cut. */
bool dgh_vasprun_next_row(dgh_vasprun_rows *rows, dgh_slice *row);

/* Exactly `n_rows` rows of exactly `n_columns` numbers each, no more and no fewer. */
bool dgh_vasprun_read_rows(dgh_slice body, double *values, size_t n_rows, size_t n_columns);

/* The number in <i name="NAME"> NUMBER </i>, found in `body` from its beginning. */
bool dgh_vasprun_find_i(dgh_slice body, const char *name, double *value, const char **where);

/* Whether the piece holds something that stops an XML parser though it is harmless: control
 * characters, a bare '&' or one with the number of a control character, a '<' that begins no tag.
 */
bool dgh_vasprun_needs_cleaning(const char *piece, size_t size);

/* Copies the piece with all of these blanked; the size stays. */
void dgh_vasprun_clean(char *to, const char *piece, size_t size);

/* The next "<?xml" at or behind `from`, where a document begins; NULL if there is none. */
const char *dgh_vasprun_next_document(const char *from, const char *end);

#endif
