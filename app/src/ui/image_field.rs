//! A field for a small image. A browser's script reads the file and sends it inside the form, as an
//! address that holds it (RFC 2397); without a script there is nothing to choose with.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{FileReader, HtmlInputElement};

use super::{Avatar, FormState, Icon, IconView, Words, id_of, problem_words};
use crate::{error::Problem, facts::language};

/// An image of at most `max_bytes`, sent as `form[name]`; empty where none was chosen.
#[component]
pub fn ImageField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(into)] hint: Words,
    /// Whose image it is: shown by the first character where there is none.
    #[prop(into)]
    of: Words,
    /// The image there is.
    image: Option<String>,
    max_bytes: u32,
) -> impl IntoView {
    let l = language();
    let html_name = format!("form[{name}]");
    let id = id_of(&html_name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = format!("{hint_id} {error_id}");
    let state = FormState::current();
    let typed = state
        .as_ref()
        .and_then(|state| state.typed(&html_name))
        .unwrap_or_default();
    let chosen = RwSignal::new(typed);
    let is_refused = RwSignal::new(false);
    let watched = html_name.clone();
    let error = move || {
        let sent = state.as_ref().and_then(|state| state.problem_of(&watched));
        let problem = sent
            .map(|error| error.problem)
            .filter(|_| !chosen.read().is_empty());
        problem.or_else(|| is_refused.get().then_some(Problem::NotAnImage))
    };
    let shown = move || {
        let chosen = chosen.get();
        let image = if chosen.is_empty() {
            image.clone()
        } else {
            Some(chosen)
        };
        match image {
            Some(image) => view! { <Avatar name=of.clone() image is_large=true /> }.into_any(),
            None => view! { <Avatar name=of.clone() is_large=true /> }.into_any(),
        }
    };
    view! {
        <div class="field js-only">
            <label for=id.clone()>{label}</label>
            <div class="row">
                {shown}
                <input
                    type="file"
                    class="input"
                    id=id
                    accept="image/png,image/jpeg,image/webp"
                    aria-describedby=described_by
                    on:change=move |event| read(&event, max_bytes, chosen, is_refused)
                />
                <input type="hidden" name=html_name prop:value=chosen value=chosen.get_untracked() />
            </div>
            <p class="field-hint" id=hint_id>{hint}</p>
            <p class="field-error" id=error_id role="status">
                {move || error().map(|problem| view! {
                    <IconView icon=Icon::Warning />
                    <span>{problem_words(l, problem)}</span>
                })}
            </p>
        </div>
    }
}

/// Reads the chosen file, unless it is too large.
fn read(event: &ev::Event, max_bytes: u32, chosen: RwSignal<String>, is_refused: RwSignal<bool>) {
    chosen.set(String::new());
    is_refused.set(false);
    let files = event_target::<HtmlInputElement>(event).files();
    let Some(file) = files.and_then(|files| files.get(0)) else {
        return;
    };
    if file.size() > f64::from(max_bytes) {
        is_refused.set(true);
        return;
    }
    let Ok(reader) = FileReader::new() else {
        return;
    };
    let done = reader.clone();
    let on_load = Closure::once_into_js(move || {
        if let Some(address) = done.result().ok().and_then(|result| result.as_string()) {
            chosen.set(address);
        }
    });
    reader.set_onload(Some(on_load.unchecked_ref()));
    if reader.read_as_data_url(&file).is_err() {
        is_refused.set(true);
    }
}
