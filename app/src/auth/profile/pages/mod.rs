//! The pages of one's own profile: what is known of oneself, the form, the password.

mod form;
mod overview;
mod password;

pub use form::ProfileFormPage;
pub use overview::ProfilePage;
pub use password::PasswordPage;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Profile, get_profile};
use crate::{
    facts::Theme,
    i18n::*,
    layout::theme_words,
    paths,
    ui::{Data, Words},
};

type Loading = Data<Profile>;

crate::lazy_pages!(
    profile_pages, __preload_profile_pages:
    ProfilePage, ProfileFormPage, PasswordPage,
);

/// Asks again when the address changes, which it does whenever something was saved.
fn profile() -> Loading {
    let search = use_location().search;
    Data::new(move || search.get(), |_| get_profile())
}

/// The way to a page of the profile.
pub fn trail(l: Locale) -> Vec<(Words, String)> {
    vec![(
        td_string!(l, users.profile).into(),
        paths::PROFILE.to_owned(),
    )]
}

/// Languages by their own names, which everybody recognises.
fn languages(l: Locale) -> Vec<(String, Words)> {
    vec![
        (String::new(), td_string!(l, users.language_browser).into()),
        ("zh-CN".to_owned(), "简体中文".into()),
        ("en".to_owned(), "English".into()),
    ]
}

fn themes(l: Locale) -> Vec<(String, Words)> {
    Theme::ALL
        .map(|theme| (theme.as_str().to_owned(), theme_words(l, theme).into()))
        .into()
}
