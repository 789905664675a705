#include "models/validation.h"

#include "engine/base/blocks.h"
#include "models/logistic_kernel.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_BLOCKS = 8, BINS = 1 << 16 };

struct scores {
    double *values;
    size_t count, capacity;
};

struct scoring {
    const struct design *design;
    const struct panel *panel;
    const struct logistic_fit *fit;
    bool any_set_aside;
    struct scores events[SCORE_BLOCKS];
    double squares[SCORE_BLOCKS], rows[SCORE_BLOCKS];
    /* for the second pass: the distinct scores of events, rising, and how many events score below each */
    double *distinct;
    uint32_t *below; /* [n_distinct + 1] */
    size_t n_distinct, n_leavers;
    uint32_t *starts; /* [BINS + 1]: first distinct score of each bin */
    double low, per_bin;
    uint32_t *passed; /* [block][n_distinct + 1]: half-counts of stayers that scores from here on exceed */
    double placements[SCORE_BLOCKS], placements_squared[SCORE_BLOCKS], stayers[SCORE_BLOCKS];
};

static bool set_aside(const struct scoring *s, size_t column) {
    return s->fit->columns[column] == COLUMN_NO_EVENTS || s->fit->columns[column] == COLUMN_ALL_EVENTS;
}

/* Was the row in the fit? Those of levels set aside were not. */
static bool was_fitted(const struct scoring *s, const struct tile *tile, size_t k, size_t r) {
    const struct design *design = s->design;
    for (size_t f = 0; f < design->n_factors; f++) {
        size_t column = f < design->n_static ? tile->codes[f * DESIGN_TILE + k] : tile->bands[(f - design->n_static) * tile->row_capacity + r];
        if (set_aside(s, column)) return false;
    }
    return true;
}

typedef void (*take_rows)(struct scoring *scoring, size_t block, const struct tile *tile);

struct sweep {
    struct scoring *scoring;
    take_rows take;
};

static void sweep_block(size_t block, size_t first, size_t last, void *context) {
    const struct sweep *sweep = context;
    struct scoring *s = sweep->scoring;
    struct tile tile;
    tile_init(&tile, s->design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        tile_fill(&tile, s->design, s->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        tile_predict(&tile, s->design, s->fit->beta);
        sweep->take(s, block, &tile);
    }
    tile_free(&tile);
}

static size_t n_blocks(const struct scoring *s) {
    size_t count = blocks_count(s->panel->n, 4096);
    return count < SCORE_BLOCKS ? count : SCORE_BLOCKS;
}

static void sweep(struct scoring *s, take_rows take) {
    blocks_run(s->panel->n, n_blocks(s), sweep_block, &(struct sweep){s, take});
}

static void keep(struct scores *scores, double value) {
    if (scores->count == scores->capacity) {
        scores->capacity = scores->capacity ? scores->capacity * 2 : 1024;
        scores->values = realloc(scores->values, scores->capacity * sizeof *scores->values);
        if (!scores->values) abort();
    }
    scores->values[scores->count++] = value;
}

/* First pass: the Brier score, and the events' scores. */
static void take_events(struct scoring *s, size_t block, const struct tile *tile) {
    logistic_means(tile->n_rows, tile->eta, tile->mu);
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (tile->weight[k] == 0) continue;
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            if (s->any_set_aside && !was_fitted(s, tile, k, r)) continue;
            double mu = tile->mu[r], stayers = tile->trials[r] - tile->y[r];
            s->squares[block] += tile->y[r] * (1 - mu) * (1 - mu) + stayers * mu * mu;
            s->rows[block] += tile->trials[r];
            if (tile->y[r] > 0) keep(&s->events[block], tile->eta[r]);
        }
    }
}

static size_t bin_of(const struct scoring *s, double score) {
    double bin = (score - s->low) * s->per_bin;
    return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : (size_t)bin;
}

/* The first distinct score not below this one. */
static size_t place_of(const struct scoring *s, double score) {
    size_t bin = bin_of(s, score), low = s->starts[bin], high = s->starts[bin + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->distinct[middle] < score) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Second pass: each stayer's place among the events. */
static void take_stayers(struct scoring *s, size_t block, const struct tile *tile) {
    uint32_t *passed = s->passed + block * (s->n_distinct + 1);
    double sum = 0, squares = 0, stayers = 0;
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (tile->weight[k] == 0) continue;
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            uint32_t n = (uint32_t)(tile->trials[r] - tile->y[r]);
            if (n == 0 || (s->any_set_aside && !was_fitted(s, tile, k, r))) continue;
            size_t place = place_of(s, tile->eta[r]);
            size_t tied = place < s->n_distinct && s->distinct[place] == tile->eta[r];
            passed[place] += n;
            passed[place + tied] += n;
            double above = (double)(s->n_leavers - s->below[place]) - 0.5 * (tied ? s->below[place + 1] - s->below[place] : 0);
            sum += n * above;
            squares += n * above * above;
            stayers += n;
        }
    }
    s->placements[block] += sum;
    s->placements_squared[block] += squares;
    s->stayers[block] += stayers;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the events' scores in place and keeps the distinct ones. */
static void index_events(struct scoring *s, double *scores) {
    qsort(scores, s->n_leavers, sizeof *scores, by_value);
    s->distinct = scores;
    for (size_t i = 0; i < s->n_leavers; i++) {
        if (s->n_distinct && scores[i] == scores[s->n_distinct - 1]) continue;
        s->below[s->n_distinct] = (uint32_t)i;
        scores[s->n_distinct++] = scores[i];
    }
    s->below[s->n_distinct] = (uint32_t)s->n_leavers;
    s->low = scores[0];
    double width = scores[s->n_distinct - 1] - scores[0];
    s->per_bin = width > 0 ? BINS / width : 0;
    for (size_t i = 0, bin = 0; bin <= BINS; bin++) {
        while (i < s->n_distinct && bin_of(s, scores[i]) < bin) i++;
        s->starts[bin] = (uint32_t)i;
    }
    s->starts[BINS] = (uint32_t)s->n_distinct;
}

/* Sample variance from sums. */
static double variance(double sum, double squares, double n) {
    return n > 1 ? (squares - sum * sum / n) / (n - 1) : 0;
}

static void delong(struct scoring *s, struct validation *v) {
    size_t blocks = n_blocks(s);
    double m = (double)s->n_leavers, stayers = 0, sum = 0, squares = 0, event_sum = 0, event_squares = 0, seen = 0;
    for (size_t b = 0; b < blocks; b++) {
        stayers += s->stayers[b];
        sum += s->placements[b] / m;
        squares += s->placements_squared[b] / m / m;
    }
    for (size_t i = 0; i < s->n_distinct; i++) {
        for (size_t b = 0; b < blocks; b++) seen += 0.5 * s->passed[b * (s->n_distinct + 1) + i];
        double placement = seen / stayers, events = s->below[i + 1] - s->below[i];
        event_sum += events * placement;
        event_squares += events * placement * placement;
    }
    v->auc = sum / stayers;
    v->auc_se = sqrt(variance(event_sum, event_squares, m) / m + variance(sum, squares, stayers) / stayers);
    double z = gsl_cdf_ugaussian_Pinv(0.975);
    v->auc_lower = fmax(0, v->auc - z * v->auc_se);
    v->auc_upper = fmin(1, v->auc + z * v->auc_se);
}

struct validation validate(const struct design *design, const struct panel *panel, const struct logistic_fit *fit) {
    struct validation v = {.auc = NAN, .auc_se = NAN, .auc_lower = NAN, .auc_upper = NAN};
    struct scoring s = {.design = design, .panel = panel, .fit = fit};
    for (size_t c = 0; c < fit->n_columns; c++) s.any_set_aside = s.any_set_aside || set_aside(&s, c);
    sweep(&s, take_events);
    double squares = 0;
    for (size_t b = 0; b < SCORE_BLOCKS; b++) {
        v.n += s.rows[b];
        squares += s.squares[b];
        s.n_leavers += s.events[b].count;
    }
    v.n_events = (double)s.n_leavers;
    v.brier = v.n > 0 ? squares / v.n : NAN;
    if (s.n_leavers && v.n_events < v.n) {
        double *scores = malloc(s.n_leavers * sizeof *scores);
        s.below = calloc(s.n_leavers + 1, sizeof *s.below);
        s.starts = calloc(BINS + 1, sizeof *s.starts);
        if (!scores || !s.starts || !s.below) abort();
        size_t at = 0;
        for (size_t b = 0; b < SCORE_BLOCKS; b++) {
            if (s.events[b].count) memcpy(scores + at, s.events[b].values, s.events[b].count * sizeof *scores);
            at += s.events[b].count;
        }
        index_events(&s, scores);
        s.passed = calloc(SCORE_BLOCKS * (s.n_distinct + 1), sizeof *s.passed);
        if (!s.passed) abort();
        sweep(&s, take_stayers);
        delong(&s, &v);
        free(scores);
        free(s.below);
        free(s.starts);
        free(s.passed);
    }
    for (size_t b = 0; b < SCORE_BLOCKS; b++) free(s.events[b].values);
    return v;
}
