//! Buttons and links that look like them. A button says its verb, is never disabled, and is busy
//! while it works.

use leptos::prelude::*;
use maud::{Markup, html};

use super::{FormShell, FormState, Icon, IconView, Words, icon_markup, inert};
use crate::{facts::language, i18n::*};

/// How much a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonTone {
    #[default]
    Plain,
    Primary,
    Ghost,
    /// Leads to what cannot be taken back.
    Danger,
    /// Does what cannot be taken back: the last button of a question.
    DangerPrimary,
}

impl ButtonTone {
    /// The classes of a button; wide ones fill their line.
    pub const fn class(self, is_wide: bool) -> &'static str {
        match (self, is_wide) {
            (Self::Plain, _) => "btn",
            (Self::Primary, false) => "btn btn-primary",
            (Self::Primary, true) => "btn btn-primary btn-wide",
            (Self::Ghost, _) => "btn btn-ghost",
            (Self::Danger, _) => "btn btn-danger",
            (Self::DangerPrimary, _) => "btn btn-primary btn-danger",
        }
    }
}

/// Sends the form around it.
#[component]
pub fn Submit(
    #[prop(into)] label: Words,
    #[prop(default = ButtonTone::Primary)] tone: ButtonTone,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] is_wide: bool,
) -> impl IntoView {
    submit(label, tone, icon, is_wide)
}

fn submit(label: Words, tone: ButtonTone, icon: Option<Icon>, is_wide: bool) -> AnyView {
    let pending = FormState::current().map(|state| state.is_pending);
    let is_busy = move || {
        pending
            .is_some_and(|pending| pending.get())
            .then_some("true")
    };
    view! {
        <button type="submit" class=tone.class(is_wide) aria-busy=is_busy>
            {icon.map(|icon| view! { <IconView icon /> })}
            {label}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(into)] label: Words,
    #[prop(optional)] tone: ButtonTone,
    #[prop(optional)] icon: Option<Icon>,
    /// Name for the keyboard: `create` is pressed by `c`, `edit` by `e`.
    #[prop(optional)]
    shortcut: Option<&'static str>,
    /// A file: the browser fetches it, the router does not.
    #[prop(optional)]
    is_download: bool,
) -> impl IntoView {
    inert(html! {
        a
            class=(tone.class(false))
            href=(href)
            data-shortcut=[shortcut]
            download=[is_download.then_some("")]
            rel=[is_download.then_some("external")]
        {
            @if let Some(icon) = icon { (icon_markup(icon)) }
            (label)
        }
    })
}

/// The same in a row of a table.
pub fn link_markup(href: &str, label: &str) -> Markup {
    html! { a class=(ButtonTone::Plain.class(false)) href=(href) { (label) } }
}

/// Leaves a form without sending it.
#[component]
pub fn CancelLink(#[prop(into)] href: String) -> impl IntoView {
    view! { <LinkButton href label=td_string!(language(), ui.cancel) tone=ButtonTone::Ghost /> }
}

/// A verb as a form of one button.
#[component]
pub fn ActionButton(
    /// The address of the server function that does it.
    action: &'static str,
    #[prop(into)] label: Words,
    /// Names and values that the form carries.
    hidden: Vec<(&'static str, String)>,
    #[prop(optional)] tone: ButtonTone,
    #[prop(optional)] icon: Option<Icon>,
) -> impl IntoView {
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <FormShell action class="act">
            {hidden}
            {submit(label, tone, icon, false)}
        </FormShell>
    }
}
