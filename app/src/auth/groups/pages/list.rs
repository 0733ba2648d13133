//! The list of groups.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::html;

use crate::{
    auth::groups::{COUNTED, GroupRow, list_groups},
    facts::{language, may},
    i18n::*,
    list::{ListQuery, Page},
    moment::Moment,
    paths,
    permission::Permission,
    ui::{
        ButtonTone, Column, Data, Empty, FilterBar, Icon, Inert, LinkButton, Loaded, PageHead,
        Table, TableFoot, cell, count_words, main_cell, row, time_ago,
    },
    usage::up_to,
};

/// The groups that the reader may see.
pub struct GroupsPage {
    rows: Data<Page<GroupRow>>,
}

impl GroupsPage {
    pub fn data() -> Self {
        let search = use_location().search;
        Self {
            rows: Data::new(move || search.get(), list_groups),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <Loaded data=this.rows view=move |page| {
                listed(page, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

fn listed(page: Page<GroupRow>, query: ListQuery) -> impl IntoView {
    let l = language();
    let may_add = may(Permission::AddGroup);
    let sub = td_string!(l, groups.count, count = count_words(l, page.count));
    view! {
        <PageHead title=td_string!(l, groups.title) sub>
            {may_add.then(|| view! {
                <LinkButton href=paths::GROUPS_NEW label=td_string!(l, groups.new) tone=ButtonTone::Primary icon=Icon::Plus shortcut="create" />
            })}
        </PageHead>
        <FilterBar path=paths::GROUPS query=query.clone() search_label=td_string!(l, groups.search) filters=Vec::new() />
        {if page.rows.is_empty() {
            nothing(&query, may_add).into_any()
        } else {
            table(page, query).into_any()
        }}
    }
}

fn nothing(query: &ListQuery, may_add: bool) -> impl IntoView {
    let l = language();
    if query.is_narrowed() {
        view! {
            <Empty text=td_string!(l, groups.empty_narrowed)>
                <LinkButton href=paths::GROUPS label=td_string!(l, groups.show_all) />
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Empty text=td_string!(l, groups.empty)>
                {may_add.then(|| view! { <LinkButton href=paths::GROUPS_NEW label=td_string!(l, groups.new) /> })}
            </Empty>
        }
        .into_any()
    }
}

fn table(page: Page<GroupRow>, query: ListQuery) -> impl IntoView {
    let l = language();
    let says_organization = page.rows.iter().any(|row| row.organization.is_some());
    let mut columns = vec![Column::new(td_string!(l, groups.name), "main").sorted_by("name")];
    if says_organization {
        columns.push(Column::new(td_string!(l, groups.organization), "mid"));
    }
    columns.extend([
        Column::new(td_string!(l, groups.members), "num"),
        Column::new(td_string!(l, groups.permissions), "num"),
        Column::new(td_string!(l, groups.updated), "wide"),
    ]);
    let Page {
        rows,
        before,
        after,
        now,
        ..
    } = page;
    let rows = rows
        .into_iter()
        .map(|group| line(l, &group, now))
        .collect_view()
        .into_any();
    let foot =
        view! { <TableFoot before after query=query.clone() path=paths::GROUPS /> }.into_any();
    view! {
        <Table columns query path=paths::GROUPS label=td_string!(l, groups.title) default_sort=("name", false) rows foot />
    }
}

fn line(l: Locale, group: &GroupRow, now: Moment) -> Inert {
    let members = up_to(group.members, COUNTED);
    row(html! {
        (main_cell(Some(&paths::group(group.id)), &group.name, &group.summary))
        @if let Some(name) = &group.organization {
            (cell("dim mid", td_string!(l, groups.organization), name))
        }
        (cell("num", td_string!(l, groups.members), members))
        (cell("num", td_string!(l, groups.permissions), group.permissions))
        (cell("dim wide", td_string!(l, groups.updated), time_ago(l, group.updated_at, now)))
    })
}
