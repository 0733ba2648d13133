//! Finding elements of the page, in the browser.

use leptos::{prelude::document, wasm_bindgen::JsCast};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

/// The first element of a selector.
pub fn element(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

/// All elements of a selector, in the page's order.
pub fn elements(selector: &str) -> Vec<HtmlElement> {
    let Ok(nodes) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|i| nodes.item(i)?.dyn_into().ok())
        .collect()
}

/// The element an event happened to, or the nearest around it, that a selector names.
pub fn closest(event: &Event, selector: &str) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()?.dyn_into().ok()
}

/// A dialog of the page.
pub fn dialog(selector: &str) -> Option<HtmlDialogElement> {
    element(selector)?.dyn_into().ok()
}

/// Opens a dialog of the page over everything else; false where there is none, or it is open.
pub fn open_dialog(selector: &str) -> bool {
    dialog(selector).is_some_and(|dialog| !dialog.open() && dialog.show_modal().is_ok())
}
