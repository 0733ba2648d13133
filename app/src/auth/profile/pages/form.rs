//! The form of one's own profile.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Loading, languages, profile, themes, trail};
use crate::{
    auth::profile::{MAX_IMAGE_BYTES, Profile, SaveProfile},
    facts::language,
    i18n::*,
    paths,
    ui::{
        CancelLink, CheckboxField, ErrorSummary, FormActions, HiddenField, Hint, ImageField,
        Loaded, PageHead, PlainForm, SelectField, Submit, SwitchField, TextArea, TextField,
    },
};

/// What one may change about oneself.
pub struct ProfileFormPage {
    profile: Loading,
}

impl ProfileFormPage {
    pub fn data() -> Self {
        Self { profile: profile() }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.profile view=form /> }.into_any()
    }
}

fn form(profile: Profile) -> AnyView {
    let l = language();
    let has_picture = profile.avatar.is_some();
    // The next page may be in another language or theme: it is loaded anew.
    let action = SaveProfile::url();
    view! {
        <PageHead title=td_string!(l, users.profile_edit) trail=trail(l) />
        <PlainForm action class="form">
            <ErrorSummary />
            <HiddenField name="form[updated_at]" value=profile.updated_at.0.to_string() />
            <div class="field-pair">
                <TextField
                    name="last_name"
                    label=td_string!(l, users.last_name)
                    value=profile.last_name
                    max=150
                    autocomplete="family-name"
                />
                <TextField
                    name="first_name"
                    label=td_string!(l, users.first_name)
                    value=profile.first_name
                    max=150
                    autocomplete="given-name"
                />
            </div>
            <TextField
                name="phone"
                label=td_string!(l, users.phone)
                value=profile.phone
                max=20
                kind="tel"
                autocomplete="tel"
            />
            <TextArea name="bio" label=td_string!(l, users.bio) value=profile.bio rows=4 />
            <ImageField
                name="avatar"
                label=td_string!(l, users.avatar)
                hint=td_string!(l, users.avatar_hint)
                of=profile.name
                image=profile.avatar
                max_bytes=MAX_IMAGE_BYTES
            />
            {has_picture.then(|| view! {
                <CheckboxField name="remove_avatar" label=td_string!(l, users.avatar_remove) />
            })}
            <noscript><p><Hint>{td_string!(l, users.avatar_script)}</Hint></p></noscript>
            <div class="field-pair">
                <SelectField
                    name="language"
                    label=td_string!(l, users.language)
                    options=languages(l)
                    value=profile.language
                    required=true
                />
                <SelectField
                    name="theme"
                    label=td_string!(l, users.theme)
                    options=themes(l)
                    value=profile.theme
                    required=true
                />
            </div>
            <SwitchField
                name="shortcuts"
                label=td_string!(l, users.shortcuts)
                hint=td_string!(l, users.shortcuts_hint)
                checked=profile.shortcuts
            />
            <FormActions>
                <Submit label=td_string!(l, users.save) />
                <CancelLink href=paths::PROFILE />
            </FormActions>
        </PlainForm>
    }
    .into_any()
}
