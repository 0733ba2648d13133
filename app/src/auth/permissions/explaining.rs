//! Explaining a decision: may somebody do something, why, and who else may.

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::queries;
use super::{Named, Object};
use crate::{error::AppError, list::Page, moment::Moment, permission::Permission};
#[cfg(feature = "ssr")]
use crate::{list::ListQuery, server::Ctx};

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
