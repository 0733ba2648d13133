//! The keyboard: `/` filters, `j` `k` walk a list, `x` ticks, `Enter` opens, `c` creates, `e`
//! edits, `Ctrl K` finds, `?` shows all. Keys typed into a field are the field's. Whoever speaks to
//! their computer, or cannot help touching keys, switches those of a single character off (WCAG
//! 2.2, section 2.1.4); `Ctrl K` stays.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use maud::{Markup, html};
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    find::{closest, element, elements, open_dialog},
    listen::listen,
};
use crate::{i18n::*, paths};

/// What is typed into. Boxes and buttons are not: no key of ours means anything to them.
const TYPED_INTO: &str =
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/// Id of the sheet that explains the keys.
pub const SHORTCUTS_SHEET: &str = "shortcuts";

/// Listens for keys, and for what opens the sheet that explains them. `is_on` says whether keys of a
/// single character do anything.
pub fn listen_to_shortcuts(is_on: bool) {
    listen(ev::keydown, move |event| {
        if answer(&event, is_on) {
            event.prevent_default();
        }
    });
    listen(ev::click, |event| {
        if closest(&event, "[data-opens=shortcuts]").is_some() {
            open_shortcuts();
        }
    });
}

/// What the sheet says. `is_on` says whether keys of a single character do anything.
pub fn shortcuts_markup(l: Locale, is_on: bool) -> Markup {
    let finding = [("Ctrl K", td_string!(l, ui.key_find))];
    let single = [
        ("/", td_string!(l, ui.key_filter)),
        ("j k", td_string!(l, ui.key_walk)),
        ("x", td_string!(l, ui.key_tick)),
        ("Enter", td_string!(l, ui.key_open)),
        ("c", td_string!(l, ui.key_create)),
        ("e", td_string!(l, ui.key_edit)),
        ("?", td_string!(l, ui.key_help)),
    ];
    let keys = finding
        .into_iter()
        .chain(single.into_iter().filter(|_| is_on));
    let note = if is_on {
        td_string!(l, ui.keys_are_on)
    } else {
        td_string!(l, ui.keys_are_off)
    };
    html! {
        form.ask method="dialog" {
            h2 id="shortcuts-title" { (td_string!(l, frame.shortcuts)) }
            dl.keys {
                @for (keys, words) in keys {
                    div {
                        dt { (words) }
                        dd { @for key in keys.split(' ') { kbd { (key) } } }
                    }
                }
            }
            p { (note) " " a.link href=(paths::PROFILE_EDIT) { (td_string!(l, ui.keys_change)) } }
            div.form-acts { button.btn.btn-primary { (td_string!(l, ui.close)) } }
        }
    }
}

/// Opens the sheet.
fn open_shortcuts() -> bool {
    open_dialog(&format!("#{SHORTCUTS_SHEET}"))
}

/// Does what a key asks for; false where it asks for nothing of ours.
fn answer(event: &KeyboardEvent, is_on: bool) -> bool {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        return click(element("[data-palette=open]"));
    }
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    let is_busy = event.is_composing() || element("dialog[open]").is_some();
    if !is_on || has_modifier || is_busy || closest(event, TYPED_INTO).is_some() {
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
        "?" => open_shortcuts(),
        _ => false,
    }
}

fn click(found: Option<HtmlElement>) -> bool {
    found.map(|found| found.click()).is_some()
}

/// Moves the focus to the link of the next row, or of the one before; from the row that is open
/// beside the list, where no row has the focus.
fn walk(step: isize) -> bool {
    let focused = document().active_element();
    let links = elements("table.rows tbody .main a");
    let rows: Vec<_> = links
        .iter()
        .map(|link| link.closest("tr").ok().flatten())
        .collect();
    let position = |is_meant: &dyn Fn(&web_sys::Element) -> bool| {
        rows.iter()
            .position(|row| row.as_ref().is_some_and(is_meant))
    };
    let at = position(&|row| row.contains(focused.as_deref()))
        .or_else(|| position(&|row| row.has_attribute("aria-current")));
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
