//! What the audit log must not hold: the values of secrets, under whatever name they stand, and the
//! passwords inside addresses. That a secret changed is kept; what it was and is, is not.

use serde_json::{Map, Value};

/// Stands where a secret stood.
const MASK: &str = "***";
/// Beside the mask of what was before: the secret became another one.
const CHANGED: &str = " (changed)";

/// Words that make a key secret wherever they stand in it, whatever is written before them: the
/// `token` of `api_token`, the `password` of `dbpassword`.
const SECRET_ENDINGS: [&str; 7] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "credential",
    "apikey",
];
/// Words that make a key secret as whole words only: a monkey and a keyboard are none.
const SECRET_WORDS: [&str; 16] = [
    "key",
    "accesskey",
    "secretkey",
    "privatekey",
    "private",
    "pwd",
    "pass",
    "authorization",
    "bearer",
    "jwt",
    "cookie",
    "dsn",
    "otp",
    "pin",
    "signature",
    "salt",
];
/// Words that are secret in this order.
const SECRET_PAIRS: [[&str; 2]; 2] = [["connection", "info"], ["connection", "string"]];

/// The details of an act as the log keeps them. Of `before` and `after` those secrets that differ are
/// told apart from those that stayed.
pub fn redacted(details: Value) -> Value {
    let Value::Object(mut details) = details else {
        return masked(details);
    };
    let (before, after) = (details.remove("before"), details.remove("after"));
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => {
            let (before, after) = masked_pair(before, after);
            (Some(before), Some(after))
        }
        (before, after) => (before.map(masked), after.map(masked)),
    };
    let mut kept = masked_fields(details);
    kept.extend(before.map(|before| ("before".to_owned(), before)));
    kept.extend(after.map(|after| ("after".to_owned(), after)));
    Value::Object(kept)
}

/// Masks the values of secret keys, and what is secret in texts, at any depth.
fn masked(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(masked_fields(fields)),
        Value::Array(items) => Value::Array(items.into_iter().map(masked).collect()),
        Value::String(text) => Value::String(without_userinfo(&text)),
        other => other,
    }
}

fn masked_fields(fields: Map<String, Value>) -> Map<String, Value> {
    fields
        .into_iter()
        .map(|(key, value)| {
            let value = if is_secret(&key, &value) {
                Value::String(MASK.to_owned())
            } else {
                masked(value)
            };
            (key, value)
        })
        .collect()
}

/// Masks two states of one value; where nothing but a secret differs, the later one says so.
fn masked_pair(before: Value, after: Value) -> (Value, Value) {
    match (before, after) {
        (Value::Object(mut before), Value::Object(after)) => {
            let (mut old, mut new) = (Map::new(), Map::new());
            for (key, after) in after {
                let Some(before) = before.remove(&key) else {
                    new.extend(masked_fields(Map::from_iter([(key, after)])));
                    continue;
                };
                let (before, after) = if is_secret(&key, &before) && is_secret(&key, &after) {
                    marked(&before, &after, MASK.into(), MASK.into())
                } else if is_secret(&key, &before) || is_secret(&key, &after) {
                    (masked_field(&key, before), masked_field(&key, after))
                } else {
                    masked_pair(before, after)
                };
                old.insert(key.clone(), before);
                new.insert(key, after);
            }
            old.extend(masked_fields(before));
            (Value::Object(old), Value::Object(new))
        }
        (before, after) => {
            let masks = (masked(before.clone()), masked(after.clone()));
            marked(&before, &after, masks.0, masks.1)
        }
    }
}

fn masked_field(key: &str, value: Value) -> Value {
    let mut fields = masked_fields(Map::from_iter([(key.to_owned(), value)]));
    fields.remove(key).unwrap_or_default()
}

/// Two masks, the later one marked where they look alike and what they hide does not.
fn marked(before: &Value, after: &Value, old: Value, new: Value) -> (Value, Value) {
    if before == after || old != new {
        return (old, new);
    }
    let text = match &new {
        Value::String(text) => text.as_str(),
        _ => MASK,
    };
    let changed = Value::String(format!("{text}{CHANGED}"));
    (old, changed)
}

/// Whether a key says that its value is a secret. That there is one, or none, is not.
fn is_secret(key: &str, value: &Value) -> bool {
    if matches!(value, Value::Null | Value::Bool(_)) {
        return false;
    }
    let words = words_of(key);
    // `max_tokens` limits a text: a count of tokens is no token.
    if value.is_number() && words.iter().any(|word| word == "tokens") {
        return false;
    }
    let is_secret_word = |word: &String| {
        let one = word.strip_suffix('s').unwrap_or(word);
        SECRET_ENDINGS.iter().any(|ending| one.ends_with(ending))
            || SECRET_WORDS
                .iter()
                .any(|secret| secret == word || *secret == one)
    };
    words.iter().any(is_secret_word)
        || words
            .windows(2)
            .any(|pair| SECRET_PAIRS.iter().any(|secret| pair == secret))
}

/// The words of a key in lower case: `api_key`, `api-key`, `apiKey` and `APIKey` are all two.
fn words_of(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let characters: Vec<char> = key.chars().collect();
    let mut begins = true;
    for (i, character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            begins = true;
            continue;
        }
        let follows_small = i > 0 && !characters[i - 1].is_uppercase();
        let small_follows = characters
            .get(i + 1)
            .is_some_and(|next| next.is_lowercase());
        if begins || (character.is_uppercase() && (follows_small || small_follows)) {
            words.push(String::new());
            begins = false;
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words
}

/// A text whose addresses have lost who signs in with them: `postgres://me:secret@host` is
/// `postgres://***@host` (RFC 3986, section 3.2.1).
fn without_userinfo(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, address) = rest.split_at(at + 3);
        kept.push_str(before);
        let end_of_word = address
            .find(|c: char| c.is_whitespace() || "\"'<>".contains(c))
            .unwrap_or(address.len());
        let word = &address[..end_of_word];
        let authority = &word[..word.find(['/', '?', '#']).unwrap_or(word.len())];
        let userinfo = authority.rfind('@').or_else(|| {
            // A password with a slash in it ends what looks like the host too early; a host has
            // nothing but a port behind its colon.
            let (_, port) = authority.rsplit_once(':')?;
            let is_port = port
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b']');
            if is_port { None } else { word.rfind('@') }
        });
        if let Some(end) = userinfo {
            kept.push_str(MASK);
            rest = &address[end..];
        } else {
            rest = address;
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_never_reach_the_log() {
        let details = json!({"after": {"password": "p", "settings": [{"api_token": "t", "x": 1}]}});
        assert_eq!(
            redacted(details),
            json!({"after": {"password": "***", "settings": [{"api_token": "***", "x": 1}]}})
        );
    }

    #[test]
    fn knows_secrets_by_the_words_of_their_keys() {
        for key in [
            "password",
            "newPassword",
            "db_passwd",
            "dbpassword",
            "PWD",
            "pass",
            "api_key",
            "apiKey",
            "APIKey",
            "apikey",
            "keys",
            "client-secret",
            "access_token",
            "refreshTokens",
            "tokens",
            "Authorization",
            "private",
            "privateKey",
            "credentials",
            "connection_info",
            "connectionString",
            "set-cookie",
        ] {
            assert_eq!(
                redacted(json!({ key: "x" })),
                json!({ key: "***" }),
                "{key}"
            );
        }
        for key in [
            "keyboard",
            "monkey",
            "keynote",
            "secretary",
            "tokenizer",
            "passenger",
            "bypass_cache",
            "compass",
            "information",
            "connection",
            "spinner",
            "sessions",
            "privately",
        ] {
            assert_eq!(redacted(json!({ key: "x" })), json!({ key: "x" }), "{key}");
        }
    }

    #[test]
    fn that_there_is_a_secret_is_none() {
        let details = json!({"has_password": true, "token": null, "max_tokens": 256, "passes": 2});
        assert_eq!(redacted(details.clone()), details);
        assert_eq!(redacted(json!({"pin": 1234})), json!({"pin": "***"}));
    }

    #[test]
    fn tells_that_a_secret_changed_and_nothing_more() {
        let details = json!({
            "before": {"name": "a", "connection_info": {"host": "x"}, "login": {"token": "1", "pin": 7}},
            "after": {"name": "b", "connection_info": {"host": "y"}, "login": {"token": "2", "pin": 7}},
        });
        assert_eq!(
            redacted(details),
            json!({
                "before": {"name": "a", "connection_info": "***", "login": {"token": "***", "pin": "***"}},
                "after": {
                    "name": "b",
                    "connection_info": "*** (changed)",
                    "login": {"token": "*** (changed)", "pin": "***"},
                },
            })
        );
        let address = |password: &str| json!({"url": format!("https://me:{password}@host/")});
        let details = json!({ "before": address("a"), "after": address("b"), "key": "k" });
        assert_eq!(
            redacted(details),
            json!({
                "before": {"url": "https://***@host/"},
                "after": {"url": "https://***@host/ (changed)"},
                "key": "***",
            })
        );
    }

    #[test]
    fn a_secret_that_came_or_went_is_masked_as_well() {
        assert_eq!(
            redacted(json!({"before": {"token": null}, "after": {"token": "t"}})),
            json!({"before": {"token": null}, "after": {"token": "***"}})
        );
        assert_eq!(
            redacted(json!({"before": {"token": "t"}, "after": {}})),
            json!({"before": {"token": "***"}, "after": {}})
        );
        assert_eq!(
            redacted(json!({"before": null, "after": {"token": "t"}})),
            json!({"before": null, "after": {"token": "***"}})
        );
        assert_eq!(
            redacted(
                json!({"before": {"hosts": ["a", {"pwd": "1"}]}, "after": {"hosts": ["a", {"pwd": "2"}]}})
            ),
            json!({"before": {"hosts": ["a", {"pwd": "***"}]}, "after": {"hosts": "*** (changed)"}})
        );
    }

    #[test]
    fn addresses_lose_who_signs_in_with_them() {
        for (text, kept) in [
            ("postgres://me:secret@db:5432/x", "postgres://***@db:5432/x"),
            (
                "https://token@git.example/a.git",
                "https://***@git.example/a.git",
            ),
            (
                "redis://:p@h and amqp://u:p@q/v",
                "redis://***@h and amqp://***@q/v",
            ),
            ("mysql://u:p@ss@h/x", "mysql://***@h/x"),
            ("mysql://u:p/w@h/x", "mysql://***@h/x"),
            ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
            ("https://host:8443/?to=a@b.c", "https://host:8443/?to=a@b.c"),
            (
                "see <https://u:p@h>, ana@b.c",
                "see <https://***@h>, ana@b.c",
            ),
            ("林晓 ://", "林晓 ://"),
        ] {
            assert_eq!(redacted(json!([text])), json!([kept]), "{text}");
        }
    }
}
