//! Removing grants that have run out. They count for nothing from their moment on; this only keeps
//! the table small, and says in the history of each object that it happened.

use serde_json::json;
use sqlx::PgPool;

use crate::{
    error::AppError,
    moment::Moment,
    server::{
        audit::{self, Action, Actor, Subject},
        database::{self, Wall},
        request::RequestFacts,
    },
};

/// Grants removed in one transaction.
const BATCH: i64 = 200;

/// Removes what has run out, a batch at a time; returns how many grants that were.
pub async fn sweep(pool: &PgPool) -> Result<usize, AppError> {
    let mut swept = 0;
    loop {
        let batch = sweep_batch(pool).await?;
        swept += batch;
        if batch == 0 {
            return Ok(swept);
        }
    }
}

async fn sweep_batch(pool: &PgPool) -> Result<usize, AppError> {
    let mut tx = database::begin(pool, Wall::Every, false).await?;
    let gone = sqlx::query!(
        r#"WITH gone AS (
               DELETE FROM auth.object_permissions WHERE id IN (
                   SELECT id FROM auth.object_permissions WHERE expires_at <= now()
                   ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
               RETURNING permission_id, object_pk, user_id, group_id, expires_at)
           SELECT p.codename, t.model, gone.object_pk::bigint AS "object_id!",
                  gone.expires_at AS "expires_at!", coalesce(u.username, g.name) AS "with!",
                  coalesce(u.organization_id, g.organization_id) AS organization_id
           FROM gone JOIN auth.permissions p ON p.id = gone.permission_id
           JOIN auth.content_types t ON t.id = p.content_type_id
           LEFT JOIN auth.users u ON u.id = gone.user_id
           LEFT JOIN auth.groups g ON g.id = gone.group_id"#,
        BATCH
    )
    .fetch_all(&mut *tx)
    .await?;
    let request = RequestFacts::current();
    for row in &gone {
        let subject = Subject {
            entity_type: &row.model,
            entity_id: Some(row.object_id),
            label: &row.with,
            organization_id: row.organization_id,
        };
        let details = json!({
            "permissions": [row.codename],
            "with": [row.with],
            "expires_at": Moment::from(row.expires_at).rfc3339(),
        });
        let nobody = Actor { user_id: None };
        audit::record_by(&mut tx, nobody, &request, Action::Expire, subject, details).await?;
    }
    tx.commit().await?;
    Ok(gone.len())
}
