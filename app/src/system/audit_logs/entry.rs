//! One line of the log: its cells in a list, and the cards that show all of it.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{
    Actor, AuditEntry, AuditRow,
    words::{action_tone, action_words, browser_words, entity_words},
};
use crate::{
    facts::language,
    i18n::*,
    list::ListQuery,
    moment::Moment,
    paths,
    ui::{Badge, Card, Difference, Fact, Facts, TextFact, Words, changes},
};

/// What was done, by a word and, where it should be looked at, by colour.
#[component]
pub fn ActionBadge(#[prop(into)] action: String) -> impl IntoView {
    let (tone, icon) = action_tone(&action);
    view! { <Badge tone label=action_words(language(), &action) icon /> }
}

/// Who did it, in one word.
pub fn actor_words(l: Locale, actor: &Actor) -> Words {
    match actor {
        Actor::Nobody => "—".into(),
        Actor::Outsider => td_string!(l, audit.outsider).into(),
        Actor::Person { name, .. } => name.clone().into(),
    }
}

/// The time of day for what happened today, with its date otherwise; exact, and in UTC.
#[component]
pub fn LogTime(at: Moment, now: Moment) -> impl IntoView {
    let shown = if at.date() == now.date() {
        at.time_of_day()
    } else {
        format!("{} {}", at.date(), at.time_of_day())
    };
    view! { <time class="mono" datetime=at.rfc3339() title=at.exact()>{shown}</time> }
}

/// What a line is called: by its entity where that has a name.
pub fn line_words(l: Locale, row: &AuditRow) -> Words {
    if !row.entity_label.is_empty() {
        return row.entity_label.clone().into();
    }
    row.entity_type.as_deref().map_or_else(
        || action_words(l, &row.action),
        |entity_type| entity_words(l, entity_type),
    )
}

/// The log narrowed to one value.
fn narrowed(key: &str, value: &str) -> String {
    format!(
        "{}{}",
        paths::AUDIT_LOGS,
        ListQuery::default().with(key, value).to_search()
    )
}

/// Everything that is known of one line. `query` is the list it is shown beside.
#[component]
pub fn EntryCards(entry: AuditEntry, query: ListQuery) -> impl IntoView {
    let l = language();
    let AuditEntry {
        row,
        organization,
        request_id,
        address,
        user_agent,
        details,
    } = entry;
    let close = format!(
        "{}{}",
        paths::AUDIT_LOGS,
        query.here_without("entry").to_search()
    );
    let open = row.entity_type.as_deref().zip(row.entity_id);
    let open = open
        .and_then(|(entity_type, id)| paths::entity(entity_type, id))
        .map(|href| {
            view! { <a class="link" href=href>{td_string!(l, audit.open_entity)}</a> }
        });
    let actions = view! { {open} <a class="link" href=close>{td_string!(l, audit.close)}</a> };
    let time = row.at.rfc3339().replace('T', " ").replace('Z', " UTC");
    let request = request_id.map(|id| {
        let href = narrowed("request", &id);
        view! {
            <Fact term=td_string!(l, audit.request)>
                <span class="mono">{id}</span> " "
                <a class="link" href=href>{td_string!(l, audit.same_request)}</a>
            </Fact>
        }
    });
    let (before_and_after, rest) = parts(details);
    let title = line_words(l, &row);
    let (actor, entity) = (actor_link(l, &row.actor), entity_fact(l, &row));
    view! {
        <Card title actions=actions.into_any()>
            <Facts>
                <Fact term=td_string!(l, audit.action)><ActionBadge action=row.action /></Fact>
                <Fact term=td_string!(l, audit.who)>{actor}</Fact>
                <Fact term=td_string!(l, audit.time)>
                    <time datetime=row.at.rfc3339()>{time}</time>
                </Fact>
                {entity}
                {organization.map(|name| view! { <TextFact term=td_string!(l, audit.organization) value=Some(name) /> })}
                <Fact term=td_string!(l, audit.from)>{origin(address, user_agent)}</Fact>
                {request}
            </Facts>
        </Card>
        {before_and_after.map(|(before, after)| changes_card(l, &before, &after))}
        {(!rest.is_empty()).then(|| details_card(l, rest))}
    }
}

fn actor_link(l: Locale, actor: &Actor) -> AnyView {
    match actor {
        Actor::Person { id, username, name } => view! {
            <a class="link" href=paths::user(*id)>{name.clone()}</a> " "
            <span class="hint">{username.clone()}</span>
        }
        .into_any(),
        Actor::Outsider => {
            let words = td_string!(l, audit.outsider);
            view! { <a class="link" href=narrowed("who", words)>{words}</a> }.into_any()
        }
        Actor::Nobody => actor_words(l, actor).into_any(),
    }
}

/// The kind of the entity, its number, and a link to all that was done to it.
fn entity_fact(l: Locale, row: &AuditRow) -> Option<AnyView> {
    let entity_type = row.entity_type.as_deref()?;
    let words = entity_words(l, entity_type);
    let number = row.entity_id.map(|id| {
        let history = paths::audit_of(entity_type, id);
        view! {
            <span class="mono dim">{format!("#{id}")}</span> " "
            <a class="link" href=history>{td_string!(l, audit.entity_history)}</a>
        }
    });
    let fact = view! { <Fact term=td_string!(l, audit.entity)>{words} " " {number}</Fact> };
    Some(fact.into_any())
}

/// Address and browser.
fn origin(address: Option<String>, user_agent: Option<String>) -> AnyView {
    if address.is_none() && user_agent.is_none() {
        return "—".into_any();
    }
    let address = address.map(|address| {
        let href = narrowed("address", &address);
        view! { <a class="link mono" href=href>{address}</a> " " }
    });
    let browser = user_agent.map(|user_agent| {
        let words = browser_words(&user_agent);
        view! { <span title=user_agent>{words}</span> }
    });
    view! { {address} {browser} }.into_any()
}

fn changes_card(l: Locale, before: &Value, after: &Value) -> AnyView {
    let changes = changes(before, after);
    let hint = td_string!(l, audit.fields, count = changes.len());
    view! {
        <Card title=td_string!(l, audit.changes) hint>
            <Difference changes />
        </Card>
    }
    .into_any()
}

/// Whatever else the line keeps: the reason of a failure, the filters and rows of an export.
fn details_card(l: Locale, rest: Map<String, Value>) -> AnyView {
    let facts = changes(&Value::Null, &Value::Object(rest))
        .into_iter()
        .map(|fact| view! { <TextFact term=fact.key value=fact.after /> })
        .collect_view();
    view! {
        <Card title=td_string!(l, audit.details)>
            <Facts>{facts}</Facts>
        </Card>
    }
    .into_any()
}

/// What was before and after, and everything else, of a line's details.
fn parts(details: Value) -> (Option<(Value, Value)>, Map<String, Value>) {
    let mut rest = match details {
        Value::Object(map) => map,
        Value::Null => Map::new(),
        other => Map::from_iter([("details".to_owned(), other)]),
    };
    let (before, after) = (rest.remove("before"), rest.remove("after"));
    let changed = (before.is_some() || after.is_some())
        .then(|| (before.unwrap_or_default(), after.unwrap_or_default()));
    rest.retain(|_, value| !value.as_object().is_some_and(Map::is_empty));
    (changed, rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tells_what_changed_from_what_else_is_known() {
        let (changed, rest) = parts(json!({ "after": { "a": 1 }, "rows": 7, "filters": {} }));
        assert_eq!(changed, Some((Value::Null, json!({ "a": 1 }))));
        assert_eq!(Value::Object(rest), json!({ "rows": 7 }));
        assert_eq!(parts(Value::Null), (None, Map::new()));
        assert_eq!(parts(json!([1])).1["details"], json!([1]));
    }

    #[test]
    fn a_line_without_a_name_is_called_by_what_it_is_about() {
        let mut row = AuditRow {
            id: 1,
            at: Moment(0),
            actor: Actor::Nobody,
            action: "sign_in_failed".to_owned(),
            entity_type: Some("session".to_owned()),
            entity_id: None,
            entity_label: String::new(),
            changed: Vec::new(),
        };
        assert_eq!(
            line_words(Locale::en, &row),
            entity_words(Locale::en, "session")
        );
        row.entity_type = None;
        assert_eq!(
            line_words(Locale::en, &row),
            action_words(Locale::en, "sign_in_failed")
        );
        row.entity_label = "林晓".to_owned();
        assert_eq!(line_words(Locale::en, &row), "林晓");
    }
}
