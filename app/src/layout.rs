//! The frame around every page of somebody signed in: the menu beside it, the line above it, and
//! what belongs to the account.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_i18n::Locale as _;
use leptos_router::{
    components::{A, Outlet},
    hooks::use_location,
};

use crate::{
    auth::sessions::{SetLanguage, SetTheme, SignOut, SwitchOrganization, list_switchable},
    facts::{Facts, Person, Theme, language},
    i18n::*,
    nav, paths,
    permission::Role,
    search::{Finding, find_anything, kind_words},
    ui::{
        Announcer, Avatar, Brand, ErrorState, Found, Icon, IconView, Palette, Shortcuts, Toasts,
        Words,
    },
};

/// The frame; the page stands in its outlet.
#[component]
pub fn Layout() -> impl IntoView {
    let facts = expect_context::<Facts>();
    let l = language();
    let Some(person) = facts.person.clone() else {
        // The server sends strangers to the sign-in page before it renders anything.
        return view! { <Outlet /> }.into_any();
    };
    let pages: Vec<(Words, String)> = nav::menu(l, person.held)
        .into_iter()
        .flat_map(|group| group.items)
        .map(|item| (item.label, item.href.to_owned()))
        .chain([(
            td_string!(l, frame.profile).into(),
            paths::PROFILE.to_owned(),
        )])
        .collect();
    let words = RwSignal::new(String::new());
    let found = LocalResource::new(move || find_anything(words.get()));
    let found = Signal::derive(move || {
        let found = found.get().and_then(Result::ok).unwrap_or_default();
        found
            .into_iter()
            .filter_map(|finding| as_found(l, finding))
            .collect::<Vec<_>>()
    });
    view! {
        <a class="skip" href="#main">{td_string!(l, frame.skip)}</a>
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
        <Palette pages words found />
        <Shortcuts />
    }
    .into_any()
}

fn as_found(l: Locale, finding: Finding) -> Option<Found> {
    let href = paths::entity(&finding.entity_type, finding.id.into())?;
    let hint = kind_words(l, &finding.entity_type).into();
    Some(Found {
        label: finding.name.into(),
        href,
        hint,
    })
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
                            Err(error) => view! { <ErrorState error /> }.into_any(),
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
            <a class="find" href=paths::SEARCH data-palette="open">
                <IconView icon=Icon::Search />
                <span>{td_string!(l, frame.search)}</span>
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
                    <hr />
                    <SignOutForm />
                </div>
            </details>
        </header>
    }
}

/// The two languages, each in its own words. A whole new page comes back: every word changes.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let l = language();
    let choices = Locale::get_all()
        .iter()
        .map(|&choice| {
            let words = if choice == Locale::zh_CN { "中文" } else { "English" };
            view! {
                <button class="pop-item" name="language" value=choice.as_str() lang=choice.as_str() aria-current=(choice == l).then_some("true")>
                    <IconView icon=Icon::Language />{words}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=SetLanguage::url()>
            <p class="pop-head">{td_string!(l, frame.language)}</p>
            {choices}
        </form>
    }
}

#[component]
fn ThemeChoice(theme: Theme) -> impl IntoView {
    let l = language();
    let choices = Theme::ALL
        .map(|choice| {
            let (words, icon) = match choice {
                Theme::System => (td_string!(l, frame.theme_system), Icon::Monitor),
                Theme::Light => (td_string!(l, frame.theme_light), Icon::Sun),
                Theme::Dark => (td_string!(l, frame.theme_dark), Icon::Moon),
            };
            view! {
                <button class="pop-item" name="theme" value=choice.as_str() aria-current=(choice == theme).then_some("true")>
                    <IconView icon />{words}
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

#[component]
fn SignOutForm() -> impl IntoView {
    let l = language();
    view! {
        <form method="post" action=SignOut::url()>
            <button class="pop-item"><IconView icon=Icon::SignOut />{td_string!(l, frame.sign_out)}</button>
        </form>
    }
}

/// What stands at an address that has no page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <main class="page" id="main" tabindex="-1">
            <ErrorState error=crate::error::AppError::NotFound />
        </main>
    }
}
