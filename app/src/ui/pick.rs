//! Picking rows of a list. Each row's box belongs to one form, which stands at the table's foot and
//! shows itself, and how many are picked, as soon as there is one.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use maud::{Markup, Render, html};
use web_sys::{Element, HtmlInputElement};

use super::Words;
use crate::{facts::language, i18n::*};

/// The cell by which a row is picked; the first of its row. Its column has the class `pick`. `form` is
/// the id of the form of [`Picked`], `value` what that sends for this row as `id`, and `label` says
/// what is picked.
pub fn pick_cell(form: &str, value: impl Render, label: &str) -> Markup {
    html! {
        td.pick {
            input type="checkbox" name="id" value=(value) form=(form) aria-label=(label) autocomplete="off";
        }
    }
}

/// The head of the column of [`pick_cell`]: its name for screen readers, and where a script runs a
/// box that picks every row of the page.
#[component]
pub fn PickAll(#[prop(into)] label: Words) -> impl IntoView {
    view! {
        <span class="sr">{label}</span>
        <input
            type="checkbox"
            class="js-only"
            autocomplete="off"
            aria-label=td_string!(language(), ui.select_all)
            on:change=pick_all
        />
    }
}

fn pick_all(event: ev::Event) {
    let all = event_target::<HtmlInputElement>(&event);
    let boxes = all
        .closest("table")
        .ok()
        .flatten()
        .and_then(|table: Element| table.query_selector_all("tbody .pick input").ok());
    for i in 0..boxes.as_ref().map_or(0, web_sys::NodeList::length) {
        let found = boxes.as_ref().and_then(|boxes| boxes.item(i));
        if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) {
            found.set_checked(all.checked());
        }
    }
}

/// Stands in the words of [`Picked`] for the number of picked rows, which only the browser knows.
pub const PICKED_COUNT: &str = "\u{1}";

/// What is done with the picked rows: a GET form, such as an export.
#[component]
pub fn Picked(
    id: &'static str,
    #[prop(into)] path: String,
    /// How many are picked, with [`PICKED_COUNT`] for the number.
    #[prop(into)]
    words: String,
    #[prop(into)] label: Words,
) -> impl IntoView {
    let (before, after) = words.split_once(PICKED_COUNT).unwrap_or(("", &words));
    let (before, after) = (before.to_owned(), after.to_owned());
    view! {
        <form class="picked" id=id method="get" action=path>
            <b>{before}<span class="picked-count"></span>{after}</b>
            <button class="btn btn-sm">{label}</button>
        </form>
    }
}
