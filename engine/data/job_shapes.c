/* job_shapes.c: rising numbers, groups of columns, ranges, filters and exit reasons. */
#include "engine/data/job_reading.h"

#include <math.h>
#include <string.h>

void reader_numbers(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    struct words words = reader_words(reader, key, node);
    double *numbers = ARENA_ARRAY(reader->arena, double, words.count + 1);
    for (size_t i = 0; i < words.count; i++) {
        numbers[i] = reader_number(reader, key, words.items[i].at, words.items[i].text);
        if (i && numbers[i] <= numbers[i - 1]) {
            reader_wrong(reader, words.items[i].at, key, "not in rising order", "each number above the one before");
        }
    }
    *(double **)(base + key->offset) = numbers;
    *(size_t *)(base + key->offset + sizeof(double *)) = words.count;
}

void reader_groups(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    struct groups *groups = (struct groups *)(base + key->offset);
    groups->items = ARENA_ARRAY(reader->arena, struct group, reader_items(node) + 1);
    groups->given = true;
    void *step = NULL;
    for (struct fy_node *item; node && (item = reader_next(node, &step));) {
        groups->items[groups->count++].columns = reader_words(reader, key, item);
    }
}

/* --- ranges ----------------------------------------------------------------------------------------------------------- */

/* One number of a range. "20%" is a share; of an amount of money it is a share of annual pay. */
static double part_of(const struct reader *reader, const struct schema_key *key, const struct word *word, int *percents) {
    size_t length = strlen(word->text);
    bool percent = length && word->text[length - 1] == '%', money = key->high >= 1e6;
    *percents += percent;
    if (!percent) return reader_number(reader, key, word->at, word->text);
    double value = reader_number(reader, &(struct schema_key){.name = key->name}, word->at, arena_copy(reader->arena, word->text, length - 1)) / 100;
    if (!money) return isnan(value) || reader_within(reader, key, word->at, value) ? value : NAN;
    return isnan(value) || reader_within(reader, &(struct schema_key){.name = key->name, .low = 0, .high = 100}, word->at, value) ? value : NAN;
}

struct range_words {
    struct word value, low, mode, high, source;
    int shape;
};

static void set_range(const struct reader *reader, const struct schema_key *key, const struct range_words *words, struct range *range) {
    const struct word *parts[] = {&words->low, &words->mode, &words->high};
    double *numbers[] = {&range->low, &range->mode, &range->high};
    bool loose = words->shape == RANGE_LOG_NORMAL || words->shape == RANGE_UNIFORM; /* known by two numbers */
    int percents = 0, given = 0;
    size_t errors = reader->diag->errors;
    if (words->value.text) {
        range->low = range->mode = range->high = part_of(reader, key, &words->value, &percents);
        given = percents ? 1 : 0;
    } else if (!words->low.text || !words->high.text || (!words->mode.text && !loose)) {
        const char *lacks = !words->low.text ? "without low" : !words->high.text ? "without high" : "without mode";
        reader_wrong(reader, range->at, key, lacks, loose ? "{low:, high:}" : "a number, or {low:, mode:, high:}");
    }
    for (size_t i = 0; i < 3 && !words->value.text; i++) {
        if (!parts[i]->text) continue;
        *numbers[i] = part_of(reader, key, parts[i], &percents);
        given++;
    }
    if (reader->diag->errors > errors) return;
    if (percents && percents != given) reader_wrong(reader, range->at, key, "partly a percentage", "all of its numbers as percentages, or none");
    range->of_pay = percents && key->high >= 1e6;
    if (loose && !words->mode.text && !words->value.text) range->mode = words->shape == RANGE_UNIFORM ? (range->low + range->high) / 2 : sqrt(range->low * range->high);
    if (range->low > range->mode || range->mode > range->high) {
        reader_wrong(reader, range->at, key, arena_printf(reader->arena, "out of order (%.10g, %.10g, %.10g)", range->low, range->mode, range->high), loose ? "low <= high" : "low <= mode <= high");
    }
    if (words->shape == RANGE_LOG_NORMAL && !(range->low > 0)) reader_wrong(reader, range->at, key, "log-normal from 0", "a low above 0");
}

void reader_range(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    static const char *const SHAPES[] = {"triangular", "pert", "log-normal", "uniform", NULL};
    static const struct schema_key PARTS[] = {
        {"value", SCHEMA_WORD, offsetof(struct range_words, value), .help = ""},   {"low", SCHEMA_WORD, offsetof(struct range_words, low), .help = ""},
        {"mode", SCHEMA_WORD, offsetof(struct range_words, mode), .help = ""},     {"high", SCHEMA_WORD, offsetof(struct range_words, high), .help = ""},
        {"shape", SCHEMA_CHOICE, offsetof(struct range_words, shape), .choices = SHAPES}, {"source", SCHEMA_WORD, offsetof(struct range_words, source), .help = ""},
        {.name = NULL}};
    struct range *range = (struct range *)(base + key->offset);
    struct range_words words = {.shape = RANGE_TRIANGULAR};
    range->at = reader_place(reader, node);
    if (reader_is_scalar(node)) {
        words.value = (struct word){reader_text(reader, node), range->at};
    } else if (reader_is_section(reader, key, node)) {
        reader_section(reader, PARTS, node, (char *)&words);
        range->shape = words.shape;
        range->source = words.source;
    } else {
        return;
    }
    set_range(reader, key, &words, range);
}

static void read_condition(const struct reader *reader, struct fy_node *node, struct condition *condition) {
    static const struct schema_key BOUNDS[] = {
        {"below", SCHEMA_NUMBER, offsetof(struct condition, below), .help = ""},
        {"at_least", SCHEMA_NUMBER, offsetof(struct condition, at_least), .help = ""},
        {"above", SCHEMA_NUMBER, offsetof(struct condition, above), .help = ""},
        {"at_most", SCHEMA_NUMBER, offsetof(struct condition, at_most), .help = ""},
        {.name = NULL}};
    condition->below = condition->at_least = condition->above = condition->at_most = NAN;
    if (fy_node_get_type(node) == FYNT_MAPPING) {
        reader_section(reader, BOUNDS, node, (char *)condition);
    } else {
        condition->levels = reader_words(reader, &(struct schema_key){.name = condition->column.text}, node);
    }
}

void reader_filter(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    if (!reader_is_section(reader, key, node)) return;
    struct filter *filter = (struct filter *)(base + key->offset);
    filter->items = ARENA_ARRAY(reader->arena, struct condition, (size_t)fy_node_mapping_item_count(node) + 1);
    void *step = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &step));) {
        struct condition *condition = &filter->items[filter->count++];
        struct fy_node *name = fy_node_pair_key(pair);
        condition->column = (struct word){reader_text(reader, name), reader_place(reader, name)};
        read_condition(reader, fy_node_pair_value(pair), condition);
    }
}

void reader_reasons(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    if (!reader_is_section(reader, key, node)) return;
    struct job_reasons *reasons = (struct job_reasons *)(base + key->offset);
    reasons->items = ARENA_ARRAY(reader->arena, struct job_reason, (size_t)fy_node_mapping_item_count(node) + 1);
    void *step = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &step));) {
        struct fy_node *name = fy_node_pair_key(pair);
        reasons->items[reasons->count++] = (struct job_reason){
            {reader_text(reader, name), reader_place(reader, name)}, reader_words(reader, key, fy_node_pair_value(pair))};
    }
}
