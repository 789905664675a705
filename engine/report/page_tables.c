/* page_tables.c: the columns that a reader needs of the tables that a board asks for, in the reader's words. */
#include "engine/report/paging.h"

#include <math.h>
#include <string.h>

enum { ROWS_MOST = 24, COLUMNS_MOST = 10 };

/* --- what is shown --------------------------------------------------------------------------------------------------------- */

struct page_column {
    const char *name, *english, *dutch;
};

static const struct page_table {
    const char *name, *english, *dutch;
    struct page_column columns[COLUMNS_MOST];
} TABLES[] = {
    {"forecast", "Who is expected to leave", "Wie er naar verwachting vertrekt",
     {{"segment", "Cut by", "Uitgesplitst naar"}, {"level", "Group", "Groep"}, {"headcount", "Employees", "Medewerkers"}, {"leavers_expected", "Leavers", "Vertrekkers"}, {"leavers_p10", "P10", "P10"},
      {"leavers_p90", "P90", "P90"}, {"share", "Share", "Aandeel"}, {"cost_expected", "Cost", "Kosten"}, {"cost_p10", "P10", "P10"}, {"cost_p90", "P90", "P90"}}},
    {"exit_reasons", "Why people left, last twelve months", "Waarom mensen vertrokken, laatste twaalf maanden",
     {{"cause", "Cause", "Oorzaak"}, {"reason", "Reason", "Reden"}, {"exits", "Exits", "Vertrokken"}, {"share", "Share", "Aandeel"}}},
    {"cost_summary", "What leavers cost", "Wat vertrek kost", {{"kind", "Kind", "Soort"}, {"per_leaver", "For each leaver", "Per vertrekker"}, {"total", "Together", "Samen"}}},
    {"scenarios", "What would change it", "Wat eraan te doen valt",
     {{"scenario", "Scenario", "Scenario"}, {"basis", "Rests on", "Berust op"}, {"people", "Reaches", "Bereikt"}, {"avoided_mean", "Kept", "Behouden"}, {"programme_cost", "Programme", "Programma"}, {"saved_mean", "Saved", "Bespaard"},
      {"net_mean", "Net", "Netto"}, {"net_p10", "P10", "P10"}, {"net_p90", "P90", "P90"}, {"probability_positive", "Pays", "Loont"}}},
    {"portfolio", "The best of them for the budget", "De beste voor het budget",
     {{"scenario", "Scenario", "Scenario"}, {"chosen", "Chosen", "Gekozen"}, {"programme_cost", "Programme", "Programma"}, {"net_mean", "Net", "Netto"}, {"net_p10", "P10", "P10"}, {"net_p90", "P90", "P90"}}},
    {"early_attrition", "Gone early, by year of hire", "Vroeg vertrokken, naar jaar van indiensttreding",
     {{"cohort", "Hired in", "Begonnen in"}, {"hires", "People", "Mensen"}, {"at", "Within days", "Binnen (dagen)"}, {"left", "Gone", "Weg"}, {"lower", "From", "Van"}, {"upper", "To", "Tot"}}},
    {"top_performers", "The best performers", "De beste presteerders",
     {{"group", "Group", "Groep"}, {"headcount", "Employees", "Medewerkers"}, {"leavers_expected", "Leavers", "Vertrekkers"}, {"share", "Share", "Aandeel"}, {"quits_expected", "Of own will", "Vrijwillig"}}},
    {"critical_positions", "Critical positions", "Sleutelposities",
     {{"position", "Position", "Positie"}, {"holders", "Holders", "Functiehouders"}, {"vacancies_expected", "Vacancies", "Vacatures"}, {"ready_successors", "Ready", "Gereed"}, {"cover", "Cover", "Dekking"}, {"shortfall", "Short", "Tekort"}}},
    {"standards", "For the sustainability report", "Voor het duurzaamheidsverslag",
     {{"framework", "Standard", "Standaard"}, {"clause", "Clause", "Bepaling"}, {"metric", "Metric", "Maatstaf"}, {"breakdown", "Cut by", "Naar"}, {"level", "Group", "Groep"}, {"count", "Number", "Aantal"}, {"rate", "Rate", "Percentage"},
      {"denominator_is", "Divided by", "Gedeeld door"}, {"amount", "Amount", "Bedrag"}}},
    {"validation", "Was the model right before?", "Had het model eerder gelijk?",
     {{"model", "Model", "Model"}, {"scorer", "Who forecasts", "Wie voorspelt"}, {"test", "Tested on", "Getoetst op"}, {"period", "Period", "Periode"}, {"n_event", "Exits", "Vertrokken"}, {"expected", "Expected", "Verwacht"}, {"auc", "AUC", "AUC"},
      {"auc_lower", "From", "Van"}, {"auc_upper", "To", "Tot"}}},
    {"fairness", "Is the model right for everybody alike?", "Klopt het model voor iedereen even goed?",
     {{"attribute", "By", "Naar"}, {"group", "Group", "Groep"}, {"n_event", "Exits", "Vertrokken"}, {"expected", "Expected", "Verwacht"}, {"observed_to_expected", "Ratio", "Verhouding"}, {"auc", "AUC", "AUC"}, {"verdict", "Verdict", "Oordeel"}}},
    {"data_quality", "What was found in the data", "Wat er in de gegevens is gevonden",
     {{"check", "Check", "Controle"}, {"severity", "Weight", "Ernst"}, {"rows", "Rows", "Rijen"}, {"example", "Example", "Voorbeeld"}, {"taken", "What was done", "Wat er is gedaan"}}}};

/* --- a cell ------------------------------------------------------------------------------------------------------------------ */

/* 1,042, or 15.1, or 0.603: the same in all of a column, by the largest number in it. */
static int decimals_of(const struct report_table *table, size_t c) {
    double most = 0;
    for (size_t r = 0; r < table->n_rows && table->columns[c].kind == CELL_NUMBER; r++) {
        double x = fabs(table->rows[r].cells[c].number);
        if (isfinite(x)) most = fmax(most, x);
    }
    return most >= 100 ? 0 : most >= 1.5 ? 1 : 3;
}

static const char *shown(const struct report *report, enum cell_kind kind, const union report_cell *cell, int decimals) {
    if (cell_is_text(kind)) return cell->text ? cell->text : "";
    if (!isfinite(cell->number)) return "";
    double x = cell->number;
    if (x < 0 && kind != CELL_MONEY) return arena_printf(report->arena, "−%s", shown(report, kind, &(union report_cell){.number = -x}, decimals));
    switch (kind) {
    case CELL_SHARE: return say_share(report, x);
    case CELL_KEY: return arena_printf(report->arena, "%.10g", x); /* a year has no thousands mark */
    case CELL_COUNT: return say_count(report, x);
    case CELL_MONEY: return say_amount(report, x);
    case CELL_FLAG: return x != 0 ? "1" : "";
    default: return x > 0 && x < 0.0005 ? arena_printf(report->arena, "%.1e", x) : say_number(report, x, decimals);
    }
}

static size_t column_in(const struct report_table *table, const char *name) {
    size_t c = 0;
    while (c < table->n_columns && strcmp(table->columns[c].name, name) != 0) c++;
    return c;
}

/* Is there any number or word in the column at all? */
static bool is_used(const struct report_table *table, size_t c) {
    for (size_t r = 0; r < table->n_rows; r++) {
        const union report_cell *cell = &table->rows[r].cells[c];
        if (cell_is_text(table->columns[c].kind) ? cell->text && cell->text[0] : isfinite(cell->number)) return true;
    }
    return false;
}

static void add_cell(const struct report *report, const struct report_table *table, size_t r, size_t c, int decimals, struct text *out) {
    enum cell_kind kind = table->columns[c].kind;
    const union report_cell *cell = &table->rows[r].cells[c];
    bool text = cell_is_text(kind), hidden = table->rows[r].suppressed && !text && !isfinite(cell->number);
    text_add(out, text ? "<td class=\"t\">" : "<td>");
    if (hidden) {
        text_addf(out, "<abbr title=\"%s\">*</abbr>", say(report, "not shown: too few people", "niet getoond: te weinig mensen"));
    } else if (kind == CELL_FLAG && isfinite(cell->number)) {
        text_add(out, cell->number != 0 ? "✓" : "");
    } else {
        html_escape(out, text ? say_cell(report, table, r, c) : shown(report, kind, cell, decimals));
    }
    text_add(out, "</td>");
}

/* --- a table ------------------------------------------------------------------------------------------------------------------- */

/* Crossed groups are for the workbook. */
static bool on_page(const struct report_table *table, size_t r) {
    size_t c = column_in(table, "segment");
    return c == table->n_columns || !strstr(table->rows[r].cells[c].text, " x ");
}

static void add_table(const struct report *report, const struct page_table *page, const struct report_table *table, struct text *out) {
    size_t columns[COLUMNS_MOST], n = 0, rows = 0, last = 0;
    int decimals[COLUMNS_MOST];
    for (; last < table->n_rows && rows < ROWS_MOST; last++) rows += on_page(table, last);
    text_addf(out, "<h3 id=\"table-%s\">%s</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table-%s\"><table><caption>", page->name, say(report, page->english, page->dutch), page->name);
    if (rows < table->n_rows) text_addf(out, say(report, "%zu of %s rows; all", "%zu van %s rijen; alle"), rows, say_count(report, (double)table->n_rows));
    if (rows == table->n_rows) text_add(out, say(report, "All columns", "Alle kolommen"));
    text_addf(out, say(report, " in tables/%s.csv and in the workbook.", " staan in tables/%s.csv en in de werkmap."), page->name);
    text_add(out, "</caption><thead><tr>");
    for (size_t k = 0; k < COLUMNS_MOST && page->columns[k].name; k++) {
        size_t c = column_in(table, page->columns[k].name);
        if (c == table->n_columns || !is_used(table, c)) continue;
        decimals[n] = decimals_of(table, c);
        columns[n++] = c;
        text_addf(out, "<th scope=\"col\"%s>%s</th>", cell_is_text(table->columns[c].kind) ? " class=\"t\"" : "", say(report, page->columns[k].english, page->columns[k].dutch));
    }
    text_add(out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < last; r++) {
        if (!on_page(table, r)) continue;
        text_add(out, "<tr>");
        for (size_t k = 0; k < n; k++) add_cell(report, table, r, columns[k], decimals[k], out);
        text_add(out, "</tr>\n");
    }
    text_add(out, "</tbody></table></div>\n");
}

void page_tables(const struct report *report, struct text *out) {
    text_addf(out, "<h2 id=\"tables\">%s</h2>\n", say(report, "Tables", "Tabellen"));
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
        const struct report_table *table = report_find(report, TABLES[i].name);
        if (table && table->n_rows) add_table(report, &TABLES[i], table, out);
    }
}
