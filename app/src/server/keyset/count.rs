//! How many rows a list has. Few are counted; of many nobody needs to know more than about how many,
//! and the planner knows that without reading them.

use sqlx::{Postgres, QueryBuilder, Transaction};

use crate::{error::AppError, list::Count};

/// Up to here rows are counted; beyond, the planner's estimate is good enough and says so.
const COUNTED: i64 = 10_000;

/// How many rows a query has: exactly while they are few, the planner's estimate otherwise.
/// `from` pushes everything from `FROM` on.
pub async fn count(
    tx: &mut Transaction<'_, Postgres>,
    from: impl Fn(&mut QueryBuilder<Postgres>),
) -> Result<Count, AppError> {
    count_by(tx, &from, &from).await
}

/// The same of rows that can be said in two ways: one that the planner judges well, and one that an
/// index answers.
pub async fn count_by(
    tx: &mut Transaction<'_, Postgres>,
    judged: impl Fn(&mut QueryBuilder<Postgres>),
    counted: impl Fn(&mut QueryBuilder<Postgres>),
) -> Result<Count, AppError> {
    let mut explain = QueryBuilder::new("EXPLAIN (FORMAT JSON) SELECT 1 ");
    judged(&mut explain);
    let plan: serde_json::Value = explain.build_query_scalar().fetch_one(&mut **tx).await?;
    let estimate = plan
        .pointer("/0/Plan/Plan Rows")
        .and_then(serde_json::Value::as_f64);
    // Rows are whole and far below 2^52.
    #[expect(clippy::cast_possible_truncation)]
    let estimate = estimate.unwrap_or_default() as i64;
    if estimate > 4 * COUNTED {
        return Ok(Count::About(estimate));
    }
    let mut exact = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 ");
    counted(&mut exact);
    exact.push(format_args!(" LIMIT {}) AS counted", COUNTED + 1));
    let rows: i64 = exact.build_query_scalar().fetch_one(&mut **tx).await?;
    Ok(if rows > COUNTED {
        Count::About(estimate.max(rows))
    } else {
        Count::Exactly(rows)
    })
}
