//! The frame around every page of somebody signed in: the menu beside it, the line above it, and
//! what belongs to the account. The server writes it, and the browser takes it as it is: nothing in
//! it changes until the next whole page but where the menu says one is.

mod account;
#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod frame;
mod offers;
mod palette;

pub use account::{LanguageChoice, language_words, theme_words};

#[cfg(not(feature = "ssr"))]
use browser as here;
#[cfg(feature = "ssr")]
use frame as here;

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

use self::palette::PaletteDoor;
use crate::{
    error::AppError,
    facts::{Facts, language},
    i18n::*,
    nav,
    ui::{Announcer, ErrorState, SHORTCUTS_SHEET, Toasts, elements, listen_to_shortcuts},
};

/// The frame; the page stands in its outlet.
#[component]
pub fn Layout() -> impl IntoView {
    let facts = expect_context::<Facts>();
    let l = language();
    let Some(person) = facts.person.clone() else {
        // The server sends strangers to the sign-in page before it renders anything but the kit.
        return view! { <main class="page" id="main" tabindex="-1"><Outlet /></main> }.into_any();
    };
    follow_in_the_menu();
    listen_to_shortcuts(facts.shortcuts);
    let top = here::top(&person, facts.theme);
    let sheet = here::sheet(facts.shortcuts);
    let side = here::side(&person);
    view! {
        <a class="skip" href="#main" rel="external">{td_string!(l, frame.skip)}</a>
        <div class="shell">
            <nav class="side" id="menu" popover="auto" aria-label=td_string!(l, frame.main_navigation) inner_html=side></nav>
            <div>
                <header class="top" inner_html=top></header>
                <main class="page" id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
        </div>
        <Toasts />
        <Announcer />
        <PaletteDoor />
        <dialog class="dialog dialog-wide" id=SHORTCUTS_SHEET aria-labelledby="shortcuts-title" inner_html=sheet></dialog>
    }
    .into_any()
}

/// Says in the menu where one is, whenever one goes somewhere else.
fn follow_in_the_menu() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        let path = path.get();
        if before.is_none() {
            return;
        }
        for item in elements("#menu .nav-item") {
            let href = item.get_attribute("href").unwrap_or_default();
            let _ = if nav::is_within(&path, &href) {
                item.set_attribute("aria-current", "page")
            } else {
                item.remove_attribute("aria-current")
            };
        }
    });
}

/// What stands at an address that has no page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <ErrorState error=AppError::NotFound /> }
}
