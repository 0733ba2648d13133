//! The forms of people: somebody new, who is invited, and somebody there is.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::id_of_address;
use crate::{
    auth::users::{SaveUser, UserFormPage, get_user_form},
    facts::language,
    i18n::*,
    list::ListQuery,
    paths,
    ui::{
        CancelLink, CheckboxField, Data, ErrorSummary, FormActions, FormShell, HiddenField, Hint,
        Loaded, PageHead, SearchField, SelectField, Submit, TextArea, TextField, Words,
    },
};

type Loading = Data<UserFormPage>;

/// The organization that is sought among more than a list can hold.
fn sought() -> Memo<Option<String>> {
    let search = use_location().search;
    Memo::new(move |_| ListQuery::parse(&search.get()).search().map(str::to_owned))
}

/// The form of somebody new.
pub struct NewUserPage {
    page: Loading,
}

impl NewUserPage {
    pub fn data() -> Self {
        let sought = sought();
        Self {
            page: Data::new(move || sought.get(), |sought| get_user_form(None, sought)),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.page view=form /> }.into_any()
    }
}

/// The form of somebody there is.
pub struct EditUserPage {
    page: Loading,
}

impl EditUserPage {
    pub fn data() -> Self {
        let (id, sought) = (id_of_address(), sought());
        Self {
            page: Data::new(
                move || (id.get(), sought.get()),
                |(id, sought)| get_user_form(Some(id), sought),
            ),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.page view=form /> }.into_any()
    }
}

fn form(page: UserFormPage) -> AnyView {
    let l = language();
    let UserFormPage {
        name,
        form,
        organizations,
        has_more_organizations,
        organization,
        may_grant_everything,
    } = page;
    let id = form.id;
    let query = ListQuery::parse(&use_location().search.get_untracked());
    // It stands before the form, and is a form of its own: what is sought is part of the address.
    let search = (has_more_organizations || query.search().is_some()).then(|| {
        let path = id.map_or(paths::USERS_NEW.to_owned(), paths::user_edit);
        view! { <SearchField path query label=td_string!(l, users.find_organization) /> }
    });
    let (title, verb, back) = match id {
        None => (
            td_string!(l, users.new).to_owned(),
            td_string!(l, users.create),
            paths::USERS.to_owned(),
        ),
        Some(id) => (
            td_string!(l, users.edit_title, name = name.clone()),
            td_string!(l, users.save),
            paths::user(id),
        ),
    };
    let mut trail: Vec<(Words, String)> =
        vec![(td_string!(l, users.title).into(), paths::USERS.to_owned())];
    trail.extend(id.map(|id| (name.into(), paths::user(id))));
    let belonging =
        if organizations.is_empty() {
            organization.filter(|_| id.is_none()).map(|name| {
            view! { <p><Hint>{td_string!(l, users.organization_fixed, name = name)}</Hint></p> }
        }).into_any()
        } else {
            let first = (String::new(), td_string!(l, users.choose).into());
            let options: Vec<(String, Words)> = std::iter::once(first)
                .chain(
                    organizations
                        .into_iter()
                        .map(|(id, name)| (id.to_string(), name.into())),
                )
                .collect();
            let hint = match id {
                None => td_string!(l, users.organization_new_hint),
                Some(_) => td_string!(l, users.organization_hint),
            };
            let hint = if has_more_organizations {
                format!("{hint} {}", td_string!(l, users.more_organizations))
            } else {
                hint.to_owned()
            };
            let value = form
                .organization_id
                .map(|id| id.to_string())
                .unwrap_or_default();
            view! {
                <SelectField
                    name="organization_id"
                    label=td_string!(l, users.organization)
                    options
                    value
                    hint
                />
            }
            .into_any()
        };
    view! {
        <PageHead title trail />
        {search}
        <FormShell action=SaveUser::url()>
            <ErrorSummary />
            {id.map(|id| view! {
                <HiddenField name="form[id]" value=id.to_string() />
                <HiddenField name="form[updated_at]" value=form.updated_at.0.to_string() />
            })}
            <TextField
                name="username"
                label=td_string!(l, users.username)
                value=form.username
                hint=td_string!(l, users.username_hint)
                required=true
                max=150
                autocomplete="off"
            />
            <TextField
                name="email"
                label=td_string!(l, users.email)
                value=form.email
                required=true
                max=254
                kind="email"
                autocomplete="off"
            />
            <div class="field-pair">
                <TextField name="last_name" label=td_string!(l, users.last_name) value=form.last_name max=150 autocomplete="off" />
                <TextField name="first_name" label=td_string!(l, users.first_name) value=form.first_name max=150 autocomplete="off" />
            </div>
            {belonging}
            <div class="field-pair">
                <TextField name="department" label=td_string!(l, users.department) value=form.department max=100 />
                <TextField name="position" label=td_string!(l, users.position) value=form.position max=100 />
            </div>
            <TextField name="phone" label=td_string!(l, users.phone) value=form.phone max=20 kind="tel" autocomplete="off" />
            <TextArea name="bio" label=td_string!(l, users.bio) value=form.bio rows=4 />
            <CheckboxField
                name="is_staff"
                label=td_string!(l, users.is_staff)
                hint=td_string!(l, users.is_staff_hint)
                checked=form.is_staff
            />
            {may_grant_everything.then(|| view! {
                <CheckboxField
                    name="is_superuser"
                    label=td_string!(l, users.is_superuser)
                    hint=td_string!(l, users.is_superuser_hint)
                    checked=form.is_superuser
                />
            })}
            {id.is_none().then(|| view! { <p><Hint>{td_string!(l, users.invite_hint)}</Hint></p> })}
            <FormActions>
                <Submit label=verb />
                <CancelLink href=back />
            </FormActions>
        </FormShell>
    }
    .into_any()
}
