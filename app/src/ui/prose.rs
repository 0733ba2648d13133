//! Text by what it is worth: secondary, a hint, a way to somewhere else, code.

use leptos::prelude::*;
use maud::html;

use super::{Words, inert};

/// Secondary text: read, but after everything else.
#[component]
pub fn Dim(children: Children) -> impl IntoView {
    view! { <span class="dim">{children()}</span> }
}

/// A hint: for whoever wonders.
#[component]
pub fn Hint(children: Children) -> impl IntoView {
    view! { <span class="hint">{children()}</span> }
}

/// A link within text or a list.
#[component]
pub fn TextLink(#[prop(into)] href: String, #[prop(into)] label: Words) -> impl IntoView {
    inert(html! { a.link href=(href) { (label) } })
}

/// A key, a number or an address among words.
#[component]
pub fn Mono(children: Children) -> impl IntoView {
    view! { <span class="mono">{children()}</span> }
}

/// Code of several lines. It wraps, and what is long scrolls inside itself, by the keyboard too.
#[component]
pub fn Code(
    /// What it is, for a screen reader.
    #[prop(into)]
    label: Words,
    #[prop(into)] text: String,
) -> impl IntoView {
    view! {
        <pre class="code" role="region" aria-label=label tabindex="0"><code>{text}</code></pre>
    }
}
