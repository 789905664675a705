#include "engine/report/published.h"

#include "engine/base/days.h"
#include "engine/base/files.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- reading ------------------------------------------------------------------------------------------------------------- */

static double number_in(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void read_hidden(const json_t *root, struct arena *arena, struct published *p) {
    const json_t *keys = json_object_get(root, "hidden");
    p->hidden = ARENA_ARRAY(arena, const char *, json_array_size(keys) + 1);
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const char *key = json_string_value(json_array_get(keys, i));
        if (key) p->hidden[p->n_hidden++] = arena_string(arena, key);
    }
}

static void read_headlines(const json_t *root, struct arena *arena, struct published *p) {
    const json_t *items = json_object_get(root, "headlines");
    size_t n = json_array_size(items);
    for (size_t i = n > HEADLINES_MOST ? n - HEADLINES_MOST : 0; i < n; i++) {
        const json_t *item = json_array_get(items, i);
        const char *day = json_string_value(json_object_get(item, "as_of"));
        double months = number_in(item, "months");
        if (!day || strlen(day) != 10 || !(months >= 1 && months <= 1000)) continue;
        p->headlines[p->n_headlines++] = (struct headline){arena_string(arena, day), (int)months, number_in(item, "headcount"), number_in(item, "turnover"), number_in(item, "leavers"), number_in(item, "share"), number_in(item, "cost")};
    }
}

struct published published_read(const char *folder, struct arena *arena) {
    struct published p = {0};
    json_t *root = json_load_file(arena_printf(arena, "%s/published.json", folder), 0, NULL);
    double cell = number_in(root, "minimum_cell"), events = number_in(root, "minimum_events");
    if (cell >= 1 && cell <= 1000 && events >= 1 && events <= 1000) {
        p.minimum_cell = (int)cell;
        p.minimum_events = (int)events;
        read_hidden(root, arena, &p);
        read_headlines(root, arena, &p);
    }
    json_decref(root);
    return p;
}

/* --- what it means for this run ------------------------------------------------------------------------------------------- */

void published_keep(const struct published *before, struct report *report) {
    if (before->minimum_cell > report->meta.minimum_cell || before->minimum_events > report->meta.minimum_events) return; /* the job asks for less now */
    for (size_t i = 0; i < before->n_hidden; i++) ledger_mark(&report->ledger, ledger_find(&report->ledger, before->hidden[i]));
}

struct headline published_headline(const struct report *report) {
    struct headline h = {report->meta.as_of, report->meta.months, NAN, NAN, NAN, NAN, NAN};
    const struct report_table *forecast = report_find(report, "forecast"), *turnover = report_find(report, "turnover"), *flows = report_find(report, "flows");
    for (size_t r = 0; flows && r < flows->n_rows; r++) {
        if (!strcmp(cell_text(flows, r, "segment"), "all")) h.headcount = cell_value(flows, r, "headcount_end");
    }
    for (size_t r = 0; turnover && r < turnover->n_rows; r++) {
        bool whole = !strcmp(cell_text(turnover, r, "segment"), "all") && !strcmp(cell_text(turnover, r, "cause"), "all");
        if (whole) h.turnover = cell_value(turnover, r, "rate_12_months");
    }
    size_t row = forecast ? row_find(forecast, "segment", "all", NULL) : SIZE_MAX;
    if (row == SIZE_MAX) return h;
    if (isnan(h.headcount)) h.headcount = cell_value(forecast, row, "headcount");
    h.leavers = cell_value(forecast, row, "leavers_expected");
    h.share = cell_value(forecast, row, "share");
    h.cost = cell_value(forecast, row, "cost_expected");
    return h;
}

const struct headline *published_before(const struct published *before, const char *as_of, int months) {
    int32_t now, then;
    if (!days_parse_iso(as_of, &now)) return NULL;
    for (size_t i = before->n_headlines; i-- > 0;) {
        if (!days_parse_iso(before->headlines[i].as_of, &then)) continue;
        double between = (now - then) / 30.4375;
        if (between > 0.75 * months && between < 1.5 * months) return &before->headlines[i];
    }
    return NULL;
}

/* --- writing --------------------------------------------------------------------------------------------------------------- */

static void put(json_t *object, const char *key, double value) {
    if (isfinite(value)) json_object_set_new(object, key, json_real(value));
}

static json_t *headline_json(const struct headline *h) {
    json_t *item = json_pack("{s:s,s:i}", "as_of", h->as_of, "months", h->months);
    put(item, "headcount", h->headcount);
    put(item, "turnover", h->turnover);
    put(item, "leavers", h->leavers);
    put(item, "share", h->share);
    put(item, "cost", h->cost);
    return item;
}

static json_t *headlines_json(const struct report *report, const struct published *before) {
    json_t *items = json_array();
    struct headline now = published_headline(report);
    for (size_t i = 0; i < before->n_headlines; i++) {
        if (strcmp(before->headlines[i].as_of, now.as_of) < 0) json_array_append_new(items, headline_json(&before->headlines[i]));
    }
    if (now.as_of[0]) json_array_append_new(items, headline_json(&now));
    return items;
}

static json_t *hidden_json(const struct report *report, const struct published *before) {
    json_t *keys = json_array();
    for (uint32_t i = 1; i < report->ledger.n_cells; i++) {
        const struct ledger_cell *cell = &report->ledger.cells[i];
        if (cell->hidden && !cell->never && cell->key) json_array_append_new(keys, json_string(cell->key));
    }
    for (size_t i = 0; i < before->n_hidden; i++) { /* what this run does not tell of may be told again by the next */
        if (!ledger_find(&report->ledger, before->hidden[i])) json_array_append_new(keys, json_string(before->hidden[i]));
    }
    return keys;
}

enum status published_write(const struct report *report, const struct published *before, const char *folder, struct diag *diag) {
    json_t *root = json_pack("{s:i,s:i,s:o,s:o}", "minimum_cell", report->meta.minimum_cell, "minimum_events", report->meta.minimum_events, "hidden", hidden_json(report, before), "headlines", headlines_json(report, before));
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) : NULL;
    json_decref(root);
    if (!text) {
        diag_fail(diag, "cannot write published.json: some text of the data is not UTF-8");
        return STATUS_REFUSED;
    }
    enum status status = file_write(folder, "published.json", text, strlen(text), diag);
    free(text);
    return status;
}
