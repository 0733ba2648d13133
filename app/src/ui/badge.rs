//! States: always an icon and a word, never colour alone.

use leptos::prelude::*;
use maud::{Markup, html};

use super::{Icon, IconView, Words, icon_markup, inert};

/// What a state means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Mute,
    Ok,
    Run,
    Warn,
    Bad,
}

impl Tone {
    const fn icon(self) -> Icon {
        match self {
            Self::Mute => Icon::Dot,
            Self::Ok => Icon::Check,
            Self::Run => Icon::Running,
            Self::Warn => Icon::Warning,
            Self::Bad => Icon::Cross,
        }
    }

    const fn badge(self) -> &'static str {
        match self {
            Self::Mute => "badge",
            Self::Ok => "badge badge-ok",
            Self::Run => "badge badge-run",
            Self::Warn => "badge badge-warn",
            Self::Bad => "badge badge-bad",
        }
    }

    const fn notice(self) -> &'static str {
        match self {
            Self::Mute => "notice",
            Self::Ok => "notice notice-ok",
            Self::Run => "notice notice-run",
            Self::Warn => "notice notice-warn",
            Self::Bad => "notice notice-bad",
        }
    }
}

/// A state in one word, with the tone's own icon or another.
pub fn badge_markup(tone: Tone, label: &str, icon: Option<Icon>) -> Markup {
    html! {
        span class=(tone.badge()) {
            (icon_markup(icon.unwrap_or(tone.icon())))
            (label)
        }
    }
}

/// Shows a state.
#[component]
pub fn Badge(
    tone: Tone,
    #[prop(into)] label: Words,
    #[prop(optional)] icon: Option<Icon>,
) -> impl IntoView {
    inert(badge_markup(tone, &label, icon))
}

/// A word that somebody attached.
#[component]
pub fn Tag(#[prop(into)] label: Words) -> impl IntoView {
    inert(html! { span.tag { (label) } })
}

/// Something to be read before going on.
#[component]
pub fn Notice(tone: Tone, children: Children) -> impl IntoView {
    let icon = if tone == Tone::Mute {
        Icon::Info
    } else {
        tone.icon()
    };
    view! {
        <div class=tone.notice()>
            <IconView icon />
            <div>{children()}</div>
        </div>
    }
}
