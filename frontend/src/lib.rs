//! The browser's half: brings the page that the server rendered to life, and says so on the root
//! element, so that tests and styles know when a page answers.

use app::App;
use leptos::{mount::hydrate_from_async, prelude::document, wasm_bindgen::JsCast};
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once this module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else {
            return;
        };
        hydrate_from_async(body.unchecked_into(), App)
            .await
            .forget();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
