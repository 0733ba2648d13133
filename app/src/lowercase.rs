//! Text in lower case, for comparing what was typed with names.

/// The text in lower case. The browser asks its own tables: those of Rust would be a tenth of what a
/// first visit has to load.
#[cfg(not(feature = "ssr"))]
pub fn lowercase(text: &str) -> String {
    web_sys::js_sys::JsString::from(text).to_lower_case().into()
}

/// The text in lower case.
#[cfg(feature = "ssr")]
pub fn lowercase(text: &str) -> String {
    text.to_lowercase()
}
