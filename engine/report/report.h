/* report.h: the results as items that any writer can render: tables of typed cells, notes, and facts of the run.
 *
 * The models' results become tables here; disclosure control (disclosure.h) then blanks what must not be shown; charts,
 * page, workbook and narrative are written from the protected tables only. */
#ifndef BEHOUD_REPORT_REPORT_H
#define BEHOUD_REPORT_REPORT_H

#include "engine/base/arena.h"
#include "engine/base/diag.h"
#include "engine/report/ledger.h"

#include <stdbool.h>
#include <stdint.h>

enum report_language { REPORT_EN, REPORT_NL };

enum cell_kind {
    CELL_TEXT,
    CELL_FINDING, /* text that is a result: it goes with the numbers of a row that is not shown */
    CELL_KEY,    /* whole number that says what the row is about, a year or a tenure: it stays where the row's results go */
    CELL_COUNT,  /* whole number                      */
    CELL_NUMBER, /* 10 significant digits             */
    CELL_SHARE,  /* a rate or probability, 0.123 = 12.3 % */
    CELL_MONEY,
    CELL_FLAG    /* 0 or 1                            */
};

static inline bool cell_is_text(enum cell_kind kind) { return kind == CELL_TEXT || kind == CELL_FINDING; }

struct report_column {
    const char *name;
    enum cell_kind kind;
    const char *help; /* one line, English: datapackage.json and the workbook's column notes */
};

union report_cell {
    const char *text; /* CELL_TEXT, CELL_FINDING */
    double number;    /* the other kinds; NaN = not available */
};

enum { FAMILIES_MOST = 4 }; /* a crossed segment adds up to the margins of each of its columns */

struct report_row {
    union report_cell *cells;
    double people;      /* how many people the row is about; NaN = not about people */
    const char **families; /* FAMILIES_MOST: rows of one family add up to a total that is shown; NULL = none */
    uint32_t about;     /* the ledger's cell that its people are; 0 = none */
    uint32_t with;      /* another one that the row goes with; 0 = none */
    uint32_t *of;       /* [column] the ledger's cell that a number goes with; NULL = none do */
    bool suppressed;    /* some of it is not shown */
};

struct report_table {
    const char *name, *help;
    const struct report_column *columns;
    size_t n_columns;
    struct report_row *rows;
    size_t n_rows, capacity;
    struct arena *arena;
    bool apart; /* of persons: in its CSV file only, not on the page nor in the workbook */
    size_t filled; /* cells set in the row being made */
};

struct report_note {
    const char *topic, *text;
};

/* A company's own look; NULL = ours. Colours as #RRGGBB, a font of letters, digits, spaces and hyphens: checked where the job is read. */
enum { THEME_COLOURS = 8 };
struct report_theme {
    const char *colours[THEME_COLOURS], *font;
};

/* What the writers say about the run as a whole. */
struct report_meta {
    const char *title, *currency, *as_of, *period, *version, *job_file, *job_digest, *data_digest, *read_as;
    const char *outcome; /* what a model without time is about; NULL = leaving */
    enum report_language language;
    const char *sensitive; /* attributes protected by law, in words; "" = none */
    const char *leaks;     /* attributes in a model that seem to know the answer, in words; NULL = none */
    const char *first_exit; /* where exits seem to be recorded only from that day on; NULL = they do not */
    bool individual_risk;
    struct report_theme theme;
    double budget; /* NaN = none */
    size_t rows_in, rows_used, rows_rejected, people;
    int minimum_cell, minimum_events, months, draws, seed;
};

enum { TABLES_MOST = 64, NOTES_MOST = 256 };

/* A group of a cut, and the ledger's cell that goes when the group is hidden on any day that is told. Level NULL: the causes of the cut's exits. */
struct report_group {
    const char *segment, *level;
    uint32_t cell;
};

struct published;

struct report {
    struct arena *arena;
    struct report_meta meta;
    struct report_table tables[TABLES_MOST];
    size_t n_tables;
    struct report_note notes[NOTES_MOST];
    size_t n_notes;
    const struct published *before; /* what the last run in the same folder published; NULL = none */
    struct report_group *groups;
    size_t n_groups, room_groups;
    struct ledger ledger; /* the numbers about people that more than one table shows, and how they add up */
};

/* An empty report; free it. */
void report_begin(struct report *report, struct arena *arena);

/* A new table; `columns` ends with a NULL name and must outlive the report. */
struct report_table *report_table(struct report *report, const char *name, const char *help,
                                  const struct report_column *columns);

const struct report_table *report_find(const struct report *report, const char *name);

/* The same to add rows to; it must have been made. */
struct report_table *report_open(struct report *report, const char *name);

/* Frees the tables' rows and the ledger; everything else is the arena's. */
void report_free(struct report *report);

/* Rows are filled cell by cell, in the order of the columns; cells not set are not available. */
void row_begin(struct report_table *table, double people, const char *family);
void row_also_in(struct report_table *table, const char *family); /* one more family */
void row_text(struct report_table *table, const char *text);
void row_number(struct report_table *table, double number);

/* The same of a number that goes with a cell of the ledger; 0 = with none. */
void row_number_of(struct report_table *table, double number, uint32_t cell);

/* The row being made is about the people of a cell of the ledger, and goes with it. */
void row_about(struct report_table *table, uint32_t cell);

/* It is about some of them only, and goes with the cell all the same. */
void row_with(struct report_table *table, uint32_t cell);

/* Marks the row being made as one that must not be shown. */
void row_hide(struct report_table *table);

/* An attribute in a model that seems to know the answer: told before anything else. */
void report_leak(struct report *report, const char *attribute);

void report_note(struct report *report, const char *topic, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same, unless it has been said. */
void report_note_once(struct report *report, const char *topic, const char *format, ...) PRINTF_LIKE(3, 4);

/* Reading back: by row and column name. A suppressed row's numbers are NaN. */
double cell_value(const struct report_table *table, size_t row, const char *column);
const char *cell_text(const struct report_table *table, size_t row, const char *column);

/* Writes a number into a row that is made: what is worked out of a protected table. */
void cell_set(struct report_table *table, size_t row, const char *column, double number);

/* The converged model with the most exits behind it, baselines last, by the table logistic_fit; NULL when there is none. */
const char *report_main_model(const struct report *report);

/* The cause that a logistic model is of, "all" for every exit, by the table logistic_fit. */
const char *report_model_cause(const struct report *report, const char *model);

/* The first Cox model that ended well, by the table cox_fit; NULL when there is none. */
const char *report_cox_model(const struct report *report);

/* The row of the table validation that says most of a model: on later periods, else on people left out, else on the rows themselves.
 * `scorer` is the model or a rival. SIZE_MAX = none. */
size_t report_best_test(const struct report *report, const char *model, const char *scorer);

/* Adds a group; the cell of one, or 0 when there is none of that name. */
void report_add_group(struct report *report, const char *segment, const char *level, uint32_t cell);
uint32_t report_group(const struct report *report, const char *segment, const char *level);

/* The first row whose named columns hold these texts: pairs of (column, text), ended by NULL; SIZE_MAX when none. */
size_t row_find(const struct report_table *table, ...) __attribute__((sentinel));

#endif
