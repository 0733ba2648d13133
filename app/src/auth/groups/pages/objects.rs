//! What was granted to a group for single objects.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

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
        Cell, Column, Data, Empty, LinkButton, Loaded, MainCell, Row, Table, TableFoot, TextCell,
        TimeAgo,
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

fn line(l: Locale, row: SharedObject, now: Moment) -> impl IntoView {
    let entity = row.permission.entity();
    let href = entity
        .filter(|_| row.name.is_some())
        .map(|entity| paths::access(entity, row.object_id));
    let label = row.name.unwrap_or_else(|| format!("#{}", row.object_id));
    let remove = format!("{}?share={}", paths::REMOVAL, row.id);
    let may_take = href.is_some();
    view! {
        <Row>
            <MainCell href label />
            <TextCell label=td_string!(l, access.permission) text=permission_words(l, row.permission) />
            <TextCell label=td_string!(l, access.expires) class="dim" text=expiry_words(l, row.expires, now) />
            <TextCell label=td_string!(l, access.granted_by) class="dim wide" text=row.by.unwrap_or_else(|| "—".to_owned()) />
            <Cell label=td_string!(l, access.granted) class="dim wide"><TimeAgo at=row.at now /></Cell>
            <Cell class="row-acts">{may_take.then(|| view! { <LinkButton href=remove label=td_string!(l, access.take_away) /> })}</Cell>
        </Row>
    }
}
