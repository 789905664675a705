#include "engine/report/dutch.h"
#include "tests/support.h"

#include <string.h>

static void assert_sorted(const struct dutch_pair *pairs, size_t n, const char *(*find)(const char *)) {
    for (size_t i = 0; i < n; i++) {
        if (i && strcmp(pairs[i - 1].english, pairs[i].english) >= 0) fail_msg("\"%s\" stands before \"%s\"", pairs[i - 1].english, pairs[i].english);
        assert_true(pairs[i].dutch[0] != '\0');
        if (find) assert_ptr_equal(find(pairs[i].english), pairs[i].dutch);
    }
}

static void test_lists(void **state) {
    (void)state;
    assert_sorted(DUTCH_WORDS, N_DUTCH_WORDS, dutch_word);
    assert_sorted(DUTCH_NOTES, N_DUTCH_NOTES, dutch_note);
    assert_sorted(DUTCH_SHEETS, N_DUTCH_SHEETS, dutch_sheet);
    assert_sorted(DUTCH_HEADINGS, N_DUTCH_HEADINGS, NULL);
    for (size_t i = 0; i < N_DUTCH_SHEETS; i++) {
        assert_true(strlen(DUTCH_SHEETS[i].dutch) <= 31); /* what Excel allows */
        assert_null(strpbrk(DUTCH_SHEETS[i].dutch, "[]:*?/\\'"));
        for (size_t k = 0; k < i; k++) assert_string_not_equal(DUTCH_SHEETS[i].dutch, DUTCH_SHEETS[k].dutch);
    }
    for (size_t i = 0; i < N_DUTCH_NOTES; i++) assert_null(strpbrk(DUTCH_NOTES[i].dutch, "\n\t"));
}

static void test_headings(void **state) {
    (void)state;
    assert_string_equal(dutch_heading("cox_coefficients", "ratio"), "Risicoverhouding");
    assert_string_equal(dutch_heading("logistic_coefficients", "ratio"), "Kansverhouding");
    assert_string_equal(dutch_heading("forecast", "headcount"), dutch_heading("no such table", "headcount"));
    assert_null(dutch_heading("forecast", "no such column"));
    assert_null(dutch_word("Retail"));
}

static void assert_part(const struct dutch_part *part, const char *text) {
    assert_int_equal(part->length, strlen(text));
    assert_memory_equal(part->at, text, part->length);
}

/* Each pattern has as many parts in Dutch as in English, and is found by a text that it fits. */
static void test_patterns(void **state) {
    (void)state;
    struct dutch_part parts[DUTCH_PARTS_MOST];
    for (size_t i = 0; i < N_DUTCH_PATTERNS; i++) {
        size_t english = 0, dutch = 0;
        for (const char *s = DUTCH_PATTERNS[i].english; *s; s++) english += *s == '*' || *s == '~';
        for (const char *s = DUTCH_PATTERNS[i].dutch; *s; s++) dutch += *s == '*' || *s == '~';
        if (english != dutch || english > DUTCH_PARTS_MOST) fail_msg("\"%s\"", DUTCH_PATTERNS[i].english);
    }
    const struct dutch_pair *found = dutch_pattern("staff.csv: column shoe size is empty", parts);
    assert_string_equal(found->dutch, "*: kolom * is leeg");
    assert_part(&parts[0], "staff.csv");
    assert_part(&parts[1], "shoe size");
    found = dutch_pattern("staff.csv line 12: 31-02-2024", parts);
    assert_string_equal(found->dutch, "* regel *: *");
    assert_part(&parts[2], "31-02-2024");
    found = dutch_pattern("not a date: hired \"31-02-2024\"; row not used", parts);
    assert_string_equal(found->dutch, "~: * “*”; ~");
    assert_part(&parts[0], "not a date");
    assert_part(&parts[3], "row not used");
    assert_null(dutch_pattern("nothing of the kind", parts));
    assert_null(dutch_pattern("line ", parts)); /* a part is never empty */
    assert_null(dutch_pattern("", parts));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lists), cmocka_unit_test(test_headings), cmocka_unit_test(test_patterns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
