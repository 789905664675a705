/* snapshots.c: spells of employment from periodic extracts. */
#include "engine/history/causes.h"
#include "engine/history/employment.h"

#include <stdlib.h>
#include <string.h>

struct builder {
    const struct snapshots *s;
    struct history *h;
    int32_t *days; /* the extracts, rising */
    size_t n_days;
    const uint8_t *cause_of;
    struct timeline *timeline;
    struct quality *quality;
    int32_t *holds_from; /* by place: the day from which the row describes the person; DAY_NEVER = it does not */
};

/* The spell that is open while a person's rows are walked. */
struct open {
    bool any;
    int32_t hired, entry, seen; /* seen: the last extract with them employed */
};

static int compare_days(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void find_days(struct builder *b, size_t n, struct arena *arena) {
    struct arena scratch = {0};
    int32_t *all = ARENA_ARRAY(&scratch, int32_t, n + 1);
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
        if (kept == 0 || all[kept - 1] != b->h->begin[k]) all[kept++] = b->h->begin[k]; /* runs of one day at least are short */
    }
    qsort(all, kept, sizeof *all, compare_days);
    b->days = ARENA_ARRAY(arena, int32_t, kept + 1);
    for (size_t k = 0; k < kept; k++) {
        if (b->n_days == 0 || b->days[b->n_days - 1] != all[k]) b->days[b->n_days++] = all[k];
    }
    arena_free(&scratch);
}

/* The number of extracts up to and with `day`. */
static size_t extracts_until(const struct builder *b, int32_t day) {
    size_t low = 0, high = b->n_days;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (b->days[middle] <= day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int32_t extract_before(const struct builder *b, int32_t day) {
    size_t n = extracts_until(b, day - 1);
    return n ? b->days[n - 1] : DAY_MISSING;
}

static int32_t extract_after(const struct builder *b, int32_t day) {
    size_t n = extracts_until(b, day);
    return n < b->n_days ? b->days[n] : DAY_NEVER;
}

static uint32_t line_of(const struct builder *b, size_t row) { return table_line(b->h->table, row); }

static void close_spell(struct builder *b, uint32_t person, struct open *open, int32_t last, uint8_t cause) {
    timeline_add_spell(b->timeline, person, open->hired, open->entry, last - open->hired, cause);
    open->any = false;
}

static int32_t left_on(const struct builder *b, size_t row) { return b->s->left ? column_day(b->s->left, row) : DAY_MISSING; }

static bool says_gone(const struct builder *b, size_t row, int32_t day) {
    int32_t left = left_on(b, row);
    bool dated = left != DAY_MISSING && left <= day;
    return dated || (b->s->status && b->s->gone[column_code(b->s->status, row)]);
}

static bool lists_leavers(const struct builder *b) { return b->s->status || b->s->left; }

/* The first day at risk: the hire, where nobody could have gone unseen since; else the extract itself. */
static int32_t entry_of(const struct builder *b, int32_t hired, int32_t day) {
    int32_t before = extract_before(b, day);
    return lists_leavers(b) && before != DAY_MISSING && hired > before ? 0 : day - hired;
}

/* In no later extract, or not before a new hire. */
static void close_absent(struct builder *b, uint32_t person, struct open *open, int32_t most, bool left) {
    int32_t next = extract_after(b, open->seen);
    int32_t last = next == DAY_NEVER || next - 1 > most ? most : next - 1;
    close_spell(b, person, open, left ? last : open->seen, left ? b->cause_of[0] : 0);
}

/* The day of the exit: the extract's own word for it, else the extract's day, but before a next hire in the same extract. */
static int32_t exit_of(struct builder *b, size_t place, size_t end, int32_t day, int32_t hired) {
    const struct history *h = b->h;
    size_t row = h->rows.order[place];
    int32_t left = left_on(b, row), most = day;
    bool again = place + 1 < end && h->begin[place + 1] == day;
    int32_t next = again ? column_day(b->s->hired, h->rows.order[place + 1]) : DAY_MISSING;
    if (next != DAY_MISSING && next > hired && next - 1 < most) most = next - 1;
    if (left != DAY_MISSING && left > day) {
        quality_find(b->quality, "status contradicts a date", SEVERITY_WARNING, "the status counts: gone by the day of the extract", "line %u", line_of(b, row));
    }
    return left == DAY_MISSING || left > day ? most : left;
}

/* A row that says that the person is gone describes them only where no other one does: they came and went between two. */
static void take_leaver(struct builder *b, uint32_t person, struct open *open, size_t place, size_t end, int32_t hired) {
    size_t row = b->h->rows.order[place];
    int32_t day = b->h->begin[place], left = exit_of(b, place, end, day, hired), before = extract_before(b, day);
    if (open->any && hired < open->hired) { /* an earlier spell, listed once more */
        b->h->fault[row] = ROW_OUTSIDE;
        return;
    }
    if (open->any && hired > open->seen) {
        quality_find(b->quality, "hired again between extracts", SEVERITY_NOTE, "the earlier spell ends before the new one", "line %u", line_of(b, row));
        close_absent(b, person, open, hired - 1, true);
    }
    if (!open->any && (before == DAY_MISSING || hired <= before || left < hired)) {
        b->h->fault[row] = ROW_OUTSIDE; /* gone before the extracts began, or said to be gone once more */
        return;
    }
    if (!open->any) { /* came and went between two extracts */
        *open = (struct open){true, hired, 0, DAY_MISSING};
        b->holds_from[place] = hired;
    }
    if (open->seen != DAY_MISSING && left < open->seen) {
        quality_find(b->quality, "status contradicts a date", SEVERITY_WARNING, "the date of the exit counts", "line %u", line_of(b, row));
    }
    int32_t first = open->hired + open->entry;
    b->h->used[row] = 1;
    close_spell(b, person, open, left < first ? first : left, causes_of_row(b->cause_of, b->s->reason, b->h->table, row, b->quality));
    b->timeline->reason[b->timeline->n - 1] = causes_reason(b->timeline, b->s->reason, row);
}

static void take_employed(struct builder *b, uint32_t person, struct open *open, size_t place, int32_t hired) {
    size_t row = b->h->rows.order[place];
    int32_t day = b->h->begin[place];
    if (hired > day) {
        b->h->fault[row] = ROW_OUTSIDE;
        return;
    }
    if (open->any && hired > open->seen) {
        quality_find(b->quality, "hired again between extracts", SEVERITY_NOTE, "the earlier spell ends before the new one", "line %u", line_of(b, row));
        close_absent(b, person, open, hired - 1, true);
    } else if (open->any && hired != open->hired) {
        quality_find(b->quality, "hire date changes between extracts", SEVERITY_WARNING, "the first one counts", "line %u", line_of(b, row));
    }
    size_t n = b->timeline->n;
    bool back = !open->any && n && b->timeline->person[n - 1] == person;
    bool old_date = back && hired <= b->timeline->hired[n - 1] + b->timeline->exit[n - 1];
    if (old_date) quality_find(b->quality, "back with the old hire date", SEVERITY_WARNING, "a new spell from that extract on, tenure counting from the old date", "line %u", line_of(b, row));
    b->holds_from[place] = day;
    if (!open->any) {
        *open = (struct open){true, hired, old_date ? day - hired : entry_of(b, hired, day), day};
        b->holds_from[place] = hired + open->entry; /* the first extract speaks for the days since the hire */
    }
    if (extract_before(b, day) > open->seen) {
        quality_find(b->quality, "absent from an extract in between", SEVERITY_NOTE, "counted as employed", "before line %u", line_of(b, row));
    }
    open->seen = day;
}

/* Rows of one extract: a spell that ended and the one after it stand in order of hire; of rows about one spell the last in
 * the file counts. Returns the place after them. */
static size_t order_extract(struct builder *b, size_t first, size_t end) {
    struct history *h = b->h;
    size_t last = first + 1;
    while (last < end && h->begin[last] == h->begin[first]) last++;
    for (size_t i = first + 1; i < last; i++) { /* they are few */
        uint32_t row = h->rows.order[i];
        size_t k = i;
        for (; k > first && column_day(b->s->hired, h->rows.order[k - 1]) > column_day(b->s->hired, row); k--) h->rows.order[k] = h->rows.order[k - 1];
        h->rows.order[k] = row;
    }
    for (size_t i = first; i + 1 < last; i++) {
        uint32_t row = h->rows.order[i], next = h->rows.order[i + 1];
        if (column_day(b->s->hired, row) == column_day(b->s->hired, next)) h->fault[row] = ROW_REPLACED;
    }
    return last;
}

static void add_person(struct builder *b, uint32_t person) {
    struct history *h = b->h;
    struct open open = {0};
    size_t before = b->timeline->n, begin = h->rows.first[person], end = h->rows.first[person + 1];
    for (size_t k = begin; k < end;) k = order_extract(b, k, end);
    for (size_t k = begin; k < end; k++) {
        size_t row = h->rows.order[k];
        int32_t day = h->begin[k], hired = column_day(b->s->hired, row);
        b->holds_from[k] = DAY_NEVER;
        if (h->fault[row]) continue;
        if (hired == DAY_MISSING) {
            h->fault[row] = ROW_NO_HIRE_DATE;
        } else if (says_gone(b, row, day)) {
            take_leaver(b, person, &open, k, end, hired);
        } else {
            take_employed(b, person, &open, k, hired);
        }
    }
    int32_t last = b->days[b->n_days - 1];
    if (open.any && open.seen == last) {
        close_spell(b, person, &open, last, 0);
    } else if (open.any) {
        close_absent(b, person, &open, DAY_NEVER - 1, b->s->absent_means_left);
    }
    b->timeline->n_people += b->timeline->n > before;
}

/* Only rows that describe somebody stay in the history, each until the person's next one. */
static void keep_describing(struct builder *b, size_t n_people) {
    struct history *h = b->h;
    size_t at = 0;
    for (size_t p = 0; p < n_people; p++) {
        size_t begin = h->rows.first[p], end = h->rows.first[p + 1], first = at;
        for (size_t k = begin; k < end; k++) {
            if (b->holds_from[k] == DAY_NEVER) continue;
            if (at > first) h->until[at - 1] = b->holds_from[k];
            h->rows.order[at] = h->rows.order[k];
            h->begin[at] = b->holds_from[k];
            h->until[at++] = DAY_NEVER;
        }
        h->rows.first[p] = first;
    }
    h->rows.first[n_people] = at;
}

enum status snapshots_timeline(const struct snapshots *s, const struct job *job, size_t n_people, struct place at, struct arena *arena,
                               struct quality *quality, struct diag *diag, struct timeline *timeline) {
    struct builder b = {.s = s, .h = s->history, .timeline = timeline, .quality = quality};
    size_t n = s->history->rows.first[n_people];
    char day[40];
    timeline_make_room(timeline, 2 * n, job->as_of, arena);
    find_days(&b, n, arena);
    if (!n || b.days[b.n_days - 1] != job->as_of) {
        diag_add(diag, SEVERITY_ERROR, at, "the last extract up to as_of is of %s; set as_of: to the day of an extract, for after it nobody is seen",
                 n ? days_format(b.days[b.n_days - 1], day) : "no day at all");
        return STATUS_REFUSED;
    }
    b.cause_of = causes_map(&job->reasons, s->reason, arena, diag, timeline);
    b.holds_from = ARENA_ARRAY(arena, int32_t, n + 1);
    for (uint32_t person = 0; person < n_people; person++) add_person(&b, person);
    keep_describing(&b, n_people);
    timeline->n_used = timeline->n;
    return STATUS_OK;
}
