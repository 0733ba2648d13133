//! After a navigation within the page: focus goes to the new title, its name is said, the phone's
//! menu closes. `leptos_router` does none of it.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use leptos_router::hooks::use_location;
use web_sys::HtmlElement;

/// The polite voice of the page.
#[component]
pub fn Announcer() -> impl IntoView {
    let path = use_location().pathname;
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            // The new page's title is there once it has rendered.
            set_timeout(move || arrive(said), std::time::Duration::from_millis(80));
        }
        path
    });
    view! { <p class="sr" aria-live="polite">{said}</p> }
}

fn arrive(said: RwSignal<String>) {
    let document = document();
    if let Ok(open) = document.query_selector_all("details.drop[open]") {
        for i in 0..open.length() {
            if let Some(details) = open.item(i).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
                let _ = details.remove_attribute("open");
            }
        }
    }
    if let Some(menu) = element("#menu") {
        let _ = menu.hide_popover();
    }
    if let Some(heading) = element("h1") {
        let _ = heading.focus();
    }
    said.set(document.title());
}

/// The first element of a selector.
pub fn element(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}
