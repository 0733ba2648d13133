//! The end of an organization: what would go with it, and the name typed to confirm.

use leptos::{prelude::*, server_fn::ServerFn};

use super::id_of_address;
use crate::{
    auth::organizations::{DeleteOrganization, Organization, get_organization},
    error::{AppError, Usage},
    facts::{language, may},
    i18n::*,
    paths,
    permission::Permission,
    ui::{
        ButtonTone, CancelLink, Card, Data, ErrorState, ErrorSummary, FormActions, FormShell,
        HiddenField, Icon, LinkButton, Loaded, Notice, PageHead, Submit, Tone, TypedConfirm,
    },
    usage::UsageLines,
};

/// Asks before an organization is deleted.
pub struct DeleteOrganizationPage {
    organization: Data<Organization>,
}

impl DeleteOrganizationPage {
    pub fn data() -> Self {
        let id = id_of_address();
        Self {
            organization: Data::new(move || id.get(), get_organization),
        }
    }

    pub fn view(this: Self) -> AnyView {
        if !may(Permission::DeleteOrganization) {
            return view! { <ErrorState error=AppError::NotFound /> }.into_any();
        }
        view! { <Loaded data=this.organization view=|organization| asked(organization).into_any() /> }
            .into_any()
    }
}

fn asked(organization: Organization) -> impl IntoView {
    let l = language();
    let Organization {
        id, name, usages, ..
    } = organization;
    let title = td_string!(l, organizations.delete_title, name = name.clone());
    let trail = vec![
        (
            td_string!(l, organizations.title).into(),
            paths::ORGANIZATIONS.to_owned(),
        ),
        (name.clone().into(), paths::organization(id)),
    ];
    let body = if usages.is_empty() {
        view! { <Confirmation id name /> }.into_any()
    } else {
        view! { <Refusal id name usages /> }.into_any()
    };
    view! {
        <PageHead title trail />
        {body}
    }
}

/// Nothing refers to it: the name, typed, deletes it.
#[component]
fn Confirmation(id: i32, name: String) -> impl IntoView {
    let l = language();
    let action = DeleteOrganization::url();
    view! {
        <FormShell action>
            <ErrorSummary />
            <p>{td_string!(l, organizations.delete_affects)}</p>
            <HiddenField name="form[id]" value=id.to_string() />
            <TypedConfirm name="name" expected=name />
            <FormActions>
                <Submit label=td_string!(l, organizations.delete_for_good) tone=ButtonTone::DangerPrimary icon=Icon::Trash />
                <CancelLink href=paths::organization(id) />
            </FormActions>
        </FormShell>
    }
}

/// Something refers to it: what, how much, and what can be done instead.
#[component]
fn Refusal(id: i32, name: String, usages: Vec<Usage>) -> impl IntoView {
    let l = language();
    let back = td_string!(l, organizations.back, name = name.clone());
    view! {
        <Notice tone=Tone::Warn>
            <p>{td_string!(l, organizations.delete_refused, name)}</p>
            <p>{td_string!(l, organizations.delete_instead)}</p>
        </Notice>
        <Card title=td_string!(l, organizations.depends)><UsageLines usages /></Card>
        <FormActions><LinkButton href=paths::organization(id) label=back tone=ButtonTone::Primary /></FormActions>
    }
}
