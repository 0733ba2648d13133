//! What a console that runs for months does now and then: make the next months' partitions of the
//! audit log, and sweep out what is long over.

use std::time::Duration;

use app::{
    auth::permissions,
    error::AppError,
    server::database::{self, Wall},
};
use sqlx::PgPool;

const EVERY: Duration = Duration::from_hours(6);

/// What is over, and since when it is of no use to anybody: a pause is forgotten after minutes, and
/// a page about somebody tells of their links for a while after they ended.
const SWEEPS: [&str; 3] = [
    "DELETE FROM auth.sessions WHERE expires_at < now()",
    "DELETE FROM auth.sign_in_delays WHERE last_failure_at < now() - interval '1 day'",
    "DELETE FROM auth.one_time_links
     WHERE expires_at < now() - interval '30 days' OR used_at < now() - interval '30 days'",
];

/// Looks after things for as long as it is left running.
pub async fn keep_up(pool: PgPool) {
    loop {
        if let Err(error) = sweep(&pool).await {
            tracing::warn!(%error, "what is long over could not be swept out");
        }
        tokio::time::sleep(EVERY).await;
        if let Err(error) = look_after_partitions(&pool).await {
            tracing::error!(%error, "next months' audit partitions could not be made");
        }
    }
}

/// Makes the partitions of the audit log for the year to come.
pub async fn look_after_partitions(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT public.ensure_audit_partitions(1, 12)")
        .execute(pool)
        .await?;
    Ok(())
}

/// Sweeps out what is over, whoever's it was.
pub async fn sweep(pool: &PgPool) -> Result<(), AppError> {
    let mut tx = database::begin(pool, Wall::Every, false).await?;
    for statement in SWEEPS {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    permissions::queries::sweep(pool).await?;
    Ok(())
}
