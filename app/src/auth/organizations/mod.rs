//! Organizations: whose everything is. Superusers administer all of them, staff their own; to
//! everybody else these pages do not exist.

#[cfg(feature = "ssr")]
mod content;
#[cfg(feature = "ssr")]
pub mod export;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod words;

#[cfg(feature = "ssr")]
use content::{Content, MAX_SETTINGS};

pub use crate::usage::COUNTED;
pub use pages::*;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    auth::users::UserRow,
    error::{AppError, Usage},
    list::{Count, Page},
    moment::Moment,
};
#[cfg(feature = "ssr")]
use crate::{list::ListQuery, paths, permission::Permission, server::Ctx};

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRow {
    pub id: i32,
    pub name: String,
    /// The beginning of the description.
    pub summary: String,
    pub is_active: bool,
    /// Its people, up to [`COUNTED`].
    pub members: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// What the page of one organization shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub id: i32,
    pub name: String,
    pub description: String,
    /// JSON as people read it, by lines; `None` where nothing is set.
    pub settings: Option<String>,
    pub is_active: bool,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub members: Count,
    pub groups: Count,
    /// What refers to it, most numerous first: while there is anything, it cannot be deleted.
    pub usages: Vec<Usage>,
    /// The one the caller belongs to, which they cannot deactivate.
    pub is_own: bool,
    pub now: Moment,
}

/// What the form sends: a new organization without an id, a changed one with it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OrganizationForm {
    #[serde(default)]
    pub id: Option<i32>,
    /// When the row was last changed as the form was opened; milliseconds since 1970.
    #[serde(default)]
    pub updated_at: Moment,
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub settings: String,
}

/// Which organization a button is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OrganizationChoice {
    pub id: i32,
}

/// What the page that deletes sends: which, and its name as it was typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletionForm {
    pub id: i32,
    #[serde(default)]
    pub name: String,
}

/// The organizations that the caller administers, by the state of the list in the address.
#[server(input = GetUrl)]
pub async fn list_organizations(search: String) -> Result<Page<OrganizationRow>, AppError> {
    let ctx = Ctx::require(Permission::ViewOrganization).await?;
    queries::list(&ctx, &ListQuery::read(&search)?).await
}

/// One organization with what depends on it.
#[server(input = GetUrl)]
pub async fn get_organization(id: i32) -> Result<Organization, AppError> {
    let ctx = Ctx::require(Permission::ViewOrganization).await?;
    queries::get(&ctx, id).await
}

/// The people of one organization, by the state of the list in the address.
#[server(input = GetUrl)]
pub async fn list_members(id: i32, search: String) -> Result<Page<UserRow>, AppError> {
    let ctx = Ctx::require(Permission::ViewOrganization).await?;
    queries::members(&ctx, id, &ListQuery::read(&search)?).await
}

/// Creates an organization, or changes one.
#[server]
pub async fn save_organization(form: OrganizationForm) -> Result<i32, AppError> {
    let ctx = Ctx::require(Permission::ChangeOrganization).await?;
    let (id, done) = match form.id {
        None if ctx.may(Permission::AddOrganization) => (
            queries::create(&ctx, form.validate()?).await?,
            "?done=created",
        ),
        None => return Err(AppError::NotFound),
        Some(id) => {
            let opened_at = form.updated_at;
            let is_changed = queries::change(&ctx, id, opened_at, form.validate()?).await?;
            (id, if is_changed { "?done=saved" } else { "" })
        }
    };
    leptos_axum::redirect(&format!("{}{done}", paths::organization(id)));
    Ok(id)
}

/// Shuts an organization: its people are signed out and cannot sign in; nothing is deleted.
#[server]
pub async fn deactivate_organization(form: OrganizationChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeOrganization).await?;
    queries::deactivate(&ctx, form.id).await?;
    leptos_axum::redirect(&format!(
        "{}?done=deactivated",
        paths::organization(form.id)
    ));
    Ok(())
}

/// Opens a deactivated organization again.
#[server]
pub async fn reactivate_organization(form: OrganizationChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeOrganization).await?;
    queries::reactivate(&ctx, form.id).await?;
    leptos_axum::redirect(&format!(
        "{}?done=reactivated",
        paths::organization(form.id)
    ));
    Ok(())
}

/// Deletes an organization that nothing refers to.
#[server]
pub async fn delete_organization(form: DeletionForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::DeleteOrganization).await?;
    queries::delete(&ctx, form.id, &form.name).await?;
    leptos_axum::redirect(&format!("{}?done=deleted", paths::ORGANIZATIONS));
    Ok(())
}
