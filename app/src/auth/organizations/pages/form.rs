//! The form of an organization: a new one, or a change.

use leptos::{prelude::*, server_fn::ServerFn};

use super::id_of_address;
use crate::{
    auth::organizations::{Organization, SaveOrganization, get_organization},
    error::AppError,
    facts::{language, may},
    i18n::*,
    paths,
    permission::Permission,
    ui::{
        CancelLink, Data, ErrorState, ErrorSummary, FormActions, FormShell, HiddenField, JsonField,
        Loaded, PageHead, Submit, TextArea, TextField,
    },
};

/// An example of settings, the same in every language.
const EXAMPLE: &str = r#"{"language": "zh-CN", "timezone": "Asia/Shanghai"}"#;

/// A new organization.
pub struct NewOrganizationPage;

impl NewOrganizationPage {
    pub fn data() -> Self {
        Self
    }

    pub fn view(_this: Self) -> AnyView {
        let l = language();
        if !may(Permission::AddOrganization) {
            return view! { <ErrorState error=AppError::NotFound /> }.into_any();
        }
        view! {
            <PageHead
                title=td_string!(l, organizations.new_title)
                sub=td_string!(l, organizations.new_sub)
                trail=vec![(td_string!(l, organizations.title).into(), paths::ORGANIZATIONS.to_owned())]
            />
            <Form />
        }
        .into_any()
    }
}

/// A change of an organization.
pub struct EditOrganizationPage {
    organization: Data<Organization>,
}

impl EditOrganizationPage {
    pub fn data() -> Self {
        let id = id_of_address();
        Self {
            organization: Data::new(move || id.get(), get_organization),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! {
            <Loaded data=this.organization view=|organization| {
                let l = language();
                let title = td_string!(l, organizations.edit_title, name = organization.name.clone());
                let trail = vec![
                    (td_string!(l, organizations.title).into(), paths::ORGANIZATIONS.to_owned()),
                    (organization.name.clone().into(), paths::organization(organization.id)),
                ];
                view! {
                    <PageHead title trail />
                    <Form organization />
                }
                .into_any()
            } />
        }
        .into_any()
    }
}

#[component]
fn Form(#[prop(optional)] organization: Option<Organization>) -> impl IntoView {
    let l = language();
    let (submit, back) = match &organization {
        None => (
            td_string!(l, organizations.create),
            paths::ORGANIZATIONS.to_owned(),
        ),
        Some(known) => (
            td_string!(l, organizations.save),
            paths::organization(known.id),
        ),
    };
    let hidden = organization.as_ref().map(|known| {
        view! {
            <HiddenField name="form[id]" value=known.id.to_string() />
            <HiddenField name="form[updated_at]" value=known.updated_at.0.to_string() />
        }
    });
    let (name, description, settings) = organization
        .map(|known| {
            (
                known.name,
                known.description,
                known.settings.unwrap_or_default(),
            )
        })
        .unwrap_or_default();
    let example = EXAMPLE;
    let action = SaveOrganization::url();
    view! {
        <FormShell action>
            <ErrorSummary />
            {hidden}
            <TextField name="name" label=td_string!(l, organizations.name) value=name required=true max=200 hint=td_string!(l, organizations.name_hint) autocomplete="off" />
            <TextArea name="description" label=td_string!(l, organizations.description) value=description rows=4 hint=td_string!(l, organizations.description_hint) />
            <JsonField name="settings" label=td_string!(l, organizations.settings) value=settings hint=td_string!(l, organizations.settings_hint, example) />
            <FormActions><Submit label=submit /><CancelLink href=back /></FormActions>
        </FormShell>
    }
}
