//! The explainer: may somebody do something, and why?

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::explanation::Answer;
use crate::{
    auth::permissions::{Explained, Named, explain},
    facts::{Facts, language, may},
    i18n::*,
    list::ListQuery,
    paths,
    permission::{Permission, words::permission_words},
    ui::{
        ButtonTone, Card, Data, FormActions, GetForm, Lines, LinkButton, Loaded, PageHead,
        PlainSelect, PlainText, SubmitPlain, Words,
    },
};

/// The explainer.
pub struct ExplainPage {
    explained: Data<Explained>,
}

impl ExplainPage {
    pub fn data() -> Self {
        let search = use_location().search;
        Self {
            explained: Data::new(move || search.get(), explain),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let l = language();
        let search = use_location().search;
        view! {
            <PageHead title=td_string!(l, access.explain_title) sub=td_string!(l, access.explain_sub) />
            {move || view! { <Question query=ListQuery::parse(&search.read()) /> }}
            <Loaded data=this.explained view=move |explained| {
                answered(explained, ListQuery::parse(&search.read_untracked())).into_any()
            } />
        }
        .into_any()
    }
}

/// Who, what, and to which object.
#[component]
fn Question(query: ListQuery) -> impl IntoView {
    let l = language();
    let own = use_context::<Facts>()
        .and_then(|facts| facts.person)
        .map(|person| person.username)
        .unwrap_or_default();
    let who = query.get("who").map_or(own, str::to_owned);
    let chosen = query.get("permission").unwrap_or_default().to_owned();
    let object = query.get("object").unwrap_or_default().to_owned();
    let options: Vec<(String, Words)> = Permission::ALL
        .iter()
        .map(|permission| {
            let words = permission_words(l, *permission);
            (permission.codename().to_owned(), words.into())
        })
        .collect();
    let turned = Permission::parse(&chosen)
        .filter(|_| may(Permission::ViewPermission) || !object.is_empty())
        .map(|permission| {
            let href = holders_of(permission, &object);
            view! { <LinkButton href label=td_string!(l, access.who_may) /> }
        });
    view! {
        <GetForm path=paths::PERMISSIONS>
            <PlainText name="who" label=td_string!(l, access.who) value=who hint=td_string!(l, access.who_hint) />
            <PlainSelect name="permission" label=td_string!(l, access.permission) options value=chosen />
            <PlainText name="object" label=td_string!(l, access.object) value=object hint=td_string!(l, access.object_hint) />
            <FormActions>
                <SubmitPlain label=td_string!(l, access.explain) tone=ButtonTone::Primary />
                {turned}
            </FormActions>
        </GetForm>
    }
}

/// The page of everybody who may do it.
fn holders_of(permission: Permission, object: &str) -> String {
    let query = ListQuery::default().with("permission", permission.codename());
    let query = query.with("object", object);
    format!("{}{}", paths::HOLDERS, query.to_search())
}

fn answered(explained: Explained, query: ListQuery) -> impl IntoView {
    match explained {
        Explained::Nothing => ().into_any(),
        Explained::WhoIsMeant(people) => view! { <Meant people query /> }.into_any(),
        Explained::Answer(explanation) => view! { <Answer explanation=*explanation /> }.into_any(),
    }
}

/// People who could be meant, each a link to the same question about them.
#[component]
fn Meant(people: Vec<(Named, String)>, query: ListQuery) -> impl IntoView {
    let l = language();
    if people.is_empty() {
        return view! { <p class="dim">{td_string!(l, access.nobody_meant)}</p> }.into_any();
    }
    let lines = people
        .into_iter()
        .map(|(person, username)| {
            let href = format!("{}{}", paths::PERMISSIONS, query.with("who", &username).to_search());
            view! { <li><a class="link" href=href>{person.name}</a><span class="dim">{username}</span></li> }
        })
        .collect_view();
    view! { <Card title=td_string!(l, access.who_is_meant)><Lines>{lines}</Lines></Card> }
        .into_any()
}
