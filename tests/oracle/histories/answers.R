# Answers from R to the cases in this folder: histories merged into spells, spells found in a history or in extracts, and
# attributes derived by period.
#
#   Rscript answers.R FOLDER     (base R and the survival package; rewrites every r_*.csv there, 12 digits)
suppressPackageStartupMessages(library(survival))
options(stringsAsFactors = FALSE, warn = 1)
folder <- commandArgs(TRUE)[1]
FOREVER <- 10000000L

# ---------------------------------------------------------------- Files
read <- function(case, file) read.csv(file.path(folder, case, file), colClasses = "character", na.strings = character())
as_day <- function(text) as.integer(as.Date(ifelse(grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", text) & text != "9999-12-31", text, NA), optional = TRUE, format = "%Y-%m-%d"))
unreadable <- function(text) text != "" & text != "9999-12-31" & is.na(as_day(text))
number <- function(text) suppressWarnings(as.numeric(text))
save <- function(case, name, table) {
  for (k in which(sapply(table, is.numeric))) table[[k]] <- ifelse(is.finite(table[[k]]), formatC(table[[k]], digits = 12, format = "g", width = 1), "")
  for (k in seq_along(table)) table[[k]] <- ifelse(is.na(table[[k]]), "", ifelse(grepl(",", table[[k]]), paste0('"', table[[k]], '"'), table[[k]]))
  write.table(table, file.path(folder, case, paste0("r_", name, ".csv")), sep = ",", quote = FALSE, row.names = FALSE)
}
period_first <- function(day, step) {
  d <- as.POSIXlt(as.Date(day, origin = "1970-01-01"))
  as.integer(as.Date(sprintf("%d-%02d-01", d$year + 1900, if (step == "month") d$mon + 1 else d$mon %/% 3 * 3 + 1)))
}
period_name <- function(first, step) {
  d <- as.Date(first, origin = "1970-01-01")
  if (step == "month") format(d, "%Y-%m") else paste0(format(d, "%Y"), quarters(d))
}
periods <- function(from, to, step) as.integer(seq(as.Date(period_first(from, step), origin = "1970-01-01"), as.Date(to, origin = "1970-01-01"), by = step))

# ---------------------------------------------------------------- Histories
# The row that holds on a day: of those that hold, the one that began last. `steps` are the days on which that changes.
in_force <- function(rows, day) { k <- which(rows$from <= day & day < rows$end); if (length(k)) k[which.max(rows$from[k])] else NA }
steps_of <- function(rows) {
  day <- sort(unique(c(rows$from, rows$end[rows$end < FOREVER])))
  k <- vapply(day, function(d) as.integer(in_force(rows, d)), 0L)
  changed <- !mapply(identical, k, c(NA_integer_, k)[seq_along(k)])
  data.frame(day, line = rows$line[k], value = rows$value[k])[changed, ]
}
history <- function(case, file, id, from, value = NULL, to = NULL, inclusive = TRUE, people, as_of, events = FALSE, whole = FALSE) {
  x <- read(case, file)
  end <- if (is.null(to)) rep("", nrow(x)) else x[[to]]
  rows <- data.frame(file, line = seq_len(nrow(x)) + 1L, person = x[[id]], from = as_day(x[[from]]), end = as_day(end) + inclusive, value = if (is.null(value)) "" else x[[value]])
  rows$end[is.na(rows$end)] <- FOREVER
  rows$value[rows$value == "" & !events] <- NA
  why <- function(reason, which) rows$reason[rows$reason == "" & which %in% TRUE] <<- reason
  rows$reason <- ""
  why("not a date", unreadable(x[[from]]) | unreadable(end))
  why("no id", rows$person == "")
  why("nobody has this id", !rows$person %in% people)
  why("no date", is.na(rows$from))
  why("covers no day", rows$end <= rows$from)
  why("begins after as_of", rows$from > as_of)
  if (whole) why("another row of this person has no readable date", rows$person %in% rows$person[rows$reason == "not a date"]) # rows that are the employment
  if (!events) why("another row begins on the same day", duplicated(ifelse(rows$reason == "", paste(rows$person, rows$from), rows$line), fromLast = TRUE))
  with_steps(rows)
}
with_steps <- function(rows) list(rows = rows, steps = lapply(split(rows[rows$reason == "", ], rows$person[rows$reason == ""]), steps_of))
# Each spell (person, hired, start = first day followed, last, cause) cut where a row in force changes, and on `cuts`.
cut_spells <- function(spells, histories, cuts = integer()) {
  spells <- spells[order(spells$person, spells$hired, spells$last), ]
  lines <- do.call(rbind, lapply(seq_len(nrow(spells)), function(i) {
    s <- spells[i, ]
    days <- c(cuts, unlist(lapply(histories, function(h) h$steps[[s$person]]$day)))
    first <- c(s$start, sort(unique(days[days > s$start & days < s$last + (s$cause == "")])))
    n <- length(first)
    data.frame(spell = i, s[rep(1, n), ], first, end = c(first[-1], s$last), begins = seq_len(n) == 1, ends = seq_len(n) == n)
  }))
  lines$cause[!lines$ends] <- ""
  for (h in names(histories)) {
    found <- lapply(seq_len(nrow(lines)), function(i) on_day(histories[[h]], lines$person[i], lines$first[i]))
    lines[[h]] <- vapply(found, function(f) f$value, "")
    lines[[paste0(h, "_line")]] <- vapply(found, function(f) f$line, 0L)
  }
  lines
}
on_day <- function(h, person, day) {
  s <- h$steps[[person]]
  k <- if (is.null(s)) 0 else findInterval(day, s$day)
  if (k) list(value = s$value[k], line = s$line[k]) else list(value = NA_character_, line = NA_integer_)
}
# What holds on no line says nothing; events count until the last exit.
rejects_of <- function(h, spells, used = NULL) {
  rows <- h$rows
  stop_day <- tapply(spells$last + (spells$cause == ""), spells$person, max)[rows$person]
  left <- tapply(spells$cause != "", spells$person, function(x) x[length(x)])[rows$person] # spells stand in order of hire
  after <- rows$from >= stop_day & (left | is.null(used))
  idle <- rows$reason == "" & (if (is.null(used)) after | is.na(stop_day) else !rows$line %in% used)
  rows$reason[idle] <- ifelse(after[idle] %in% TRUE, "begins on or after the exit", "outside the time the person is followed")
  rows[rows$reason != "", c("file", "line", "reason")]
}

# ---------------------------------------------------------------- Curves
curve <- function(name, lines, stratum, at, cause = NULL) {
  event <- if (is.null(cause)) lines$cause != "" else lines$cause == cause
  en <- lines$first - lines$hired; ex <- lines$end - lines$hired
  risk <- ex > en & !is.na(stratum)
  for (s in sort(unique(stratum[risk]))) {
    i <- risk & stratum == s
    run <- cumsum(c(TRUE, diff(lines$spell[i]) != 0 | en[i][-1] != ex[i][-sum(i)])) # lines of one stay are one, not censored between
    fit <- survfit(Surv(en[i], ex[i], event[i]) ~ 1, id = run, robust = FALSE, conf.type = "log-log", timefix = FALSE)
    seen <- min(fit$time[fit$n.event + fit$n.censor > 0])
    row <- function(f, t) data.frame(n_risk = f$n.risk, n_event = f$n.event, survival = f$surv, std_error = f$std.err, lower = f$lower, upper = f$upper)
    if (any(event[i])) { f <- summary(fit, times = fit$time[fit$n.event > 0]); keep("survival", cbind(curve = name, stratum = s, time_days = f$time, row(f))) }
    for (t in at[at >= min(en[i]) & (at <= max(ex[i]) | min(fit$surv) == 0)]) {
      f <- summary(fit, times = t, extend = TRUE)
      if (t < seen) f$lower <- f$upper <- 1
      keep("survival_at", cbind(curve = name, stratum = s, at = t, row(f)[, c("survival", "lower", "upper")]))
    }
  }
  groups <- sort(unique(stratum[risk])); K <- length(groups)
  if (K < 2) return()
  g <- match(stratum, groups); O <- E <- numeric(K); V <- matrix(0, K, K) # survdiff takes no late entry
  for (t in sort(unique(ex[risk & event]))) {
    n <- tabulate(g[risk & en < t & ex >= t], K); d <- tabulate(g[risk & ex == t & event], K); N <- sum(n); D <- sum(d)
    O <- O + d; E <- E + D * n / N
    if (N > 1) V <- V + D * (N - D) / (N - 1) * (diag(n / N) - tcrossprod(n / N))
  }
  k <- which(diag(V) > 1e-12)[-1]
  keep("logrank", data.frame(curve = name, chisq = sum((O - E)[k] * solve(V[k, k, drop = FALSE], (O - E)[k])), df = length(k)))
}

# ---------------------------------------------------------------- Flows
# Trends and panel begin with the first exit, at most ten years back, and not before everyone there is seen.
first_day <- function(spells, as_of) max(min(as_of, spells$last[spells$cause != ""]), as_of - 3652L, seen_from(spells))
seen_from <- function(spells) { late <- spells$start[spells$start > spells$hired]; if (length(late)) min(late) else -FOREVER }
trend_from <- function(spells, as_of, step) {
  day <- first_day(spells, as_of); first <- period_first(day, step)
  if (seen_from(spells) > first) periods(first, first + 100L, step)[2] else first # a part of the period is not seen
}
flows <- function(segment, lines, level, spells, as_of, step) {
  starts <- periods(trend_from(spells, as_of, step), as_of, step); ends <- c(starts[-1], as_of + 1L)
  same <- c(FALSE, mapply(identical, level[-1], level[-length(level)])) & !lines$begins
  f <- which(!same); l <- c(f[-1] - 1, nrow(lines))
  late <- lines$begins[f] & lines$first[f] > lines$hired[f]
  late <- late & period_first(lines$hired[f], step) != period_first(lines$first[f], step) # else hired in the period in which they come into view
  hire <- lines$begins[f] & !late
  come <- lines$first[f]; go <- lines$end[l]; exit <- lines$cause[l] != ""
  stays <- lines$ends[l] & !exit & go >= as_of
  go[stays] <- as_of + 1L
  for (v in sort(unique(level[f]))) {
    i <- which(level[f] == v)
    within <- function(day, which) mapply(function(a, b) sum(which[i] & day[i] >= a & day[i] < b), starts, ends)
    held <- function(day) vapply(day, function(d) sum(come[i] <= d & go[i] > d), 0L)
    at_once <- late & come == starts[1]
    cells <- data.frame(period = period_name(starts, step), segment, level = if (segment == "all") "" else v,
      headcount_start = held(starts - 1L) + c(sum(at_once[i]), rep(0, length(starts) - 1)), hires = within(come, hire), transfers_in = within(come, !hire & !at_once),
      transfers_out = within(go, !exit & !stays), exits = within(go, exit), headcount_end = held(ends - 1L),
      person_days = mapply(function(a, b) sum(pmax(0, pmin(go[i], b) - pmax(come[i], a))), starts, ends))
    keep("flows", cells[rowSums(cells[-(1:3)]) > 0, ]) # those of nobody are left out
  }
}

# ---------------------------------------------------------------- Models of the panel: one row a person and whole period
panel <- function(lines, spells, as_of, step) {
  starts <- periods(first_day(spells, as_of), as_of + 1L, step)
  do.call(rbind, lapply(split(lines, lines$spell), function(s) {
    start <- s$first[1]; last <- s$end[nrow(s)]; cause <- s$cause[nrow(s)]; hired <- s$hired[1]
    begin <- starts[-length(starts)]; end <- starts[-1] - 1L
    whole <- last > start & end > start & begin <= last & !(start > hired & begin < start) & (cause != "" | last >= end)
    begin <- begin[whole]; end <- end[whole]
    cbind(s[findInterval(pmax(begin, start), s$first), ], event = if (length(end)) ifelse(last <= end, cause, "") else character(), tenure_years = pmax(0, begin - hired) / 365.25)
  }))
}
model <- function(name, formula, data) {
  fit <- glm(formula, binomial, data, control = glm.control(epsilon = 1e-14, maxit = 100))
  fit <- glm(formula, binomial, data, start = coef(fit)) # so that the errors belong to the last step
  b <- summary(fit)$coefficients
  term <- attr(terms(fit), "term.labels")[attr(model.matrix(fit), "assign")[!is.na(coef(fit))]]
  level <- substring(rownames(b)[-1], nchar(term) + 1)
  keep("logistic", data.frame(model = name, term = c("(Intercept)", sub("standard_|filled_", "", term)), level = c("", level), estimate = b[, 1], std_error = b[, 2], n = nobs(fit), deviance = deviance(fit), deviance_null = fit$null.deviance))
}

# A Cox model of the lines: each at risk with what held on it.
cox <- function(name, formula, lines, event, cluster = NULL) {
  lines$en <- lines$first - lines$hired; lines$ex <- lines$end - lines$hired; lines$event <- event
  lines$cluster_ <- if (is.null(cluster)) seq_len(nrow(lines)) else lines[[cluster]]
  lines <- lines[lines$ex > lines$en, ]
  fit <- coxph(update(formula, Surv(en, ex, event) ~ .), lines, cluster = cluster_, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100, timefix = FALSE))
  terms <- setdiff(attr(terms(fit), "term.labels"), grep("strata", attr(terms(fit), "term.labels"), value = TRUE))
  columns <- names(coef(fit)); term <- vapply(columns, function(x) terms[startsWith(x, terms)][1], "")
  table <- data.frame(model = name, term, level = substring(columns, nchar(term) + 1), estimate = coef(fit), std_error = sqrt(diag(fit$naive.var)), robust_se = sqrt(diag(fit$var)),
    n = fit$n, n_event = fit$nevent, loglik_null = fit$loglik[1], loglik = fit$loglik[2], score = fit$score)
  if (is.null(cluster)) table$robust_se <- NA
  keep("cox", table)
}

# ---------------------------------------------------------------- Derived attributes, as of the first day of each line
months <- function(from, to) floor((to - from) / 30.4375)
rounded <- function(x, digits) floor(x * 10^digits + 0.5) / 10^digits
since_change <- function(h, person, day) {
  s <- h$steps[[person]]; k <- if (is.null(s)) 0 else findInterval(day, s$day)
  if (!k || is.na(s$value[k])) return(NA)
  while (k > 1 && s$value[k - 1] %in% s$value[k]) k <- k - 1
  months(s$day[k], day)
}
last_raise <- function(h, person, day) { # whole months since, percent
  s <- h$steps[[person]]; now <- on_day(h, person, day)
  if (is.na(now$line)) return(c(NA, NA))
  s <- s[s$day <= day & !is.na(number(s$value)), ]; pay <- number(s$value); k <- which(diff(pay) > 0)
  if (!length(k)) c(NA, NA) else { k <- max(k); c(months(s$day[k + 1], day), rounded((pay[k + 1] / pay[k] - 1) * 100, 1)) }
}
derive <- function(lines, spells, histories, events, cuts) {
  each <- function(f) mapply(f, lines$person, lines$first)
  lines$months_in_role <- each(function(p, d) since_change(histories$title, p, d))
  lines$months_with_manager <- each(function(p, d) since_change(histories$boss, p, d))
  raise <- each(function(p, d) last_raise(histories$salary, p, d))
  lines$months_since_raise <- raise[1, ]; lines$raise_percent <- raise[2, ]
  lines$salary <- number(lines$salary)
  age <- as.POSIXlt(as.Date(lines$first, origin = "1970-01-01"))$year + 1900 - number(lines$birth_year)
  lines$age <- ifelse(age < 13 | age > 100, NA, age)
  lines$age_band <- c("under 25", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over")[findInterval(lines$age, c(0, 25, 35, 45, 55, 65))]
  # Everybody employed on a cut, leavers of that day too, these with what was true before it.
  peers <- do.call(rbind, lapply(cuts, function(cut) { s <- spells[spells$start <= cut & cut <= spells$last, ]; if (nrow(s)) data.frame(cut, person = s$person, day = cut - (s$cause != "" & s$last == cut & s$start < cut)) }))
  for (h in c("boss", "title", "salary")) peers[[h]] <- mapply(function(p, d) on_day(histories[[h]], p, d)$value, peers$person, peers$day)
  peers$salary <- number(peers$salary)
  cut <- c(NA, cuts)[findInterval(lines$first, cuts) + 1]
  exits <- lines[lines$cause != "", ]
  count <- function(f) mapply(function(c, boss) if (is.na(c) || is.na(boss)) NA else f(c, boss), cut, lines$boss)
  lines$team_size <- count(function(c, boss) sum(peers$cut == c & peers$boss %in% boss))
  lines$team_exits_12m <- count(function(c, boss) sum(exits$boss %in% boss & exits$end < c & exits$end >= c - 365))
  middle <- mapply(function(c, title) { x <- peers$salary[peers$cut %in% c & peers$title %in% title & !is.na(peers$salary)]; if (is.na(title) || length(x) < 2) NA else median(x) }, cut, lines$title)
  lines$compa_ratio <- rounded(lines$salary / middle, 3)
  for (kind in names(events)) {
    before <- each(function(p, d) { x <- events[[kind]]; x <- x$from[x$person == p & x$from < d]; c(if (length(x)) months(max(x), d) else NA, sum(d - x <= 365)) })
    lines[[paste0("months_since_", kind)]] <- before[1, ]; lines[[paste0(kind, "_count_12m")]] <- before[2, ]
  }
  lines$spell_number <- ave(lines$begins, lines$person, FUN = cumsum)
  lines$previously_employed <- ifelse(lines$spell_number > 1, "yes", "no")
  lines
}

# ---------------------------------------------------------------- Spells
CAUSES <- c(resignation = "voluntary", layoff = "involuntary", pension = "other", quit = "voluntary", fired = "involuntary")
cause_of <- function(reason) ifelse(reason %in% names(CAUSES), CAUSES[reason], "unknown")
listed_spells <- function(case, as_of) {
  x <- read(case, "employees.csv"); hired <- as_day(x$hired); left <- as_day(x$left); from <- as_day(x$observed_from)
  reason <- ifelse(left < hired & !is.na(left), "exit before hire", ifelse(hired > as_of, "hired after as_of", ""))
  gone <- !is.na(left) & left <= as_of
  spells <- data.frame(person = x$id, hired, start = pmax(hired, from, na.rm = TRUE), last = ifelse(gone, left, as_of), cause = ifelse(gone, cause_of(x$reason), ""), birth_year = x$birth_year)[reason == "", ]
  list(people = x$id, spells = spells[order(spells$person, spells$hired, spells$last), ], rejects = data.frame(file = "employees.csv", line = seq_along(hired) + 1L, reason)[reason != "", ])
}
# A history whose rows are the employment: rows at most `gap` days apart are one spell.
spells_of_history <- function(h, hire_days, gap, as_of) do.call(rbind, lapply(split(h$rows[h$rows$reason == "", ], h$rows$person[h$rows$reason == ""]), function(r) {
  r <- r[order(r$from), ]
  run <- cumsum(r$from - c(r$from[1], cummax(r$end))[seq_along(r$from)] > gap)
  start <- as.integer(tapply(r$from, run, min)); last <- as.integer(tapply(r$end, run, max)) - 1L
  hired <- start; day <- hire_days[[r$person[1]]]
  if (day < hired[1]) hired[1] <- day
  data.frame(person = r$person[1], hired, start, last = pmin(last, as_of), cause = ifelse(last <= as_of, "unknown", ""))
}))
# Extracts: a spell is open from the first one the person is in until one says they are gone, or they are in no more.
spells_of_extracts <- function(rows, leavers) {
  extracts <- sort(unique(rows$date)); spells <- list(); open <- NULL
  after <- function(day) c(extracts[extracts > day], FOREVER)[1]
  before <- function(day) max(-FOREVER, extracts[extracts < day])
  close <- function(person, last, cause) { spells[[length(spells) + 1]] <<- data.frame(person, hired = open$hired, start = open$start, last = max(last, open$start), cause); open <<- NULL }
  rows <- rows[order(rows$person, rows$date, rows$hired, rows$line), ]
  rows$from <- NA; rows$reason <- ""; rows$keeps <- FALSE
  rows$reason[duplicated(rows[, c("person", "date", "hired")], fromLast = TRUE)] <- "another row begins on the same day"
  for (p in unique(rows$person)) {
    for (i in which(rows$person == p & rows$reason == "")) {
      r <- rows[i, ]; since <- r$hired > before(r$date) && before(r$date) > 0
      if (!is.null(open) && r$hired > open$seen) close(p, min(after(open$seen), r$hired) - 1L, "unknown") # hired again
      ended <- r$gone && !is.null(open) && r$hired < open$hired && # said to be gone once more, from a spell before the one that is open
        (r$left < open$hired || any(rows$date == r$date & rows$person == p & rows$hired == open$hired) || any(vapply(spells, function(s) s$person == p && s$hired == r$hired, NA)))
      if (r$gone) r$left <- min(r$left, rows$hired[rows$person == p & rows$date == r$date & rows$hired > r$hired] - 1L) # gone by the next hire
      if (r$gone && !is.null(open) && !ended) close(p, r$left, cause_of(r$why))
      else if (r$gone && is.null(open) && since && r$left >= r$hired) { open <- list(hired = r$hired, start = r$hired, seen = r$hired); rows$from[i] <- r$hired; close(p, r$left, cause_of(r$why)) }
      else if (r$gone || r$hired > r$date) rows$reason[i] <- "outside the time the person is followed"
      else if (is.null(open)) { rows$from[i] <- if (leavers && since) r$hired else r$date; open <- list(hired = r$hired, start = rows$from[i], seen = r$date) }
      else { rows$from[i] <- r$date; open$seen <- r$date }
    }
    if (!is.null(open)) { if (open$seen == max(extracts)) close(p, open$seen, "") else close(p, after(open$seen) - 1L, "unknown") }
  }
  list(spells = do.call(rbind, spells), rows = rows)
}

# ---------------------------------------------------------------- The cases
answers <- list()
keep <- function(name, table) answers[[name]] <<- rbind(answers[[name]], table)
finish <- function(case) { for (name in names(answers)) save(case, name, answers[[name]]); answers <<- list() }
pair <- function(a, b) ifelse(is.na(a) | is.na(b), NA, paste(a, b, sep = " / "))
everyone <- function(lines) rep("all", nrow(lines))
AS_OF <- as_day("2024-11-17")
staff <- function(case, id, from, value, to = NULL, inclusive = TRUE, people, file, whole = FALSE) history(case, file, id, from, value, to, inclusive, people, AS_OF, whole = whole)
dept <- function(case, people, whole = FALSE) staff(case, "person", "from_date", "dept", "to_date", TRUE, people, "dept.csv", whole)
title <- function(case, people) staff(case, "emp", "from", "title", "until", FALSE, people, "title.csv")
salary <- function(case, people) staff(case, "id", "start", "salary", NULL, TRUE, people, "salary.csv")
boss <- function(case, people) staff(case, "id", "from", "manager", "to", FALSE, people, "manager.csv")
list_rejects <- function(histories, spells, lines) for (h in names(histories)) keep("rejects", rejects_of(histories[[h]], spells, lines[[paste0(h, "_line")]]))

merge_case <- function() {
  listed <- listed_spells("merge", AS_OF); spells <- listed$spells; people <- listed$people
  histories <- list(dept = dept("merge", people), title = title("merge", people), salary = salary("merge", people))
  lines <- cut_spells(spells, histories); both <- pair(lines$dept, lines$title)
  keep("rejects", listed$rejects); list_rejects(histories, spells, lines)
  curve("all", lines, everyone(lines), c(1, 100, 365, 1000)); curve("dept", lines, lines$dept, c(1, 100, 365, 1000))
  curve("title, voluntary", lines, lines$title, c(1, 100, 365, 1000), "voluntary"); curve("dept x title", lines, both, 365)
  flows("all", lines, everyone(lines), spells, AS_OF, "quarter"); flows("dept", lines, lines$dept, spells, AS_OF, "quarter")
  flows("title", lines, lines$title, spells, AS_OF, "quarter"); flows("dept x title", lines, both, spells, AS_OF, "quarter")
  rows <- panel(lines, spells, AS_OF, "quarter"); rows$salary <- number(rows$salary)
  rows$filled_salary <- ifelse(is.na(rows$salary), mean(rows$salary, na.rm = TRUE), rows$salary)
  known <- factor(ifelse(is.na(rows$title), "(missing)", rows$title), levels = c(sort(unique(rows$title)), if (anyNA(rows$title)) "(missing)"))
  model("m", event != "" ~ title + salary + dept + tenure_years, rows)
  model("v", event == "voluntary" ~ title + tenure_years, rows)
  rows$title <- known; model("mean", event != "" ~ title + filled_salary, rows)
  lines$salary <- number(lines$salary)
  cox("c", ~ title + salary + dept, lines, lines$cause != ""); cox("v", ~ title + strata(dept), lines, lines$cause == "voluntary", "person")
  finish("merge")
}
derive_case <- function() {
  listed <- listed_spells("derive", AS_OF); spells <- listed$spells; people <- listed$people
  histories <- list(dept = dept("derive", people), title = title("derive", people), salary = salary("derive", people), boss = boss("derive", people))
  kinds <- history("derive", "events.csv", "id", "date", "kind", people = people, as_of = AS_OF, events = TRUE)
  courses <- history("derive", "courses.csv", "id", "date", people = people, as_of = AS_OF, events = TRUE)
  fine <- function(h, kind) h$rows[h$rows$reason == "" & h$rows$value == kind, ]
  cuts <- unique(c(periods(min(spells$last[spells$cause != ""]), AS_OF, "month"), AS_OF))
  lines <- cut_spells(spells, histories, cuts)
  keep("rejects", listed$rejects); list_rejects(histories, spells, lines); keep("rejects", rejects_of(kinds, spells)); keep("rejects", rejects_of(courses, spells))
  lines <- derive(lines, spells, histories, list(talk = fine(kinds, "talk"), training = fine(kinds, "training"), course = fine(courses, "")), cuts)
  for (by in c("previously_employed", "age_band", "talk_count_12m", "team_size", "team_exits_12m")) curve(by, lines, ifelse(is.na(lines[[by]]), NA, as.character(lines[[by]])), 365)
  flows("age_band", lines, lines$age_band, spells, AS_OF, "month"); flows("previously_employed", lines, lines$previously_employed, spells, AS_OF, "month")
  rows <- panel(lines, spells, AS_OF, "month")
  rows$standard_salary <- (rows$salary - mean(rows$salary, na.rm = TRUE)) / sd(rows$salary, na.rm = TRUE)
  model("role", event != "" ~ months_in_role + months_with_manager, rows); model("raise", event != "" ~ months_since_raise + raise_percent, rows)
  model("compa", event != "" ~ compa_ratio + age, rows); model("team", event != "" ~ team_size + team_exits_12m, rows)
  model("talk", event != "" ~ months_since_talk + talk_count_12m + training_count_12m, rows)
  model("course", event != "" ~ months_since_course + course_count_12m + spell_number, rows)
  model("back", event != "" ~ previously_employed + tenure_years, rows); model("standard", event != "" ~ standard_salary, rows)
  finish("derive")
}
employment_case <- function(gap) {
  case <- paste0("employment_", gap); x <- read(case, "employees.csv")
  histories <- list(dept = dept(case, x$id, TRUE), title = title(case, x$id))
  spells <- spells_of_history(histories$dept, as.list(setNames(as_day(x$hired), x$id)), gap, AS_OF)
  lines <- cut_spells(spells, histories); list_rejects(histories, spells, lines)
  if (any(idle <- !x$id %in% spells$person)) keep("rejects", data.frame(file = "employees.csv", line = which(idle) + 1L, reason = "never employed by the other file"))
  curve("all", lines, everyone(lines), c(1, 365)); curve("dept", lines, lines$dept, 365); curve("title", lines, lines$title, 365)
  flows("all", lines, everyone(lines), spells, AS_OF, "quarter"); flows("dept", lines, lines$dept, spells, AS_OF, "quarter")
  rows <- panel(lines, spells, AS_OF, "quarter"); model("m", event != "" ~ title + tenure_years, rows)
  finish(case)
}
snapshots_case <- function(by) {
  case <- paste0("snapshots_", by); x <- read(case, "extracts.csv"); date <- as_day(x$snapshot); as_of <- max(date)
  left <- if (by == "date") as_day(x$left) else date
  gone <- switch(by, status = x$status == "TERMINATED", date = !is.na(left) & left <= date, absent = FALSE)
  found <- spells_of_extracts(data.frame(line = seq_along(date) + 1L, person = x$id, date, hired = as_day(x$hire), gone, left, why = if (by == "absent") "" else x$reason, dept = x$dept), by != "absent")
  spells <- found$spells; rows <- found$rows
  says <- data.frame(line = rows$line, person = rows$person, from = rows$from, end = FOREVER, value = rows$dept, reason = ifelse(is.na(rows$from), "-", ""))
  lines <- cut_spells(spells, list(dept = with_steps(says)))
  rejected <- rows[rows$reason != "", ]
  if (nrow(rejected)) keep("rejects", data.frame(file = "extracts.csv", line = rejected$line, reason = rejected$reason))
  curve("all", lines, everyone(lines), c(1, 365)); curve("dept", lines, lines$dept, c(1, 365))
  flows("all", lines, everyone(lines), spells, as_of, "month"); flows("dept", lines, lines$dept, spells, as_of, "month")
  model("m", event != "" ~ dept + tenure_years, panel(lines, spells, as_of, "month"))
  finish(case)
}
merge_case(); derive_case()
for (gap in c(0, 30)) employment_case(gap)
for (by in c("status", "date", "absent")) snapshots_case(by)
