//! Tables of a list: hairlines, the first column the link, sorting by links, and at the foot the
//! way on. Rows are written as text: they are what a page has most of.

use leptos::prelude::*;
use maud::{Markup, Render, html};

use super::{Inert, PickAll, Words, inert};
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

fn head(column: Column, by: &str, descending: bool, query: &ListQuery, path: &str) -> AnyView {
    let is_sorted = column.sort == Some(by);
    if column.class == "pick" {
        // Boxes need no word above them to be understood, but one to be heard.
        return view! { <th class="pick" scope="col"><PickAll label=column.label /></th> }
            .into_any();
    }
    let sort = column.sort.map(|name| {
        let direction = match (is_sorted, descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        };
        let turned = if is_sorted && !descending { "-" } else { "" };
        let search = query.with("sort", &format!("{turned}{name}")).to_search();
        (direction, format!("{path}{search}"))
    });
    let (direction, href) = sort.unzip();
    inert(html! {
        th class=(column.class) scope="col" aria-sort=[direction] {
            @if let Some(href) = href { a.sort href=(href) { (column.label) } } @else { (column.label) }
        }
    })
    .into_any()
}

/// A row of cells.
pub fn row(cells: Markup) -> Inert {
    row_beside(false, cells)
}

/// A row of which one, the current one, is shown beside the list.
pub fn row_beside(is_current: bool, cells: Markup) -> Inert {
    inert(html! { tr aria-current=[is_current.then_some("true")] { (cells) } })
}

/// The cell that names the row and leads to it; `sub` says more, or nothing.
pub fn main_cell(href: Option<&str>, label: &str, sub: &str) -> Markup {
    html! {
        td.main {
            @if let Some(href) = href { a href=(href) { (label) } } @else { (label) }
            @if !sub.is_empty() { span.sub { (sub) } }
        }
    }
}

/// Any other cell, without a name or with one that is said where rows are folded on a phone.
pub fn cell(class: &str, label: &str, content: impl Render) -> Markup {
    let label = (!label.is_empty()).then_some(label);
    html! { td class=(class) data-label=[label] { (content) } }
}

/// A row in which something is pressed: a verb at its end.
#[component]
pub fn RowWithAct(cells: Vec<Markup>, act: Option<AnyView>) -> impl IntoView {
    let cells = cells.into_iter().map(inert).collect_view();
    view! { <tr>{cells}<td class="row-acts">{act}</td></tr> }
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
    let link = |key: &str, cursor: Option<String>, words: &str| match cursor {
        Some(cursor) => {
            let rest = query.without("after").without("before").with(key, &cursor);
            let rel = if key == "after" { "next" } else { "prev" };
            html! { a.btn.btn-sm href={ (path) (rest.to_search()) } rel=(rel) { (words) } }
        }
        None => html! { a.btn.btn-sm role="link" aria-disabled="true" { (words) } },
    };
    let pages = inert(html! {
        nav.pages aria-label=(td_string!(l, ui.pages)) {
            (link("before", before, back))
            (link("after", after, on))
        }
    });
    view! {
        <div class="foot">
            {children.map(|children| children())}
            <span class="unpicked hint">{note}</span>
            {pages}
        </div>
    }
    .into_any()
}
