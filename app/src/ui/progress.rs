//! How far something is: a real figure with a rate and an estimate where the end is known, an
//! honest "working" where it is not.

use leptos::prelude::*;

use super::{Badge, Tone, Words, grouped};
use crate::{facts::language, i18n::*};

/// Something that is under way.
#[component]
pub fn Progress(
    #[prop(into)] label: Words,
    /// How much is done, such as rows.
    done: i64,
    /// How much there is in all, where that is known.
    #[prop(optional_no_strip)]
    total: Option<i64>,
    /// How much is done in a second, where that was measured.
    #[prop(optional_no_strip)]
    per_second: Option<i64>,
) -> impl IntoView {
    let l = language();
    let total = total.filter(|total| *total > 0);
    let name = label.clone();
    let (state, bar) = match total {
        Some(total) => {
            let percent = percent(done, total);
            let share = format!("{percent} %");
            let bar = view! {
                <progress class="progress" max="100" value=percent aria-label=label>
                    {share.clone()}
                </progress>
            };
            (view! { <span>{share}</span> }.into_any(), Some(bar))
        }
        None => {
            let working = td_string!(l, ui.working);
            let badge = view! { <Badge tone=Tone::Run label=working /> };
            (badge.into_any(), None)
        }
    };
    view! {
        <div class="course">
            <p><b>{name}</b>{state}</p>
            {bar}
            <p class="dim">{figures(l, done, total, per_second)}</p>
        </div>
    }
}

/// From 0 to 100, which only what is done has reached.
fn percent(done: i64, total: i64) -> i64 {
    let percent = i128::from(done.max(0)) * 100 / i128::from(total.max(1));
    i64::try_from(percent).unwrap_or(100).min(100)
}

/// `1,204,000 of 1,940,000 · 12,400 per second · about 1 min left`.
fn figures(l: Locale, done: i64, total: Option<i64>, per_second: Option<i64>) -> String {
    let rate = per_second.filter(|rate| *rate > 0);
    let so_far = match total {
        Some(total) => td_string!(l, ui.done_of, done = grouped(done), total = grouped(total)),
        None => td_string!(l, ui.done_so_far, done = grouped(done)),
    };
    let left = rate
        .zip(total)
        .map(|(rate, total)| left_words(l, total.saturating_sub(done).max(0).div_euclid(rate)));
    let rate = rate.map(|rate| td_string!(l, ui.per_second, n = grouped(rate)));
    [Some(so_far), rate, left]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// How long it will still take, as roughly as anybody can know it.
fn left_words(l: Locale, seconds: i64) -> String {
    match seconds {
        ..60 => td_string!(l, ui.left_moment).to_owned(),
        60..5_400 => td_string!(l, ui.left_minutes, n = (seconds + 30) / 60),
        _ => td_string!(l, ui.left_hours, n = (seconds + 1_800) / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_how_fast_and_how_long_still() {
        let words = |l| figures(l, 1_204_000, Some(1_940_000), Some(12_400));
        assert_eq!(
            words(Locale::en),
            "1,204,000 of 1,940,000 · 12,400 per second · less than a minute left"
        );
        assert_eq!(
            words(Locale::zh_CN),
            "1,204,000 / 1,940,000 · 每秒 12,400 · 剩余不到 1 分钟"
        );
        assert_eq!(left_words(Locale::en, 200), "about 3 min left");
        assert_eq!(left_words(Locale::zh_CN, 7_300), "剩余约 2 小时");
    }

    #[test]
    fn estimates_nothing_from_nothing() {
        assert_eq!(
            figures(Locale::en, 7, None, Some(3)),
            "7 so far · 3 per second"
        );
        assert_eq!(figures(Locale::en, 7, Some(9), Some(0)), "7 of 9");
        assert_eq!(
            (percent(1, 3), percent(9, 3), percent(i64::MAX, i64::MAX)),
            (33, 100, 100)
        );
    }
}
