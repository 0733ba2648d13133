//! Sharing single objects with people and groups.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::queries;
use super::{Grantee, Named, Object};
use crate::{error::AppError, list::Page, moment::Moment, permission::Permission};
#[cfg(feature = "ssr")]
use crate::{list::ListQuery, paths, permission::Entity, server::Ctx};

/// A grant for one object, as the object's own page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub id: i32,
    pub permission: Permission,
    pub grantee: Grantee,
    pub by: Option<String>,
    pub at: Moment,
    pub expires: Option<Moment>,
    pub message: Option<String>,
}

/// A grant for one object, as its group's page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedObject {
    pub id: i32,
    pub permission: Permission,
    pub object_id: i32,
    /// `None` where the reader may not see the object.
    pub name: Option<String>,
    pub by: Option<String>,
    pub at: Moment,
    pub expires: Option<Moment>,
}

/// Everything about who reaches one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub object: Object,
    pub shares: Page<Share>,
    /// What the reader may grant here; empty where they may not share it.
    pub grantable: Vec<Permission>,
    /// People and groups that the search found, to share it with.
    pub people: Vec<(Named, Option<String>)>,
    pub groups: Vec<Named>,
}

/// What sharing sends: with whom (`user:3`, `group:4`), what, how long, and a word about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShareForm {
    pub entity: String,
    pub id: i32,
    pub with: Vec<String>,
    pub codename: Vec<String>,
    /// A moment in UTC as `<input type="datetime-local">` writes it; empty is for good.
    pub expires: String,
    pub message: String,
}

/// Who reaches an object, and with whom it can be shared.
#[server(input = GetUrl)]
pub async fn get_access(entity: String, id: i32, search: String) -> Result<Access, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let entity = Entity::parse(&entity).ok_or(AppError::NotFound)?;
    queries::access(&ctx, entity, id, &ListQuery::read(&search)?).await
}

/// Shares an object with people and groups.
#[server]
pub async fn share_object(form: ShareForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let entity = Entity::parse(&form.entity).ok_or(AppError::NotFound)?;
    let id = form.id;
    queries::share(&ctx, entity, form).await?;
    leptos_axum::redirect(&format!("{}?done=shared", paths::access(entity, id)));
    Ok(())
}
