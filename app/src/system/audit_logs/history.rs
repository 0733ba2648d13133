//! The part of the log that concerns one entity or one person, for the pages of either.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::html;

use super::{
    Actor, AuditRow, RecentActs,
    entry::{ActionBadge, action_markup, actor_words, line_words},
    history_of, recent_of_organization, recent_of_user,
};
use crate::{
    facts::{Facts, language},
    i18n::*,
    list::{ListQuery, Page},
    paths,
    ui::{
        Card, CardBody, Column, Data, Dim, Empty, Lines, LoadedPart, PastTheEnd, Table, TableFoot,
        TextLink, TimeAgo, cell, main_cell, row, time_ago,
    },
};

/// A page of lines that is being asked for.
pub type HistoryLines = Data<Page<AuditRow>>;
/// The last lines of somebody that are being asked for.
pub type RecentLines = Data<RecentActs>;

/// A page of the lines about one entity, as the address turns it. A page of the console asks for
/// it in its `data`, together with the entity itself: what is asked for within a view that waits
/// is asked for twice on the server.
pub fn load_history(entity_type: &'static str, entity_id: Memo<i32>) -> HistoryLines {
    let search = use_location().search;
    Data::new(
        move || (i64::from(entity_id.get()), search.get()),
        move |(id, search)| history_of(entity_type.to_owned(), id, search),
    )
}

/// The last things somebody did, likewise; again whenever the address says that something was
/// done.
pub fn load_recent(user_id: Memo<i32>) -> RecentLines {
    let search = use_location().search;
    Data::new(
        move || (user_id.get(), search.get()),
        |(id, _)| recent_of_user(id),
    )
}

/// The last things the reader did.
pub fn load_own_recent() -> RecentLines {
    let person = use_context::<Facts>().and_then(|facts| facts.person);
    let own_id = person.map(|person| person.user_id).unwrap_or_default();
    load_recent(Memo::new(move |_| own_id))
}

/// The last things done in one organization, likewise.
pub fn load_recent_of_organization(id: Memo<i32>) -> RecentLines {
    let search = use_location().search;
    Data::new(
        move || (id.get(), search.get()),
        |(id, _)| recent_of_organization(id),
    )
}

/// What was done to one entity, newest first: the body of a History tab.
#[component]
pub fn History(
    /// As `audit_logs.entity_type` has it, such as `user`.
    entity_type: &'static str,
    entity_id: i32,
    /// What [`load_history`] asked for.
    page: HistoryLines,
) -> impl IntoView {
    let location = use_location();
    let (search, path) = (location.search, location.pathname);
    let log = paths::audit_of(entity_type, entity_id.into());
    view! {
        <LoadedPart data=page view=move |page| {
            let query = ListQuery::parse(&search.get_untracked());
            history(page, &query, &path.get_untracked(), &log)
        } />
    }
}

/// `log` is the address of the same lines in the log itself.
fn history(page: Page<AuditRow>, query: &ListQuery, path: &str, log: &str) -> AnyView {
    let l = language();
    if page.rows.is_empty() && query.is_further_on() {
        return view! { <PastTheEnd path=path.to_owned() query=query.clone() /> }.into_any();
    }
    if page.rows.is_empty() {
        return view! { <Empty text=td_string!(l, audit.history_empty) /> }.into_any();
    }
    let columns = vec![
        Column::new(td_string!(l, audit.time), "dim"),
        Column::new(td_string!(l, audit.col_who), ""),
        Column::new(td_string!(l, audit.col_action), "state"),
        Column::new(td_string!(l, audit.col_entity), "main"),
    ];
    let now = page.now;
    let rows = page
        .rows
        .into_iter()
        .map(|entry| {
            let href = format!("{log}&entry={}", entry.id);
            let (label, actor) = (line_words(l, &entry), actor_words(l, &entry.actor));
            let changed = entry.changed.join(td_string!(l, ui.comma));
            row(html! {
                (cell("dim", "", time_ago(l, entry.at, now)))
                (cell("", "", actor))
                (cell("state", "", action_markup(l, &entry.action)))
                (main_cell(Some(&href), &label, &changed))
            })
        })
        .collect_view()
        .into_any();
    let foot = view! {
        <TableFoot
            query=query.clone()
            path=path.to_owned()
            before=page.before
            after=page.after
            is_by_time=true
        />
    }
    .into_any();
    view! {
        <Table
            columns
            query=query.clone()
            path=path.to_owned()
            label=td_string!(l, audit.history_label)
            default_sort=("time", true)
            rows
            foot
        />
    }
    .into_any()
}

/// The last things somebody did: a card for the aside of their page.
#[component]
pub fn RecentActivity(
    /// What [`load_recent`] asked for.
    acts: RecentLines,
) -> impl IntoView {
    view! { <LoadedPart data=acts view=recent /> }
}

/// The last things done in an organization, and by whom: a card for the aside of its page.
#[component]
pub fn OrganizationActivity(
    /// What [`load_recent_of_organization`] asked for.
    acts: RecentLines,
) -> impl IntoView {
    let view = |acts: RecentActs| {
        let all = acts.may_see_more.then(|| paths::AUDIT_LOGS.to_owned());
        card(acts, all, true)
    };
    view! { <LoadedPart data=acts view /> }
}

fn recent(acts: RecentActs) -> AnyView {
    // The log is narrowed by username, which only a line tells.
    let first = acts.rows.first().filter(|_| acts.may_see_more);
    let all = first.and_then(|row| match &row.actor {
        Actor::Person { username, .. } => {
            let query = ListQuery::default().with("who", username);
            Some(format!("{}{}", paths::AUDIT_LOGS, query.to_search()))
        }
        Actor::Nobody | Actor::Outsider => None,
    });
    card(acts, all, false)
}

/// `all` is where the log has more of them.
fn card(acts: RecentActs, all: Option<String>, says_who: bool) -> AnyView {
    let l = language();
    let RecentActs { rows, now, .. } = acts;
    let actions = all.map(|href| view! { <TextLink href label=td_string!(l, audit.see_all) /> });
    let body = if rows.is_empty() {
        view! { <CardBody><Dim>{td_string!(l, audit.recent_empty)}</Dim></CardBody> }.into_any()
    } else {
        let lines = rows
            .into_iter()
            .map(|row| {
                let label = line_words(l, &row);
                let who = says_who.then(|| {
                    let who = actor_words(l, &row.actor);
                    view! { <span class="dim">{who}</span> }
                });
                view! {
                    <li>
                        <ActionBadge action=row.action />
                        <span>{label}</span>
                        {who}
                        <span class="end"><Dim><TimeAgo at=row.at now /></Dim></span>
                    </li>
                }
            })
            .collect_view();
        view! { <Lines>{lines}</Lines> }.into_any()
    };
    view! {
        <Card title=td_string!(l, audit.recent) actions=actions.into_any()>{body}</Card>
    }
    .into_any()
}
