//! The pages of one's own profile: what is known of oneself, the form, the password.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::{ChangePassword, MAX_IMAGE_BYTES, Profile, SaveProfile, get_profile};
use crate::{
    auth::{
        sessions::SignOutEverywhere,
        users::words::{role_words, sessions_words},
    },
    error::AppError,
    facts::language,
    i18n::*,
    paths, secret_fields,
    system::audit_logs::{RecentActivity, RecentLines, load_own_recent},
    ui::{
        Avatar, ButtonTone, CancelLink, Card, CardBody, CheckboxField, Columns, ErrorSummary, Fact,
        Facts, FormActions, FormShell, HiddenField, Icon, ImageField, LinkButton, Loaded, PageHead,
        PasswordField, PlainForm, SelectField, Submit, Tag, TextArea, TextFact, TextField,
        TimeExact, Words,
    },
};

type Loading = Resource<Result<Profile, AppError>>;

crate::lazy_pages!(
    profile_pages, __preload_profile_pages:
    ProfilePage, ProfileFormPage, PasswordPage,
);

/// Asks again when the address changes, which it does whenever something was saved.
fn profile() -> Loading {
    let search = use_location().search;
    Resource::new(move || search.get(), |_| get_profile())
}

/// What is known of oneself.
pub struct ProfilePage {
    profile: Loading,
    acts: RecentLines,
}

impl ProfilePage {
    pub fn data() -> Self {
        Self {
            profile: profile(),
            acts: load_own_recent(),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! { <Loaded resource=this.profile view=move |profile| overview(profile, acts) /> }
            .into_any()
    }
}

fn overview(profile: Profile, acts: RecentLines) -> AnyView {
    let l = language();
    let person = profile.clone();
    view! {
        <PageHead title=td_string!(l, users.profile) sub=td_string!(l, users.profile_sub)>
            <LinkButton
                href=paths::PROFILE_PASSWORD
                label=td_string!(l, users.profile_password)
                icon=Icon::Key
            />
            <LinkButton
                href=paths::PROFILE_EDIT
                label=td_string!(l, users.profile_edit)
                icon=Icon::Edit
                tone=ButtonTone::Primary
                shortcut="edit"
            />
        </PageHead>
        <Columns
            main=ToChildren::to_children(move || view! { <Person profile=person /> })
            aside=ToChildren::to_children(move || view! {
                <Account profile />
                <RecentActivity acts />
            })
        />
    }
    .into_any()
}

/// Who one is to others.
#[component]
fn Person(profile: Profile) -> impl IntoView {
    let l = language();
    let name = profile.name.clone();
    let picture = match profile.avatar {
        Some(image) => view! { <Avatar name image is_large=true /> }.into_any(),
        None => view! { <Avatar name is_large=true /> }.into_any(),
    };
    let groups = if profile.groups.is_empty() {
        "—".into_any()
    } else {
        profile
            .groups
            .into_iter()
            .map(|label| view! { <Tag label /> })
            .collect_view()
            .into_any()
    };
    view! {
        <Card title=profile.name>
            <Facts>
                <Fact term=td_string!(l, users.avatar)>{picture}</Fact>
                <TextFact term=td_string!(l, users.username) value=Some(profile.username) />
                <TextFact term=td_string!(l, users.email) value=Some(profile.email) />
                <TextFact term=td_string!(l, users.phone) value=Some(profile.phone) />
                <TextFact term=td_string!(l, users.organization) value=profile.organization />
                <TextFact term=td_string!(l, users.department) value=profile.department />
                <TextFact term=td_string!(l, users.position) value=profile.position />
                <Fact term=td_string!(l, users.groups)>{groups}</Fact>
                <TextFact term=td_string!(l, users.bio) value=Some(profile.bio) />
            </Facts>
        </Card>
    }
}

/// What one may do, and where one is signed in.
#[component]
fn Account(profile: Profile) -> impl IntoView {
    let l = language();
    let last = profile.last_sign_in.map_or_else(
        || "—".into_any(),
        |at| view! { <TimeExact at /> }.into_any(),
    );
    let language_words = languages(l)
        .into_iter()
        .find(|(code, _)| *code == profile.language)
        .map(|(_, words)| words.into_owned());
    let theme_words = themes(l)
        .into_iter()
        .find(|(name, _)| *name == profile.theme)
        .map(|(_, words)| words.into_owned());
    // What follows is the sign-in page, for whoever comes: a whole new page.
    let sign_out = SignOutEverywhere::url();
    view! {
        <Card title=td_string!(l, users.account)>
            <Facts>
                <Fact term=td_string!(l, users.role)>{role_words(l, profile.role)}</Fact>
                <TextFact term=td_string!(l, users.language) value=language_words />
                <TextFact term=td_string!(l, users.theme) value=theme_words />
                <Fact term=td_string!(l, users.joined)><TimeExact at=profile.joined /></Fact>
                <Fact term=td_string!(l, users.last_sign_in)>{last}</Fact>
                <Fact term=td_string!(l, users.sessions)>
                    {sessions_words(l, profile.sessions)}
                </Fact>
            </Facts>
            <CardBody>
                <PlainForm action=sign_out class="act">
                    <Submit
                        label=td_string!(l, users.sign_out_everywhere)
                        tone=ButtonTone::Plain
                    />
                </PlainForm>
            </CardBody>
        </Card>
    }
}

/// What one may change about oneself.
pub struct ProfileFormPage {
    profile: Loading,
}

impl ProfileFormPage {
    pub fn data() -> Self {
        Self { profile: profile() }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded resource=this.profile view=form /> }.into_any()
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
            <noscript><p class="hint">{td_string!(l, users.avatar_script)}</p></noscript>
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
            <FormActions>
                <Submit label=td_string!(l, users.save) />
                <CancelLink href=paths::PROFILE />
            </FormActions>
        </PlainForm>
    }
    .into_any()
}

fn trail(l: Locale) -> Vec<(Words, String)> {
    vec![(
        td_string!(l, users.profile).into(),
        paths::PROFILE.to_owned(),
    )]
}

/// Languages by their own names, which everybody recognises.
fn languages(l: Locale) -> Vec<(String, Words)> {
    vec![
        (String::new(), td_string!(l, users.language_browser).into()),
        ("zh-CN".to_owned(), "简体中文".into()),
        ("en".to_owned(), "English".into()),
    ]
}

fn themes(l: Locale) -> Vec<(String, Words)> {
    vec![
        (
            "system".to_owned(),
            td_string!(l, users.theme_system).into(),
        ),
        ("light".to_owned(), td_string!(l, users.theme_light).into()),
        ("dark".to_owned(), td_string!(l, users.theme_dark).into()),
    ]
}

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
            <FormShell action={ServerAction::<ChangePassword>::new()}>
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
