//! `/kit`: every piece in every state, for developers and for the eye.

mod fields;
mod lists;
mod states;
mod words;

use leptos::prelude::*;

use self::{fields::KitFields, lists::KitLists, states::KitStates, words::KitWords};
use super::*;
use crate::{error::AppError, facts::Facts, moment::Moment};

crate::lazy_pages!(kit_pages, __preload_kit_pages: KitPage);

/// The kit; not found outside of development.
pub struct KitPage;

impl KitPage {
    pub fn data() -> Self {
        Self
    }

    pub fn view(_this: Self) -> AnyView {
        if use_context::<Facts>().is_some_and(|facts| facts.development) {
            view! { <Kit /> }.into_any()
        } else {
            view! { <ErrorState error=AppError::NotFound /> }.into_any()
        }
    }
}

#[component]
fn Kit() -> impl IntoView {
    // Some moment: a view reads no clock.
    let now = Moment(1_795_482_060_318);
    let state = view! { <Badge tone=Tone::Ok label="Ready" /> }.into_any();
    view! {
        <PageHead title="Kit" sub="Every piece in every state" state trail=vec![("Home".into(), "/".into())]>
            <LinkButton href="#" label="Plain" icon=Icon::Download />
            <LinkButton href="#" label="Ghost" tone=ButtonTone::Ghost />
            <LinkButton href="#" label="Danger" tone=ButtonTone::Danger icon=Icon::Trash />
            <LinkButton href="#" label="Primary" tone=ButtonTone::Primary icon=Icon::Plus />
        </PageHead>
        <Tabs label="Tabs" items=vec![
            Tab { label: "Overview".into(), href: "#".into(), is_current: true, count: None },
            Tab { label: "Members".into(), href: "#".into(), is_current: false, count: Some(12) },
        ] />
        <KitLists now />
        <Columns
            main=Box::new(move || view! { <KitFields /> <KitStates /> }.into_any())
            aside=Box::new(move || view! { <KitWords now /> }.into_any())
        />
    }
}
