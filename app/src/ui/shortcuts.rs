//! The keyboard: `/` filters, `j` `k` walk a list, `x` ticks, `Enter` opens, `c` creates, `e`
//! edits, `Ctrl K` finds, `?` shows all. Keys typed into a field are the field's.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{HtmlDialogElement, HtmlElement, KeyboardEvent};

use super::announce::element;
use crate::{facts::language, i18n::*};

/// Listens for keys, and holds the sheet that explains them.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let l = language();
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, |event| {
            if answer(&event) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
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
    .map(|(key, words)| view! { <div><dt>{words}</dt><dd><kbd>{key}</kbd></dd></div> })
    .into_iter()
    .collect_view();
    view! {
        <dialog class="dialog" id="shortcuts" aria-labelledby="shortcuts-title">
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
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) {
        return false;
    }
    match key.as_str() {
        "/" => focus("[data-shortcut=search]"),
        "c" => click("[data-shortcut=create]"),
        "e" => click("[data-shortcut=edit]"),
        "j" => walk(1),
        "k" => walk(-1),
        "x" => click_in_row("input[type=checkbox]"),
        "?" => open_dialog("#shortcuts"),
        _ => false,
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let is_field = target.is_some_and(|element| {
        element.is_content_editable()
            || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                && element.get_attribute("type").as_deref() != Some("checkbox")
    });
    is_field || element("dialog[open]").is_some()
}

/// Opens a dialog of the page.
pub fn open_dialog(selector: &str) -> bool {
    let dialog = element(selector).and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
    match dialog {
        Some(dialog) if !dialog.open() => dialog.show_modal().is_ok(),
        _ => false,
    }
}

fn focus(selector: &str) -> bool {
    element(selector).is_some_and(|found| found.focus().is_ok())
}

fn click(selector: &str) -> bool {
    element(selector).map(|found| found.click()).is_some()
}

/// The links of a list's rows, and which of them has the focus.
fn rows() -> (Vec<HtmlElement>, Option<usize>) {
    let Ok(nodes) = document().query_selector_all("table.rows td.main a") else {
        return (Vec::new(), None);
    };
    let links: Vec<HtmlElement> = (0..nodes.length())
        .filter_map(|i| nodes.item(i)?.dyn_into().ok())
        .collect();
    let focused = document().active_element();
    let at = links.iter().position(|link| Some(link.as_ref()) == focused.as_ref());
    (links, at)
}

fn walk(step: isize) -> bool {
    let (links, at) = rows();
    let next = match at {
        None => 0,
        Some(at) => at.saturating_add_signed(step).min(links.len().saturating_sub(1)),
    };
    links.get(next).is_some_and(|link| link.focus().is_ok())
}

fn click_in_row(selector: &str) -> bool {
    let (links, at) = rows();
    at.and_then(|at| links.get(at)?.closest("tr").ok().flatten())
        .and_then(|row| row.query_selector(selector).ok().flatten())
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
        .map(|found| found.click())
        .is_some()
}
