//! Fields that are typed into: a label above, help below, the error under the control in words.

use leptos::{ev, html::Textarea, prelude::*};

use super::{
    JsonDifference, Words,
    control::Control,
    json::{json_error, laid_out},
    problem_words,
};
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

/// A JSON document; its syntax is checked when the field is left. Below it stands what would change
/// of `value`, which is what is saved: as one types, and where a form comes back with an error.
#[component]
pub fn JsonField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] hint: Option<Words>,
) -> impl IntoView {
    let l = language();
    let saved = value.clone().unwrap_or_default();
    let control = Control::new(name, &label, value, hint);
    let local = control.local;
    let check = move |event: ev::FocusEvent| local.set(json_error(l, &event_target_value(&event)));
    let text = RwSignal::new(control.value.clone());
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        // A browser that comes back to the page fills in what was typed before.
        if let Some(field) = field.get() {
            text.set(field.value());
        }
    });
    let lay_out = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let typed = field.value();
        local.set(json_error(l, &typed));
        if let Some(laid) = laid_out(&typed).filter(|laid| *laid != typed) {
            field.set_value(&laid);
            typed_into(&field);
        }
    };
    let inner = view! {
        <textarea
            class="input input-code"
            id=control.id.clone()
            name=control.html_name.clone()
            node_ref=field
            rows=8
            on:input=move |event| text.set(event_target_value(&event))
            spellcheck="false"
            aria-invalid=control.invalid()
            aria-describedby=control.described_by()
            on:blur=check
            inner_html=escaped(&control.value)
        />
    }
    .into_any();
    let below = view! {
        {inner}
        <JsonDifference saved text />
        <div class="row js-only">
            <button type="button" class="btn btn-sm" data-by-code="" on:click=lay_out>
                {td_string!(l, ui.lay_out)}
            </button>
        </div>
    }
    .into_any();
    control.framed(label, false, below)
}

/// Tells the form around that a script typed into a field, as it would hear of a person's typing.
fn typed_into(field: &web_sys::Element) {
    if let Ok(event) = web_sys::Event::new("input") {
        event.init_event_with_bubbles("input", true);
        let _ = field.dispatch_event(&event);
    }
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
                data-by-code=""
                aria-controls=control.id.clone()
                on:click=move |_| is_shown.update(|shown| *shown = !*shown)
            >
                {move || if is_shown.get() { td_string!(l, ui.hide) } else { td_string!(l, ui.show) }}
                // Seen beside its field, heard alone.
                <span class="sr">" " {label.clone()}</span>
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
}
