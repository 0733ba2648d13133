//! The question before something is taken away: what, who would lose by it, and the button.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::{LossCard, search_of};
use crate::{
    auth::permissions::{Grantee, Removal, TakeAway, Taken, get_removal},
    facts::language,
    i18n::*,
    paths,
    permission::words::permission_words,
    ui::{
        ButtonTone, CancelLink, Card, Data, ErrorSummary, FormActions, FormShell, HiddenField,
        Lines, Loaded, PageHead, Submit,
    },
};

/// Asks before something is taken away.
pub struct RemovalPage {
    removal: Data<Removal>,
}

impl RemovalPage {
    pub fn data() -> Self {
        let search = search_of(paths::REMOVAL);
        Self {
            removal: Data::new(move || search.get(), get_removal),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <Loaded data=this.removal view=move |removal| {
                ask(removal, search.get_untracked()).into_any()
            } />
        }
        .into_any()
    }
}

fn ask(removal: Removal, search: String) -> impl IntoView {
    let l = language();
    let comma = td_string!(l, access.comma);
    let (title, lines): (String, Vec<String>) = match removal.what {
        Taken::Members { group, people } => (
            td_string!(l, access.remove_members, name = group.name),
            people.into_iter().map(|person| person.name).collect(),
        ),
        Taken::FromGroup { group, permissions } => (
            td_string!(l, access.take_from, name = group.name),
            permissions
                .into_iter()
                .map(|permission| permission_words(l, permission))
                .collect(),
        ),
        Taken::FromPerson {
            person,
            permissions,
        } => (
            td_string!(l, access.take_from, name = person.name),
            permissions
                .into_iter()
                .map(|permission| permission_words(l, permission))
                .collect(),
        ),
        Taken::Shares(shares) => (
            td_string!(l, access.stop_sharing).to_owned(),
            shares
                .into_iter()
                .map(|(grantee, permission, object)| {
                    let (Grantee::Person(with) | Grantee::Group(with)) = grantee;
                    [object, permission_words(l, permission), with.name].join(comma)
                })
                .collect(),
        ),
    };
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        <PageHead title />
        <Card title=td_string!(l, access.what)><Lines>{lines}</Lines></Card>
        <LossCard loss=removal.loss />
        <FormShell action=TakeAway::url() class="ask">
            <ErrorSummary />
            <HiddenField name="form[search]" value=search />
            <FormActions>
                <Submit label=td_string!(l, access.take_away) tone=ButtonTone::DangerPrimary />
                <CancelLink href=removal.back />
            </FormActions>
        </FormShell>
    }
}
