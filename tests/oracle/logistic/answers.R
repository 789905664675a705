# Answers from R to the cases in this folder: logistic models of rows.
#
#   Rscript answers.R FOLDER          writes the cases of generated data (CASE/data.csv, job.yaml, r_*.csv)
#
# Needs base R and sandwich (the variance by cluster); with pROC, the AUC is held against it. Numbers have 17 significant digits; an
# empty cell is R's NA, NaN or infinity. A column of which a case has no answer is left out. Each case is written out first and then
# read back, so that the answers are to what the file says. What is a convention is said where it is computed.

suppressPackageStartupMessages({ library(splines); library(sandwich) })
options(stringsAsFactors = FALSE, warn = 1, width = 150)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
root <- commandArgs(trailingOnly = TRUE)[1]

# Text and whole numbers are written as they are, other numbers with 17 significant digits.
save_csv <- function(table, path) {
  for (column in names(table)) {
    value <- table[[column]]
    if (is.double(value)) table[[column]] <- ifelse(is.finite(value), formatC(value, digits = 17, format = "g", width = 1), NA)
    if (is.character(value)) table[[column]] <- ifelse(grepl(",", value), paste0('"', value, '"'), value)
  }
  write.table(table, path, sep = ",", row.names = FALSE, quote = FALSE, na = "", eol = "\n")
}

# What a case answers, gathered table by table while it is worked through.
answers <- list()
keep <- function(name, table) if (NROW(table)) answers[[name]] <<- rbind(answers[[name]], table)

# ---------------------------------------------------------------- What a job says

number <- function(column) list(kind = "number", column = column)
logarithm <- function(column) list(kind = "log", column = column)
category <- function(column, reference = NULL) list(kind = "factor", column = column, reference = reference)
spline <- function(column, knots) list(kind = "spline", column = column, knots = knots)
bands <- function(column, at) list(kind = "bands", column = column, at = at)
together <- function(a, b) list(kind = "interaction", of = c(a, b))
logistic <- function(name, terms, ...) list(name = name, terms = terms, ...) # weights, offset, cluster, ridge, firth, profile, tests

list_text <- function(values) paste0("[", paste(values, collapse = ", "), "]")
term_text <- function(t, data) switch(t$kind,
  number = if (any(data[[t$column]] %% 1 != 0, na.rm = TRUE)) t$column else paste0("{number: ", t$column, "}"),
  log = paste0("{number: ", t$column, ", transform: log}"),
  factor = paste0("{factor: ", t$column, if (length(t$reference)) paste0(", reference: ", t$reference), "}"),
  spline = paste0("{spline: ", t$column, ", knots: ", t$knots, "}"),
  bands = paste0("{bands: ", t$column, ", at: ", list_text(t$at), "}"),
  interaction = paste0("{interaction: ", list_text(t$of), "}"))
model_text <- function(m, data) c(
  paste0("    - name: ", m$name), "      design: rows",
  paste0("      terms: ", list_text(sapply(m$terms, term_text, data))), "      missing: drop",
  if (length(m$weights)) paste0("      weights: ", m$weights),
  if (length(m$offset)) paste0("      offset: ", m$offset),
  if (length(m$cluster)) paste0("      cluster: ", m$cluster),
  if (length(m$ridge)) paste0("      ridge: ", m$ridge),
  if (isTRUE(m$firth)) "      firth: true",
  if (isTRUE(m$profile)) "      intervals: profile",
  if (isTRUE(m$tests)) "      term_tests: true",
  "      folds: 0")
job_text <- function(about, data, models) c(paste0("# ", about),
  "data:", "  employees:", "    file: data.csv", '    outcome: {column: y, is: "1"}', paste0("    attributes: ", list_text(setdiff(names(data), "y"))),
  "privacy: {minimum_cell: 1}", "models:", "  logistic:", unlist(lapply(models, model_text, data)), "output: {charts: [], page: false, workbook: false}")

# A case: what is in the file is what is answered.
make_case <- function(name, about, data, models) {
  folder <- file.path(root, name)
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  unlink(list.files(folder, full.names = TRUE))
  write.csv(data, file.path(folder, "data.csv"), row.names = FALSE, quote = FALSE, na = "", eol = "\n")
  data <- read.csv(file.path(folder, "data.csv"), na.strings = "")
  writeLines(job_text(about, data, models), file.path(folder, "job.yaml"))
  answers <<- list()
  for (m in models) answer_logistic(m, data)
  for (table in names(answers)) for (column in setdiff(names(answers[[table]]), "level")) # nothing to compare
    if (!any(is.character(answers[[table]][[column]])) && !any(is.finite(answers[[table]][[column]]))) answers[[table]][[column]] <<- NULL
  for (table in names(answers)) save_csv(answers[[table]], file.path(folder, paste0("r_", table, ".csv")))
  cat(sprintf("%-15s %4d rows, %3d events: %s\n", name, nrow(data), sum(data$y), paste(names(answers), collapse = " ")))
}

# ---------------------------------------------------------------- Columns

# `known` of a term is what it takes from the rows of the model: its levels and knots.
learn <- function(t, data) {
  if (t$kind == "factor") { levels <- sort(unique(as.character(data[[t$column]]))); t$levels <- c(t$reference, setdiff(levels, t$reference)) }
  if (t$kind == "spline") t$at <- quantile(data[[t$column]], switch(as.character(t$knots), "3" = c(.1, .5, .9), "4" = c(.05, .35, .65, .95), "5" = c(.05, .275, .5, .725, .95)), type = 7, names = FALSE)
  t
}
columns <- function(t, data, terms) {
  if (t$kind == "interaction") {
    one <- lapply(t$of, function(name) columns(Filter(function(u) identical(u$column, name) && u$kind %in% c("number", "factor"), terms)[[1]], data, terms))
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
    bands = { n <- length(t$at); label <- c(if (n > 1) paste(t$at[-n], "to", t$at[-1]), paste(t$at[n], "and over"))
      list(x = sapply(2:(n + 1), function(b) as.numeric(findInterval(value, t$at) + 1 == b)), term = t$column, level = label) })
  found$x <- matrix(found$x, nrow = nrow(data))
  found
}

# ---------------------------------------------------------------- Fits

log_likelihood <- function(eta, y, w) sum(w * (y * eta - pmax(eta, 0) - log1p(exp(-abs(eta)))))
# Equal rows have equal bits, which a matrix product need not give.
predict_rows <- function(D, b, o) { eta <- o; for (j in seq_along(b)) eta <- eta + D[, j] * b[j]; eta }
information <- function(D, eta, w) crossprod(D * (w * plogis(eta) * plogis(-eta)), D)

# Newton's method on the log-likelihood less sum(penalty * b^2) / 2, until the step is rounding.
newton <- function(D, y, w, o, penalty = 0, b = numeric(ncol(D))) {
  penalty <- rep_len(penalty, ncol(D))
  goal <- function(b) log_likelihood(o + c(D %*% b), y, w) - sum(penalty * b^2) / 2
  for (step in 1:200) {
    eta <- o + c(D %*% b)
    move <- solve(information(D, eta, w) + diag(penalty, ncol(D)), crossprod(D, w * (y - plogis(eta))) - penalty * b)
    while (goal(b + c(move)) < goal(b) - 1e-9) move <- move / 2
    b <- b + c(move)
    if (max(abs(move)) < 1e-14 * (1 + max(abs(b)))) break
  }
  stopifnot(max(abs(move)) < 1e-11 * (1 + max(abs(b))))
  b
}

# Firth (1993): log-likelihood + log det(information) / 2. Its gradient is D'(y - p + h (1/2 - p)), h the leverages; scored by the
# information until no element is more than 1e-11. Where `fixed` is given b[fixed] stays (the determinant is that of all columns).
firth_goal <- function(D, y, o, b) { eta <- o + c(D %*% b); log_likelihood(eta, y, 1) + c(determinant(information(D, eta, 1))$modulus) / 2 }
firth <- function(D, y, o, b = numeric(ncol(D)), fixed = integer()) {
  free <- setdiff(seq_len(ncol(D)), fixed)
  for (step in 1:20000) {
    eta <- o + c(D %*% b); p <- plogis(eta)
    h <- rowSums(qr.Q(qr(D * sqrt(p * plogis(-eta))))^2)
    gradient <- c(crossprod(D, y - p + h * (0.5 - p)))
    if (!length(free) || max(abs(gradient[free])) < 1e-12) break
    move <- numeric(ncol(D)); move[free] <- solve(information(D[, free, drop = FALSE], eta, 1), gradient[free])
    move <- move / max(1, max(abs(move)) / 2)
    while (firth_goal(D, y, o, b + move) < firth_goal(D, y, o, b) - 1e-9) move <- move / 2
    if (max(abs(gradient[free])) < 1e-11 && step %% 50 == 0) break
    b <- b + move
  }
  stopifnot(!length(free) || max(abs(gradient[free])) < 1e-11)
  b
}

# 95 % limits of the profile likelihood of b[j]: where twice its fall is the quantile of chi-squared.
profile_limits <- function(D, j, b, se, y, w, o, is_firth) {
  best <- if (is_firth) firth_goal(D, y, o, b) else log_likelihood(o + c(D %*% b), y, w)
  beyond <- qchisq(0.95, 1)
  excess <- function(at) {
    if (is_firth) top <- firth_goal(D, y, o, firth(D, y, o, replace(b, j, at), j)) else {
      moved <- o + D[, j] * at
      top <- log_likelihood(moved + c(D[, -j, drop = FALSE] %*% newton(D[, -j, drop = FALSE], y, w, moved, b = b[-j])), y, w)
    }
    2 * (best - top) - beyond
  }
  sapply(c(-1, 1), function(side) {
    far <- 1
    while (excess(b[j] + side * far * se) < 0) far <- far * 1.5
    uniroot(excess, sort(b[j] + side * far * se * c(1, if (far > 1) 1 / 1.5 else 0)), tol = 1e-13 * se)$root
  })
}

# ---------------------------------------------------------------- Measures of a fit, all unweighted

measures <- function(y, eta) {
  p <- plogis(eta); n <- length(y); event <- y == 1
  # DeLong's variance from placements; ties count half.
  place_1 <- sapply(p[event], function(s) mean((s > p[!event]) + (s == p[!event]) / 2))
  place_0 <- sapply(p[!event], function(s) mean((p[event] > s) + (p[event] == s) / 2))
  auc <- mean(place_1); se <- sqrt(var(place_1) / sum(event) + var(place_0) / sum(!event)); z <- qnorm(0.975)
  if (requireNamespace("pROC", quietly = TRUE)) {
    roc <- pROC::roc(y, p, levels = c(0, 1), direction = "<", quiet = TRUE)
    stopifnot(abs(c(roc$auc) - auc) < 1e-12, se == 0 || abs(pROC::var(roc) / se^2 - 1) < 1e-9)
  }
  # Groups by tenths of the predictions; equal breaks are one. No prediction is so near a break that rounding decides.
  breaks <- unique(quantile(p, (0:10) / 10, type = 7, names = FALSE))
  near <- abs(outer(p, breaks, "-")); stopifnot(near == 0 | near > 1e-10 * outer(p, breaks, pmax), diff(breaks) > 1e-10 * breaks[-1])
  group <- cut(p, breaks, include.lowest = TRUE, labels = FALSE)
  size <- c(tapply(y, group, length)); seen <- c(tapply(y, group, sum)); thought <- c(tapply(p, group, sum))
  hl <- sum((seen - thought)^2 / thought + (thought - seen)^2 / (size - thought)); hl_df <- length(size) - 2
  rate <- mean(y)
  # Calibration by fits of their own; a slope that runs away (all told apart) has no answer.
  separated <- max(p[!event]) < min(p[event])
  k <- ceiling(n / 10); edge <- sort(p, decreasing = TRUE)[k]; above <- p > edge
  hits <- sum(y[above]) + (k - sum(above)) * mean(y[p == edge])
  list(auc = auc, auc_lower = max(0, auc - z * se), auc_upper = min(1, auc + z * se), brier = mean((y - p)^2), tjur = mean(p[event]) - mean(p[!event]),
    brier_reliability = sum(size * ((thought - seen) / size)^2) / n, brier_resolution = sum(size * (seen / size - rate)^2) / n, brier_uncertainty = rate * (1 - rate),
    calibration_intercept = newton(cbind(rep(1, n)), y, 1, eta), calibration_slope = if (separated) NA_real_ else newton(cbind(1, eta), y, 1, 0)[2],
    hosmer_lemeshow = hl, hosmer_lemeshow_df = hl_df, hosmer_lemeshow_p = pchisq(hl, hl_df, lower.tail = FALSE),
    top_decile_precision = hits / k, top_decile_lift = hits / k / rate)
}

# ---------------------------------------------------------------- A model

tight <- glm.control(epsilon = 1e-14, maxit = 100)
chi <- function(b, V) sum(b * solve(V, b))
upper <- function(x, df) pchisq(x, df, lower.tail = FALSE)

answer_logistic <- function(m, data) {
  needed <- unique(c(unlist(lapply(m$terms, `[[`, "column")), m$weights, m$offset, m$cluster))
  d <- data[complete.cases(data[needed]), ]
  if (length(m$weights)) d <- d[d[[m$weights]] > 0, ] # a row that stands for nobody is none of the model's
  n <- nrow(d); y <- d$y; w <- if (length(m$weights)) as.numeric(d[[m$weights]]) else rep(1, n); o <- if (length(m$offset)) d[[m$offset]] else numeric(n)
  weighted <- length(m$weights) > 0; robust <- length(m$cluster) > 0; is_firth <- isTRUE(m$firth); is_ridge <- length(m$ridge) > 0
  terms <- lapply(m$terms, learn, d)
  made <- lapply(terms, columns, d, terms)
  size <- sapply(made, function(x) ncol(x$x)); owner <- rep(seq_along(made), size); term <- sapply(made, `[[`, "term"); level <- unlist(lapply(made, `[[`, "level"))
  for (t in terms) if (t$kind == "factor" && !is_firth && !is_ridge) stopifnot(tapply(y, d[[t$column]], function(v) length(unique(v))) == 2)

  # Everything is fitted with columns of mean 0 and standard deviation 1 (divisor n - 1), and turned back. A column that the ones before it
  # repeat is aliased, as in R, and has no answer.
  X <- do.call(cbind, lapply(made, `[[`, "x"))
  used <- qr(cbind(1, scale(X)), tol = 1e-9); used <- sort(used$pivot[seq_len(used$rank)])[-1] - 1
  aliased <- setdiff(seq_len(ncol(X)), used); partly <- unique(owner[aliased])
  X <- X[, used, drop = FALSE]; owner <- owner[used]; level <- level[used]
  centre <- colMeans(X); spread <- apply(X, 2, sd); rank <- ncol(X) + 1
  Z <- cbind(1, sweep(sweep(X, 2, centre), 2, spread, "/"))
  back <- rbind(c(1, -centre / spread), cbind(0, diag(1 / spread, ncol(X)))) # from the coefficients of Z to those of 1, X

  if (is_firth) {
    b <- firth(Z, y, o); eta <- predict_rows(Z, b, o)
    V <- solve(information(Z, eta, 1)) # without the penalty
    raw <- c(back %*% b)
  } else if (is_ridge) { # ridge / 2 * sum(b^2 * var(column)), the intercept left alone: at unit variance the sum of squares itself
    penalty <- c(0, rep(m$ridge, rank - 1))
    b <- newton(Z, y, w, o, penalty); eta <- predict_rows(Z, b, o)
    V <- solve(information(Z, eta, w) + diag(penalty))
    raw <- c(back %*% b)
    stopifnot(abs(c(sum(y - plogis(eta)), (crossprod(X, y - plogis(eta)) - m$ridge * apply(X, 2, var) * raw[-1]) / spread)) < 1e-9) # in units of the data
  } else {
    call <- function(start = NULL) suppressWarnings(glm(y ~ Z - 1, binomial, weights = w, offset = o, control = tight, start = start, x = TRUE)) # (weights that are not whole, 1e-14)
    fit <- call(); fit <- call(coef(fit)) # once more, as the variance is that of the step before
    b <- unname(coef(fit)); eta <- predict_rows(Z, b, o)
    V <- unname(vcov(fit))
    stopifnot(abs(newton(Z, y, w, o) - b) < 1e-10, abs(solve(information(Z, eta, w)) / V - 1) < 1e-6 | abs(V) < 1e-9)
    raw <- c(back %*% b)
  }
  # By cluster: HC0 with the factor G / (G - 1) only.
  V_used <- V
  if (robust) {
    V_used <- unname(vcovCL(fit, d[[m$cluster]], type = "HC0"))
    scores <- rowsum(Z * (w * (y - plogis(eta))), d[[m$cluster]]); G <- nrow(scores)
    stopifnot(max(abs(V %*% crossprod(scores) %*% V * G / (G - 1) / V_used - 1)) < 1e-5)
  }
  se <- sqrt(diag(back %*% V %*% t(back)))
  table <- data.frame(model = m$name, term = c("(Intercept)", term[owner]), level = c("", level), estimate = raw, std_error = se,
    robust_se = if (robust) sqrt(diag(back %*% V_used %*% t(back))) else NA_real_, profile_lower = NA_real_, profile_upper = NA_real_)
  if (isTRUE(m$profile)) for (j in seq_len(rank)) {
    if (j > 1) limits <- profile_limits(Z, j, b, sqrt(V[j, j]), y, w, o, is_firth) / spread[j - 1] else {
      # The intercept in units of the data: raw[1] = b[1] - sum(b[-1] * ratio). It takes the place of the column with the greatest ratio.
      ratio <- centre / spread; k <- which.max(abs(ratio))
      if (abs(ratio[k]) > 1) { D <- cbind(-Z[, k + 1] / ratio[k], 1 + Z[, k + 1] / ratio[k], Z[, -c(1, k + 1), drop = FALSE] - outer(Z[, k + 1], ratio[-k] / ratio[k])); at <- c(raw[1], b[1], b[-c(1, k + 1)]) }
      else { D <- cbind(1, sweep(X, 2, spread, "/")); at <- c(raw[1], b[-1]) }
      stopifnot(abs(D %*% at - (eta - o)) < 1e-7)
      limits <- profile_limits(D, 1, at, se[1], y, w, o, is_firth)
    }
    if (!is_firth) for (at in limits) { # held against glm with that coefficient fixed
      x <- cbind(1, X)
      less <- suppressWarnings(glm(y ~ qr.Q(qr(x[, -j])) - 1, binomial, weights = w, offset = o + x[, j] * at, control = tight))
      stopifnot(abs(less$deviance - fit$deviance - qchisq(0.95, 1)) < 1e-7)
    }
    table[j, c("profile_lower", "profile_upper")] <- limits
  }
  is_spline <- sapply(terms, function(t) t$kind == "spline")
  curved <- c(any(is_spline), is_spline[owner]) # the basis is R's own, and with it the intercept
  keep("logistic_coefficients", table[!curved, ])

  # Fit. Log-likelihoods are those without a penalty; the null model has the intercept and the offset, fitted by maximum likelihood. aic is
  # -2 loglik + 2 rank throughout; df of a ridge is the effective one (Gray 1992), the intercept not counted. The score test is at no
  # effect, from the model's own information; lr takes rows for independent also where there is a cluster.
  loglik <- log_likelihood(eta, y, w)
  at_null <- o + newton(Z[, 1, drop = FALSE], y, w, o)
  null <- log_likelihood(at_null, y, w)
  whole <- data.frame(model = m$name, n = n, n_event = sum(y), deviance_null = -2 * null, deviance = -2 * loglik, df_residual = n - rank, loglik, aic = -2 * loglik + 2 * rank)
  if (!is_firth && !is_ridge) stopifnot(abs(fit$deviance / whole$deviance - 1) < 1e-12, fit$df.residual == n - rank)
  if (!weighted) whole <- cbind(whole, measures(y, eta), mcfadden = 1 - loglik / null, cox_snell = 1 - exp(2 * (null - loglik) / n), nagelkerke = (1 - exp(2 * (null - loglik) / n)) / (1 - exp(2 * null / n)))
  score_at <- function(eta) chi(c(crossprod(Z, w * (y - plogis(eta)))), information(Z, eta, w))
  df <- rank - 1
  if (!is_firth && !is_ridge) {
    lr <- 2 * (loglik - null); wald <- chi(b[-1], V_used[-1, -1, drop = FALSE]); score <- score_at(at_null)
    whole <- cbind(whole, lr, lr_p = upper(lr, df), wald, wald_p = upper(wald, df), score, score_p = upper(score, df), df)
  } else whole <- cbind(whole, df = if (is_ridge) df - sum(diag(V) * penalty) else df)
  keep("logistic_fit", whole)

  # Each term left out, its columns alone.
  if (isTRUE(m$tests)) for (t in seq_along(terms)) {
    own <- c(FALSE, owner == t)
    less <- o + c(Z[, !own, drop = FALSE] %*% newton(Z[, !own, drop = FALSE], y, w, o))
    lr <- 2 * (loglik - log_likelihood(less, y, w)); wald <- chi(b[own], V_used[own, own, drop = FALSE]); score <- score_at(less)
    Z_less <- Z[, !own, drop = FALSE] # against anova
    rao <- suppressWarnings(anova(glm(y ~ Z_less - 1, binomial, weights = w, offset = o, control = tight), fit, test = "Rao"))
    stopifnot(abs(rao$Rao[2] / score - 1) < 1e-6, abs(rao$Deviance[2] - lr) < 1e-8)
    keep("logistic_terms", data.frame(model = m$name, term = term[t], df = sum(own), wald, wald_p = upper(wald, sum(own)), lr, lr_p = upper(lr, sum(own)), score, score_p = upper(score, sum(own))))
  }

  # Average marginal effects. Not for terms that take part in an interaction, are a spline, are aliased in part or share their column with another term.
  taken <- c(unlist(lapply(terms, `[[`, "of")), { all <- unlist(lapply(terms, `[[`, "column")); all[duplicated(all)] })
  average <- function(x) colSums(w * cbind(x)) / sum(w)
  for (t in seq_along(terms)) {
    if (terms[[t]]$kind %in% c("interaction", "spline") || terms[[t]]$column %in% taken || t %in% partly) next
    own <- which(c(FALSE, owner == t))
    for (j in own) {
      if (terms[[t]]$kind %in% c("factor", "bands")) {
        with <- without <- Z
        without[, own] <- rep(-centre[own - 1] / spread[own - 1], each = n); with[, own] <- without[, own]; with[, j] <- (1 - centre[j - 1]) / spread[j - 1]
        p1 <- plogis(predict_rows(with, b, o)); p0 <- plogis(predict_rows(without, b, o))
        effect <- average(p1 - p0); gradient <- average(p1 * (1 - p1) * with - p0 * (1 - p0) * without)
      } else {
        p <- plogis(eta); slope <- p * (1 - p)
        effect <- average(slope) * raw[j]; gradient <- raw[j] * average(slope * (1 - 2 * p) * Z); gradient[j] <- gradient[j] + average(slope) / spread[j - 1]
      }
      error <- sqrt(sum(gradient * (V_used %*% gradient)))
      keep("marginal_effects", data.frame(model = m$name, term = term[t], level = level[j - 1], effect, std_error = error, lower = effect - qnorm(0.975) * error, upper = effect + qnorm(0.975) * error))
    }
  }
}

# ---------------------------------------------------------------- Generated data

people <- function(seed, n, base = -1) {
  set.seed(seed)
  group <- sample(c("A", "B", "C", "D"), n, TRUE, c(0.4, 0.3, 0.2, 0.1)); sex <- sample(c("F", "M"), n, TRUE)
  x1 <- round(rnorm(n), 2); x2 <- sample(1:10, n, TRUE); pay <- round(exp(rnorm(n, 8, 0.4)), 1)
  eta <- base + 0.5 * x1 - 0.12 * (x2 - 5) - 0.6 * (log(pay) - 8) + c(A = 0, B = 0.4, C = 0.9, D = -0.3)[group] + 0.3 * (sex == "M")
  data.frame(y = rbinom(n, 1, plogis(eta)), group, sex, x1, x2, pay)
}
lose <- function(d, ...) { for (column in c(...)) d[[column]][sample(nrow(d), max(2, nrow(d) %/% 60))] <- NA; d }
main <- function() list(category("group"), category("sex"), number("x1"), number("x2"))

d <- people(1, 403)
d$twin <- c(A = "north", B = "east", C = "south", D = "west")[d$group] # says what group says
d$area <- ifelse(d$group %in% c("A", "B"), "old", "new")               # and this less
d <- lose(d, "group", "x1", "pay", "sex")
d$twin[is.na(d$group)] <- d$area[is.na(d$group)] <- NA
make_case("plain", "Categories, numbers, a logarithm; empty cells; a category that repeats another.", d, list(
  logistic("main", list(category("group", "B"), category("sex"), number("x1"), number("x2"), logarithm("pay")), tests = TRUE),
  logistic("simple", list(number("x1")), tests = TRUE),
  logistic("bands", list(category("group"), bands("x2", c(4, 8)), number("pay")), tests = TRUE),
  logistic("twin", list(category("group"), category("twin"), number("x1"))),
  logistic("area", list(number("x2"), category("area"), category("group", "C")))))

d <- people(2, 320)
d$whole <- sample(1:5, 320, TRUE); d$part <- sample(c(0.25, 0.5, 1, 1.5, 3.75), 320, TRUE); d$some <- sample(c(0, 0, 1, 2), 320, TRUE); d$o <- round(rnorm(320, 0, 0.5), 2)
d <- lose(d, "x1", "part", "o")
make_case("weights", "Weights: how many people a row stands for, whole and not; some rows for nobody.", d, list(
  logistic("whole", main(), weights = "whole", tests = TRUE), logistic("part", main(), weights = "part", tests = TRUE, profile = TRUE),
  logistic("some", main(), weights = "some", tests = TRUE), logistic("offset", main(), weights = "part", offset = "o", tests = TRUE)))
e <- d[complete.cases(d[c("x1", "whole")]), ]; e <- e[rep(seq_len(nrow(e)), e$whole), ] # whole weights are rows over again
e <- glm(y ~ group + sex + x1 + x2, binomial, e, control = tight)
stopifnot(abs(coef(e) - answers$logistic_coefficients$estimate[1:7]) < 1e-10, abs(sqrt(diag(vcov(e))) - answers$logistic_coefficients$std_error[1:7]) < 1e-8)

d <- people(3, 312)
d$o <- round(rnorm(312, 0.3, 0.8), 2); d <- lose(d, "o", "x1", "group")
make_case("offset", "An offset, and empty cells in it.", d, list(
  logistic("main", main(), offset = "o", tests = TRUE), logistic("profile", list(number("x1"), category("sex", "M")), offset = "o", profile = TRUE, tests = TRUE)))

clustered <- function(seed, n, units) {
  d <- people(seed, n)
  d$unit <- sample(sprintf("u%02d", seq_len(units)), n, TRUE, seq_len(units))
  shared <- setNames(rnorm(units), sprintf("u%02d", seq_len(units))); level <- setNames(round(rnorm(units), 1), names(shared))
  d$climate <- unname(level[d$unit]) # one value a unit
  d$y <- rbinom(n, 1, plogis(qlogis(0.3) + 0.5 * d$x1 - 0.1 * (d$x2 - 5) + 0.3 * d$climate + shared[d$unit]))
  d$w <- sample(c(0.5, 1, 2, 3), n, TRUE); d$o <- round(rnorm(n, 0, 0.4), 2)
  lose(d, "x1", "unit")
}
d <- clustered(4, 416, 36)
make_case("cluster", "Errors robust to what a unit shares.", d, list(
  logistic("main", c(main(), list(number("climate"))), cluster = "unit", tests = TRUE), logistic("apart", c(main(), list(number("climate"))), tests = TRUE),
  logistic("offset", list(number("climate"), logarithm("pay"), category("group", "D")), cluster = "unit", offset = "o", tests = TRUE)))
make_case("cluster_weights", "Errors robust to what a unit shares, with weights.", clustered(5, 333, 28), list(
  logistic("weights", c(main(), list(number("climate"))), weights = "w", cluster = "unit", tests = TRUE),
  logistic("offset", list(number("climate"), category("sex")), weights = "w", offset = "o", cluster = "unit", tests = TRUE)))

d <- lose(people(6, 204), "x1", "sex")
make_case("profile", "Limits by the profile likelihood.", d, list(
  logistic("main", list(category("group"), category("sex"), number("x1"), number("x2"), logarithm("pay")), profile = TRUE),
  logistic("small", list(category("sex", "M"), number("x2")), profile = TRUE)))

d <- lose(people(7, 252), "x1", "pay")
make_case("ridge", "A penalty on the size of the coefficients.", d, list(
  logistic("half", list(category("group", "C"), category("sex"), number("x1"), number("x2"), logarithm("pay")), ridge = 0.5),
  logistic("twenty", list(category("group", "C"), category("sex"), number("x1"), number("x2"), logarithm("pay")), ridge = 20),
  logistic("units", list(number("pay"), category("group"), number("x2")), ridge = 5)))

set.seed(8)
d <- data.frame(y = 0, group = sample(c("A", "B", "C", "D"), 402, TRUE, c(0.4, 0.3, 0.18, 0.12)), sex = sample(c("F", "M"), 402, TRUE), x1 = round(rnorm(402), 2), x2 = sample(1:10, 402, TRUE))
d$y <- rbinom(402, 1, ifelse(d$group == "D", 0, plogis(-4.1 + 0.9 * d$x1 + 0.7 * (d$group == "B") + 0.5 * (d$sex == "M"))))
d <- lose(d, "x2")
stopifnot(sum(d$y) >= 9, sum(d$y) <= 15, tapply(d$y, d$group, sum)[c("A", "B", "C")] > 0)
make_case("firth", "Rare events by Firth's likelihood; a category without any.", d, list(
  logistic("main", main(), firth = TRUE, profile = TRUE), logistic("number", list(number("x1")), firth = TRUE),
  logistic("reference", list(category("group", "D"), number("x1")), firth = TRUE)))
d <- data.frame(x1 = c(-2.3, -1.9, -1.4, -1.4, -1.1, -0.8, -0.7, -0.5, -0.2, -0.1, 0.1, 0.3, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.2, 2.6), sex = rep(c("F", "M", "M", "F", "M"), 4))
d <- cbind(y = as.integer(d$x1 > 0), d)
make_case("separated", "Everybody told apart: Firth's estimates stay finite.", d, list(
  logistic("profile", list(number("x1")), firth = TRUE, profile = TRUE), logistic("two", list(number("x1"), category("sex")), firth = TRUE)))

d <- lose(people(9, 524, -0.7), "x1", "sex")
make_case("interactions", "Interactions and splines.", d, list(
  logistic("factors", list(category("group", "B"), category("sex"), together("group", "sex"), number("x1")), tests = TRUE),
  logistic("number", list(category("group"), number("x1"), together("group", "x1"), category("sex"), number("x2")), tests = TRUE),
  logistic("numbers", list(number("x1"), number("x2"), together("x1", "x2"), category("sex"), together("sex", "x2"), category("group")), tests = TRUE),
  logistic("spline", list(spline("x1", 4), category("sex"), logarithm("pay")), tests = TRUE),
  logistic("splines", list(spline("pay", 5), spline("x1", 3), category("group"), number("x2")), tests = TRUE)))

set.seed(10)
n <- 608
d <- data.frame(y = 0, group = sample(c("A", "B", "C", "D"), n, TRUE), year = sample(2006:2015, n, TRUE), salary = round(rnorm(n, 50000, 12000), 1), far = round(rnorm(n, 1e6), 3))
d$y <- rbinom(n, 1, plogis(-0.9 + 0.08 * (d$year - 2010) - 0.00003 * (d$salary - 50000) + 0.4 * (d$far - 1e6) + 0.5 * (d$group == "C")))
d <- lose(d, "salary", "group")
make_case("conditioning", "Numbers far from 0 beside years; a year as a number and as a category, in both orders.", d, list(
  logistic("main", list(category("group"), number("year"), number("salary"), number("far")), tests = TRUE),
  logistic("far", list(number("far"), number("year")), profile = TRUE, tests = TRUE),
  logistic("category", list(category("year"), number("salary")), tests = TRUE),
  logistic("number_first", list(number("year"), category("year"), number("far"))),
  logistic("category_first", list(category("year", "2010"), number("year"), number("salary")))))

d <- lose(people(11, 301, -0.5), "group")
make_case("ties_scores", "Few categories: many predictions are equal.", d, list(
  logistic("six", list(category("group"), category("sex")), tests = TRUE), logistic("group", list(category("group", "D")), tests = TRUE),
  logistic("crossed", list(category("group"), category("sex"), together("group", "sex"))), logistic("steps", list(number("x2")))))
