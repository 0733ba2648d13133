//! Tables of a list: hairlines, the first column the link, sorting by links, and at the foot the
//! way on. Rows stay typed: they are what a page renders most of.

use leptos::prelude::*;

use super::{PickAll, Words};
use crate::{facts::language, i18n::*, list::ListQuery};

/// A column's head.
#[derive(Clone, Debug)]
pub struct Column {
    pub label: Words,
    /// Its name in the address, where the list sorts by it.
    pub sort: Option<&'static str>,
    /// `num`, `wide`, `mid`, `state`, `main` …: the classes of its cells.
    pub class: &'static str,
}

impl Column {
    pub fn new(label: impl Into<Words>, class: &'static str) -> Self {
        Self {
            label: label.into(),
            sort: None,
            class,
        }
    }

    #[must_use]
    pub fn sorted_by(mut self, name: &'static str) -> Self {
        self.sort = Some(name);
        self
    }
}

/// The table of a list, in its card; the foot comes after the rows.
#[component]
pub fn Table(
    columns: Vec<Column>,
    query: ListQuery,
    #[prop(into)] path: String,
    #[prop(into)] label: Words,
    /// The sort where the address names none: its name, and whether downwards.
    default_sort: (&'static str, bool),
    rows: AnyView,
    #[prop(optional)] foot: Option<AnyView>,
) -> impl IntoView {
    let (by, descending) = match query.sort() {
        Some((by, descending)) => (by.to_owned(), descending),
        None => (default_sort.0.to_owned(), default_sort.1),
    };
    let heads = columns
        .into_iter()
        .map(|column| head(column, &by, descending, &query, &path))
        .collect_view();
    view! {
        <section class="card list" aria-label=label>
            <div class="pinned">
                <table class="rows">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {foot}
        </section>
    }
    .into_any()
}

fn head(
    column: Column,
    by: &str,
    descending: bool,
    query: &ListQuery,
    path: &str,
) -> impl IntoView + use<> {
    let is_sorted = column.sort == Some(by);
    let label = match column.sort {
        // Boxes need no word above them to be understood, but one to be heard.
        None if column.class == "pick" => view! { <PickAll label=column.label /> }.into_any(),
        None => column.label.into_any(),
        Some(name) => {
            let next = if is_sorted && !descending {
                format!("-{name}")
            } else {
                name.to_owned()
            };
            let href = format!("{path}{}", query.with("sort", &next).to_search());
            view! { <a class="sort" href=href>{column.label}</a> }.into_any()
        }
    };
    let sorted = column.sort.map(|_| match (is_sorted, descending) {
        (false, _) => "none",
        (true, true) => "descending",
        (true, false) => "ascending",
    });
    view! { <th class=column.class scope="col" aria-sort=sorted>{label}</th> }
}

/// A row; the current one is the one shown beside the list.
#[component]
pub fn Row(#[prop(optional)] is_current: bool, children: Children) -> impl IntoView {
    view! { <tr aria-current=is_current.then_some("true")>{children()}</tr> }
}

/// The cell that names the row and leads to it.
#[component]
pub fn MainCell(
    #[prop(into)] label: Words,
    #[prop(optional_no_strip, into)] href: Option<String>,
    #[prop(optional, into)] sub: Option<Words>,
) -> impl IntoView {
    let sub = sub
        .filter(|sub| !sub.is_empty())
        .map(|sub| view! { <span class="sub">{sub}</span> });
    match href {
        Some(href) => leptos::either::Either::Left(
            view! { <td class="main"><a href=href>{label}</a>{sub}</td> },
        ),
        None => leptos::either::Either::Right(view! { <td class="main">{label}{sub}</td> }),
    }
}

/// Any other cell. `label` is said where rows are folded on a phone.
#[component]
pub fn Cell<V: IntoView + 'static>(
    #[prop(default = "")] class: &'static str,
    #[prop(optional, into)] label: Option<Words>,
    children: TypedChildren<V>,
) -> impl IntoView {
    view! { <td class=class data-label=label>{children.into_inner()()}</td> }
}

/// Where a list goes on, and by what it is sorted.
#[component]
pub fn TableFoot(
    query: ListQuery,
    #[prop(into)] path: String,
    before: Option<String>,
    after: Option<String>,
    /// Sorted by time: the pages are newer and older rather than previous and next.
    #[prop(optional)]
    is_by_time: bool,
    #[prop(optional, into)] note: Option<Words>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let l = language();
    let (back, on) = if is_by_time {
        (td_string!(l, ui.newer), td_string!(l, ui.older))
    } else {
        (td_string!(l, ui.previous), td_string!(l, ui.next))
    };
    let link = |key: &str, cursor: Option<String>, words: &'static str| match cursor {
        Some(cursor) => {
            let rest = query.without("after").without("before").with(key, &cursor);
            let href = format!("{path}{}", rest.to_search());
            let rel = if key == "after" { "next" } else { "prev" };
            view! { <a class="btn btn-sm" href=href rel=rel>{words}</a> }.into_any()
        }
        None => {
            view! { <a class="btn btn-sm" role="link" aria-disabled="true">{words}</a> }.into_any()
        }
    };
    view! {
        <div class="foot">
            {children.map(|children| children())}
            <span class="unpicked hint">{note}</span>
            <nav class="pages" aria-label=td_string!(l, ui.pages)>
                {link("before", before, back)}
                {link("after", after, on)}
            </nav>
        </div>
    }
    .into_any()
}
