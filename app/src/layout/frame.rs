//! What the server writes of the frame.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::account::{LanguageChoice, theme_words};
use crate::{
    auth::sessions::{SetTheme, SignOut, SwitchOrganization, queries::switchable},
    error::AppError,
    facts::{Person, Theme, language},
    i18n::*,
    nav, paths,
    permission::Role,
    ui::{Avatar, Brand, ErrorNote, Icon, IconView, SHORTCUTS_SHEET, ShortcutsSheet, Words},
};

/// What the menu holds. On a phone it is a popover that needs no script.
pub async fn side(person: Person) -> String {
    let l = language();
    let path = use_location().pathname.get_untracked();
    let choices = switchable().await;
    let groups = nav::menu(l, person.held)
        .into_iter()
        .map(|group| {
            let items = group
                .items
                .into_iter()
                .map(|item| {
                    let is_here = nav::is_within(&path, item.href);
                    view! {
                        <li>
                            <a class="nav-item" href=item.href aria-current=is_here.then_some("page")>
                                <IconView icon=item.icon />
                                {item.label}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                {group.heading.map(|heading| view! { <h2 class="nav-head">{heading}</h2> })}
                <ul class="nav-list">{items}</ul>
            }
        })
        .collect_view();
    view! {
        <div class="side-head">
            <a class="brand" href=paths::HOME><Brand />{td_string!(l, frame.product)}</a>
            <button type="button" class="btn btn-ghost btn-sm menu-btn" popovertarget="menu" popovertargetaction="hide">
                <IconView icon=Icon::Cross />{td_string!(l, ui.close)}
            </button>
        </div>
        <OrganizationSwitch person choices />
        {groups}
    }
    .into_any()
    .to_html()
}

/// Where one acts. A superuser can go elsewhere; everybody else just sees it.
#[component]
fn OrganizationSwitch(
    person: Person,
    choices: Result<(Vec<(i32, String)>, bool), AppError>,
) -> impl IntoView {
    let l = language();
    let current = person.organization.clone();
    let name: Words = match (&current, person.role) {
        (Some((_, name)), _) => name.clone().into(),
        (None, Role::Superuser) => td_string!(l, frame.every_organization).into(),
        (None, _) => td_string!(l, frame.no_organization).into(),
    };
    if person.role != Role::Superuser {
        return view! {
            <p class="org org-still">
                <Avatar name=name.clone() is_square=true />
                <b>{name}</b>
            </p>
        }
        .into_any();
    }
    let current_id = current.map(|(id, _)| id);
    let organizations = match choices {
        Ok((organizations, has_more)) => {
            let offered = organizations
                .into_iter()
                .map(|(id, name)| view! {
                    <button class="pop-item" name="form[organization_id]" value=id aria-current=(current_id == Some(id)).then_some("true")>
                        <Avatar name=name.clone() is_square=true />
                        {name}
                    </button>
                })
                .collect_view();
            let more = has_more.then(|| view! {
                <a class="pop-item" href=paths::ORGANIZATIONS>
                    <IconView icon=Icon::More />{td_string!(l, frame.more_organizations)}
                </a>
            });
            view! { {offered}{more} }.into_any()
        }
        Err(error) => view! { <ErrorNote error /> }.into_any(),
    };
    let action = SwitchOrganization::url();
    view! {
        <details class="drop org">
            <summary>
                <Avatar name=name.clone() is_square=true />
                <b>{name}</b>
                <IconView icon=Icon::ChevronDown />
            </summary>
            <form class="pop" method="post" action=action>
                <p class="pop-head">{td_string!(l, frame.switch_organization)}</p>
                {organizations}
                <hr />
                <button class="pop-item" name="form[every]" value="true" aria-current=current_id.is_none().then_some("true")>
                    <IconView icon=Icon::Organization />
                    {td_string!(l, frame.every_organization)}
                </button>
            </form>
        </details>
    }
    .into_any()
}

/// What the line above the page holds.
pub fn top(person: &Person, theme: Theme) -> String {
    let l = language();
    view! {
    <button class="btn btn-ghost btn-sm menu-btn" type="button" popovertarget="menu">
        <IconView icon=Icon::Menu />{td_string!(l, frame.menu)}
    </button>
    // The page's own crumbs are drawn over this line, at its beginning.
    <span class="spacer"></span>
    <a class="find" href=paths::SEARCH data-palette="open" aria-label=td_string!(l, frame.search)>
        <IconView icon=Icon::Search />
        <span class="find-long">{td_string!(l, frame.search)}</span>
        <kbd class="js-only">"Ctrl K"</kbd>
    </a>
    <details class="drop">
        <summary class="btn btn-ghost btn-icon" aria-label=td_string!(l, frame.account)>
            <Avatar name=person.display_name.clone() />
        </summary>
        <div class="pop pop-end">
            <p class="pop-head">{person.display_name.clone()} " · " {person.username.clone()}</p>
            <a class="pop-item" href=paths::PROFILE><IconView icon=Icon::Users />{td_string!(l, frame.profile)}</a>
            <hr />
            <LanguageChoice />
            <hr />
            <ThemeChoice theme />
            <hr class="js-only" />
            <button type="button" class="pop-item js-only" data-opens=SHORTCUTS_SHEET>
                    <IconView icon=Icon::Keyboard />{td_string!(l, frame.shortcuts)}
                </button>
            <hr />
            <SignOutForm />
        </div>
    </details>
    }
    .into_any()
    .to_html()
}

/// The themes. The page that follows wears the one chosen.
#[component]
fn ThemeChoice(theme: Theme) -> impl IntoView {
    let l = language();
    let choices = Theme::ALL
        .map(|choice| {
            let icon = match choice {
                Theme::System => Icon::Monitor,
                Theme::Light => Icon::Sun,
                Theme::Dark => Icon::Moon,
            };
            view! {
                <button class="pop-item" name="theme" value=choice.as_str() aria-current=(choice == theme).then_some("true")>
                    <IconView icon />{theme_words(l, choice)}
                </button>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <form method="post" action=SetTheme::url()>
            <p class="pop-head">{td_string!(l, frame.theme)}</p>
            {choices}
        </form>
    }
}

/// The way out.
#[component]
fn SignOutForm() -> impl IntoView {
    let l = language();
    view! {
        <form method="post" action=SignOut::url()>
            <button class="pop-item"><IconView icon=Icon::SignOut />{td_string!(l, frame.sign_out)}</button>
        </form>
    }
}

/// What the sheet of the keys holds.
pub fn sheet(is_on: bool) -> String {
    view! { <ShortcutsSheet is_on /> }.into_any().to_html()
}
