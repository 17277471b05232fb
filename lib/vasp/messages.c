#include "vasp/messages.h"

/* A run may repeat itself a hundred thousand times with other numbers each time. */
enum { MOST_MESSAGES = 200 };

/* Block letters are rows of equal letters ("RRRRR", "W    W"); a text has a word of three letters
 * or more that are not all the same. */
static bool is_text(dgh_slice row)
{
    size_t run = 0;
    bool differs = false;
    for (size_t i = 0; i <= row.size; i++) {
        if (i < row.size && dgh_is_alpha(row.data[i])) {
            differs = differs || (run && row.data[i] != row.data[i - 1]);
            run++;
            continue;
        }
        if (run >= 3 && differs)
            return true;
        run = 0;
        differs = false;
    }
    return false;
}

static void append(dgh_vasp_box *box, dgh_slice text)
{
    dgh_slice word;
    while (dgh_slice_word(&text, &word)) {
        if (box->used + word.size + 2 > sizeof box->text)
            return;
        if (box->used)
            box->text[box->used++] = ' ';
        for (size_t i = 0; i < word.size; i++) {
            unsigned char c = (unsigned char)word.data[i];
            box->text[box->used++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
        }
        box->text[box->used] = '\0';
    }
}

void dgh_vasp_box_add(dgh_vasp_box *box, dgh_slice line, size_t number)
{
    dgh_slice row = dgh_slice_trim(line);
    if (row.size && row.data[0] == '|')
        row = (dgh_slice){row.data + 1, row.size - 1};
    if (row.size && row.data[row.size - 1] == '|')
        row.size--;
    row = dgh_slice_trim(row);
    if (dgh_slice_starts(row, "EEEEEEE  RRRRRR"))
        box->is_error = true;
    if (!is_text(row))
        return;
    if (!box->used)
        box->line = number;
    append(box, row);
}

bool dgh_vasp_box_close(dgh_vasp_box *box, dgh_builder *builder, bool *fatal)
{
    if (!box->used) {
        box->is_error = false;
        return true;
    }
    bool stops = box->is_error || strstr(box->text, "REFUSE TO CONTINUE") != NULL;
    bool advice = strstr(box->text, "optimal performance") || strstr(box->text, "NCORE") ||
                  strstr(box->text, "NPAR") || strstr(box->text, "ADVICE");
    *fatal = *fatal || stops;
    bool kept = dgh_builder_note(builder,
                                 stops    ? DGH_ERROR
                                 : advice ? DGH_NOTE
                                          : DGH_WARNING,
                                 stops    ? "vasp-error"
                                 : advice ? "vasp-advice"
                                          : "vasp-warning",
                                 box->line, "VASP says: %s", box->text);
    box->used = 0;
    box->is_error = false;
    return kept;
}

bool dgh_vasp_line_is_fatal(dgh_slice line)
{
    static const char *const STARTS[] = {"VERY BAD NEWS!",
                                         "ZBRENT: fatal error",
                                         "VASP will stop now",
                                         "Error EDDDAV",
                                         "ERROR FEXCP",
                                         "ERROR FEXCF",
                                         "EDWAV: internal error",
                                         "LAPACK: Routine",
                                         "internal error in subroutine",
                                         "ERROR: ",
                                         "Error reading item",
                                         "ERROR RSPHER",
                                         "forrtl: severe",
                                         "I REFUSE TO CONTINUE",
                                         "ERROR in subspace rotation"};
    for (size_t i = 0; i < sizeof STARTS / sizeof STARTS[0]; i++)
        if (dgh_slice_starts(line, STARTS[i]))
            return true;
    return false;
}

bool dgh_vasp_note_line(dgh_builder *builder, dgh_severity severity, const char *code,
                        dgh_slice line, size_t number)
{
    dgh_vasp_box one = {.used = 0};
    append(&one, dgh_slice_trim(line));
    return !one.used || builder->n_diagnostics >= MOST_MESSAGES ||
           dgh_builder_note(builder, severity, code, number, "VASP says: %s", one.text);
}
