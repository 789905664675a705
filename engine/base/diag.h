/* diag.h: messages for the analyst, collected so that one run shows every fault.
 *
 * A message names its place, what was found, what was expected and what to do:
 *     quarterly.yaml:14:13: no column "tenure_bnad" in employees.csv; did you mean "tenure_band"? */
#ifndef BEHOUD_BASE_DIAG_H
#define BEHOUD_BASE_DIAG_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A place in a file the analyst can open. line and column count from 1; 0 = not known, and then not printed. */
struct place {
    const char *file;
    uint32_t line, column;
};

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct diag_message {
    enum severity severity;
    struct place at;
    const char *text;
};

/* Messages in the order they were found. Not for use by several threads at once. */
struct diag {
    struct arena *arena; /* owns the texts */
    struct diag_message *messages;
    size_t count, capacity, errors;
};

void diag_init(struct diag *diag, struct arena *arena);

/* Adds a message; `format` as printf. The place's file name must outlive the diag. */
void diag_add(struct diag *diag, enum severity severity, struct place at, const char *format, ...) PRINTF_LIKE(4, 5);

/* An error without a place in a file: the machine's or the command line's. */
void diag_fail(struct diag *diag, const char *format, ...) PRINTF_LIKE(2, 3);

/* STATUS_REFUSED when any error was added, else STATUS_OK. */
enum status diag_status(const struct diag *diag);

/* Prints the messages from number `first` on, one a line; warnings and notes say so after the place. */
void diag_print(const struct diag *diag, size_t first, FILE *to);

/* The nearest of `count` candidates to `word` (Levenshtein distance at most a third of its length, case folded),
 * or NULL: for "did you mean". Cost O(count * length^2). */
const char *diag_nearest(const char *word, const char *const *candidates, size_t count);

#endif
