//! Taking away what was granted, with the consequences said before and after, and giving it back.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::queries;
use super::{Grantee, Named};
use crate::{error::AppError, permission::Permission};
#[cfg(feature = "ssr")]
use crate::{list::ListQuery, server::Ctx};

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
