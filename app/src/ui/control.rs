//! What every field shares: its names, what was typed into it, what is wrong with it, and the
//! label, help and error around its control.

use leptos::prelude::*;

use super::{FormState, Icon, IconView, Words, id_of, problem_words};
use crate::{facts::language, i18n::*};

/// One control of a form. A field's `name` is the one inside `form[…]`.
#[derive(Clone)]
pub struct Control {
    /// As it is sent: `form[email]`.
    pub html_name: String,
    pub id: String,
    /// What was typed where this page answers a form, else what the page gave.
    pub value: String,
    pub hint: Option<Words>,
    /// What this browser found wrong before anything was sent.
    pub local: RwSignal<Option<Words>>,
    /// What is wrong, in words.
    pub error: Signal<Option<Words>>,
}

impl Control {
    pub fn new(name: &str, label: &Words, value: Option<String>, hint: Option<Words>) -> Self {
        let html_name = format!("form[{name}]");
        let state = FormState::current();
        if let Some(state) = &state {
            state.register(&html_name, label);
        }
        let typed = state.as_ref().and_then(|state| state.typed(&html_name));
        let l = language();
        let watched = html_name.clone();
        let local = RwSignal::new(None);
        let error = Signal::derive(move || {
            local.get().or_else(|| {
                let problem = state.as_ref()?.problem_of(&watched)?;
                Some(problem_words(l, problem.problem))
            })
        });
        Self {
            id: id_of(&html_name),
            value: typed.or(value).unwrap_or_default(),
            html_name,
            hint: hint.filter(|hint| !hint.is_empty()),
            local,
            error,
        }
    }

    fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    /// Ids of the help and the error, for `aria-describedby`.
    pub fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + use<> {
        let (hint, wrong, error) = (self.hint_id(), self.error_id(), self.error);
        let has_hint = self.hint.is_some();
        move || match (has_hint, error.with(Option::is_some)) {
            (false, false) => None,
            (true, false) => Some(hint.clone()),
            (false, true) => Some(wrong.clone()),
            (true, true) => Some(format!("{hint} {wrong}")),
        }
    }

    /// For `aria-invalid`.
    pub fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }

    /// The help below a control.
    pub fn hint_view(&self) -> impl IntoView + use<> {
        let id = self.hint_id();
        self.hint
            .clone()
            .map(|hint| view! { <p class="field-hint" id=id>{hint}</p> })
    }

    /// The error below a control, as soon as there is one.
    pub fn error_view(&self) -> impl IntoView + use<> {
        let (id, error) = (self.error_id(), self.error);
        move || {
            let id = id.clone();
            error.get().map(|words| {
                view! {
                    <p class="field-error" id=id>
                        <IconView icon=Icon::Warning />
                        <span>{words}</span>
                    </p>
                }
            })
        }
    }

    /// Label, control, help and error in their order.
    pub fn framed(&self, label: Words, required: bool, inner: AnyView) -> AnyView {
        let optional = (!required)
            .then(|| view! { <span class="opt">{td_string!(language(), ui.optional)}</span> });
        view! {
            <div class="field">
                <label for=self.id.clone()>{label}{optional}</label>
                {inner}
                {self.hint_view()}
                {self.error_view()}
            </div>
        }
        .into_any()
    }
}
