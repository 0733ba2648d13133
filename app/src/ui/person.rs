//! People, by the first character of their name.

use leptos::prelude::*;

use super::Words;

/// The first character of a name, or a picture.
#[component]
pub fn Avatar(
    #[prop(into)] name: Words,
    #[prop(optional)] is_square: bool,
    #[prop(optional)] is_large: bool,
    #[prop(optional)] image: Option<String>,
) -> impl IntoView {
    let class = match (is_square, is_large) {
        (true, _) => "avatar avatar-square",
        (false, true) => "avatar avatar-lg",
        (false, false) => "avatar",
    };
    if let Some(image) = image {
        return view! { <img class=class src=image alt="" /> }.into_any();
    }
    let first = name.chars().next().map(String::from);
    view! { <span class=class aria-hidden="true">{first}</span> }.into_any()
}

/// Somebody: picture and name, a link where there is something to see.
#[component]
pub fn Who(
    #[prop(into)] name: Words,
    #[prop(optional, into)] href: Option<String>,
    #[prop(optional, into)] sub: Option<Words>,
) -> impl IntoView {
    let shown = match href {
        Some(href) => view! { <a class="link" href=href>{name.clone()}</a> }.into_any(),
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
