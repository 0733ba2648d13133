//! Where people are signed in: their browsers, since when, and last seen from where (section 6.1 of
//! the specification). Everybody ends their own sessions; whoever may change somebody ends theirs.

mod pages;
#[cfg(feature = "ssr")]
pub mod queries;

pub use pages::{OwnDevicesPage, UserDevicesPage};

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, moment::Moment};
#[cfg(feature = "ssr")]
use crate::{
    paths,
    permission::Permission,
    server::{Ctx, sessions},
};

/// A browser, or a program, that somebody is signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Names the session; its id is a secret of the browser.
    pub number: i64,
    pub user_agent: Option<String>,
    /// Where it signed in from.
    pub address: Option<String>,
    pub since: Moment,
    /// To the minute: being used is written down that often.
    pub last_seen: Moment,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Where somebody is signed in, last seen first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    pub devices: Vec<Device>,
    /// Whether there are more than are listed.
    pub has_more: bool,
    pub now: Moment,
}

/// Which of one's own sessions to end.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OwnDeviceChoice {
    pub number: i64,
}

/// Which session of somebody to end; all of them when absent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DeviceChoice {
    pub user_id: i32,
    #[serde(default)]
    pub number: Option<i64>,
}

/// Where the caller is signed in.
#[server(input = GetUrl)]
pub async fn list_own_devices() -> Result<Devices, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::list_own(&ctx, sessions::current_id()?).await
}

/// Where somebody is signed in, for whoever may change them.
#[server(input = GetUrl)]
pub async fn list_devices(user_id: i32) -> Result<Devices, AppError> {
    let ctx = Ctx::require(Permission::ChangeUser).await?;
    queries::list(&ctx, user_id, sessions::current_id()?).await
}

/// Ends one of the caller's own sessions.
#[server]
pub async fn end_own_device(form: OwnDeviceChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::end_own(&ctx, form.number).await?;
    leptos_axum::redirect(&format!("{}?done=session-ended", paths::PROFILE_SESSIONS));
    Ok(())
}

/// Ends all of the caller's sessions but this one.
#[server]
pub async fn end_other_devices() -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::end_others(&ctx, sessions::current_id()?).await?;
    leptos_axum::redirect(&format!("{}?done=sessions-ended", paths::PROFILE_SESSIONS));
    Ok(())
}

/// Ends a session of somebody, or all of them.
#[server]
pub async fn end_device(form: DeviceChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeUser).await?;
    queries::end(&ctx, form).await?;
    let done = match form.number {
        Some(_) => "session-ended",
        None => "sessions-ended",
    };
    let path = paths::user_sessions(form.user_id);
    leptos_axum::redirect(&format!("{path}?done={done}"));
    Ok(())
}
