//! The search page: what the palette shows, for browsers without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Finding, find_anything};
use crate::{
    facts::language,
    i18n::*,
    list::ListQuery,
    paths,
    ui::{Badge, Card, Data, Empty, FilterBar, Lines, LoadedPart, PageHead, TextLink, Tone},
};

crate::lazy_pages!(search_pages, __preload_search_pages: SearchPage);

/// Everything by name.
pub struct SearchPage {
    query: Memo<ListQuery>,
    found: Data<Vec<Finding>>,
}

impl SearchPage {
    pub fn data() -> Self {
        let search = use_location().search;
        let query = Memo::new(move |_| ListQuery::parse(&search.get()));
        let words = move || query.get().search().unwrap_or_default().to_owned();
        Self {
            query,
            found: Data::new(words, find_anything),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let l = language();
        let query = this.query;
        view! {
            <PageHead title=td_string!(l, frame.search) />
            {move || view! { <FilterBar path=paths::SEARCH query=query.get() search_label=td_string!(l, frame.search) filters=Vec::new() /> }}
            <LoadedPart data=this.found view={|found: Vec<Finding>| view! { <Findings found /> }.into_any()} />
        }
        .into_any()
    }
}

#[component]
fn Findings(found: Vec<Finding>) -> impl IntoView {
    let l = language();
    if found.is_empty() {
        return view! { <Empty text=td_string!(l, frame.nothing_found) /> }.into_any();
    }
    let lines = found
        .into_iter()
        .map(|finding| {
            let name = match paths::entity(&finding.entity_type, finding.id.into()) {
                Some(href) => view! { <TextLink href label=finding.name /> }.into_any(),
                None => finding.name.into_any(),
            };
            view! {
                <li>
                    <Badge tone=Tone::Mute label=kind_words(l, &finding.entity_type) />
                    {name}
                </li>
            }
        })
        .collect_view();
    view! { <Card><Lines>{lines}</Lines></Card> }.into_any()
}

/// What kind of thing it is, in a word.
pub fn kind_words(l: Locale, entity_type: &str) -> &'static str {
    match entity_type {
        "organization" => td_string!(l, frame.organization),
        _ => td_string!(l, frame.user),
    }
}
