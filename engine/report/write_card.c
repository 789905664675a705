/* write_card.c: model_card.md. What the models are, what they rest on, how far to believe them, and what a data-protection assessment
 * asks of them (GDPR art. 35), answered from the protected tables; in the form of Mitchell et al. (2019), "Model cards for model
 * reporting", FAT* '19. */
#include "engine/base/files.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"

#include <math.h>
#include <string.h>

static void heading(const struct report *report, struct text *out, const char *english, const char *dutch) { text_addf(out, "## %s\n\n", say(report, english, dutch)); }

static void paragraph(const struct report *report, struct text *out, const char *english, const char *dutch) { text_addf(out, "%s\n\n", say(report, english, dutch)); }

/* Text of the data or the job, as Markdown shows it to the letter. */
static void add_plain(struct text *out, const char *s) {
    for (; *s; s++) {
        if (strchr("\\`*_[]<>|#", *s)) text_add_char(out, '\\');
        text_add_char(out, *s == '\n' ? ' ' : *s);
    }
}

/* --- what and of whom ------------------------------------------------------------------------------------------------- */

static void add_purpose(const struct report *report, struct text *out) {
    const struct report_meta *m = &report->meta;
    heading(report, out, "Purpose", "Doel");
    if (m->outcome) {
        paragraph(report, out, "To see what goes with the outcome that the job names. Not to decide about anybody.", "Zien wat samengaat met de uitkomst die de opdracht noemt. Niet om over iemand te beslissen.");
        return;
    }
    paragraph(report, out,
              "To estimate how many people leave, in which groups, at what cost, and what would change it, so that an organisation can act on causes. "
              "Meant for groups. Not meant, and not fit, for decisions about a person: on hiring, pay, promotion, contract or dismissal.",
              "Schatten hoeveel mensen vertrekken, in welke groepen, tegen welke kosten, en wat dat zou veranderen, zodat een organisatie oorzaken kan aanpakken. "
              "Bedoeld voor groepen. Niet bedoeld en niet geschikt voor beslissingen over een persoon: over aanname, loon, bevordering, contract of ontslag.");
}

static void add_notes(const struct report *report, struct text *out, const char *topic) {
    for (size_t i = 0; i < report->n_notes; i++) {
        if (strcmp(report->notes[i].topic, topic) != 0) continue;
        text_add(out, "- ");
        add_plain(out, report->notes[i].text);
        text_add_char(out, '\n');
    }
}

static void add_data(const struct report *report, struct text *out) {
    const struct report_meta *m = &report->meta;
    heading(report, out, "Data", "Gegevens");
    text_addf(out, say(report, "%s people in %s rows, of which %s could be used", "%s mensen in %s rijen, waarvan %s bruikbaar"), say_count(report, (double)m->people),
              say_count(report, (double)m->rows_in), say_count(report, (double)m->rows_used));
    if (m->as_of[0]) text_addf(out, say(report, "; observed until %s", "; waargenomen tot en met %s"), say_day(report, m->as_of));
    text_add(out, say(report, ". Job ", ". Opdracht "));
    add_plain(out, m->job_file);
    text_addf(out, say(report, ", digest %.16s; data digest %.16s; behoud %s.\n\n", ", vingerafdruk %.16s; vingerafdruk van de gegevens %.16s; behoud %s.\n\n"), m->job_digest, m->data_digest, m->version);
    add_notes(report, out, "data");
    add_notes(report, out, "panel");
    text_add_char(out, '\n');
}

/* --- the models --------------------------------------------------------------------------------------------------------- */

/* The terms of a model, each once. */
static void add_terms(const struct report_table *t, const char *model, struct text *out) {
    const char *last = "";
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *term = cell_text(t, r, "term");
        bool seen = !strcmp(term, last) || !strcmp(term, "(Intercept)");
        for (size_t k = 0; k < r && !seen; k++) seen = !strcmp(cell_text(t, k, "model"), model) && !strcmp(cell_text(t, k, "term"), term);
        if (strcmp(cell_text(t, r, "model"), model) != 0 || seen) continue;
        if (last[0]) text_add(out, ", ");
        add_plain(out, term);
        last = term;
    }
}

static void add_models(const struct report *report, struct text *out) {
    const struct report_table *fit = report_find(report, "logistic_fit"), *coefficients = report_find(report, "logistic_coefficients");
    heading(report, out, "Models", "Modellen");
    paragraph(report, out, "Logistic regression, every effect readable as an odds ratio with its interval (tables `logistic_coefficients`, `marginal_effects`). No model learns from its own use.",
              "Logistische regressie, elk effect leesbaar als kansverhouding met interval (tabellen `logistic_coefficients`, `marginal_effects`). Geen model leert van zijn eigen gebruik.");
    text_addf(out, "| %s |\n|---|---|---:|---:|---|\n", say(report, "model | of | rows | events | terms", "model | van | rijen | gebeurtenissen | termen"));
    for (size_t r = 0; fit && r < fit->n_rows; r++) {
        text_add(out, "| ");
        add_plain(out, say_label(report, cell_text(fit, r, "model")));
        text_add(out, " | ");
        add_plain(out, say_word(report, cell_text(fit, r, "cause")));
        text_addf(out, " | %s | %s | ", say_count(report, cell_value(fit, r, "n")), say_count(report, cell_value(fit, r, "n_event")));
        if (coefficients) add_terms(coefficients, cell_text(fit, r, "model"), out);
        text_add(out, " |\n");
    }
    text_add_char(out, '\n');
    add_notes(report, out, "models");
    text_add_char(out, '\n');
}

/* --- belief ------------------------------------------------------------------------------------------------------------- */

static const char *say_test(const struct report *report, const char *test) {
    if (!strcmp(test, "out of time")) return say(report, "later periods", "latere perioden");
    if (!strcmp(test, "cross-validation")) return say(report, "people left out", "weggelaten mensen");
    return say(report, "the rows fitted", "de rijen van de schatting");
}

static void add_belief(const struct report *report, struct text *out) {
    const struct report_table *t = report_find(report, "validation");
    heading(report, out, "How well they do", "Hoe goed ze het doen");
    if (!t || !t->n_rows) {
        paragraph(report, out, "No model could be tested.", "Er kon geen model worden getoetst.");
        return;
    }
    text_addf(out, "| %s |\n|---|---|---|---:|---:|---:|---:|---:|\n",
              say(report, "model | scored by | scored on | expected | happened | AUC (95%) | top tenth, lift | calibration slope", "model | voorspeld door | getoetst op | verwacht | gebeurd | AUC (95%) | hoogste tiende, lift | ijkhelling"));
    for (size_t r = 0; r < t->n_rows; r++) {
        bool whole = row_find(t, "model", cell_text(t, r, "model"), "scorer", cell_text(t, r, "scorer"), "test", cell_text(t, r, "test"), "period", "all", NULL) == SIZE_MAX || !strcmp(cell_text(t, r, "period"), "all");
        if (!whole || isnan(cell_value(t, r, "n"))) continue;
        text_add(out, "| ");
        add_plain(out, say_label(report, cell_text(t, r, "model")));
        text_add(out, " | ");
        add_plain(out, say_word(report, cell_text(t, r, "scorer")));
        text_addf(out, " | %s | %s | %s | %s (%s–%s) | %s | %s |\n", say_test(report, cell_text(t, r, "test")), say_count(report, cell_value(t, r, "expected")),
                  say_count(report, cell_value(t, r, "n_event")), say_number(report, cell_value(t, r, "auc"), 3), say_number(report, cell_value(t, r, "auc_lower"), 3),
                  say_number(report, cell_value(t, r, "auc_upper"), 3), say_number(report, cell_value(t, r, "top_decile_lift"), 2), say_number(report, cell_value(t, r, "calibration_slope"), 2));
    }
    text_add_char(out, '\n');
    paragraph(report, out, "An AUC of 0.65 to 0.80 is usual for exits; far above that some attribute knows the answer. A model that does not beat its plain rivals on later periods is not worth its trouble.",
              "Een AUC van 0,65 tot 0,80 is gebruikelijk voor vertrek; ver daarboven kent een kenmerk het antwoord. Een model dat op latere perioden zijn eenvoudige rivalen niet verslaat, is de moeite niet waard.");
    add_notes(report, out, "warning");
    text_add_char(out, '\n');
}

static void add_fairness(const struct report *report, struct text *out) {
    const struct report_table *t = report_find(report, "fairness");
    heading(report, out, "Fairness", "Gelijke behandeling");
    if (!t || !t->n_rows) {
        bool present = report->meta.sensitive && report->meta.sensitive[0];
        if (present) {
            paragraph(report, out, "There are attributes protected by law, and none could be audited: no model ended well, or they have too many categories.",
                      "Er zijn kenmerken die de wet beschermt, maar geen daarvan kon worden getoetst: geen schatting lukte, of ze hebben te veel categorieën.");
        } else {
            paragraph(report, out, "The data hold no attribute that is known to be protected by law (name others under `privacy: sensitive`), so nothing could be audited.",
                      "De gegevens bevatten geen kenmerk waarvan bekend is dat de wet het beschermt (noem andere onder `privacy: sensitive`); er viel dus niets te toetsen.");
        }
        add_notes(report, out, "fairness");
        text_add_char(out, '\n');
        return;
    }
    text_addf(out, "| %s |\n|---|---|---|---:|---:|---:|---|\n",
              say(report, "model | attribute | group | happened ÷ expected (95%) | AUC | selection ratio | verdict", "model | kenmerk | groep | gebeurd ÷ verwacht (95%) | AUC | selectieverhouding | oordeel"));
    for (size_t r = 0; r < t->n_rows; r++) {
        if (t->rows[r].suppressed) continue;
        text_add(out, "| ");
        add_plain(out, say_label(report, cell_text(t, r, "model")));
        text_add(out, " | ");
        add_plain(out, say_label(report, cell_text(t, r, "attribute")));
        text_add(out, " | ");
        add_plain(out, say_label(report, cell_text(t, r, "group")));
        text_addf(out, " | %s (%s–%s) | %s | %s | %s |\n", say_number(report, cell_value(t, r, "observed_to_expected"), 2), say_number(report, cell_value(t, r, "ratio_lower"), 2),
                  say_number(report, cell_value(t, r, "ratio_upper"), 2), say_number(report, cell_value(t, r, "auc"), 2), say_number(report, cell_value(t, r, "selection_ratio"), 2),
                  say_word(report, cell_text(t, r, "verdict")));
    }
    text_add_char(out, '\n');
    paragraph(report, out,
              "Selection ratio: how often people of the group are among the tenth at highest risk, against the group that is there most often. Under 0.8 and beyond chance it is flagged; under 0.8 with so few people that it may be chance reads \"too few to tell\". "
              "To be there is no benefit and no fault: it is where attention goes.",
              "Selectieverhouding: hoe vaak mensen van de groep bij het tiende met het hoogste risico horen, tegenover de groep die daar het vaakst bij hoort. Onder 0,8 en meer dan toeval wordt het gemeld; onder 0,8 bij zo weinig mensen dat het toeval kan zijn staat er \"te weinig om te zeggen\". "
              "Erbij horen is geen voordeel en geen verwijt: het is waar de aandacht heen gaat.");
    add_notes(report, out, "fairness");
    text_add_char(out, '\n');
}

/* --- limits, and what an assessment asks ------------------------------------------------------------------------------ */

static void add_limits(const struct report *report, struct text *out) {
    heading(report, out, "Limits", "Grenzen");
    text_add(out, say(report,
                      "- Effects are associations: changing an attribute need not change the risk.\n"
                      "- What the data do not hold (offers elsewhere, private life, the labour market) is not in the models; a year unlike those before is forecast badly.\n"
                      "- A group's risk is a mean. Most people in a group at high risk stay.\n"
                      "- Drift of the attributes since the fit stands in the table `drift`; fit anew every quarter, and after a reorganisation.\n\n",
                      "- Effecten zijn samenhangen: een kenmerk veranderen hoeft het risico niet te veranderen.\n"
                      "- Wat de gegevens niet bevatten (aanbiedingen elders, het leven thuis, de arbeidsmarkt) zit niet in de modellen; een jaar dat niet op de vorige lijkt wordt slecht voorspeld.\n"
                      "- Het risico van een groep is een gemiddelde. De meeste mensen in een groep met hoog risico blijven.\n"
                      "- Verschuiving van de kenmerken sinds de schatting staat in de tabel `drift`; schat elk kwartaal opnieuw, en na een reorganisatie.\n\n"));
}

static void answer(const struct report *report, struct text *out, const char *question, const char *vraag, const char *english, const char *dutch) {
    text_addf(out, "**%s** %s\n\n", say(report, question, vraag), say(report, english, dutch));
}

static void add_assessment(const struct report *report, struct text *out) {
    const struct report_meta *m = &report->meta;
    heading(report, out, "What a data-protection assessment asks (GDPR art. 35)", "Wat een gegevensbeschermingseffectbeoordeling vraagt (AVG art. 35)");
    answer(report, out, "What is processed, and of whom?", "Wat wordt verwerkt, en van wie?",
           "Records of employment of present and former employees under the ids of the export (pseudonyms, if it was anonymised): dates, attributes of the job, and what the terms above name. Names, addresses, bank and citizen service numbers and full birth dates are recognised and never read.",
           "Gegevens over het dienstverband van huidige en vroegere medewerkers onder de nummers van de export (pseudoniemen, als die is geanonimiseerd): data, kenmerken van de functie, en wat de termen hierboven noemen. Namen, adressen, rekening- en burgerservicenummers en volledige geboortedatums worden herkend en nooit gelezen.");
    answer(report, out, "On which ground?", "Op welke grondslag?",
           "That is for the employer to state (usually a legitimate interest, art. 6(1)(f)), and to weigh against the interests of the people. In the Netherlands the works council has a say (WOR art. 27).",
           "Dat stelt de werkgever vast (meestal een gerechtvaardigd belang, art. 6 lid 1 onder f), afgewogen tegen de belangen van de betrokkenen. De ondernemingsraad heeft instemmingsrecht (WOR art. 27).");
    answer(report, out, "Could less do?", "Kan het met minder?",
           "Columns without a role are left out, and those that are constant, identify people or know the outcome are not used. Rows about groups would do for turnover, not for risk.",
           "Kolommen zonder rol blijven weg, en wat constant is, mensen aanwijst of de uitkomst kent wordt niet gebruikt. Voor verloop volstaan rijen over groepen, voor risico niet.");
    text_addf(out, "**%s** ", say(report, "Attributes protected by law?", "Kenmerken die de wet beschermt?"));
    if (m->sensitive && m->sensitive[0]) {
        text_addf(out, say(report, "Present: ", "Aanwezig: "));
        add_plain(out, m->sensitive);
        text_add(out, say(report, ". They stay out of the models unless the job names them among its terms, and serve the audit above.\n\n", ". Ze blijven buiten de modellen tenzij de opdracht ze bij de termen noemt, en worden gebruikt voor de toets hierboven.\n\n"));
    } else {
        text_add(out, say(report, "None that is known by its name.\n\n", "Geen die aan de naam te herkennen is.\n\n"));
    }
    answer(report, out, "Are decisions about people automated (art. 22)?", "Worden besluiten over mensen geautomatiseerd (art. 22)?",
           "No: the output is meant for talks and policy. Used to select people for promotion, dismissal or monitoring, a system like this is high-risk under the EU AI Act (annex III, 4b): do not use it so.",
           "Nee: de uitvoer is bedoeld voor gesprek en beleid. Gebruikt om mensen te selecteren voor bevordering, ontslag of toezicht is zo'n systeem hoog-risico volgens de AI-verordening (bijlage III, 4b): gebruik het daar niet voor.");
    if (m->individual_risk) {
        add_notes(report, out, "individuals");
        text_add_char(out, '\n');
        paragraph(report, out, "**This job asks for risks of individuals.** They stand, under pseudonyms, in the table `individual_risk` only; not on the page nor in the workbook. Say who may see it, for which talk, and when it is destroyed.",
                  "**Deze opdracht vraagt om risico's van personen.** Ze staan, onder pseudoniem, alleen in de tabel `individual_risk`; niet op de pagina en niet in de werkmap. Leg vast wie haar mag zien, voor welk gesprek, en wanneer zij wordt vernietigd.");
    }
    text_addf(out, say(report, "**Can people be recognised in what is published?** Groups of fewer than %d people are not shown, nor the partner that would give them away; charts, page, workbook and narrative are made from the protected tables only.\n\n",
                       "**Zijn mensen te herkennen in wat wordt gepubliceerd?** Groepen van minder dan %d mensen worden niet getoond, en ook niet de groep waaruit zij zijn af te leiden; grafieken, pagina, werkmap en verhaal worden alleen uit de beschermde tabellen gemaakt.\n\n"),
              m->minimum_cell);
    answer(report, out, "Where do the data go, and for how long?", "Waar gaan de gegevens heen, en hoe lang?",
           "Nowhere: the program runs on the machine it is started on and opens no connection. It keeps nothing but its output folder; keeping and destroying that is for the employer to lay down.",
           "Nergens: het programma draait op de machine waarop het wordt gestart en legt geen verbinding. Het bewaart niets dan zijn uitvoermap; bewaren en vernietigen daarvan legt de werkgever vast.");
    answer(report, out, "Who answers for it?", "Wie is verantwoordelijk?", "To be named by the employer: owner, data-protection officer, and the person who can stop its use.",
           "In te vullen door de werkgever: eigenaar, functionaris gegevensbescherming, en wie het gebruik kan stoppen.");
}

enum status write_card(const struct report *report, const char *folder, struct diag *diag) {
    struct text out = {0};
    text_addf(&out, "# %s: ", say(report, "Model card", "Modelkaart"));
    add_plain(&out, report->meta.title);
    text_add(&out, "\n\n");
    add_purpose(report, &out);
    add_data(report, &out);
    add_models(report, &out);
    add_belief(report, &out);
    add_fairness(report, &out);
    add_limits(report, &out);
    add_assessment(report, &out);
    enum status status = file_write(folder, "model_card.md", text_string(&out), out.length, diag);
    text_free(&out);
    return status;
}
