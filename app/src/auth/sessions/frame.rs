//! The frame around every page: who is signed in, where they act, where else they could.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, permission::Role};
#[cfg(feature = "ssr")]
use crate::{permission::Permission, server::Ctx};

/// What the frame shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub user_id: i32,
    pub username: String,
    pub display_name: String,
    pub role: Role,
    pub organization: Option<(i32, String)>,
    /// The organizations a superuser can switch to, by name; the first fifty.
    pub organizations: Vec<(i32, String)>,
}

/// Who is signed in, and where they act.
#[server(input = GetUrl)]
pub async fn current_frame() -> Result<Frame, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let organizations = if ctx.is_superuser() {
        super::queries::switchable(&ctx).await?
    } else {
        Vec::new()
    };
    Ok(Frame {
        user_id: ctx.caller.user_id,
        username: ctx.caller.username.clone(),
        display_name: ctx.caller.display_name.clone(),
        role: ctx.caller.role,
        organization: ctx.caller.organization.clone(),
        organizations,
    })
}
