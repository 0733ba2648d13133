//! Everything that is wrong with a form, where one field's own words are not enough.

use leptos::prelude::*;

use super::{FormState, Icon, IconView, Words, error_words, id_of, problem_words};
use crate::{
    error::{AppError, FieldError},
    facts::language,
    i18n::*,
};

/// What is wrong, with links to the fields. It stands first in a form unless the form's author
/// gave it another place. A single field at fault says so itself, without a summary.
#[component]
pub fn ErrorSummary() -> impl IntoView {
    let l = language();
    let state = FormState::current().filter(FormState::takes_summary);
    move || {
        let state = state.clone()?;
        let error = state.error.get()?;
        let (title, items) = summary(l, &state, &error)?;
        let items = items
            .into_iter()
            .map(|(href, words)| match href {
                Some(href) => {
                    view! { <li><a class="link" href=href rel="external">{words}</a></li> }
                        .into_any()
                }
                None => view! { <li>{words}</li> }.into_any(),
            })
            .collect_view();
        Some(view! {
            // The focus comes here without a script as well.
            <div class="notice notice-bad" role="alert" tabindex="-1" autofocus>
                <IconView icon=Icon::Warning />
                <div><b>{title}</b><ul>{items}</ul></div>
            </div>
        })
    }
}

type Item = (Option<String>, Words);

fn summary(l: Locale, state: &FormState, error: &AppError) -> Option<(Words, Vec<Item>)> {
    let AppError::Invalid(fields) = error else {
        return Some((error_words(l, error), Vec::new()));
    };
    match fields.as_slice() {
        [only] if state.label_of(&only.field).is_some() => None,
        [only] => Some((problem_words(l, only.problem), Vec::new())),
        several => {
            let title = td_string!(l, ui.several_invalid, n = several.len());
            Some((
                title.into(),
                several.iter().map(|field| item(l, state, field)).collect(),
            ))
        }
    }
}

fn item(l: Locale, state: &FormState, error: &FieldError) -> Item {
    let problem = problem_words(l, error.problem);
    match state.label_of(&error.field) {
        Some(label) => {
            let words = td_string!(l, ui.field_problem, label = label, problem = problem);
            (Some(format!("#{}", id_of(&error.field))), words.into())
        }
        None => (None, problem),
    }
}
