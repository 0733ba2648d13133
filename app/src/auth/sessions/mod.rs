//! Signing in and out: by password, by the one-time link of an invitation or a reset, and the
//! very first administrator by the token in the log. These are the only functions that strangers
//! may call; `OPEN_FUNCTIONS` in the tests lists them.

mod pages;
#[cfg(feature = "ssr")]
pub mod queries;

pub use pages::{SetUpPage, SignInPage, WelcomePage};

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    error::Problem,
    paths,
    permission::Permission,
    server::{Console, Ctx, origin::own_path, request::to_the_end, sessions},
    validate::Fields,
};

/// What the sign-in page sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SignInForm {
    pub username: String,
    pub password: String,
    /// Where to go then: a path of this console.
    #[serde(default)]
    pub next: String,
}

/// What the page of a one-time link sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WelcomeForm {
    pub token: String,
    pub password: String,
    pub repeated: String,
}

/// What the set-up page sends: the first administrator and their organization.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SetUpForm {
    pub token: String,
    pub organization: String,
    pub username: String,
    pub email: String,
    pub password: String,
    pub repeated: String,
}

/// Which organization to act in; all of them when absent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SwitchForm {
    #[serde(default)]
    pub organization_id: Option<i32>,
    /// A form without any field could not be told from none.
    #[serde(default)]
    pub every: bool,
}

/// Whom a one-time link welcomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub display_name: String,
    pub username: String,
    pub is_invite: bool,
}

/// Signs somebody in with username or e-mail address and password.
#[server]
pub async fn sign_in(form: SignInForm) -> Result<(), AppError> {
    if form.username.trim().is_empty() || form.password.is_empty() {
        let mut fields = Fields::default();
        for (name, value) in [
            ("username", form.username.trim()),
            ("password", &form.password),
        ] {
            if value.is_empty() {
                fields.reject(name, Problem::Required);
            }
        }
        return fields.finish();
    }
    let name = form.username.trim().to_owned();
    let visit = queries::Visit::current()?;
    let issued = to_the_end(queries::sign_in(visit, name, form.password)).await?;
    sessions::hand_over(&sessions::current()?, issued).await?;
    leptos_axum::redirect(&own_path(&form.next));
    Ok(())
}

/// Signs out here.
#[server]
pub async fn sign_out() -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::sign_out(&ctx, sessions::current_id()?).await?;
    sessions::take_away(&sessions::current()?).await?;
    leptos_axum::redirect(paths::SIGN_IN);
    Ok(())
}

/// Signs out in every browser, this one included.
#[server]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::end_all(&ctx).await?;
    sessions::take_away(&sessions::current()?).await?;
    leptos_axum::redirect(paths::SIGN_IN);
    Ok(())
}

/// Makes a superuser act in another organization, or in all of them (`None`).
#[server]
pub async fn switch_organization(form: SwitchForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    if !ctx.is_superuser() {
        return Err(AppError::NotFound);
    }
    let issued = queries::switch(&ctx, sessions::current_id()?, form.organization_id).await?;
    sessions::hand_over(&sessions::current()?, issued).await?;
    leptos_axum::redirect(paths::HOME);
    Ok(())
}

/// Whom a one-time link is for; a dead link is not found.
#[server(input = GetUrl)]
pub async fn read_welcome(token: String) -> Result<Welcome, AppError> {
    queries::welcome(&Console::current()?, &token).await
}

/// Sets the password by a one-time link, ends all other sessions, and signs in.
#[server]
pub async fn accept_welcome(form: WelcomeForm) -> Result<(), AppError> {
    let issued = queries::accept(&queries::Visit::current()?, form).await?;
    sessions::hand_over(&sessions::current()?, issued).await?;
    leptos_axum::redirect(paths::HOME);
    Ok(())
}

/// Whether the console still waits for its first administrator.
#[server(input = GetUrl)]
pub async fn needs_set_up() -> Result<bool, AppError> {
    queries::needs_set_up(&Console::current()?).await
}

/// Creates the first organization and its administrator, by the token printed in the log.
#[server]
pub async fn set_up(form: SetUpForm) -> Result<(), AppError> {
    let issued = queries::set_up(&queries::Visit::current()?, form).await?;
    sessions::hand_over(&sessions::current()?, issued).await?;
    leptos_axum::redirect(paths::HOME);
    Ok(())
}

/// Remembers the language: in the profile of whoever is signed in, in a cookie otherwise.
#[server]
pub async fn set_language(language: String) -> Result<(), AppError> {
    let language: crate::i18n::Locale = language.parse().map_err(|_| AppError::Malformed)?;
    queries::remember_preference("language", leptos_i18n::Locale::as_str(language)).await
}

/// Remembers the theme, likewise.
#[server]
pub async fn set_theme(theme: String) -> Result<(), AppError> {
    let theme = crate::facts::Theme::parse(&theme).ok_or(AppError::Malformed)?;
    queries::remember_preference("theme", theme.as_str()).await
}
