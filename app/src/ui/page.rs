//! The head of a page: its title, what it says in one line, what can be done; and its tabs.

use leptos::{html::H1, prelude::*};
use leptos_meta::Title;
use maud::html;

use super::{Words, announce::announce, inert};
use crate::{facts::language, i18n::*};

/// Names the document, as the browser's tab and a screen reader say it.
#[component]
pub fn DocumentTitle(#[prop(into)] title: Words) -> impl IntoView {
    view! { <Title text=title.into_owned() /> }
}

/// Title, one sentence, state and actions. The only `h1` of a page: on arriving there the focus
/// moves to it.
#[component]
pub fn PageHead(
    #[prop(into)] title: Words,
    /// One sentence below the title.
    #[prop(optional, into)]
    sub: Option<Words>,
    /// A badge beside the title.
    #[prop(optional)]
    state: Option<AnyView>,
    /// Where this page stands: names and addresses of the pages above it.
    #[prop(optional)]
    trail: Vec<(Words, String)>,
    /// Actions, the primary one last.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    announce(heading);
    let trail = inert(html! {
        nav.crumbs aria-label=(td_string!(language(), ui.trail)) {
            ol {
                @for (words, href) in trail { li { a href=(href) { (words) } } }
                li { span aria-current="page" { (title) } }
            }
        }
    });
    view! {
        <DocumentTitle title=title.clone() />
        <div class="head">
            <div>
                {trail}
                <h1 tabindex="-1" node_ref=heading>{title}{state.map(|state| view! { " " {state} })}</h1>
                {sub.filter(|sub| !sub.is_empty()).map(|sub| view! { <p>{sub}</p> })}
            </div>
            {children.map(|children| view! { <div class="acts">{children()}</div> })}
        </div>
    }
}

/// One tab: a page of its own.
#[derive(Clone, Debug)]
pub struct Tab {
    pub label: Words,
    pub href: String,
    pub is_current: bool,
    pub count: Option<i64>,
}

/// Tabs are links: each has its address.
#[component]
pub fn Tabs(items: Vec<Tab>, #[prop(into)] label: Words) -> impl IntoView {
    inert(html! {
        nav.tabs aria-label=(label) {
            @for tab in items {
                a href=(tab.href) aria-current=[tab.is_current.then_some("page")] {
                    (tab.label)
                    @if let Some(count) = tab.count { span.count { (count) } }
                }
            }
        }
    })
}
