//! In the browser the facts come with the page; there is nothing to find out.

use super::{Facts, Theme};
use crate::i18n::Locale;

/// Only ever asked for where a page holds no facts, which no page of ours does.
pub fn facts() -> Facts {
    Facts {
        language: Locale::default(),
        theme: Theme::System,
        person: None,
        answer: None,
        shortcuts: true,
        development: false,
        demo: false,
    }
}
