//! The browser's half: brings the page that the server rendered to life, and says so on the root
//! element, so that tests and styles know when a page answers.

use app::App;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once this module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(App);
}
