//! The last lines of somebody or something, for the pages about them.

use serde_json::json;
use sqlx::{Postgres, QueryBuilder, Transaction};
use time::OffsetDateTime;

use super::{COLUMNS, TABLES, at_its_widest, say_that_it_was_read};
use crate::{
    error::AppError,
    permission::Permission,
    server::{
        Ctx,
        database::{self, Wall},
    },
    system::audit_logs::{AuditRow, RecentActs},
};

/// Lines in the aside of a page.
const RECENT: i64 = 8;
/// What was done, and not that it was looked at: whoever opens these pages would soon see nothing
/// but that they did.
const ACTS: &str = "(a.action <> 'view' OR a.entity_type IS DISTINCT FROM 'auditlog')";

/// The last acts of one person. One's own are seen wherever one acted; reading another's is written
/// down.
pub async fn recent(ctx: &Ctx, user_id: i32) -> Result<RecentActs, AppError> {
    if user_id == ctx.caller.user_id {
        let mut tx = database::begin(ctx.pool(), Wall::Every, true).await?;
        let mut query = begun("a.user_id = ");
        query.push_bind(user_id);
        return acts(&mut tx, query, ctx.may(Permission::ViewAuditLog)).await;
    }
    let mut tx = ctx.write().await?;
    let mut query = begun("a.user_id = ");
    query.push_bind(user_id).push(" AND ");
    ctx.scope(&mut query, "a.organization_id");
    let acts = acts(&mut tx, query, ctx.may(Permission::ViewAuditLog)).await?;
    let filters = json!({ "who": user_id.to_string() });
    say_that_it_was_read(&mut tx, ctx, None, json!({ "filters": filters })).await?;
    tx.commit().await?;
    Ok(acts)
}

/// The last acts in one organization. A superuser sees those of every one, wherever they act; the
/// log itself shows more of them only where they act there.
pub async fn recent_of_organization(ctx: &Ctx, id: i32) -> Result<RecentActs, AppError> {
    let reach = at_its_widest(ctx);
    if !reach.is_superuser() && !reach.reaches(Some(id)) {
        return Err(AppError::NotFound);
    }
    let mut tx = reach.write().await?;
    let mut query = begun("a.organization_id = ");
    query.push_bind(id);
    let acts = acts(&mut tx, query, ctx.organization_id() == Some(id)).await?;
    let filters = json!({ "organization": id.to_string() });
    say_that_it_was_read(&mut tx, ctx, None, json!({ "filters": filters })).await?;
    tx.commit().await?;
    Ok(acts)
}

/// The last acts of all, for the home page.
pub async fn latest(ctx: &Ctx, lines: i64) -> Result<Vec<AuditRow>, AppError> {
    let mut tx = ctx.read().await?;
    let mut query = begun("");
    ctx.scope(&mut query, "a.organization_id");
    push_end(&mut query, lines);
    Ok(query.build_query_as().fetch_all(&mut *tx).await?)
}

fn begun(condition: &str) -> QueryBuilder<Postgres> {
    QueryBuilder::new(format!(
        "SELECT {COLUMNS}{TABLES} WHERE {ACTS} AND {condition}"
    ))
}

fn push_end(query: &mut QueryBuilder<Postgres>, lines: i64) {
    query
        .push(" ORDER BY a.timestamp DESC, a.id DESC LIMIT ")
        .push_bind(lines);
}

async fn acts(
    tx: &mut Transaction<'_, Postgres>,
    mut query: QueryBuilder<Postgres>,
    may_see_more: bool,
) -> Result<RecentActs, AppError> {
    push_end(&mut query, RECENT);
    Ok(RecentActs {
        rows: query.build_query_as().fetch_all(&mut **tx).await?,
        now: OffsetDateTime::now_utc().into(),
        may_see_more,
    })
}
