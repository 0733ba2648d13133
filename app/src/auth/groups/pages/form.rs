//! The form of a group: a new one, or a change.

use leptos::{prelude::*, server_fn::ServerFn};

use super::id_of_address;
use crate::{
    auth::groups::{GroupFormPage, SaveGroup, get_group_form},
    facts::language,
    i18n::*,
    paths,
    ui::{
        CancelLink, Data, ErrorSummary, FormActions, FormShell, HiddenField, Loaded, PageHead,
        SelectField, Submit, TextArea, TextField, Words,
    },
};

type Loading = Data<GroupFormPage>;

/// A new group.
pub struct NewGroupPage {
    page: Loading,
}

impl NewGroupPage {
    pub fn data() -> Self {
        Self {
            page: Data::new(|| (), |()| get_group_form(None)),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.page view=form /> }.into_any()
    }
}

/// A change of a group.
pub struct EditGroupPage {
    page: Loading,
}

impl EditGroupPage {
    pub fn data() -> Self {
        let id = id_of_address();
        Self {
            page: Data::new(move || id.get(), |id| get_group_form(Some(id))),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.page view=form /> }.into_any()
    }
}

fn form(page: GroupFormPage) -> AnyView {
    let l = language();
    let GroupFormPage {
        form,
        organizations,
    } = page;
    let id = form.id;
    let mut trail: Vec<(Words, String)> =
        vec![(td_string!(l, groups.title).into(), paths::GROUPS.to_owned())];
    let (title, verb, back) = match id {
        None => (
            td_string!(l, groups.new).to_owned(),
            td_string!(l, groups.create),
            paths::GROUPS.to_owned(),
        ),
        Some(id) => {
            trail.push((form.name.clone().into(), paths::group(id)));
            (
                td_string!(l, groups.edit_title, name = form.name.clone()),
                td_string!(l, groups.save),
                paths::group(id),
            )
        }
    };
    let organization = (!organizations.is_empty()).then(|| {
        let options: Vec<(String, Words)> = std::iter::once((String::new(), td_string!(l, groups.choose).into()))
            .chain(organizations.into_iter().map(|(id, name)| (id.to_string(), name.into())))
            .collect();
        view! { <SelectField name="organization_id" label=td_string!(l, groups.organization) options required=true /> }
    });
    view! {
        <PageHead title trail />
        <FormShell action=SaveGroup::url()>
            <ErrorSummary />
            {id.map(|id| view! {
                <HiddenField name="form[id]" value=id.to_string() />
                <HiddenField name="form[updated_at]" value=form.updated_at.0.to_string() />
            })}
            <TextField name="name" label=td_string!(l, groups.name) value=form.name required=true max=150 hint=td_string!(l, groups.name_hint) autocomplete="off" />
            {organization}
            <TextArea name="description" label=td_string!(l, groups.description) value=form.description rows=4 hint=td_string!(l, groups.description_hint) max=10_000 />
            <FormActions><Submit label=verb /><CancelLink href=back /></FormActions>
        </FormShell>
    }
    .into_any()
}
