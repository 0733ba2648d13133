//! The home page: what needs attention, what was done lately, what there is. Everything on it is
//! read from the tables at that moment, and only what the reader may see.

mod pages;
#[cfg(feature = "ssr")]
mod queries;

pub use pages::HomePage;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    error::{AppError, Usage},
    moment::Moment,
    system::audit_logs::AuditRow,
};
#[cfg(feature = "ssr")]
use crate::{permission::Permission, server::Ctx};

/// Counting on the home page stops here: beyond, it says "10,000+".
pub const COUNTED: i64 = 10_000;

/// What the home page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    pub concerns: Vec<Concern>,
    /// The latest acts: of the organization for whoever administers it, else one's own.
    pub acts: Vec<AuditRow>,
    /// How many rows the tables hold, up to [`COUNTED`].
    pub counts: Vec<Usage>,
    /// Nobody but the reader is here yet.
    pub is_alone: bool,
    pub now: Moment,
}

/// Something that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    pub kind: ConcernKind,
    pub rows: i64,
    /// Names of the latest, at most three.
    pub names: Vec<String>,
    /// When the latest of them happened.
    pub latest: Moment,
}

/// The kinds of things that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConcernKind {
    /// More than five sign-ins failed within a day.
    FailedSignIns,
    /// Processing tasks that ended badly.
    FailedTasks,
    /// Endpoints that serve nothing because they broke.
    FailedEndpoints,
    /// People whose invitation expired before they took it up.
    ExpiredInvitations,
    /// People who have not taken up their invitation yet.
    OpenInvitations,
    /// People who were deactivated within a week.
    Deactivated,
}

/// What the home page shows to whoever asks.
#[server(input = GetUrl)]
pub async fn read_home() -> Result<Home, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    queries::read(&ctx).await
}
