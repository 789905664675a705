#include "engine/history/people.h"

#include "engine/data/dictionary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct identified {
    double number;
    uint32_t row;
};

static int by_number(const void *a, const void *b) {
    const struct identified *x = a, *y = b;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Ids that rise along the file need no sorting. false when they do not. */
static bool number_rising(struct people *people, size_t n_rows) {
    double previous = -INFINITY;
    for (size_t row = 0; row < n_rows; row++) {
        double number = column_number(people->id, row);
        if (isnan(number)) {
            people->of_row[row] = PERSON_NONE;
            continue;
        }
        if (number < previous) return false;
        if (number > previous) people->numbers[people->n++] = number;
        people->of_row[row] = (uint32_t)people->n - 1;
        previous = number;
    }
    return true;
}

static void number_sorted(struct people *people, size_t n_rows) {
    struct arena scratch = {0};
    struct identified *ids = ARENA_ARRAY(&scratch, struct identified, n_rows + 1);
    size_t n = 0;
    people->n = 0;
    for (size_t row = 0; row < n_rows; row++) {
        double number = column_number(people->id, row);
        people->of_row[row] = PERSON_NONE;
        if (!isnan(number)) ids[n++] = (struct identified){number, (uint32_t)row};
    }
    qsort(ids, n, sizeof *ids, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || ids[i].number != ids[i - 1].number) people->numbers[people->n++] = ids[i].number;
        people->of_row[ids[i].row] = (uint32_t)people->n - 1;
    }
    arena_free(&scratch);
}

struct people people_number(const struct column *id, size_t n_rows, struct arena *arena) {
    struct people people = {.of_row = ARENA_ARRAY(arena, uint32_t, n_rows + 1), .id = id};
    if (id->kind == COLUMN_LEVEL) {
        people.n = id->n_levels;
        for (size_t row = 0; row < n_rows; row++) {
            uint32_t code = column_code(id, row);
            people.of_row[row] = code ? code - 1 : PERSON_NONE;
        }
        return people;
    }
    people.numbers = ARENA_ARRAY(arena, double, n_rows + 1);
    if (!number_rising(&people, n_rows)) number_sorted(&people, n_rows);
    return people;
}

const char *people_id_text(const struct column *id, size_t row, char out[40]) {
    if (id->kind == COLUMN_LEVEL) return column_text(id, row);
    double number = column_number(id, row);
    snprintf(out, 40, "%.15g", number);
    return isnan(number) ? "" : out;
}

/* --- looking up ---------------------------------------------------------------------------------------------------- */

/* Numbers in numbers: neighbours in a file are mostly neighbours in the list, so the search begins where the last ended. */
static uint32_t find_number(const struct people *people, double number, size_t *near) {
    for (size_t k = *near; k < people->n && k <= *near + 1; k++) {
        if (people->numbers[k] == number) return (uint32_t)(*near = k);
    }
    size_t low = 0, high = people->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (people->numbers[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == people->n || people->numbers[low] != number) return PERSON_NONE;
    return (uint32_t)(*near = low);
}

/* The people's ids as texts; two ids may be one text, so each code knows its person. */
struct id_texts {
    struct dictionary texts;
    uint32_t *person; /* [code] */
};

static struct id_texts texts_of(const struct people *people, struct arena *arena) {
    struct id_texts ids = {.person = ARENA_ARRAY(arena, uint32_t, people->n + 2)};
    char number[40];
    for (size_t p = people->n; p-- > 0;) { /* backwards: of two the first counts */
        const char *text = number;
        if (people->numbers) {
            snprintf(number, sizeof number, "%.15g", people->numbers[p]);
        } else {
            text = people->id->levels[p + 1];
        }
        ids.person[dictionary_code(&ids.texts, (struct cell){text, strlen(text)})] = (uint32_t)p;
    }
    return ids;
}

static uint32_t find_text(const struct id_texts *ids, const char *text) {
    uint32_t code = dictionary_find(&ids->texts, (struct cell){text, strlen(text)});
    return code ? ids->person[code] : PERSON_NONE;
}

uint32_t *people_find(const struct people *people, const struct column *id, size_t n_rows, struct arena *arena) {
    uint32_t *of_row = ARENA_ARRAY(arena, uint32_t, n_rows + 1);
    if (people->numbers && id->kind == COLUMN_NUMBER) {
        size_t near = 0;
        for (size_t row = 0; row < n_rows; row++) {
            double number = column_number(id, row);
            of_row[row] = isnan(number) ? PERSON_NONE : find_number(people, number, &near);
        }
        return of_row;
    }
    struct arena scratch = {0};
    struct id_texts ids = texts_of(people, &scratch);
    if (id->kind == COLUMN_LEVEL) {
        uint32_t *of_level = ARENA_ARRAY(arena, uint32_t, id->n_levels + 1);
        of_level[0] = PERSON_NONE;
        for (size_t level = 1; level <= id->n_levels; level++) of_level[level] = find_text(&ids, id->levels[level]);
        for (size_t row = 0; row < n_rows; row++) of_row[row] = of_level[column_code(id, row)];
    } else {
        char number[40];
        for (size_t row = 0; row < n_rows; row++) {
            const char *text = people_id_text(id, row, number);
            of_row[row] = text[0] ? find_text(&ids, text) : PERSON_NONE;
        }
    }
    dictionary_free(&ids.texts);
    arena_free(&scratch);
    return of_row;
}

/* The id without leading zeros and without a ".0" behind. */
static struct cell bare(const char *id) {
    while (id[0] == '0' && id[1]) id++;
    size_t length = strlen(id);
    if (length > 2 && !strcmp(id + length - 2, ".0")) length -= 2;
    return (struct cell){id, length};
}

bool people_alike(const struct people *people, const struct column *id, const uint32_t *of_row, size_t n_rows) {
    struct dictionary texts = {0};
    char number[40];
    size_t strangers = 0, alike = 0;
    for (size_t p = 0; p < people->n; p++) {
        if (people->numbers) snprintf(number, sizeof number, "%.15g", people->numbers[p]);
        (void)dictionary_code(&texts, bare(people->numbers ? number : people->id->levels[p + 1]));
    }
    for (size_t row = 0; row < n_rows; row++) {
        const char *text = of_row[row] == PERSON_NONE ? people_id_text(id, row, number) : "";
        if (!text[0]) continue;
        strangers++;
        alike += dictionary_find(&texts, bare(text)) != 0;
    }
    dictionary_free(&texts);
    return strangers > 0 && alike * 2 > strangers;
}

struct rows_by_person people_rows(const uint32_t *of_row, size_t n_rows, size_t n_people, struct arena *arena) {
    struct rows_by_person rows = {ARENA_ARRAY(arena, size_t, n_people + 2), ARENA_ARRAY(arena, uint32_t, n_rows + 1)};
    size_t *next = rows.first + 1;
    for (size_t row = 0; row < n_rows; row++) {
        if (of_row[row] != PERSON_NONE) next[of_row[row]]++;
    }
    size_t sum = 0;
    for (size_t p = 0; p < n_people; p++) { /* next[p] becomes where person p's rows begin, and after the fill where they end */
        size_t count = next[p];
        next[p] = sum;
        sum += count;
    }
    for (size_t row = 0; row < n_rows; row++) {
        if (of_row[row] != PERSON_NONE) rows.order[next[of_row[row]]++] = (uint32_t)row;
    }
    return rows;
}
