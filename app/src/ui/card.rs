//! Cards and the plain lists of facts inside them. A card never stands in a card.

use leptos::{html::H2, prelude::*};

use super::Words;

/// One thing and what belongs to it.
#[component]
pub fn Card(
    #[prop(optional, into)] title: Option<Words>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] actions: Option<AnyView>,
    /// The heading, where the focus is moved to it.
    #[prop(optional)]
    heading: Option<NodeRef<H2>>,
    children: Children,
) -> impl IntoView {
    let head = title.map(|title| {
        let heading = match heading {
            Some(heading) => view! { <h2 tabindex="-1" node_ref=heading>{title}</h2> }.into_any(),
            None => view! { <h2>{title}</h2> }.into_any(),
        };
        view! {
            <div class="card-head">
                {heading}
                {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
                <span class="spacer"></span>
                {actions}
            </div>
        }
    });
    view! { <section class="card">{head}{children()}</section> }
}

/// Text inside a card.
#[component]
pub fn CardBody(children: Children) -> impl IntoView {
    view! { <div class="card-body">{children()}</div> }
}

/// Two columns: what the page is about, and what stands beside it.
#[component]
pub fn Columns(
    main: Children,
    aside: Children,
    /// A wider aside, for what is open beside a list; a narrow screen shows one of the two.
    #[prop(optional)]
    is_half: bool,
) -> impl IntoView {
    view! {
        <div class=if is_half { "cols cols-half" } else { "cols" }>
            <div class="stack">{main()}</div>
            <aside class="stack">{aside()}</aside>
        </div>
    }
}

/// Terms and what they are.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One term and what it is; nothing is an em dash.
#[component]
pub fn Fact(#[prop(into)] term: Words, children: Children) -> impl IntoView {
    view! { <dt>{term}</dt><dd>{children()}</dd> }
}

/// A fact that is a piece of text, or nothing.
#[component]
pub fn TextFact(#[prop(into)] term: Words, value: Option<String>) -> impl IntoView {
    let value = value
        .filter(|value| !value.is_empty())
        .unwrap_or_else(|| "—".to_owned());
    view! { <dt>{term}</dt><dd>{value}</dd> }
}

/// Lines of a card that are not a table.
#[component]
pub fn Lines(children: Children) -> impl IntoView {
    view! { <ul class="lines">{children()}</ul> }
}
