//! The pages of somebody who is not signed in yet. Their forms are plain ones: what follows is a
//! whole new page for a new person, with nothing of the old one kept in the browser.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{AcceptWelcome, SetUp, SignIn, Welcome, needs_set_up, read_welcome};
use crate::{
    error::AppError,
    facts::{Facts, language},
    i18n::*,
    layout::LanguageChoice,
    secret_fields,
    ui::{
        Brand, Data, Dim, DocumentTitle, ErrorState, ErrorSummary, HiddenField, Hint, Loaded,
        LoadedPart, Notice, PasswordField, PlainForm, Submit, TextField, Tone,
    },
};

crate::lazy_pages!(gate_pages, __preload_gate_pages: SignInPage, SetUpPage, WelcomePage);

/// One calm card in the middle of nothing. Its title comes with what it holds, which may turn out
/// not to be there.
#[component]
fn Gate(children: Children) -> impl IntoView {
    let l = language();
    view! {
        <div class="gate">
            <main class="card" id="main" tabindex="-1">
                <p class="brand"><Brand />{td_string!(l, frame.product)}</p>
                {children()}
            </main>
            <footer><LanguageChoice /></footer>
        </div>
    }
}

#[component]
fn GateTitle(title: &'static str) -> impl IntoView {
    view! {
        <DocumentTitle title />
        <h1>{title}</h1>
    }
}

/// Signing in.
pub struct SignInPage {
    waits_for_set_up: Data<bool>,
}

impl SignInPage {
    pub fn data() -> Self {
        Self {
            waits_for_set_up: Data::new(|| (), |()| needs_set_up()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let l = language();
        let is_demo = use_context::<Facts>().is_some_and(|facts| facts.demo);
        let next = use_query_map()
            .read_untracked()
            .get("next")
            .unwrap_or_default();
        let action = SignIn::url();
        view! {
            <Gate>
                <GateTitle title=td_string!(l, sessions.sign_in) />
                <LoadedPart data=this.waits_for_set_up view={move |waits: bool| {
                    waits.then(|| view! {
                        <Notice tone=Tone::Run>{td_string!(l, sessions.nobody_yet)}</Notice>
                    }).into_any()
                }} />
                <PlainForm action>
                    <ErrorSummary />
                    <HiddenField name="form[next]" value=next />
                    <TextField name="username" label=td_string!(l, sessions.username) required=true autocomplete="username" />
                    <PasswordField name=secret_fields::PASSWORD label=td_string!(l, sessions.password) autocomplete="current-password" />
                    <div class="form-acts"><Submit label=td_string!(l, sessions.sign_in) is_wide=true /></div>
                </PlainForm>
                {is_demo.then(|| view! { <p><Hint>{td_string!(l, sessions.demo_accounts)}</Hint></p> })}
            </Gate>
        }
        .into_any()
    }
}

/// The first administrator, by the token in the log.
pub struct SetUpPage {
    waits_for_set_up: Data<bool>,
}

impl SetUpPage {
    pub fn data() -> Self {
        Self {
            waits_for_set_up: Data::new(|| (), |()| needs_set_up()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let token = use_query_map()
            .read_untracked()
            .get("token")
            .unwrap_or_default();
        view! {
            <Gate>
                <Loaded data=this.waits_for_set_up view={move |waits: bool| {
                    if waits {
                        view! { <SetUpForm token=token.clone() /> }.into_any()
                    } else {
                        view! { <ErrorState error=AppError::NotFound /> }.into_any()
                    }
                }} />
            </Gate>
        }
        .into_any()
    }
}

#[component]
fn SetUpForm(token: String) -> impl IntoView {
    let l = language();
    let action = SetUp::url();
    view! {
        <GateTitle title=td_string!(l, sessions.set_up) />
        <p><Dim>{td_string!(l, sessions.set_up_hint)}</Dim></p>
        <PlainForm action>
            <ErrorSummary />
            <TextField name=secret_fields::TOKEN label=td_string!(l, sessions.token) value=token required=true mono=true hint=td_string!(l, sessions.token_hint) autocomplete="off" />
            <TextField name="organization" label=td_string!(l, sessions.organization) required=true max=200 autocomplete="organization" />
            <TextField name="username" label=td_string!(l, sessions.username_only) required=true max=150 autocomplete="username" />
            <TextField name="email" label=td_string!(l, sessions.email) kind="email" required=true max=254 autocomplete="email" />
            <NewPassword />
            <div class="form-acts"><Submit label=td_string!(l, sessions.create_administrator) is_wide=true /></div>
        </PlainForm>
    }
}

/// Choosing a password by a one-time link.
pub struct WelcomePage {
    token: String,
    welcome: Data<Welcome>,
}

impl WelcomePage {
    pub fn data() -> Self {
        let token = use_params_map()
            .read_untracked()
            .get("token")
            .unwrap_or_default();
        let asked = token.clone();
        Self {
            token,
            welcome: Data::new(move || asked.clone(), read_welcome),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let token = this.token;
        view! {
            <Gate>
                <Loaded data=this.welcome view={move |welcome: Welcome| {
                    view! { <WelcomeForm token=token.clone() welcome /> }.into_any()
                }} />
            </Gate>
        }
        .into_any()
    }
}

#[component]
fn WelcomeForm(token: String, welcome: Welcome) -> impl IntoView {
    let l = language();
    let action = AcceptWelcome::url();
    let greeting = if welcome.is_invite {
        td_string!(
            l,
            sessions.welcome_invited,
            name = welcome.display_name.clone()
        )
    } else {
        td_string!(
            l,
            sessions.welcome_reset,
            name = welcome.display_name.clone()
        )
    };
    view! {
        <GateTitle title=td_string!(l, sessions.choose_password) />
        <p><Dim>{greeting}</Dim></p>
        <PlainForm action>
            <ErrorSummary />
            <HiddenField name="form[token]" value=token />
            // Password managers file the new password under this name.
            <HiddenField name="username" value=welcome.username autocomplete="username" />
            <NewPassword />
            <div class="form-acts"><Submit label=td_string!(l, sessions.choose_and_sign_in) is_wide=true /></div>
        </PlainForm>
    }
}

/// A new password, twice.
#[component]
pub fn NewPassword() -> impl IntoView {
    let l = language();
    view! {
        <PasswordField name=secret_fields::PASSWORD label=td_string!(l, sessions.new_password) hint=td_string!(l, sessions.new_password_hint) autocomplete="new-password" />
        <PasswordField name=secret_fields::REPEATED label=td_string!(l, sessions.repeat_password) autocomplete="new-password" />
    }
}
