//! What a form says about an organization once it has been checked.

use super::OrganizationForm;
use crate::{
    error::{AppError, Problem},
    validate::{Fields, none_if_empty},
};

/// Settings longer than this are not settings; the column's own check measures the same in bytes.
pub const MAX_SETTINGS: u32 = 65_536;

/// A form whose fields can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    pub description: Option<String>,
    pub settings: Option<serde_json::Value>,
}

impl OrganizationForm {
    /// Everything that is wrong with it, or what it says.
    pub fn validate(self) -> Result<Content, AppError> {
        let mut fields = Fields::default();
        let name = fields.line("name", &self.name, true, 200);
        let description = fields.text("description", &self.description, 10_000);
        let settings = fields.text("settings", &self.settings, MAX_SETTINGS);
        let settings = match settings.as_str() {
            "" => None,
            text => match serde_json::from_str(text) {
                // PostgreSQL stores no NUL, JSON can write one.
                Ok(value @ serde_json::Value::Object(_)) if !holds_nul(&value) => Some(value),
                _ => {
                    fields.reject("settings", Problem::NotJson);
                    None
                }
            },
        };
        fields.finish()?;
        let description = none_if_empty(description);
        Ok(Content {
            name,
            description,
            settings,
        })
    }
}

/// Whether a NUL stands in some key or text, at any depth.
fn holds_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(holds_nul),
        serde_json::Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, settings: &str) -> OrganizationForm {
        OrganizationForm {
            name: name.to_owned(),
            settings: settings.to_owned(),
            ..OrganizationForm::default()
        }
    }

    #[test]
    fn stores_nothing_where_nothing_was_typed() {
        let content = form(" 晨光智能 ", "  ").validate().unwrap();
        assert_eq!(content.name, "晨光智能");
        assert_eq!((content.description, content.settings), (None, None));
    }

    #[test]
    fn settings_are_a_json_object() {
        for bad in [
            "{",
            "[]",
            "7",
            "\"zh-CN\"",
            "{\"a\": \"\\u0000\"}",
            "{\"\\u0000\": 1}",
        ] {
            let expected = AppError::field("form[settings]", Problem::NotJson);
            assert_eq!(form("a", bad).validate(), Err(expected), "{bad}");
        }
        let content = form("a", "{\"a\": [\"\\\\u0000\"]}").validate().unwrap();
        assert_eq!(
            content.settings,
            Some(serde_json::json!({ "a": ["\\u0000"] }))
        );
    }

    #[test]
    fn says_everything_that_is_wrong_at_once() {
        let Err(AppError::Invalid(errors)) = form("", "no").validate() else {
            panic!("the form was accepted")
        };
        assert_eq!(errors.len(), 2);
    }
}
