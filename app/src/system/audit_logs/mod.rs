//! The audit log: who did what, when and from where. It is read, searched and exported here, and
//! written by `server::audit` alone; reading it is itself written down.

#[cfg(feature = "ssr")]
mod conditions;
mod entry;
#[cfg(feature = "ssr")]
mod export;
mod history;
#[cfg(feature = "ssr")]
mod narrowing;
mod pages;
#[cfg(feature = "ssr")]
pub mod queries;
pub mod words;

pub use entry::{ActionBadge, actor_words, line_words};
#[cfg(feature = "ssr")]
pub use export::{export_csv, export_jsonl};
pub use history::{
    History, HistoryLines, OrganizationActivity, RecentActivity, RecentLines, load_history,
    load_own_recent, load_recent, load_recent_of_organization,
};
pub use pages::AuditLogsPage;

use leptos::{server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::AppError,
    list::{ListQuery, Page},
    moment::Moment,
};
#[cfg(feature = "ssr")]
use crate::{permission::Permission, server::Ctx};

/// Text is searched for within this many days where no time is chosen.
pub const DAYS_OF_TEXT: i64 = 30;

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Nobody who was signed in: a failed sign-in, or the console itself.
    Nobody,
    /// Somebody whom the reader may not see: an administrator of the whole console.
    Outsider,
    Person {
        id: i32,
        username: String,
        name: String,
    },
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub id: i64,
    pub at: Moment,
    pub actor: Actor,
    /// A name of `server::audit::Action`, or of whatever wrote the row.
    pub action: String,
    pub entity_type: Option<String>,
    pub entity_id: Option<i64>,
    /// What the entity was called then.
    pub entity_label: String,
    /// Names of the fields that an update changed, at most eight.
    pub changed: Vec<String>,
}

/// One line with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub row: AuditRow,
    /// Name of the organization it belongs to.
    pub organization: Option<String>,
    pub request_id: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    /// `before` and `after` where something changed, and whatever else was worth keeping.
    pub details: Value,
}

/// Whether a search for text is limited to the last [`DAYS_OF_TEXT`] days, because no time says
/// where else to look.
pub fn is_time_implied(query: &ListQuery) -> bool {
    query.search().is_some()
        && ["time", "from", "to"]
            .iter()
            .all(|key| query.get(key).is_none())
}

/// A page of the log, newest first, as the address asks for it.
#[server(input = GetUrl)]
pub async fn list_audit_logs(search: String) -> Result<Page<AuditRow>, AppError> {
    let ctx = Ctx::require(Permission::ViewAuditLog).await?;
    queries::list(&ctx, &ListQuery::read(&search)?).await
}

/// One line in full.
#[server(input = GetUrl)]
pub async fn get_audit_log(id: i64) -> Result<AuditEntry, AppError> {
    let ctx = Ctx::require(Permission::ViewAuditLog).await?;
    queries::get(&ctx, id).await
}

/// What was done to one entity, newest first.
#[server(input = GetUrl)]
pub async fn history_of(
    entity_type: String,
    entity_id: i64,
    search: String,
) -> Result<Page<AuditRow>, AppError> {
    let ctx = Ctx::require(Permission::ViewAuditLog).await?;
    queries::history(&ctx, &entity_type, entity_id, &ListQuery::read(&search)?).await
}

/// The last things somebody did. Everyone may see their own.
#[server(input = GetUrl)]
pub async fn recent_of_user(user_id: i32) -> Result<RecentActs, AppError> {
    let ctx = Ctx::require(Permission::UseConsole).await?;
    if user_id != ctx.caller.user_id && !ctx.may(Permission::ViewAuditLog) {
        return Err(AppError::NotFound);
    }
    queries::recent(&ctx, user_id).await
}

/// The last things done in one organization.
#[server(input = GetUrl)]
pub async fn recent_of_organization(organization_id: i32) -> Result<RecentActs, AppError> {
    let ctx = Ctx::require(Permission::ViewAuditLog).await?;
    queries::recent_of_organization(&ctx, organization_id).await
}

/// A few lines, and when they were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentActs {
    pub rows: Vec<AuditRow>,
    pub now: Moment,
    /// Whether the log as the reader opens it shows more of them.
    pub may_see_more: bool,
}
