//! What is wrong with a field, in words that say how to mend it.

use super::Words;
use crate::{error::Problem, i18n::*};

/// The words for a problem.
pub fn problem_words(l: Locale, problem: Problem) -> Words {
    match problem {
        Problem::Required => td_string!(l, ui.problem_required).into(),
        Problem::TooLong(n) => td_string!(l, ui.problem_too_long, n = n).into(),
        Problem::TooShort(n) => td_string!(l, ui.problem_too_short, n = n).into(),
        Problem::ControlCharacter => td_string!(l, ui.problem_control_character).into(),
        Problem::Taken => td_string!(l, ui.problem_taken).into(),
        Problem::NotAnEmail => td_string!(l, ui.problem_not_an_email).into(),
        Problem::NotAUsername => td_string!(l, ui.problem_not_a_username).into(),
        Problem::NotAPhone => td_string!(l, ui.problem_not_a_phone).into(),
        Problem::NotOffered => td_string!(l, ui.problem_not_offered).into(),
        Problem::NotJson => td_string!(l, ui.problem_not_json).into(),
        Problem::CommonPassword => td_string!(l, ui.problem_common_password).into(),
        Problem::ContainsName => td_string!(l, ui.problem_contains_name).into(),
        Problem::PasswordsDiffer => td_string!(l, ui.problem_passwords_differ).into(),
        Problem::WrongPassword => td_string!(l, ui.problem_wrong_password).into(),
        Problem::WrongCredentials => td_string!(l, ui.problem_wrong_credentials).into(),
        Problem::Yourself => td_string!(l, ui.problem_yourself).into(),
        Problem::LastSuperuser => td_string!(l, ui.problem_last_superuser).into(),
        Problem::DeadLink => td_string!(l, ui.problem_dead_link).into(),
        Problem::Stale => td_string!(l, ui.problem_stale).into(),
        Problem::NameDiffers => td_string!(l, ui.problem_name_differs).into(),
        Problem::NotAnImage => td_string!(l, ui.problem_not_an_image).into(),
        Problem::NothingChosen => td_string!(l, ui.problem_nothing_chosen).into(),
        Problem::NotHeld => td_string!(l, ui.problem_not_held).into(),
        Problem::NotAMoment => td_string!(l, ui.problem_not_a_moment).into(),
        Problem::Past => td_string!(l, ui.problem_past).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_words_of_its_own_in_both_languages() {
        let problems = [
            Problem::Required,
            Problem::TooLong(5),
            Problem::TooShort(5),
            Problem::ControlCharacter,
            Problem::Taken,
            Problem::NotAnEmail,
            Problem::NotAUsername,
            Problem::NotAPhone,
            Problem::NotOffered,
            Problem::NotJson,
            Problem::CommonPassword,
            Problem::ContainsName,
            Problem::PasswordsDiffer,
            Problem::WrongPassword,
            Problem::WrongCredentials,
            Problem::Yourself,
            Problem::LastSuperuser,
            Problem::DeadLink,
            Problem::Stale,
            Problem::NotAnImage,
            Problem::NameDiffers,
            Problem::NothingChosen,
            Problem::NotHeld,
            Problem::NotAMoment,
            Problem::Past,
        ];
        let mut seen = std::collections::HashSet::new();
        for problem in problems {
            for l in [Locale::en, Locale::zh_CN] {
                assert!(seen.insert(problem_words(l, problem)), "{problem:?}");
            }
        }
        assert!(problem_words(Locale::zh_CN, Problem::TooLong(150)).contains("150"));
    }
}
