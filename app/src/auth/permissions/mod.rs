//! Who may do what, and why: explaining a decision, granting and sharing, and taking away with the
//! consequences said before and after (section 2.2.2 of the specification).

mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
mod taking;

pub use pages::*;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    list::Page,
    moment::Moment,
    permission::{Entity, Permission},
};
#[cfg(feature = "ssr")]
use crate::{list::ListQuery, paths, server::Ctx};

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

/// Why somebody may do something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    Superuser,
    /// Administers the organization, which takes this.
    Staff,
    /// Granted to them for everything of the kind.
    Granted {
        by: Option<String>,
        at: Moment,
    },
    /// Granted to a group of theirs for everything of the kind.
    Group {
        group: Named,
        since: Moment,
        by: Option<String>,
        at: Moment,
    },
    /// Granted to them for this object; `id` is the grant's.
    Shared {
        id: i32,
        by: Option<String>,
        at: Moment,
        expires: Option<Moment>,
    },
    /// Granted to a group of theirs for this object.
    SharedWithGroup {
        id: i32,
        group: Named,
        since: Moment,
        by: Option<String>,
        at: Moment,
        expires: Option<Moment>,
    },
    Creator,
    Public,
}

/// Why somebody may not, whatever was granted to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    Deactivated,
    OrganizationDeactivated,
    /// The object belongs to another organization.
    Elsewhere,
    /// It was granted until this moment, to them or to a group of theirs.
    Expired(Moment),
}

/// The answer to "may they, and why?".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub person: Named,
    pub username: String,
    pub permission: Permission,
    pub object: Option<Object>,
    pub is_allowed: bool,
    /// Everything that grants it; taking one away changes nothing while there is another.
    pub reasons: Vec<Reason>,
    pub obstacles: Vec<Obstacle>,
    /// Some of those who could grant it.
    pub granters: Vec<Named>,
    pub now: Moment,
}

/// What the page of the explainer shows: an answer, or who could be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Explained {
    /// Nothing was asked yet.
    Nothing,
    /// Nobody the reader sees has this username; these have something like it.
    WhoIsMeant(Vec<(Named, String)>),
    Answer(Box<Explanation>),
}

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

/// To whom something was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grantee {
    Person(Named),
    Group(Named),
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

/// One of those who may do something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub id: i32,
    pub name: String,
    pub username: Option<String>,
}

/// Who may do one thing, to an object or to everything of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holders {
    pub permission: Permission,
    pub object: Option<Object>,
    pub page: Page<Holder>,
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

/// Who loses what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    pub lines: Vec<LossLine>,
}

/// One permission that somebody loses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossLine {
    pub permission: Permission,
    pub people: i64,
    /// The first of them.
    pub names: Vec<String>,
    /// How many objects, and the names of the first; `None` is everything of the kind.
    pub objects: Option<(i64, Vec<String>)>,
}

/// What is about to be taken away, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    pub what: Taken,
    pub loss: Loss,
    /// Where the reader came from.
    pub back: String,
}

/// What is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    /// People out of a group.
    Members { group: Named, people: Vec<Named> },
    /// Permissions from a group.
    FromGroup {
        group: Named,
        permissions: Vec<Permission>,
    },
    /// Permissions from a person.
    FromPerson {
        person: Named,
        permissions: Vec<Permission>,
    },
    /// Grants for single objects.
    Shares(Vec<(Grantee, Permission, String)>),
}

/// What was taken away a moment ago, and can be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The line of the audit log that tells of it.
    pub id: i64,
    pub loss: Loss,
    pub may_undo: bool,
}

/// The address that says what is to be taken away: the one of the page that asks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RemovalForm {
    pub search: String,
}

/// Which act to take back, by its line in the audit log.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct UndoForm {
    pub id: i64,
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

/// May somebody do something, and why? The address says who (`who`), what (`permission`), and to
/// which object (`object`, such as `dataset:3`).
#[server(input = GetUrl)]
pub async fn explain(search: String) -> Result<Explained, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::explain(&ctx, &ListQuery::read(&search)?).await
}

/// Who may do something: the same address, turned round.
#[server(input = GetUrl)]
pub async fn list_holders(search: String) -> Result<Holders, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::holders(&ctx, &ListQuery::read(&search)?).await
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

/// Who would lose what if this were taken away. Nothing is changed.
#[server(input = GetUrl)]
pub async fn get_removal(search: String) -> Result<Removal, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::preview(&ctx, &ListQuery::read(&search)?).await
}

/// Takes it away; the page that follows says who lost what, and offers to take that back.
#[server]
pub async fn take_away(form: RemovalForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let (back, id) = queries::take_away(&ctx, &ListQuery::read(&form.search)?).await?;
    leptos_axum::redirect(&format!("{back}?outcome={id}"));
    Ok(())
}

/// What was just taken away by the reader themselves.
#[server(input = GetUrl)]
pub async fn get_outcome(id: i64) -> Result<Outcome, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::outcome(&ctx, id).await
}

/// Gives back what was taken away, as a new change.
#[server]
pub async fn undo_removal(form: UndoForm) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    let back = queries::undo(&ctx, form.id).await?;
    leptos_axum::redirect(&format!("{back}?done=undone"));
    Ok(())
}
