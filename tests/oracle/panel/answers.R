# Answers from R to the case in this folder: logistic models of people and periods, and what is made of their risks.
#
#   Rscript answers.R FOLDER          writes the case of generated data (panel/data.csv, job.yaml, r_*.csv)
#
# Needs base R and sandwich (the variance by cluster). Numbers have 17 significant digits; an empty cell is R's NA, NaN or infinity.
# The case is written out first and then read back, so that the answers are to what the file says. What is a convention is said where
# it is computed.

suppressPackageStartupMessages(library(sandwich))
options(stringsAsFactors = FALSE, warn = 1, width = 150)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
folder <- file.path(commandArgs(trailingOnly = TRUE)[1], "panel")
dir.create(folder, recursive = TRUE, showWarnings = FALSE)
unlink(list.files(folder, full.names = TRUE))

# Text and whole numbers are written as they are, other numbers with 17 significant digits.
save_csv <- function(table, path) {
  for (column in names(table)) {
    value <- table[[column]]
    if (is.double(value)) table[[column]] <- ifelse(is.finite(value), formatC(value, digits = 17, format = "g", width = 1), NA)
  }
  write.table(table, path, sep = ",", row.names = FALSE, quote = FALSE, na = "", eol = "\n")
}

answers <- list()
keep <- function(.table, ...) answers[[.table]] <<- rbind(answers[[.table]], data.frame(...)) # (n = must not be taken for it)

# ---------------------------------------------------------------- Days

as_of <- as.Date("2026-09-30")
months_later <- function(day, k) { # the same date of the month, or its last day
  at <- as.POSIXlt(day); month <- (at$year + 1900) * 12 + at$mon + k
  first <- function(m) as.Date(sprintf("%d-%02d-01", as.integer(m %/% 12), as.integer(m %% 12 + 1)))
  first(month) + pmin(at$mday, as.integer(first(month + 1) - first(month))) - 1
}
latest <- function(a, b) { a[!is.na(b) & b > a] <- b[!is.na(b) & b > a]; a }

# ---------------------------------------------------------------- The job

# The first model of a cause forecasts it, so `voluntary` stands before other panel models. The order of models is that of `models` below.
writeLines('# People and periods: what is made of them and of their risks.
as_of: 2026-09-30
period: quarter
data:
  employees:
    file: data.csv
    id: employee_id
    hired: hired
    left: left
    reason: reason
    observed_from: observed_from
    attributes: [department, level, gender, birth_year, age, performance, potential, engagement, salary, pull, manager_id, critical, post, successor_for]
exit_reasons: {voluntary: [resignation, other job], involuntary: [dismissal, end of contract], retirement: [pension]}
segments: [department, level]
models:
  curves: []
  cox: []
  logistic:
    - {name: v, cause: voluntary, terms: [tenure, department, {factor: level, reference: 2 Medior}, {number: engagement}, {number: performance}, {number: salary, transform: log}], missing: drop, cluster: manager_id, folds: 0}
    - {name: i, cause: involuntary, terms: [tenure, department], folds: 0}
    - {name: r, cause: retirement, terms: [tenure, department], folds: 0}
    - {name: o, terms: [tenure_months, department, potential], offset: pull, folds: 0}
    - {name: h, cause: voluntary, design: horizon, terms: [tenure, department, {number: salary, transform: log}, {number: engagement}], folds: 0}
    - {name: h2, design: horizon, at: 2024-05-15, months: 9, terms: [tenure_years, department, {number: performance}], missing: mean, cluster: manager_id, folds: 0}
forecast: {months: 10}
talent: {top_share: 15%, critical: {column: critical, is: "yes"}, position: post, successors: successor_for}
privacy: {minimum_cell: 1}
output: {charts: [], page: false, workbook: false}', file.path(folder, "job.yaml"))

number <- function(column) list(kind = "number", column = column, name = column)
logarithm <- function(column) list(kind = "log", column = column, name = paste0("log(", column, ")"))
category <- function(column, reference = NULL) list(kind = "factor", column = column, name = column, reference = reference)
bands <- list(kind = "bands", name = "tenure")
tenure <- function(unit, days) list(kind = "tenure", name = unit, days = days)
models <- list(
  list(name = "v", cause = "voluntary", terms = list(bands, category("department"), category("level", "2 Medior"), number("engagement"), number("performance"), logarithm("salary")), missing = "drop", cluster = TRUE),
  list(name = "i", cause = "involuntary", terms = list(bands, category("department"))),
  list(name = "r", cause = "retirement", terms = list(bands, category("department"))),
  list(name = "o", terms = list(tenure("tenure_months", 30.4375), category("department"), category("potential")), offset = TRUE),
  list(name = "h", cause = "voluntary", at = months_later(as_of + 1, -12) - 1, months = 12, terms = list(bands, category("department"), logarithm("salary"), number("engagement"))),
  list(name = "h2", at = as.Date("2024-05-15"), months = 9, terms = list(tenure("tenure_years", 365.25), category("department"), number("performance")), missing = "mean", cluster = TRUE))
for (k in seq_along(models)) if (is.null(models[[k]]$missing)) models[[k]]$missing <- "indicator"
horizon_months <- 10
top_share <- 0.15
segments <- c("department", "level")

# ---------------------------------------------------------------- Generated data

# Employees who were there when the records begin, were taken over later, or were hired since; each leaves by the hazards of each quarter.
generate <- function(seed, n) {
  set.seed(seed)
  begin <- as.Date("2021-10-01")
  pick <- function(values, share = NULL) sample(values, n, TRUE, share)
  before <- runif(n) < 0.5
  hired <- begin + ifelse(before, -floor(rexp(n, 1 / 2200)) - 1, floor(runif(n, 0, as.integer(as_of - begin) - 20)))
  taken_over <- !before & runif(n) < 0.12
  d <- data.frame(employee_id = sprintf("e%04d", sample(2000, n)), hired, left = as.Date(NA), reason = NA_character_, observed_from = as.Date(NA))
  d$observed_from[before] <- begin
  d$department <- pick(c("Care", "Finance", "Logistics", "Sales"), c(0.35, 0.15, 0.25, 0.25)); d$level <- pick(c("1 Junior", "2 Medior", "3 Senior"), c(0.4, 0.4, 0.2))
  d$gender <- pick(c("F", "M", "X"), c(0.52, 0.45, 0.03)); d$age <- floor(runif(n, 20, 66)); d$birth_year <- 2026 - d$age
  d$performance <- pick(1:5, c(0.06, 0.18, 0.42, 0.24, 0.10)); d$potential <- pick(c("low", "medium", "high"), c(0.3, 0.5, 0.2)); d$engagement <- pmin(10, pmax(1, round(rnorm(n, 6.5, 1.7), 1)))
  d$salary <- round(exp(10.5 + 0.25 * as.integer(factor(d$level)) + 0.004 * (d$age - 40) + 0.06 * (d$gender == "M") + rnorm(n, 0, 0.12))); d$pull <- round(rnorm(n, 0, 0.5), 2)
  team <- pick(1:70); d$manager_id <- sprintf("m%02d", team); mood <- rnorm(70, 0, 0.3)[team]
  for (k in seq_len(n)) {
    day <- max(d$hired[k], d$observed_from[k], na.rm = TRUE)
    if (taken_over[k]) day <- d$observed_from[k] <- min(as_of - 90, d$hired[k] + sample(20:400, 1))
    while (is.na(d$left[k]) && day < as_of + 60) {
      years <- as.integer(day - d$hired[k]) / 365.25
      eta <- c(-2.75 + 0.5 * exp(-years) - 0.05 * years - 0.22 * (d$engagement[k] - 6.5) + 0.12 * (d$performance[k] - 3) + c(Care = 0, Finance = -0.3, Logistics = 0.3, Sales = 0.5)[d$department[k]] + 0.5 * d$pull[k] + mood[k],
               -4 + 0.8 * (years < 1) - 0.4 * (d$performance[k] - 3), if (d$age[k] >= 58) -3.2 + 0.3 * (d$age[k] - 58) else -Inf)
      gone <- which(runif(3) < plogis(eta))
      if (length(gone)) {
        d$left[k] <- day + sample(1:91, 1)
        d$reason[k] <- list(c("resignation", "resignation", "other job"), c("dismissal", "end of contract"), "pension")[[gone[1]]][sample(c(3, 2, 1)[gone[1]], 1)]
      }
      day <- day + 91
    }
  }
  d$critical <- ifelse(runif(n) < 0.2, "yes", "no"); d$post <- pick(c("Analyst", "Controller", "Nurse", "Planner", "Buyer"), c(0.2, 0.2, 0.3, 0.2, 0.1))
  d$successor_for <- ifelse(runif(n) < 0.06, pick(c("Nurse", "Planner", "Controller", "Director")), NA)
  for (lost in list(c("engagement", 0.07), c("performance", 0.04), c("potential", 0.06), c("manager_id", 0.03), c("gender", 0.01), c("post", 0.05))) d[[lost[1]]][runif(n) < as.numeric(lost[2])] <- NA
  # The edges of quarters: hired on a last day or a first, left on one, entered on one, left on the day of hire or of entry.
  recent <- which(is.na(d$observed_from) & !is.na(d$left) & d$left > d$hired + 200)
  last <- months_later(as.Date(paste0(format(d$hired, "%Y-"), "01-01")), 3 * (as.POSIXlt(d$hired)$mon %/% 3 + 1)) - 1
  d$hired[recent[1:6]] <- last[recent[1:6]]; d$hired[recent[7:9]] <- last[recent[7:9]] + 1
  last <- months_later(as.Date(paste0(format(d$left, "%Y-"), "01-01")), 3 * (as.POSIXlt(d$left)$mon %/% 3 + 1)) - 1
  d$left[recent[4:14]] <- last[recent[4:14]]; d$left[recent[15:20]] <- last[recent[15:20]] + 1
  d$left[recent[21]] <- d$hired[recent[21]]; d$left[recent[22:23]] <- d$hired[recent[22:23]] + 1
  late <- which(taken_over & d$observed_from < as_of - 400 & (is.na(d$left) | d$left > d$observed_from + 250))
  d$observed_from[late[1:6]] <- as.Date(c("2024-12-31", "2025-01-01", "2024-06-30", "2024-07-01", "2025-03-31", "2025-04-01"))
  d$hired[late[1:6]] <- pmin(d$hired[late[1:6]], d$observed_from[late[1:6]] - 20)
  gone <- which(before & !is.na(d$left))[1]; d$left[gone] <- d$observed_from[gone]
  never <- !is.na(d$left) & (d$left < d$hired | (!is.na(d$observed_from) & d$left < d$observed_from)); d$left[never] <- as_of + 30
  d$reason[is.na(d$left)] <- NA
  d
}
write.csv(generate(20261, 640), file.path(folder, "data.csv"), row.names = FALSE, quote = FALSE, na = "", eol = "\n")

people <- read.csv(file.path(folder, "data.csv"), na.strings = "")
for (column in c("hired", "left", "observed_from")) people[[column]] <- as.Date(people[[column]])
people$cause <- c(resignation = "voluntary", "other job" = "voluntary", dismissal = "involuntary", "end of contract" = "involuntary", pension = "retirement")[people$reason]
people$gone <- !is.na(people$left) & people$left <= as_of # an exit after as_of is unseen
people$until <- people$left; people$until[!people$gone] <- as_of
people$from <- latest(people$hired, people$observed_from) # at risk in (from, until]
people$late <- people$from > people$hired
people$there <- people$from <= as_of & !people$gone
now <- people[people$there, ]
stopifnot(sum(people$gone & people$cause %in% "voluntary") >= 250)

# ---------------------------------------------------------------- Rows

# The people at risk in the days [first, next), observed until they left or until it ended: whoever entered late must have done so before it,
# but the period of hire counts, with tenure 0. Whoever is hired on its last day is first at risk in the next.
rows_in <- function(first, next_first, from_start = FALSE) {
  exit_in <- people$gone & people$until >= first & people$until < next_first
  at_risk <- people$until > people$from & people$until >= first & people$from + 1 < next_first & (exit_in | people$until >= next_first - 1)
  use <- at_risk & ifelse(people$late, people$from <= first, TRUE) & (!from_start | people$from < first)
  d <- people[use, ]
  d$tenure <- pmax(0, as.integer(first - d$hired)); d$exited <- exit_in[use]
  d
}
starts <- seq(min(people$observed_from, na.rm = TRUE), as_of + 1, by = "3 months") # the first exit comes after all of those are seen
stopifnot(min(people$until[people$gone]) >= starts[1], starts[length(starts)] == as_of + 1, format(starts[1], "%m-%d") == "10-01")
panel <- do.call(rbind, lapply(seq_along(starts[-1]), function(k) cbind(rows_in(starts[k], starts[k + 1]), period = k)))
n_periods <- length(starts) - 1
period_name <- function(k) paste0(format(starts[k], "%Y"), "Q", as.POSIXlt(starts[k])$mon %/% 3 + 1)
horizon <- function(at, months) rows_in(at + 1, months_later(at + 1, months), from_start = TRUE)

# The rows of a model. A horizon looks back at the one before it as well.
rows_of <- function(m, rows) {
  needed <- c(unlist(lapply(m$terms, `[[`, "column")), if (isTRUE(m$cluster)) "manager_id", if (isTRUE(m$offset)) "pull")
  if (m$missing == "drop") rows <- rows[complete.cases(rows[needed]), ]
  rows$y <- as.integer(rows$exited & (is.null(m$cause) | rows$cause %in% m$cause))
  rows$o <- if (isTRUE(m$offset)) rows$pull else 0
  rows
}

# ---------------------------------------------------------------- Columns

cuts <- c(-Inf, 1, floor(c(3, 6, 12, 24, 60, 120) * 30.4375 + 0.5), Inf)
band_names <- c("period of hire", "under 3 m", "3 m to 6 m", "6 m to 12 m", "12 m to 2 y", "2 y to 5 y", "5 y to 10 y", "10 y and over")

# What terms take from the model's rows: means. Categories are those of the file.
value_of <- function(t, d) switch(t$kind, number = as.numeric(d[[t$column]]), log = log(d[[t$column]]), tenure = d$tenure / t$days)
learn <- function(m, rows) {
  m$terms <- lapply(m$terms, function(t) {
    if (t$kind == "bands") { t$levels <- band_names; t$reference <- "under 3 m" }
    if (t$kind == "factor") {
      t$levels <- sort(unique(people[[t$column]])); if (is.null(t$reference)) t$reference <- t$levels[1]
      if (m$missing != "drop" && anyNA(people[[t$column]])) t$levels <- c(t$levels, "(missing)")
    }
    if (t$kind %in% c("number", "log")) { t$mean <- mean(value_of(t, rows), na.rm = TRUE); t$indicator <- m$missing == "indicator" && anyNA(people[[t$column]]) }
    t
  })
  m
}

# Full coding: a column for a number, one for every category. A missing number is the mean (and has an indicator, where the model has one).
coding <- function(m, d) {
  parts <- lapply(m$terms, function(t) {
    of_levels <- function(value, levels, reference) data.frame(term = t$name, level = levels, is_level = TRUE, is_reference = levels == reference)
    if (t$kind %in% c("bands", "factor")) {
      value <- if (t$kind == "bands") band_names[findInterval(d$tenure, cuts)] else ifelse(is.na(d[[t$column]]), "(missing)", d[[t$column]])
      return(list(x = outer(value, t$levels, "==") + 0, about = of_levels(value, t$levels, t$reference)))
    }
    x <- value_of(t, d); lost <- is.na(x); x[lost] <- t$mean
    about <- data.frame(term = t$name, level = "", is_level = FALSE, is_reference = FALSE)
    if (!isTRUE(t$indicator)) return(list(x = cbind(x), about = about))
    list(x = cbind(x, !lost, lost), about = rbind(about, of_levels(lost, c("known", "(missing)"), "known")))
  })
  list(x = unname(do.call(cbind, lapply(parts, `[[`, "x"))), about = do.call(rbind, lapply(parts, `[[`, "about")))
}
is_whole <- function(m, d) complete.cases(d[unlist(lapply(m$terms, `[[`, "column"))]) # every term has its value

# ---------------------------------------------------------------- Fits

log_likelihood <- function(eta, y) sum(y * eta - pmax(eta, 0) - log1p(exp(-abs(eta))))
information <- function(D, eta) crossprod(D * (plogis(eta) * plogis(-eta)), D)
newton <- function(D, y, o) {
  b <- numeric(ncol(D)); goal <- function(b) log_likelihood(o + c(D %*% b), y)
  for (step in 1:200) {
    eta <- o + c(D %*% b)
    move <- c(solve(information(D, eta), crossprod(D, y - plogis(eta))))
    while (goal(b + move) < goal(b) - 1e-9) move <- move / 2
    b <- b + move
    if (max(abs(move)) < 1e-14 * (1 + max(abs(b)))) break
  }
  stopifnot(max(abs(move)) < 1e-11 * (1 + max(abs(b))))
  b
}
tight <- glm.control(epsilon = 1e-14, maxit = 100)

# A category without exits, or with nothing else, is set aside with its rows; where it is the reference the first of the others is. Fitted with
# columns of mean 0 and deviation 1. In predictions a category set aside has the odds of half an exit among its rows (or half a stay), if that
# is less (more) than what the other terms expect there; one without rows is like the reference.
fit_rows <- function(c, y, o) {
  about <- c$about; rows <- colSums(c$x); events <- colSums(c$x * y)
  lone <- about$is_level & rows > 0 & (events == 0 | events == rows)
  free <- !about$is_level | (rows > 0 & !lone)
  reference <- unlist(lapply(split(which(about$is_level), about$term[about$is_level]), function(own) { told <- own[about$is_reference[own]]; if (free[told]) told else own[free[own]][1] }))
  free[reference] <- FALSE
  kept <- rowSums(c$x[, lone, drop = FALSE]) == 0
  X <- c$x[kept, free, drop = FALSE]; centre <- colMeans(X); spread <- apply(X, 2, sd)
  Z <- cbind(1, sweep(sweep(X, 2, centre), 2, spread, "/"))
  y_kept <- y[kept]; o_kept <- o[kept]
  call <- function(start = NULL) suppressWarnings(glm(y_kept ~ Z - 1, binomial, offset = o_kept, control = tight, start = start, x = TRUE))
  glm <- call(); glm <- call(coef(glm)) # once more, as the variance is that of the step before
  b <- unname(coef(glm))
  stopifnot(qr(Z)$rank == ncol(Z), abs(newton(Z, y_kept, o_kept) - b) < 1e-9)
  beta <- numeric(ncol(c$x)); beta[free] <- b[-1] / spread
  f <- list(glm = glm, b = b, intercept = b[1] - sum(b[-1] * centre / spread), beta = beta, V = unname(vcov(glm)), Z = Z, centre = centre, spread = spread, free = which(free), lone = lone,
    reference = reference, kept = kept, y = y_kept, o = o_kept, rows = rows, events = events, about = about)
  expected <- colSums(c$x * plogis(predict_rows(f, c, o)))
  half <- 0.5 / (rows - 0.5); odds <- expected / (rows - expected)
  for (j in which(lone & rows > 0.5)) f$beta[j] <- if (events[j] == 0) min(0, log(half[j] / odds[j])) else max(0, log(1 / half[j] / odds[j]))
  f$eta <- predict_rows(f, c, o)[kept]
  f
}
# Equal rows have equal bits, which a matrix product need not give.
predict_rows <- function(f, c, o) { eta <- f$intercept + o + numeric(nrow(c$x)); for (j in seq_along(f$beta)) eta <- eta + c$x[, j] * f$beta[j]; eta }

# ---------------------------------------------------------------- Measures of risks

# Tenths of the risks (quantiles of type 7; equal breaks are one). No risk is so near a break that rounding decides.
tenths <- function(p) {
  breaks <- unique(quantile(p, (0:10) / 10, type = 7, names = FALSE))
  if (length(breaks) == 1) return(rep(1, length(p)))
  near <- abs(outer(p, breaks, "-")); stopifnot(near == 0 | near > 1e-10 * outer(p, breaks, pmax), diff(breaks) > 1e-10 * breaks[-1])
  cut(p, breaks, include.lowest = TRUE, labels = FALSE)
}
measures <- function(y, eta) {
  p <- plogis(eta); n <- length(y); event <- y == 1; z <- qnorm(0.975)
  v <- list(n = n, n_event = sum(y), expected = sum(p), auc = NA_real_, auc_lower = NA_real_, auc_upper = NA_real_, top_decile_precision = NA_real_, top_decile_lift = NA_real_, brier = mean((y - p)^2),
    brier_reliability = NA_real_, brier_resolution = NA_real_, brier_uncertainty = NA_real_, calibration_intercept = NA_real_, calibration_slope = NA_real_,
    hosmer_lemeshow = NA_real_, hosmer_lemeshow_df = NA_real_, hosmer_lemeshow_p = NA_real_, tjur = NA_real_)
  if (!any(event) || all(event)) return(v)
  # DeLong's variance from placements; ties count half, and one alone has no variance.
  place_1 <- sapply(p[event], function(s) mean((s > p[!event]) + (s == p[!event]) / 2)); place_0 <- sapply(p[!event], function(s) mean((p[event] > s) + (p[event] == s) / 2))
  spread <- function(x) if (length(x) > 1) var(x) / length(x) else 0
  v$auc <- mean(place_1); se <- sqrt(spread(place_1) + spread(place_0))
  v$auc_lower <- max(0, v$auc - z * se); v$auc_upper <- min(1, v$auc + z * se)
  k <- ceiling(n / 10); edge <- sort(p, decreasing = TRUE)[k]; above <- p > edge
  v$top_decile_precision <- (sum(y[above]) + (k - sum(above)) * mean(y[p == edge])) / k; v$top_decile_lift <- v$top_decile_precision / mean(y)
  g <- tenths(p); size <- c(tapply(y, g, length)); seen <- c(tapply(y, g, sum)); thought <- c(tapply(p, g, sum)); rate <- mean(y)
  v$brier_reliability <- sum(size * ((thought - seen) / size)^2) / n; v$brier_resolution <- sum(size * (seen / size - rate)^2) / n; v$brier_uncertainty <- rate * (1 - rate)
  v$calibration_intercept <- newton(cbind(rep(1, n)), y, eta)
  apart <- min(eta[event]) >= max(eta[!event]) || max(eta[event]) <= min(eta[!event]) # the slope runs away
  if (!apart) v$calibration_slope <- newton(cbind(1, eta), y, 0)[2]
  if (length(size) > 2) {
    v$hosmer_lemeshow <- sum((seen - thought)^2 / thought + (thought - seen)^2 / (size - thought)); v$hosmer_lemeshow_df <- length(size) - 2
    v$hosmer_lemeshow_p <- pchisq(v$hosmer_lemeshow, v$hosmer_lemeshow_df, lower.tail = FALSE)
  }
  v$tjur <- mean(p[event]) - mean(p[!event])
  v
}
keep_validation <- function(model, scorer, test, period, y, eta) { v <- measures(y, eta); v$tjur <- NULL; keep("validation", model, scorer, test, period, v) }
keep_calibration <- function(model, test, y, eta) { # exact limits (Clopper & Pearson)
  p <- plogis(eta); g <- tenths(p); n <- c(tapply(y, g, length)); seen <- c(tapply(y, g, sum)); thought <- c(tapply(p, g, sum))
  keep("calibration", model, test, group = seq_along(n), n, expected = thought, observed = seen, risk = thought / n, share = seen / n,
    lower = ifelse(seen > 0, qbeta(0.025, seen, n - seen + 1), 0), upper = ifelse(seen < n, qbeta(0.975, seen + 1, n - seen), 1))
}

# ---------------------------------------------------------------- A model

upper <- function(x, df) pchisq(x, df, lower.tail = FALSE)
chi <- function(b, V) sum(b * solve(V, b))

answer_fit <- function(m, f, cluster) {
  rank <- ncol(f$Z); b <- f$b; about <- f$about; n <- length(f$y)
  V_used <- f$V
  if (isTRUE(m$cluster)) V_used <- unname(vcovCL(f$glm, cluster[f$kept], type = "HC0")) # HC0 with the factor G / (G - 1) only
  back <- rbind(c(1, -f$centre / f$spread), cbind(0, diag(1 / f$spread))) # from the coefficients of Z to those of the data
  se <- sqrt(diag(back %*% f$V %*% t(back))); robust <- if (isTRUE(m$cluster)) sqrt(diag(back %*% V_used %*% t(back))) else NA_real_

  # Every column; those without an estimate have none. The rows of a number are all.
  estimate <- std_error <- robust_se <- rep(NA_real_, nrow(about))
  estimate[f$free] <- f$beta[f$free]; std_error[f$free] <- se[-1]; robust_se[f$free] <- if (isTRUE(m$cluster)) robust[-1] else NA
  estimate[f$reference] <- 0
  keep("logistic_coefficients", model = m$name, term = c("(Intercept)", about$term), level = c("", about$level), rows = c(n, ifelse(about$is_level, f$rows, n)), events = c(sum(f$y), ifelse(about$is_level, f$events, sum(f$y))),
    estimate = c(f$intercept, estimate), std_error = c(se[1], std_error), robust_se = c(robust[1], robust_se))

  # Fit. The null model has the intercept and the offset; the score test is at no effect, from the model's own information; lr takes rows for
  # independent also where there is a cluster.
  loglik <- log_likelihood(f$eta, f$y); at_null <- f$o + newton(f$Z[, 1, drop = FALSE], f$y, f$o); null <- log_likelihood(at_null, f$y); df <- rank - 1
  score_at <- function(eta) chi(c(crossprod(f$Z, f$y - plogis(eta))), information(f$Z, eta))
  lr <- 2 * (loglik - null); wald <- chi(b[-1], V_used[-1, -1, drop = FALSE]); score <- score_at(at_null)
  v <- measures(f$y, f$eta); v <- v[setdiff(names(v), c("n", "n_event", "expected"))]
  keep("logistic_fit", model = m$name, n = n, n_event = sum(f$y), deviance_null = -2 * null, deviance = -2 * loglik, df_residual = n - rank, loglik = loglik, aic = -2 * loglik + 2 * rank, v,
    mcfadden = 1 - loglik / null, cox_snell = 1 - exp(2 * (null - loglik) / n), nagelkerke = (1 - exp(2 * (null - loglik) / n)) / (1 - exp(2 * null / n)),
    lr = lr, lr_p = upper(lr, df), wald = wald, wald_p = upper(wald, df), score = score, score_p = upper(score, df), df = df)

  # Each term left out, its columns alone; and average marginal effects over the model's rows, against the reference or per unit.
  for (term in unique(about$term)) {
    own <- which(about$term[f$free] == term) + 1; k <- length(own)
    less <- f$o + c(f$Z[, -own, drop = FALSE] %*% newton(f$Z[, -own, drop = FALSE], f$y, f$o))
    lr <- 2 * (loglik - log_likelihood(less, f$y)); wald <- chi(b[own], V_used[own, own, drop = FALSE]); score <- score_at(less)
    keep("logistic_terms", model = m$name, term = term, df = k, wald = wald, wald_p = upper(wald, k), lr = lr, lr_p = upper(lr, k), score = score, score_p = upper(score, k))
    for (j in own) {
      column <- f$free[j - 1]; p <- plogis(f$eta); slope <- p * (1 - p)
      if (about$is_level[column]) {
        levels <- own[about$is_level[f$free[own - 1]]]
        with <- without <- f$Z; without[, levels] <- rep(-f$centre[levels - 1] / f$spread[levels - 1], each = n); with[, levels] <- without[, levels]; with[, j] <- (1 - f$centre[j - 1]) / f$spread[j - 1]
        p1 <- plogis(f$o + c(with %*% b)); p0 <- plogis(f$o + c(without %*% b))
        effect <- mean(p1 - p0); gradient <- colMeans(p1 * (1 - p1) * with - p0 * (1 - p0) * without)
      } else {
        effect <- mean(slope) * f$beta[column]; gradient <- f$beta[column] * colMeans(slope * (1 - 2 * p) * f$Z); gradient[j] <- gradient[j] + mean(slope) / f$spread[j - 1]
      }
      error <- sqrt(sum(gradient * (V_used %*% gradient)))
      keep("marginal_effects", model = m$name, term = term, level = about$level[column], effect = effect, std_error = error, lower = effect - qnorm(0.975) * error, upper = effect + qnorm(0.975) * error)
    }
  }
}

# Fitted to the past, scored on what came after, beside two rivals that know no offset: a category's rate in the last year of the past, and
# the bands of tenure. Where the past has fewer than 20 exits there is no such test.
test_later <- function(m, past, last_year, later, names, rate_name) {
  if (sum(past$y) < 20) return()
  plain <- function(t) learn(list(terms = list(t), missing = "indicator"), past)
  scorers <- list(list(name = "the model", m = m, rows = past), list(name = rate_name, m = plain(category("department")), rows = last_year), list(name = "tenure bands alone", m = plain(bands), rows = past))
  for (s in scorers) {
    offset <- function(d) if (s$name == "the model") d$o else numeric(nrow(d))
    f <- fit_rows(coding(s$m, s$rows), s$rows$y, offset(s$rows))
    eta <- predict_rows(f, coding(s$m, later), offset(later))
    for (k in seq_along(names)) { own <- later$test == k; keep_validation(m$name, s$name, "out of time", names[k], later$y[own], eta[own]) }
    if (length(names) > 1) keep_validation(m$name, s$name, "out of time", "all", later$y, eta)
    if (s$name == "the model") keep_calibration(m$name, "out of time", later$y, eta)
  }
}

fitted <- list()
for (m in models) {
  is_horizon <- !is.null(m$at)
  rows <- rows_of(m, if (is_horizon) horizon(m$at, m$months) else panel)
  m <- learn(m, rows)
  f <- fit_rows(coding(m, rows), rows$y, rows$o)
  cluster <- ifelse(is.na(rows$manager_id), rows$employee_id, rows$manager_id) # whose manager is not known stands alone
  if (isTRUE(m$cluster)) stopifnot(length(unique(cluster)) > ncol(f$Z))
  answer_fit(m, f, cluster)
  keep_validation(m$name, "the model", "in sample", "all", f$y, f$eta)
  keep_calibration(m$name, "in sample", f$y, f$eta)
  if (is_horizon) {
    before <- rows_of(m, horizon(months_later(m$at + 1, -m$months) - 1, m$months))
    test_later(m, before, before, cbind(rows, test = 1), format(m$at), "rate by department")
  } else {
    cut <- n_periods - 4
    later <- rows[rows$period > cut, ]; later$test <- later$period - cut
    test_later(m, rows[rows$period <= cut, ], rows[rows$period > cut - 4 & rows$period <= cut, ], later, period_name(cut + 1:4), "last year's rate by department")
  }
  fitted[[m$name]] <- list(m = m, f = f, rows = rows, eta = predict_rows(f, coding(m, rows), rows$o))
  cat(sprintf("%-3s %4d rows, %3d events%s\n", m$name, length(f$y), sum(f$y), if (any(f$lone)) paste0("; set aside: ", paste(f$about$term[f$lone], f$about$level[f$lone], collapse = ", ")) else ""))
}

# ---------------------------------------------------------------- Drift

# Those there now against the panel's rows; numbers in tenths of the rows: cut k is the first value at which the rows so far are more than k
# tenths. Missing is a class of its own. A class that is empty on one side counts half a person (or row) there.
for (column in c("department", "level", "performance", "potential", "engagement", "salary", "pull", "critical", "post", "successor_for")) {
  class <- function(x) ifelse(is.na(x), "(missing)", as.character(x))
  if (is.numeric(panel[[column]])) {
    count <- table(panel[[column]]); so_far <- cumsum(count); all <- sum(count); at <- as.numeric(names(count))
    breaks <- unique(sapply(1:9, function(k) at[which(so_far > all * k / 10)[1]]))
    class <- function(x) ifelse(is.na(x), "(missing)", as.character(findInterval(x, breaks)))
  }
  classes <- union(class(panel[[column]]), class(now[[column]]))
  was <- table(factor(class(panel[[column]]), classes)); is <- table(factor(class(now[[column]]), classes))
  a <- pmax(was, 0.5) / sum(was); b <- pmax(is, 0.5) / sum(is)
  keep("drift", attribute = column, psi = sum((b - a) * log(b / a)))
}

# ---------------------------------------------------------------- What terms tell of the people there now; fairness

# Age is audited once though birth_year is there too; ages as GRI 401-1 cuts them.
group_of <- list(gender = function(d) d$gender, age = function(d) c("under 30", "30 to 50", "over 50")[1 + (d$age >= 30) + (d$age >= 50.5)])
poisson_lower <- function(o, e) if (o > 0) qchisq(0.025, 2 * o) / 2 / e else 0
for (one in fitted) {
  m <- one$m; f <- one$f
  d <- now; d$tenure <- as.integer(as_of + 1 - d$hired)
  if (m$missing == "drop") d <- d[is_whole(m, d), ] # nothing can be said of the others
  x <- coding(m, d)$x; terms <- unique(f$about$term)
  told <- sapply(terms, function(t) { own <- f$about$term == t; rowSums(sweep(x[, own, drop = FALSE], 2, f$beta[own], "*")) })
  told <- sweep(told, 2, colMeans(told))
  for (segment in segments) for (level in sort(unique(d[[segment]]))) {
    mean_told <- colMeans(told[d[[segment]] == level, , drop = FALSE])
    keep("segment_drivers", model = m$name, segment = segment, level = level, term = terms, headcount = sum(d[[segment]] == level), rank = rank(-abs(mean_told)), contribution = mean_told, ratio = exp(mean_told))
  }
  # The tenth at highest risk, and whoever ties with its last.
  risk <- rowSums(told) + if (isTRUE(m$offset)) d$pull else 0
  chosen <- risk >= sort(risk, decreasing = TRUE)[ceiling(nrow(d) / 10)] - 1e-9
  for (attribute in names(group_of)) {
    in_rows <- group_of[[attribute]](one$rows); in_now <- group_of[[attribute]](d)
    count <- tapply(chosen, in_now, length); share <- tapply(chosen, in_now, mean)
    most <- max(share[count >= 0.02 * nrow(d)]) # of groups large enough to compare with
    for (group in sort(unique(in_rows))) {
      own <- in_rows %in% group; v <- measures(one$rows$y[own], one$eta[own]); o <- v$n_event; e <- v$expected
      there <- if (group %in% names(count)) count[[group]] else 0; selected <- if (there) share[[group]] else NA
      keep("fairness", model = m$name, attribute, group, n = v$n, n_event = o, expected = e, observed_to_expected = o / e, ratio_lower = poisson_lower(o, e), ratio_upper = qchisq(0.975, 2 * o + 2) / 2 / e,
        auc = v$auc, auc_lower = v$auc_lower, auc_upper = v$auc_upper, headcount = there, selected = selected, selection_ratio = selected / most)
    }
    known <- !is.na(in_now)
    for (t in terms) {
      value <- told[known, t]; means <- tapply(value, in_now[known], mean); total <- sum((value - mean(value))^2)
      if (total <= 1e-12 * sum(known)) next # the same of everybody
      keep("fairness_proxies", model = m$name, attribute, term = t, association = sum(tapply(value, in_now[known], length) * (means - mean(value))^2) / total, gap_ratio = exp(max(means) - min(means)))
    }
  }
}

# ---------------------------------------------------------------- The forecast

# Hazards of the causes over the periods ahead, of the last one the part in the horizon; a cause takes its share of the hazard of each period.
# Whoever lacks a number without which the model could not be fitted to them is forecast at its mean.
n_ahead <- ceiling(horizon_months / 3)
exposed <- c(rep(1, n_ahead - 1), (horizon_months - 3 * (n_ahead - 1)) / 3)
hazards <- lapply(fitted[c("v", "i", "r")], function(one) sapply(1:n_ahead, function(p) {
  d <- now; d$tenure <- as.integer(months_later(as_of + 1, 3 * (p - 1)) - d$hired)
  -log1p(-plogis(predict_rows(one$f, coding(one$m, d), 0))) * exposed[p]
}))
all_causes <- Reduce(`+`, hazards)
stay <- t(apply(all_causes, 1, function(h) exp(-cumsum(c(0, h)))))
of_cause <- sapply(hazards, function(h) rowSums(stay[, 1:n_ahead] * -expm1(-all_causes) * h / all_causes))
leave <- 1 - stay[, n_ahead + 1]; quit <- of_cause[, "v"]
stopifnot(abs(rowSums(of_cause) - leave) < 1e-13)
for (segment in c("all", segments)) {
  g <- if (segment == "all") rep("", nrow(now)) else now[[segment]]
  for (level in sort(unique(g))) {
    own <- g == level
    keep("forecast", segment, level, headcount = sum(own), leavers_expected = sum(leave[own]), share = mean(leave[own]))
    keep("forecast_causes", segment, level, cause = c("all", "voluntary", "involuntary", "retirement"), leavers_expected = c(sum(leave[own]), colSums(of_cause[own, , drop = FALSE])))
  }
}

# ---------------------------------------------------------------- Talent

# People of one score stand together: the cut lies where the share of those whose performance is known is nearest the one asked for.
scores <- sort(unique(now$performance), decreasing = TRUE)
shares <- sapply(scores, function(s) mean(now$performance >= s, na.rm = TRUE))
top <- !is.na(now$performance) & now$performance >= scores[which.min(abs(shares - top_share))]
critical <- now$critical == "yes"
performance <- ifelse(is.na(now$performance), "(missing)", now$performance); potential <- ifelse(is.na(now$potential), "(missing)", now$potential)
for (p in c("all", sort(unique(performance)))) for (q in c("all", sort(unique(potential)))) {
  own <- (p == "all" | performance == p) & (q == "all" | potential == q)
  if (any(own)) keep("vlootschouw", performance = p, potential = q, headcount = sum(own), leavers_expected = sum(leave[own]), share = mean(leave[own]), quits_expected = sum(quit[own]), regretted_expected = sum(quit[own & (top | critical)]))
}
rank_of <- ifelse(is.na(now$performance), "(missing)", ifelse(top, "top", "others"))
for (group in c("top", "others", "(missing)")) {
  own <- rank_of == group
  keep("top_performers", group, headcount = sum(own), share_of_people = if (group == "(missing)") NA_real_ else sum(own) / sum(!is.na(now$performance)), leavers_expected = sum(leave[own]), share = mean(leave[own]), quits_expected = sum(quit[own]))
}
# Who stands ready for a position stands ready for no other: all together are short of what each is short of.
post <- ifelse(is.na(now$post), "(missing)", now$post)
positions <- do.call(rbind, lapply(sort(unique(post[critical])), function(p) {
  own <- critical & post == p; ready <- sum(now$successor_for == p, na.rm = TRUE)
  data.frame(position = p, holders = sum(own), vacancies_expected = sum(leave[own]), quits_expected = sum(quit[own]), ready_successors = ready, shortfall = max(0, sum(leave[own]) - ready))
}))
positions <- rbind(data.frame(position = "all", t(colSums(positions[-1]))), positions)
positions$cover <- positions$ready_successors / positions$vacancies_expected
keep("critical_positions", positions)

for (table in names(answers)) save_csv(answers[[table]], file.path(folder, paste0("r_", table, ".csv")))
cat(sprintf("%d people, %d there, %d rows of the panel; %s\n", nrow(people), nrow(now), nrow(panel), paste(names(table(people$cause[people$gone])), table(people$cause[people$gone]), collapse = ", ")))
