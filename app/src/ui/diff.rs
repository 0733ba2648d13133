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

/// The fields in which two JSON values differ, sorted by key.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut fields: BTreeMap<String, [Option<&Value>; 2]> = BTreeMap::new();
    flatten("", before, 0, &mut fields);
    flatten("", after, 1, &mut fields);
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

fn flatten<'a>(
    path: &str,
    value: &'a Value,
    side: usize,
    into: &mut BTreeMap<String, [Option<&'a Value>; 2]>,
) {
    match value {
        Value::Null => {}
        Value::Object(map) if path.is_empty() || !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                flatten(&path, value, side, into);
            }
        }
        other => into.entry(path.to_owned()).or_default()[side] = Some(other),
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
    fn a_value_of_another_type_is_another_value() {
        assert_eq!(
            changes(&json!({"n": "1"}), &json!({"n": 1})),
            [change("n", Some("1"), Some("1"))]
        );
    }
}
