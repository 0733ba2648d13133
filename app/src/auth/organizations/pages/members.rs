//! The people of one organization.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::html;

use super::detail::{Head, Part};
use crate::{
    auth::{
        organizations::{Organization, get_organization, list_members},
        users::{
            UserRow,
            words::{role_words, state_tone, state_words},
        },
    },
    facts,
    i18n::*,
    list::{ListQuery, Page},
    moment::Moment,
    paths,
    ui::{
        Column, Data, Dim, Empty, Inert, LinkButton, Loaded, PastTheEnd, Table, TableFoot,
        badge_markup, cell, main_cell, maybe_time, row, time_ago,
    },
};

/// Its people; who acts in another organization sees them without a way to their pages.
pub struct OrganizationMembersPage {
    loaded: Data<(Organization, Page<UserRow>)>,
}

impl OrganizationMembersPage {
    pub fn data() -> Self {
        Self {
            loaded: Data::of_address(|id, search| async move {
                Ok((get_organization(id).await?, list_members(id, search).await?))
            }),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <Loaded data=this.loaded view=move |(organization, page)| {
                members(organization, page, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

fn members(organization: Organization, page: Page<UserRow>, query: ListQuery) -> impl IntoView {
    let id = organization.id;
    // Their pages are those of the organization one acts in.
    let may_open = use_context::<facts::Facts>()
        .and_then(|facts| facts.person)
        .is_some_and(|person| person.organization.is_none_or(|(own, _)| own == id));
    view! {
        <Head organization part=Part::Members />
        {(!may_open).then(|| view! { <p><Dim>{td_string!(facts::language(), organizations.act_elsewhere)}</Dim></p> })}
        {if page.rows.is_empty() && query.is_further_on() {
            view! { <PastTheEnd path=paths::organization_members(id) query /> }.into_any()
        } else if page.rows.is_empty() {
            nobody().into_any()
        } else {
            table(id, page, query, may_open).into_any()
        }}
    }
}

fn nobody() -> impl IntoView {
    let l = facts::language();
    view! {
        <Empty text=td_string!(l, organizations.no_members)>
            <LinkButton href=paths::USERS_NEW label=td_string!(l, organizations.invite) />
        </Empty>
    }
}

fn table(id: i32, page: Page<UserRow>, query: ListQuery, may_open: bool) -> impl IntoView {
    let l = facts::language();
    let columns = vec![
        Column::new(td_string!(l, organizations.person), "main").sorted_by("name"),
        Column::new(td_string!(l, organizations.state), "state"),
        Column::new(td_string!(l, organizations.role), "dim"),
        Column::new(td_string!(l, organizations.last_login), "dim").sorted_by("last_sign_in"),
        Column::new(td_string!(l, organizations.joined), "dim wide").sorted_by("joined"),
    ];
    let path = paths::organization_members(id);
    let is_by_time = query.sort().is_some_and(|(by, _)| by != "name");
    let Page {
        rows,
        before,
        after,
        now,
        ..
    } = page;
    let rows = rows
        .into_iter()
        .map(|row| line(l, row, may_open, now))
        .collect_view()
        .into_any();
    let foot =
        view! { <TableFoot before after query=query.clone() path=path.clone() is_by_time /> }
            .into_any();
    view! {
        <Table columns query path label=td_string!(l, organizations.members) default_sort=("name", false) rows foot />
    }
}

fn line(l: Locale, user: UserRow, may_open: bool, now: Moment) -> Inert {
    let href = may_open.then(|| paths::user(user.id));
    let Some(facts) = user.facts else {
        return row(main_cell(href.as_deref(), &user.name, ""));
    };
    let (tone, icon) = state_tone(facts.state);
    let state = badge_markup(tone, state_words(l, facts.state), Some(icon));
    row(html! {
        (main_cell(href.as_deref(), &user.name, &facts.username))
        (cell("state", td_string!(l, organizations.state), state))
        (cell("dim", td_string!(l, organizations.role), role_words(l, facts.role)))
        (cell("dim", td_string!(l, organizations.last_login), maybe_time(l, facts.last_sign_in, now)))
        (cell("dim wide", td_string!(l, organizations.joined), time_ago(l, facts.joined, now)))
    })
}
