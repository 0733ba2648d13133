//! In the browser a session that has ended leads to the sign-in page, and back.

use leptos::prelude::window;

use crate::paths;

/// A page in the browser has no status.
pub fn answer_with(_status: u16) {}

/// Leaves for the sign-in page, remembering where one was.
pub fn go_to_sign_in() {
    let location = window().location();
    let here = format!(
        "{}{}",
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default()
    );
    let _ = location.set_href(&paths::sign_in_then(&here));
}
