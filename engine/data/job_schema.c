#include "engine/data/job_schema.h"

#include "engine/data/job.h"

static const char *const LANGUAGES[] = {"en", "nl", NULL};
static const char *const PERIODS[] = {"month", "quarter", "year", NULL};
static const char *const READ_AS[] = {"auto", "number", "level", NULL};
static const char *const UNITS[] = {"days", "weeks", "months", "years", NULL};
static const char *const CONFIDENCES[] = {"log-log", "log", "plain", NULL};
static const char *const TRANSFORMS[] = {"none", "log", "standard", NULL};
static const char *const DESIGNS[] = {"panel", "horizon", "rows", NULL};
static const char *const INTERVALS[] = {"wald", "profile", NULL};
static const char *const MISSING[] = {"indicator", "drop", "mean", NULL};
static const char *const PAY_PERIODS[] = {"year", "month", NULL};
static const char *const TO_IS[] = {"inclusive", "exclusive", NULL};
static const char *const FRAILTIES[] = {"gamma", NULL};
static const char *const TIES[] = {"efron", "breslow", NULL};
static const char *const EXIT_KINDS[] = {"all", "regretted", "desired", "other", NULL};
static const char *const RETIREMENTS[] = {"model", "aow", NULL};
static const char *const SHAPES[] = {"linear", "pareto", NULL};

#define TERMS(type) \
    {"terms", SCHEMA_LIST, AT(type, terms), "What may raise or lower the risk. Default: every attribute, and in a panel bands of tenure.", .children = TERM, .size = sizeof(struct job_term), .short_form = "name", .keeps_place = true}, \
    {"missing", SCHEMA_CHOICE, AT(type, missing), "Missing values: a category or an indicator of their own, drop the row, or the mean. With `drop` people ahead who lack something are forecast all the same, by the mean and the reference.", "indicator", .choices = MISSING}
#define AT(type, field) .offset = offsetof(struct type, field)
#define END             {.name = NULL}

static const struct schema_key FORMAT[] = {
    {"delimiter", SCHEMA_WORD, AT(job_format, delimiter), "What stands between cells: `,` `;` `|` or `tab`. Detected when not given."},
    {"decimal", SCHEMA_WORD, AT(job_format, decimal), "The decimal mark, `.` or `,`; the other one may then group thousands. Detected when not given."},
    {"encoding", SCHEMA_WORD, AT(job_format, encoding), "The file's encoding, such as `utf-8`, `windows-1252` or `utf-16`. Detected when not given."},
    {"date", SCHEMA_WORD, AT(job_format, date), "How dates are written: `yyyy-mm-dd`, `dd-mm-yyyy`, `mm-dd-yyyy` (any of `-`, `/`, `.` between), `yyyymmdd`, `yyyyQq`, `yyyy-mm`, or `excel` for Excel's numbers of days. Detected when not given; refused when two readings fit."},
    {"missing", SCHEMA_WORDS, AT(job_format, missing), "The marks that mean \"not known\". Default: an empty cell, `NA`, `N/A`, `#N/A`, `#N/B`, `NULL`, `NaN`, `n.v.t.`, `-`, `.`, and as a date also `9999-12-31`, `9999-01-01` and `1900-01-01`."},
    {"merge_spellings", SCHEMA_BOOL, AT(job_format, merge_spellings), "Take categories that differ in capitals and blanks only (`Sales`, `sales `) as one, by its most frequent spelling. They are reported in any case.", "false"},
    END};

static const struct schema_key ATTRIBUTE[] = {
    {"name", SCHEMA_WORD, AT(job_attribute, name), "The attribute's name in models and tables.", .required = true},
    {"column", SCHEMA_WORD, AT(job_attribute, column), "Its column in the file; default: the same name."},
    {"as", SCHEMA_CHOICE, AT(job_attribute, as), "Read the column as numbers or as categories.", "auto", .choices = READ_AS},
    END};

static const struct schema_key MATCH[] = {
    {"column", SCHEMA_WORD, AT(job_match, column), "The column that tells.", .required = true},
    {"is", SCHEMA_WORDS, AT(job_match, is), "Its value or values that mean yes. Default: `1`, `yes`, `y`, `true`, `ja`, `j`, `waar`."},
    END};

/* Every file has these. */
#define FILE_KEYS(type) \
    {"file", SCHEMA_WORD, AT(type, file), "The CSV file, relative to the job file.", .required = true}, \
    {"format", SCHEMA_SECTION, AT(type, format), "How the file is written; each part is detected when not given.", .children = FORMAT}
#define ATTRIBUTES(type) \
    {"attributes", SCHEMA_LIST, AT(type, attributes), "The columns that describe people. Default: every column without another role, but for identifiers.", .children = ATTRIBUTE, .size = sizeof(struct job_attribute), .short_form = "name"}
#define REJECTS_AT_MOST(type) \
    {"rejects_at_most", SCHEMA_SHARE, AT(type, rejects_at_most), "The share of rows that may be rejected before the job is refused.", "5%", 0, 1}

static const struct schema_key EMPLOYEES[] = {
    FILE_KEYS(job_employees),
    {"id", SCHEMA_WORD, AT(job_employees, id), "The column with the anonymous employee id. Rows that share an id are the spells of one person. Default: every row is a person."},
    {"hired", SCHEMA_WORD, AT(job_employees, hired), "The column with the first day employed."},
    {"left", SCHEMA_WORD, AT(job_employees, left), "The column with the last day employed; missing or after `as_of` = still there."},
    {"reason", SCHEMA_WORD, AT(job_employees, reason), "The column with the exit reason."},
    {"observed_from", SCHEMA_WORD, AT(job_employees, observed_from), "The column with the day from which the person is observed, or one day for all (yyyy-mm-dd): whoever was hired before it enters the risk set then (late entry)."},
    {"observed_to", SCHEMA_WORD, AT(job_employees, observed_to), "The column with the last day a person is observed, where that is before `as_of` (transferred out, record closed); missing = `as_of`."},
    {"tenure", SCHEMA_WORD, AT(job_employees, tenure), "Instead of `hired` and `left`: the column with how long the person has been there."},
    {"tenure_unit", SCHEMA_CHOICE, AT(job_employees, tenure_unit), "The unit of `tenure`; a week is 7 days, a month 30.4375, a year 365.25.", "days", .choices = UNITS},
    {"tenure_from", SCHEMA_WORD, AT(job_employees, tenure_from), "The column with the tenure at which observation began (late entry), in the same unit."},
    {"exited", SCHEMA_SECTION, AT(job_employees, exited), "With `tenure`: which column and value say that the person left.", .children = MATCH},
    {"outcome", SCHEMA_SECTION, AT(job_employees, outcome), "Instead of any time: which column and value say that it happened (promoted, left, passed). Only logistic models of rows are fitted.", .children = MATCH},
    ATTRIBUTES(job_employees),
    REJECTS_AT_MOST(job_employees),
    END};

static const struct schema_key HISTORY[] = {
    FILE_KEYS(job_history),
    {"id", SCHEMA_WORD, AT(job_history, id), "The column with the anonymous employee id, as in the other files.", .required = true},
    {"from", SCHEMA_WORD, AT(job_history, from), "The column with the first day on which the row holds.", .required = true},
    {"to", SCHEMA_WORD, AT(job_history, to), "The column with the end of the row; missing = it still holds. Default: a row holds until the person's next one."},
    {"to_is", SCHEMA_CHOICE, AT(job_history, to_is), "Whether the day in `to` is the last day on which the row holds, or the first on which it does not.", "inclusive", .choices = TO_IS},
    {"is_employment", SCHEMA_BOOL, AT(job_history, is_employment), "The rows are the employment itself: people are hired with their first row, and have left when their last one ends.", "false"},
    {"reason", SCHEMA_WORD, AT(job_history, reason), "With `is_employment`: the column with the exit reason, read from the row that ends a spell."},
    {"gap_days", SCHEMA_WHOLE, AT(job_history, gap_days), "With `is_employment`: rows that are so many days apart, or fewer, are one spell. A longer gap is an exit and a return.", "0", 0, 3650},
    ATTRIBUTES(job_history),
    REJECTS_AT_MOST(job_history),
    END};

static const struct schema_key STATUS[] = {
    {"column", SCHEMA_WORD, AT(job_status, column), "The column with the status.", .required = true},
    {"left", SCHEMA_WORDS, AT(job_status, left), "Its value or values that mean that the person has left.", .required = true},
    END};

static const struct schema_key SNAPSHOTS[] = {
    FILE_KEYS(job_snapshots),
    {"id", SCHEMA_WORD, AT(job_snapshots, id), "The column with the anonymous employee id.", .required = true},
    {"date", SCHEMA_WORD, AT(job_snapshots, date), "The column with the day of the extract, or one day for the whole file (yyyy-mm-dd).", .required = true},
    {"hired", SCHEMA_WORD, AT(job_snapshots, hired), "The column with the first day employed.", .required = true},
    {"left", SCHEMA_WORD, AT(job_snapshots, left), "The column with the last day employed, where the extract has it."},
    {"status", SCHEMA_SECTION, AT(job_snapshots, status), "Which column and values say that the person has left by the day of the extract.", .children = STATUS},
    {"reason", SCHEMA_WORD, AT(job_snapshots, reason), "The column with the exit reason, read from the row that says that the person left."},
    {"absent_means_left", SCHEMA_BOOL, AT(job_snapshots, absent_means_left), "Whether somebody who is in no later extract has left: on the day before the first extract without them. Otherwise they are followed until their last extract.", "false"},
    ATTRIBUTES(job_snapshots),
    REJECTS_AT_MOST(job_snapshots),
    END};

static const struct schema_key EVENTS[] = {
    FILE_KEYS(job_events),
    {"id", SCHEMA_WORD, AT(job_events, id), "The column with the anonymous employee id, as in the other files.", .required = true},
    {"date", SCHEMA_WORD, AT(job_events, date), "The column with the day of the event.", .required = true},
    {"kind", SCHEMA_WORD, AT(job_events, kind), "What happened, such as `talk`: makes the attributes `months_since_talk` and `talk_count_12m`."},
    {"kind_column", SCHEMA_WORD, AT(job_events, kind_column), "Instead of `kind`: the column that says what happened; each of its values makes two attributes."},
    REJECTS_AT_MOST(job_events),
    END};

static const struct schema_key DERIVE[] = {
    {"role", SCHEMA_WORD, AT(job_derive, role), "The attribute of a history that tells what people do: makes `months_in_role`."},
    {"manager", SCHEMA_WORD, AT(job_derive, manager), "The attribute of a history that tells who their manager is: makes `months_with_manager`."},
    {"pay", SCHEMA_WORD, AT(job_derive, pay), "The attribute with their pay. From a history it makes `months_since_raise` and `raise_percent`; with `job`, `compa_ratio`."},
    {"job", SCHEMA_WORDS, AT(job_derive, job), "The attributes that tell who are peers in pay (job, level): makes `compa_ratio`, pay over the median of the peers employed then."},
    {"team", SCHEMA_WORD, AT(job_derive, team), "The attribute that tells their team: makes `team_size` and `team_exits_12m`."},
    {"birth_year", SCHEMA_WORD, AT(job_derive, birth_year), "The attribute with the year of birth: makes `age` and `age_band`."},
    {"hours", SCHEMA_WORD, AT(job_derive, hours), "The attribute with contract hours: makes `part_time_factor`."},
    {"full_time_hours", SCHEMA_NUMBER, AT(job_derive, full_time_hours), "The hours of a full-time contract, in the unit of `hours`.", "40", 0.1, 3000},
    END};

static const struct schema_key DATA[] = {
    {"employees", SCHEMA_SECTION, AT(job_data, employees), "One row per employee, or per spell where people come back. Beside snapshots or a history that is the employment: only what does not change (gender, birth year).", .children = EMPLOYEES, .keeps_place = true},
    {"histories", SCHEMA_LIST, AT(job_data, histories), "Effective-dated files, each on its own clock, merged into one timeline per person: every day has the row in force on it.", .children = HISTORY, .size = sizeof(struct job_history), .keeps_place = true},
    {"snapshots", SCHEMA_LIST, AT(job_data, snapshots), "Periodic extracts of everybody employed, one file with all of them. People are followed from the first extract they are in.", .children = SNAPSHOTS, .size = sizeof(struct job_snapshots), .keeps_place = true},
    {"events", SCHEMA_LIST, AT(job_data, events), "Talks, trainings, promotions, surveys: files with a person, a day and what happened.", .children = EVENTS, .size = sizeof(struct job_events), .keeps_place = true},
    {"derive", SCHEMA_SECTION, AT(job_data, derive), "Attributes made of others. These, and those of events, are worked out on the first day of each period, or of hire, from what was known then, and hold until the next.", .children = DERIVE},
    END};

static const struct schema_key CURVE[] = {
    {"by", SCHEMA_WORDS, AT(job_curve, by), "The columns whose categories each get a curve; `[]` is one curve for all."},
    {"cause", SCHEMA_WORD, AT(job_curve, cause), "The exits that count as events; other exits end observation. Default: every exit."},
    {"at", SCHEMA_NUMBERS, AT(job_curve, times), "The tenures, in days, at which survival is tabulated. Default: 90, 180, 365 and 1095 days.", NULL, 0, 40000},
    {"confidence", SCHEMA_CHOICE, AT(job_curve, confidence), "The scale of the 95 % interval.", "log-log", .choices = CONFIDENCES},
    {"quantiles", SCHEMA_NUMBERS, AT(job_curve, shares), "The shares gone for which the tenure is tabulated. Default: 0.25, 0.5 and 0.75.", NULL, 0.001, 0.999},
    {"rho", SCHEMA_NUMBER, AT(job_curve, rho), "The test's weights: 0 is the log-rank test, 1 gives early exits more weight (Fleming-Harrington G-rho).", "0", -1, 10},
    {"strata", SCHEMA_WORDS, AT(job_curve, strata), "Columns within whose categories the groups are compared (stratified test)."},
    {"pairwise", SCHEMA_BOOL, AT(job_curve, pairwise), "Compare every two groups as well: tests with Holm's correction, differences of survival and of mean tenure.", "false"},
    {"weights", SCHEMA_WORD, AT(job_curve, weights), "A column with how many people each row stands for."},
    {"fitted", SCHEMA_WORDS, AT(job_curve, fitted), "Distributions to fit beside the curve, for looking past the data: `weibull`, `lognormal`, `loglogistic`, `gompertz`. Default: all four for the curve of everybody, none for groups."},
    END};

static const struct schema_key TERM[] = {
    {"name", SCHEMA_WORD, AT(job_term, name), "A column, as categories or as a number by what it holds; or `tenure` for the default tenure bands."},
    {"factor", SCHEMA_WORD, AT(job_term, factor), "A column, as categories."},
    {"reference", SCHEMA_WORD, AT(job_term, reference), "With `factor`: the category the others are compared with. Default: the first in alphabetical order."},
    {"number", SCHEMA_WORD, AT(job_term, number), "A column, as a number; also `tenure_days`, `tenure_months` or `tenure_years`."},
    {"transform", SCHEMA_CHOICE, AT(job_term, transform), "With `number`: take the logarithm, or centre and divide by the standard deviation, both over the model's rows.", "none", .choices = TRANSFORMS},
    {"bands", SCHEMA_WORD, AT(job_term, bands), "A column or a tenure, cut into bands."},
    {"at", SCHEMA_NUMBERS, AT(job_term, cuts), "With `bands`: where the bands begin."},
    {"spline", SCHEMA_WORD, AT(job_term, spline), "A column or a tenure, as a smooth curve: a natural cubic spline, straight beyond the outer knots."},
    {"knots", SCHEMA_WHOLE, AT(job_term, knots), "With `spline`: how many knots, at Harrell's quantiles. Default: 4.", NULL, 3, 7},
    {"interaction", SCHEMA_WORDS, AT(job_term, interaction), "Two columns of which the effect of one differs by the other; what each does on its own are terms beside it."},
    {"by_tenure", SCHEMA_NUMBERS, AT(job_term, tenures), "In a Cox model, with a factor or a number: the effect apart for tenure up to, between and beyond these days.", NULL, 1, 40000},
    END};

static const struct schema_key LOGISTIC[] = {
    {"name", SCHEMA_WORD, AT(job_logistic, name), "The model's name in the tables.", .required = true},
    {"cause", SCHEMA_WORD, AT(job_logistic, cause), "The exits that count as events. Default: every exit."},
    {"design", SCHEMA_CHOICE, AT(job_logistic, design), "`panel`: one row per person and period, a discrete-time hazard. `horizon`: one row per person there on a day (`at`), who left within so many `months` or did not. `rows`: one row per row of the file, for an `outcome`, with which it is the only one.", "panel", .choices = DESIGNS},
    {"at", SCHEMA_DAY, AT(job_logistic, day), "With `design: horizon`: the day. Default: `months` before `as_of`.", .place_offset = offsetof(struct job_logistic, day_at)},
    {"months", SCHEMA_WHOLE, AT(job_logistic, months), "With `design: horizon`: within how many months of it people left, or did not.", "12", 1, 60},
    TERMS(job_logistic),
    {"weights", SCHEMA_WORD, AT(job_logistic, weights), "A column with what each row counts for."},
    {"offset", SCHEMA_WORD, AT(job_logistic, offset), "A column added to the log-odds as it is."},
    {"cluster", SCHEMA_WORD, AT(job_logistic, cluster), "A column (team, manager, or the id for people with many rows) whose rows go together: errors are then robust to what they share."},
    {"ridge", SCHEMA_WORD, AT(job_logistic, ridge), "Shrinks the estimates: a penalty of ridge/2 times the sum of their squares, every column at unit variance. `cv` takes the strength that predicts people left out best."},
    {"firth", SCHEMA_BOOL, AT(job_logistic, firth), "Fit with Firth's penalty, for rare exits. It is taken by itself where terms tell exits apart without error.", "false"},
    {"intervals", SCHEMA_CHOICE, AT(job_logistic, intervals), "`profile` adds the limits of each estimate by the profile likelihood, better than Wald's where exits are few; they allow for no `cluster`. Ten fits a limit.", "wald", .choices = INTERVALS},
    {"term_tests", SCHEMA_BOOL, AT(job_logistic, term_tests), "Test each term by leaving it out as well (likelihood ratio and score): one more fit a term.", "true"},
    {"folds", SCHEMA_WHOLE, AT(job_logistic, folds), "In how many parts the people are cut to score each by a fit of the others (cross-validation); 0 = not.", "5", 0, 20},
    END};

static const struct schema_key FRAILTY[] = {
    {"group", SCHEMA_WORD, AT(job_frailty, group), "The column with the manager or team.", .required = true},
    {"distribution", SCHEMA_CHOICE, AT(job_frailty, distribution), "How the effects are spread.", "gamma", .choices = FRAILTIES},
    {"variance", SCHEMA_NUMBER, AT(job_frailty, variance), "The variance of the groups' effect. Default: what the data say.", "0", 0, 100},
    END};

static const struct schema_key PROFILE[] = {
    {"name", SCHEMA_WORD, AT(job_profile, name), "The profile's name in tables and charts.", .required = true},
    {"values", SCHEMA_FILTER, AT(job_profile, values), "What such people have: `department: Sales`, `engagement: 4`. What is not named is the most frequent category, or the mean."},
    END};

static const struct schema_key COX[] = {
    {"name", SCHEMA_WORD, AT(job_cox, name), "The model's name in the tables.", .required = true},
    {"cause", SCHEMA_WORD, AT(job_cox, cause), "The exits that count as events; other exits end observation. Default: every exit."},
    TERMS(job_cox),
    {"ties", SCHEMA_CHOICE, AT(job_cox, ties), "How exits on one day are taken: Efron's way is nearer the truth.", "efron", .choices = TIES},
    {"strata", SCHEMA_WORDS, AT(job_cox, strata), "Columns whose categories each have a baseline hazard of their own."},
    {"weights", SCHEMA_WORD, AT(job_cox, weights), "A column with what each row counts for."},
    {"offset", SCHEMA_WORD, AT(job_cox, offset), "A column added to the logarithm of the hazard as it is."},
    {"cluster", SCHEMA_WORD, AT(job_cox, cluster), "A column (team, manager, or the id of people with several spells) whose rows go together: errors are then robust to what they share."},
    {"ridge", SCHEMA_NUMBER, AT(job_cox, ridge), "Shrinks the estimates: a penalty of ridge/2 times the sum of their squares, every column at unit variance.", "0", 0, 1e9},
    {"frailty", SCHEMA_SECTION, AT(job_cox, frailty), "An effect for every manager or team, drawn from a gamma distribution and shrunk accordingly.", .children = FRAILTY},
    {"profiles", SCHEMA_LIST, AT(job_cox, profiles), "People for whom curves are predicted. Default: one for each of the most frequent categories of the first factor, all else typical.", .children = PROFILE, .size = sizeof(struct job_profile), .keeps_place = true},
    {"term_tests", SCHEMA_BOOL, AT(job_cox, term_tests), "Test each term by leaving it out as well (likelihood ratio and score): one more fit a term.", "true"},
    END};

static const struct schema_key MODELS[] = {
    {"curves", SCHEMA_LIST, AT(job_models, curves), "Survival curves. Default: one for all and one by each segment; `[]` turns them off.", .children = CURVE, .size = sizeof(struct job_curve), .keeps_place = true, .given_offset = offsetof(struct job_models, curves_given)},
    {"cox", SCHEMA_LIST, AT(job_models, cox), "Cox models: when people leave, and what hastens it. Default: one on all attributes; `[]` turns them off.", .children = COX, .size = sizeof(struct job_cox), .keeps_place = true, .given_offset = offsetof(struct job_models, cox_given)},
    {"logistic", SCHEMA_LIST, AT(job_models, logistic), "Logistic models of leaving. Default: one per cause on all attributes; `[]` turns them off.", .children = LOGISTIC, .size = sizeof(struct job_logistic), .keeps_place = true, .given_offset = offsetof(struct job_models, logistic_given)},
    END};

static const struct schema_key RAMP[] = {
    {"days", SCHEMA_RANGE, AT(job_ramp, days), "Days until a new employee is fully productive.", NULL, 0, 3650},
    {"start", SCHEMA_RANGE, AT(job_ramp, start), "Output on the first day, as a share of full output.", NULL, 0, 1},
    {"shape", SCHEMA_CHOICE, AT(job_ramp, shape), "How output grows: in a straight line, or fast first and slow later (Pareto: as the power of time by which four fifths of the way is gone in the first fifth of it).", "linear", .choices = SHAPES},
    END};

#define MONEY NULL, 0, 1e12

static const struct schema_key INTERNAL[] = {
    {"share", SCHEMA_RANGE, AT(job_internal, share), "The share of positions filled from within.", NULL, 0, 1},
    {"recruiting", SCHEMA_RANGE, AT(job_internal, recruiting), "Finding somebody within, per position.", MONEY},
    {"onboarding", SCHEMA_RANGE, AT(job_internal, onboarding), "Training somebody from within, per position.", MONEY},
    {"vacancy_days", SCHEMA_RANGE, AT(job_internal, vacancy_days), "Calendar days until somebody from within starts.", NULL, 0, 3650},
    {"ramp", SCHEMA_SECTION, AT(job_internal, ramp), "How somebody from within becomes productive.", .children = RAMP},
    {"backfill", SCHEMA_RANGE, AT(job_internal, backfill), "Their own place falls vacant in turn: what filling it costs, as a share of filling this one from outside. 0 = it lapses.", NULL, 0, 2},
    END};

static const struct schema_key LINE[] = {
    {"name", SCHEMA_WORD, AT(job_line, name), "What it is, such as `Launch delayed`.", .required = true},
    {"amount", SCHEMA_RANGE, AT(job_line, amount), "So much per leaver.", MONEY, .required = true},
    {"cash", SCHEMA_BOOL, AT(job_line, cash), "Count it in the total. Otherwise it is told beside it.", "false"},
    END};

static const struct schema_key COST[] = {
    {"for", SCHEMA_FILTER, AT(job_cost, who), "The employees this entry is about. Default: everyone. The first entry that matches and says a thing decides it."},
    {"causes", SCHEMA_WORDS, AT(job_cost, causes), "The causes of exit it is about. Default: all."},
    {"exits", SCHEMA_CHOICE, AT(job_cost, exits), "The exits it is about: `regretted` (a top performer or a holder of a critical position leaves of their own will), `desired` (`talent: {desired:}`), or the `other` ones.", "all", .choices = EXIT_KINDS},
    {"salary", SCHEMA_WORD, AT(job_cost, salary), "The column with pay, or one amount."},
    {"salary_per", SCHEMA_CHOICE, AT(job_cost, salary_per), "Whether that is the pay of a year or of a month; a year has twelve.", "year", .choices = PAY_PERIODS},
    {"on_costs", SCHEMA_RANGE, AT(job_cost, on_costs), "Employer's charges on top of pay, as a share of pay.", NULL, 0, 5},
    {"output", SCHEMA_RANGE, AT(job_cost, output), "The value of a year's output, as a multiple of annual pay.", NULL, 0, 100},
    {"separation", SCHEMA_RANGE, AT(job_cost, separation), "Exit talk, administration and payout, per leaver.", MONEY},
    {"recruiting", SCHEMA_RANGE, AT(job_cost, recruiting), "Finding a successor, external and internal, per leaver.", MONEY},
    {"onboarding", SCHEMA_RANGE, AT(job_cost, onboarding), "Onboarding and training a successor, per leaver.", MONEY},
    {"vacancy_days", SCHEMA_RANGE, AT(job_cost, vacancy_days), "Calendar days the position stands empty.", NULL, 0, 3650},
    {"vacancy_loss", SCHEMA_RANGE, AT(job_cost, vacancy_loss), "The share of output lost while it does.", NULL, 0, 1},
    {"cover", SCHEMA_RANGE, AT(job_cost, cover), "Overtime and agency work while it does, per leaver.", MONEY},
    {"knock_on", SCHEMA_RANGE, AT(job_cost, knock_on), "Knowledge lost and colleagues held up, per leaver.", MONEY},
    {"ramp", SCHEMA_SECTION, AT(job_cost, ramp), "How a successor becomes productive.", .children = RAMP},
    {"internal", SCHEMA_SECTION, AT(job_cost, internal), "Positions filled from within.", .children = INTERNAL},
    {"transition_payment", SCHEMA_WORDS, AT(job_cost, transition_payment), "The causes of exit for which the Dutch transition payment is due (art. 7:673 BW): a third of a month's pay per year of service, capped by law. Default: `involuntary` where `language` is nl and `currency` is EUR, else none; `[]` turns it off.", .given_offset = offsetof(struct job_cost, transition_given)},
    {"allowances", SCHEMA_SHARE, AT(job_cost, allowances), "What comes on top of a twelfth of pay for the transition payment, such as 8% where holiday pay is not in it.", "0", 0, 1},
    {"lines", SCHEMA_LIST, AT(job_cost, lines), "Lines of your own, per leaver: a launch delayed, a client lost. Told apart from the total.", .children = LINE, .size = sizeof(struct job_line), .keeps_place = true},
    END};

static const struct schema_key PRICE[] = {
    {"per_head", SCHEMA_RANGE, AT(job_price, per_head), "The programme's cost per employee in its scope, for the whole horizon.", NULL, 0, 1e12},
    {"fixed", SCHEMA_RANGE, AT(job_price, fixed), "The programme's cost that does not depend on numbers.", NULL, 0, 1e12},
    {"of_pay", SCHEMA_RANGE, AT(job_price, of_pay), "A cost as a share of the annual pay of those in its scope, for each year it runs. Default of the lever `pay_rise`: the rise, with on-costs.", NULL, 0, 5},
    END};

static const struct schema_key SPILLOVER[] = {
    {"hazard_ratio", SCHEMA_RANGE, AT(job_spillover, hazard_ratio), "What it does to the hazard of those left out: over 1 = more of them leave.", NULL, 0.01, 10, .required = true},
    {"who", SCHEMA_FILTER, AT(job_spillover, who), "Who they are. Default: everyone who is not in its scope.", .given_offset = offsetof(struct job_spillover, who_given)},
    END};

static const struct schema_key SCENARIO[] = {
    {"name", SCHEMA_WORD, AT(job_scenario, name), "The scenario's name in tables, charts and narrative.", .required = true},
    {"lever", SCHEMA_WORD, AT(job_scenario, lever), "A lever: `hybrid_work`, `manager_attention`, `manager_quality`, `onboarding`, `referral`, `job_preview`, `pay_rise` (with published effects, quoted in the table `scenarios`), `training`, `stay_interviews` (without: give a hazard_ratio too)."},
    {"hazard_ratio", SCHEMA_RANGE, AT(job_scenario, hazard_ratio), "Your own estimate of what the measure does to the hazard of leaving: 0.85 = 15 % fewer.", NULL, 0.01, 10},
    {"raise", SCHEMA_SHARE, AT(job_scenario, raise), "With the lever `pay_rise`: by how much pay rises, as 3%.", NULL, 0.0001, 1},
    {"set", SCHEMA_FILTER, AT(job_scenario, set), "What would be different of those in its scope: `{months_since_talk: {at_most: 3}}`, `{remote_days: 2}`, `{contract: Permanent}`. What is not known stays so, but for months_since_KIND of what has not happened yet. Forecast by the models: an association, and labelled so."},
    {"combine", SCHEMA_WORDS, AT(job_scenario, combine), "The names of other scenarios, at work together: their effects multiply, their costs add up."},
    {"promote", SCHEMA_SHARE, AT(job_scenario, promote), "The share of positions in its scope that is then filled from within.", NULL, 0, 1},
    {"cause", SCHEMA_WORD, AT(job_scenario, cause), "The exits it acts on. Default: the lever's own, else voluntary exits."},
    {"who", SCHEMA_FILTER, AT(job_scenario, who), "The employees it reaches. Default: everyone."},
    {"cost", SCHEMA_SECTION, AT(job_scenario, cost), "What the programme costs.", .children = PRICE},
    {"start", SCHEMA_DAY, AT(job_scenario, start), "The day it starts to work. Default: the day after `as_of`."},
    {"build_up", SCHEMA_NUMBER, AT(job_scenario, build_up), "Months in which its effect grows from nothing to all of it.", "0", 0, 120},
    {"lasts", SCHEMA_NUMBER, AT(job_scenario, lasts), "Months, from its start, after which its effect wears off. Default: the lever's own, else it lasts.", NULL, 0.1, 120},
    {"fade", SCHEMA_NUMBER, AT(job_scenario, fade), "Months in which it then wears off.", "0", 0, 120},
    {"repeat_every", SCHEMA_NUMBER, AT(job_scenario, repeat_every), "Months after which the measure is given again, and its effect is whole again.", NULL, 0.5, 120},
    {"spillover", SCHEMA_SECTION, AT(job_scenario, spillover), "What it does to those left out.", .children = SPILLOVER},
    END};

static const struct schema_key FORECAST[] = {
    {"months", SCHEMA_WHOLE, AT(job_forecast, months), "How far ahead to look.", "12", 1, 36},
    {"draws", SCHEMA_WHOLE, AT(job_forecast, draws), "How many futures to draw for the intervals.", "2000", 100, 100000},
    {"retirement", SCHEMA_CHOICE, AT(job_forecast, retirement), "`model`: people retire as they did before. `aow`: at the Dutch state pension age, by their year of birth (`data: {derive: {birth_year:}}`, or an attribute with age); whose age is not known, and who is past it, retires by the model.", "model", .choices = RETIREMENTS, .place_offset = offsetof(struct job_forecast, retirement_at)},
    {"replace", SCHEMA_BOOL, AT(job_forecast, replace), "Let somebody new come in the place of every leaver, after the days to fill it, with the early risk of whoever is new there. They count in the table `headcount`, and in what scenarios cost and save.", "false", .place_offset = offsetof(struct job_forecast, replace_at)},
    END};

static const struct schema_key BUDGET[] = {
    {"amount", SCHEMA_NUMBER, AT(job_budget, amount), "How much there is for programmes: the scenarios that together bring most for it are chosen.", NULL, 0, 1e15, .required = true},
    {"exclusive", SCHEMA_GROUPS, AT(job_budget, exclusive), "Names of scenarios of which one at most may be chosen, as a list, or several such lists."},
    END};

static const struct schema_key PRIVACY[] = {
    {"minimum_cell", SCHEMA_WHOLE, AT(job_privacy, minimum_cell), "Groups of fewer people are not shown, nor what would give them away.", "10", 1, 1000},
    {"minimum_events", SCHEMA_WHOLE, AT(job_privacy, minimum_events), "A curve steps when so many people have left, and the causes of fewer leavers are not told. Default: 5, or minimum_cell where that is less.", NULL, 1, 1000},
    {"individual_risk", SCHEMA_BOOL, AT(job_privacy, individual_risk), "Write `individual_risk`: each person's risk under a pseudonym. Think of GDPR art. 22 and the EU AI Act (annex III, 4b) first: it is for talks, never for decisions about a person.", "false", .place_offset = offsetof(struct job_privacy, individual_at)},
    {"key_file", SCHEMA_WORD, AT(job_privacy, key_file), "With `individual_risk`: the key that makes the pseudonyms (as `behoud anonymise --key-file`); who has it and the ids can find people back. Without it they hang on all that the data hold."},
    {"sensitive", SCHEMA_WORDS, AT(job_privacy, sensitive), "Attributes protected by law beside gender, age, nationality and their kin: kept out of default models, and audited."},
    END};

static const struct schema_key TALENT[] = {
    {"performance", SCHEMA_WORD, AT(job_talent, performance), "The attribute with performance: a number, or categories in rising order. Default: `performance`, where there is one."},
    {"potential", SCHEMA_WORD, AT(job_talent, potential), "The attribute with potential, the other side of the grid. Default: `potential`, where there is one."},
    {"performance_order", SCHEMA_WORDS, AT(job_talent, performance_order), "The categories of `performance` from low to high, where they are neither numbered (`1 low`) nor usual words (poor, good; onvoldoende, goed)."},
    {"potential_order", SCHEMA_WORDS, AT(job_talent, potential_order), "The same of `potential`."},
    {"top_share", SCHEMA_SHARE, AT(job_talent, top_share), "Who counts as a top performer: this share of the people there. People of one score stand together; the cut lies where the share is nearest.", "10%", 0.001, 0.5},
    {"critical", SCHEMA_SECTION, AT(job_talent, critical), "Which column and values say that somebody holds a critical position.", .children = MATCH},
    {"position", SCHEMA_WORD, AT(job_talent, position), "The attribute that names critical positions, as `job_family`. Default: all together."},
    {"successors", SCHEMA_WORD, AT(job_talent, successors), "The attribute that says for which position somebody stands ready to succeed (a value of `position`), or a number of ready successors on the holder's row."},
    {"desired", SCHEMA_FILTER, AT(job_talent, desired), "Whose exit is no loss, as `{performance: [1 low]}`: their voluntary exits are costed and told apart."},
    END};

static const struct schema_key THEME[] = {
    {"colours", SCHEMA_WORDS, AT(job_theme, colours), "Up to eight colours as `\"#RRGGBB\"`, for charts and page; the first is the one used most. Default: eight that colour-blind readers tell apart."},
    {"font", SCHEMA_WORD, AT(job_theme, font), "The font of charts and page, by name; where it is not installed, a plain one stands in.", "DejaVu Sans"},
    END};

static const struct schema_key OUTPUT[] = {
    {"charts", SCHEMA_WORDS, AT(job_output, charts), "The picture formats: `svg`, `png`, or `[]` for none.", "svg png"},
    {"theme", SCHEMA_SECTION, AT(job_output, theme), "A company's own look.", .children = THEME},
    {"workbook", SCHEMA_BOOL, AT(job_output, workbook), "Write `workbook.xlsx`.", "true"},
    {"page", SCHEMA_BOOL, AT(job_output, page), "Write `report.html`.", "true"},
    {"fit", SCHEMA_BOOL, AT(job_output, fit), "Keep what `behoud whatif` reads in `fit/`: the attributes and risks of the people there, without ids, for your own eyes only (mode 600). Leave it out of what you pass on.", "true"},
    END};

static const struct schema_key JOB[] = {
    {"title", SCHEMA_WORD, AT(job, title), "The title of page, workbook and narrative. Default: the job file's name."},
    {"language", SCHEMA_CHOICE, AT(job, language), "The language of page, charts and narrative.", "en", .choices = LANGUAGES},
    {"currency", SCHEMA_WORD, AT(job, currency), "The currency of every amount.", "EUR"},
    {"as_of", SCHEMA_DAY, AT(job, as_of), "The last day observed; anything later is unseen. Needed where there are dates.", .place_offset = offsetof(struct job, as_of_at)},
    {"period", SCHEMA_CHOICE, AT(job, period), "The step of trends and of the panel.", "quarter", .choices = PERIODS},
    {"seed", SCHEMA_WHOLE, AT(job, seed), "The seed of every random draw: the same seed gives the same bytes.", "1", 0, 2147483647},
    {"trend_from", SCHEMA_DAY, AT(job, trend_from), "The first day of trends and of the panel. Default: the first recorded exit, at most ten years back."},
    {"data", SCHEMA_SECTION, AT(job, data), "Where the people are.", .children = DATA, .required = true},
    {"exit_reasons", SCHEMA_REASONS, AT(job, reasons), "Which reasons belong to which cause, as `voluntary: [resignation, ...]`. Default: every reason is its own cause."},
    {"segments", SCHEMA_GROUPS, AT(job, segments), "What tables and curves are cut by: columns, or lists of columns to cross. Default: department, or the first category column."},
    {"models", SCHEMA_SECTION, AT(job, models), "The models to fit.", .children = MODELS},
    {"costs", SCHEMA_LIST, AT(job, costs), "What a leaver costs. What no entry says is taken from the defaults, listed with their sources in the table `cost_assumptions`.", .children = COST, .size = sizeof(struct job_cost), .keeps_place = true},
    {"scenarios", SCHEMA_LIST, AT(job, scenarios), "What-if scenarios.", .children = SCENARIO, .size = sizeof(struct job_scenario), .keeps_place = true},
    {"budget", SCHEMA_SECTION, AT(job, budget), "The best portfolio of scenarios under a budget.", .children = BUDGET, .keeps_place = true},
    {"forecast", SCHEMA_SECTION, AT(job, forecast), "The forecast of leavers.", .children = FORECAST},
    {"privacy", SCHEMA_SECTION, AT(job, privacy), "What may be shown.", .children = PRIVACY},
    {"talent", SCHEMA_SECTION, AT(job, talent), "The vlootschouw: performance against potential, top performers, critical positions and their successors.", .children = TALENT, .keeps_place = true},
    {"output", SCHEMA_SECTION, AT(job, output), "What to write.", .children = OUTPUT},
    END};

const struct schema_key *job_schema(void) { return JOB; }
