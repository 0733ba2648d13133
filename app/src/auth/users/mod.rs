//! People (section 2.2.1 of the specification). Superusers administer everybody, staff the people
//! of their own organization who are not superusers; everybody else sees their colleagues' names.

#[cfg(feature = "ssr")]
mod content;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod narrowing;
#[cfg(feature = "ssr")]
mod notice;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod words;

pub use crate::usage::COUNTED;
pub use pages::*;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    error::{AppError, Usage},
    list::Page,
    moment::Moment,
    permission::Role,
};
#[cfg(feature = "ssr")]
use crate::{
    list::ListQuery,
    paths,
    permission::Permission,
    server::{Ctx, one_time_links::Purpose},
};

/// Most characters of what somebody tells about themselves.
pub const MAX_BIO: u32 = 4_000;

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Active,
    /// Never signed in, and holds an invitation that still works.
    Invited,
    Inactive,
}

/// One line of the list. Colleagues are names; their facts are for those who administer them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    pub id: i32,
    pub name: String,
    pub facts: Option<UserFacts>,
}

/// What else the list shows of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFacts {
    pub username: String,
    pub email: String,
    pub role: Role,
    pub state: State,
    pub organization: Option<String>,
    pub department: Option<String>,
    pub position: Option<String>,
    pub joined: Moment,
    pub last_sign_in: Option<Moment>,
}

/// A page of the list, and what its filters offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    pub page: Page<UserRow>,
    /// Groups to narrow the list to, by name: the first two hundred, and the one that is chosen.
    pub groups: Vec<(i32, String)>,
    /// Whether there are more.
    pub has_more_groups: bool,
}

/// Everything the page of one person shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: i32,
    pub name: String,
    pub facts: UserFacts,
    pub organization_id: Option<i32>,
    pub phone: Option<String>,
    pub bio: Option<String>,
    /// A small image, as an address that holds it (`data:image/…`).
    pub avatar: Option<String>,
    /// Sessions that are alive now.
    pub sessions: i64,
    pub groups: Vec<String>,
    pub is_self: bool,
    /// Whether the caller may change them.
    pub may_change: bool,
    /// A link that was just made; it is shown this once.
    pub link: Option<NewLink>,
    pub now: Moment,
}

/// A one-time link, to be handed over by whoever asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    pub address: String,
    pub is_invite: bool,
    /// How long it works.
    pub hours: i64,
}

/// What the form sends. Empty texts are facts nobody stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// Absent for somebody new.
    pub id: Option<i32>,
    /// When the row was last changed as the form was opened; milliseconds since 1970.
    pub updated_at: Moment,
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub organization_id: Option<i32>,
    pub department: String,
    pub position: String,
    pub bio: String,
    pub is_staff: bool,
    pub is_superuser: bool,
}

/// A form to be filled in, and what its fields offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFormPage {
    /// How they are called now; nothing for somebody new.
    pub name: String,
    pub form: UserForm,
    /// Organizations to choose from, for whoever acts in all of them: the first two hundred of those
    /// that were sought, and the one they are in.
    pub organizations: Vec<(i32, String)>,
    /// Whether there are more.
    pub has_more_organizations: bool,
    /// Where they are, where that is no choice.
    pub organization: Option<String>,
    /// Only superusers make superusers.
    pub may_grant_everything: bool,
}

/// What a deletion would meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDeletion {
    pub id: i32,
    pub name: String,
    pub username: String,
    pub is_active: bool,
    /// What refers to them, and so keeps them from being deleted.
    pub usages: Vec<Usage>,
}

/// Whom a button is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct UserChoice {
    pub id: i32,
}

/// The people of the caller's organization, as the address narrows and sorts them.
#[server(input = GetUrl)]
pub async fn list_users(search: String) -> Result<UserList, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::list(&ctx, &ListQuery::read(&search)?).await
}

/// One person. `None` is the caller themselves where they administer nobody: their own page is
/// the profile.
#[server(input = GetUrl)]
pub async fn get_user(id: i32) -> Result<Option<User>, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    if !ctx.may(Permission::ViewUser) {
        return if id == ctx.caller.user_id {
            Ok(None)
        } else {
            Err(AppError::NotFound)
        };
    }
    let mut user = queries::get(&ctx, id).await?;
    if user.may_change {
        user.link = notice::take(&ctx.console.settings, id);
    }
    Ok(Some(user))
}

/// The form of one person, or an empty one. It offers organizations whose name holds the `sought`
/// words.
#[server(input = GetUrl)]
pub async fn get_user_form(
    id: Option<i32>,
    sought: Option<String>,
) -> Result<UserFormPage, AppError> {
    let permission = if id.is_some() {
        Permission::ChangeUser
    } else {
        Permission::AddUser
    };
    let ctx = Ctx::require(permission).await?;
    queries::form(&ctx, id, sought.as_deref()).await
}

/// Changes somebody, or creates them with an invitation.
#[server]
pub async fn save_user(form: UserForm) -> Result<i32, AppError> {
    let permission = if form.id.is_some() {
        Permission::ChangeUser
    } else {
        Permission::AddUser
    };
    let ctx = Ctx::require(permission).await?;
    let opened = form.updated_at;
    let Some(id) = form.id else {
        let (id, token) = queries::create(&ctx, form.validate()?).await?;
        notice::put(&ctx.console.settings, id, Purpose::Invite, &token);
        leptos_axum::redirect(&format!("{}?done=created", paths::user(id)));
        return Ok(id);
    };
    let is_changed = queries::change(&ctx, id, opened, form.validate()?).await?;
    let done = if is_changed { "?done=saved" } else { "" };
    leptos_axum::redirect(&format!("{}{done}", paths::user(id)));
    Ok(id)
}

/// Keeps somebody from signing in; their sessions end at once.
#[server]
pub async fn deactivate_user(form: UserChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeUser).await?;
    queries::deactivate(&ctx, form.id).await?;
    leptos_axum::redirect(&format!("{}?done=deactivated", paths::user(form.id)));
    Ok(())
}

/// Lets somebody sign in again.
#[server]
pub async fn reactivate_user(form: UserChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeUser).await?;
    queries::reactivate(&ctx, form.id).await?;
    leptos_axum::redirect(&format!("{}?done=reactivated", paths::user(form.id)));
    Ok(())
}

/// Makes a new invitation for somebody who never signed in; the one before ends.
#[server]
pub async fn invite_user(form: UserChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeUser).await?;
    notice::make_link(&ctx, form.id, Purpose::Invite).await
}

/// Makes a link by which somebody chooses a new password. The old one works until then.
#[server]
pub async fn reset_password(form: UserChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::ChangeUser).await?;
    notice::make_link(&ctx, form.id, Purpose::PasswordReset).await
}

/// Deletes somebody to whom nothing refers.
#[server]
pub async fn delete_user(form: UserChoice) -> Result<(), AppError> {
    let ctx = Ctx::require(Permission::DeleteUser).await?;
    queries::delete(&ctx, form.id).await?;
    leptos_axum::redirect(&format!("{}?done=deleted", paths::USERS));
    Ok(())
}

/// What a deletion would meet.
#[server(input = GetUrl)]
pub async fn get_user_deletion(id: i32) -> Result<UserDeletion, AppError> {
    let ctx = Ctx::require(Permission::DeleteUser).await?;
    queries::deletion(&ctx, id).await
}
