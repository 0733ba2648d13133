//! What changed, field by field: nested keys are dotted, values stand side by side.

use leptos::prelude::*;
use serde_json::Value;

/// A longer value is cut; the whole stands in its title.
const MOST_CHARACTERS: usize = 120;

/// One field: before and after. `None` is "was not there".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The fields in which two JSON values differ, sorted by key.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    flatten("", before, &mut old);
    flatten("", after, &mut new);
    let mut keys: Vec<String> = old.iter().chain(&new).map(|(key, _)| key.clone()).collect();
    keys.sort();
    keys.dedup();
    let find = |pairs: &[(String, String)], key: &str| {
        pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone())
    };
    keys.into_iter()
        .map(|key| Change { before: find(&old, &key), after: find(&new, &key), key })
        .filter(|change| change.before != change.after)
        .collect()
}

fn flatten(path: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, value, into);
            }
        }
        Value::Null if path.is_empty() => {}
        Value::String(text) => into.push((path.to_owned(), text.clone())),
        other => into.push((path.to_owned(), other.to_string())),
    }
}

/// The changes as a list of before and after.
#[component]
pub fn Difference(changes: Vec<Change>) -> impl IntoView {
    let shown = |value: Option<String>| -> (String, Option<String>) {
        let value = value.unwrap_or_else(|| "—".to_owned());
        if value.chars().count() <= MOST_CHARACTERS {
            return (value, None);
        }
        let cut: String = value.chars().take(MOST_CHARACTERS).collect();
        (format!("{cut}…"), Some(value))
    };
    let rows = changes
        .into_iter()
        .map(|change| {
            let (before, whole_before) = shown(change.before);
            let (after, whole_after) = shown(change.after);
            view! {
                <div>
                    <dt>{change.key}</dt>
                    <dd>
                        <del title=whole_before>{before}</del>
                        <span class="to" aria-hidden="true">" → "</span>
                        <ins title=whole_after>{after}</ins>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="diff">{rows}</dl> }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_nested_fields_by_their_path() {
        let before = json!({"name": "a", "settings": {"language": "en", "n": 1}});
        let after = json!({"name": "a", "settings": {"language": "zh-CN", "n": 1}, "bio": null});
        let found = changes(&before, &after);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], Change { key: "bio".into(), before: None, after: Some("null".into()) });
        assert_eq!(found[1].key, "settings.language");
    }

    #[test]
    fn a_creation_has_no_before() {
        let found = changes(&Value::Null, &json!({"name": "a"}));
        assert_eq!(found, [Change { key: "name".into(), before: None, after: Some("a".into()) }]);
    }
}
