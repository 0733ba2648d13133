//! Fields that are typed into: a label above, help below, the error under the control in words.

use leptos::{ev, prelude::*};

use super::{Words, control::Control, problem_words};
use crate::{error::Problem, facts::language, i18n::*};

/// One line of text.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] required: bool,
    /// At most so many characters. More can be typed, so that nothing pasted is cut silently.
    #[prop(optional)]
    max: Option<u32>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    let control = Control::new(name, &label, value, hint);
    let class = if mono { "input input-code" } else { "input" };
    let inner = view! {
        <input
            class=class
            type=kind
            id=control.id.clone()
            name=control.html_name.clone()
            value=control.value.clone()
            autocomplete=autocomplete
            aria-required=required.then_some("true")
            aria-invalid=control.invalid()
            aria-describedby=control.described_by()
            on:blur=length_check(&control, max)
        />
    }
    .into_any();
    control.framed(label, required, inner)
}

/// Text of several lines.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] required: bool,
    /// At most so many characters.
    #[prop(optional)]
    max: Option<u32>,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    let control = Control::new(name, &label, value, hint);
    let inner = view! {
        <textarea
            class="input"
            id=control.id.clone()
            name=control.html_name.clone()
            rows=rows
            aria-required=required.then_some("true")
            aria-invalid=control.invalid()
            aria-describedby=control.described_by()
            on:blur=length_check(&control, max)
            inner_html=escaped(&control.value)
        />
    }
    .into_any();
    control.framed(label, required, inner)
}

/// The text of a `<textarea>` as it stands in the page. Leptos writes what is inside of one as it
/// is; the parser of HTML knows references there, the end of the element, and drops a line break
/// at the beginning.
fn escaped(text: &str) -> String {
    let first = if text.starts_with(['\r', '\n']) {
        "\n"
    } else {
        ""
    };
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("{first}{text}")
}

/// Says that a text is too long as soon as its field is left.
fn length_check(control: &Control, max: Option<u32>) -> impl Fn(ev::FocusEvent) + 'static + use<> {
    let (l, local) = (language(), control.local);
    move |event| {
        let text = event_target_value(&event);
        let longest = max.filter(|max| text.chars().nth(*max as usize).is_some());
        local.set(longest.map(|max| problem_words(l, Problem::TooLong(max))));
    }
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
    let control = Control::new(name, &label, value, hint);
    let local = control.local;
    let check = move |event: ev::FocusEvent| local.set(json_error(l, &event_target_value(&event)));
    let inner = view! {
        <textarea
            class="input input-code"
            id=control.id.clone()
            name=control.html_name.clone()
            rows=8
            spellcheck="false"
            aria-invalid=control.invalid()
            aria-describedby=control.described_by()
            on:blur=check
            inner_html=escaped(&control.value)
        />
    }
    .into_any();
    control.framed(label, false, inner)
}

/// Where a text stops being JSON. Nothing at all is no error: the field is optional.
fn json_error(l: Locale, text: &str) -> Option<Words> {
    if text.trim().is_empty() {
        return None;
    }
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let (line, column) = (error.line(), error.column());
    Some(td_string!(l, ui.json_error, line = line, column = column).into())
}

/// A moment in UTC, to the minute.
#[component]
pub fn DateTimeField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
) -> impl IntoView {
    let control = Control::new(name, &label, value, hint);
    let inner = view! {
        <input
            class="input"
            type="datetime-local"
            id=control.id.clone()
            name=control.html_name.clone()
            value=control.value.clone()
            aria-invalid=control.invalid()
            aria-describedby=control.described_by()
        />
    }
    .into_any();
    control.framed(label, false, inner)
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
    let control = Control::new(name, &label, None, hint);
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
                aria-describedby=control.described_by()
            />
            <button
                type="button"
                class="btn btn-ghost btn-sm js-only"
                aria-controls=control.id.clone()
                on:click=move |_| is_shown.update(|shown| *shown = !*shown)
            >
                {move || if is_shown.get() { td_string!(l, ui.hide) } else { td_string!(l, ui.show) }}
            </button>
        </div>
    }
    .into_any();
    control.framed(label, true, inner)
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

    #[test]
    fn a_text_does_not_end_its_field() {
        assert_eq!(
            escaped("</textarea><i id=x> &lt; \"a\""),
            "&lt;/textarea&gt;&lt;i id=x&gt; &amp;lt; \"a\""
        );
        assert_eq!(escaped("\na\n"), "\n\na\n");
    }

    #[test]
    fn says_where_a_text_stops_being_json() {
        assert_eq!(json_error(Locale::en, " \n "), None);
        assert_eq!(json_error(Locale::en, r#"{"a": [1, "二"]}"#), None);
        let words = json_error(Locale::en, "{\n  \"theme\": dark\n}").unwrap();
        assert!(
            words.contains("line 2") && words.contains("column 12"),
            "{words}"
        );
    }
}
