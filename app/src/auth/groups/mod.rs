//! Groups (section 2.2.1 of the specification): people of one organization who may do the same.
//! Staff and whoever holds the permission administer them; a single group can be shared as any
//! other object can.

#[cfg(feature = "ssr")]
mod content;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;

pub use pages::*;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    auth::permissions::{Loss, SharedObject},
    error::AppError,
    list::{Count, Page},
    moment::Moment,
    permission::Permission,
};
#[cfg(feature = "ssr")]
use crate::{list::ListQuery, paths, server::Ctx};

/// Counting of what belongs to a group stops here.
pub const COUNTED: i64 = 1_000;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    pub id: i32,
    pub name: String,
    /// The beginning of the description.
    pub summary: String,
    /// Said to those who look at all organizations.
    pub organization: Option<String>,
    /// Its members, up to [`COUNTED`].
    pub members: i64,
    pub permissions: i64,
    pub updated_at: Moment,
}

/// What every page of one group shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: i32,
    pub name: String,
    pub description: String,
    pub organization: String,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub members: Count,
    /// What it grants for everything of a kind.
    pub permissions: Vec<Permission>,
    /// Grants to it for single objects, up to [`COUNTED`].
    pub objects: i64,
    pub may_change: bool,
    pub may_delete: bool,
    pub now: Moment,
}

/// What the form sends: a new group without an id, a changed one with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupForm {
    pub id: Option<i32>,
    /// When the row was last changed as the form was opened; milliseconds since 1970.
    pub updated_at: Moment,
    pub name: String,
    pub description: String,
    /// Asked for where the caller looks at all organizations.
    pub organization_id: Option<i32>,
}

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFormPage {
    pub form: GroupForm,
    /// Organizations to choose from; empty where that is no choice.
    pub organizations: Vec<(i32, String)>,
}

/// What the page that deletes sends: which, and its name as it was typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupDeletionForm {
    pub id: i32,
    #[serde(default)]
    pub name: String,
}

/// Somebody in a group, or who could be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: i32,
    pub name: String,
    /// Only said to those who may see more of people than their names.
    pub username: Option<String>,
    /// Since when they are in it.
    pub since: Option<Moment>,
}

/// Both sides of the picker of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    pub inside: Page<Member>,
    /// The first of those who could be added, as the search narrows them.
    pub outside: Vec<Member>,
    /// Permissions of the group that the caller does not hold, and so cannot pass on.
    pub beyond: Vec<Permission>,
}

/// Whom to put into a group.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MembersForm {
    pub group_id: i32,
    #[serde(default)]
    pub id: Vec<i32>,
}

/// What to grant to a group, by codename.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct GroupPermissionsForm {
    pub group_id: i32,
    #[serde(default)]
    pub codename: Vec<String>,
}

/// The groups that the caller may see, by the state of the list in the address.
#[server(input = GetUrl)]
pub async fn list_groups(search: String) -> Result<Page<GroupRow>, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::list(&ctx, &ListQuery::read(&search)?).await
}

/// One group.
#[server(input = GetUrl)]
pub async fn get_group(id: i32) -> Result<Group, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::get(&ctx, id).await
}

/// The form of one group, or an empty one.
#[server(input = GetUrl)]
pub async fn get_group_form(id: Option<i32>) -> Result<GroupFormPage, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::form(&ctx, id).await
}

/// Creates a group, or changes one.
#[server]
pub async fn save_group(form: GroupForm) -> Result<i32, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let (id, done) = match form.id {
        None => (
            queries::create(&ctx, form.validate()?).await?,
            "?done=created",
        ),
        Some(id) => {
            let opened = form.updated_at;
            let is_changed = queries::change(&ctx, id, opened, form.validate()?).await?;
            (id, if is_changed { "?done=saved" } else { "" })
        }
    };
    leptos_axum::redirect(&format!("{}{done}", paths::group(id)));
    Ok(id)
}

/// Who would lose what if a group were gone.
#[server(input = GetUrl)]
pub async fn get_group_deletion(id: i32) -> Result<(Group, Loss), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::deletion(&ctx, id).await
}

/// Deletes a group with its memberships and everything granted to it.
#[server]
pub async fn delete_group(form: GroupDeletionForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::delete(&ctx, form.id, &form.name).await?;
    leptos_axum::redirect(&format!("{}?done=deleted", paths::GROUPS));
    Ok(())
}

/// Members, and who could become one.
#[server(input = GetUrl)]
pub async fn list_group_members(id: i32, search: String) -> Result<Members, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::members(&ctx, id, &ListQuery::read(&search)?).await
}

/// Puts people into a group.
#[server]
pub async fn add_members(form: MembersForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::add_members(&ctx, form.group_id, &form.id).await?;
    leptos_axum::redirect(&format!(
        "{}?done=added",
        paths::group_members(form.group_id)
    ));
    Ok(())
}

/// Grants permissions to a group.
#[server]
pub async fn grant_to_group(form: GroupPermissionsForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::grant(&ctx, form.group_id, &form.codename).await?;
    leptos_axum::redirect(&format!(
        "{}?done=granted",
        paths::group_permissions(form.group_id)
    ));
    Ok(())
}

/// What was granted to a group for single objects.
#[server(input = GetUrl)]
pub async fn list_group_objects(id: i32, search: String) -> Result<Page<SharedObject>, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::objects(&ctx, id, &ListQuery::read(&search)?).await
}
