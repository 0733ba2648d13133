//! The table of people that administrators see: columns to choose, rows to pick.

use leptos::prelude::*;

use crate::{
    auth::users::{
        UserFacts, UserRow,
        words::{role_words, state_tone, state_words},
    },
    facts::Facts,
    i18n::*,
    list::{ListQuery, Page},
    moment::Moment,
    paths,
    ui::{
        Badge, Cell, Column, MainCell, MaybeTime, PICKED_COUNT, PickCell, Picked, Row, Table,
        TableFoot, TextCell, TimeAgo, column_shown,
    },
};

/// The form that the picked rows belong to.
const PICKED: &str = "picked";

/// By name, upwards.
pub const DEFAULT_SORT: (&str, bool) = ("name", false);

/// A column beside the name.
pub struct Described {
    pub key: &'static str,
    pub words: &'static str,
    /// Its name where the list sorts by it.
    sort: Option<&'static str>,
    class: &'static str,
    /// Whether it is shown unasked.
    pub is_default: bool,
}

impl Described {
    fn is_shown(&self, query: &ListQuery) -> bool {
        column_shown(query, self.key, self.is_default)
    }
}

/// The columns that can be shown, in their order.
pub fn described(l: Locale) -> Vec<Described> {
    let acts_in_all = use_context::<Facts>()
        .and_then(|facts| facts.person)
        .is_some_and(|person| person.organization.is_none());
    let sorted = |key, words, class, is_default| Described {
        key,
        words,
        sort: Some(key),
        class,
        is_default,
    };
    let plain = |key, words, class, is_default| Described {
        key,
        words,
        sort: None,
        class,
        is_default,
    };
    let mut columns = vec![
        plain("state", td_string!(l, users.state), "state", true),
        plain("role", td_string!(l, users.role), "", true),
        sorted("username", td_string!(l, users.username), "dim mid", true),
        sorted("email", td_string!(l, users.email), "dim wide", false),
        plain(
            "department",
            td_string!(l, users.department),
            "dim wide",
            true,
        ),
        plain("position", td_string!(l, users.position), "dim wide", false),
        sorted("joined", td_string!(l, users.joined), "dim wide", false),
        sorted(
            "last_sign_in",
            td_string!(l, users.last_sign_in),
            "dim wide",
            true,
        ),
    ];
    if acts_in_all {
        let organization = plain(
            "organization",
            td_string!(l, users.organization),
            "dim wide",
            true,
        );
        columns.insert(4, organization);
    }
    columns
}

/// The table itself.
pub fn table(l: Locale, page: Page<UserRow>, query: ListQuery, described: &[Described]) -> AnyView {
    let is_shown = |key: &str| {
        described
            .iter()
            .any(|column| column.key == key && column.is_shown(&query))
    };
    let shown = Shown {
        state: is_shown("state"),
        role: is_shown("role"),
        username: is_shown("username"),
        email: is_shown("email"),
        organization: is_shown("organization"),
        department: is_shown("department"),
        position: is_shown("position"),
        joined: is_shown("joined"),
        last_sign_in: is_shown("last_sign_in"),
    };
    let mut columns = vec![
        Column::new(td_string!(l, users.pick), "pick"),
        Column::new(td_string!(l, users.name), "main").sorted_by("name"),
    ];
    columns.extend(
        described
            .iter()
            .filter(|column| column.is_shown(&query))
            .map(|column| {
                let head = Column::new(column.words, column.class);
                match column.sort {
                    Some(sort) => head.sorted_by(sort),
                    None => head,
                }
            }),
    );
    let Page {
        rows,
        before,
        after,
        now,
        ..
    } = page;
    let rows = rows
        .into_iter()
        .filter_map(|UserRow { id, name, facts }| Some(line(l, id, name, facts?, shown, now)))
        .collect_view()
        .into_any();
    let is_by_time = query
        .sort()
        .is_some_and(|(by, _)| by == "joined" || by == "last_sign_in");
    let foot = view! {
        <TableFoot query=query.clone() path=paths::USERS before after is_by_time>
            <Picked
                id=PICKED
                path=paths::USERS_CSV
                words=td_string!(l, users.picked, count = PICKED_COUNT)
                label=td_string!(l, users.export_picked)
            />
        </TableFoot>
    }
    .into_any();
    view! {
        <Table
            columns
            query
            path=paths::USERS
            label=td_string!(l, users.title)
            default_sort=DEFAULT_SORT
            rows
            foot
        />
    }
    .into_any()
}

/// The columns that the reader chose.
#[derive(Clone, Copy)]
struct Shown {
    state: bool,
    role: bool,
    username: bool,
    email: bool,
    organization: bool,
    department: bool,
    position: bool,
    joined: bool,
    last_sign_in: bool,
}

fn line(
    l: Locale,
    id: i32,
    name: String,
    facts: UserFacts,
    shown: Shown,
    now: Moment,
) -> impl IntoView {
    let (tone, icon) = state_tone(facts.state);
    let label = td_string!(l, users.pick_one, name = name.clone());
    view! {
        <Row>
            <PickCell form=PICKED value=id.to_string() label />
            <MainCell href=Some(paths::user(id)) label=name />
            {shown.state.then(|| view! {
                <Cell class="state"><Badge tone label=state_words(l, facts.state) icon /></Cell>
            })}
            {shown.role.then(|| view! { <TextCell text=role_words(l, facts.role) /> })}
            {shown.username.then(|| view! { <TextCell class="dim mid" text=facts.username /> })}
            {shown.email.then(|| view! { <TextCell class="dim wide" text=facts.email /> })}
            {shown.organization.then(|| view! {
                <TextCell class="dim wide" text=stated(facts.organization) />
            })}
            {shown.department.then(|| view! {
                <TextCell class="dim wide" text=stated(facts.department) />
            })}
            {shown.position.then(|| view! {
                <TextCell class="dim wide" text=stated(facts.position) />
            })}
            {shown.joined.then(|| view! {
                <Cell class="dim wide"><TimeAgo at=facts.joined now /></Cell>
            })}
            {shown.last_sign_in.then(|| view! {
                <Cell class="dim wide"><MaybeTime at=facts.last_sign_in now /></Cell>
            })}
        </Row>
    }
}

/// Unknown is an em dash.
fn stated(fact: Option<String>) -> String {
    fact.unwrap_or_else(|| "—".to_owned())
}
