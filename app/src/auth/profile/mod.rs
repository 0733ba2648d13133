//! One's own profile: what a person may change about themselves, and their password. Every query
//! here names the caller's own id, wherever they act.

#[cfg(feature = "ssr")]
mod image;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;

pub use pages::{PasswordPage, ProfileFormPage, ProfilePage, trail};

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, moment::Moment, permission::Role};
#[cfg(feature = "ssr")]
use crate::{
    paths,
    permission::Permission,
    server::{Ctx, request::to_the_end, sessions},
};

/// Most bytes of an avatar's image.
pub const MAX_IMAGE_BYTES: u32 = 65_536;

/// What the profile shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: i32,
    pub name: String,
    pub username: String,
    pub email: String,
    pub role: Role,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub bio: String,
    /// A small image, as an address that holds it (`data:image/…`).
    pub avatar: Option<String>,
    /// The language they chose; empty where the browser decides.
    pub language: String,
    /// The theme they chose.
    pub theme: String,
    /// Whether keys of a single character do anything.
    pub shortcuts: bool,
    pub organization: Option<String>,
    pub department: Option<String>,
    pub position: Option<String>,
    pub groups: Vec<String>,
    /// Sessions that are alive now, this one included.
    pub sessions: i64,
    pub joined: Moment,
    pub last_sign_in: Option<Moment>,
    pub updated_at: Moment,
    pub now: Moment,
}

/// What the form sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// When the row was last changed as the form was opened; milliseconds since 1970.
    pub updated_at: Moment,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub bio: String,
    pub language: String,
    pub theme: String,
    pub shortcuts: bool,
    /// A new image as `data:image/png;base64,…`; empty keeps what there is.
    pub avatar: String,
    pub remove_avatar: bool,
}

/// What the page that changes the password sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    pub current: String,
    pub password: String,
    pub repeated: String,
}

/// The caller themselves.
#[server(input = GetUrl)]
pub async fn get_profile() -> Result<Profile, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::get(&ctx).await
}

/// Changes what a person may change about themselves.
#[server]
pub async fn save_profile(form: ProfileForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let opened = form.updated_at;
    let is_changed = queries::change(&ctx, opened, form.validate()?).await?;
    let done = if is_changed { "?done=saved" } else { "" };
    leptos_axum::redirect(&format!("{}{done}", paths::PROFILE));
    Ok(())
}

/// Changes the caller's password. Their other sessions end, this one goes on under a new id.
#[server]
pub async fn change_password(form: PasswordForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let session = sessions::current_id()?;
    let issued = to_the_end(queries::change_password(ctx, session, form)).await?;
    sessions::hand_over(&sessions::current()?, issued).await?;
    leptos_axum::redirect(&format!("{}?done=password-changed", paths::PROFILE));
    Ok(())
}
