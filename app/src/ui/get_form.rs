//! Forms that only ask: what they are filled with becomes the address of the answer.

use leptos::prelude::*;

use super::{ButtonTone, Icon, IconView, Words, search::submit_in_place};

/// A form whose fields become the address at `path`.
#[component]
pub fn GetForm(
    #[prop(into)] path: String,
    /// Names and values that the form carries.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    children: Children,
) -> impl IntoView {
    let in_place = submit_in_place();
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! { <form class="form get-form" method="get" action=path data-in-place="" on:submit=in_place>{hidden}{children()}</form> }
}

/// The button of such a form.
#[component]
pub fn SubmitPlain(
    #[prop(into)] label: Words,
    #[prop(optional)] tone: ButtonTone,
) -> impl IntoView {
    view! { <button class=tone.class(false)>{label}</button> }
}

/// One line of text.
#[component]
pub fn PlainText(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<Words>,
) -> impl IntoView {
    let (id, hint_id) = (format!("ask-{name}"), format!("ask-{name}-hint"));
    let described_by = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input class="input" id=id name=name value=value maxlength="200" autocomplete="off" aria-describedby=described_by />
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

/// One of several values.
#[component]
pub fn PlainSelect(
    name: &'static str,
    #[prop(into)] label: Words,
    options: Vec<(String, Words)>,
    #[prop(optional, into)] value: String,
    /// Where a page asks the same twice.
    #[prop(optional)]
    is_second: bool,
) -> impl IntoView {
    let id = format!("ask-{name}{}", if is_second { "-2" } else { "" });
    let options = options
        .into_iter()
        .map(|(option, words)| {
            let is_chosen = option == value;
            view! { <option value=option selected=is_chosen>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <span class="select">
                <select class="input" id=id name=name>{options}</select>
                <IconView icon=Icon::ChevronDown />
            </span>
        </div>
    }
}
