//! What the console sweeps out by itself.

use sqlx::PgPool;
use terrace::upkeep;

use super::console::TestConsole;

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn what_is_long_over_is_swept_out_and_nothing_else(pool: PgPool) {
    let console = TestConsole::new(&pool).await.console;
    sqlx::raw_sql(
        "INSERT INTO auth.sign_in_delays (subject, failures, last_failure_at, not_before) VALUES
             ('account:old', 3, now() - interval '25 hours', now() - interval '25 hours'),
             ('account:new', 3, now() - interval '23 hours', now() - interval '23 hours');
         INSERT INTO auth.sessions (id_hash, user_id, data, expires_at) VALUES
             ('old', 5, '{}', now() - interval '1 second'),
             ('new', 5, '{}', now() + interval '1 hour');
         INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at, used_at) VALUES
             (5, 'invite', 'old expired', now() - interval '31 days', NULL),
             (8, 'invite', 'old used', now() + interval '9 days', now() - interval '31 days'),
             (5, 'invite', 'new expired', now() - interval '29 days', NULL),
             (8, 'invite', 'new used', now() + interval '9 days', now() - interval '29 days'),
             (5, 'invite', 'alive', now() + interval '9 days', NULL);",
    )
    .execute(&pool)
    .await
    .unwrap();
    upkeep::sweep(&console.pool).await.unwrap();
    let left: Vec<String> = sqlx::query_scalar(
        "SELECT subject FROM auth.sign_in_delays
         UNION ALL SELECT encode(id_hash, 'escape') FROM auth.sessions
         UNION ALL SELECT encode(token_hash, 'escape') FROM auth.one_time_links ORDER BY 1",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(
        left,
        ["account:new", "alive", "new", "new expired", "new used"]
    );
}
