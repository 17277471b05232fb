/* What the two halves of the pw.x input reader share. */
#ifndef DGH_ESPRESSO_PW_INPUT_H
#define DGH_ESPRESSO_PW_INPUT_H

#include "espresso/namelist.h"
#include "record/build.h"

typedef struct dgh_pw_input {
    dgh_builder builder;
    dgh_namelists lists;
} dgh_pw_input;

/* Reads the cards from the cursor to the end: structure, pseudopotentials, k-points, +U. A card
 * that cannot be read becomes a warning of the record ("damaged-card"). Errors: PARSE (an atom
 * count that the file cannot hold), NOMEM. */
dgh_status dgh_pw_input_cards(dgh_pw_input *in, dgh_cursor *cursor, dgh_error *err);

#endif
