//! Choosing a language, and what languages and themes are called.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_i18n::Locale as _;
use maud::{Markup, html};

use crate::{
    auth::sessions::SetLanguage,
    facts::{Theme, language},
    i18n::*,
    ui::{Icon, icon_markup, inert},
};

/// A language by its own name, which everybody recognises.
pub const fn language_words(language: Locale) -> &'static str {
    match language {
        Locale::zh_CN => "中文",
        Locale::en => "English",
    }
}

/// What a theme is called.
pub fn theme_words(l: Locale, theme: Theme) -> &'static str {
    match theme {
        Theme::System => td_string!(l, frame.theme_system),
        Theme::Light => td_string!(l, frame.theme_light),
        Theme::Dark => td_string!(l, frame.theme_dark),
    }
}

/// The two languages, each in its own words. A whole new page comes back: every word changes.
pub fn languages(l: Locale) -> Markup {
    html! {
        form method="post" action=(SetLanguage::url()) {
            p.pop-head { (td_string!(l, frame.language)) }
            @for choice in Locale::get_all() {
                button.pop-item
                    name="language"
                    value=(choice.as_str())
                    lang=(choice.as_str())
                    aria-current=[(*choice == l).then_some("true")]
                {
                    (icon_markup(Icon::Language)) (language_words(*choice))
                }
            }
        }
    }
}

/// The same on a page without a frame.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    inert(languages(language()))
}
