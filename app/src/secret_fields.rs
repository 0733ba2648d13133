//! Fields whose values nobody repeats: no page shows them again, no log keeps them. Their names
//! stand here alone, for the pages that ask for them as well as for what renders a form again.

use crate::lowercase::lowercase;

pub const PASSWORD: &str = "password";
/// The password that one changes.
pub const CURRENT: &str = "current";
/// A new password once more.
pub const REPEATED: &str = "repeated";
/// Of a one-time link, or of the set-up.
pub const TOKEN: &str = "token";

const ALL: [&str; 4] = [PASSWORD, CURRENT, REPEATED, TOKEN];

/// Whether a field, by its name as it is sent, is one of them. Any name that only contains one of
/// theirs counts, since `form[password][x]` and `new_password` hold what `form[password]` does.
pub fn is_secret(name: &str) -> bool {
    let name = lowercase(name);
    ALL.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_secret_wherever_its_name_stands() {
        for name in [
            "password",
            "form[current]",
            "form[repeated]",
            "form[TOKEN]",
            "form[password][0]",
            "form[new_password]",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["form[username]", "form[next]", "page", "form[updated_at]"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
