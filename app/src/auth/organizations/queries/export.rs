//! Organizations as they leave: the rows of the list, in its order, with all of their description.

use serde_json::json;
use sqlx::{FromRow, QueryBuilder};
use time::OffsetDateTime;

use super::{Narrowing, SORTS, read, select, write};
use crate::{
    error::AppError,
    list::ListQuery,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        export::BATCH,
        keyset::Position,
    },
};

/// A row as it is exported.
#[derive(Clone, Debug, FromRow)]
pub struct Line {
    pub id: i32,
    pub name: String,
    pub description: String,
    pub is_active: bool,
    /// Its people, up to [`crate::auth::organizations::COUNTED`].
    pub members: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

/// Where an export begins: at the list's first row, in its order.
pub fn start(query: &ListQuery) -> Result<Position, AppError> {
    Position::of(&query.from_the_start(), &SORTS, false, "o.id")
}

/// Writes that the list is exported, with how many rows it has, before the first of them leaves.
pub async fn begin_export(ctx: &Ctx, narrowing: &Narrowing) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let mut sql = QueryBuilder::new("SELECT count(*)");
    narrowing.push(ctx, &mut sql);
    let rows: i64 = sql.build_query_scalar().fetch_one(&mut *tx).await?;
    let subject = Subject {
        entity_type: "organization",
        entity_id: None,
        label: "",
        organization_id: ctx.organization_id(),
    };
    let details = json!({ "rows": rows, "filters": narrowing.filters() });
    audit::record(&mut tx, ctx, Action::Export, subject, details).await?;
    Ok(tx.commit().await?)
}

/// The next rows of an export, whose position moves on behind them.
pub async fn batch(
    ctx: &Ctx,
    narrowing: &Narrowing,
    position: &mut Position,
) -> Result<Vec<Line>, AppError> {
    let mut tx = read(ctx).await?;
    let mut sql = QueryBuilder::new("");
    let description = "coalesce(o.description, '') AS description";
    select(ctx, narrowing, position, description, BATCH, &mut sql);
    position.fetch_batch(&mut tx, &mut sql).await
}
