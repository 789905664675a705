# Answers from R, to check other implementations against.
#
#   Rscript answers.R [output folder, default "."] [folder of public data, optional]
#
# Needs base R and the survival package only. Part 1 makes two small input tables;
# part 2 writes what R answers on them, with 17 significant digits so that every double
# survives the round trip; part 3 prints (writes nothing) answers on public data, and is
# skipped when the second argument is absent or names no folder.
# In every file an empty cell is R's NA or NaN.

suppressPackageStartupMessages(library(survival))
options(stringsAsFactors = FALSE, warn = 1, width = 150)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) >= 1) arguments[1] else "."
public <- if (length(arguments) >= 2) arguments[2] else ""

# Text and whole numbers are written as they are, other numbers with 17 significant digits.
save_csv <- function(table, name) {
  for (column in names(table)) {
    value <- table[[column]]
    if (is.double(value)) {
      table[[column]] <- ifelse(is.na(value), NA,
                                formatC(value, digits = 17, format = "g", width = 1))
    }
  }
  write.csv(table, file.path(folder, name), row.names = FALSE, quote = FALSE, na = "", eol = "\n")
}

cat(R.version.string, ", survival ", as.character(packageVersion("survival")), "\n", sep = "")

# ---------------------------------------------------------------- 1. Input tables

# spells.csv: one row a spell of service. Observed from day `entry` (0, or later for some
# 40 %: left truncation) to day `exit` (always a multiple of 7, hence many ties), where it
# ended for `cause` (0 = still running, 1 = voluntary, 2 = involuntary, 3 = retirement).
set.seed(20240601)
n <- 240
group <- sample(c("A", "B", "C"), n, replace = TRUE, prob = c(0.45, 0.35, 0.20))
sex <- sample(c("F", "M"), n, replace = TRUE)
x1 <- round(rnorm(n), 2)
x2 <- sample(1:10, n, replace = TRUE)
late <- runif(n) < 0.4
entry <- ifelse(late, sample(1:300, n, replace = TRUE), 0)
on_a_tie <- late & runif(n) < 0.5              # half of the late entries fall on an exit day
entry[on_a_tie] <- 7 * ceiling(entry[on_a_tie] / 7)
rate <- 1 / 420 * exp(0.4 * x1 - 0.08 * (x2 - 5) + c(A = 0, B = 0.35, C = 0.7)[group])
until_event <- rexp(n, rate)
until_censored <- runif(n, 20, 720)
observed <- pmin(until_event, until_censored)
exit <- entry + observed
exit <- 7 * pmax(ceiling(exit / 7), floor(entry / 7) + 1)   # up to a whole week, after entry
cause <- ifelse(until_event <= until_censored,
                sample(1:3, n, replace = TRUE, prob = c(0.6, 0.25, 0.15)), 0)
spells <- data.frame(id = 1:n, entry = as.integer(entry), exit = as.integer(exit),
                     cause = as.integer(cause), group, sex, x1, x2)
# The corners: censored before the first event of the group (S = 1), and a group whose
# last spell ends in an event (S = 0).
spells[1, c("entry", "exit", "cause", "group")] <- list(0L, 7L, 0L, "A")
spells[2, c("entry", "exit", "cause", "group")] <- list(0L, 14L, 0L, "A")
spells[3, c("entry", "exit", "cause", "group")] <- list(0L, 1001L, 1L, "C")
spells$cause[spells$group == "A" & spells$exit <= 14] <- 0L
stopifnot(spells$exit > spells$entry, spells$exit %% 7 == 0)
spells$x1 <- sprintf("%.2f", spells$x1)
save_csv(spells, "spells.csv")

# panel.csv: one row a person and year; y = left in the year, drawn from a known logit model.
set.seed(20240602)
n <- 3000
department <- sample(c("Engineering", "Finance", "Human Resources", "Legal", "Marketing",
                       "Operations", "Sales"), n, replace = TRUE,
                     prob = c(0.25, 0.08, 0.05, 0.03, 0.09, 0.30, 0.20))
level <- sample(c("L1", "L2", "L3", "L4"), n, replace = TRUE, prob = c(0.40, 0.30, 0.20, 0.10))
band <- sample(c("B1", "B2", "B3", "B4", "B5"), n, replace = TRUE,
               prob = c(0.10, 0.25, 0.30, 0.25, 0.10))
engagement <- pmin(10, pmax(1, round(rnorm(n, 6.5, 2))))
lsalary <- round(rnorm(n, 10.6 + c(L1 = 0, L2 = 0.25, L3 = 0.5, L4 = 0.9)[level], 0.2), 6)
year <- sample(2006:2015, n, replace = TRUE)
weight <- sample(1:3, n, replace = TRUE)
score <- 4.8 +
  c(Engineering = 0, Finance = -0.2, "Human Resources" = 0.1, Legal = -0.4, Marketing = 0.2,
    Operations = 0.3, Sales = 0.6)[department] +
  c(L1 = 0, L2 = -0.1, L3 = -0.2, L4 = 0.2)[level] +
  c(B1 = 0.3, B2 = 0.1, B3 = 0, B4 = -0.2, B5 = -0.5)[band] -
  0.25 * engagement - 0.5 * lsalary + 0.03 * (year - 2010)
y <- as.integer(runif(n) < plogis(score))
panel <- data.frame(y, department, level, band, engagement = as.integer(engagement), lsalary,
                    year, weight)
# Pay has exactly six decimals in the file; everything below is fitted to what the file says.
panel$lsalary <- sprintf("%.6f", panel$lsalary)
save_csv(panel, "panel.csv")

# From here on, only what another program would read back.
spells <- read.csv(file.path(folder, "spells.csv"))
panel <- read.csv(file.path(folder, "panel.csv"))
cat("spells:", nrow(spells), "rows,", sum(spells$cause > 0), "events,",
    sum(spells$entry > 0), "late entries; panel:", nrow(panel), "rows,", sum(panel$y), "events\n")

# ---------------------------------------------------------------- 2a. Kaplan-Meier

# km.csv: the estimate with late entry, one row for every time at which something ends
# (event or censoring). std_error is Greenwood's, of S itself. Three intervals: lower/upper
# is log(-log S), then log S, then S itself (plain), each at 95 %.
# Empty: the log-log limits while S = 1, and standard error and all limits once S = 0
# (plain limits too: survfit's standard error of log S is then infinite and 0 * Inf is NaN).
curve <- function(type, by_group) {
  if (by_group) survfit(Surv(entry, exit, cause > 0) ~ group, data = spells, conf.type = type)
  else survfit(Surv(entry, exit, cause > 0) ~ 1, data = spells, conf.type = type)
}
km_rows <- function(by_group) {
  fit <- curve("log-log", by_group)
  log_fit <- curve("log", by_group)
  plain_fit <- curve("plain", by_group)
  stratum <- if (by_group) rep(sub("group=", "", names(fit$strata)), fit$strata) else "all"
  data.frame(stratum, time = fit$time, n_risk = fit$n.risk, n_event = fit$n.event,
             n_censored = fit$n.censor, survival = fit$surv, std_error = fit$surv * fit$std.err,
             lower = fit$lower, upper = fit$upper,
             lower_log = log_fit$lower, upper_log = log_fit$upper,
             lower_plain = plain_fit$lower, upper_plain = plain_fit$upper)
}
save_csv(rbind(km_rows(TRUE), km_rows(FALSE)), "km.csv")

# km_quantiles.csv: the times at which the curve and its log-log limits pass 0.75 and 0.5,
# and the restricted mean (area under the curve up to day 365) with its standard error, as
# print(fit, rmean = 365) shows.
quantile_rows <- function(by_group) {
  fit <- curve("log-log", by_group)
  found <- quantile(fit, c(0.25, 0.5))
  pick <- function(part, probability) {
    if (by_group) unname(found[[part]][, probability]) else unname(found[[part]][probability])
  }
  mean_table <- summary(fit, rmean = 365)$table
  if (!by_group) mean_table <- t(mean_table)
  data.frame(stratum = if (by_group) sub("group=", "", names(fit$strata)) else "all",
             median = pick("quantile", "50"), median_lower = pick("lower", "50"),
             median_upper = pick("upper", "50"),
             q25 = pick("quantile", "25"), q25_lower = pick("lower", "25"),
             q25_upper = pick("upper", "25"),
             rmst_365 = mean_table[, "rmean"], rmst_365_se = mean_table[, "se(rmean)"])
}
save_csv(rbind(quantile_rows(TRUE), quantile_rows(FALSE)), "km_quantiles.csv")

# ---------------------------------------------------------------- 2b. Log-rank tests

# survdiff refuses late entry, so the test is spelt out: at every distinct event time compare
# the events of each group with their hypergeometric expectation among those at risk
# (entry < t <= exit), weighted by S(t-)^rho of the pooled Kaplan-Meier curve (rho = 0: log-rank,
# rho = 1: Peto and Peto), summed within and then over strata.
log_rank <- function(entry, exit, event, group, strata = rep(1, length(exit)), rho = 0) {
  groups <- sort(unique(group))
  k <- length(groups)
  observed <- expected <- numeric(k)
  covariance <- matrix(0, k, k)
  for (s in sort(unique(strata))) {
    survival <- 1
    for (t in sort(unique(exit[event & strata == s]))) {
      at_risk <- strata == s & entry < t & exit >= t
      dying <- at_risk & exit == t & event
      n_j <- sapply(groups, function(g) sum(at_risk & group == g))
      d_j <- sapply(groups, function(g) sum(dying & group == g))
      n <- sum(n_j)
      d <- sum(d_j)
      w <- survival^rho
      observed <- observed + w * d_j
      expected <- expected + w * d * n_j / n
      if (n > 1) {
        share <- n_j / n
        covariance <- covariance +
          w^2 * d * (n - d) / (n - 1) * (diag(share, k) - outer(share, share))
      }
      survival <- survival * (1 - d / n)
    }
  }
  difference <- (observed - expected)[-1]
  chisq <- drop(difference %*% solve(covariance[-1, -1, drop = FALSE], difference))
  list(groups = groups, observed = observed, expected = expected, chisq = chisq, df = k - 1)
}

# An independent check of the late-entry log-rank: the score test of the exact conditional
# likelihood. coxph enumerates subsets when given late entry and exact ties, which never ends
# here; so every risk set is laid out as a stratum of its own, where the same likelihood has a
# fast recursion.
risk_set_score <- function(d, by_sex) {
  strata <- if (by_sex) d$sex else rep("", nrow(d))
  sets <- unique(data.frame(time = d$exit, strata)[d$cause > 0, ])
  laid_out <- do.call(rbind, lapply(seq_len(nrow(sets)), function(i) {
    t <- sets$time[i]
    who <- strata == sets$strata[i] & d$entry < t & d$exit >= t
    data.frame(set = i, case = as.integer(d$exit[who] == t & d$cause[who] > 0),
               group = d$group[who])
  }))
  coxph(Surv(rep(1, nrow(laid_out)), case) ~ group + strata(set), data = laid_out,
        ties = "exact")$score
}

# logrank.csv: the tests without late entry (entry taken as 0; from survdiff, and the loop
# above must agree) and with it (from the loop; where rho = 0 the score test must agree).
agree <- function(a, b, what, tolerance = 1e-12) {
  gap <- max(abs(a - b) / pmax(1, abs(b)))
  cat(sprintf("%-66s largest relative gap %.1e\n", what, gap))
  stopifnot(gap < tolerance)
}
test_rows <- NULL
for (late_entry in c(FALSE, TRUE)) for (by_sex in c(FALSE, TRUE)) for (rho in c(0, 1)) {
  from <- if (late_entry) spells$entry else rep(-Inf, nrow(spells))
  own <- log_rank(from, spells$exit, spells$cause > 0, spells$group,
                  if (by_sex) spells$sex else rep("", nrow(spells)), rho)
  label <- paste0("log-rank", if (late_entry) ", late entry", if (by_sex) ", by sex",
                  ", rho = ", rho)
  answer <- own
  if (!late_entry) {
    test <- if (by_sex) {
      survdiff(Surv(exit, cause > 0) ~ group + strata(sex), data = spells, rho = rho)
    } else survdiff(Surv(exit, cause > 0) ~ group, data = spells, rho = rho)
    answer <- list(groups = own$groups, observed = rowSums(as.matrix(test$obs)),
                   expected = rowSums(as.matrix(test$exp)), chisq = test$chisq,
                   df = length(own$groups) - 1)
    agree(own$chisq, answer$chisq, paste(label, "against survdiff:"))
    agree(own$observed, answer$observed, paste(label, "observed:"))
    agree(own$expected, answer$expected, paste(label, "expected:"))
  } else if (rho == 0) {
    score <- risk_set_score(spells, by_sex)
    agree(own$chisq, score, paste(label, "against risk-set score test:"))
  }
  test_rows <- rbind(test_rows, data.frame(
    late_entry = as.integer(late_entry), strata = if (by_sex) "sex" else "",
    rho = as.integer(rho), chisq = as.numeric(answer$chisq), df = as.integer(answer$df),
    p = pchisq(as.numeric(answer$chisq), answer$df, lower.tail = FALSE),
    group = answer$groups, observed = as.numeric(answer$observed),
    expected = as.numeric(answer$expected)))
}
save_csv(test_rows, "logrank.csv")

# ---------------------------------------------------------------- 2c. Logistic regression

# Factors by treatment coding, reference = first in alphabetical order; iterated until the
# deviance stands still to 1e-14.
#
# R ties the tolerance at which a column counts as aliased to the tolerance of convergence
# (epsilon / 1000, so 1e-17 here: rounding noise passes for information). Aliased columns are
# therefore found by a fit at R's defaults, dropped, and the rest is fitted to 1e-14.
#
# R takes the covariance at the weights of the last but one iteration (at its default epsilon
# that leaves the standard errors about five digits); starting once more from the converged
# coefficients brings it to the maximum itself.
tight <- glm.control(epsilon = 1e-14, maxit = 50)
fit_logit <- function(formula, data, weights = rep(1, nrow(data))) {
  environment(formula) <- environment()
  usual <- glm(formula, binomial, data, weights = weights)
  design <- model.matrix(usual)
  aliased <- is.na(coef(usual))
  iterate <- function(start) {
    glm.fit(design[, !aliased, drop = FALSE], usual$y, weights, start = start,
            family = binomial(), control = tight, intercept = TRUE)
  }
  fit <- iterate(iterate(NULL)$coefficients)
  stopifnot(fit$converged, fit$rank == sum(!aliased),
            abs(fit$deviance - usual$deviance) < 1e-6 * fit$deviance)
  class(fit) <- c("glm", "lm")
  covariance <- summary(fit)$cov.scaled
  estimate <- std_error <- setNames(rep(NA_real_, length(aliased)), names(aliased))
  estimate[!aliased] <- coef(fit)
  std_error[!aliased] <- sqrt(diag(covariance))
  list(fit = fit, aliased = aliased, estimate = estimate, std_error = std_error,
       covariance = covariance, loglik = as.numeric(logLik(fit)))
}

# Area under the ROC curve, ties counting half, with DeLong's standard error from the placement
# values: of each case among the controls, and of each control among the cases.
auc_delong <- function(y, probability) {
  case <- probability[y == 1]
  control <- probability[y == 0]
  above <- outer(case, control, ">") + 0.5 * outer(case, control, "==")
  auc <- mean(above)
  se <- sqrt(var(rowMeans(above)) / length(case) + var(colMeans(above)) / length(control))
  z <- qnorm(0.975)
  c(auc = auc, se = se, lower = max(0, auc - z * se), upper = min(1, auc + z * se))
}

formulas <- list(
  A = y ~ department + level + band + engagement + lsalary,
  B = y ~ department + level + band + engagement + lsalary + year + factor(year),
  C = y ~ department + level + band + engagement + lsalary,
  D = y ~ department + level + band + engagement + lsalary + log(engagement))

# glm.csv: coefficients (the aliased ones empty), Wald z and two-sided normal p.
# glm_fit.csv: one row a model. Model C is A with `weight` as case weights. n and n_event count
# rows, brier and auc weigh every row alike; brier_weighted is the mean squared error under
# the weights. glm_vcov.csv: the whole covariance matrix of model A.
coefficient_rows <- fit_rows <- NULL
for (model in names(formulas)) {
  weights <- if (model == "C") panel$weight else rep(1, nrow(panel))
  m <- fit_logit(formulas[[model]], panel, weights)
  z <- m$estimate / m$std_error
  coefficient_rows <- rbind(coefficient_rows, data.frame(
    model, term = names(m$estimate), estimate = unname(m$estimate),
    std_error = unname(m$std_error), z = unname(z), p = unname(2 * pnorm(-abs(z)))))
  probability <- m$fit$fitted.values
  roc <- auc_delong(panel$y, probability)
  fit_rows <- rbind(fit_rows, data.frame(
    model, n = nrow(panel), n_event = sum(panel$y), sum_weights = as.integer(sum(weights)),
    deviance_null = m$fit$null.deviance, deviance = m$fit$deviance,
    df_null = m$fit$df.null, df_residual = m$fit$df.residual, loglik = m$loglik,
    aic = m$fit$aic, brier = mean((panel$y - probability)^2),
    brier_weighted = weighted.mean((panel$y - probability)^2, weights),
    auc = roc[["auc"]], auc_std_error = roc[["se"]], auc_lower = roc[["lower"]],
    auc_upper = roc[["upper"]]))
  cat("model ", model, ": aliased: ",
      if (any(m$aliased)) paste(names(which(m$aliased)), collapse = ", ") else "none",
      ", tied fitted values: ", sum(duplicated(signif(probability, 12))), "\n", sep = "")
  if (model == "A") {
    v <- m$covariance
    save_csv(data.frame(row = rownames(v)[row(v)], column = colnames(v)[col(v)],
                        value = as.numeric(v)), "glm_vcov.csv")
  }
}
save_csv(coefficient_rows, "glm.csv")
save_csv(fit_rows, "glm_fit.csv")

# ---------------------------------------------------------------- 3. Public data (printed only)

if (public == "" || !dir.exists(public)) {
  cat("no folder of public data given: part 3 skipped\n")
  quit(save = "no")
}
say <- function(...) cat("\n--", ..., "\n")
show_km <- function(fit, times) {
  s <- summary(fit, times = times, extend = TRUE)
  out <- data.frame(time = s$time, n_risk = s$n.risk, survival = s$surv, se = s$std.err,
                    lower = s$lower, upper = s$upper)
  if (!is.null(s$strata)) out <- cbind(stratum = as.character(s$strata), out)
  print(out, digits = 10, row.names = FALSE)
}
show_test <- function(test) {
  cat("chisq", sprintf("%.12g", test$chisq), " p", sprintf("%.6g", test$pvalue), " observed",
      test$obs, " expected", sprintf("%.10g", test$exp), "\n")
}

# Durations in months with extreme ties: Kaplan-Meier and log-rank by two splits.
jobs <- read.csv(file.path(public, "people-analytics-book", "job_retention.csv"))
jobs$happy <- jobs$sentiment >= 7
say("job_retention: Kaplan-Meier at month 12 by gender, and by sentiment >= 7 (log-log limits)")
show_km(survfit(Surv(month, left) ~ gender, jobs, conf.type = "log-log"), 12)
show_km(survfit(Surv(month, left) ~ happy, jobs, conf.type = "log-log"), 12)
say("job_retention: log-rank by gender, by sentiment >= 7, then rho = 1 for each")
show_test(survdiff(Surv(month, left) ~ gender, jobs))
show_test(survdiff(Surv(month, left) ~ happy, jobs))
show_test(survdiff(Surv(month, left) ~ gender, jobs, rho = 1))
show_test(survdiff(Surv(month, left) ~ happy, jobs, rho = 1))

# The same people as a person-month panel: the discrete-time hazard as a logit.
rows <- rep(seq_len(nrow(jobs)), jobs$month)
months <- jobs[rows, c("gender", "field", "level", "sentiment")]
months$month <- sequence(jobs$month)
months$y <- as.integer(jobs$left[rows] == 1 & months$month == jobs$month[rows])
m <- fit_logit(y ~ gender + field + level + sentiment + factor(month), months)
say("job_retention: person-month logit,", nrow(months), "rows,", sum(months$y), "events, deviance",
    sprintf("%.10g", m$fit$deviance), "null", sprintf("%.10g", m$fit$null.deviance), "AIC",
    sprintf("%.10g", m$fit$aic))
print(data.frame(estimate = sprintf("%.10g", m$estimate), se = sprintf("%.10g", m$std_error),
                 row.names = names(m$estimate)))

# Dated spells with transfers out: how days are counted, and the published figures.
tutorial <- read.csv(file.path(public, "goodwin", "survival_analysis_pa_tutorial.csv"))
day <- function(text) as.Date(text, "%m/%d/%Y")
say("goodwin: seniority_days - (termination_date - hire_date)")
print(table(tutorial$seniority_days - as.numeric(day(tutorial$termination_date) - day(tutorial$hire_date)),
            useNA = "ifany"))
say("goodwin: seniority_days - (max_date_recorded - hire_date)")
print(table(tutorial$seniority_days -
              as.numeric(day(tutorial$max_date_recorded) - day(tutorial$hire_date)), useNA = "ifany"))
say("goodwin: rows that disagree by either count")
end <- day(ifelse(is.na(tutorial$termination_date), tutorial$max_date_recorded, tutorial$termination_date))
print(tutorial[which(tutorial$seniority_days != as.numeric(end - day(tutorial$hire_date))), ], row.names = FALSE)
say("goodwin: distinct values and checks")
for (column in c("termination_type", "transfer_flag", "facility", "manager", "hire_date", "termination",
                 "max_seniority_poss")) {
  cat(column, ":\n")
  print(table(tutorial[[column]], useNA = "ifany"))
}
cat("termination_date after max_date_recorded:",
    sum(day(tutorial$termination_date) > day(tutorial$max_date_recorded), na.rm = TRUE),
    "; differing from it:",
    sum(day(tutorial$termination_date) != day(tutorial$max_date_recorded), na.rm = TRUE),
    "\nrepeated ids:", sum(duplicated(tutorial$emp_id)),
    "; durations of zero or less:", sum(tutorial$seniority_days <= 0),
    "; shortest and longest:", range(tutorial$seniority_days),
    "; hired:", format(range(day(tutorial$hire_date))),
    "; last date recorded:", format(range(day(tutorial$max_date_recorded))),
    "\ntermination = 1 without a date, or 0 with one:",
    sum((tutorial$termination == 1) != !is.na(tutorial$termination_date)),
    "; of the transferred, terminated:", sum(tutorial$transfer_flag == "Y" & tutorial$termination == 1),
    "of", sum(tutorial$transfer_flag == "Y"), "\n")
for (type in c("log-log", "log", "plain")) {
  fit <- survfit(Surv(seniority_days, termination) ~ 1, tutorial, conf.type = type)
  q <- quantile(fit, 0.5)
  say("goodwin: Kaplan-Meier,", type, "limits; median", q$quantile, "(", q$lower, "to", q$upper, ")")
  show_km(fit, c(30, 90, 365))
}
say("goodwin: Aalen-Johansen at 365 by termination type")
tutorial$type <- factor(ifelse(is.na(tutorial$termination_type), "censored", tutorial$termination_type),
                        c("censored", "Voluntary", "Involuntary"))
s <- summary(survfit(Surv(seniority_days, type) ~ 1, tutorial), times = c(30, 90, 365))
print(data.frame(time = s$time, state = s$pstate, se = s$std.err), digits = 10, row.names = FALSE)
print(c(lower = s$lower[3, ], upper = s$upper[3, ]), digits = 10)
say("goodwin: log-rank by facility")
show_test(survdiff(Surv(seniority_days, termination) ~ facility, tutorial))

# Whole years, censor = 1 meaning still there.
teachers <- read.csv(file.path(public, "alda", "teachers.csv"))
say("teachers: Kaplan-Meier at 6, 7, 12 (log-log limits), and the median")
fit <- survfit(Surv(years, 1 - censor) ~ 1, teachers, conf.type = "log-log")
show_km(fit, c(6, 7, 12))
print(unlist(quantile(fit, 0.5)))
rearrest <- read.csv(file.path(public, "alda", "rearrest.csv"))
say("rearrest: Kaplan-Meier at 90, 365, 1000 days (log-log limits), and the median")
fit <- survfit(Surv(days, 1 - censor) ~ 1, rearrest, conf.type = "log-log")
show_km(fit, c(90, 365, 1000))
print(unlist(quantile(fit, 0.5)))
