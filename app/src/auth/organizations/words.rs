//! What organizations are called by their state.

use crate::i18n::*;

/// What the two states are called.
pub fn state_words(l: Locale, is_active: bool) -> &'static str {
    if is_active {
        td_string!(l, organizations.active)
    } else {
        td_string!(l, organizations.inactive)
    }
}
