//! People, by the first character of their name.

use leptos::prelude::*;
use maud::{Markup, html};

use super::{TextLink, Words, inert};

/// The first character of a name, or a picture.
#[component]
pub fn Avatar(
    #[prop(into)] name: Words,
    #[prop(optional)] is_square: bool,
    #[prop(optional)] is_large: bool,
    #[prop(optional)] image: Option<String>,
) -> impl IntoView {
    let class = class_of(is_square, is_large);
    inert(match image {
        Some(image) => html! { img class=(class) src=(image) alt=""; },
        None => first_of(&name, class),
    })
}

/// The first character of a name; in a square of an organization, in a circle of a person.
pub fn avatar_markup(name: &str, is_square: bool) -> Markup {
    first_of(name, class_of(is_square, false))
}

const fn class_of(is_square: bool, is_large: bool) -> &'static str {
    match (is_square, is_large) {
        (true, _) => "avatar avatar-square",
        (false, true) => "avatar avatar-lg",
        (false, false) => "avatar",
    }
}

fn first_of(name: &str, class: &str) -> Markup {
    html! {
        span class=(class) aria-hidden="true" {
            @if let Some(first) = name.chars().next() { (first) }
        }
    }
}

/// Somebody: picture and name, a link where there is something to see.
#[component]
pub fn Who(
    #[prop(into)] name: Words,
    #[prop(optional, into)] href: Option<String>,
    #[prop(optional, into)] sub: Option<Words>,
) -> impl IntoView {
    let shown = match href {
        Some(href) => view! { <TextLink href label=name.clone() /> }.into_any(),
        None => view! { <span>{name.clone()}</span> }.into_any(),
    };
    view! {
        <span class="who">
            <Avatar name />
            {shown}
            {sub.map(|sub| view! { <span class="hint">{sub}</span> })}
        </span>
    }
}
