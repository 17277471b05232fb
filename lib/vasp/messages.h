/* What VASP says to its user in OUTCAR and on standard output: the boxes of warnings and errors,
 * and the lines with which it stops. */
#ifndef DGH_VASP_MESSAGES_H
#define DGH_VASP_MESSAGES_H

#include "record/build.h"

/* A box being read: lines between "|" bars. Zero-initialise. */
typedef struct dgh_vasp_box {
    char text[800];
    size_t used;
    size_t line; /* of its first text */
    bool is_error;
} dgh_vasp_box;

/* One line of a box, with its bars. Rows of block letters are left out. */
void dgh_vasp_box_add(dgh_vasp_box *box, dgh_slice line, size_t number);

/* Hands the text of the box to the record and empties it; `*fatal` is set when the box is the one
 * with which VASP stops. False when memory is out. */
bool dgh_vasp_box_close(dgh_vasp_box *box, dgh_builder *builder, bool *fatal);

/* Whether a line (without leading blanks) says that VASP stops on an error. */
bool dgh_vasp_line_is_fatal(dgh_slice line);

/* Records such a line as an error of the run. False when memory is out. */
bool dgh_vasp_note_line(dgh_builder *builder, dgh_severity severity, const char *code,
                        dgh_slice line, size_t number);

#endif
