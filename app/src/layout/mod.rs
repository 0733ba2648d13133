//! The frame around every page of somebody signed in: the menu beside it, the line above it, and
//! what belongs to the account.

mod account;
mod offers;

pub use account::{LanguageChoice, language_words, theme_words};

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{
    components::{A, Outlet},
    hooks::use_location,
};

use self::account::{SignOutForm, ThemeChoice};
use crate::{
    auth::sessions::{SwitchOrganization, list_switchable},
    error::AppError,
    facts::{Facts, Person, language},
    i18n::*,
    nav, paths,
    permission::Role,
    search::find_anything,
    ui::{
        Announcer, Avatar, Brand, ErrorNote, ErrorState, Icon, IconView, Palette, Shortcuts,
        ShortcutsItem, Toasts, Words,
    },
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
    let offered = offers::offered(l, &person, facts.theme);
    let role = person.role;
    let asked = RwSignal::new(String::new());
    let answered = LocalResource::new(move || {
        let words = asked.get();
        async move {
            let found = if words.is_empty() {
                Vec::new()
            } else {
                find_anything(words.clone()).await.unwrap_or_default()
            };
            let found = found
                .into_iter()
                .flat_map(|found| offers::found(l, role, found));
            (words, found.collect())
        }
    });
    let answered = Signal::derive(move || answered.get().unwrap_or_default());
    let has_shortcuts = facts.shortcuts;
    view! {
        <a class="skip" href="#main" rel="external">{td_string!(l, frame.skip)}</a>
        <div class="shell">
            <Menu person=person.clone() />
            <div>
                <TopLine person facts />
                <main class="page" id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
        </div>
        <Toasts />
        <Announcer />
        <Palette offered asked answered />
        <Shortcuts is_on=has_shortcuts />
    }
    .into_any()
}

/// The sidebar; on a phone a popover that needs no script.
#[component]
fn Menu(person: Person) -> impl IntoView {
    let l = language();
    let groups = nav::menu(l, person.held)
        .into_iter()
        .map(|group| {
            view! {
                {group.heading.map(|heading| view! { <h2 class="nav-head">{heading}</h2> })}
                <ul class="nav-list">
                    {group
                        .items
                        .into_iter()
                        .map(|item| view! { <li><MenuItem item /></li> })
                        .collect_view()}
                </ul>
            }
        })
        .collect_view();
    view! {
        <nav class="side" id="menu" popover="auto" aria-label=td_string!(l, frame.main_navigation)>
            <div class="side-head">
                <a class="brand" href=paths::HOME><Brand />{td_string!(l, frame.product)}</a>
                <button type="button" class="btn btn-ghost btn-sm menu-btn" popovertarget="menu" popovertargetaction="hide">
                    <IconView icon=Icon::Cross />{td_string!(l, ui.close)}
                </button>
            </div>
            <OrganizationSwitch person />
            {groups}
        </nav>
    }
}

#[component]
fn MenuItem(item: nav::NavItem) -> impl IntoView {
    let path = use_location().pathname;
    let is_current = move || {
        let path = path.get();
        if item.href == paths::HOME {
            path == paths::HOME
        } else {
            path == item.href || path.starts_with(&format!("{}/", item.href))
        }
    };
    view! {
        <a class="nav-item" href=item.href aria-current=move || is_current().then_some("page")>
            <IconView icon=item.icon />
            {item.label}
        </a>
    }
}

/// Where one acts. A superuser can go elsewhere; everybody else just sees it.
#[component]
fn OrganizationSwitch(person: Person) -> impl IntoView {
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
    let choices = Resource::new(|| (), |()| list_switchable());
    let current_id = current.map(|(id, _)| id);
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
                <Suspense>
                    {move || Suspend::new(async move {
                        match choices.await {
                            Ok(organizations) => organizations
                                .into_iter()
                                .map(|(id, name)| view! {
                                    <button class="pop-item" name="form[organization_id]" value=id aria-current=(current_id == Some(id)).then_some("true")>
                                        <Avatar name=name.clone() is_square=true />
                                        {name}
                                    </button>
                                })
                                .collect_view()
                                .into_any(),
                            Err(error) => view! { <ErrorNote error /> }.into_any(),
                        }
                    })}
                </Suspense>
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

#[component]
fn TopLine(person: Person, facts: Facts) -> impl IntoView {
    let l = language();
    view! {
        <header class="top">
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
                    <A href=paths::PROFILE attr:class="pop-item"><IconView icon=Icon::Users />{td_string!(l, frame.profile)}</A>
                    <hr />
                    <LanguageChoice />
                    <hr />
                    <ThemeChoice theme=facts.theme />
                    <hr class="js-only" />
                    <ShortcutsItem />
                    <hr />
                    <SignOutForm />
                </div>
            </details>
        </header>
    }
}

/// What stands at an address that has no page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <ErrorState error=AppError::NotFound /> }
}
