//! The demo: every table has something to show, and it is loaded once.

use sqlx::{AssertSqlSafe, ConnectOptions, PgPool};
use terrace::{cli::CommandError, command_line::Scale, database::migrate, seed};

use super::catalogue::specified_tables;

async fn rows(pool: &PgPool, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrations = false)]
async fn every_table_of_the_specification_has_rows_and_they_are_loaded_once(pool: PgPool) {
    let tables = specified_tables(&pool).await;
    assert_eq!(tables.len(), 24);
    let url = pool.connect_options().to_url_lossy().to_string();
    migrate(&url, None).await.unwrap();
    seed::demo(&url, Scale::Normal).await.unwrap();
    let mut loaded = Vec::new();
    for table in &tables {
        loaded.push(rows(&pool, table).await);
        assert!(loaded.last().is_some_and(|rows| *rows > 0), "{table}");
    }
    // The grants are real: to groups, to people, and of single objects to either.
    let granted: (i64, i64) =
        sqlx::query_as("SELECT count(user_id), count(group_id) FROM auth.object_permissions")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert!(granted.0 > 0 && granted.1 > 0, "{granted:?}");
    let month = "SELECT to_regclass('public.audit_logs_y'
        || to_char(now() AT TIME ZONE 'UTC' - interval '2 months', 'YYYY\"m\"MM')) IS NOT NULL";
    let has_month: bool = sqlx::query_scalar(month).fetch_one(&pool).await.unwrap();
    assert!(has_month, "thirty days before the first of March");

    let again = seed::demo(&url, Scale::Normal).await;
    assert!(matches!(again, Err(CommandError::Refused(_))), "{again:?}");
    for (table, rows_before) in tables.iter().zip(loaded) {
        assert_eq!(rows(&pool, table).await, rows_before, "{table}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql", "../../app/fixtures/demo.sql")
)]
async fn its_audit_log_looks_as_the_console_writes_it(pool: PgPool) {
    for (what, wrong) in [
        (
            "nobody is named where a sign-in failed",
            "action = 'sign_in_failed' AND user_id IS NOT NULL",
        ),
        (
            "a reason is one of two",
            "action = 'sign_in_failed'
             AND details ->> 'reason' IS DISTINCT FROM CASE entity_label WHEN '' THEN 'unknown' ELSE 'credentials' END",
        ),
        (
            "users are called by their username",
            "entity_type = 'user' AND entity_id IS NOT NULL
             AND entity_label <> (SELECT username FROM auth.users WHERE id = entity_id)",
        ),
        (
            "actions have one of the names there are",
            "action <> ALL ($1)",
        ),
    ] {
        let sql = format!("SELECT count(*) FROM public.audit_logs WHERE ({wrong}) AND $1 IS NOT NULL");
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(app::server::audit::Action::ALL.map(|action| action.as_str()))
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(rows, 0, "{what}");
    }
}
