//! The browser's half: brings the page that the server rendered to life, and says so on the root
//! element, so that tests and styles know when a page answers.

use app::App;
use leptos::{
    mount::hydrate_from_async,
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// The answer to a form stands where the form was sent to. The page it shows is another, which the
/// address has to say before the router reads it.
fn go_back_to_the_page() {
    let page = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-page"));
    if let (Some(page), Ok(history)) = (page, window().history()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&page));
    }
}

/// Called by the page's script once this module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else {
            return;
        };
        go_back_to_the_page();
        hydrate_from_async(body.unchecked_into(), App)
            .await
            .forget();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
