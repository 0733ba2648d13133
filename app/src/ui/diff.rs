//! What changed, field by field: nested keys are dotted, values stand side by side.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::Value;

/// A longer value is folded: its beginning is seen, the whole on asking.
const MOST_CHARACTERS: usize = 120;

/// One field: before and after. `None` is "was not there", which unknown is as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The fields in which two JSON values differ, sorted by key. A fact that is not known and one that
/// is not there are the same, and texts stand without their quotes.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    differing(before, after, false, text)
}

/// The same as a document is written: `null` is a value, and texts keep their quotes.
pub fn exact_changes(before: &Value, after: &Value) -> Vec<Change> {
    differing(before, after, true, Value::to_string)
}

/// Both sides of every field by its path.
type Sides<'a> = BTreeMap<String, [Option<&'a Value>; 2]>;

fn differing(
    before: &Value,
    after: &Value,
    is_exact: bool,
    text: fn(&Value) -> String,
) -> Vec<Change> {
    let mut fields = Sides::new();
    flatten("", before, 0, is_exact, &mut fields);
    flatten("", after, 1, is_exact, &mut fields);
    fields
        .into_iter()
        .filter(|(_, [before, after])| before != after)
        .map(|(key, [before, after])| Change {
            key,
            before: before.map(text),
            after: after.map(text),
        })
        .collect()
}

fn flatten<'a>(path: &str, value: &'a Value, side: usize, is_exact: bool, into: &mut Sides<'a>) {
    match value {
        Value::Null if path.is_empty() || !is_exact => {}
        Value::Object(map) if path.is_empty() || !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    step(key)
                } else {
                    format!("{path}.{}", step(key))
                };
                flatten(&path, value, side, is_exact, into);
            }
        }
        other => into.entry(path.to_owned()).or_default()[side] = Some(other),
    }
}

/// A key as a step of a path; in quotes where it would read as several, or as none.
fn step(key: &str) -> String {
    if key.is_empty() || key.contains(['.', '"']) {
        format!("{key:?}")
    } else {
        key.to_owned()
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The changes as a list of before and after.
#[component]
pub fn Difference(changes: Vec<Change>) -> impl IntoView {
    let rows = changes
        .into_iter()
        .map(|change| {
            view! {
                <div>
                    <dt>{change.key}</dt>
                    <dd>
                        {folded(change.before, |text| view! { <del>{text}</del> }.into_any())}
                        <span class="to" aria-hidden="true">"→"</span>
                        {folded(change.after, |text| view! { <ins>{text}</ins> }.into_any())}
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="diff">{rows}</dl> }
}

/// A value as `marked`, a long one behind its beginning.
fn folded(value: Option<String>, marked: fn(String) -> AnyView) -> AnyView {
    let value = value.unwrap_or_else(|| "—".to_owned());
    match value.char_indices().nth(MOST_CHARACTERS) {
        None => marked(value),
        Some((end, _)) => {
            let beginning = marked(format!("{}…", &value[..end]));
            view! { <details><summary>{beginning}</summary>{marked(value)}</details> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(key: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change {
            key: key.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn names_nested_fields_by_their_path() {
        let before = json!({"name": "a", "settings": {"language": "en", "n": 1}, "tags": []});
        let after = json!({"name": "a", "settings": {"language": "zh-CN", "n": 1}, "tags": ["x"]});
        assert_eq!(
            changes(&before, &after),
            [
                change("settings.language", Some("en"), Some("zh-CN")),
                change("tags", Some("[]"), Some(r#"["x"]"#)),
            ]
        );
    }

    #[test]
    fn a_creation_has_no_before_and_unknown_is_nothing() {
        assert_eq!(
            changes(&Value::Null, &json!({"name": "a", "bio": null})),
            [change("name", None, Some("a"))]
        );
    }

    #[test]
    fn a_dot_in_a_key_is_no_step() {
        assert_eq!(
            changes(&json!({"a.b": 1, "": 2}), &json!({"a": {"b": 1}})),
            [
                change("\"\"", Some("2"), None),
                change("\"a.b\"", Some("1"), None),
                change("a.b", None, Some("1")),
            ]
        );
    }

    #[test]
    fn a_document_tells_nothing_from_null_and_texts_from_numbers() {
        let before = json!({"a": null, "n": "1", "b": {}});
        assert_eq!(
            exact_changes(&before, &json!({"n": 1, "b": {}})),
            [
                change("a", Some("null"), None),
                change("n", Some("\"1\""), Some("1")),
            ]
        );
        assert_eq!(
            exact_changes(&json!({"a": 1}), &Value::Null),
            [change("a", Some("1"), None)]
        );
    }

    #[test]
    fn a_value_of_another_type_is_another_value() {
        assert_eq!(
            changes(&json!({"n": "1"}), &json!({"n": 1})),
            [change("n", Some("1"), Some("1"))]
        );
    }
}
