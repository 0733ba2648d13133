//! What the fields of a form share: what is wrong with them, what was typed into them, and whether
//! the form is under way.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;

use super::Words;
use crate::{
    error::{AppError, FieldError},
    facts::{Answer, Facts},
};

/// Set in a browser once the form has gone that the page was an answer to: the next form of that
/// kind is a new one. On the server every page is the first.
static IS_ANSWER_READ: AtomicBool = AtomicBool::new(false);

/// What fields need to know of the form they stand in.
#[derive(Clone)]
pub struct FormState {
    /// What is wrong, once the form was sent.
    pub error: Signal<Option<AppError>>,
    pub is_pending: Signal<bool>,
    /// What was typed into a form that a browser without JavaScript sent.
    typed: StoredValue<Vec<(String, String)>>,
    /// The fields that there are: the name that is sent, and the label.
    fields: StoredValue<Vec<(String, Words)>>,
    has_summary: StoredValue<bool>,
}

impl FormState {
    /// The state of the form around; a field outside of one has none.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// A form that is sent to `action`. `error` is what came of it in this browser.
    pub fn new(action: &str, error: Signal<Option<AppError>>, is_pending: Signal<bool>) -> Self {
        let answer = answer_of(action);
        if answer.is_some() {
            Effect::new(|_| on_cleanup(Self::forget_answer));
        }
        let (typed, answered) = match answer {
            Some(answer) => (answer.typed, Some(answer.error)),
            None => (Vec::new(), None),
        };
        let error = Signal::derive(move || error.get().or_else(|| answered.clone()));
        Self {
            error,
            is_pending,
            typed: StoredValue::new(typed),
            fields: StoredValue::default(),
            has_summary: StoredValue::new(false),
        }
    }

    /// The page is gone that was an answer, whether anything of it was read or not.
    pub fn forget_answer() {
        IS_ANSWER_READ.store(true, Ordering::Relaxed);
    }

    /// Makes a field known to the summary of what is wrong.
    pub fn register(&self, name: &str, label: &Words) {
        self.fields
            .update_value(|fields| fields.push((name.to_owned(), label.clone())));
    }

    /// The label of a field that a person can see; none for what the form carries along.
    pub fn label_of(&self, name: &str) -> Option<Words> {
        self.fields.with_value(|fields| {
            fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, label)| label.clone())
        })
    }

    /// Whether the summary still has to be placed; it is placed once.
    pub fn takes_summary(&self) -> bool {
        let is_first = !self.has_summary.get_value();
        self.has_summary.set_value(true);
        is_first
    }

    /// What is wrong with a field.
    pub fn problem_of(&self, name: &str) -> Option<FieldError> {
        self.error.with(|error| match error {
            Some(AppError::Invalid(fields)) => {
                fields.iter().find(|field| field.field == name).cloned()
            }
            _ => None,
        })
    }

    /// What was typed into a field, where this page answers a form.
    pub fn typed(&self, name: &str) -> Option<String> {
        self.typed.with_value(|typed| {
            typed
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        })
    }

    /// Whether this page answers the form at all: an absent checkbox then means "not ticked".
    pub fn is_answer(&self) -> bool {
        self.typed.with_value(|typed| !typed.is_empty())
    }
}

fn answer_of(action: &str) -> Option<Answer> {
    let answer = use_context::<Facts>()?.answer?;
    (answer.path == action && !IS_ANSWER_READ.load(Ordering::Relaxed)).then_some(answer)
}
