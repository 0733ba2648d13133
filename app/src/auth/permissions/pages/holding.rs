//! Who may do something.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::html;

use super::search_of;
use crate::{
    auth::permissions::{Holder, Holders, list_holders},
    facts::{language, may},
    i18n::*,
    list::{ListQuery, Page},
    paths,
    permission::{Permission, words::permission_words},
    ui::{
        Column, Data, Empty, FilterBar, Loaded, PageHead, Table, TableFoot, count_words,
        link_markup, main_cell, row,
    },
};

/// Everybody who may do one thing.
pub struct HoldersPage {
    holders: Data<Holders>,
}

impl HoldersPage {
    pub fn data() -> Self {
        let search = search_of(paths::HOLDERS);
        Self {
            holders: Data::new(move || search.get(), list_holders),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <Loaded data=this.holders view=move |holders| {
                listed(holders, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

fn listed(holders: Holders, query: ListQuery) -> impl IntoView {
    let l = language();
    let what = permission_words(l, holders.permission);
    let mut trail = vec![(
        td_string!(l, access.explain_title).into(),
        paths::PERMISSIONS.to_owned(),
    )];
    let object = holders.object.as_ref().map(|object| {
        trail.push((
            object.name.clone().into(),
            paths::access(object.entity, object.id),
        ));
        format!("{}:{}", object.entity.model(), object.id)
    });
    let title = td_string!(l, access.who_may_title, what = what);
    let sub = td_string!(l, access.people, count = count_words(l, holders.page.count));
    let body = if holders.page.rows.is_empty() {
        view! { <Empty text=td_string!(l, access.nobody_may) /> }.into_any()
    } else {
        table(holders.page, query.clone(), holders.permission, object).into_any()
    };
    view! {
        <PageHead title sub trail />
        <FilterBar path=paths::HOLDERS query search_label=td_string!(l, access.find_people) filters=Vec::new() />
        {body}
    }
}

fn table(
    page: Page<Holder>,
    query: ListQuery,
    permission: Permission,
    object: Option<String>,
) -> impl IntoView {
    let l = language();
    let may_open = may(Permission::ViewUser);
    let may_ask = may(Permission::ViewPermission);
    let columns = vec![
        Column::new(td_string!(l, access.person), "main").sorted_by("name"),
        Column::new(td_string!(l, access.why), "row-acts"),
    ];
    let Page {
        rows,
        before,
        after,
        ..
    } = page;
    let rows = rows
        .into_iter()
        .map(|holder| {
            let why = holder.username.clone().filter(|_| may_ask).map(|username| {
                let asked = ListQuery::default()
                    .with("who", &username)
                    .with("permission", permission.codename())
                    .with("object", object.as_deref().unwrap_or_default());
                let href = format!("{}{}", paths::PERMISSIONS, asked.to_search());
                link_markup(&href, td_string!(l, access.why))
            });
            let href = may_open.then(|| paths::user(holder.id));
            let username = holder.username.unwrap_or_default();
            row(html! {
                (main_cell(href.as_deref(), &holder.name, &username))
                td.row-acts { @if let Some(why) = why { (why) } }
            })
        })
        .collect_view()
        .into_any();
    let foot =
        view! { <TableFoot before after query=query.clone() path=paths::HOLDERS /> }.into_any();
    view! {
        <Table columns query path=paths::HOLDERS label=td_string!(l, access.people_label) default_sort=("name", false) rows foot />
    }
}
