//! A browser is told the policy, it does not tell.

pub fn set_policy() {}

/// The title of the page that was sent: nothing of its own names it while it is asleep.
pub fn sent_title() -> String {
    let title = leptos::prelude::document().title();
    let own = title.strip_suffix(super::AFTER_TITLE);
    own.unwrap_or_default().to_owned()
}
