//! Checking what a form holds. A [`Fields`] collects every problem of a form, so that a person
//! sees all of them at once, each under its field.

use crate::error::{AppError, FieldError, Problem};

/// The problems found in one form so far.
#[derive(Debug, Default)]
pub struct Fields {
    problems: Vec<FieldError>,
}

impl Fields {
    /// Remembers a problem of a field; `name` is the name inside `form[…]`.
    pub fn reject(&mut self, name: &str, problem: Problem) {
        self.problems.push(FieldError {
            field: format!("form[{name}]"),
            problem,
        });
    }

    /// One line of text: trimmed, at most `max` characters, no control characters, and at least
    /// one character when `required`.
    pub fn line(&mut self, name: &str, value: &str, required: bool, max: u32) -> String {
        let value = value.trim();
        if required && value.is_empty() {
            self.reject(name, Problem::Required);
        } else if too_long(value, max) {
            self.reject(name, Problem::TooLong(max));
        } else if value.chars().any(char::is_control) {
            self.reject(name, Problem::ControlCharacter);
        }
        value.to_owned()
    }

    /// Text of several lines: line ends made uniform, at most `max` characters.
    pub fn text(&mut self, name: &str, value: &str, max: u32) -> String {
        let value = value.replace("\r\n", "\n").trim().to_owned();
        if too_long(&value, max) {
            self.reject(name, Problem::TooLong(max));
        } else if value
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            self.reject(name, Problem::ControlCharacter);
        }
        value
    }

    /// An e-mail address as people write them; whether it receives mail only mail can tell.
    pub fn email(&mut self, name: &str, value: &str) -> String {
        let value = self.line(name, value, true, 254);
        let plausible = value.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.chars().count() <= 64
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !value.contains(char::is_whitespace)
                && !domain.contains('@')
        });
        if !value.is_empty() && !plausible {
            self.reject(name, Problem::NotAnEmail);
        }
        value
    }

    /// A sign-in name: letters of any script, digits and `. _ - @ +`, as Django has it.
    pub fn username(&mut self, name: &str, value: &str) -> String {
        let value = self.line(name, value, true, 150);
        if value
            .chars()
            .any(|c| !(c.is_alphanumeric() || "._-@+".contains(c)))
        {
            self.reject(name, Problem::NotAUsername);
        }
        value
    }

    /// A telephone number: digits, spaces and `+ - ( ) .`, at most 20 characters; may be empty.
    pub fn phone(&mut self, name: &str, value: &str) -> String {
        let value = self.line(name, value, false, 20);
        if value
            .chars()
            .any(|c| !(c.is_ascii_digit() || " +-().".contains(c)))
        {
            self.reject(name, Problem::NotAPhone);
        }
        value
    }

    /// `Ok` when nothing was rejected.
    pub fn finish(self) -> Result<(), AppError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(AppError::Invalid(self.problems))
        }
    }
}

/// Longer than `max` characters, told without walking through a megabyte.
fn too_long(value: &str, max: u32) -> bool {
    value.chars().nth(max as usize).is_some()
}

/// `None` for an empty text, as optional columns want it.
pub fn none_if_empty(value: String) -> Option<String> {
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(check: impl FnOnce(&mut Fields)) -> Vec<Problem> {
        let mut fields = Fields::default();
        check(&mut fields);
        fields
            .problems
            .into_iter()
            .map(|error| error.problem)
            .collect()
    }

    #[test]
    fn counts_characters_and_not_bytes() {
        assert_eq!(
            problems(|f| _ = f.line("name", &"数".repeat(200), true, 200)),
            []
        );
        assert_eq!(
            problems(|f| _ = f.line("name", &"数".repeat(201), true, 200)),
            [Problem::TooLong(200)]
        );
    }

    #[test]
    fn refuses_control_characters_in_a_line_but_keeps_lines_in_a_text() {
        assert_eq!(
            problems(|f| _ = f.line("name", "a\nb", true, 9)),
            [Problem::ControlCharacter]
        );
        assert_eq!(problems(|f| _ = f.text("bio", "a\r\nb", 9)), []);
        assert_eq!(
            problems(|f| _ = f.text("bio", "a\0b", 9)),
            [Problem::ControlCharacter]
        );
    }

    #[test]
    fn tells_addresses_from_other_text() {
        for good in ["ana@northwind.example", "林晓@晨光.example", "a+b@c.de"] {
            assert_eq!(problems(|f| _ = f.email("email", good)), [], "{good}");
        }
        for bad in [
            "ana", "ana@", "@b.c", "a b@c.de", "a@b", "a@b@c.de", "a@.de",
        ] {
            assert_eq!(
                problems(|f| _ = f.email("email", bad)),
                [Problem::NotAnEmail],
                "{bad}"
            );
        }
    }

    #[test]
    fn trims_what_people_paste() {
        let mut fields = Fields::default();
        assert_eq!(fields.username("username", "  林晓 "), "林晓");
        assert!(fields.finish().is_ok());
        assert_eq!(
            problems(|f| _ = f.username("username", "a/b")),
            [Problem::NotAUsername]
        );
    }
}
