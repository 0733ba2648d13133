//! The page that asks before somebody is deleted, and says why that cannot be.

use leptos::{prelude::*, server_fn::ServerFn};

use super::id_of_address;
use crate::{
    auth::users::{DeactivateUser, DeleteUser, UserDeletion, get_user_deletion},
    facts::language,
    i18n::*,
    paths,
    ui::{
        ActionButton, ButtonTone, CancelLink, Card, CardBody, Data, ErrorSummary, FormActions,
        FormShell, HiddenField, Icon, Loaded, PageHead, Submit,
    },
    usage::UsageLines,
};

/// Deleting one person.
pub struct DeleteUserPage {
    deletion: Data<UserDeletion>,
}

impl DeleteUserPage {
    pub fn data() -> Self {
        let id = id_of_address();
        Self {
            deletion: Data::new(move || id.get(), get_user_deletion),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.deletion view=ask /> }.into_any()
    }
}

fn ask(deletion: UserDeletion) -> AnyView {
    let l = language();
    let UserDeletion {
        id,
        name,
        username,
        is_active,
        usages,
    } = deletion;
    let trail = vec![
        (td_string!(l, users.title).into(), paths::USERS.to_owned()),
        (name.clone().into(), paths::user(id)),
    ];
    let title = td_string!(l, users.delete_title, name = name.clone());
    let body = if usages.is_empty() {
        view! {
            <FormShell action=DeleteUser::url() class="ask">
                <ErrorSummary />
                <HiddenField name="form[id]" value=id.to_string() />
                <p>{td_string!(l, users.delete_free, name = name.clone())}</p>
                <FormActions>
                    <Submit
                        label=td_string!(l, users.delete_confirm, name = name.clone())
                        tone=ButtonTone::DangerPrimary
                        icon=Icon::Trash
                    />
                    <CancelLink href=paths::user(id) />
                </FormActions>
            </FormShell>
        }
        .into_any()
    } else {
        let why = if is_active {
            td_string!(l, users.delete_used, name = name.clone())
        } else {
            td_string!(l, users.delete_used_inactive, name = name.clone())
        };
        let deactivate = is_active.then(|| {
            view! {
                <ActionButton
                    action=DeactivateUser::url()
                    label=td_string!(l, users.deactivate)
                    hidden=vec![("form[id]", id.to_string())]
                />
            }
        });
        view! {
            <CardBody><p>{why}</p></CardBody>
            <UsageLines usages />
            <CardBody>
                <div class="row">
                    {deactivate}
                    <CancelLink href=paths::user(id) />
                </div>
            </CardBody>
        }
        .into_any()
    };
    view! {
        <PageHead title sub=username trail />
        <Card>{body}</Card>
    }
    .into_any()
}
