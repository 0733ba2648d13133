//! Row security with the first wall taken away: whatever a query forgets, the database still
//! shows no foreign row.

use app::server::database::{self, Wall};
use sqlx::{AssertSqlSafe, PgPool};

use super::console::TestConsole;

/// Every table that has an organization, from the catalogue.
async fn walled_tables(pool: &PgPool) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND n.nspname IN ('public', 'auth', 'data_platform', 'algo_platform', 'model_platform', 'service_platform')
           AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped)
         ORDER BY 1",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(tables.len() >= 17, "{tables:?}");
    tables
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql", "../../app/fixtures/demo.sql")
)]
async fn no_table_shows_a_foreign_row(pool: PgPool) {
    let console = TestConsole::new(&pool).await.console;
    for table in walled_tables(&pool).await {
        let all = format!("SELECT count(*) FROM {table} WHERE organization_id = 1");
        let own: i64 = sqlx::query_scalar(AssertSqlSafe(all))
            .fetch_one(&pool)
            .await
            .unwrap();
        assert!(own > 0, "the demo has rows of organization 1 in {table}");
        let unscoped = format!(
            "SELECT count(*), count(*) FILTER (WHERE organization_id IS DISTINCT FROM 1) FROM {table}"
        );
        let mut tx = database::begin(&console.pool, Wall::Organization(1), true)
            .await
            .unwrap();
        let (seen, foreign): (i64, i64) = sqlx::query_as(AssertSqlSafe(unscoped))
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!((seen, foreign), (own, 0), "{table}");
        tx.rollback().await.unwrap();

        let mut tx = database::begin(&console.pool, Wall::Nothing, true)
            .await
            .unwrap();
        let (seen, _): (i64, i64) = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT count(*), 0::bigint FROM {table}"
        )))
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        assert_eq!(seen, 0, "{table} without a wall's leave");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql", "../../app/fixtures/demo.sql")
)]
async fn no_row_can_be_put_behind_another_wall(pool: PgPool) {
    let console = TestConsole::new(&pool).await.console;
    let mut tx = database::begin(&console.pool, Wall::Organization(2), false)
        .await
        .unwrap();
    let moved = sqlx::query("UPDATE auth.users SET organization_id = 1 WHERE id = 8")
        .execute(&mut *tx)
        .await
        .unwrap_err();
    assert!(moved.to_string().contains("row-level security"), "{moved}");
    drop(tx);
    let mut tx = database::begin(&console.pool, Wall::Organization(2), false)
        .await
        .unwrap();
    let touched = sqlx::query("UPDATE auth.users SET bio = 'x' WHERE id = 5")
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(touched.rows_affected(), 0);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql", "../../app/fixtures/demo.sql")
)]
async fn the_server_cannot_change_what_the_audit_log_says(pool: PgPool) {
    let console = TestConsole::new(&pool).await.console;
    let partition: String = sqlx::query_scalar(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.audit_logs'::regclass LIMIT 1",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    for statement in [
        "UPDATE public.audit_logs SET action = 'x'".to_owned(),
        "DELETE FROM public.audit_logs".to_owned(),
        "TRUNCATE public.audit_logs".to_owned(),
        "DROP TABLE public.audit_logs".to_owned(),
        "ALTER TABLE public.audit_logs DISABLE ROW LEVEL SECURITY".to_owned(),
        format!("DELETE FROM {partition}"),
        format!("SELECT * FROM {partition}"),
    ] {
        let mut tx = database::begin(&console.pool, Wall::Every, false)
            .await
            .unwrap();
        let refused = sqlx::query(AssertSqlSafe(statement.clone()))
            .execute(&mut *tx)
            .await;
        let error = refused.expect_err(&statement).to_string();
        assert!(
            error.contains("permission denied") || error.contains("must be owner"),
            "{error}"
        );
    }
}

#[sqlx::test(migrator = "terrace::database::MIGRATIONS")]
async fn the_server_works_as_a_role_that_owns_nothing(pool: PgPool) {
    let console = TestConsole::new(&pool).await.console;
    let (role, is_super, bypasses): (String, bool, bool) = sqlx::query_as(
        "SELECT rolname::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&console.pool)
    .await
    .unwrap();
    assert_eq!(
        (role.as_str(), is_super, bypasses),
        (database::SERVER_ROLE, false, false)
    );
    let owned: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)",
    )
    .fetch_one(&console.pool)
    .await
    .unwrap();
    assert_eq!(owned, 0);
}
