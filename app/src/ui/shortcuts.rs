//! The keyboard: `/` filters, `j` `k` walk a list, `x` ticks, `Enter` opens, `c` creates, `e`
//! edits, `Ctrl K` finds, `?` shows all. Keys typed into a field are the field's.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    find::{closest, element, elements, open_dialog},
    listen::listen,
};
use crate::{facts::language, i18n::*};

/// What is typed into. Boxes and buttons are not: no key of ours means anything to them.
const TYPED_INTO: &str =
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/// Listens for keys, and holds the sheet that explains them.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let l = language();
    listen(ev::keydown, |event| {
        if answer(&event) {
            event.prevent_default();
        }
    });
    let keys = [
        ("Ctrl K", td_string!(l, ui.key_find)),
        ("/", td_string!(l, ui.key_filter)),
        ("j k", td_string!(l, ui.key_walk)),
        ("x", td_string!(l, ui.key_tick)),
        ("Enter", td_string!(l, ui.key_open)),
        ("c", td_string!(l, ui.key_create)),
        ("e", td_string!(l, ui.key_edit)),
        ("?", td_string!(l, ui.key_help)),
    ]
    .map(|(keys, words)| {
        let keys = keys
            .split(' ')
            .map(|key| view! { <kbd>{key}</kbd> })
            .collect_view();
        view! { <div><dt>{words}</dt><dd>{keys}</dd></div> }
    })
    .into_iter()
    .collect_view();
    view! {
        <dialog class="dialog dialog-wide" id="shortcuts" aria-labelledby="shortcuts-title">
            <form class="ask" method="dialog">
                <h2 id="shortcuts-title">{td_string!(l, frame.shortcuts)}</h2>
                <dl class="keys">{keys}</dl>
                <div class="form-acts"><button class="btn btn-primary">{td_string!(l, ui.close)}</button></div>
            </form>
        </dialog>
    }
}

/// Does what a key asks for; false where it asks for nothing of ours.
fn answer(event: &KeyboardEvent) -> bool {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        return open_dialog("#palette");
    }
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    let is_busy = event.is_composing() || element("dialog[open]").is_some();
    if has_modifier || is_busy || closest(event, TYPED_INTO).is_some() {
        return false;
    }
    match key.as_str() {
        "/" => element("[data-shortcut=search]").is_some_and(|field| field.focus().is_ok()),
        "c" => click(element("[data-shortcut=create]")),
        "e" => click(element("[data-shortcut=edit]")),
        "j" => walk(1),
        "k" => walk(-1),
        "x" => click(inside_row(event, ".pick input")),
        // On a link or a button the browser does it.
        "Enter" if closest(event, "a, button, summary").is_none() => {
            click(inside_row(event, ".main a"))
        }
        "?" => open_dialog("#shortcuts"),
        _ => false,
    }
}

fn click(found: Option<HtmlElement>) -> bool {
    found.map(|found| found.click()).is_some()
}

/// Moves the focus to the link of the next row, or of the one before.
fn walk(step: isize) -> bool {
    let focused = document().active_element();
    let links = elements("table.rows tbody .main a");
    let at = links.iter().position(|link| {
        let row = link.closest("tr").ok().flatten();
        row.is_some_and(|row| row.contains(focused.as_deref()))
    });
    let next = match at {
        None => 0,
        Some(at) => at
            .saturating_add_signed(step)
            .min(links.len().saturating_sub(1)),
    };
    links.get(next).is_some_and(|link| link.focus().is_ok())
}

/// An element of the row that has the focus.
fn inside_row(event: &KeyboardEvent, selector: &str) -> Option<HtmlElement> {
    let row = closest(event, "table.rows tbody tr")?;
    row.query_selector(selector).ok().flatten()?.dyn_into().ok()
}
