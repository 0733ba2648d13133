//! Who may do what, and why: explaining a decision, granting and sharing, and taking away with the
//! consequences said before and after (section 2.2.2 of the specification).

mod explaining;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
mod removal;
mod sharing;
#[cfg(feature = "ssr")]
mod taking;

pub use explaining::*;
pub use pages::*;
pub use removal::*;
pub use sharing::*;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    permission::{Entity, Permission},
};
#[cfg(feature = "ssr")]
use crate::{paths, server::Ctx};

/// An object, as far as sharing it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    pub entity: Entity,
    pub id: i32,
    pub name: String,
    pub is_public: bool,
}

/// Somebody, as a link needs them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: i32,
    pub name: String,
}

/// To whom something was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grantee {
    Person(Named),
    Group(Named),
}

/// What to grant to a person, by codename.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserPermissionsForm {
    pub user_id: i32,
    #[serde(default)]
    pub codename: Vec<String>,
}

/// What one person holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPermissions {
    /// Granted to them directly.
    pub direct: Vec<Permission>,
    pub groups: Vec<(Named, Vec<Permission>)>,
    pub may_change: bool,
}

/// What one person holds, and through what.
#[server(input = GetUrl)]
pub async fn get_user_permissions(id: i32) -> Result<UserPermissions, AppError> {
    let ctx = Ctx::require(Permission::ViewPermission).await?;
    queries::of_user(&ctx, id).await
}

/// Grants permissions to a person.
#[server]
pub async fn grant_to_user(form: UserPermissionsForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangePermission).await?;
    queries::grant_to_user(&ctx, form.user_id, &form.codename).await?;
    leptos_axum::redirect(&format!(
        "{}?done=granted",
        paths::user_permissions(form.user_id)
    ));
    Ok(())
}
