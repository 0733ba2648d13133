//! What was granted to a group for single objects.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::html;

use super::detail::{Head, Part};
use crate::{
    auth::{
        groups::{Group, get_group, list_group_objects},
        permissions::{SharedObject, expiry_words},
    },
    facts::language,
    i18n::*,
    list::{ListQuery, Page},
    moment::Moment,
    paths,
    permission::words::permission_words,
    ui::{
        Column, DASH, Data, Empty, Inert, Loaded, Table, TableFoot, cell, link_markup, main_cell,
        row, time_ago,
    },
};

/// Objects that a group was granted.
pub struct GroupObjectsPage {
    loaded: Data<(Group, Page<SharedObject>)>,
}

impl GroupObjectsPage {
    pub fn data() -> Self {
        Self {
            loaded: Data::of_address(|id, search| async move {
                Ok((get_group(id).await?, list_group_objects(id, search).await?))
            }),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <Loaded data=this.loaded view=move |(group, page)| {
                objects(group, page, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

fn objects(group: Group, page: Page<SharedObject>, query: ListQuery) -> impl IntoView {
    let l = language();
    let path = paths::group_objects(group.id);
    let body = if page.rows.is_empty() {
        view! { <Empty text=td_string!(l, groups.no_objects) /> }.into_any()
    } else {
        let columns = vec![
            Column::new(td_string!(l, access.object), "main"),
            Column::new(td_string!(l, access.permission), ""),
            Column::new(td_string!(l, access.expires), "dim"),
            Column::new(td_string!(l, access.granted_by), "dim wide"),
            Column::new(td_string!(l, access.granted), "dim wide").sorted_by("granted"),
            Column::new(td_string!(l, access.act), "row-acts"),
        ];
        let Page {
            rows,
            before,
            after,
            now,
            ..
        } = page;
        let rows = rows
            .into_iter()
            .map(|row| line(l, row, now))
            .collect_view()
            .into_any();
        let foot = view! { <TableFoot before after query=query.clone() path=path.clone() is_by_time=true /> }
            .into_any();
        view! { <Table columns query path label=td_string!(l, groups.objects) default_sort=("granted", true) rows foot /> }
            .into_any()
    };
    view! {
        <Head group part=Part::Objects />
        {body}
    }
}

fn line(l: Locale, shared: SharedObject, now: Moment) -> Inert {
    let entity = shared.permission.entity();
    let href = entity
        .filter(|_| shared.name.is_some())
        .map(|entity| paths::access(entity, shared.object_id));
    let label = shared
        .name
        .unwrap_or_else(|| format!("#{}", shared.object_id));
    let remove = format!("{}?share={}", paths::REMOVAL, shared.id);
    let may_take = href.is_some();
    let by = shared.by.as_deref().unwrap_or(DASH);
    row(html! {
        (main_cell(href.as_deref(), &label, ""))
        (cell("", td_string!(l, access.permission), permission_words(l, shared.permission)))
        (cell("dim", td_string!(l, access.expires), expiry_words(l, shared.expires, now)))
        (cell("dim wide", td_string!(l, access.granted_by), by))
        (cell("dim wide", td_string!(l, access.granted), time_ago(l, shared.at, now)))
        td.row-acts { @if may_take { (link_markup(&remove, td_string!(l, access.take_away))) } }
    })
}
