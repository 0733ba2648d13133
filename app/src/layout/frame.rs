//! What the server writes of the frame.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use maud::{Markup, html};

use super::account::{languages, theme_words};
use crate::{
    auth::sessions::{SetTheme, SignOut, SwitchOrganization},
    facts::{Person, Theme, language},
    i18n::*,
    nav, paths,
    permission::Role,
    server::Caller,
    ui::{
        Icon, SHORTCUTS_SHEET, Words, avatar_markup, brand_markup, icon_markup, shortcuts_markup,
    },
};

/// How many organizations the menu offers to act in; the list has them all.
const OFFERED: usize = 8;

/// What the menu holds. On a phone it is a popover that needs no script.
pub fn side(person: &Person) -> String {
    let l = language();
    let path = use_location().pathname.get_untracked();
    let menu = html! {
        div.side-head {
            a.brand href=(paths::HOME) { (brand_markup()) (td_string!(l, frame.product)) }
            button.btn.btn-ghost.btn-sm.menu-btn type="button" popovertarget="menu" popovertargetaction="hide" {
                (icon_markup(Icon::Cross)) (td_string!(l, ui.close))
            }
        }
        (switch(l, person))
        @for group in nav::menu(l, person.held) {
            @if let Some(heading) = group.heading { h2.nav-head { (heading) } }
            ul.nav-list {
                @for item in group.items {
                    li {
                        a.nav-item href=(item.href) aria-current=[nav::is_within(&path, item.href).then_some("page")] {
                            (icon_markup(item.icon)) (item.label)
                        }
                    }
                }
            }
        }
    };
    menu.into_string()
}

/// Where one acts. A superuser can go elsewhere; everybody else just sees it.
fn switch(l: Locale, person: &Person) -> Markup {
    let name: Words = match (&person.organization, person.role) {
        (Some((_, name)), _) => name.clone().into(),
        (None, Role::Superuser) => td_string!(l, frame.every_organization).into(),
        (None, _) => td_string!(l, frame.no_organization).into(),
    };
    let here = html! { (avatar_markup(&name, true)) b { (name) } };
    if person.role != Role::Superuser {
        return html! { p.org.org-still { (here) } };
    }
    let current = person.organization.as_ref().map(|(id, _)| *id);
    let is_current = |id| (current == id).then_some("true");
    let caller = Caller::current();
    let organizations = caller
        .as_deref()
        .map_or(&[][..], |caller| &caller.switchable);
    html! {
        details.drop.org {
            summary { (here) (icon_markup(Icon::ChevronDown)) }
            form.pop method="post" action=(SwitchOrganization::url()) {
                p.pop-head { (td_string!(l, frame.switch_organization)) }
                @for (id, name) in organizations.iter().take(OFFERED) {
                    button.pop-item name="form[organization_id]" value=(id) aria-current=[is_current(Some(*id))] {
                        (avatar_markup(name, true)) (name)
                    }
                }
                @if organizations.len() > OFFERED {
                    a.pop-item href=(paths::ORGANIZATIONS) {
                        (icon_markup(Icon::More)) (td_string!(l, frame.more_organizations))
                    }
                }
                hr;
                button.pop-item name="form[every]" value="true" aria-current=[is_current(None)] {
                    (icon_markup(Icon::Organization)) (td_string!(l, frame.every_organization))
                }
            }
        }
    }
}

/// What the line above the page holds.
pub fn top(person: &Person, theme: Theme) -> String {
    let l = language();
    let line = html! {
        button.btn.btn-ghost.btn-sm.menu-btn type="button" popovertarget="menu" {
            (icon_markup(Icon::Menu)) (td_string!(l, frame.menu))
        }
        // The page's own crumbs are drawn over this line, at its beginning.
        span.spacer {}
        a.find href=(paths::SEARCH) data-palette="open" aria-label=(td_string!(l, frame.search)) {
            (icon_markup(Icon::Search))
            span.find-long { (td_string!(l, frame.search)) }
            kbd.js-only { "Ctrl K" }
        }
        details.drop {
            summary.btn.btn-ghost.btn-icon aria-label=(td_string!(l, frame.account)) {
                (avatar_markup(&person.display_name, false))
            }
            div.pop.pop-end {
                p.pop-head { (person.display_name) " · " (person.username) }
                a.pop-item href=(paths::PROFILE) { (icon_markup(Icon::Users)) (td_string!(l, frame.profile)) }
                hr;
                (languages(l))
                hr;
                (themes(l, theme))
                hr.js-only;
                button.pop-item.js-only type="button" data-opens=(SHORTCUTS_SHEET) {
                    (icon_markup(Icon::Keyboard)) (td_string!(l, frame.shortcuts))
                }
                hr;
                form method="post" action=(SignOut::url()) {
                    button.pop-item { (icon_markup(Icon::SignOut)) (td_string!(l, frame.sign_out)) }
                }
            }
        }
    };
    line.into_string()
}

/// The themes. The page that follows wears the one chosen.
fn themes(l: Locale, worn: Theme) -> Markup {
    let icon = |theme| match theme {
        Theme::System => Icon::Monitor,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    html! {
        form method="post" action=(SetTheme::url()) {
            p.pop-head { (td_string!(l, frame.theme)) }
            @for theme in Theme::ALL {
                button.pop-item name="theme" value=(theme.as_str()) aria-current=[(theme == worn).then_some("true")] {
                    (icon_markup(icon(theme))) (theme_words(l, theme))
                }
            }
        }
    }
}

/// What the sheet of the keys holds.
pub fn sheet(is_on: bool) -> String {
    shortcuts_markup(language(), is_on).into_string()
}
