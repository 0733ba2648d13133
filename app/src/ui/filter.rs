//! What a list is narrowed to, said in words: each condition is a button that opens and a cross
//! that removes. Everything is a GET form or a link, so the address is the state.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlInputElement;

use super::{Icon, IconView, SearchField, Words, find::closest, search::submit_in_place};
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
        .into_iter()
        .map(|filter| chip(l, &path, &query, filter))
        .collect_view();
    let columns = (!columns.is_empty()).then(|| column_choice(l, &path, &query, columns));
    let in_place = submit_in_place();
    view! {
        <div class="filters" data-in-place="" on:submit=in_place>
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
pub fn carried(query: &ListQuery, keys: &[&str]) -> impl IntoView + use<> {
    query
        .pairs_without(keys)
        .map(|(key, value)| {
            view! { <input type="hidden" name=key.to_owned() value=value.to_owned() /> }
        })
        .collect_view()
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

fn chip(l: Locale, path: &str, query: &ListQuery, filter: Filter) -> AnyView {
    let said = said(l, query, &filter);
    let keys = keys_of(&filter);
    let cleared = keys
        .iter()
        .fold(query.clone(), |query, key| query.without(key));
    let cleared = format!("{path}{}", cleared.to_search());
    let label = filter.label.clone();
    let form = view! {
        <form class="pop pop-form" method="get" action=path.to_owned()>
            {choices(l, query, &filter)}
            {carried(query, &keys)}
            <div class="form-acts">
                <button class="btn btn-primary btn-sm">{td_string!(l, ui.apply)}</button>
            </div>
        </form>
    };
    match said {
        Some(said) => view! {
            <span class="chip-pair">
                <details class="drop" name="filter">
                    <summary class="chip">{label.clone()} " " <b>{said}</b></summary>
                    {form}
                </details>
                <a class="chip-x" href=cleared aria-label=td_string!(l, ui.remove_filter, name = label.to_string())>
                    <IconView icon=Icon::Cross />
                </a>
            </span>
        }
        .into_any(),
        None => view! {
            <details class="drop" name="filter">
                <summary class="chip chip-add"><IconView icon=Icon::Plus />{label}</summary>
                {form}
            </details>
        }
        .into_any(),
    }
}

fn choices(l: Locale, query: &ListQuery, filter: &Filter) -> AnyView {
    let (key, label) = (filter.key, filter.label.clone());
    let chosen = query.get(key).unwrap_or_default().to_owned();
    let radio = move |value: String, words: Words| {
        let is_chosen = value == chosen;
        view! {
            <label class="check check-line">
                <input type="radio" name=key value=value checked=is_chosen />
                <span>{words}</span>
            </label>
        }
    };
    match &filter.kind {
        FilterKind::Choice(choices) => {
            let choices = choices
                .iter()
                .map(|(value, words)| radio(value.clone(), words.clone()))
                .collect_view();
            view! { <fieldset class="field"><legend>{label}</legend>{choices}</fieldset> }
                .into_any()
        }
        FilterKind::Text => {
            let value = query.get(key).unwrap_or_default().to_owned();
            view! {
                <div class="field">
                    <label>{label} <input class="input" name=key value=value maxlength="200" /></label>
                </div>
            }
            .into_any()
        }
        FilterKind::TimeRange => {
            // Sent empty, which says nothing: the fields below may say something instead.
            let any = radio(String::new(), td_string!(l, ui.any_time).into());
            let presets = TIME_PRESETS
                .iter()
                .map(|preset| radio((*preset).to_owned(), preset_words(l, preset)))
                .collect_view();
            let moment = |key: &'static str, words: &'static str| {
                let value = query.get(key).unwrap_or_default().to_owned();
                view! {
                    <div class="field">
                        <label>{words} <input class="input" type="datetime-local" name=key value=value on:input=choose_no_preset /></label>
                    </div>
                }
            };
            view! {
                <fieldset class="field"><legend>{label}</legend>{any}{presets}</fieldset>
                {moment("from", td_string!(l, ui.from_utc))}
                {moment("to", td_string!(l, ui.to_utc))}
            }
            .into_any()
        }
    }
}

/// Whoever states a moment means no preset.
fn choose_no_preset(event: ev::Event) {
    let first =
        closest(&event, "form").and_then(|form| form.query_selector("[type=radio]").ok()?);
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
) -> AnyView {
    let boxes = columns
        .into_iter()
        .map(|(key, label, by_default)| {
            let is_shown = column_shown(query, key, by_default);
            view! {
                <label class="check check-line">
                    <input type="checkbox" name="columns" value=key checked=is_shown />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="drop" name="filter">
            <summary class="btn btn-ghost btn-sm"><IconView icon=Icon::Columns />{td_string!(l, ui.columns)}</summary>
            <form class="pop pop-end pop-form" method="get" action=path.to_owned()>
                <fieldset class="field"><legend>{td_string!(l, ui.columns)}</legend>{boxes}</fieldset>
                // Says that there was a choice, even where nothing was chosen.
                <input type="hidden" name="columns" value="-" />
                {carried(query, &["columns"])}
                <div class="form-acts"><button class="btn btn-primary btn-sm">{td_string!(l, ui.apply)}</button></div>
            </form>
        </details>
    }
    .into_any()
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
