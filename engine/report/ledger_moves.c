#include "engine/report/ledger_moves.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One connected part of the equations, and a linear programme over moves of its hidden cells: a column each, down to -value. Rows are the
 * equations, at 0; no move at all is a solution, and the basis of all rows is where a search begins. */
struct part {
    struct ledger *ledger;
    const uint32_t *cells;
    size_t n;
    int era;
    glp_prob *lp;
    int *column; /* [cell of the part] 0 = none */
    uint64_t random;
    bool dear;   /* nothing else was left: what is missed most may go too */
};

enum { ROUNDS_MOST = 16, TRIES = 8 };

static const double NO_MOVE = 1e-7, DEAR = 50;

static struct ledger_cell *cell_of(const struct part *part, size_t i) { return &part->ledger->cells[part->cells[i]]; }

static double price(const struct ledger_cell *cell) { return cell->weight * (cell->value > 0 ? 1 + log2(1 + cell->value) : 3); }

/* Of what is none, more is never hidden: where the sums say that there is none, it is shown. */
static bool is_due(const struct part *part, size_t i) {
    const struct ledger_cell *cell = cell_of(part, i);
    return cell->place.era == part->era && cell->value > 0 && !ledger_is_safe(cell);
}

static bool any_due(const struct part *part) {
    for (size_t i = 0; i < part->n; i++) {
        if (is_due(part, i)) return true;
    }
    return false;
}

/* --- the programme ----------------------------------------------------------------------------------------------------- */

static void add_columns(struct part *part) {
    for (size_t i = 0; i < part->n; i++) {
        const struct ledger_cell *cell = cell_of(part, i);
        part->column[i] = cell->hidden ? glp_add_cols(part->lp, 1) : 0;
        if (cell->hidden) glp_set_col_bnds(part->lp, part->column[i], GLP_LO, -cell->value, 0);
    }
}

static void add_rows(struct part *part) {
    struct ledger *ledger = part->ledger;
    uint32_t *place = calloc(ledger->n_cells, sizeof *place); /* of a cell in the part, from 1 */
    int *index = malloc((ledger->n_terms + 1) * sizeof *index);
    double *value = malloc((ledger->n_terms + 1) * sizeof *value);
    if (!place || !index || !value) abort();
    for (size_t i = 0; i < part->n; i++) place[part->cells[i]] = part->column[i] ? (uint32_t)i + 1 : 0;
    for (size_t s = 0; s < ledger->n_sums; s++) {
        int length = 0;
        for (size_t t = ledger->sums[s].first; t < ledger->sums[s].first + ledger->sums[s].count; t++) {
            uint32_t i = place[ledger->terms[t].cell];
            if (!i) continue;
            index[++length] = part->column[i - 1];
            value[length] = ledger->terms[t].sign;
        }
        if (!length) continue;
        int row = glp_add_rows(part->lp, 1);
        glp_set_row_bnds(part->lp, row, GLP_FX, 0, 0);
        glp_set_mat_row(part->lp, row, length, index, value);
    }
    free(place);
    free(index);
    free(value);
}

static void build(struct part *part) {
    glp_erase_prob(part->lp);
    glp_set_obj_dir(part->lp, GLP_MIN);
    add_columns(part);
    add_rows(part);
    glp_std_basis(part->lp);
}

static bool solve(struct part *part) {
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    if (glp_simplex(part->lp, &control) != 0) return false;
    int found = glp_get_status(part->lp);
    return found == GLP_OPT || found == GLP_FEAS;
}

/* What is found is a proof for every cell that moves. */
static void note_moves(struct part *part) {
    for (size_t i = 0; i < part->n; i++) {
        struct ledger_cell *cell = cell_of(part, i);
        double d = part->column[i] ? glp_get_col_prim(part->lp, part->column[i]) : 0;
        if (fabs(d) <= NO_MOVE) continue;
        if (d > cell->up) cell->up = d;
        if (-d > cell->down) cell->down = -d;
    }
}

/* --- company for those that stand alone --------------------------------------------------------------------------------- */

/* The equations of the part, as its own cells (from 0), and the equations of each cell. */
struct web {
    size_t *first, *cells, n;       /* of an equation */
    size_t *from, *equations;       /* of a cell */
    size_t *hidden;                 /* how many cells of an equation are */
};

static bool counts(const struct part *part, size_t i) { return part->ledger->cells[part->cells[i]].value > 0; }

static struct web weave(const struct part *part) {
    const struct ledger *ledger = part->ledger;
    uint32_t *place = calloc(ledger->n_cells, sizeof *place);
    struct web web = {.first = malloc((ledger->n_sums + 1) * sizeof *web.first), .cells = malloc((ledger->n_terms + 1) * sizeof *web.cells), .from = calloc(part->n + 2, sizeof *web.from),
                      .equations = malloc((ledger->n_terms + 1) * sizeof *web.equations), .hidden = calloc(ledger->n_sums + 1, sizeof *web.hidden)};
    size_t n = 0;
    if (!place || !web.first || !web.cells || !web.from || !web.equations || !web.hidden) abort();
    for (size_t i = 0; i < part->n; i++) place[part->cells[i]] = (uint32_t)i + 1;
    for (size_t s = 0; s < ledger->n_sums; s++) {
        web.first[web.n] = n;
        for (size_t t = ledger->sums[s].first; t < ledger->sums[s].first + ledger->sums[s].count; t++) {
            uint32_t i = place[ledger->terms[t].cell];
            if (i && counts(part, i - 1)) web.cells[n++] = i - 1;
        }
        web.n += n > web.first[web.n];
    }
    web.first[web.n] = n;
    for (size_t k = 0; k < n; k++) web.from[web.cells[k] + 2]++;
    for (size_t i = 2; i < part->n + 2; i++) web.from[i] += web.from[i - 1];
    for (size_t e = 0; e < web.n; e++) {
        for (size_t k = web.first[e]; k < web.first[e + 1]; k++) {
            web.equations[web.from[web.cells[k] + 1]++] = e;
            web.hidden[e] += part->ledger->cells[part->cells[web.cells[k]]].hidden;
        }
    }
    free(place);
    return web;
}

static void web_free(struct web *web) {
    free(web->first);
    free(web->cells);
    free(web->from);
    free(web->equations);
    free(web->hidden);
}

static void hide_in(struct part *part, struct web *web, size_t i) {
    cell_of(part, i)->hidden = true;
    for (size_t k = web->from[i]; k < web->from[i + 1]; k++) web->hidden[web->equations[k]]++;
}

/* The cheapest shown cell of an equation, the cheaper the more lone cells it keeps company and the fewer it makes. */
static size_t company(const struct part *part, const struct web *web, size_t e) {
    size_t best = SIZE_MAX;
    double least = INFINITY;
    for (size_t k = web->first[e]; k < web->first[e + 1]; k++) {
        size_t i = web->cells[k];
        const struct ledger_cell *cell = &part->ledger->cells[part->cells[i]];
        if (cell->hidden || (cell->weight > DEAR && !part->dear)) continue;
        double kept = 0, made = 0;
        for (size_t q = web->from[i]; q < web->from[i + 1]; q++) {
            kept += web->hidden[web->equations[q]] == 1;
            made += web->hidden[web->equations[q]] == 0;
        }
        double each = price(cell) * (1 + made) / (1 + kept);
        if (each < least) least = each, best = i;
    }
    return best;
}

/* Is the one hidden cell of an equation one that no table shows, and that may be found? */
static bool asks_nothing(const struct part *part, const struct web *web, size_t e) {
    for (size_t k = web->first[e]; k < web->first[e + 1]; k++) {
        const struct ledger_cell *cell = cell_of(part, web->cells[k]);
        if (cell->hidden) return ledger_asked(cell) == 0;
    }
    return false;
}

/* Nothing hidden stands alone in an equation: it would be what is left. */
static void keep_company(struct part *part) {
    struct web web = weave(part);
    for (bool more = true; more;) {
        more = false;
        for (size_t e = 0; e < web.n; e++) {
            if (web.hidden[e] != 1 || asks_nothing(part, &web, e)) continue;
            size_t i = company(part, &web, e);
            if (i == SIZE_MAX) continue;
            hide_in(part, &web, i);
            more = true;
        }
    }
    web_free(&web);
}

/* --- proofs by what is hidden already ----------------------------------------------------------------------------------- */

static bool coin(struct part *part) {
    part->random = part->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); /* Knuth's MMIX */
    return part->random >> 63;
}

/* Every cell that is due is asked to move one way or the other, by chance, no further than is needed. */
static size_t ask_all(struct part *part) {
    size_t due = 0;
    for (size_t i = 0; i < part->n; i++) {
        const struct ledger_cell *cell = cell_of(part, i);
        if (!part->column[i]) continue;
        bool none = cell->value == 0 && cell->up == 0, asked = is_due(part, i) || none, up = coin(part) || none;
        double enough = ledger_asked(cell) + 1;
        glp_set_col_bnds(part->lp, part->column[i], asked ? GLP_DB : GLP_LO, -fmin(cell->value, asked ? enough : cell->value), enough);
        if (asked && cell->value == 0) glp_set_col_bnds(part->lp, part->column[i], GLP_DB, 0, enough);
        glp_set_obj_coef(part->lp, part->column[i], asked ? (up ? -1 : 1) : 0);
        due += asked && !none;
    }
    return due;
}

/* A few rounds prove most. */
static void prove_many(struct part *part) {
    size_t before = SIZE_MAX;
    build(part);
    for (int round = 0, idle = 0; round < ROUNDS_MOST && idle < 3; round++) {
        size_t due = ask_all(part);
        if (!due) return;
        idle = due < before ? 0 : idle + 1;
        before = due;
        if (solve(part)) note_moves(part);
    }
}

/* One by one, so that what can be proven is. */
static void prove_each(struct part *part) {
    build(part);
    for (size_t i = 0; i < part->n; i++) {
        for (int way = -1; way <= 1 && is_due(part, i); way += 2) {
            glp_set_obj_coef(part->lp, part->column[i], way);
            glp_set_col_bnds(part->lp, part->column[i], GLP_DB, -cell_of(part, i)->value, ledger_asked(cell_of(part, i)) + 1);
            if (solve(part)) note_moves(part);
            glp_set_obj_coef(part->lp, part->column[i], 0);
        }
    }
}

/* --- what cannot be proven gets more company -------------------------------------------------------------------------------- */

/* For each cell that is due one more, the cheapest of its equations. Was anything left to hide? */
static bool widen(struct part *part) {
    struct web web = weave(part);
    bool more = false;
    for (size_t i = 0; i < part->n; i++) {
        size_t best = SIZE_MAX;
        for (size_t k = is_due(part, i) ? web.from[i] : web.from[i + 1]; k < web.from[i + 1]; k++) {
            size_t partner = company(part, &web, web.equations[k]);
            if (partner != SIZE_MAX && (best == SIZE_MAX || price(cell_of(part, partner)) < price(cell_of(part, best)))) best = partner;
        }
        if (best == SIZE_MAX) continue;
        hide_in(part, &web, best);
        more = true;
    }
    web_free(&web);
    return more;
}

void ledger_moves(struct ledger *ledger, const uint32_t *cells, size_t n, int era) {
    struct part part = {.ledger = ledger, .cells = cells, .n = n, .era = era, .lp = glp_create_prob(), .column = malloc(n * sizeof *part.column), .random = UINT64_C(88172645463325252)};
    if (!part.column) abort();
    glp_term_out(GLP_OFF);
    for (int t = 0; t < TRIES; t++) {
        keep_company(&part);
        prove_many(&part);
        if (any_due(&part)) prove_each(&part);
        if (!any_due(&part)) break;
        if (widen(&part)) continue;
        if (part.dear) break;
        part.dear = true;
    }
    glp_delete_prob(part.lp);
    free(part.column);
    glp_free_env();
}
