//! Finding elements of the page, in the browser.

use leptos::{
    prelude::{document, request_animation_frame},
    wasm_bindgen::JsCast,
};
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

/// Frames to wait for an element to be there: a second.
const PATIENCE: u8 = 60;

/// Does something with an element once it stands in the page: a page is built before it takes the
/// place of the one before it, and until then nothing of it can have the focus or open.
pub fn when_there(element: HtmlElement, act: impl FnOnce(&HtmlElement) + 'static) {
    wait(element, PATIENCE, Box::new(act));
}

fn wait(element: HtmlElement, patience: u8, act: Box<dyn FnOnce(&HtmlElement)>) {
    if element.is_connected() {
        act(&element);
    } else if let Some(patience) = patience.checked_sub(1) {
        request_animation_frame(move || wait(element, patience, act));
    }
}
