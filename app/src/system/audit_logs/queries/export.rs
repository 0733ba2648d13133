//! The log as it leaves: line by line with everything that is kept of it, in the order of the page.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use sqlx::{FromRow, Postgres, QueryBuilder, Transaction};
use time::OffsetDateTime;

use super::{SORTS, push_rows};
use crate::{
    error::AppError,
    list::ListQuery,
    moment::Moment,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        export::BATCH,
        keyset::Position,
    },
    system::audit_logs::{
        conditions::Conditions,
        narrowing::{Narrowing, filters_of},
    },
};

/// A line as it is exported.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Line {
    pub id: i64,
    #[serde(rename = "time", serialize_with = "rfc3339")]
    pub timestamp: OffsetDateTime,
    pub user_id: Option<i32>,
    pub username: Option<String>,
    pub action: String,
    pub entity_type: Option<String>,
    pub entity_id: Option<i64>,
    pub entity_key: Option<String>,
    pub entity_label: Option<String>,
    pub organization_id: Option<i32>,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    pub details: Option<Value>,
}

/// What a [`Line`] is read from.
const COLUMNS: &str = "a.id, a.timestamp, a.user_id, u.username, a.action, a.entity_type,
    a.entity_id, a.entity_key, a.entity_label, a.organization_id, a.ip_address, a.user_agent,
    a.request_id, a.details";

fn rfc3339<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Moment::from(*at).rfc3339())
}

/// Where an export begins: at the list's first line, in its order.
pub fn start(query: &ListQuery) -> Result<Position, AppError> {
    Position::of(&query.from_the_start(), &SORTS, true, "a.id")
}

/// The next lines of an export, whose position moves on behind them.
pub async fn batch(
    ctx: &Ctx,
    conditions: &Conditions,
    position: &mut Position,
) -> Result<Vec<Line>, AppError> {
    let mut tx = ctx.read().await?;
    let mut sql = QueryBuilder::new("");
    push_rows(&mut sql, conditions, COLUMNS, position, BATCH);
    position.fetch_batch(&mut tx, &mut sql).await
}

/// Begins an export: says in the log that it was asked for, before anything leaves.
pub async fn begin_export(
    ctx: &Ctx,
    query: &ListQuery,
    format: &str,
) -> Result<Conditions, AppError> {
    let narrowing = Narrowing::parse(query, OffsetDateTime::now_utc())?;
    let mut tx = ctx.write().await?;
    let conditions = Conditions::of(narrowing, &mut tx, ctx).await?;
    let details = json!({ "filters": filters_of(query) });
    record(&mut tx, ctx, format, details).await?;
    tx.commit().await?;
    Ok(conditions)
}

/// Ends an export: says how many lines have left.
pub async fn end_export(
    ctx: &Ctx,
    query: &ListQuery,
    format: &str,
    lines: usize,
) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let details = json!({ "filters": filters_of(query), "rows": lines });
    record(&mut tx, ctx, format, details).await?;
    Ok(tx.commit().await?)
}

async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    format: &str,
    details: Value,
) -> Result<i64, AppError> {
    let subject = Subject {
        entity_type: "auditlog",
        entity_id: None,
        label: format,
        organization_id: ctx.organization_id(),
    };
    audit::record(tx, ctx, Action::Export, subject, details).await
}
