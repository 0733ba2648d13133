//! A JSON document that is edited: where it stops being one, how it is laid out, and what it would
//! change of what is saved.

use leptos::prelude::*;

use super::{Difference, Words, exact_changes};
use crate::{facts::language, i18n::*};

/// Where a text stops being JSON. Nothing at all is no error: the field is optional.
pub fn json_error(l: Locale, text: &str) -> Option<Words> {
    if text.trim().is_empty() {
        return None;
    }
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let (line, column) = (error.line(), error.column());
    Some(td_string!(l, ui.json_error, line = line, column = column).into())
}

/// The same document laid out by lines; `None` where it is none. Only the space between its parts
/// changes: order, doubles and figures too long for a number stay as they were written.
pub fn laid_out(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut laid = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    // None of these stands inside a string as it is.
    let mut rest = text
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
        .peekable();
    while let Some(c) = rest.next() {
        if in_string {
            laid.push(c);
            in_string = is_escaped || c != '"';
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        match c {
            ' ' => {}
            '{' | '[' => {
                while rest.next_if_eq(&' ').is_some() {}
                laid.push(c);
                let closing = if c == '{' { '}' } else { ']' };
                if rest.next_if_eq(&closing).is_some() {
                    laid.push(closing);
                } else {
                    depth += 1;
                    new_line(&mut laid, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut laid, depth);
                laid.push(c);
            }
            ',' => {
                laid.push(c);
                new_line(&mut laid, depth);
            }
            ':' => laid.push_str(": "),
            _ => {
                in_string = c == '"';
                laid.push(c);
            }
        }
    }
    Some(laid)
}

fn new_line(laid: &mut String, depth: usize) {
    laid.push('\n');
    laid.extend(std::iter::repeat_n("  ", depth));
}

/// What `text` would change of `saved`, as long as both are JSON and differ. Where nothing is
/// saved, everything is new, and the text itself says it best.
#[component]
pub fn JsonDifference(saved: String, text: RwSignal<String>) -> impl IntoView {
    let l = language();
    let saved: Option<serde_json::Value> = serde_json::from_str(&saved).ok();
    let changes = Memo::new(move |_| {
        let Some(saved) = &saved else {
            return Vec::new();
        };
        let text = text.read();
        let typed = if text.trim().is_empty() {
            Ok(serde_json::Value::Null)
        } else {
            serde_json::from_str(&text)
        };
        typed.map_or_else(|_| Vec::new(), |typed| exact_changes(saved, &typed))
    });
    move || {
        let changes = changes.get();
        (!changes.is_empty()).then(|| {
            view! {
                <div class="field-diff">
                    <p>{td_string!(l, ui.differs_from_saved)}</p>
                    <Difference changes />
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_a_text_stops_being_json() {
        assert_eq!(json_error(Locale::en, " \n "), None);
        assert_eq!(json_error(Locale::en, r#"{"a": [1, "二"]}"#), None);
        let words = json_error(Locale::en, "{\n  \"theme\": dark\n}").unwrap();
        assert!(
            words.contains("line 2") && words.contains("column 12"),
            "{words}"
        );
    }

    #[test]
    fn lays_a_document_out_and_changes_nothing_else_of_it() {
        let text = r#"{"b":[1,{"c":"x, {\"y\": 1}"}],"a":{ },"e":[
            ],"n":12345678901234567890123.50, "b":true}"#;
        let laid = laid_out(text).unwrap();
        assert_eq!(
            laid,
            r#"{
  "b": [
    1,
    {
      "c": "x, {\"y\": 1}"
    }
  ],
  "a": {},
  "e": [],
  "n": 12345678901234567890123.50,
  "b": true
}"#
        );
        assert_eq!(laid_out(&laid), Some(laid));
        assert_eq!(laid_out("{"), None);
        assert_eq!(laid_out(r#""\\""#).as_deref(), Some(r#""\\""#));
    }
}
