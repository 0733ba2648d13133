//! What a list is narrowed to, said in words: each condition is a button that opens and a cross
//! that removes. Everything is a GET form or a link, so the address is the state.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use maud::{Markup, html};
use web_sys::HtmlInputElement;

use super::{
    Icon, Inert, SearchField, Words, find::closest, icon_markup, inert, search::submit_in_place,
};
use crate::{facts::language, i18n::*, list::ListQuery};

/// A condition that a list offers.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Its key in the address.
    pub key: &'static str,
    pub label: Words,
    pub kind: FilterKind,
}

/// How a condition is chosen.
#[derive(Clone, Debug)]
pub enum FilterKind {
    /// One of these values.
    Choice(Vec<(String, Words)>),
    /// Any text.
    Text,
    /// The last hours or days, or from and to a moment in UTC (`from`, `to`).
    TimeRange,
}

/// Presets of a time range and their keys.
pub const TIME_PRESETS: [&str; 5] = ["1h", "24h", "7d", "30d", "90d"];
/// The kind of field that a moment is stated in.
const MOMENT: &str = "datetime-local";

/// Search, conditions and columns of a list.
#[component]
pub fn FilterBar(
    #[prop(into)] path: String,
    query: ListQuery,
    #[prop(into)] search_label: Words,
    filters: Vec<Filter>,
    /// Columns that may be shown or not, and whether each is by default.
    #[prop(optional)]
    columns: Vec<(&'static str, Words, bool)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let l = language();
    let chips = filters
        .iter()
        .map(|filter| chip(l, &path, &query, filter))
        .collect_view();
    let columns = (!columns.is_empty()).then(|| column_choice(l, &path, &query, columns));
    let in_place = submit_in_place();
    view! {
        <div class="filters" data-in-place="" on:submit=in_place on:input=move |event| choose_no_preset(&event)>
            <SearchField path query=query.clone() label=search_label />
            {chips}
            <span class="spacer"></span>
            {columns}
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// The rest of the address, as hidden fields of a form that changes only some keys.
pub fn carried(query: &ListQuery, keys: &[&str]) -> Inert {
    inert(html! { span hidden { (hidden(query, keys)) } })
}

fn hidden(query: &ListQuery, keys: &[&str]) -> Markup {
    html! {
        @for (key, value) in query.pairs_without(keys) {
            input type="hidden" name=(key) value=(value);
        }
    }
}

/// Keys of the address that a condition owns.
fn keys_of(filter: &Filter) -> Vec<&'static str> {
    match filter.kind {
        FilterKind::TimeRange => vec![filter.key, "from", "to"],
        _ => vec![filter.key],
    }
}

/// What a condition says at the moment; `None` where it says nothing.
fn said(l: Locale, query: &ListQuery, filter: &Filter) -> Option<Words> {
    let value = query.get(filter.key).map(str::to_owned);
    match &filter.kind {
        FilterKind::Choice(choices) => {
            let value = value?;
            let words = choices.iter().find(|(key, _)| *key == value);
            Some(words.map_or(value.into(), |(_, words)| words.clone()))
        }
        FilterKind::Text => value.map(Into::into),
        // A time that was chosen counts more than a preset beside it.
        FilterKind::TimeRange => match (query.get("from"), query.get("to")) {
            (None, None) => value.map(|preset| preset_words(l, &preset)),
            (from, to) => {
                let (from, to) = (from.unwrap_or("…"), to.unwrap_or("…"));
                Some(format!("{from} – {to}").replace('T', " ").into())
            }
        },
    }
}

fn preset_words(l: Locale, preset: &str) -> Words {
    match preset {
        "1h" => td_string!(l, ui.last_hour).into(),
        "24h" => td_string!(l, ui.last_day).into(),
        "7d" => td_string!(l, ui.last_week).into(),
        "30d" => td_string!(l, ui.last_month).into(),
        "90d" => td_string!(l, ui.last_quarter).into(),
        other => other.to_owned().into(),
    }
}

fn chip(l: Locale, path: &str, query: &ListQuery, filter: &Filter) -> Inert {
    let keys = keys_of(filter);
    let label = &*filter.label;
    let form = html! {
        form.pop.pop-form method="get" action=(path) {
            (choices(l, query, filter))
            (hidden(query, &keys))
            div.form-acts { button.btn.btn-primary.btn-sm { (td_string!(l, ui.apply)) } }
        }
    };
    let Some(said) = said(l, query, filter) else {
        return inert(html! {
            details.drop name="filter" {
                summary.chip.chip-add { (icon_markup(Icon::Plus)) (label) }
                (form)
            }
        });
    };
    let cleared = keys
        .iter()
        .fold(query.clone(), |query, key| query.without(key))
        .to_search();
    let remove = td_string!(l, ui.remove_filter, name = label);
    inert(html! {
        span.chip-pair {
            details.drop name="filter" {
                summary.chip { (label) " " b { (said) } }
                (form)
            }
            a.chip-x href={ (path) (cleared) } aria-label=(remove) { (icon_markup(Icon::Cross)) }
        }
    })
}

fn choices(l: Locale, query: &ListQuery, filter: &Filter) -> Markup {
    let (key, label) = (filter.key, &*filter.label);
    let chosen = query.get(key).unwrap_or_default();
    let radio = |value: &str, words: &str| check("radio", key, value, words, value == chosen);
    match &filter.kind {
        FilterKind::Choice(choices) => fieldset(
            label,
            choices.iter().map(|(value, words)| radio(value, words)),
        ),
        FilterKind::Text => html! {
            div.field {
                label { (label) " " input.input name=(key) value=(chosen) maxlength="200"; }
            }
        },
        FilterKind::TimeRange => {
            // Sent empty, which says nothing: the fields below may say something instead.
            let any = radio("", td_string!(l, ui.any_time));
            let presets = TIME_PRESETS
                .iter()
                .map(|preset| radio(preset, &preset_words(l, preset)));
            let moments = [
                ("from", td_string!(l, ui.from_utc)),
                ("to", td_string!(l, ui.to_utc)),
            ];
            html! {
                (fieldset(label, std::iter::once(any).chain(presets)))
                @for (key, words) in moments {
                    div.field {
                        label {
                            (words) " "
                            input.input type=(MOMENT) name=(key) value=(query.get(key).unwrap_or_default());
                        }
                    }
                }
            }
        }
    }
}

/// A box to choose by, with its words.
fn check(kind: &str, name: &str, value: &str, words: &str, is_chosen: bool) -> Markup {
    html! {
        label.check.check-line {
            input type=(kind) name=(name) value=(value) checked[is_chosen];
            span { (words) }
        }
    }
}

/// Boxes that belong together.
fn fieldset(label: &str, boxes: impl Iterator<Item = Markup>) -> Markup {
    html! {
        fieldset.field {
            legend { (label) }
            @for one in boxes { (one) }
        }
    }
}

/// Whoever states a moment means no preset.
fn choose_no_preset(event: &ev::Event) {
    let first = closest(event, &format!("[type={MOMENT}]"))
        .and_then(|moment| moment.closest("form").ok()?)
        .and_then(|form| form.query_selector("[type=radio]").ok()?);
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlInputElement>().ok()) {
        first.set_checked(true);
    }
}

/// Whether a column is shown: as the address says, or by default.
pub fn column_shown(query: &ListQuery, key: &str, by_default: bool) -> bool {
    let mut chosen = query.get_all("columns").peekable();
    if chosen.peek().is_some() {
        chosen.any(|column| column == key)
    } else {
        by_default
    }
}

fn column_choice(
    l: Locale,
    path: &str,
    query: &ListQuery,
    columns: Vec<(&'static str, Words, bool)>,
) -> Inert {
    let words = td_string!(l, ui.columns);
    let boxes = columns.into_iter().map(|(key, label, by_default)| {
        let is_shown = column_shown(query, key, by_default);
        check("checkbox", "columns", key, &label, is_shown)
    });
    inert(html! {
        details.drop name="filter" {
            summary.btn.btn-ghost.btn-sm { (icon_markup(Icon::Columns)) (words) }
            form.pop.pop-end.pop-form method="get" action=(path) {
                (fieldset(words, boxes))
                // Says that there was a choice, even where nothing was chosen.
                input type="hidden" name="columns" value="-";
                (hidden(query, &["columns"]))
                div.form-acts { button.btn.btn-primary.btn-sm { (td_string!(l, ui.apply)) } }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(kind: FilterKind) -> Filter {
        Filter {
            key: "state",
            label: "State".into(),
            kind,
        }
    }

    #[test]
    fn says_a_condition_in_words() {
        let query = ListQuery::parse("state=on&from=2026-01-01T00:00");
        let choice = filter(FilterKind::Choice(vec![("on".into(), "Active".into())]));
        assert_eq!(said(Locale::en, &query, &choice).as_deref(), Some("Active"));
        let range = Filter {
            key: "since",
            label: "Time".into(),
            kind: FilterKind::TimeRange,
        };
        assert_eq!(
            said(Locale::en, &query, &range).as_deref(),
            Some("2026-01-01 00:00 – …")
        );
        let both = ListQuery::parse("since=7d&from=2026-01-01");
        assert_eq!(
            said(Locale::en, &both, &range).as_deref(),
            Some("2026-01-01 – …"),
            "what is applied"
        );
        assert_eq!(said(Locale::en, &ListQuery::default(), &range), None);
    }

    #[test]
    fn columns_follow_the_address() {
        let query = ListQuery::parse("columns=email&columns=name");
        assert!(column_shown(&query, "email", false) && !column_shown(&query, "joined", true));
        assert!(column_shown(&ListQuery::default(), "joined", true));
    }
}
