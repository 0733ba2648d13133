//! Times, counts and sizes in words. Relative times are relative to the moment the page was made
//! at, so that the server and the browser say the same.

use leptos::prelude::*;
use maud::{Markup, Render, html};

use super::{Icon, IconView, Words, inert};
use crate::{
    facts::language,
    i18n::*,
    list::Count,
    moment::{Ago, Moment},
};

/// `4 min ago`, with the exact time for those who ask.
pub fn time_ago(l: Locale, at: Moment, now: Moment) -> Markup {
    html! { time datetime=(at.rfc3339()) title=(at.exact()) { (ago_words(l, at, now)) } }
}

/// The same, standing by itself.
#[component]
pub fn TimeAgo(at: Moment, now: Moment) -> impl IntoView {
    inert(time_ago(language(), at, now))
}

/// `2026-11-22 18:22:41 UTC`, where the order of things matters to the millisecond.
#[component]
pub fn TimeExact(at: Moment, #[prop(optional)] has_milliseconds: bool) -> impl IntoView {
    let shown = if has_milliseconds {
        at.rfc3339().replace('T', " ").replace('Z', " UTC")
    } else {
        at.exact()
    };
    inert(html! { time datetime=(at.rfc3339()) { (shown) } })
}

/// The time of day for what happened today, with its date otherwise; in UTC.
pub fn time_of_day(at: Moment, now: Moment) -> Markup {
    html! {
        time.mono datetime=(at.rfc3339()) title=(at.exact()) {
            @if at.date() != now.date() { (at.date()) " " }
            (at.time_of_day())
        }
    }
}

/// A time that may never have been.
pub fn maybe_time(l: Locale, at: Option<Moment>, now: Moment) -> Markup {
    match at {
        Some(at) => time_ago(l, at, now),
        None => DASH.render(),
    }
}

/// The same, standing by itself.
#[component]
pub fn MaybeTime(at: Option<Moment>, now: Moment) -> impl IntoView {
    match at {
        Some(at) => view! { <TimeAgo at now /> }.into_any(),
        None => view! { <Dash /> }.into_any(),
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

/// `412.6 M` in English, `4.1 亿` in Chinese; below a million in full.
pub fn short_number(l: Locale, n: i64) -> String {
    if n.abs() < 1_000_000 {
        return grouped(n);
    }
    let units: &[(i64, &str)] = match l {
        Locale::zh_CN => &[
            (1_000_000_000_000, "万亿"),
            (100_000_000, "亿"),
            (10_000, "万"),
        ],
        Locale::en => &[
            (1_000_000_000_000, "T"),
            (1_000_000_000, "B"),
            (1_000_000, "M"),
        ],
    };
    match units.iter().find(|(unit, _)| n.abs() >= *unit) {
        // A hundred times ten thousand and more needs no tenths.
        Some((unit, name)) if n.abs() / unit >= 100 && l == Locale::zh_CN => {
            format!("{} {name}", grouped(n / unit))
        }
        Some((unit, name)) => format!("{} {name}", tenths(n, *unit)),
        None => grouped(n),
    }
}

/// `31.0 MB`; units of 1,000 bytes.
pub fn size_text(bytes: i64) -> String {
    let units = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{} {name}", tenths(bytes, *unit)),
        None => format!("{bytes} B"),
    }
}

fn tenths(n: i64, unit: i64) -> String {
    let tenths = n / (unit / 10);
    format!("{}.{}", grouped(tenths / 10), (tenths % 10).abs())
}

/// What stands where nothing is known. Zero is 0.
pub const DASH: &str = "—";

/// The same, standing by itself.
#[component]
pub fn Dash() -> impl IntoView {
    DASH
}

/// An id or key that one may want elsewhere; the button appears once it can work.
#[component]
pub fn CopyId(#[prop(into)] value: String) -> impl IntoView {
    let l = language();
    let is_copied = RwSignal::new(false);
    let text = value.clone();
    let copy = move |_| {
        // Browsers have no clipboard for pages that came unencrypted over a network.
        if window().is_secure_context() {
            let _ = window().navigator().clipboard().write_text(&text);
            is_copied.set(true);
            set_timeout(
                move || is_copied.set(false),
                std::time::Duration::from_secs(2),
            );
        }
    };
    let words = move || {
        if is_copied.get() {
            td_string!(l, ui.copied)
        } else {
            td_string!(l, ui.copy)
        }
    };
    view! {
        <span class="copy">
            <code>{value}</code>
            <button
                type="button"
                class="js-only"
                data-by-code=""
                aria-label=words
                title=words
                data-copied=move || is_copied.get().then_some("true")
                on:click=copy
            >
                {move || {
                    let icon = if is_copied.get() { Icon::Check } else { Icon::Copy };
                    view! { <IconView icon /> }
                }}
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
        assert_eq!(grouped(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(short_number(Locale::en, 336_776), "336,776");
        assert_eq!(short_number(Locale::en, 412_613_002), "412.6 M");
        assert_eq!(short_number(Locale::en, -1_900_000), "-1.9 M");
        assert_eq!(short_number(Locale::zh_CN, 336_776), "336,776");
        assert_eq!(short_number(Locale::zh_CN, 412_613_002), "4.1 亿");
        assert_eq!(short_number(Locale::zh_CN, 10_204_118), "1,020 万");
    }

    #[test]
    fn writes_sizes_in_the_unit_that_fits() {
        assert_eq!(size_text(0), "0 B");
        assert_eq!(size_text(999), "999 B");
        assert_eq!(size_text(31_020_000), "31.0 MB");
        assert_eq!(size_text(189_500_000_000), "189.5 GB");
    }

    #[test]
    fn an_estimate_says_that_it_is_one() {
        assert_eq!(count_words(Locale::en, Count::Exactly(0)), "0");
        assert_eq!(
            count_words(Locale::en, Count::About(1_020_000)),
            "about 1.0 M"
        );
        assert_eq!(
            count_words(Locale::zh_CN, Count::About(1_020_000)),
            "约 102 万"
        );
    }

    #[test]
    fn says_how_long_ago_in_both_languages() {
        let now = Moment(1_795_482_060_318);
        let before = |seconds: i64| Moment(now.0 - seconds * 1000);
        assert_eq!(ago_words(Locale::en, before(240), now), "4 min ago");
        assert_eq!(ago_words(Locale::zh_CN, before(240), now), "4 分钟前");
        assert_eq!(ago_words(Locale::en, before(90_000), now), "yesterday");
        assert_eq!(
            ago_words(Locale::en, before(-3_600), now),
            "2026-11-24 02:01:00 UTC"
        );
    }
}
