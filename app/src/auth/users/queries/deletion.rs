//! Deleting people, and what keeps them from being deleted.

use serde_json::json;
use sqlx::{PgConnection, QueryBuilder};

use super::stored::{find, is_spare_superuser, keep, look, read, record, write};
use crate::{
    auth::users::{COUNTED, UserDeletion},
    error::{AppError, Usage},
    server::{
        Ctx,
        audit::Action,
        database::{self, Wall},
    },
};

/// Who would be deleted, and what refers to them.
pub async fn deletion(ctx: &Ctx, id: i32) -> Result<UserDeletion, AppError> {
    let mut tx = read(ctx).await?;
    let stored = look(&mut tx, ctx, id).await?;
    tx.commit().await?;
    Ok(UserDeletion {
        id,
        name: stored.name,
        username: stored.content.username,
        is_active: stored.is_active,
        usages: usages_everywhere(ctx, id).await?,
    })
}

/// Deletes somebody to whom nothing refers.
///
/// # Errors
/// [`Problem::Yourself`], [`Problem::LastSuperuser`]; [`AppError::InUse`] with what refers to them.
pub async fn delete(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let is_spare = is_spare_superuser(&mut tx, ctx, id).await?;
    // The lock keeps everybody from referring to them between the count and the deletion, and waits
    // for those who are about to.
    let stored = find(&mut tx, ctx, id).await?;
    keep(ctx, id, &stored, is_spare)?;
    let usages = usages_everywhere(ctx, id).await?;
    if !usages.is_empty() {
        return Err(AppError::InUse(usages));
    }
    sqlx::query!("DELETE FROM auth.users WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let details = json!({ "before": stored.content.facts(), "after": null });
    record(&mut tx, ctx, Action::Delete, id, &stored.content, details).await?;
    Ok(tx.commit().await?)
}

/// Who moved from one organization to another is referred to in both: what keeps somebody from being
/// deleted is counted everywhere, as the foreign keys look everywhere. Nothing but the counting sees
/// over the wall, in a transaction of its own that can only read.
async fn usages_everywhere(ctx: &Ctx, id: i32) -> Result<Vec<Usage>, AppError> {
    let mut tx = database::begin(ctx.pool(), Wall::Every, true).await?;
    usages(&mut tx, id).await
}

/// What refers to somebody and would keep them from being deleted, most numerous first. The
/// catalogue knows the foreign keys, so that a new table cannot be forgotten.
async fn usages(connection: &mut PgConnection, id: i32) -> Result<Vec<Usage>, AppError> {
    let references = sqlx::query!(
        r#"SELECT n.nspname || '.' || c.relname AS "name!",
                  format('%I.%I', n.nspname, c.relname) AS "table!",
                  format('%I', a.attname) AS "column!"
           FROM pg_constraint k
           JOIN pg_class c ON c.oid = k.conrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
           WHERE k.contype = 'f' AND k.confrelid = 'auth.users'::regclass AND k.conparentid = 0
             AND k.confdeltype IN ('r', 'a')
           ORDER BY 1, 3"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut sql = QueryBuilder::new("SELECT name, sum(rows)::bigint FROM (");
    for (index, reference) in references.iter().enumerate() {
        sql.push(if index == 0 {
            "SELECT "
        } else {
            " UNION ALL SELECT "
        });
        sql.push_bind(reference.name.clone());
        sql.push(format_args!(
            "::text AS name, (SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} = ",
            reference.table, reference.column
        ));
        sql.push_bind(id)
            .push(format_args!(" LIMIT {COUNTED}) AS counted) AS rows"));
    }
    sql.push(") AS dependent WHERE rows > 0 GROUP BY name ORDER BY 2 DESC, 1");
    let rows: Vec<(String, i64)> = sql.build_query_as().fetch_all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|(table, rows)| Usage { table, rows })
        .collect())
}
