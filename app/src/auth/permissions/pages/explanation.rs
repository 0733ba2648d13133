//! An explanation in words: the decision and everything it comes from.

use leptos::prelude::*;

use super::expiry_words;
use crate::{
    auth::permissions::{Explanation, Named, Obstacle, Reason},
    facts::{language, may},
    i18n::*,
    moment::Moment,
    paths,
    permission::{Permission, words::permission_words},
    ui::{Badge, Card, CardBody, Icon, Lines, LinkButton, Tone},
};

/// The whole answer.
#[component]
pub fn Answer(explanation: Explanation) -> impl IntoView {
    let l = language();
    let what = permission_words(l, explanation.permission);
    let object = explanation
        .object
        .as_ref()
        .map(|object| td_string!(l, access.on_object, name = object.name.clone()))
        .unwrap_or_default();
    let (tone, icon, decision) = if explanation.is_allowed {
        (Tone::Ok, Icon::Check, td_string!(l, access.yes))
    } else {
        (Tone::Bad, Icon::Cross, td_string!(l, access.no))
    };
    let sentence = if explanation.is_allowed {
        td_string!(
            l,
            access.may,
            name = explanation.person.name.clone(),
            what = what,
            object = object
        )
    } else {
        td_string!(
            l,
            access.may_not,
            name = explanation.person.name.clone(),
            what = what,
            object = object
        )
    };
    let body = if explanation.is_allowed {
        view! { <Reasons explanation /> }.into_any()
    } else {
        view! { <Refusal explanation /> }.into_any()
    };
    view! {
        <Card title=td_string!(l, access.answer)>
            <CardBody><p class="answer"><Badge tone icon label=decision /><b>{sentence}</b></p></CardBody>
            {body}
        </Card>
    }
}

/// Everything that grants it, each with the way to take it away.
#[component]
fn Reasons(explanation: Explanation) -> impl IntoView {
    let l = language();
    let now = explanation.now;
    let person = explanation.person.id;
    let permission = explanation.permission;
    let is_only = explanation.reasons.len() == 1;
    let lines = explanation
        .reasons
        .into_iter()
        .map(|reason| {
            let (title, facts) = reason_words(l, &reason, now);
            let away = removal(&reason, person, permission).map(|href| {
                view! { <span class="end"><LinkButton href label=td_string!(l, access.take_away_dots) /></span> }
            });
            view! { <li class="reason"><span><b>{title}</b><small>{facts}</small></span>{away}</li> }
        })
        .collect_view();
    let note = if is_only {
        td_string!(l, access.only_reason)
    } else {
        td_string!(l, access.several_reasons)
    };
    view! {
        <Lines>{lines}</Lines>
        <CardBody><p class="hint">{note}</p></CardBody>
    }
}

/// Where the page is that asks before this reason is taken away.
fn removal(reason: &Reason, person: i32, permission: Permission) -> Option<String> {
    let path = paths::REMOVAL;
    let codename = permission.codename();
    match reason {
        Reason::Granted { .. } if may(Permission::ChangePermission) => {
            Some(format!("{path}?from=user:{person}&permission={codename}"))
        }
        Reason::Group { group, .. } if may(Permission::ChangeGroup) => {
            Some(format!("{path}?from=group:{}&id={person}", group.id))
        }
        Reason::Shared { id, .. } | Reason::SharedWithGroup { id, .. }
            if may(Permission::ChangePermission) =>
        {
            Some(format!("{path}?share={id}"))
        }
        _ => None,
    }
}

/// What a reason is, and the facts of it.
fn reason_words(l: Locale, reason: &Reason, now: Moment) -> (String, String) {
    let by = |by: &Option<String>, at: &Moment| match by {
        Some(name) => td_string!(l, access.by_at, name = name.clone(), when = at.exact()),
        None => td_string!(l, access.at, when = at.exact()),
    };
    let member = |group: &Named, since: &Moment| {
        td_string!(
            l,
            access.member_since,
            name = group.name.clone(),
            when = since.exact()
        )
    };
    let until = |expires: &Option<Moment>| expiry_words(l, *expires, now).into_owned();
    let join = |facts: &[String]| facts.join(" · ");
    match reason {
        Reason::Superuser => (
            td_string!(l, access.reason_superuser).to_owned(),
            td_string!(l, access.reason_superuser_facts).to_owned(),
        ),
        Reason::Staff => (
            td_string!(l, access.reason_staff).to_owned(),
            td_string!(l, access.reason_staff_facts).to_owned(),
        ),
        Reason::Granted { by: who, at } => {
            (td_string!(l, access.reason_granted).to_owned(), by(who, at))
        }
        Reason::Group {
            group,
            since,
            by: who,
            at,
        } => (
            td_string!(l, access.reason_group, name = group.name.clone()),
            join(&[member(group, since), by(who, at)]),
        ),
        Reason::Shared {
            by: who,
            at,
            expires,
            ..
        } => (
            td_string!(l, access.reason_shared).to_owned(),
            join(&[by(who, at), until(expires)]),
        ),
        Reason::SharedWithGroup {
            group,
            since,
            by: who,
            at,
            expires,
            ..
        } => (
            td_string!(l, access.reason_shared_group, name = group.name.clone()),
            join(&[member(group, since), by(who, at), until(expires)]),
        ),
        Reason::Creator => (
            td_string!(l, access.reason_creator).to_owned(),
            td_string!(l, access.reason_creator_facts).to_owned(),
        ),
        Reason::Public => (
            td_string!(l, access.reason_public).to_owned(),
            td_string!(l, access.reason_public_facts).to_owned(),
        ),
    }
}

/// Why not, what would have to be granted, and who could.
#[component]
fn Refusal(explanation: Explanation) -> impl IntoView {
    let l = language();
    let mut why: Vec<String> = explanation
        .obstacles
        .iter()
        .map(|obstacle| match obstacle {
            Obstacle::Deactivated => td_string!(l, access.obstacle_deactivated).to_owned(),
            Obstacle::OrganizationDeactivated => {
                td_string!(l, access.obstacle_organization).to_owned()
            }
            Obstacle::Elsewhere => td_string!(l, access.obstacle_elsewhere).to_owned(),
            Obstacle::Expired(at) => td_string!(l, access.obstacle_expired, when = at.exact()),
        })
        .collect();
    if why.is_empty() {
        why.push(td_string!(l, access.obstacle_none).to_owned());
    }
    let why = why
        .into_iter()
        .map(|words| view! { <li>{words}</li> })
        .collect_view();
    let codename = explanation.permission.codename();
    let granters: Vec<String> = explanation
        .granters
        .into_iter()
        .map(|named| named.name)
        .collect();
    let granters = if granters.is_empty() {
        td_string!(l, access.granted_by_superusers).to_owned()
    } else {
        td_string!(
            l,
            access.could_grant,
            names = granters.join(td_string!(l, access.comma))
        )
    };
    let share = explanation.object.map(|object| {
        let href = paths::access(object.entity, object.id);
        view! { <LinkButton href label=td_string!(l, access.open_object) /> }
    });
    view! {
        <Lines>{why}</Lines>
        <CardBody>
            <p>{td_string!(l, access.would_take, codename = codename)}</p>
            <p class="dim">{granters}</p>
            {share}
        </CardBody>
    }
}
