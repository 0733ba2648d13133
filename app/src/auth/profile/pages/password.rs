//! The page that changes one's password.

use leptos::{prelude::*, server_fn::ServerFn};

use super::trail;
use crate::{
    auth::profile::ChangePassword,
    facts::language,
    i18n::*,
    paths, secret_fields,
    ui::{CancelLink, ErrorSummary, FormActions, FormShell, PageHead, PasswordField, Submit},
};

/// A new password.
pub struct PasswordPage;

impl PasswordPage {
    pub fn data() -> Self {
        Self
    }

    pub fn view(this: Self) -> AnyView {
        let PasswordPage = this;
        let l = language();
        view! {
            <PageHead
                title=td_string!(l, users.profile_password)
                sub=td_string!(l, users.password_effect)
                trail=trail(l)
            />
            <FormShell action=ChangePassword::url()>
                <ErrorSummary />
                <PasswordField name=secret_fields::CURRENT label=td_string!(l, users.password_current) />
                <PasswordField
                    name=secret_fields::PASSWORD
                    label=td_string!(l, users.password_new)
                    hint=td_string!(l, users.password_hint)
                    autocomplete="new-password"
                />
                <PasswordField
                    name=secret_fields::REPEATED
                    label=td_string!(l, users.password_repeated)
                    autocomplete="new-password"
                />
                <FormActions>
                    <Submit label=td_string!(l, users.password_change) />
                    <CancelLink href=paths::PROFILE />
                </FormActions>
            </FormShell>
        }
        .into_any()
    }
}
