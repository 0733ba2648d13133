//! Times, counts and sizes in words. Relative times are relative to the moment the page was made
//! at, so that the server and the browser say the same.

use leptos::prelude::*;

use super::{Icon, IconView, Words};
use crate::{
    facts::language,
    i18n::*,
    list::Count,
    moment::{Ago, Moment},
};

/// `4 min ago`, with the exact time for those who ask.
#[component]
pub fn TimeAgo(at: Moment, now: Moment) -> impl IntoView {
    view! { <time datetime=at.rfc3339() title=at.exact()>{ago_words(language(), at, now)}</time> }
}

/// `2026-11-22 18:22:41 UTC`.
#[component]
pub fn TimeExact(at: Moment) -> impl IntoView {
    view! { <time datetime=at.rfc3339()>{at.exact()}</time> }
}

/// A time that may never have been.
#[component]
pub fn MaybeTime(at: Option<Moment>, now: Moment) -> impl IntoView {
    match at {
        Some(at) => view! { <TimeAgo at now /> }.into_any(),
        None => "—".into_any(),
    }
}

/// How long ago, in words.
pub fn ago_words(l: Locale, at: Moment, now: Moment) -> Words {
    match at.ago(now) {
        Ago::Now => td_string!(l, ui.now).into(),
        Ago::Minutes(n) => td_string!(l, ui.minutes_ago, n = n).into(),
        Ago::Hours(n) => td_string!(l, ui.hours_ago, n = n).into(),
        Ago::Yesterday => td_string!(l, ui.yesterday).into(),
        Ago::Days(n) => td_string!(l, ui.days_ago, n = n).into(),
        Ago::Weeks(n) => td_string!(l, ui.weeks_ago, n = n).into(),
        Ago::Months(n) => td_string!(l, ui.months_ago, n = n).into(),
        Ago::Years(n) => td_string!(l, ui.years_ago, n = n).into(),
        Ago::Future => at.exact().into(),
    }
}

/// `1,234` exactly, or `about 1.0 M` where nobody counted.
pub fn count_words(l: Locale, count: Count) -> String {
    match count {
        Count::Exactly(n) => grouped(n),
        Count::About(n) => td_string!(l, ui.about, n = short_number(l, n)),
    }
}

/// `1,234,567`.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `412.6 M` in English, `4.1 亿` in Chinese; below ten thousand in full.
pub fn short_number(l: Locale, n: i64) -> String {
    let units: &[(i64, &str)] = match l {
        Locale::zh_CN => &[(1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万")],
        Locale::en => &[(1_000_000_000, "B"), (1_000_000, "M"), (10_000, "k")],
    };
    match units.iter().find(|(unit, _)| n.abs() >= *unit) {
        // Below ten thousand thousands are written out; above, `k` counts thousands.
        Some((10_000, "k")) => format!("{} k", tenths(n, 1_000)),
        Some((unit, name)) => format!("{} {name}", tenths(n, *unit)),
        None => grouped(n),
    }
}

/// `31.0 MB`; units of 1,000 bytes.
pub fn size_text(bytes: i64) -> String {
    let units = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{} {name}", tenths(bytes, *unit)),
        None => format!("{bytes} B"),
    }
}

fn tenths(n: i64, unit: i64) -> String {
    let tenths = n / (unit / 10);
    format!("{}.{}", tenths / 10, (tenths % 10).abs())
}

/// An id or key that one may want elsewhere; the button appears once it can work.
#[component]
pub fn CopyId(#[prop(into)] value: String) -> impl IntoView {
    let l = language();
    let copied = RwSignal::new(false);
    let text = value.clone();
    let copy = move |_| {
        let _ = window().navigator().clipboard().write_text(&text);
        copied.set(true);
    };
    view! {
        <span class="copy">
            <code>{value}</code>
            <button type="button" class="btn btn-ghost btn-sm js-only" data-copied=move || copied.get().then_some("true") on:click=copy>
                <IconView icon=Icon::Copy />
                {move || if copied.get() { td_string!(l, ui.copied) } else { td_string!(l, ui.copy) }}
            </button>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_as_people_read_them() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(-999), "-999");
        assert_eq!(short_number(Locale::en, 9_999), "9,999");
        assert_eq!(short_number(Locale::en, 12_345), "12.3 k");
        assert_eq!(short_number(Locale::en, 412_613_002), "412.6 M");
        assert_eq!(short_number(Locale::zh_CN, 412_613_002), "4.1 亿");
        assert_eq!(short_number(Locale::zh_CN, 10_204_118), "1020.4 万");
        assert_eq!(size_text(31_020_000), "31.0 MB");
        assert_eq!(size_text(12), "12 B");
    }

    #[test]
    fn an_estimate_says_that_it_is_one() {
        assert_eq!(count_words(Locale::en, Count::Exactly(0)), "0");
        assert_eq!(count_words(Locale::en, Count::About(1_020_000)), "about 1.0 M");
        assert_eq!(count_words(Locale::zh_CN, Count::About(1_020_000)), "约 102.0 万");
    }
}
