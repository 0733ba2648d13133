//! People as they leave: the rows of the list, in its order.

use serde_json::{Value, json};
use sqlx::QueryBuilder;

use super::{Narrowing, position, select};
use crate::{
    auth::users::UserRow,
    error::AppError,
    list::ListQuery,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        export::BATCH,
        keyset::Position,
    },
};

/// Where an export begins: at the list's first row, in its order.
pub fn start(ctx: &Ctx, query: &ListQuery) -> Result<Position, AppError> {
    position(ctx, &query.from_the_start())
}

/// Writes that the list is exported, with how many rows it has; returns that number. It is written
/// before the first row leaves, because whoever breaks off the download has read what they have.
pub async fn begin_export(
    ctx: &Ctx,
    narrowing: &Narrowing,
    filters: Value,
) -> Result<i64, AppError> {
    let mut tx = ctx.write().await?;
    let mut sql = QueryBuilder::new("SELECT count(*)");
    narrowing.push(ctx, &mut sql);
    let rows: i64 = sql.build_query_scalar().fetch_one(&mut *tx).await?;
    let subject = Subject {
        entity_type: "user",
        entity_id: None,
        label: "",
        organization_id: ctx.organization_id(),
    };
    let details = json!({ "rows": rows, "filters": filters });
    audit::record(&mut tx, ctx, Action::Export, subject, details).await?;
    tx.commit().await?;
    Ok(rows)
}

/// The next people of an export, whose position moves on behind them.
pub async fn batch(
    ctx: &Ctx,
    narrowing: &Narrowing,
    position: &mut Position,
) -> Result<Vec<UserRow>, AppError> {
    let mut tx = ctx.read().await?;
    let mut sql = QueryBuilder::new("");
    select(ctx, narrowing, position, BATCH, &mut sql);
    position.fetch_batch(&mut tx, &mut sql).await
}
