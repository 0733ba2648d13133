//! Fields: a label above, help below, the error under the control in words. A field's `name` is
//! the one inside `form[…]`.

use leptos::{ev, prelude::*};

use super::{FormState, Icon, IconView, Words, id_of, problem_words};
use crate::{facts::language, i18n::*};

/// What every field shares: names, errors, and what was typed.
#[derive(Clone)]
struct Control {
    html_name: String,
    id: String,
    value: String,
    error: Signal<Option<Words>>,
}

impl Control {
    fn new(name: &str, value: Option<String>) -> Self {
        let html_name = format!("form[{name}]");
        let state = FormState::current();
        let typed = state.as_ref().and_then(|state| state.typed(&html_name));
        let l = language();
        let watched = html_name.clone();
        let error = Signal::derive(move || {
            let problem = state.as_ref()?.problem_of(&watched)?;
            Some(problem_words(l, problem.problem))
        });
        Self {
            id: id_of(&html_name),
            value: typed.or(value).unwrap_or_default(),
            html_name,
            error,
        }
    }

    fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    fn described_by(&self, has_hint: bool) -> impl Fn() -> Option<String> + Clone + Send + use<> {
        let (hint, wrong, error) = (self.hint_id(), self.error_id(), self.error);
        move || match (has_hint, error.with(Option::is_some)) {
            (false, false) => None,
            (true, false) => Some(hint.clone()),
            (false, true) => Some(wrong.clone()),
            (true, true) => Some(format!("{hint} {wrong}")),
        }
    }

    fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }
}

/// Label, control, hint and error in their order.
fn frame(control: &Control, label: Words, required: bool, hint: Option<Words>, inner: AnyView) -> AnyView {
    let l = language();
    let (error, error_id) = (control.error, control.error_id());
    let optional = (!required)
        .then(|| view! { <span class="opt">{td_string!(l, ui.optional)}</span> });
    view! {
        <div class="field">
            <label for=control.id.clone()>{label}{optional}</label>
            {inner}
            {hint.map(|hint| view! { <p class="field-hint" id=control.hint_id()>{hint}</p> })}
            {move || {
                let id = error_id.clone();
                error.get().map(|words| view! {
                    <p class="field-error" id=id><IconView icon=Icon::Warning /><span>{words}</span></p>
                })
            }}
        </div>
    }
    .into_any()
}

/// One line of text.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] required: bool,
    #[prop(optional)] max: Option<u32>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    let control = Control::new(name, value);
    let class = if mono { "input input-code" } else { "input" };
    let inner = view! {
        <input
            class=class
            type=kind
            id=control.id.clone()
            name=control.html_name.clone()
            value=control.value.clone()
            maxlength=max
            autocomplete=autocomplete
            aria-required=required.then_some("true")
            aria-invalid=control.invalid()
            aria-describedby=control.described_by(hint.is_some())
        />
    }
    .into_any();
    frame(&control, label, required, hint, inner)
}

/// Text of several lines.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] required: bool,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    let control = Control::new(name, value);
    let inner = view! {
        <textarea
            class="input"
            id=control.id.clone()
            name=control.html_name.clone()
            rows=rows
            aria-required=required.then_some("true")
            aria-invalid=control.invalid()
            aria-describedby=control.described_by(hint.is_some())
        >
            {control.value.clone()}
        </textarea>
    }
    .into_any();
    frame(&control, label, required, hint, inner)
}

/// A JSON document; its syntax is checked when the field is left.
#[component]
pub fn JsonField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
) -> impl IntoView {
    let l = language();
    let control = Control::new(name, value);
    let syntax = RwSignal::new(None::<String>);
    let check = move |event: ev::FocusEvent| {
        let text = event_target_value(&event);
        let wrong = serde_json::from_str::<serde::de::IgnoredAny>(&text).err();
        syntax.set(wrong.filter(|_| !text.trim().is_empty()).map(|error| {
            td_string!(l, ui.json_error, line = error.line(), column = error.column())
        }));
    };
    let inner = view! {
        <textarea
            class="input input-code"
            id=control.id.clone()
            name=control.html_name.clone()
            rows=8
            spellcheck="false"
            aria-invalid=control.invalid()
            aria-describedby=control.described_by(hint.is_some())
            on:blur=check
        >
            {control.value.clone()}
        </textarea>
        <p class="field-hint" role="status">{move || syntax.get()}</p>
    }
    .into_any();
    frame(&control, label, false, hint, inner)
}

/// A password; a button shows it once it can.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(default = "current-password")] autocomplete: &'static str,
) -> impl IntoView {
    let l = language();
    let control = Control::new(name, None);
    let is_shown = RwSignal::new(false);
    let inner = view! {
        <div class="input-box">
            <input
                type=move || if is_shown.get() { "text" } else { "password" }
                id=control.id.clone()
                name=control.html_name.clone()
                autocomplete=autocomplete
                aria-required="true"
                aria-invalid=control.invalid()
                aria-describedby=control.described_by(hint.is_some())
            />
            <button type="button" class="btn btn-ghost btn-sm js-only" on:click=move |_| is_shown.update(|shown| *shown = !*shown)>
                {move || if is_shown.get() { td_string!(l, ui.hide) } else { td_string!(l, ui.show) }}
            </button>
        </div>
    }
    .into_any();
    frame(&control, label, true, hint, inner)
}

/// One of a few values.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: Words,
    options: Vec<(String, Words)>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let control = Control::new(name, value);
    let chosen = control.value.clone();
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{words}</option> }
        })
        .collect_view();
    let inner = view! {
        <span class="select">
            <select
                class="input"
                id=control.id.clone()
                name=control.html_name.clone()
                aria-invalid=control.invalid()
                aria-describedby=control.described_by(hint.is_some())
            >
                {options}
            </select>
            <IconView icon=Icon::ChevronDown />
        </span>
    }
    .into_any();
    frame(&control, label, required, hint, inner)
}

/// Yes or no.
#[component]
pub fn CheckboxField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    let control = Control::new(name, None);
    let state = FormState::current();
    let is_checked = match &state {
        Some(state) if state.is_answer() => state.typed(&control.html_name).is_some(),
        _ => checked,
    };
    let (error, error_id) = (control.error, control.error_id());
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    id=control.id.clone()
                    name=control.html_name.clone()
                    value="true"
                    checked=is_checked
                    aria-invalid=control.invalid()
                    aria-describedby=control.described_by(false)
                />
                <span>{label}{hint.map(|hint| view! { <small>{hint}</small> })}</span>
            </label>
            {move || {
                let id = error_id.clone();
                error.get().map(|words| view! {
                    <p class="field-error" id=id><IconView icon=Icon::Warning /><span>{words}</span></p>
                })
            }}
        </div>
    }
}

/// A value the form carries along. `name` is the whole name.
#[component]
pub fn HiddenField(
    name: &'static str,
    #[prop(into)] value: String,
    #[prop(optional)] autocomplete: Option<&'static str>,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value autocomplete=autocomplete /> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problem;

    #[test]
    fn ids_are_names_that_a_link_can_point_to() {
        assert_eq!(id_of("form[email]"), "form-email");
    }

    #[test]
    fn every_problem_has_words_in_both_languages() {
        for problem in [Problem::Required, Problem::TooLong(5), Problem::Stale, Problem::NotJson] {
            let (en, zh) = (problem_words(Locale::en, problem), problem_words(Locale::zh_CN, problem));
            assert!(!en.is_empty() && !zh.is_empty() && en != zh, "{problem:?}");
        }
    }
}
