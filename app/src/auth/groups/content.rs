//! What can be stored of a group's form.

use serde_json::{Value, json};

use super::GroupForm;
use crate::{
    error::AppError,
    validate::{Fields, none_if_empty},
};

/// Most characters of a description.
const MAX_DESCRIPTION: u32 = 10_000;

/// A form whose fields can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    pub description: Option<String>,
    pub organization_id: Option<i32>,
}

impl GroupForm {
    /// Everything that is wrong with it, or what it says.
    pub fn validate(self) -> Result<Content, AppError> {
        let mut fields = Fields::default();
        let name = fields.line("name", &self.name, true, 150);
        let description = fields.text("description", &self.description, MAX_DESCRIPTION);
        fields.finish()?;
        Ok(Content {
            name,
            description: none_if_empty(description),
            organization_id: self.organization_id,
        })
    }
}

impl Content {
    /// As the audit log tells it.
    pub fn facts(&self) -> Value {
        json!({ "name": self.name, "description": self.description })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problem;

    #[test]
    fn a_group_has_a_name_of_one_line() {
        let form = |name: &str| GroupForm {
            name: name.to_owned(),
            ..GroupForm::default()
        };
        assert_eq!(form(" 数据工程组 ").validate().unwrap().name, "数据工程组");
        for (name, problem) in [
            ("", Problem::Required),
            ("a\nb", Problem::ControlCharacter),
            (&*"长".repeat(151), Problem::TooLong(150)),
        ] {
            assert_eq!(
                form(name).validate(),
                Err(AppError::field("form[name]", problem))
            );
        }
    }
}
