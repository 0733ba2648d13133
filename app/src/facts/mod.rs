//! What the server knows of a request before any page asks: the reader's language and theme, and
//! the answer to a form sent without JavaScript. It travels to the browser inside the page, so
//! that both render the same.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(not(feature = "ssr"))]
use browser as here;
#[cfg(feature = "ssr")]
use server as here;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    i18n::Locale,
    permission::{Permission, PermissionSet, Role},
};

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// A form that could not be accepted: which, what was typed into it, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Where the form was sent to.
    pub path: String,
    /// The page it stood on, which is rendered again.
    pub page: String,
    pub typed: Vec<(String, String)>,
    pub error: AppError,
}

/// Whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user_id: i32,
    pub username: String,
    pub display_name: String,
    pub role: Role,
    pub held: PermissionSet,
    /// Where they act; `None` for a superuser who looks at all organizations.
    pub organization: Option<(i32, String)>,
}

/// Facts of the request that made the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    pub language: Locale,
    pub theme: Theme,
    pub person: Option<Person>,
    pub answer: Option<Answer>,
    /// Whether keys of a single character do anything.
    pub shortcuts: bool,
    /// Development builds show the kit, demo builds their accounts.
    pub development: bool,
    pub demo: bool,
}

impl Facts {
    /// Reads them from the request on the server, and from the page in the browser.
    pub fn provide() -> Self {
        let facts = SharedValue::new(here::facts).into_inner();
        provide_context(facts.clone());
        provide_context(facts.language);
        facts
    }

    /// Those of the request, before the app is built: the shell's own attributes.
    pub fn of_request() -> Self {
        here::facts()
    }
}

/// Whether the reader holds a permission everywhere they act: what pages offer. The
/// server function that does it decides for itself.
pub fn may(permission: Permission) -> bool {
    use_context::<Facts>()
        .and_then(|facts| facts.person)
        .is_some_and(|person| person.held.contains(permission))
}

/// Whether keys of a single character do anything for the reader.
pub fn has_shortcuts() -> bool {
    use_context::<Facts>().is_none_or(|facts| facts.shortcuts)
}

/// The reader's language.
pub fn language() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}
