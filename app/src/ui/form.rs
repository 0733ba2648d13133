//! Forms. Each posts to its server function's address, so it works before and without
//! JavaScript; hydrated, it is sent in place. Errors come back from either way to the same
//! fields, and nothing that was typed is lost.

use leptos::{
    context::Provider,
    prelude::*,
    server_fn::{
        Http, ServerFn,
        client::Client,
        codec::PostUrl,
        request::ClientReq,
    },
    wasm_bindgen::JsCast,
};
use serde::de::DeserializeOwned;
use web_sys::{FormData, HtmlElement};

use super::{Icon, IconView, Words, error_words, problem_words};
use crate::{
    error::{AppError, FieldError},
    facts::{Facts, language},
};

/// What fields need to know of the form they stand in.
#[derive(Clone)]
pub struct FormState {
    /// What is wrong, once the form was sent.
    pub error: Signal<Option<AppError>>,
    /// What was typed into a form that a browser without JavaScript sent.
    typed: StoredValue<Vec<(String, String)>>,
    pub is_pending: Signal<bool>,
}

impl FormState {
    /// The state of the form around; a field outside of one has none.
    pub fn current() -> Option<Self> {
        use_context()
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
            typed.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
        })
    }

    /// Whether this page answers the form at all: an absent checkbox then means "not ticked".
    pub fn is_answer(&self) -> bool {
        self.typed.with_value(|typed| !typed.is_empty())
    }

    fn new(action: &str, error: Signal<Option<AppError>>, is_pending: Signal<bool>) -> Self {
        let answer =
            use_context::<Facts>().and_then(|facts| facts.answer).filter(|a| a.path == action);
        let (typed, answered) = match answer {
            Some(answer) => (answer.typed, Some(answer.error)),
            None => (Vec::new(), None),
        };
        let error = Signal::derive(move || error.get().or_else(|| answered.clone()));
        Self { error, typed: StoredValue::new(typed), is_pending }
    }
}

/// A form of a server function.
#[component]
pub fn FormShell<S, O>(
    action: ServerAction<S>,
    /// Class of the form: `form` in a page, `ask` in a dialog or card.
    #[prop(default = "form")]
    class: &'static str,
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned
        + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>>
        + Clone
        + Send
        + Sync
        + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
{
    let value = action.value();
    let error = Signal::derive(move || value.with(|value| value.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let state = FormState::new(S::url(), error, action.pending().into());
    let form = NodeRef::new();
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            focus_the_errors(form.get());
        }
    });
    view! {
        <ActionForm action node_ref=form attr:class=class attr:novalidate=true>
            <Provider value=state>{children()}</Provider>
        </ActionForm>
    }
}

/// A form that is always sent as a whole page: what follows is a new page for a new person or in
/// a new language.
#[component]
pub fn PlainForm(
    #[prop(into)] action: String,
    #[prop(default = "ask")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let state = FormState::new(&action, Signal::stored(None), Signal::stored(false));
    view! {
        <form method="post" action=action class=class novalidate=true>
            <Provider value=state>{children()}</Provider>
        </form>
    }
}

fn focus_the_errors(form: Option<web_sys::HtmlFormElement>) {
    let summary = form.and_then(|form| form.query_selector("[role=alert]").ok().flatten());
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}

/// Everything that is wrong, with links to the fields; stands first in a form.
#[component]
pub fn ErrorSummary() -> impl IntoView {
    let l = language();
    let error = FormState::current().map(|state| state.error);
    move || {
        error.and_then(|error| error.get()).map(|error| {
            let fields = match &error {
                AppError::Invalid(fields) => fields.clone(),
                _ => Vec::new(),
            };
            let items = fields
                .into_iter()
                .map(|field| {
                    let words = problem_words(l, field.problem);
                    view! { <li><a class="link" href=format!("#{}", id_of(&field.field))>{words}</a></li> }
                })
                .collect_view();
            view! {
                <div class="notice notice-bad" role="alert" tabindex="-1">
                    <IconView icon=Icon::Warning />
                    <div><b>{error_words(l, &error)}</b><ul>{items}</ul></div>
                </div>
            }
        })
    }
}

/// The id of a field's control: `form[email]` is `form-email`.
pub fn id_of(name: &str) -> String {
    name.replace('[', "-").replace(']', "")
}

/// Where rarely changed settings fold away.
#[component]
pub fn MoreFields(#[prop(into)] title: Words, children: Children) -> impl IntoView {
    view! {
        <details class="more">
            <summary><IconView icon=Icon::ChevronRight />{title}</summary>
            {children()}
        </details>
    }
}

/// Buttons at the end of a form.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    view! { <div class="form-acts">{children()}</div> }
}
