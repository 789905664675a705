# Answers from R to the two cases in this folder: what reporting standards ask, moves, exits, spans, coverage, turnover, numbers at risk.
#
#   Rscript answers.R [FOLDER]     writes employees.csv, departments.csv, talks.csv and each case's r_*.csv (default: this script's folder)
#
# Base R; a daily register of who is where. Both cases read the same files: quarter_end stops on the last day of a quarter, mid_quarter
# in the middle of one, so that what comes later must be unseen. What is a convention is said where it is computed.
options(stringsAsFactors = FALSE, warn = 1)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- c(commandArgs(TRUE), dirname(script))[1]

day <- function(text) as.Date(text)
# k months after a day: the same date of the month, or where that month is too short the first of the next.
months_later <- function(d, k) {
  at <- as.POSIXlt(d); month <- (at$year + 1900) * 12 + at$mon + k
  first <- function(m) as.Date(sprintf("%d-%02d-01", as.integer(m %/% 12), as.integer(m %% 12 + 1)))
  first(month) + pmin(at$mday, as.integer(first(month + 1) - first(month)) + 1) - 1
}
save_csv <- function(table, path, digits = 11) {
  for (k in names(table)) {
    x <- table[[k]]
    if (is.double(x) && !inherits(x, "Date")) x <- ifelse(is.finite(x), formatC(x, digits = digits, format = "g", width = 1), "")
    x <- as.character(x); x[is.na(x)] <- ""
    table[[k]] <- ifelse(grepl(",", x), paste0('"', x, '"'), x)
  }
  text <- c(paste(names(table), collapse = ","), do.call(paste, c(unname(as.list(table)), sep = ",")))
  writeLines(enc2utf8(text), path, useBytes = TRUE)
}

# ---------------------------------------------------------------- Generated files
set.seed(20260930)
stops <- day(c("2026-09-30", "2026-08-14"))
departments <- c("Care", "Finance", "Logistics", "Sales")
employees <- histories <- talks <- NULL
hire <- function(id, from, to = NA, reason = NA) employees <<- rbind(employees, data.frame(employee_id = id, hire_date = day(from), exit_date = day(to), exit_reason = reason))
works <- function(id, from, department) histories <<- rbind(histories, data.frame(employee_id = id, from_date = day(from), department))
talk <- function(id, date) talks <<- rbind(talks, data.frame(employee_id = id, date = day(date)))
number <- 0
new_id <- function() { number <<- number + 1; sprintf("e%03d", number) }
reasons <- c("resignation", "other job", "dismissal", "end of contract", "pension", "death", NA)

# Ordinary people: a few years, a few moves, some talks.
for (k in 1:130) {
  id <- new_id()
  from <- day("2021-01-04") + floor(2090 * runif(1)^0.8)
  stay <- ceiling(rexp(1, 1 / 900)); to <- from + stay
  if (to > day("2026-12-20")) to <- NA
  hire(id, from, to, if (is.na(to)) NA else sample(reasons, 1, prob = c(0.35, 0.15, 0.15, 0.12, 0.12, 0.03, 0.08)))
  at <- from; now <- sample(departments, 1, prob = c(0.4, 0.15, 0.2, 0.25)); works(id, at, now)
  repeat {
    at <- at + ceiling(rexp(1, 1 / 600))
    if (at > min(to, day("2026-12-20"), na.rm = TRUE)) break
    now <- sample(departments, 1); works(id, at, now) # now and then the same one again: a row, but no move
  }
  for (d in floor(runif(rpois(1, 1.5)) * 900)) if (stops[1] - d > from) talk(id, stops[1] + 20 - d)
}
# The days on which counting goes wrong, for each stop and the first day of its twelve months.
for (stop in as.list(stops)) {
  first <- months_later(stop + 1, -12)
  ends <- list(c(first - 400, stop), c(first - 400, first), c(first - 400, first - 1), c(first - 400, stop + 1), # last day: the stop, the first day, the day before it, unseen
               c(first, NA), c(first - 1, NA), c(stop, NA), c(stop + 1, NA), c(first, stop), c(first, first), c(stop, stop), # hired then; gone in the year; gone on the day
               c(stop - 40, stop - 12), c(first + 20, first + 90), c(first + 20, first + 20))
  for (e in ends) {
    id <- new_id(); e <- as.Date(e, origin = "1970-01-01")
    hire(id, e[1], e[2], if (is.na(e[2])) NA else sample(reasons, 1)); works(id, e[1], sample(departments, 1))
  }
  move <- function(from, to, days, where, reason = "resignation") { id <- new_id(); hire(id, from, to, if (is.na(to)) NA else reason); for (k in seq_along(days)) works(id, days[k], where[k]); id }
  old <- first - 300
  for (d in as.list(c(first - 1, first, stop, stop + 1))) move(old, NA, c(old, d), c("Care", "Sales"))
  move(old, stop - 30, c(old, stop - 30), c("Care", "Finance"))                      # moves on the last day employed: gone from Care
  move(old, stop - 30, c(old, stop - 31), c("Care", "Finance"), "dismissal")         # the day before: gone from Finance
  move(old, stop - 30, c(old, stop - 29), c("Logistics", "Sales"), "pension")        # a row after the exit
  move(old, NA, c(old, first + 50, first + 60), c("Sales", "Finance", "Sales"))      # there and back
  move(old, NA, c(old, old + 5, first + 50), c("Care", "Care", "Care"))              # rows, but no move
  move(old, NA, c(old - 60, old - 30, stop - 5), c("Sales", "Care", "Logistics"))    # rows before the hire
  move(first + 10, NA, c(first + 10, first + 11), c("Finance", "Care"))              # the day after the hire
  move(old, NA, c(first - 20), "Sales")                                              # no department for a while, then Sales
  move(old, NA, c(first + 33), "Care")
  move(old, stop - 70, NULL, NULL)                                                   # never any
  # Who come back: in another department, in one written down while they were away, the next day, twice within the year.
  again <- function(...) { id <- new_id(); for (s in list(...)) hire(id, s[1], s[2], if (is.na(s[2])) NA else "other job"); id }
  id <- again(c(old, first + 30), c(first + 100, NA)); works(id, old, "Care"); works(id, first + 100, "Sales"); talk(id, as.Date(first + 25))
  id <- again(c(old, first + 30), c(first + 100, NA)); works(id, old, "Care"); works(id, first + 60, "Finance"); talk(id, stop - 20)
  id <- again(c(old, first + 30), c(first + 31, NA)); works(id, old, "Logistics"); works(id, first + 31, "Care")
  id <- again(c(old, first + 10), c(first + 40, first + 80), c(first + 120, NA)); works(id, old, "Sales"); works(id, first + 120, "Care"); talk(id, first + 70)
  id <- again(c(old, stop - 100), c(stop - 40, NA)); works(id, old, "Sales"); talk(id, stop - 101)
  # Talks on the days where three and twelve months begin and end.
  for (d in as.list(c(stop, stop + 1, months_later(stop, -3), months_later(stop, -3) + 1, months_later(stop + 1, -3), months_later(stop, -12), months_later(stop + 1, -12), day("2025-12-31"), day("2026-01-01")))) {
    id <- move(old - 200, NA, old - 200, departments[1 + number %% 4]); talk(id, d)
  }
  id <- move(old, NA, old, "Sales"); talk(id, stop - 10); talk(id, stop - 10); talk(id, stop - 200) # several: one person
  id <- move(old, stop, old, "Sales"); talk(id, stop - 1)                                           # gone on the day
  id <- move(stop - 20, NA, stop - 20, "Sales"); talk(id, stop - 1)
}
everyone <- unique(employees$employee_id); n <- length(everyone)
pick <- function(values, share = NULL) sample(values, n, TRUE, share)
person <- data.frame(employee_id = everyone, gender = pick(c("F", "M", "X", NA), c(0.48, 0.43, 0.03, 0.06)), country = pick(c("NL", "BE", "DE"), c(0.75, 0.18, 0.07)),
  location = pick(c("Utrecht", "Gent", "Zwolle"), c(0.5, 0.3, 0.2)), contract_type = pick(c("permanent", "temporary"), c(0.7, 0.3)),
  birth_year = pick(c(1960:2005, NA), c(rep(1, 46), 3)), manager_id = NA)
# Those about to turn 30 or 51 in the years that matter.
person$birth_year[seq(3, n, 7)] <- rep(c(1995, 1996, 1997, 1974, 1975, 1976), length.out = length(seq(3, n, 7)))
# Managers of few and of many; some are no longer there, and some people's is not known.
sizes <- c(1, 1, 2, 4, 5, 6, 10, 12, 14, 20, 22, 45, 60)
person$manager_id <- sample(c(sprintf("e%03d", seq_along(sizes)), NA), n, TRUE, c(sizes, 12))
person$manager_id[person$employee_id %in% c("e003", "e013")] <- c("e003", "e013") # as exports have it of whoever is at the top: they report to nobody
person$ready <- rep_len(c(0, 1, NA, 2, 0), n) # successors
employees <- merge(employees, person, by = "employee_id")
employees <- employees[sample(nrow(employees)), ]; histories <- histories[sample(nrow(histories)), ]
save_csv(employees, file.path(folder, "employees.csv")); save_csv(histories, file.path(folder, "departments.csv")); save_csv(talks, file.path(folder, "talks.csv"))

# ---------------------------------------------------------------- The answers
# From here on only what the files say.
read <- function(file) read.csv(file.path(folder, file), colClasses = "character", na.strings = "")
employees <- read("employees.csv"); histories <- read("departments.csv"); talks <- read("talks.csv")
for (k in c("hire_date", "exit_date")) employees[[k]] <- day(employees[[k]])
histories$from_date <- day(histories$from_date); talks$date <- day(talks$date)
cause_of <- c(resignation = "voluntary", "other job" = "voluntary", dismissal = "involuntary", "end of contract" = "involuntary", pension = "retirement", death = "other")
departments <- sort(unique(histories$department))
causes <- c("voluntary", "involuntary", "retirement", "other", "unknown")
average_is <- "average headcount: person-days / days"; end_is <- "employees at the end of the period"
or_missing <- function(x) ifelse(is.na(x), "(missing)", x)
share <- function(a, b) if (!is.na(b) && b > 0) a / b else NA_real_

answer <- function(case, stop, trend_from, ticks) {
  tables <- list()
  keep <- function(.table, ...) tables[[.table]] <<- rbind(tables[[.table]], data.frame(..., check.names = FALSE, row.names = NULL))

  # Spells that began by the stop; an exit after it is unseen. An exit is its last day: whoever leaves on a day is not there when it ends.
  s <- employees[employees$hire_date <= stop, ]
  s$gone <- !is.na(s$exit_date) & s$exit_date <= stop
  s$cause <- ifelse(!s$gone, "", ifelse(s$exit_reason %in% names(cause_of), cause_of[s$exit_reason], "unknown"))
  s$spell <- seq_len(nrow(s))
  # The department that holds on a day: that of the person's latest row by then. A row that begins on the exit day no longer holds for them.
  department_on <- function(id, d) { h <- histories[histories$employee_id == id & histories$from_date <= d, ]; if (nrow(h)) h$department[which.max(h$from_date)] else NA }
  # The register: who is there, and where, when each day ends.
  register <- do.call(rbind, lapply(s$spell, function(i) {
    last <- if (s$gone[i]) s$exit_date[i] - 1 else stop
    if (last < s$hire_date[i]) return() # gone on the day of hire
    days <- seq(s$hire_date[i], last, by = 1)
    h <- histories[histories$employee_id == s$employee_id[i], ]; h <- h[order(h$from_date), ]
    data.frame(spell = i, id = s$employee_id[i], day = days, tenure = as.integer(days - s$hire_date[i]), department = c(NA, h$department)[findInterval(days, h$from_date) + 1])
  }))
  s$first_in <- or_missing(mapply(department_on, s$employee_id, s$hire_date))
  s$last_in <- or_missing(mapply(function(id, from, to) department_on(id, max(from, to - 1)), s$employee_id, s$hire_date, s$exit_date))
  register$department <- or_missing(register$department)
  k <- seq_len(nrow(register))[-1]; moved <- k[register$spell[k] == register$spell[k - 1] & register$department[k] != register$department[k - 1]]
  moves <- data.frame(day = register$day[moved], from = register$department[moved - 1], to = register$department[moved])
  during <- function(d, from, to) !is.na(d) & d >= from & d <= to
  headcount <- function(d, g = "all") sum(register$day == d & (g == "all" | register$department == g))
  person_days <- function(from, to, g = "all") sum(during(register$day, from, to) & (g == "all" | register$department == g))
  exits <- function(from, to, g = "all", cause = "all") sum(s$gone & during(s$exit_date, from, to) & (g == "all" | s$last_in == g) & (cause == "all" | s$cause == cause))
  length_of <- function(from, to) as.integer(to - from) + 1
  year_to <- function(end) months_later(end + 1, -12) # the first of the twelve months that end there
  first <- year_to(stop)
  average <- person_days(first, stop) / length_of(first, stop)

  # ------------------------------ Standards, over the twelve months to the stop
  there <- s[!s$gone, ]; hires <- s[during(s$hire_date, first, stop), ]; leavers <- s[s$gone & during(s$exit_date, first, stop), ]
  # Age is that reached in the year in which somebody came, left or was counted. GRI does not say when.
  there$at <- rep(stop, nrow(there)); hires$at <- hires$hire_date; leavers$at <- leavers$exit_date
  age_group <- function(d) { age <- as.integer(format(d$at, "%Y")) - as.integer(d$birth_year); or_missing(ifelse(age < 30, "under 30", ifelse(age <= 50, "30 to 50", "over 50"))) }
  standard <- function(framework, clause, metric, count, denominator = NA, is = NA, breakdown = NA, level = NA)
    keep("standards", framework, clause, metric, breakdown, level, count, denominator, denominator_is = is, rate = if (is.na(denominator)) NA_real_ else share(count, denominator), from = first, until = stop, suppressed = 0L)
  by <- function(d, column) if (column == "age") age_group(d) else or_missing(d[[column]])
  heads <- "Employees by head count at the end of the period"
  standard("ESRS S1-6", "S1 \u00b650(a)", heads, nrow(there))
  for (b in c("gender", "country")) for (v in sort(unique(by(s, b)))) if (any(by(there, b) == v)) standard("ESRS S1-6", "S1 \u00b650(a)", heads, sum(by(there, b) == v), breakdown = b, level = v)
  for (v in sort(unique(s$contract_type))) standard("ESRS S1-6", "S1 \u00b650(b)", "Employees by type of contract at the end of the period", sum(there$contract_type == v), breakdown = "contract_type", level = v)
  standard("ESRS S1-6", "S1 \u00b650(c)", "Employees who left, and rate of turnover", nrow(leavers), average, average_is)
  for (what in c("New employee hires", "Employee turnover")) {
    d <- if (what == "Employee turnover") leavers else hires
    clause <- if (what == "Employee turnover") "401-1 b" else "401-1 a"
    standard("GRI 401-1", clause, what, nrow(d), nrow(there), end_is)
    for (b in c("age", "gender", "location", "country")) for (v in unique(c(by(there, b), by(hires, b), by(leavers, b)))) standard("GRI 401-1", clause, what, sum(by(d, b) == v), sum(by(there, b) == v), end_is, b, v)
  }
  iso <- function(...) standard("ISO 30414:2018", "Recruitment, mobility and turnover", ...)
  # A move is from one known department to another; who is first seen in one has not moved.
  own <- moves[during(moves$day, first, stop) & moves$from != "(missing)" & moves$to != "(missing)", ]
  iso("Turnover rate", nrow(leavers), average, average_is)
  iso("Voluntary turnover rate, without retirement", sum(leavers$cause == "voluntary"), average, average_is)
  iso("Internal mobility rate", nrow(own), average, average_is)
  iso("Moves from within, of all who took up a position", nrow(own), nrow(own) + nrow(hires), "moves and hires")
  # Finance is critical: who left it of their own will, came into it from another department or from none, and how many stand ready for its people.
  iso("Voluntary turnover rate of critical positions", sum(leavers$cause == "voluntary" & leavers$last_in == "Finance"), person_days(first, stop, "Finance") / length_of(first, stop), "average headcount of critical positions")
  within <- sum(during(moves$day, first, stop) & moves$to == "Finance")
  begins_in <- function(k) { at <- register$department[register$day == hires$hire_date[k] & register$id == hires$employee_id[k]]; if (length(at)) at else hires$last_in[k] } # gone on the day itself: on no register
  outside <- sum(sapply(seq_len(nrow(hires)), begins_in) == "Finance")
  iso("Critical positions filled from within, of all that were filled", within, within + outside, "moves and hires into critical positions")
  holders <- register$id[register$day == stop & register$department == "Finance"]
  standard("ISO 30414:2018", "Succession planning", "People ready to succeed, for each critical position", sum(as.integer(there$ready[there$employee_id %in% holders]), na.rm = TRUE), length(holders), "holders of critical positions at the end of the period")

  # ------------------------------ Moves, reasons and spans
  for (f in sort(unique(own$from))) {
    n <- sum(own$from == f)
    for (to in c("all", sort(unique(own$to[own$from == f])))) { m <- if (to == "all") n else sum(own$from == f & own$to == to); keep("mobility", segment = "department", from_level = f, to_level = to, people = m, share = m / n, suppressed = 0L) }
  }
  n <- sapply(causes, function(cause) sum(leavers$cause == cause)); n <- sort(n[n > 0], decreasing = TRUE)
  keep("exit_reasons", cause = names(n), reason = NA, exits = n, share = n / sum(n), cumulative = cumsum(n) / sum(n), suppressed = 0L)
  said <- as.data.frame(table(cause = factor(leavers$cause, causes), reason = factor(or_missing(leavers$exit_reason))), stringsAsFactors = FALSE); said <- said[said$Freq > 0, ]
  said <- said[order(-said$Freq, match(said$cause, causes), said$reason, method = "radix"), ]
  keep("exit_reasons", cause = said$cause, reason = said$reason, exits = said$Freq, share = said$Freq / sum(n), cumulative = cumsum(said$Freq) / sum(n), suppressed = 0L)
  reports <- table(there$manager_id[there$manager_id != there$employee_id])
  bands <- c("1 to 4", "5 to 9", "10 to 14", "15 to 19", "20 to 29", "30 and over"); band <- bands[findInterval(reports, c(1, 5, 10, 15, 20, 30))]
  for (b in bands) if (any(band == b)) keep("span_of_control", reports = b, managers = sum(band == b), people = sum(reports[band == b]), share = sum(reports[band == b]) / sum(reports), suppressed = 0L)

  # ------------------------------ Periods: talks and turnover. The last period ends on the stop.
  starts <- seq(trend_from, stop, by = "quarter"); ends <- c(starts[-1] - 1, stop)
  for (p in seq_along(starts)) {
    from <- starts[p]; to <- ends[p]; name <- paste0(format(from, "%Y"), quarters(from))
    had <- function(months) unique(talks$employee_id[during(talks$date, months_later(to + 1, -months), to)]) # as months count in the year to the stop; in whatever spell
    quarter <- had(3); year <- had(12)
    for (g in c("all", departments, "(missing)")) {
      segment <- if (g == "all") "all" else "department"; level <- if (g == "all") "" else g
      now <- register[register$day == to & (g == "all" | register$department == g), ]
      if (nrow(now)) keep("coverage", kind = "talk", period = name, segment, level, headcount = nrow(now), within_3_months = sum(now$id %in% quarter), share_3_months = mean(now$id %in% quarter),
        within_12_months = sum(now$id %in% year), share_12_months = mean(now$id %in% year), suppressed = 0L)
      days <- person_days(from, to, g); length <- length_of(from, to); before <- headcount(from - 1, g); after <- headcount(to, g)
      if (before + after + days + exits(from, to, g) == 0) next # nobody
      month_ends <- months_later(from, 1:3) - 1; month_ends <- month_ends[month_ends <= to] # a month that has not ended has none
      monthly <- if (length(month_ends)) mean(sapply(month_ends, headcount, g = g)) else NA_real_
      ends_period <- to == months_later(from, 3) - 1 # else of groups the twelve months would tell parts of periods
      whole_year <- year_to(to) >= trend_from # else a part of the twelve months comes before the trends
      for (cause in c("all", causes)) {
        n <- exits(from, to, g, cause)
        keep("turnover", period = name, segment, level, cause, exits = n, person_days = days, headcount_average = days / length, rate = share(n, days / length), rate_annualised = share(n, days / length) * 365.25 / length,
          rate_mid = share(n, (before + after) / 2), rate_end = share(n, after), rate_start = share(n, before), rate_monthly = share(n, monthly),
          rate_12_months = if (whole_year && (ends_period || (g == "all" && cause == "all"))) share(exits(year_to(to), to, g, cause), person_days(year_to(to), to, g) / length_of(year_to(to), to)) else NA_real_, suppressed = 0L)
      }
    }
  }

  # ------------------------------ Numbers at risk. A stay is the time in one group, (entry, end] in days of tenure; moving on ends it as
  # the stop does. Whoever has not been there a whole day is not at risk, nor those whose group is not known.
  stays_of <- function(group) {
    r <- register; r$group <- group
    begins <- c(TRUE, r$spell[-1] != r$spell[-nrow(r)] | r$group[-1] != r$group[-nrow(r)])
    i <- which(begins); l <- c(i[-1] - 1, nrow(r))
    ends_spell <- c(r$spell[-1] != r$spell[-nrow(r)], TRUE)[l]
    end <- r$tenure[l] + ifelse(ends_spell & !s$gone[r$spell[i]], 0, 1)
    data.frame(group = r$group[i], entry = r$tenure[i], end, cause = ifelse(ends_spell, s$cause[r$spell[i]], ""))
  }
  for (curve in names(ticks)) {
    column <- sub(",.*", "", curve)
    stays <- stays_of(switch(column, all = rep("all", nrow(register)), department = register$department, gender = or_missing(s$gender)[register$spell]))
    stays <- stays[stays$end > stays$entry & stays$group != "(missing)", ]
    event <- stays$cause != "" & (!grepl("voluntary", curve) | stays$cause == "voluntary")
    for (g in sort(unique(stays$group))) for (at in ticks[[curve]]) {
      own <- stays$group == g
      later <- stays$end[own & stays$end >= at] # survfit tells who are at risk at the next time at which anybody stops being so
      keep("at_risk", curve, stratum = g, at, n_risk = if (length(later)) sum(own & stays$entry < min(later) & stays$end >= min(later)) else 0,
        n_event = sum(own & event & stays$end < at), n_censored = sum(own & !event & stays$end < at), suppressed = 0L)
    }
  }
  for (t in names(tables)) save_csv(tables[[t]], file.path(folder, case, paste0("r_", t, ".csv")))
  cat(sprintf("%s: %d spells, %d there, %d exits and %d moves in the year\n", case, nrow(s), nrow(there), nrow(leavers), nrow(own)))
}

# The days at which people at risk are counted are the tables' own.
even <- function(step, k) step * 0:k
answer("quarter_end", stops[1], day("2025-04-01"), list(all = even(180, 5), department = even(365, 3), "department, voluntary" = even(365, 3), gender = even(365, 3)))
answer("mid_quarter", stops[2], day("2025-07-01"), list(all = even(180, 5), department = even(365, 3), "department, voluntary" = even(365, 3), gender = even(365, 3)))
