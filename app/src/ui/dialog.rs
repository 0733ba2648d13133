//! Asking before something is done. A page asks in any browser; where a script runs, the button
//! that leads to the page opens the same question over the page one is on.

use leptos::prelude::*;

use super::{
    ButtonTone, Icon, IconView, Words, control::Control, find::open_dialog, problem_words,
};
use crate::{error::Problem, facts::language, i18n::*};

/// A field into which a name has to be typed before something is destroyed. It is checked on the
/// server; here it is said as soon as the field is left.
#[component]
pub fn TypedConfirm(name: &'static str, #[prop(into)] expected: String) -> impl IntoView {
    let l = language();
    let label: Words = td_string!(l, ui.type_to_confirm, name = expected.clone()).into();
    let control = Control::new(name, &label, None, None);
    let local = control.local;
    let check = move |event| {
        let typed = event_target_value(&event);
        let differs = !typed.is_empty() && typed.trim() != expected.trim();
        local.set(differs.then(|| problem_words(l, Problem::NameDiffers)));
    };
    let inner = view! {
        <input
            class="input"
            type="text"
            id=control.id.clone()
            name=control.html_name.clone()
            autocomplete="off"
            spellcheck="false"
            aria-required="true"
            aria-invalid=control.invalid()
            aria-describedby=control.described_by()
            on:blur=check
            // What is wrong goes as soon as somebody mends it: were it to go when the field is left,
            // the button below would move away from under the press that leaves it.
            on:input=move |_| local.set(None)
        />
    }
    .into_any();
    control.framed(label, true, inner)
}

/// A link to a page that asks; where a script runs it opens the [`Dialog`] of that id instead.
#[component]
pub fn DialogLink(
    dialog: &'static str,
    #[prop(into)] href: String,
    #[prop(into)] label: Words,
    #[prop(optional)] tone: ButtonTone,
    #[prop(optional)] icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <a
            class=tone.class(false)
            href=href
            data-by-code=""
            on:click=move |event| {
                if open_dialog(&format!("#{dialog}")) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        >
            {icon.map(|icon| view! { <IconView icon /> })}
            {label}
        </a>
    }
}

/// A question over the page. Escape and Cancel close it and give the focus back.
#[component]
pub fn Dialog(
    id: &'static str,
    #[prop(into)] title: Words,
    /// What will happen, and the form that does it.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let titled_by = title_id.clone();
    view! {
        <dialog class="dialog" id=id aria-labelledby=titled_by>
            <div class="ask">
                <h2 id=title_id>{title}</h2>
                {children()}
                <form method="dialog" class="form-acts">
                    <button class="btn">{td_string!(language(), ui.cancel)}</button>
                </form>
            </div>
        </dialog>
    }
}
