//! A picker of two sides: what could be taken on the left, what is there on the right. Each side is
//! a form of boxes, so that it works by keyboard and without JavaScript; either is searched by its
//! own field of the address.

use leptos::prelude::*;

use super::{Icon, IconView, Words, filter::carried, search::submit_in_place};
use crate::list::ListQuery;

/// One line of a side.
#[derive(Clone, Debug)]
pub struct SideItem {
    /// What its box sends.
    pub value: String,
    pub label: Words,
    /// What else is known of it; may be empty.
    pub hint: Words,
    /// Its own page, if the reader may open it.
    pub href: Option<String>,
}

/// Both sides, next to each other where there is room.
#[component]
pub fn Sides(children: Children) -> impl IntoView {
    view! { <div class="sides">{children()}</div> }
}

/// One side: its title, its search, and the form its boxes belong to.
#[component]
pub fn Side(
    #[prop(into)] title: Words,
    /// How many there are in all.
    #[prop(optional, into)]
    count: Option<Words>,
    search: AnyView,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card side-box">
            <div class="card-head">
                <h2>{title}</h2>
                {count.map(|count| view! { <span class="hint">{count}</span> })}
            </div>
            {search}
            {children()}
        </section>
    }
}

/// The search field of a side: it changes `key` of the address and keeps the rest.
#[component]
pub fn SideSearch(
    #[prop(into)] path: String,
    query: ListQuery,
    key: &'static str,
    #[prop(into)] label: Words,
    #[prop(into)] button: Words,
) -> impl IntoView {
    let searched = query.get(key).unwrap_or_default().to_owned();
    let in_place = submit_in_place();
    view! {
        <form class="input-box search" role="search" method="get" action=path data-in-place="" on:submit=in_place>
            <IconView icon=Icon::Search />
            <input type="search" name=key value=searched maxlength="200" placeholder=label.clone() aria-label=label autocomplete="off" />
            {carried(&query, &[key])}
            <button class="btn btn-sm">{button}</button>
        </form>
    }
}

/// The boxes of a side. `name` is what each sends: `form[id][]` to a server function, `id` to an
/// address.
#[component]
pub fn SideItems(
    name: &'static str,
    items: Vec<SideItem>,
    #[prop(into)] empty: Words,
) -> impl IntoView {
    if items.is_empty() {
        return view! { <p class="side-empty">{empty}</p> }.into_any();
    }
    let lines = items
        .into_iter()
        .map(|item| {
            let hint = (!item.hint.is_empty()).then(|| view! { <small>{item.hint}</small> });
            let link = item.href.map(|href| {
                view! { <a class="side-open" href=href aria-label=item.label.clone()><IconView icon=Icon::ChevronRight /></a> }
            });
            view! {
                <li>
                    <label class="check check-line">
                        <input type="checkbox" name=name value=item.value autocomplete="off" />
                        <span>{item.label}{hint}</span>
                    </label>
                    {link}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="side-items">{lines}</ul> }.into_any()
}

/// A side whose picked lines an address is about: a GET form that leads to the page that asks.
#[component]
pub fn SideForm(
    #[prop(into)] path: String,
    hidden: Vec<(&'static str, String)>,
    children: Children,
) -> impl IntoView {
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let in_place = submit_in_place();
    view! { <form method="get" action=path data-in-place="" on:submit=in_place>{hidden}{children()}</form> }
}
