//! Menus are `<details>`: they open without a script. What the browser leaves to one is done here:
//! a click beside a menu, Escape, and going somewhere else close it. The last closes dialogs too.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use leptos_router::hooks::use_location;
use web_sys::{HtmlDialogElement, HtmlElement, Node};

use super::{
    find::{element, elements},
    listen::listen,
};

/// Makes the menus of the page close by themselves.
pub fn close_by_themselves() {
    listen(ev::click, |event| {
        let clicked = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        close_where(|menu| !menu.contains(clicked.as_ref()));
    });
    listen(ev::keydown, |event| {
        if event.key() == "Escape" {
            let focused = document().active_element();
            close_where(|menu| {
                let is_inside = menu.contains(focused.as_deref());
                let summary = menu.query_selector("summary").ok().flatten();
                if let Some(summary) = summary.filter(|_| is_inside) {
                    let _ = summary.unchecked_into::<HtmlElement>().focus();
                }
                true
            });
        }
    });
    let location = use_location();
    Effect::new(move |before: Option<(String, String)>| {
        let here = (location.pathname.get(), location.search.get());
        if before.is_some_and(|before| before != here) {
            close_where(|_| true);
            for dialog in elements("dialog[open]") {
                dialog.unchecked_into::<HtmlDialogElement>().close();
            }
            if let Some(menu) = element("#menu") {
                // Fails where it is not open, which is what is wanted.
                let _ = menu.hide_popover();
            }
        }
        here
    });
}

fn close_where(is_meant: impl Fn(&HtmlElement) -> bool) {
    for menu in elements("details.drop[open]") {
        if is_meant(&menu) {
            let _ = menu.remove_attribute("open");
        }
    }
}
