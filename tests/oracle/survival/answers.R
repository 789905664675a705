# Answers from R to the cases in this folder: survival curves, tests, competing causes, Cox models and parametric curves.
#
#   Rscript answers.R FOLDER          writes the cases of generated data (CASE/data.csv, job.yaml, r_*.csv) and residuals/
#   Rscript answers.R FOLDER live     writes cases made of the data sets that come with R, in the same form
#
# Needs base R, survival and cmprsk. Numbers have 17 significant digits; an empty cell is R's NA, NaN or infinity. Each case is
# written out first and then read back, so that the answers are to what the file says. What is R's own convention is said
# where it is computed.

suppressPackageStartupMessages({ library(survival); library(splines); library(cmprsk) })
options(stringsAsFactors = FALSE, warn = 1, width = 150, contrasts = c("contr.treatment", "contr.poly"))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

arguments <- commandArgs(trailingOnly = TRUE)
root <- arguments[1]
live <- length(arguments) >= 2 && arguments[2] == "live"

# Text and whole numbers are written as they are, other numbers with 17 significant digits.
save_csv <- function(table, path) {
  for (column in names(table)) {
    value <- table[[column]]
    if (is.double(value)) table[[column]] <- ifelse(is.finite(value), formatC(value, digits = 17, format = "g", width = 1), NA)
    if (is.factor(value)) value <- table[[column]] <- as.character(value)
    if (is.character(value)) table[[column]] <- ifelse(grepl(",", value), paste0('"', value, '"'), value)
  }
  write.table(table, path, sep = ",", row.names = FALSE, quote = FALSE, na = "", eol = "\n")
}

# What a case answers, gathered table by table while it is worked through.
answers <- list()
keep <- function(name, table) if (NROW(table)) {
  old <- answers[[name]]
  if (!is.null(old)) { for (column in setdiff(names(old), names(table))) table[[column]] <- NA_real_; for (column in setdiff(names(table), names(old))) old[[column]] <- NA_real_ }
  answers[[name]] <<- rbind(old, table)
}

# ---------------------------------------------------------------- What a job says

number <- function(column, by_tenure = NULL) list(kind = "number", column = column, by_tenure = by_tenure)
logarithm <- function(column) list(kind = "log", column = column)
category <- function(column, reference = NULL, by_tenure = NULL) list(kind = "factor", column = column, reference = reference, by_tenure = by_tenure)
spline <- function(column, knots) list(kind = "spline", column = column, knots = knots)
bands <- function(column, at) list(kind = "bands", column = column, at = at)
together <- function(a, b) list(kind = "interaction", of = c(a, b))
cox <- function(name, terms, ...) list(name = name, terms = terms, ...)
curve_of <- function(by = character(), ...) list(by = by, ...)

list_text <- function(values) paste0("[", paste(values, collapse = ", "), "]")
term_text <- function(t, data) {
  more <- if (length(t$by_tenure)) paste0(", by_tenure: ", list_text(t$by_tenure)) else ""
  switch(t$kind,
    number = if (more == "" && any(data[[t$column]] %% 1 != 0, na.rm = TRUE)) t$column else paste0("{number: ", t$column, more, "}"),
    log = paste0("{number: ", t$column, ", transform: log}"),
    factor = paste0("{factor: ", t$column, if (length(t$reference)) paste0(", reference: ", t$reference), more, "}"),
    spline = paste0("{spline: ", t$column, ", knots: ", t$knots, "}"),
    bands = paste0("{bands: ", t$column, ", at: ", list_text(t$at), "}"),
    interaction = paste0("{interaction: ", list_text(t$of), "}"))
}
cox_text <- function(m, data) c(
  paste0("    - name: ", m$name),
  if (length(m$cause)) paste0("      cause: ", m$cause),
  paste0("      terms: ", list_text(sapply(m$terms, term_text, data))),
  paste0("      ties: ", if (length(m$ties)) m$ties else "efron"),
  if (length(m$strata)) paste0("      strata: ", list_text(m$strata)),
  if (length(m$weights)) paste0("      weights: ", m$weights),
  if (length(m$offset)) paste0("      offset: ", m$offset),
  if (length(m$cluster)) paste0("      cluster: ", m$cluster),
  if (length(m$ridge)) paste0("      ridge: ", m$ridge),
  if (length(m$frailty)) paste0("      frailty: {group: ", m$frailty, ", distribution: gamma", if (length(m$variance)) paste0(", variance: ", m$variance), "}"),
  "      missing: drop",
  if (length(m$profiles)) paste0("      profiles: ", list_text(mapply(function(name, values)
    paste0("{name: ", name, ", values: {", paste0(names(values), ": ", values, collapse = ", "), "}}"), names(m$profiles), m$profiles))))
curve_text <- function(k) {
  parts <- c(paste0("by: ", list_text(k$by)), if (length(k$cause)) paste0("cause: ", k$cause), if (length(k$at)) paste0("at: ", list_text(k$at)),
    if (length(k$confidence)) paste0("confidence: ", k$confidence), if (length(k$weights)) paste0("weights: ", k$weights),
    if (length(k$quantiles)) paste0("quantiles: ", list_text(k$quantiles)), if (length(k$rho)) paste0("rho: ", k$rho),
    if (length(k$strata)) paste0("strata: ", list_text(k$strata)), if (isTRUE(k$pairwise)) "pairwise: true",
    if (length(k$fitted)) paste0("fitted: ", list_text(k$fitted)))
  paste0("    - {", paste(parts, collapse = ", "), "}")
}
job_text <- function(about, data, curves, models) {
  fixed <- c("start", "stop", "status", "cause")
  c(paste0("# ", about),
    "data:", "  employees:", "    file: data.csv", "    tenure: stop", if ("start" %in% names(data)) "    tenure_from: start",
    '    exited: {column: status, is: "1"}', if ("cause" %in% names(data)) "    reason: cause",
    paste0("    attributes: ", list_text(setdiff(names(data), fixed))),
    "privacy: {minimum_cell: 1}", "models:",
    if (length(curves)) c("  curves:", sapply(curves, curve_text)) else "  curves: []", "  logistic: []",
    if (length(models)) c("  cox:", unlist(lapply(models, cox_text, data))),
    "output: {charts: [], page: false, workbook: false}")
}

# A case: what is in the file is what is answered.
make_case <- function(name, about, data, curves = list(), models = list()) {
  folder <- file.path(root, name)
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  unlink(list.files(folder, full.names = TRUE))
  write.csv(data, file.path(folder, "data.csv"), row.names = FALSE, quote = FALSE, na = "", eol = "\n")
  data <- read.csv(file.path(folder, "data.csv"), na.strings = "")
  if ("cause" %in% names(data)) data$cause <- ifelse(is.na(data$cause), "", as.character(data$cause))
  stopifnot(data$stop > 0, data$stop %% 1 == 0, is.null(data$start) || all(data$start < data$stop & data$start >= 0 & data$start %% 1 == 0))
  writeLines(job_text(about, data, curves, models), file.path(folder, "job.yaml"))
  answers <<- list()
  for (k in curves) answer_curve(k, data)
  for (m in models) answer_cox(m, data)
  for (table in names(answers)) for (column in c("robust_se", "wald", "score", "std_error_sparse")) # nothing to compare
    if (all(is.na(answers[[table]][[column]]))) answers[[table]][[column]] <<- NULL
  for (table in names(answers)) save_csv(answers[[table]], file.path(folder, paste0("r_", table, ".csv")))
  cat(sprintf("%-22s %5d rows, %4d events: %s\n", name, nrow(data), sum(data$status), paste(names(answers), collapse = " ")))
}

# ---------------------------------------------------------------- Curves

# The area under the curve up to `at` and its standard error; the same as print(fit, rmean = at) shows.
restricted_mean <- function(fit, at) {
  now <- fit$time <= at
  area <- function(from) { knots <- c(from, fit$time[fit$time > from & now], at); sum(diff(knots) * c(1, fit$surv)[findInterval(knots[-length(knots)], fit$time) + 1]) }
  step <- which(now & fit$n.event > 0 & fit$n.risk > fit$n.event)
  c(area(0), sqrt(sum(vapply(fit$time[step], area, 0)^2 * fit$n.event[step] / (fit$n.risk[step] * (fit$n.risk[step] - fit$n.event[step])))))
}

# survdiff refuses late entry, so the test is spelt out: at every event time compare the events of each group with their
# hypergeometric expectation among those at risk (entry < t <= exit), weighted by S(t-)^rho, S being the pooled Kaplan-Meier
# curve of the stratum; summed within and over strata.
log_rank <- function(entry, exit, event, group, strata, rho) {
  groups <- sort(unique(group)); size <- length(groups); g <- match(group, groups)
  U <- numeric(size); V <- matrix(0, size, size)
  for (s in unique(strata)) {
    S <- 1
    for (t in sort(unique(exit[event & strata == s]))) {
      n <- tabulate(g[strata == s & entry < t & exit >= t], size); d <- tabulate(g[strata == s & exit == t & event], size)
      N <- sum(n); D <- sum(d); w <- S^rho
      U <- U + w * (d - D * n / N)
      if (N > 1) V <- V + w^2 * D * (N - D) / (N - 1) * (diag(n / N, size) - tcrossprod(n / N))
      S <- S * (1 - D / N)
    }
  }
  used <- which(diag(V) > 1e-12)[-1]
  chisq <- sum(U[used] * solve(V[used, used, drop = FALSE], U[used]))
  if (all(entry == 0)) { # the twin against survdiff itself
    check <- if (length(unique(strata)) > 1) survdiff(Surv(exit, event) ~ group + strata(strata), rho = rho) else survdiff(Surv(exit, event) ~ group, rho = rho)
    stopifnot(abs(check$chisq - chisq) < 1e-9 * (1 + chisq))
  }
  list(chisq = chisq, df = length(used))
}

answer_curve <- function(k, data) {
  # Whole weights are counts of alike people: the rows are repeated.
  if (length(k$weights)) data <- data[rep(seq_len(nrow(data)), data[[k$weights]]), ]
  if (length(k$by)) data <- data[complete.cases(data[k$by]), ]
  name <- paste(c(if (length(k$by)) paste(k$by, collapse = ", ") else "all", k$cause), collapse = ", ")
  stratum <- if (length(k$by)) as.character(data[[k$by]]) else rep("all", nrow(data))
  entry <- if (is.null(data$start)) rep(0, nrow(data)) else data$start
  late <- any(entry > 0)
  event <- data$status == 1 & (if (length(k$cause)) data$cause == k$cause else TRUE) # other causes are censoring
  conf <- if (length(k$confidence)) k$confidence else "log-log"
  rho <- if (length(k$rho)) k$rho else 0
  at <- if (length(k$at)) k$at else c(90, 180, 365, 1095)
  groups <- sort(unique(stratum))
  points <- NULL
  for (s in groups) {
    i <- stratum == s
    y <- if (late) Surv(entry[i], data$stop[i], event[i]) else Surv(data$stop[i], event[i])
    fit <- survfit(y ~ 1, conf.type = conf)
    # std.err of survfit is that of log S; the standard error of S is S times that. The cumulative hazard is Nelson's and Aalen's, with sum(d / n^2).
    e <- fit$n.event > 0
    keep("survival", data.frame(curve = name, stratum = s, time_days = fit$time[e], n_risk = fit$n.risk[e], n_event = fit$n.event[e], survival = fit$surv[e],
      std_error = (fit$surv * fit$std.err)[e], lower = fit$lower[e], upper = fit$upper[e], cumulative_hazard = fit$cumhaz[e], cumulative_hazard_se = fit$std.chaz[e]))
    # Beyond the last time of the group there is no row, unless nobody is left there. Before the first time of any kind S is 1 and so are R's limits;
    # between it and the first event the log-log limits are NA.
    for (t in at[at >= min(entry[i]) & (at <= max(data$stop[i]) | min(fit$surv) == 0)]) {
      f <- summary(fit, times = t, extend = TRUE)
      if (t < min(fit$time)) f$lower <- f$upper <- 1
      mean <- restricted_mean(fit, t)
      if (t >= min(fit$time)) stopifnot(max(abs(summary(fit, rmean = t)$table[c("rmean", "se(rmean)")] - mean)) < 1e-8 * t)
      row <- data.frame(curve = name, stratum = s, at = t, survival = f$surv, std_error = f$std.err, lower = f$lower, upper = f$upper, rmst_days = mean[1], rmst_std_error = mean[2])
      keep("survival_at", row)
      points <- rbind(points, row)
    }
    if (length(k$quantiles)) {
      q <- quantile(fit, k$quantiles)
      # Where late entry makes a limit turn back R sorts it and so does not give its first crossing: no answer then.
      if (any(diff(fit$lower) > 0, na.rm = TRUE) || any(diff(fit$upper) > 0, na.rm = TRUE)) next
      keep("survival_quantiles", data.frame(curve = name, stratum = s, share = k$quantiles, days = c(q$quantile), lower = c(q$lower), upper = c(q$upper)))
    }
    for (d in k$fitted) keep("parametric", data.frame(curve = name, stratum = s, distribution = d, parametric(d, entry[i], data$stop[i], event[i])))
  }
  if (length(groups) > 1) {
    strata <- if (length(k$strata)) do.call(paste, c(unname(as.list(data[k$strata])), sep = " / ")) else rep("all", nrow(data))
    test <- log_rank(entry, data$stop, event, stratum, strata, rho)
    keep("logrank", data.frame(curve = name, chisq = test$chisq, df = test$df, rho = rho))
    if (isTRUE(k$pairwise)) {
      pairs <- t(combn(groups, 2))
      chisq <- apply(pairs, 1, function(p) { i <- stratum %in% p; log_rank(entry[i], data$stop[i], event[i], stratum[i], strata[i], rho)$chisq })
      p <- pchisq(chisq, 1, lower.tail = FALSE)
      keep("logrank_pairs", data.frame(curve = name, stratum = pairs[, 1], versus = pairs[, 2], chisq, p_value = p, p_adjusted = p.adjust(p, "holm")))
      difference <- function(a, b, measure, value, error) {
        d <- a[[value]] - b[[value]]; se <- sqrt(a[[error]]^2 + b[[error]]^2); z <- qnorm(0.975)
        keep("survival_differences", data.frame(curve = name, stratum = a$stratum, versus = b$stratum, at = a$at, measure, difference = d, std_error = se,
          lower = d - z * se, upper = d + z * se, p_value = 2 * pnorm(-abs(d / se))))
      }
      for (r in seq_len(nrow(pairs))) for (t in at) {
        a <- points[points$stratum == pairs[r, 1] & points$at == t, ]; b <- points[points$stratum == pairs[r, 2] & points$at == t, ]
        if (nrow(a) && nrow(b)) { difference(a, b, "survival", "survival", "std_error"); difference(a, b, "rmst", "rmst_days", "rmst_std_error") }
      }
    }
  }
  if (!is.null(data$cause) && !length(k$cause)) incidence(name, k, data, entry, late, stratum, groups)
}

# Incidence by cause (Aalen and Johansen). R's standard error here is the infinitesimal jackknife, each row being a person of its
# own. "all" is 1 minus the probability of still being there, with the standard error and limits of that.
incidence <- function(name, k, data, entry, late, stratum, groups) {
  causes <- sort(unique(data$cause[data$status == 1]))
  what <- factor(ifelse(data$status == 1, data$cause, "(still there)"), levels = c("(still there)", causes))
  row <- seq_len(nrow(data))
  for (s in groups) {
    i <- stratum == s
    y <- if (late) Surv(entry[i], data$stop[i], what[i]) else Surv(data$stop[i], what[i])
    fit <- suppressWarnings(survfit(y ~ 1, id = row[i], conf.type = if (length(k$confidence)) k$confidence else "log-log")) # (log(-log p) of a p that rounding puts past 1)
    first <- match("(s0)", fit$states)
    e <- rowSums(fit$n.event) > 0
    for (cause in causes) {
      j <- match(cause, fit$states)
      keep("incidence", data.frame(curve = name, stratum = s, cause, time_days = fit$time[e], n_risk = fit$n.risk[e, first], n_event = fit$n.event[e, j],
        incidence = fit$pstate[e, j], std_error = fit$std.err[e, j], lower = fit$lower[e, j], upper = fit$upper[e, j]))
    }
    keep("incidence", data.frame(curve = name, stratum = s, cause = "all", time_days = fit$time[e], n_risk = fit$n.risk[e, first], n_event = rowSums(fit$n.event)[e],
      incidence = 1 - fit$pstate[e, first], std_error = fit$std.err[e, first], lower = 1 - fit$upper[e, first], upper = 1 - fit$lower[e, first]))
  }
  if (length(groups) > 1 && !late && !length(k$rho)) { # Gray's test as cmprsk has it, rho 0
    strata <- if (length(k$strata)) do.call(paste, c(unname(as.list(data[k$strata])), sep = " / ")) else rep("all", nrow(data))
    test <- cuminc(data$stop, ifelse(data$status == 1, data$cause, "still there"), stratum, strata, cencode = "still there")$Tests
    keep("gray", data.frame(curve = name, cause = rownames(test), chisq = test[, "stat"], df = test[, "df"], p_value = test[, "pv"]))
  }
}

# ---------------------------------------------------------------- Parametric curves

# Log-likelihood in days: sum of event * log h(t) - H(t) + H(entry), differentiated exactly in a and b.
#   weibull, lognormal, loglogistic: a = log shape, b = log scale;   gompertz: a = shape, b = log scale.
log_hazard <- list(
  weibull = quote(a - b + (exp(a) - 1) * (log(t) - b)),
  loglogistic = quote(a - b + (exp(a) - 1) * (log(t) - b) - log(1 + exp(exp(a) * (log(t) - b)))),
  lognormal = quote(-log(t) - b * 0 - s - log(2 * pi) / 2 - ((log(t) - b) / exp(s))^2 / 2 - log(pnorm(-(log(t) - b) / exp(s)))),
  gompertz = quote(a * t - b))
hazard_to <- list(
  weibull = quote(exp(exp(a) * (log(t) - b))),
  loglogistic = quote(log(1 + exp(exp(a) * (log(t) - b)))),
  lognormal = quote(-log(pnorm(-(log(t) - b) / exp(s)))),
  gompertz = NULL)
# The integral of u^k exp(a u) from 0 to t; as a series where a t is small, as the closed form loses digits there.
moment <- function(k, a, t) {
  z <- a * t
  series <- t^(k + 1) * Reduce(`+`, lapply(0:40, function(j) z^j / factorial(j) / (j + k + 1)))
  closed <- switch(k + 1, expm1(z) / a, (exp(z) * (z - 1) + 1) / a^2, (exp(z) * (z^2 - 2 * z + 2) - 2) / a^3)
  ifelse(abs(z) < 2, series, closed)
}
gompertz_to <- function(a, b, t) {
  m <- lapply(0:2, function(k) exp(-b) * moment(k, a, t))
  structure(m[[1]], gradient = cbind(m[[2]], -m[[1]]), hessian = array(c(m[[3]], -m[[2]], -m[[2]], m[[1]]), c(length(t), 2, 2)))
}
log_hazard$lognormal <- do.call(substitute, list(log_hazard$lognormal, list(s = quote(a)))) # here a = log of the shape sigma
hazard_to$lognormal <- do.call(substitute, list(hazard_to$lognormal, list(s = quote(a))))
parametric <- function(distribution, entry, exit, event) {
  h <- deriv3(log_hazard[[distribution]], c("a", "b"), c("a", "b", "t"))
  H <- if (distribution == "gompertz") gompertz_to else deriv3(hazard_to[[distribution]], c("a", "b"), c("a", "b", "t"))
  total <- function(p) {
    one <- function(f, t) { v <- f(p[1], p[2], t); list(value = sum(v), gradient = colSums(attr(v, "gradient")), hessian = apply(attr(v, "hessian"), 2:3, sum)) }
    parts <- list(one(h, exit[event]), one(H, exit)); late <- entry > 0
    if (any(late)) parts[[3]] <- one(H, entry[late])
    Reduce(function(x, y) mapply(function(u, v) u + v, x, y, SIMPLIFY = FALSE), Map(function(part, sign) lapply(part, `*`, sign), parts, c(1, -1, 1)[seq_along(parts)]))
  }
  rate <- sum(event) / sum(exit - entry)
  p <- if (distribution == "gompertz") c(1e-2 * rate, -log(rate)) else c(0, -log(rate))
  scale <- if (distribution == "gompertz") c(rate, 1) else c(1, 1)
  p <- optim(p / scale, function(q) { v <- -total(q * scale)$value; if (is.finite(v)) v else 1e10 }, control = list(reltol = 1e-13, maxit = 5000))$par * scale
  for (step in 1:30) { now <- total(p); move <- solve(now$hessian, now$gradient); p <- p - move; if (max(abs(move / p)) < 1e-15) break }
  now <- total(p)
  stopifnot(max(abs(solve(now$hessian, now$gradient) / p)) < 1e-11)
  se <- sqrt(diag(solve(-now$hessian)))
  shape <- if (distribution == "gompertz") c(p[1], se[1]) else exp(p[1]) * c(1, se[1])
  answer <- data.frame(loglik = now$value, aic = 4 - 2 * now$value, shape = shape[1], shape_se = shape[2], scale = exp(p[2]), scale_se = exp(p[2]) * se[2])
  if (distribution != "gompertz" && all(entry == 0)) { # against survreg
    fit <- survreg(Surv(exit, event) ~ 1, dist = distribution, control = survreg.control(rel.tolerance = 1e-14, maxiter = 100))
    theirs <- c(fit$loglik[2], if (distribution == "lognormal") fit$scale else 1 / fit$scale, exp(coef(fit)),
      (if (distribution == "lognormal") fit$scale else 1 / fit$scale) * sqrt(fit$var[2, 2]), exp(coef(fit)) * sqrt(fit$var[1, 1]))
    off <- max(abs(theirs / unlist(answer[c("loglik", "shape", "scale", "shape_se", "scale_se")]) - 1))
    if (off > 1e-8) cat("  survreg differs by", off, "for", distribution, "\n")
  }
  answer
}

# ---------------------------------------------------------------- Cox models

# The columns of one term, and how a row of answers is called. `known` is what a term takes from the rows of the model: its levels and knots.
learn <- function(t, data) {
  if (t$kind == "factor") { levels <- sort(unique(as.character(data[[t$column]]))); t$levels <- c(t$reference, setdiff(levels, t$reference)) }
  if (t$kind == "spline") t$at <- quantile(data[[t$column]], switch(as.character(t$knots), "3" = c(.1, .5, .9), "4" = c(.05, .35, .65, .95), "5" = c(.05, .275, .5, .725, .95)), type = 7, names = FALSE)
  t
}
columns <- function(t, data, terms, cuts) {
  if (t$kind == "interaction") {
    one <- lapply(t$of, function(name) { k <- Filter(function(u) identical(u$column, name) && u$kind %in% c("number", "factor"), terms)[[1]]; columns(k, data, terms, cuts) })
    x <- NULL; level <- NULL
    for (i in seq_along(one[[1]]$level)) for (j in seq_along(one[[2]]$level)) {
      x <- cbind(x, one[[1]]$x[, i] * one[[2]]$x[, j])
      label <- c(one[[1]]$level[i], one[[2]]$level[j]); level <- c(level, paste(label[label != ""], collapse = " / "))
    }
    return(list(x = x, term = paste(t$of, collapse = " x "), level = level))
  }
  value <- data[[t$column]]
  found <- switch(t$kind,
    number = list(x = cbind(as.numeric(value)), term = t$column, level = ""),
    log = list(x = cbind(log(value)), term = paste0("log(", t$column, ")"), level = ""),
    factor = list(x = sapply(t$levels[-1], function(l) as.numeric(value == l)), term = t$column, level = t$levels[-1]),
    spline = list(x = matrix(ns(value, knots = t$at[-c(1, t$knots)], Boundary.knots = t$at[c(1, t$knots)]), nrow(data)), term = t$column, level = paste0("spline ", seq_len(t$knots - 1))),
    bands = { n <- length(t$at); label <- c(paste("under", t$at[1]), if (n > 1) paste(t$at[-n], "to", t$at[-1]), paste(t$at[n], "and over"))
      list(x = sapply(2:(n + 1), function(b) as.numeric(findInterval(value, t$at) + 1 == b)), term = t$column, level = label[-1]) })
  found$x <- matrix(found$x, nrow = nrow(data))
  if (length(t$by_tenure)) { # its own effect within each band of tenure; the rows have been split there
    n <- length(t$by_tenure); label <- c(paste("to", t$by_tenure[1], "days"), if (n > 1) paste(t$by_tenure[-n], "to", t$by_tenure[-1], "days"), paste("over", t$by_tenure[n], "days"))
    band <- findInterval(data$from_day, t$by_tenure) + 1
    x <- NULL; level <- NULL
    for (j in seq_along(found$level)) for (b in seq_len(n + 1)) { x <- cbind(x, found$x[, j] * (band == b)); level <- c(level, paste0(if (found$level[j] != "") paste0(found$level[j], ", "), label[b])) }
    found$x <- x; found$level <- level
  }
  found
}

answer_cox <- function(m, data) {
  terms <- m$terms
  needed <- unique(c(unlist(lapply(terms, `[[`, "column")), m$strata, m$weights, m$offset, m$cluster, m$frailty))
  d <- data[complete.cases(data[needed]), ]
  d$from_day <- if (is.null(d$start)) 0 else d$start
  d$to_day <- d$stop
  d$event <- as.numeric(d$status == 1 & (if (length(m$cause)) d$cause == m$cause else TRUE)) # other causes are censoring
  rows <- nrow(d)
  terms <- lapply(terms, learn, d)
  cuts <- sort(unique(unlist(lapply(terms, `[[`, "by_tenure"))))
  if (length(cuts)) d <- survSplit(Surv(from_day, to_day, event) ~ ., data = d, cut = cuts)
  late <- any(d$from_day > 0)
  made <- lapply(terms, columns, d, terms, cuts)
  blocks <- paste0("block", seq_along(made))
  for (b in seq_along(made)) d[[blocks[b]]] <- made[[b]]$x
  size <- sapply(made, function(x) ncol(x$x)); term <- sapply(made, `[[`, "term")
  d$layer <- if (length(m$strata)) do.call(paste, c(unname(as.list(d[m$strata])), sep = " / ")) else "all"
  d$weight_ <- if (length(m$weights)) as.numeric(d[[m$weights]]) else 1
  d$offset_ <- if (length(m$offset)) d[[m$offset]] else 0
  d$frailty_ <- if (length(m$frailty)) factor(d[[m$frailty]]) else 1
  ties <- if (length(m$ties)) m$ties else "efron"
  robust <- length(m$cluster) > 0
  penalised <- length(m$ridge) || length(m$frailty)
  tight <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 200, outer.max = 200)
  # fit: R's coxph, with weights as case weights, no robust variance unless there is a cluster.
  fit_of <- function(blocks, control = tight, init = NULL, extra = NULL) {
    right <- c(blocks, extra, if (length(m$strata)) "strata(layer)", if (length(m$offset)) "offset(offset_)")
    form <- as.formula(paste0(if (late) "Surv(from_day, to_day, event)" else "Surv(to_day, event)", " ~ ", if (length(right)) paste(right, collapse = " + ") else "1"))
    call <- list(form, data = quote(d), ties = ties, control = control, x = TRUE, y = TRUE, model = TRUE)
    if (length(init)) call$init <- init
    if (length(m$weights)) call$weights <- quote(weight_)
    if (robust) call$cluster <- as.name(m$cluster) else call$robust <- FALSE
    do.call(coxph, call)
  }
  model <- m$name

  if (length(m$frailty)) return(answer_frailty(m, d, blocks, made, size, term, fit_of, rows, ties))

  if (length(m$ridge)) { # theta / 2 * sum(beta^2 * var(column)); R's variance is the inverse of the penalised information
    fit <- suppressWarnings(fit_of(NULL, extra = paste0("ridge(", paste(blocks, collapse = ", "), ", theta = ", m$ridge, ", scale = TRUE)"))) # (R warns while naming columns)
  } else {
    fit <- fit_of(blocks)
    again <- fit_of(blocks, init = coef(fit))
    if (max(abs(coef(again) / coef(fit) - 1)) > 1e-9) cat("  ", model, ": estimates move by", max(abs(coef(again) / coef(fit) - 1)), "\n")
  }
  beta <- unname(coef(fit)); stopifnot(!anyNA(beta))
  V <- if (robust) fit$naive.var else fit$var
  table <- data.frame(model, term = rep(term, size), level = unlist(lapply(made, `[[`, "level")), estimate = beta, std_error = sqrt(diag(V)))
  if (robust) table$robust_se <- sqrt(diag(fit$var)) else table$robust_se <- NA_real_
  curved <- rep(sapply(terms, function(t) t$kind == "spline"), size)
  keep("cox_coefficients", table[!curved, ])
  # n is the rows before they are cut for by_tenure (concordance_se takes the pieces as people of their own then). wald is the robust one where there is a cluster; score is that at zero, from
  # the model-based information. With a ridge: df is R's effective df, lr is twice the difference of the unpenalised
  # log-likelihoods, and R has no comparable wald or score.
  keep("cox_fit", data.frame(model, n = rows, n_event = fit$nevent, loglik_null = fit$loglik[1], loglik = fit$loglik[2], lr = 2 * diff(fit$loglik),
    wald = if (penalised) NA_real_ else unname(fit$wald.test), score = if (penalised) NA_real_ else fit$score, df = if (penalised) sum(fit$df) else length(beta),
    concordance = unname(fit$concordance["concordance"]), concordance_se = unname(fit$concordance["std"])))

  plain <- !robust && !penalised && !length(cuts) && !any(sapply(terms, `[[`, "kind") == "interaction")
  if (plain) for (b in seq_along(blocks)) {
    own <- rep(seq_along(size), size) == b
    if (length(blocks) > 1) { less <- fit_of(blocks[-b]); start <- replace(numeric(length(beta)), !own, coef(less)); at <- less$loglik[2] } else { start <- numeric(length(beta)); at <- fit$loglik[1] }
    score <- fit_of(blocks, coxph.control(iter.max = 0), start)$score # at the restricted optimum the other scores are zero
    keep("cox_terms", data.frame(model, term = term[b], df = sum(own), wald = sum(beta[own] * solve(V[own, own, drop = FALSE], beta[own])), lr = 2 * (fit$loglik[2] - at), score))
  }

  # The test of proportional hazards: the time scale is 1 - S(t-) of one Kaplan-Meier curve over all rows, with late entry, without strata
  # and without weights, less its plain mean over the events; the test itself is the score test of term x g(t), with weights.
  if (!penalised && !length(cuts)) {
    z <- cox.zph(fit, transform = "km")$table
    keep("cox_proportionality", data.frame(model, term = c(term, "GLOBAL"), chisq = z[, "chisq"], df = z[, "df"], p_value = z[, "p"]))
  }

  # Curves for given people. R's std.err is that of log S, which is that of the cumulative hazard; std_error is S times that. It holds the
  # part of the baseline (Efron's ties in it, weights once) and the part of the estimates, the latter from the robust variance where there is a
  # cluster. The offset of a profile is 0. With by_tenure the columns change with tenure; survfit(id = ) gives the right curve then but loses the
  # covariance between the bands in its std.err, so the profile is taken off the columns of every row, band by band: that leaves the
  # partial likelihood as it is and makes the profile the one whose columns are zero throughout.
  if (length(m$profiles)) for (p in names(m$profiles)) {
    values <- as.data.frame(m$profiles[[p]])
    moved <- fit
    if (length(cuts)) {
      here <- cbind(values[rep(1, nrow(d)), , drop = FALSE], from_day = d$from_day)
      for (b in seq_along(blocks)) d[[blocks[b]]] <- made[[b]]$x - columns(terms[[b]], here, terms, cuts)$x
      moved <- fit_of(blocks, init = beta)
      stopifnot(max(abs(coef(moved) - beta)) < 1e-9)
    }
    for (s in sort(unique(d$layer))) {
      nd <- cbind(values, from_day = 0, to_day = 1, event = 0, layer = s, offset_ = 0, weight_ = 1)
      for (b in seq_along(blocks)) nd[[blocks[b]]] <- if (length(cuts)) matrix(0, 1, size[b]) else columns(terms[[b]], values, terms, cuts)$x
      f <- survfit(moved, newdata = nd, conf.type = "log-log")
      e <- f$n.event > 0
      keep("cox_curves", data.frame(model, profile = p, stratum = s, time_days = f$time[e], cumulative_hazard = c(f$cumhaz)[e], survival = c(f$surv)[e],
        std_error = (c(f$surv) * c(f$std.err))[e], lower = c(f$lower)[e], upper = c(f$upper)[e]))
    }
    if (length(cuts)) for (b in seq_along(blocks)) d[[blocks[b]]] <- made[[b]]$x
  }
}

# Gamma frailty. The effects are on the log scale. R's default for more than five groups is sparse = TRUE: the information of the effects is then
# taken as diagonal, so that its standard errors are approximate, and known to some six digits only as its steps are slow. The estimates
# and std_error are therefore from sparse = FALSE (the same optimum; the inverse of the full penalised information); std_error_sparse is R's default
# (fit$var and fit$fvar).
# Estimated variance: R's own search stops on the log-likelihood and knows the variance to six or seven digits only. Here it is the root
# of the derivative of the same marginal log-likelihood: with nu = 1 / variance, d events and effect w of each group,
#   loglik_marginal = partial - nu * sum(exp(w) - 1 - w) + sum(lgamma(nu + d) - lgamma(nu) + nu log nu - (nu + d) log(nu + d) + d),
#   its derivative in nu = sum(w) + sum(digamma(nu + d) - digamma(nu) + log nu - log(nu + d)), as mean(exp(w)) = 1.
answer_frailty <- function(m, d, blocks, made, size, term, fit_of, rows, ties) {
  model <- m$name; beta_at <- seq_len(sum(size))
  deaths <- c(tapply(d$event, d$frailty_, sum))
  at <- function(variance) {
    extra <- sprintf("frailty.gamma(frailty_, sparse = FALSE, theta = %.17g)", variance)
    fit <- first <- fit_of(blocks, extra = extra)
    for (again in 1:3) fit <- fit_of(blocks, extra = extra, init = coef(fit))
    w <- unname(coef(fit)[-beta_at]); nu <- 1 / variance
    left <- tapply(residuals(fit, "martingale"), d$frailty_, sum) - nu * (exp(w) - 1)
    stopifnot(abs(mean(exp(w)) - 1) < 1e-10, max(abs(left)) < 1e-8)
    marginal <- fit$loglik[2] - nu * sum(exp(w) - 1 - w) + sum(lgamma(nu + deaths) - lgamma(nu) + nu * log(nu) - (nu + deaths) * log(nu + deaths) + deaths)
    stopifnot(abs(marginal / fit$history[[1]]$c.loglik - 1) < 1e-9)
    list(fit = fit, w = w, marginal = marginal, null = first$loglik[1], slope = sum(w) + sum(digamma(nu + deaths) - digamma(nu) + log(nu) - log(nu + deaths)))
  }
  if (length(m$variance)) variance <- m$variance else {
    own <- fit_of(blocks, extra = "frailty.gamma(frailty_, eps = 1e-12)")$history[[1]]
    nu <- uniroot(function(nu) at(1 / nu)$slope, c(0.5, 2) / own$theta, tol = 1e-13)$root
    variance <- 1 / nu
    cat(sprintf("  %s: variance %.12g, R's own search %.12g; marginal %.12g, R's own %.12g\n", model, variance, own$theta, at(variance)$marginal, own$c.loglik))
  }
  best <- at(variance); fit <- best$fit
  sparse <- fit_of(blocks, extra = sprintf("frailty.gamma(frailty_, sparse = TRUE, theta = %.17g)", variance))
  if (max(abs(coef(sparse)[beta_at] - coef(fit)[beta_at])) > 1e-5) cat("  sparse and full differ\n")
  full <- sqrt(diag(fit$var))
  keep("cox_coefficients", data.frame(model, term = rep(term, size), level = unlist(lapply(made, `[[`, "level")), estimate = unname(coef(fit)[beta_at]),
    std_error = full[beta_at], robust_se = NA_real_, std_error_sparse = sqrt(diag(sparse$var))[beta_at]))
  # lr and loglik_null are against no terms and no frailty, loglik is the partial one without the penalty; df is the trace of the
  # inverse penalised information times the information itself (Gray 1992) over all columns together: R adds up the same block by block; the
  # concordance is that of the linear predictor with the effects.
  keep("cox_fit", data.frame(model, n = rows, n_event = fit$nevent, loglik_null = best$null, loglik = fit$loglik[2], lr = 2 * (fit$loglik[2] - best$null),
    wald = NA_real_, score = NA_real_, df = nrow(fit$var) - sum(diag(fit$var)[-beta_at] * exp(best$w)) / variance, concordance = unname(fit$concordance["concordance"]),
    concordance_se = unname(fit$concordance["std"])))
  shown <- c(table(d$frailty_)) >= 10 # smaller groups are never shown
  keep("cox_frailty", data.frame(model, group = levels(d$frailty_), effect = best$w, std_error = full[-beta_at], std_error_sparse = sqrt(sparse$fvar))[shown, ])
  keep("cox_frailty_fit", data.frame(model, variance, loglik_marginal = best$marginal))
}

# ---------------------------------------------------------------- Generated data

# n people, followed from day `start` (0, or later for some when late) to day `stop`, in steps of `step` days so that there are
# ties; most of the late entries fall on days of events. Causes: voluntary, involuntary, retirement.
people <- function(seed, n, step = 14, late = FALSE, causes = FALSE, shape = 1.2, units = 30, spread = 0.4) {
  set.seed(seed)
  group <- sample(c("A", "B", "C"), n, replace = TRUE, prob = c(0.45, 0.3, 0.25))
  sex <- sample(c("F", "M"), n, replace = TRUE)
  site <- sample(c("north", "east", "west"), n, replace = TRUE)
  x1 <- round(rnorm(n), 2)
  x2 <- sample(1:10, n, replace = TRUE)
  x3 <- round(runif(n, 0, 10), 1)
  unit <- sample(units, n, replace = TRUE)
  risk <- exp(0.35 * x1 - 0.06 * (x2 - 5) + 0.15 * sin(x3) + c(A = 0, B = 0.35, C = 0.6)[group] + 0.2 * (sex == "M") + spread * rnorm(units)[unit])
  start <- if (late) ifelse(runif(n) < 0.5, 0, floor(runif(n, 1, 40) * 7)) else rep(0, n)
  on_a_tie <- start > 0 & runif(n) < 0.7
  start[on_a_tie] <- step * ceiling(start[on_a_tie] / step)
  event <- ((start / 420)^shape + rexp(n) / risk)^(1 / shape) * 420 # given still there on day start
  censored <- start + runif(n, 20, 800)
  stop <- step * pmax(ceiling(pmin(event, censored) / step), floor(start / step) + 1)
  status <- as.integer(event <= censored)
  odd <- status == 0 & runif(n) < 0.5 # half of those censored leave between two event days
  stop[odd] <- pmax(stop[odd] - 3, start[odd] + 1)
  data <- data.frame(start = as.integer(start), stop = as.integer(stop), status)
  if (!late) data$start <- NULL
  if (causes) data$cause <- ifelse(status == 1, sample(c("voluntary", "involuntary", "retirement"), n, replace = TRUE, prob = c(0.5, 0.3, 0.2)), "")
  cbind(data, group, sex, site, x1, x2, x3, unit = sprintf("u%02d", unit))
}
but <- function(data, ...) data[setdiff(names(data), c(...))]

generated <- function() {
  # Therneau and Grambsch: six rows whose answers are known in closed form. Breslow: the log-likelihood is 2 beta - log(3 r + 3) - 2 log(r + 3) with
  # r = exp(beta), so r^2 - 3 r - 6 = 0 and beta = log((3 + sqrt(33)) / 2). Efron: 2 beta - log(3 r + 3) - log(r + 3) - log((r + 5) / 2), so
  # r^3 - 23 r - 30 = 0.
  six <- data.frame(stop = c(9L, 1L, 1L, 6L, 6L, 8L), status = c(1L, 1L, 0L, 1L, 1L, 0L), x = c(0L, 1L, 1L, 1L, 0L, 0L))
  make_case("six_rows", "Six rows whose answers are known in closed form.", six, list(curve_of(at = c(1, 5, 6, 8), quantiles = c(0.25, 0.5))),
    list(cox("efron", list(number("x")), profiles = list(zero = list(x = 0), one = list(x = 1))), cox("breslow", list(number("x")), ties = "breslow", profiles = list(zero = list(x = 0), one = list(x = 1)))))

  typical <- list(typical = list(x1 = 0.5, x2 = 4, group = "B", sex = "M"), other = list(x1 = -1, x2 = 9, group = "C", sex = "F"))
  common <- list(number("x1"), logarithm("x2"), category("group", "C"), category("sex"))
  d <- but(people(1, 300, step = 30, causes = TRUE), "site", "x3", "unit")
  make_case("ties", "Heavy ties: every event on a multiple of 30 days.", d, list(
      curve_of("group", at = c(20, 90, 365), quantiles = c(0.1, 0.25, 0.5), pairwise = TRUE), curve_of("sex", cause = "voluntary", at = c(90, 365), confidence = "log", rho = 1)),
    list(cox("efron", common, profiles = typical), cox("breslow", common, ties = "breslow", profiles = typical),
      cox("voluntary", list(number("x1"), category("group")), cause = "voluntary"), cox("voluntary_breslow", list(number("x1"), category("group")), cause = "voluntary", ties = "breslow")))

  d <- but(people(2, 320, step = 28, late = TRUE, causes = TRUE), "x3", "unit")
  layered <- list(number("x1"), number("x2"), category("group"))
  one <- list(typical = list(x1 = 0.5, x2 = 4, group = "B"))
  make_case("late_entry", "Entries on days of events, without and with strata.", but(d, "cause"), list(
      curve_of("group", at = c(90, 365), quantiles = c(0.25, 0.5), rho = 1, pairwise = TRUE), curve_of("sex", at = c(30, 180), confidence = "log", rho = 0.5, strata = "site")),
    list(cox("efron", layered, profiles = one), cox("breslow", layered, ties = "breslow", profiles = one),
      cox("strata", layered, strata = "sex", profiles = one), cox("strata_breslow", layered, ties = "breslow", strata = c("sex", "site"))))

  d <- but(people(3, 300, step = 21, late = TRUE), "x3", "site")
  d$w <- sample(c(0.5, 0.75, 1, 1.25, 2, 3.5), nrow(d), replace = TRUE)
  d$o <- round(rnorm(nrow(d), 0, 0.3), 2)
  make_case("weights", "Weights that are not whole, offsets, strata and a robust variance by unit, with late entry.", d, list(), list(
    cox("weights", layered, weights = "w", profiles = one), cox("weights_breslow", layered, weights = "w", ties = "breslow", profiles = one),
    cox("offset", layered, offset = "o", profiles = one), cox("all", layered, weights = "w", offset = "o", strata = "sex", profiles = one),
    cox("all_breslow", layered, weights = "w", offset = "o", strata = "sex", ties = "breslow"),
    cox("cluster", layered, weights = "w", offset = "o", strata = "sex", cluster = "unit", profiles = one),
    cox("cluster_breslow", layered, weights = "w", offset = "o", strata = "sex", cluster = "unit", ties = "breslow")))

  d <- but(people(4, 300, step = 28), "x3", "site")
  d$w <- sample(1:3, nrow(d), replace = TRUE)
  d$o <- round(rnorm(nrow(d), 0, 0.3), 2)
  make_case("cluster", "A robust variance by unit, whole weights, offsets; nobody enters late.", d, list(), list(
    cox("cluster", layered, cluster = "unit", profiles = one), cox("cluster_breslow", layered, cluster = "unit", ties = "breslow"),
    cox("weights", layered, weights = "w", profiles = one), cox("weights_cluster", layered, weights = "w", cluster = "unit", offset = "o"),
    cox("weights_breslow", layered, weights = "w", ties = "breslow", strata = "sex", offset = "o")))

  d <- but(people(5, 400, step = 14), "unit", "site")
  make_case("shapes", "Splines, bands, logarithms and interactions.", d, list(), list(
    cox("splines", list(spline("x1", 4), spline("x3", 3), category("group")), profiles = list(typical = list(x1 = 0.5, x3 = 4.5, group = "B"), outside = list(x1 = 4, x3 = 0, group = "A"))),
    cox("five", list(spline("x3", 5), number("x1")), ties = "breslow"),
    cox("bands", list(bands("x2", c(3, 6)), bands("x3", 5), number("x1")), profiles = list(typical = list(x2 = 6, x3 = 4.9, x1 = 0))),
    cox("factors", list(category("group", "B"), category("sex"), together("group", "sex")), profiles = list(typical = list(group = "C", sex = "M"))),
    cox("slopes", list(category("group"), number("x1"), together("group", "x1")), profiles = list(typical = list(group = "C", x1 = 0.5))),
    cox("numbers", list(number("x1"), number("x2"), together("x1", "x2"), category("sex")), ties = "breslow", profiles = list(typical = list(x1 = 0.5, x2 = 3, sex = "M")))))

  d <- but(people(6, 300, step = 15, late = TRUE), "x3", "unit", "site") # events on the very days of the cuts
  make_case("by_tenure", "An effect of its own in each band of tenure, with late entry.", d, list(), list(
    cox("number", list(number("x1", c(90, 360)), category("group")), profiles = list(typical = list(x1 = 0.5, group = "B"))),
    cox("factor", list(number("x2"), category("group", "B", 90)), ties = "breslow"),
    cox("both", list(number("x1", c(90, 360)), category("group", NULL, 180), number("x2")), strata = "sex", profiles = list(typical = list(x1 = 0.5, group = "C", x2 = 5)))))

  d <- but(people(7, 250, step = 14), "x3", "unit", "site")
  d$w <- sample(c(0.5, 1, 1.5), nrow(d), replace = TRUE)
  make_case("ridge", "A penalty on the size of the coefficients.", d, list(), list(
    cox("half", common, ridge = 0.5, profiles = typical), cox("twenty", common, ridge = 20, ties = "breslow"),
    cox("layered", layered, ridge = 5, strata = "sex", weights = "w")))

  d <- but(people(8, 400, step = 7, late = TRUE, units = 30, spread = 0.7), "x3", "site")
  make_case("frailty", "Gamma frailty by unit, its variance estimated and given.", d, list(), list(
    cox("estimated", layered, frailty = "unit"), cox("breslow", layered, frailty = "unit", ties = "breslow"), cox("given", layered, frailty = "unit", variance = 0.3),
    cox("strata", list(number("x1"), category("group")), frailty = "unit", strata = "sex"), cox("given_breslow", list(number("x1")), frailty = "unit", variance = 0.8, ties = "breslow", strata = "sex")))

  d <- but(people(9, 200, step = 35, causes = TRUE), "x3", "unit")
  d$w <- sample(1:3, nrow(d), replace = TRUE)
  make_case("curve_weights", "Curves with whole weights, tests weighted by survival and stratified.", but(d, "x1", "x2"), list(
    curve_of("group", weights = "w", at = c(90, 365), quantiles = c(0.25, 0.5), rho = 0.5, strata = "sex", pairwise = TRUE, fitted = c("weibull", "lognormal")),
    curve_of("sex", at = c(90, 365), strata = c("group", "site")), curve_of("site", cause = "voluntary", rho = 1, at = c(90, 365), confidence = "plain", pairwise = TRUE), curve_of(at = c(90, 365), weights = "w")))

  d <- but(people(10, 360, step = 28, causes = TRUE), "x1", "x2", "x3", "unit", "site")
  make_case("causes", "Three causes by three groups.", d, list(curve_of("group", at = c(90, 365)), curve_of("sex", at = c(90, 365), strata = "group")))
  d <- but(people(11, 360, step = 35, late = TRUE, causes = TRUE), "x1", "x2", "x3", "unit", "site")
  make_case("causes_late", "Three causes by three groups, with late entry.", d, list(curve_of("group", at = c(90, 365)), curve_of(at = c(90, 365))))

  every <- c("weibull", "lognormal", "loglogistic", "gompertz")
  make_case("fitted", "Parametric curves.", but(people(12, 300, step = 14), "x1", "x2", "x3", "unit", "site"), list(curve_of("group", at = 365, fitted = every), curve_of(at = 365, fitted = every)))
  make_case("fitted_late", "Parametric curves with late entry.", but(people(13, 300, step = 28, late = TRUE), "x1", "x2", "x3", "unit", "site"),
    list(curve_of("group", at = 365, fitted = every), curve_of(at = 365, fitted = every)))

  d <- but(people(14, 250, step = 14), "site")
  d$x1[sample(nrow(d), 20)] <- NA; d$group[sample(nrow(d), 15)] <- NA; d$unit[sample(nrow(d), 10)] <- NA; d$sex[sample(nrow(d), 10)] <- NA
  make_case("missing", "Empty cells: a row counts where nothing that the model names is empty.", d, list(), list(
    cox("some", list(number("x1"), number("x2"), category("group"))), cox("spline", list(spline("x1", 3), category("group")), strata = "sex", cluster = "unit"),
    cox("frailty", list(number("x2")), frailty = "unit", variance = 0.4)))

  residual_answers()
}

# ---------------------------------------------------------------- Residuals, for a test of the functions themselves

# residuals/censored.csv: right-censored, ties; no weights, offsets or strata in the model. residuals/entry.csv: (start, stop], two strata,
# weights that are not whole, offsets. Model: x1 + x2 + group (A the reference) [+ strata(stratum) + offset(offset)].
# DATA_TIES_rows.csv, by row of the data: martingale, deviance, score_* and dfbeta_* are those of residuals(fit, weighted = FALSE): no case
#   weight is multiplied in, though the means within are weighted; dfbeta_* = score %*% model-based variance. A row's
#   part in the robust variance is its weight times its dfbeta.
# DATA_TIES_events.csv: Schoenfeld residuals (unweighted: x less the weighted mean among those at risk, with Efron's mean of the means at ties) and
#   scaled ones (times the model-based variance and the number of event rows, plus the estimate), in R's order: by
#   stratum, then time, then row; `row` says which row of the data. (R's residuals(type = "schoenfeld", weighted = TRUE) takes the weights of the data's
#   order for the rows in this one, so it is not used.)
# DATA_TIES_variance.csv: estimates, model-based variance v_* and robust variance r_* (weighted dfbetas summed by unit, unweighted cross-product).
# DATA_TIES_hazard.csv: baseline cumulative hazard where all of x1, x2, group and offset are zero (basehaz with centered = FALSE, moved to offset 0), all times of R.
residual_answers <- function() {
  folder <- file.path(root, "residuals"); dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  for (name in c("censored", "entry")) {
    late <- name == "entry"
    d <- people(if (late) 22 else 21, 120, step = if (late) 28 else 14, late = late, units = 25)
    d <- data.frame(start = if (late) d$start else 0L, stop = d$stop, event = d$status, stratum = if (late) d$sex else "all", weight = 1, offset = 0, unit = d$unit, x1 = d$x1, x2 = d$x2, group = d$group)
    if (late) { d$weight <- sample(c(0.5, 0.75, 1, 1.5, 2.25), nrow(d), replace = TRUE); d$offset <- round(rnorm(nrow(d), 0, 0.3), 2) }
    write.csv(d, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE, eol = "\n")
    d <- read.csv(file.path(folder, paste0(name, ".csv")))
    d$layer <- factor(d$stratum)
    for (ties in c("efron", "breslow")) {
      control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
      fit <- if (late) coxph(Surv(start, stop, event) ~ x1 + x2 + group + strata(layer) + offset(offset), d, weights = weight, cluster = unit, ties = ties, control = control, x = TRUE, y = TRUE, model = TRUE)
        else coxph(Surv(stop, event) ~ x1 + x2 + group, d, cluster = unit, ties = ties, control = control, x = TRUE, y = TRUE, model = TRUE)
      of <- function(type) residuals(fit, type, weighted = FALSE)
      called <- function(x, prefix) { x <- as.data.frame(x); names(x) <- paste0(prefix, names(coef(fit))); rownames(x) <- NULL; x }
      path <- function(what) file.path(folder, paste0(name, "_", ties, "_", what, ".csv"))
      dfbeta <- of("dfbeta")
      save_csv(cbind(row = seq_len(nrow(d)), martingale = of("martingale"), deviance = of("deviance"), called(of("score"), "score_"), called(dfbeta, "dfbeta_")), path("rows"))
      stopifnot(max(abs(dfbeta - of("score") %*% fit$naive.var)) < 1e-12, max(abs(crossprod(rowsum(dfbeta * d$weight, d$unit)) - fit$var)) < 1e-12)
      row <- order(as.integer(d$layer), d$stop, -d$event); row <- row[d$event[row] == 1]
      stopifnot(d$stop[row] == as.numeric(rownames(of("schoenfeld"))))
      save_csv(cbind(row, stratum = d$stratum[row], time = d$stop[row], called(of("schoenfeld"), "schoenfeld_"), called(of("scaledsch"), "scaled_")), path("events"))
      save_csv(cbind(coefficient = names(coef(fit)), estimate = unname(coef(fit)), called(fit$naive.var, "v_"), called(fit$var, "r_")), path("variance"))
      zero <- data.frame(x1 = 0, x2 = 0, group = factor("A", c("A", "B", "C")), layer = levels(d$layer), offset = 0)
      save_csv(do.call(rbind, lapply(seq_len(nrow(zero)), function(i) { f <- survfit(fit, newdata = zero[i, ])
        data.frame(stratum = as.character(zero$layer[i]), time = f$time, n_risk = c(f$n.risk), n_event = c(f$n.event), cumulative_hazard = c(f$cumhaz)) })), path("hazard"))
    }
  }
}

# ---------------------------------------------------------------- R's own data sets

from_r <- function() {
  word <- function(x, names) names[match(x, sort(unique(x)))]
  every <- c("weibull", "lognormal", "loglogistic", "gompertz")

  d <- with(lung, data.frame(stop = time, status = status - 1L, sex = word(sex, c("man", "woman")), age, ecog = ph.ecog, karno = ph.karno, loss = wt.loss, inst = ifelse(is.na(inst), NA, sprintf("i%02d", inst))))
  make_case("lung", "Advanced lung cancer; empty cells in most columns.", d, list(curve_of("sex", at = c(180, 365), quantiles = c(0.25, 0.5, 0.75), pairwise = TRUE, fitted = every), curve_of(at = c(180, 365), confidence = "log")), list(
    cox("main", list(number("age"), category("sex"), number("ecog"), number("loss")), profiles = list(typical = list(age = 60, sex = "woman", ecog = 1, loss = 5))),
    cox("breslow", list(number("age"), category("sex"), number("karno")), ties = "breslow"), cox("strata", list(number("age"), number("ecog")), strata = "sex", profiles = list(typical = list(age = 60, ecog = 1))),
    cox("cluster", list(number("age"), category("sex"), number("ecog")), cluster = "inst"), cox("spline", list(spline("age", 4), category("sex"))),
    cox("ridge", list(number("age"), category("sex"), number("ecog")), ridge = 10),
    cox("crossed", list(category("sex"), number("age"), together("sex", "age")))))

  d <- with(veteran, data.frame(stop = time, status, treatment = word(trt, c("standard", "test")), cell = as.character(celltype), karno, diagtime, age, prior = ifelse(prior > 0, "treated", "untreated")))
  make_case("veteran", "Veterans' lung cancer; the hazards are not proportional.", d, list(curve_of("cell", at = c(30, 90, 180), quantiles = c(0.25, 0.5), pairwise = TRUE, fitted = every), curve_of("treatment", at = c(90, 180), rho = 1, strata = "cell")), list(
    cox("main", list(category("treatment"), category("cell", "squamous"), number("karno"), number("diagtime"), number("age"), category("prior")), profiles = list(typical = list(treatment = "test", cell = "large", karno = 60, diagtime = 7, age = 62, prior = "untreated"))),
    cox("breslow", list(category("cell", "squamous"), logarithm("diagtime"), bands("karno", c(40, 70))), ties = "breslow"),
    cox("by_tenure", list(category("treatment"), number("karno", c(90, 180)), category("prior")), profiles = list(typical = list(treatment = "test", karno = 60, prior = "untreated"))),
    cox("strata", list(category("treatment"), number("karno"), number("age")), strata = c("cell", "prior"), profiles = list(typical = list(treatment = "test", karno = 60, age = 62)))))

  d <- with(colon, data.frame(stop = time, status, kind = word(etype, c("recurrence", "death")), treatment = as.character(rx), sex = word(sex, c("woman", "man")), age, obstruct, adhere, nodes, extent, surg, node4, person = sprintf("p%03d", id)))
  d$treatment <- c(Obs = "observed", Lev = "levamisole", "Lev+5FU" = "both")[d$treatment]
  make_case("colon", "Colon cancer, both kinds of event stacked: two rows a person, robust by person.", d, list(curve_of("treatment", at = c(365, 1095), quantiles = c(0.25, 0.5), strata = "kind", pairwise = TRUE)), list(
    cox("marginal", list(category("treatment", "observed"), category("sex"), number("age"), number("node4")), strata = "kind", cluster = "person", profiles = list(typical = list(treatment = "both", sex = "man", age = 60, node4 = 1))),
    cox("breslow", list(category("treatment", "observed"), number("nodes"), category("kind"), together("treatment", "kind")), cluster = "person", ties = "breslow")))
  make_case("colon_recurrence", "Colon cancer, recurrence.", but(d[d$kind == "recurrence", ], "kind", "person"), list(curve_of("treatment", at = c(365, 1095, 2000), quantiles = c(0.25, 0.5), pairwise = TRUE, fitted = every), curve_of("sex", at = 1095, confidence = "plain")), list(
    cox("main", list(category("treatment", "observed"), category("sex"), number("age"), number("obstruct"), number("adhere"), number("nodes"), number("extent"), number("surg")), profiles = list(typical = list(treatment = "both", sex = "man", age = 60, obstruct = 0, adhere = 0, nodes = 3, extent = 3, surg = 0))),
    cox("spline", list(spline("age", 5), spline("nodes", 3), category("treatment", "observed"))), cox("by_tenure", list(category("treatment", "observed", c(365, 1095)), number("node4", 365)))))

  # mgus2: ptime and futime are months, taken as days here. A malignancy is the first event if there is one; a time of 0 is taken as a half month
  # in R's own vignette, here months are made half months (doubled) and 0 becomes 1.
  m <- mgus2
  stop <- pmax(1, 2 * ifelse(m$pstat == 1, m$ptime, m$futime)); cause <- ifelse(m$pstat == 1, "pcm", ifelse(m$death == 1, "death", ""))
  d <- data.frame(stop, status = as.integer(cause != ""), cause, sex = word(m$sex, c("woman", "man")), age = m$age, hgb = m$hgb, creat = m$creat, mspike = m$mspike, decade = paste0("y", 10 * floor(m$dxyr / 10)))
  make_case("mgus2", "Malignancy and death compete; times in half months.", d, list(curve_of("sex", at = c(90, 240)), curve_of("decade", at = c(90, 240), cause = "pcm"), curve_of(at = c(90, 240), quantiles = c(0.25, 0.5))), list(
    cox("pcm", list(number("age"), category("sex"), number("mspike"), number("hgb")), cause = "pcm", profiles = list(typical = list(age = 70, sex = "man", mspike = 1.5, hgb = 13))),
    cox("death", list(spline("age", 4), category("sex"), logarithm("creat"), number("hgb")), cause = "death", ties = "breslow"), cox("strata", list(number("age"), number("mspike")), cause = "pcm", strata = c("sex", "decade"))))
  # The same people on the scale of age: entry at age * 365 days (whole), exit half a month (15 days) a unit later.
  d$start <- d$age * 365; d$stop <- d$start + 15 * d$stop
  make_case("mgus2_age", "Malignancy and death on the scale of age, in days; everybody enters late.", d, list(curve_of("sex", at = c(25550, 29200), rho = 0, strata = "decade"), curve_of(cause = "death", at = c(25550, 29200), fitted = "gompertz")), list(
    cox("death", list(category("sex"), number("hgb"), number("mspike")), cause = "death", profiles = list(typical = list(sex = "man", hgb = 13, mspike = 1.5))), cox("strata", list(number("hgb"), bands("mspike", c(1, 2))), strata = "decade", cause = "death", ties = "breslow")))

  # heart: some times end in .5; all are doubled, so a unit is half a day.
  d <- with(heart, data.frame(start = 2 * start, stop = 2 * stop, status = event, age, year, surgery, transplant = word(as.character(transplant), c("waiting", "transplanted")), person = sprintf("p%03d", id)))
  make_case("heart", "Stanford heart transplants, (start, stop]; times in half days.", d, list(curve_of("transplant", at = c(60, 180, 730), quantiles = 0.25)), list(
    cox("main", list(number("age"), number("year"), number("surgery"), category("transplant")), profiles = list(typical = list(age = 0, year = 3, surgery = 0, transplant = "transplanted"))),
    cox("crossed", list(number("age"), number("surgery"), category("transplant"), together("transplant", "age"), together("transplant", "surgery")), ties = "breslow"),
    cox("cluster", list(number("age"), number("surgery"), category("transplant")), cluster = "person"), cox("strata", list(number("age"), number("year")), strata = "transplant", profiles = list(typical = list(age = 0, year = 3)))))

  d <- with(pbc, data.frame(stop = time, status = as.integer(status > 0), cause = c("", "transplant", "death")[status + 1], treatment = ifelse(is.na(trt), NA, c("penicillamine", "placebo")[trt]), sex = ifelse(sex == "m", "man", "woman"), age, bili, albumin, protime,
    edema = c("none", "some", "much")[match(edema, c(0, 0.5, 1))], stage = ifelse(is.na(stage), NA, paste0("s", stage))))
  make_case("pbc", "Primary biliary cirrhosis; transplantation competes with death.", d, list(curve_of("edema", at = c(365, 1095), quantiles = 0.25, pairwise = TRUE), curve_of("sex", at = c(365, 1095), cause = "death", fitted = every)), list(
    cox("death", list(number("age"), logarithm("bili"), number("albumin"), logarithm("protime"), category("edema", "none")), cause = "death", profiles = list(typical = list(age = 50, bili = 1.4, albumin = 3.5, protime = 10.6, edema = "none"))),
    cox("splines", list(spline("bili", 5), spline("age", 4), number("albumin")), cause = "death"), cox("stage", list(number("age"), logarithm("bili")), cause = "death", strata = "stage", ties = "breslow"),
    cox("by_tenure", list(number("age"), number("albumin"), category("edema", "none", 730)), cause = "death"), cox("ridge", list(number("age"), logarithm("bili"), number("albumin"), category("edema", "none")), cause = "death", ridge = 30)))

  d <- with(rotterdam, data.frame(stop = ifelse(recur == 1, rtime, dtime), status = as.integer(recur == 1 | death == 1), cause = ifelse(recur == 1, "recurrence", ifelse(death == 1, "death", "")), size = c("small", "middle", "large")[as.integer(size)],
    meno, age, grade, nodes, pgr, er, hormon, chemo))
  make_case("rotterdam", "Breast cancer: recurrence, or death without it.", d, list(curve_of("size", at = c(365, 1825), quantiles = c(0.25, 0.5), pairwise = TRUE), curve_of(at = c(365, 1825), cause = "recurrence", fitted = every)), list(
    cox("main", list(spline("age", 4), number("meno"), category("size", "small"), number("grade"), spline("nodes", 3), number("hormon"), number("chemo")), profiles = list(typical = list(age = 55, meno = 1, size = "middle", grade = 3, nodes = 2, hormon = 0, chemo = 0))),
    cox("recurrence", list(bands("nodes", c(1, 4, 10)), category("size", "small"), number("grade")), cause = "recurrence", ties = "breslow"),
    cox("by_tenure", list(number("nodes"), category("size", "small", c(730, 1825)), number("grade", 730)), cause = "recurrence")))

  d <- with(kidney, data.frame(stop = time, status, age, sex = word(sex, c("man", "woman")), disease = as.character(disease), person = sprintf("p%02d", id)))
  make_case("kidney", "Infections of catheters, two a person: frailty by person.", d, list(curve_of("sex", at = c(30, 180), quantiles = c(0.25, 0.5))), list(
    cox("frailty", list(number("age"), category("sex")), frailty = "person"), cox("breslow", list(number("age"), category("sex")), frailty = "person", ties = "breslow"),
    cox("given", list(number("age"), category("sex"), category("disease", "Other")), frailty = "person", variance = 0.5), cox("cluster", list(number("age"), category("sex")), cluster = "person")))
  d <- with(ovarian, data.frame(stop = futime, status = fustat, age, residual = word(resid.ds, c("absent", "present")), treatment = word(rx, c("one", "two")), ecog = ecog.ps))
  make_case("ovarian", "Ovarian cancer, 26 rows.", d, list(curve_of("treatment", at = c(180, 365), quantiles = 0.25, confidence = "plain", fitted = every)), list(cox("main", list(number("age"), category("residual"), category("treatment"), number("ecog"))), cox("ridge", list(number("age"), category("treatment")), ridge = 1)))
}

if (live) from_r() else generated()
