/* attack.c: what somebody could work out who has all that was published, of one run or of several: `attack FOLDER ...`. Every number of
 * the tables flows and forecast is a variable, fixed where any of the folders shows it; all of them tied by what such a reader knows:
 * a row balances, a period ends as the next one begins, groups add up to everybody and crossed groups to either of their columns, nobody is
 * less than none. The least and the most that each hidden number can be, by linear programming: where they meet, it has been found out.
 * Prints "found KEY VALUE" for each of those, and how many were hidden. It knows nothing of the program but its published tables. */
#include <csv.h>
#include <glpk.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = 400, FIELDS = 16 };
enum measure { START, HIRES, IN, OUT, EXITS, END, MEASURES };

struct row {
    char period[24], segment[120], level[160];
    int column[MEASURES]; /* of the linear programme */
};

static struct row *rows;
static size_t n_rows, room;
static double *known; /* [column - 1] NaN = hidden */
static int n_columns;
static glp_prob *lp;
static const char *names[MEASURES] = {"start", "hires", "in", "out", "exits", "end"};

static struct row *row_of(const char *period, const char *segment, const char *level) {
    for (size_t i = 0; i < n_rows; i++) {
        if (!strcmp(rows[i].period, period) && !strcmp(rows[i].segment, segment) && !strcmp(rows[i].level, level)) return &rows[i];
    }
    if (n_rows == room) rows = realloc(rows, (room = room ? 2 * room : 256) * sizeof *rows);
    struct row *row = &rows[n_rows++];
    snprintf(row->period, sizeof row->period, "%.23s", period);
    snprintf(row->segment, sizeof row->segment, "%.119s", segment);
    snprintf(row->level, sizeof row->level, "%.159s", level);
    for (int m = 0; m < MEASURES; m++) {
        row->column[m] = glp_add_cols(lp, 1);
        known = realloc(known, (size_t)row->column[m] * sizeof *known);
        known[row->column[m] - 1] = NAN;
        n_columns = row->column[m];
    }
    return row;
}

/* --- reading --------------------------------------------------------------------------------------------------------------- */

struct reading {
    char field[FIELDS][KEY];
    int n, line;
    bool forecast;
    char last[24];
};

static void on_field(void *bytes, size_t n, void *data) {
    struct reading *r = data;
    if (r->n < FIELDS) snprintf(r->field[r->n], KEY, "%.*s", (int)n, (char *)bytes);
    r->n++;
}

static void on_row(int end, void *data) {
    struct reading *r = data;
    (void)end;
    if (r->line++ > 0 && !r->forecast) { /* period,segment,level,start,hires,in,out,exits,end */
        struct row *row = row_of(r->field[0], r->field[1], r->field[2]);
        snprintf(r->last, sizeof r->last, "%.23s", r->field[0]);
        for (int m = 0; m < MEASURES; m++) {
            if (r->field[3 + m][0]) known[row->column[m] - 1] = atof(r->field[3 + m]);
        }
    } else if (r->line > 1) { /* segment,level,headcount */
        struct row *row = row_of(r->last, r->field[0], r->field[1]);
        if (r->field[2][0]) known[row->column[END] - 1] = atof(r->field[2]);
    }
    r->n = 0;
}

static bool read_table(const char *folder, const char *name, struct reading *r) {
    char path[4096], buffer[65536];
    struct csv_parser parser;
    snprintf(path, sizeof path, "%s/tables/%s.csv", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    csv_init(&parser, 0);
    r->n = r->line = 0;
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;) csv_parse(&parser, buffer, n, on_field, on_row, r);
    csv_fini(&parser, on_field, on_row, r);
    csv_free(&parser);
    fclose(file);
    return true;
}

/* --- what a reader knows ------------------------------------------------------------------------------------------------------ */

static int *index_of;
static double *sign_of;
static int terms;

static void term(int column, double sign) {
    index_of[++terms] = column;
    sign_of[terms] = sign;
}

static void equation(void) {
    if (terms) {
        int row = glp_add_rows(lp, 1);
        glp_set_row_bnds(lp, row, GLP_FX, 0, 0);
        glp_set_mat_row(lp, row, terms, index_of, sign_of);
    }
    terms = 0;
}

/* "a x b" and "x / y": is the part of a level that belongs to a column of the segment this one? */
static bool level_has(const struct row *fine, const char *column, const char *level) {
    const char *s = fine->segment, *l = fine->level;
    for (;;) {
        const char *s_end = strstr(s, " x "), *l_end = strstr(l, " / ");
        size_t s_length = s_end ? (size_t)(s_end - s) : strlen(s), l_length = l_end ? (size_t)(l_end - l) : strlen(l);
        if (strlen(column) == s_length && !strncmp(s, column, s_length)) return strlen(level) == l_length && !strncmp(l, level, l_length);
        if (!s_end || !l_end) return false;
        s = s_end + 3;
        l = l_end + 3;
    }
}

static bool segment_has(const char *segment, const char *column) {
    size_t n = strlen(column);
    for (const char *s = segment; s; s = strstr(s, " x ") ? strstr(s, " x ") + 3 : NULL) {
        if (!strncmp(s, column, n) && (s[n] == '\0' || !strncmp(s + n, " x ", 3))) return true;
    }
    return false;
}

static void balance(const struct row *row) {
    static const double SIGNS[MEASURES] = {1, 1, 1, -1, -1, -1};
    for (int m = 0; m < MEASURES; m++) term(row->column[m], SIGNS[m]);
    equation();
}

static void join(const struct row *row) {
    for (const struct row *next = row + 1; next < rows + n_rows; next++) {
        if (strcmp(next->segment, row->segment) != 0 || strcmp(next->level, row->level) != 0) continue;
        term(row->column[END], 1);
        term(next->column[START], -1);
        equation();
        return;
    }
}

/* Groups of each segment that add up to this row: of everybody every segment, of a column the segments crossed with it. */
static void add_up(const struct row *total, const char *const *segments, size_t n_segments) {
    static const enum measure ADDED[] = {START, HIRES, EXITS, END};
    bool everybody = !strcmp(total->segment, "all");
    if (strstr(total->segment, " x ")) return;
    for (size_t s = 0; s < n_segments; s++) {
        if (!strcmp(segments[s], total->segment) || (!everybody && !segment_has(segments[s], total->segment))) continue;
        for (size_t k = 0; k < sizeof ADDED / sizeof *ADDED; k++) {
            for (size_t i = 0; i < n_rows; i++) {
                bool part = !strcmp(rows[i].period, total->period) && !strcmp(rows[i].segment, segments[s]) && (everybody || level_has(&rows[i], total->segment, total->level));
                if (part) term(rows[i].column[ADDED[k]], 1);
            }
            if (terms) term(total->column[ADDED[k]], -1);
            equation();
        }
    }
}

static double extreme(int column, int direction) {
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    glp_set_obj_dir(lp, direction);
    glp_set_obj_coef(lp, column, 1);
    int failed = glp_simplex(lp, &control);
    int status = glp_get_status(lp);
    double value = status == GLP_OPT ? glp_get_obj_val(lp) : NAN;
    if (failed || status == GLP_UNBND) value = direction == GLP_MAX ? INFINITY : NAN;
    if (status == GLP_NOFEAS || status == GLP_INFEAS) {
        fprintf(stderr, "what is published contradicts itself\n");
        exit(1);
    }
    glp_set_obj_coef(lp, column, 0);
    return value;
}

int main(int argc, char **argv) {
    static struct reading r;
    const char *segments[32];
    size_t n_segments = 0, hidden = 0, found = 0;
    lp = glp_create_prob();
    glp_term_out(GLP_OFF);
    for (int i = 1; i < argc; i++) {
        r.forecast = false;
        if (!read_table(argv[i], "flows", &r)) return 2;
        r.forecast = true;
        (void)read_table(argv[i], "forecast", &r);
    }
    for (size_t i = 0; i < n_rows; i++) {
        size_t s = 0;
        while (s < n_segments && strcmp(segments[s], rows[i].segment) != 0) s++;
        if (s == n_segments && n_segments < 32 && strcmp(rows[i].segment, "all") != 0) segments[n_segments++] = rows[i].segment;
    }
    for (int c = 1; c <= n_columns; c++) glp_set_col_bnds(lp, c, isnan(known[c - 1]) ? GLP_LO : GLP_FX, isnan(known[c - 1]) ? 0 : known[c - 1], known[c - 1]);
    index_of = malloc((size_t)(n_columns + 2) * sizeof *index_of);
    sign_of = malloc((size_t)(n_columns + 2) * sizeof *sign_of);
    for (size_t i = 0; i < n_rows; i++) {
        balance(&rows[i]);
        join(&rows[i]);
        add_up(&rows[i], segments, n_segments);
    }
    for (size_t i = 0; i < n_rows; i++) {
        for (int m = 0; m < MEASURES; m++) {
            if (!isnan(known[rows[i].column[m] - 1])) continue;
            double least = extreme(rows[i].column[m], GLP_MIN), most = extreme(rows[i].column[m], GLP_MAX);
            hidden++;
            if (most - least > 0.5 || most < 0.5) continue; /* that there was none is no secret where nothing came or went */
            found++;
            printf("found %s %s %s %s: %.0f\n", rows[i].period, rows[i].segment, rows[i].level, names[m], least);
        }
    }
    printf("%zu hidden, %zu found\n", hidden, found);
    return found > 0;
}
