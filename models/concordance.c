#include "models/concordance.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- a tree of counts ------------------------------------------------------------------------------------------------ */

enum { GROUP = 16, LEAF = 64 }; /* ranks a group, groups a leaf */

/* Sums by rank, of who is at risk and of who has left: each rank's own, Fenwick's (1994) sums of groups within a leaf, and of
 * leaves. Groups and leaves stay in the processor's cache; of the ranks' own a few lie side by side. */
struct pair {
    double there, gone;
};

struct tree {
    size_t n_leaves;
    struct pair *top, *groups, *own;
};

static void tree_add(const struct tree *tree, size_t rank, double there, double gone) {
    size_t group = rank / GROUP;
    struct pair *leaf = tree->groups + group / LEAF * LEAF;
    for (size_t i = group % LEAF; i < LEAF; i |= i + 1) {
        leaf[i].there += there;
        leaf[i].gone += gone;
    }
    for (size_t i = group / LEAF; i < tree->n_leaves; i |= i + 1) {
        tree->top[i].there += there;
        tree->top[i].gone += gone;
    }
    tree->own[rank].there += there;
    tree->own[rank].gone += gone;
}

/* Everything below the rank. */
static struct pair tree_below(const struct tree *tree, size_t rank) {
    struct pair sum = {0, 0};
    size_t group = rank / GROUP;
    const struct pair *leaf = tree->groups + group / LEAF * LEAF;
    for (size_t i = group * GROUP; i < rank; i++) {
        sum.there += tree->own[i].there;
        sum.gone += tree->own[i].gone;
    }
    for (size_t i = group % LEAF; i > 0; i &= i - 1) {
        sum.there += leaf[i - 1].there;
        sum.gone += leaf[i - 1].gone;
    }
    for (size_t i = group / LEAF; i > 0; i &= i - 1) {
        sum.there += tree->top[i - 1].there;
        sum.gone += tree->top[i - 1].gone;
    }
    return sum;
}

static struct tree tree_new(size_t ranks, struct arena *arena) {
    size_t leaves = ranks / (GROUP * LEAF) + 1;
    return (struct tree){leaves, ARENA_ARRAY(arena, struct pair, leaves), ARENA_ARRAY(arena, struct pair, leaves * LEAF), ARENA_ARRAY(arena, struct pair, ranks + 1)};
}

/* Makes the sums of who is at risk of all ranks at once, from `own`. */
static void tree_settle(const struct tree *tree, size_t ranks) {
    for (size_t rank = 0; rank < ranks; rank++) {
        tree->groups[rank / GROUP].there += tree->own[rank].there;
        tree->top[rank / GROUP / LEAF].there += tree->own[rank].there;
    }
    for (size_t i = 0; i < tree->n_leaves * LEAF; i++) {
        size_t within = i % LEAF, up = within | (within + 1);
        if (up < LEAF) tree->groups[i - within + up].there += tree->groups[i].there;
    }
    for (size_t i = 0; i < tree->n_leaves; i++) {
        if ((i | (i + 1)) < tree->n_leaves) tree->top[i | (i + 1)].there += tree->top[i].there;
    }
}

/* --- ranks ----------------------------------------------------------------------------------------------------------- */

struct keyed {
    uint64_t key;
    uint32_t position;
};

static int by_key(const void *a, const void *b) {
    const struct keyed *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->position > y->position) - (x->position < y->position);
}

/* Doubles as whole numbers in the same order. */
static uint64_t key_of(double x) {
    uint64_t bits;
    x += 0; /* -0 and 0 are one */
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

/* By radix, eleven bits at a time. */
static struct keyed *sort_keyed(struct keyed *a, struct keyed *b, size_t n) {
    enum { BITS = 11, BINS = 1 << BITS };
    size_t *count = malloc(BINS * sizeof *count);
    if (!count) abort();
    for (int shift = 0; shift < 64; shift += BITS) {
        memset(count, 0, BINS * sizeof *count);
        for (size_t i = 0; i < n; i++) count[a[i].key >> shift & (BINS - 1)]++;
        size_t sum = 0;
        bool one = false;
        for (size_t bin = 0; bin < BINS; bin++) {
            size_t here = count[bin];
            one = one || here == n;
            count[bin] = sum;
            sum += here;
        }
        if (one) continue; /* all alike in these bits */
        for (size_t i = 0; i < n; i++) b[count[a[i].key >> shift & (BINS - 1)]++] = a[i];
        struct keyed *swap = a;
        a = b;
        b = swap;
    }
    free(count);
    return a;
}

/* The ranks, from 0, of the scores of positions [first, last), equal ones alike; returns how many there are. */
static size_t rank_scores(const double *score, size_t first, size_t last, uint32_t *rank) {
    size_t n = last - first, ranks = 0;
    struct keyed *buffer = malloc((2 * n + 1) * sizeof *buffer);
    if (!buffer) abort();
    for (size_t k = 0; k < n; k++) buffer[k] = (struct keyed){key_of(score[first + k]), (uint32_t)(first + k)};
    const struct keyed *sorted = sort_keyed(buffer, buffer + n, n);
    for (size_t k = 0; k < n; k++) {
        ranks += k && sorted[k].key != sorted[k - 1].key;
        rank[sorted[k].position] = (uint32_t)ranks;
    }
    free(buffer);
    return n ? ranks + 1 : 0;
}

/* --- pairs ----------------------------------------------------------------------------------------------------------- */

/* Pairs that a row is in, by the weight of the other one. */
struct pairs {
    double better; /* concordant less discordant */
    double all;
};

/* Some cells of one stratum, worked from the last to the first. */
struct unit {
    size_t stratum, first, last; /* cells [first, last] */
    double concordant, discordant, tied;
};

struct counting {
    const struct risk_sets *sets;
    const double *weight;
    const uint32_t *rank;
    const size_t *ranks;  /* [stratum] */
    struct unit *units;
    struct pairs **pairs; /* [unit]: of the stratum's positions from the unit's first one on */
};

static double weight_of(const struct counting *c, size_t k) { return c->weight ? c->weight[k] : 1; }

/* Exits below and above the row's rank so far, added to (or taken from) what it has seen. */
static void see(const struct tree *tree, double gone, size_t rank, double sign, struct pairs *pairs) {
    double below = tree_below(tree, rank).gone, same = tree->own[rank].gone;
    pairs->better += sign * ((gone - below - same) - below);
    pairs->all += sign * gone;
}

/* An exit: its pairs with whoever is there, and, as in see(), the exits so far, in one descent. */
static void leave_pairs(const struct counting *c, const struct tree *tree, double there, double gone, size_t k, struct unit *unit, struct pairs *pairs) {
    size_t rank = c->rank[k];
    struct pair lower = tree_below(tree, rank), same = tree->own[rank];
    double above = there - lower.there - same.there, w = weight_of(c, k);
    unit->concordant += w * lower.there;
    unit->discordant += w * above;
    unit->tied += w * same.there;
    pairs->better += lower.there - above - ((gone - lower.gone - same.gone) - lower.gone);
    pairs->all += there - gone;
}

/* The exits of one cell are no pairs of each other, but each will be counted among those that the others see: taken back here. */
static void take_back(const struct counting *c, size_t first, size_t leave, size_t begin, struct keyed *sorted, struct pairs *pairs) {
    size_t n = leave - first;
    double all = 0, below = 0;
    for (size_t k = 0; k < n; k++) {
        sorted[k] = (struct keyed){c->rank[first + k], (uint32_t)(first + k)};
        all += weight_of(c, first + k);
    }
    qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t k = 0, next; k < n; k = next) {
        double same = 0;
        for (next = k; next < n && sorted[next].key == sorted[k].key; next++) same += weight_of(c, sorted[next].position);
        for (size_t i = k; i < next; i++) {
            struct pairs *own = &pairs[sorted[i].position - begin];
            own->better -= (all - below - same) - below;
            own->all -= all;
        }
        below += same;
    }
}

/* One cell: who enters later is not there yet; who stays is there before the exits, who leaves only after them. */
static void count_cell(const struct counting *c, const struct tree *tree, size_t cell, size_t begin, double *there, double *gone, struct unit *unit,
                       struct keyed *sorted, struct pairs *pairs) {
    const struct risk_sets *sets = c->sets;
    size_t first = sets->first[cell], leave = first + sets->events[cell], last = sets->first[cell + 1];
    for (size_t l = sets->late_first[cell]; l < sets->late_first[cell + 1]; l++) {
        size_t k = sets->late[l];
        tree_add(tree, c->rank[k], -weight_of(c, k), 0);
        *there -= weight_of(c, k);
        see(tree, *gone, c->rank[k], 1, &pairs[k - begin]);
    }
    for (size_t k = leave; k < last; k++) {
        tree_add(tree, c->rank[k], weight_of(c, k), 0);
        *there += weight_of(c, k);
        see(tree, *gone, c->rank[k], -1, &pairs[k - begin]);
    }
    for (size_t k = first; k < leave; k++) leave_pairs(c, tree, *there, *gone, k, unit, &pairs[k - begin]);
    for (size_t k = first; k < leave; k++) {
        tree_add(tree, c->rank[k], weight_of(c, k), weight_of(c, k));
        *there += weight_of(c, k);
        *gone += weight_of(c, k);
    }
    take_back(c, first, leave, begin, sorted, pairs);
}

/* Whoever is still there when the unit ends has seen all its exits. */
static void see_all(const struct counting *c, const struct tree *tree, const struct unit *unit, size_t begin, size_t end, double gone, struct pairs *pairs) {
    const struct risk_sets *sets = c->sets;
    size_t ranks = c->ranks[unit->stratum];
    double below = 0;
    for (size_t r = 0; r < ranks; r++) { /* `there` is done with: what stands below, and beside, each rank */
        tree->own[r].there = below;
        below += tree->own[r].gone;
    }
    for (size_t k = begin; k < end; k++) {
        if (sets->lo && sets->lo[k] >= unit->first) continue;
        const struct pair *own = &tree->own[c->rank[k]];
        pairs[k - begin].better += (gone - own->there - own->gone) - own->there;
        pairs[k - begin].all += gone;
    }
}

static void count_unit(size_t item, void *context) {
    const struct counting *c = context;
    const struct risk_sets *sets = c->sets;
    struct unit *unit = &c->units[item];
    struct arena scratch = {0};
    size_t begin = sets->first[unit->first], end = sets->first[sets->stratum_first[unit->stratum + 1]];
    struct tree tree = tree_new(c->ranks[unit->stratum], &scratch);
    struct pairs *pairs = c->pairs[item] = calloc(end - begin + 1, sizeof *pairs);
    double there = 0, gone = 0;
    if (!pairs) abort();
    for (size_t k = sets->first[unit->last + 1]; k < end; k++) { /* who leaves after the unit's last cell, and is there in it */
        if (sets->lo && sets->lo[k] > unit->last) continue;
        tree.own[c->rank[k]].there += weight_of(c, k);
        there += weight_of(c, k);
    }
    tree_settle(&tree, c->ranks[unit->stratum]);
    size_t most = 0;
    for (size_t cell = unit->first; cell <= unit->last; cell++) most = sets->events[cell] > most ? sets->events[cell] : most;
    struct keyed *sorted = ARENA_ARRAY(&scratch, struct keyed, most + 1);
    for (size_t cell = unit->last + 1; cell-- > unit->first;) count_cell(c, &tree, cell, begin, &there, &gone, unit, sorted, pairs);
    see_all(c, &tree, unit, begin, end, gone, pairs);
    arena_free(&scratch);
}

enum { ROWS_A_UNIT = 1 << 19 };

/* Strata in units of half a million rows: cut by the data alone. */
static size_t make_units(const struct risk_sets *sets, size_t n_strata, struct unit *units) {
    size_t n = 0;
    for (size_t s = 1; s <= n_strata; s++) {
        size_t last = sets->stratum_first[s + 1] - 1;
        for (size_t first = sets->stratum_first[s]; first <= last;) {
            size_t to = first;
            while (to < last && sets->first[to + 1] - sets->first[first] < ROWS_A_UNIT) to++;
            units[n++] = (struct unit){.stratum = s, .first = first, .last = to};
            first = to + 1;
        }
    }
    return n;
}

/* --- the error ------------------------------------------------------------------------------------------------------- */

static double squares(const double *influence, const struct risk_sets *sets, const uint32_t *cluster, size_t n_clusters) {
    double sum = 0;
    if (!cluster) {
        for (size_t k = 0; k < sets->n; k++) sum += influence[k] * influence[k];
        return sum;
    }
    double *together = calloc(n_clusters + 1, sizeof *together);
    if (!together) abort();
    for (size_t k = 0; k < sets->n; k++) together[cluster[sets->order[k]]] += influence[k];
    for (size_t g = 1; g <= n_clusters; g++) sum += together[g] * together[g];
    free(together);
    return sum;
}

struct concordance concordance_of(const struct risk_sets *sets, const double *score, const double *weight, const uint32_t *cluster, size_t n_clusters) {
    struct arena scratch = {0};
    size_t n_strata = sets->n_cells ? sets->stratum[sets->n_cells] : 0;
    uint32_t *rank = ARENA_ARRAY(&scratch, uint32_t, sets->n + 1);
    size_t *ranks = ARENA_ARRAY(&scratch, size_t, n_strata + 2);
    struct counting c = {sets, weight, rank, ranks, ARENA_ARRAY(&scratch, struct unit, n_strata + sets->n / ROWS_A_UNIT * 2 + 2), NULL};
    for (size_t s = 1; s <= n_strata; s++) ranks[s] = rank_scores(score, sets->first[sets->stratum_first[s]], sets->first[sets->stratum_first[s + 1]], rank);
    size_t n = make_units(sets, n_strata, c.units);
    c.pairs = ARENA_ARRAY(&scratch, struct pairs *, n + 1);
    blocks_each(n, count_unit, &c);
    struct concordance of = {0};
    for (size_t u = 0; u < n; u++) {
        of.concordant += c.units[u].concordant;
        of.discordant += c.units[u].discordant;
        of.tied += c.units[u].tied;
    }
    double pairs = of.concordant + of.discordant + of.tied, somers = (of.concordant - of.discordant) / pairs;
    double *influence = ARENA_ARRAY(&scratch, double, sets->n + 1);
    for (size_t u = 0; u < n; u++) {
        size_t begin = sets->first[c.units[u].first], end = sets->first[sets->stratum_first[c.units[u].stratum + 1]];
        for (size_t k = begin; k < end; k++) {
            const struct pairs *of_row = &c.pairs[u][k - begin];
            influence[k] += (weight ? weight[k] : 1) * (of_row->better - somers * of_row->all) / pairs;
        }
        free(c.pairs[u]);
    }
    of.value = pairs > 0 ? (somers + 1) / 2 : NAN;
    of.std_error = pairs > 0 ? sqrt(squares(influence, sets, cluster, n_clusters)) / 2 : NAN;
    arena_free(&scratch);
    return of;
}
