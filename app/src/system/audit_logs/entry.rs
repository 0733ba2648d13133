//! One line of the log: its cells in a list, and the cards that show all of it.

use leptos::{html::H2, prelude::*};
use maud::Markup;
use serde_json::{Map, Value};

use super::{
    Actor, AuditEntry, AuditRow,
    words::{action_tone, action_words, browser_words, entity_words},
};
use crate::{
    facts::language,
    i18n::*,
    list::ListQuery,
    paths,
    ui::{
        Card, Difference, Dim, Fact, Facts, Hint, Mono, TextFact, TextLink, TimeExact, Words,
        badge_markup, changes, inert,
    },
};

/// What was done, by a word and, where it should be looked at, by colour.
pub fn action_markup(l: Locale, action: &str) -> Markup {
    let (tone, icon) = action_tone(action);
    badge_markup(tone, &action_words(l, action), Some(icon))
}

/// The same, standing by itself.
#[component]
pub fn ActionBadge(#[prop(into)] action: String) -> impl IntoView {
    inert(action_markup(language(), &action))
}

/// Who did it, in one word.
pub fn actor_words(l: Locale, actor: &Actor) -> Words {
    match actor {
        Actor::Nobody => "—".into(),
        Actor::Outsider => td_string!(l, audit.outsider).into(),
        Actor::Person { name, .. } => name.clone().into(),
    }
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

/// The same page of the list, with nothing open beside it.
pub fn list_alone(query: &ListQuery) -> String {
    let search = query.here_without("entry").to_search();
    format!("{}{search}", paths::AUDIT_LOGS)
}

/// Everything that is known of one line. `query` is the list it is shown beside; the focus comes to
/// its `heading`.
#[component]
pub fn EntryCards(entry: AuditEntry, query: ListQuery, heading: NodeRef<H2>) -> impl IntoView {
    let l = language();
    let AuditEntry {
        row,
        organization,
        request_id,
        address,
        user_agent,
        details,
    } = entry;
    let close = list_alone(&query);
    let open = row.entity_type.as_deref().zip(row.entity_id);
    let open = open
        .and_then(|(entity_type, id)| paths::entity(entity_type, id))
        .map(|href| view! { <TextLink href label=td_string!(l, audit.open_entity) /> });
    let actions = view! { {open} <TextLink href=close label=td_string!(l, audit.close) /> };
    let request = request_id.map(|id| {
        let href = narrowed("request", &id);
        view! {
            <Fact term=td_string!(l, audit.request)>
                <Mono>{id}</Mono> " "
                <TextLink href label=td_string!(l, audit.same_request) />
            </Fact>
        }
    });
    let (before_and_after, rest) = parts(details);
    let title = line_words(l, &row);
    let (actor, entity) = (actor_link(l, &row.actor), entity_fact(l, &row));
    view! {
        <Card title heading actions=actions.into_any()>
            <Facts>
                <Fact term=td_string!(l, audit.action)><ActionBadge action=row.action /></Fact>
                <Fact term=td_string!(l, audit.who)>{actor}</Fact>
                <Fact term=td_string!(l, audit.time)>
                    <TimeExact at=row.at has_milliseconds=true />
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
        Actor::Person { id, username, name } => {
            let (name, username) = (name.clone(), username.clone());
            view! { <TextLink href=paths::user(*id) label=name /> " " <Hint>{username}</Hint> }
                .into_any()
        }
        Actor::Outsider => {
            let words = td_string!(l, audit.outsider);
            view! { <TextLink href=narrowed("who", words) label=words /> }.into_any()
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
            <Mono><Dim>{format!("#{id}")}</Dim></Mono> " "
            <TextLink href=history label=td_string!(l, audit.entity_history) />
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
        view! { <Mono><TextLink href label=address /></Mono> " " }
    });
    let browser = user_agent.map(|user_agent| {
        let words = browser_words(&user_agent);
        view! { <span title=user_agent>{words}</span> }
    });
    view! { {address} {browser} }.into_any()
}

fn changes_card(l: Locale, before: &Value, after: &Value) -> AnyView {
    let changes = changes(before, after);
    let hint = match changes.len() {
        1 => td_string!(l, audit.fields_one).to_owned(),
        count => td_string!(l, audit.fields_some, count = count),
    };
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
    use crate::moment::Moment;

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
