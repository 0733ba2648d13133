//! The home page.

use leptos::prelude::*;

use super::{COUNTED, Concern, ConcernKind, Home, read_home};
use crate::{
    error::Usage,
    facts::{Facts, language, may},
    i18n::*,
    moment::Moment,
    paths,
    permission::Permission,
    system::audit_logs::{ActionBadge, AuditRow, actor_words, line_words},
    ui::{
        Badge, ButtonTone, Card, CardBody, Columns, Data, Dim, Icon, Lines, LinkButton, Loaded,
        PageHead, TextLink, TimeAgo, Tone, Words,
    },
    usage::{table_words, up_to},
};

crate::lazy_pages!(home_pages, __preload_home_pages: HomePage);

/// What needs attention, what was done lately, what there is.
pub struct HomePage {
    home: Data<Home>,
}

impl HomePage {
    pub fn data() -> Self {
        Self {
            home: Data::new(|| (), |()| read_home()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.home view=|home| welcome(home).into_any() /> }.into_any()
    }
}

fn welcome(home: Home) -> impl IntoView {
    let l = language();
    let Some(person) = use_context::<Facts>().and_then(|facts| facts.person) else {
        return ().into_any();
    };
    let administers = may(Permission::ViewAuditLog);
    let greeting = td_string!(l, home.greeting, name = person.display_name.clone());
    let sub: Words = match home.concerns.len() {
        0 => td_string!(l, home.calm).into(),
        1 => td_string!(l, home.one_waits).into(),
        n => td_string!(l, home.some_wait, n).into(),
    };
    let now = home.now;
    let counts = home.counts;
    let (organization_id, organization) = person.organization.unzip();
    let steps = (home.is_alone && administers).then(|| first_steps(organization_id));
    view! {
        <PageHead title=greeting sub />
        <Columns
            main=Box::new(move || {
                view! {
                    {steps}
                    {administers.then(|| attention(home.concerns, now))}
                    <Activity acts=home.acts now administers />
                }
                .into_any()
            })
            aside=Box::new(move || view! { <Figures counts organization /> }.into_any())
        />
    }
    .into_any()
}

/// For whoever is alone in an empty console.
fn first_steps(organization_id: Option<i32>) -> impl IntoView {
    let l = language();
    let step = |href: String, label: &'static str, why: &'static str| {
        view! { <li><TextLink href label /><Dim>{why}</Dim></li> }
    };
    let organization = organization_id.map(|id| {
        step(
            paths::organization_edit(id),
            td_string!(l, home.step_organization),
            td_string!(l, home.step_organization_why),
        )
    });
    view! {
        <Card title=td_string!(l, home.first_steps)>
            <Lines>
                {step(paths::USERS_NEW.to_owned(), td_string!(l, home.step_invite), td_string!(l, home.step_invite_why))}
                {organization}
                {step(paths::PROFILE_EDIT.to_owned(), td_string!(l, home.step_profile), td_string!(l, home.step_profile_why))}
                {step(paths::AUDIT_LOGS.to_owned(), td_string!(l, home.step_audit), td_string!(l, home.step_audit_why))}
            </Lines>
        </Card>
    }
}

fn attention(concerns: Vec<Concern>, now: Moment) -> impl IntoView {
    let l = language();
    let body = if concerns.is_empty() {
        view! { <CardBody><Dim>{td_string!(l, home.attention_empty)}</Dim></CardBody> }.into_any()
    } else {
        let lines = concerns
            .into_iter()
            .map(|concern| line(l, concern, now))
            .collect_view();
        view! { <Lines>{lines}</Lines> }.into_any()
    };
    view! { <Card title=td_string!(l, home.attention)>{body}</Card> }
}

fn line(l: Locale, concern: Concern, now: Moment) -> impl IntoView {
    let Concern {
        kind,
        rows,
        names,
        latest,
    } = concern;
    let (tone, icon, state) = badge_of(l, kind);
    let sentence = sentence_of(l, kind, &up_to(rows, COUNTED));
    let names = names.join(td_string!(l, ui.comma));
    let sentence = match mended_at(kind) {
        Some(href) => view! { <TextLink href label=sentence /> }.into_any(),
        None => view! { <span>{sentence}</span> }.into_any(),
    };
    view! {
        <li>
            <Badge tone label=state icon />
            {sentence}
            <Dim>{names}</Dim>
            <span class="end"><Dim><TimeAgo at=latest now /></Dim></span>
        </li>
    }
}

fn badge_of(l: Locale, kind: ConcernKind) -> (Tone, Icon, &'static str) {
    match kind {
        ConcernKind::FailedSignIns => (Tone::Warn, Icon::Warning, td_string!(l, home.watch)),
        ConcernKind::FailedTasks | ConcernKind::FailedEndpoints => {
            (Tone::Bad, Icon::Cross, td_string!(l, home.failed))
        }
        ConcernKind::ExpiredInvitations => (Tone::Warn, Icon::Clock, td_string!(l, home.expired)),
        ConcernKind::OpenInvitations => (Tone::Run, Icon::Clock, td_string!(l, home.pending)),
        ConcernKind::Deactivated => (Tone::Mute, Icon::Lock, td_string!(l, home.deactivated)),
    }
}

fn sentence_of(l: Locale, kind: ConcernKind, n: &str) -> String {
    match kind {
        ConcernKind::FailedSignIns => td_string!(l, home.failed_sign_ins, n),
        ConcernKind::FailedTasks => td_string!(l, home.failed_tasks, n),
        ConcernKind::FailedEndpoints => td_string!(l, home.failed_endpoints, n),
        ConcernKind::ExpiredInvitations => td_string!(l, home.expired_invitations, n),
        ConcernKind::OpenInvitations => td_string!(l, home.open_invitations, n),
        ConcernKind::Deactivated => td_string!(l, home.deactivated_people, n),
    }
}

/// The list of exactly those, where there is one.
fn mended_at(kind: ConcernKind) -> Option<String> {
    let (path, search) = match kind {
        ConcernKind::FailedSignIns => (paths::AUDIT_LOGS, "action=sign_in_failed&time=24h"),
        ConcernKind::FailedTasks | ConcernKind::FailedEndpoints => return None,
        // Who never signed in comes first.
        ConcernKind::ExpiredInvitations => (paths::USERS, "state=active&sort=last_sign_in"),
        ConcernKind::OpenInvitations => (paths::USERS, "state=invited"),
        ConcernKind::Deactivated => (paths::USERS, "state=inactive"),
    };
    Some(format!("{path}?{search}"))
}

/// The latest acts, each with a way to what it was done to.
#[component]
fn Activity(acts: Vec<AuditRow>, now: Moment, administers: bool) -> impl IntoView {
    let l = language();
    let title = if administers {
        td_string!(l, home.activity)
    } else {
        td_string!(l, home.own_activity)
    };
    let body = if acts.is_empty() {
        view! { <CardBody><Dim>{td_string!(l, home.activity_empty)}</Dim></CardBody> }.into_any()
    } else {
        let lines = acts
            .into_iter()
            .map(|act| act_line(l, act, now))
            .collect_view();
        view! { <Lines>{lines}</Lines> }.into_any()
    };
    let actions = administers
        .then(|| view! { <LinkButton href=paths::AUDIT_LOGS label=td_string!(l, home.see_all) tone=ButtonTone::Ghost /> }.into_any());
    view! { <Card title actions=actions.unwrap_or_else(|| ().into_any())>{body}</Card> }
}

fn act_line(l: Locale, act: AuditRow, now: Moment) -> impl IntoView {
    let page = act.entity_type.as_deref().zip(act.entity_id);
    let page = page.and_then(|(kind, id)| paths::entity(kind, id));
    let what = line_words(l, &act);
    // Members have no way to the pages of others, and their own acts concern themselves.
    let what = match page.filter(|_| may(Permission::ViewAuditLog)) {
        Some(href) => view! { <TextLink href label=what /> }.into_any(),
        None => view! { <span>{what}</span> }.into_any(),
    };
    view! {
        <li>
            <ActionBadge action=act.action />
            {what}
            <Dim>{actor_words(l, &act.actor)}</Dim>
            <span class="end"><Dim><TimeAgo at=act.at now /></Dim></span>
        </li>
    }
}

/// How many there are of everything, with a way to the lists.
#[component]
fn Figures(counts: Vec<Usage>, organization: Option<String>) -> impl IntoView {
    let l = language();
    let title = match organization {
        Some(name) => td_string!(l, home.figures_here, name),
        None => td_string!(l, home.figures).to_owned(),
    };
    let lines = counts
        .into_iter()
        .map(|Usage { table, rows }| {
            let words = table_words(l, &table);
            let list = match table.as_str() {
                "auth.organizations" => Some(paths::ORGANIZATIONS),
                "auth.users" => Some(paths::USERS),
                _ => None,
            };
            let words = match list {
                Some(href) => view! { <TextLink href label=words /> }.into_any(),
                None => view! { <Dim>{words}</Dim> }.into_any(),
            };
            view! { <li>{words}<span class="num end">{up_to(rows, COUNTED)}</span></li> }
        })
        .collect_view();
    view! { <Card title><Lines>{lines}</Lines></Card> }
}
