//! The table of people that administrators see: columns to choose, rows to pick.

use leptos::prelude::*;
use maud::html;

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
        Column, DASH, Inert, PICKED_COUNT, Picked, Table, TableFoot, badge_markup, cell,
        column_shown, main_cell, maybe_time, pick_cell, row, time_ago,
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
        .iter()
        .filter_map(|user| Some(line(l, user, user.facts.as_ref()?, shown, now)))
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

fn line(l: Locale, user: &UserRow, facts: &UserFacts, shown: Shown, now: Moment) -> Inert {
    let (tone, icon) = state_tone(facts.state);
    let label = td_string!(l, users.pick_one, name = user.name.clone());
    row(html! {
        (pick_cell(PICKED, user.id, &label))
        (main_cell(Some(&paths::user(user.id)), &user.name, ""))
        @if shown.state { (cell("state", "", badge_markup(tone, state_words(l, facts.state), Some(icon)))) }
        @if shown.role { (cell("", "", role_words(l, facts.role))) }
        @if shown.username { (cell("dim mid", "", &facts.username)) }
        @if shown.email { (cell("dim wide", "", &facts.email)) }
        @if shown.organization { (cell("dim wide", "", stated(facts.organization.as_deref()))) }
        @if shown.department { (cell("dim wide", "", stated(facts.department.as_deref()))) }
        @if shown.position { (cell("dim wide", "", stated(facts.position.as_deref()))) }
        @if shown.joined { (cell("dim wide", "", time_ago(l, facts.joined, now))) }
        @if shown.last_sign_in { (cell("dim wide", "", maybe_time(l, facts.last_sign_in, now))) }
    })
}

/// Unknown is an em dash.
fn stated(fact: Option<&str>) -> &str {
    fact.unwrap_or(DASH)
}
