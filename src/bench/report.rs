//! The table, and what was promised beside what was found.

use std::io::{self, Write};

use super::measure::{Figures, Plan, Results, Row};

/// A tuned Django admin with unfold on the same two cores: milliseconds of CPU time for a page of
/// such a list, and milliseconds for the search.
const DJANGO_PAGE: f64 = 95.0;
const DJANGO_SEARCH: f64 = 650.0;

/// Prints everything.
pub fn print(out: &mut impl Write, plan: Plan, results: &Results) -> io::Result<()> {
    writeln!(
        out,
        "Medians of {} round(s) of {:.1} s with {} connections; \"alone\" is one connection.\n\
         CPU is that of the server's process, PostgreSQL apart.\n",
        plan.rounds,
        plan.lasting.as_secs_f64(),
        plan.connections
    )?;
    let width = results
        .rows
        .iter()
        .map(|row| columns(&row.what))
        .max()
        .unwrap_or_default();
    writeln!(
        out,
        "{:width$}  {:>8} {:>8} {:>8} {:>8} {:>8}   {:>8} {:>8}  {:>6}",
        "", "alone ms", "p50 ms", "p99 ms", "req/s", "CPU ms", "bare r/s", "CPU ms", "of it"
    )?;
    for row in &results.rows {
        let gap = width - columns(&row.what);
        write!(out, "{}{:gap$}  ", row.what, "")?;
        match &row.console {
            Some(of) => write!(
                out,
                "{:>8.2} {:>8.2} {:>8.2} {:>8.0} {:>8.3}",
                of.alone, of.p50, of.p99, of.rate, of.cpu
            )?,
            None => write!(
                out,
                "{:>8} {:>8} {:>8} {:>8} {:>8}",
                "-", "-", "-", "-", "-"
            )?,
        }
        match &row.bare {
            Some(bare) => write!(out, "   {:>8.0} {:>8.3}", bare.rate, bare.cpu)?,
            None => write!(out, "   {:>8} {:>8}", "-", "-")?,
        }
        match share(row) {
            Some(share) => writeln!(out, "  {:>5.0}%", share * 100.0)?,
            None => writeln!(out)?,
        }
    }
    let visit: usize = results.first_visit.iter().map(|(_, bytes)| bytes).sum();
    let kinds: Vec<String> = results
        .first_visit
        .iter()
        .map(|(kind, bytes)| format!("{kind} {bytes}"))
        .collect();
    let milliseconds = results.start.as_secs_f64() * 1000.0;
    writeln!(out)?;
    writeln!(
        out,
        "memory idle   {:.1} MB, after {:.1} MB",
        results.memory_idle, results.memory_after
    )?;
    writeln!(out, "first visit   {visit} bytes ({})", kinds.join(", "))?;
    writeln!(out, "ready after   {milliseconds:.0} ms")?;
    writeln!(out, "\nPromised:")?;
    let mut promise = |what: &str, found: String, is_kept: bool| {
        writeln!(
            out,
            "  {} {what}: {found}",
            if is_kept { "kept  " } else { "BROKEN" }
        )
    };
    for (first, deepest) in pairs(&results.rows) {
        let (Some(of_first), Some(of_deepest)) = (first.console, deepest.console) else {
            continue;
        };
        let ratio = of_deepest.p50 / of_first.p50;
        let what = format!("{} takes at most 1.2 of the first", deepest.what);
        promise(&what, format!("{ratio:.2}"), ratio <= 1.2)?;
    }
    let slowest = results
        .rows
        .iter()
        .filter_map(share)
        .fold(f64::INFINITY, f64::min);
    promise(
        "at least 40 % of a bare handler",
        format!("{:.0} %", slowest * 100.0),
        slowest >= 0.4,
    )?;
    let pages = results
        .rows
        .iter()
        .filter(|row| row.bare.is_some())
        .filter_map(|row| row.console);
    let dearest = pages.map(|of| of.cpu).fold(0.0, f64::max);
    let times = DJANGO_PAGE / dearest;
    promise(
        "60 times less CPU a page than Django's 95 ms",
        format!("{times:.0} times"),
        times >= 60.0,
    )?;
    for row in results.rows.iter().filter(|row| is_search(&row.what)) {
        let Some(of) = row.console.or(row.bare) else {
            continue;
        };
        let times = DJANGO_SEARCH / of.alone;
        let what = format!("{} is 100 times faster than Django's 650 ms", row.what);
        promise(&what, format!("{times:.0} times"), times >= 100.0)?;
    }
    promise(
        "idle in at most 60 MB",
        format!("{:.1} MB", results.memory_idle),
        results.memory_idle <= 60.0,
    )?;
    promise(
        "ready within 300 ms",
        format!("{milliseconds:.0} ms"),
        milliseconds <= 300.0,
    )
}

/// How much of the bare handler's rate the console reaches.
fn share(row: &Row) -> Option<f64> {
    let rate = |figures: &Figures| figures.rate;
    Some(row.console.as_ref().map(rate)? / row.bare.as_ref().map(rate)?)
}

/// Each first page with the deepest one of the same list.
fn pairs(rows: &[Row]) -> impl Iterator<Item = (&Row, &Row)> {
    rows.iter().filter_map(|deepest| {
        let first = deepest.what.replace("deepest", "first");
        let first = rows
            .iter()
            .find(|row| row.what == first && first != deepest.what)?;
        Some((first, deepest))
    })
}

/// The searches are named after what they search for, in Chinese.
fn is_search(what: &str) -> bool {
    !what.is_ascii()
}

/// Columns of a terminal that a text takes: a Chinese character takes two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|character| if character.is_ascii() { 1 } else { 2 })
        .sum()
}
