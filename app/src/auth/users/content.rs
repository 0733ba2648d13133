//! What a form says about somebody once it has been checked, and how the audit log tells it.

use serde_json::{Value, json};

use super::{MAX_BIO, UserForm};
use crate::{
    error::AppError,
    validate::{Fields, none_if_empty},
};

/// A form whose fields can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub username: String,
    pub email: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub organization_id: Option<i32>,
    pub department: Option<String>,
    pub position: Option<String>,
    pub bio: Option<String>,
    pub is_staff: bool,
    pub is_superuser: bool,
}

impl UserForm {
    /// Everything that is wrong with it, or what it says.
    pub fn validate(self) -> Result<Content, AppError> {
        let mut fields = Fields::default();
        let content = Content {
            username: fields.username("username", &self.username),
            email: fields.email("email", &self.email),
            first_name: none_if_empty(fields.line("first_name", &self.first_name, false, 150)),
            last_name: none_if_empty(fields.line("last_name", &self.last_name, false, 150)),
            phone: none_if_empty(fields.phone("phone", &self.phone)),
            organization_id: self.organization_id,
            department: none_if_empty(fields.line("department", &self.department, false, 100)),
            position: none_if_empty(fields.line("position", &self.position, false, 100)),
            bio: none_if_empty(fields.text("bio", &self.bio, MAX_BIO)),
            is_staff: self.is_staff,
            is_superuser: self.is_superuser,
        };
        fields.finish()?;
        Ok(content)
    }
}

impl Content {
    /// As the audit log tells it.
    pub fn facts(&self) -> Value {
        json!({
            "username": self.username,
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "phone": self.phone,
            "organization_id": self.organization_id,
            "department": self.department,
            "position": self.position,
            "bio": self.bio,
            "is_staff": self.is_staff,
            "is_superuser": self.is_superuser,
        })
    }

    /// Whether the two may do different things.
    pub fn differs_in_rights(&self, other: &Self) -> bool {
        (self.is_staff, self.is_superuser, self.organization_id)
            != (other.is_staff, other.is_superuser, other.organization_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problem;

    #[test]
    fn stores_nothing_where_nothing_was_typed() {
        let form = UserForm {
            username: " 林晓 ".to_owned(),
            email: "lin@chenguang.example".to_owned(),
            phone: "  ".to_owned(),
            ..UserForm::default()
        };
        let content = form.validate().unwrap();
        assert_eq!(content.username, "林晓");
        assert_eq!((content.phone, content.bio), (None, None));
    }

    #[test]
    fn says_everything_that_is_wrong_at_once() {
        let form = UserForm {
            username: "<script>".to_owned(),
            phone: "call me".to_owned(),
            bio: "字".repeat(4_001),
            ..UserForm::default()
        };
        let Err(AppError::Invalid(errors)) = form.validate() else {
            panic!("the form was accepted")
        };
        let found: Vec<_> = errors
            .iter()
            .map(|error| (error.field.as_str(), error.problem))
            .collect();
        assert_eq!(
            found,
            [
                ("form[username]", Problem::NotAUsername),
                ("form[email]", Problem::Required),
                ("form[phone]", Problem::NotAPhone),
                ("form[bio]", Problem::TooLong(4_000)),
            ]
        );
    }
}
