//! Fields that are chosen from: lists, radio buttons, boxes and switches.

use leptos::prelude::*;

use super::{FormState, Icon, IconView, Words, control::Control};

/// One of a few values.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: Words,
    /// Values and what they are called.
    options: Vec<(String, Words)>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let control = Control::new(name, &label, value, hint);
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
                aria-required=required.then_some("true")
                aria-invalid=control.invalid()
                aria-describedby=control.described_by()
            >
                {options}
            </select>
            <IconView icon=Icon::ChevronDown />
        </span>
    }
    .into_any();
    control.framed(label, required, inner)
}

/// A value of a [`RadioGroup`].
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: Words,
    /// What choosing it means; may be empty.
    pub hint: Words,
}

/// One of a few values, all in sight.
#[component]
pub fn RadioGroup(
    name: &'static str,
    #[prop(into)] label: Words,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
) -> impl IntoView {
    let control = Control::new(name, &label, value, hint);
    let choices = choices
        .into_iter()
        .enumerate()
        .map(|(i, choice)| {
            let is_chosen = choice.value == control.value;
            // The summary of what is wrong leads to the first.
            let id = (i == 0).then(|| control.id.clone());
            view! {
                <label class="check">
                    <input
                        type="radio"
                        id=id
                        name=control.html_name.clone()
                        value=choice.value
                        checked=is_chosen
                        aria-invalid=control.invalid()
                    />
                    <span>{choice.label}{small(choice.hint)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field choices" aria-describedby=control.described_by()>
            <legend>{label}</legend>
            {choices}
            {control.hint_view()}
            {control.error_view()}
        </fieldset>
    }
    .into_any()
}

/// Yes or no, as one of several things that a form says.
#[component]
pub fn CheckboxField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    boolean(name, label, hint, checked, "check", None)
}

/// On or off, as the one thing that matters here.
#[component]
pub fn SwitchField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    boolean(name, label, hint, checked, "switch", Some("switch"))
}

/// Sends `true`, or nothing at all.
fn boolean(
    name: &str,
    label: Words,
    hint: Option<Words>,
    checked: bool,
    class: &'static str,
    role: Option<&'static str>,
) -> AnyView {
    let control = Control::new(name, &label, None, None);
    let is_checked = match FormState::current() {
        Some(state) if state.is_answer() => state.typed(&control.html_name).is_some(),
        _ => checked,
    };
    view! {
        <div class="field">
            <label class=class>
                <input
                    type="checkbox"
                    role=role
                    id=control.id.clone()
                    name=control.html_name.clone()
                    value="true"
                    checked=is_checked
                    aria-invalid=control.invalid()
                    aria-describedby=control.described_by()
                />
                <span>{label}{hint.map(small)}</span>
            </label>
            {control.error_view()}
        </div>
    }
    .into_any()
}

fn small(hint: Words) -> impl IntoView {
    (!hint.is_empty()).then(|| view! { <small>{hint}</small> })
}
