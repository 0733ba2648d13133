//! What the schema does by itself: partitions made ahead, times kept, organizations kept apart, and
//! searches answered by their index.

use app::server::database::{self, Wall};
use sqlx::{PgPool, postgres::PgQueryResult};
use terrace::database::MIGRATIONS;

use super::super::console::TestConsole;

/// The constraint that a statement breaks.
async fn broken(pool: &PgPool, statement: &'static str) -> String {
    let error = sqlx::raw_sql(statement).execute(pool).await.unwrap_err();
    let error = error.into_database_error().unwrap();
    error
        .constraint()
        .map_or_else(|| error.message().to_owned(), str::to_owned)
}

async fn run(pool: &PgPool, statement: &'static str) -> PgQueryResult {
    sqlx::raw_sql(statement).execute(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_months_ahead_have_their_partition(pool: PgPool) {
    let lacking = "SELECT to_char(month, 'YYYY-MM')
        FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month',
                             date_trunc('month', now() AT TIME ZONE 'UTC') + interval '12 months',
                             interval '1 month') AS month
        WHERE NOT EXISTS (
            SELECT FROM pg_inherits
            WHERE inhparent = 'public.audit_logs'::regclass
              AND inhrelid = to_regclass('public.audit_logs_y' || to_char(month, 'YYYY\"m\"MM')))";
    let lacking: Vec<String> = sqlx::query_scalar(lacking).fetch_all(&pool).await.unwrap();
    assert_eq!(lacking, Vec::<String>::new());
    // One that is made later is like the others: its rows are searched, and hidden.
    let made: i32 = sqlx::query_scalar("SELECT public.ensure_audit_partitions(0, 13)")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(made, 1);
    run(
        &pool,
        "INSERT INTO public.audit_logs (timestamp, action, entity_label)
         VALUES (date_trunc('month', now()) + interval '13 months', 'view', '星河')",
    )
    .await;
    let found: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM public.audit_logs WHERE search_grams @> public.sought_grams('星河')",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(found, 1);
}

#[sqlx::test(migrator = "MIGRATIONS", fixtures("../../../app/fixtures/cast.sql"))]
async fn a_real_change_is_dated_and_nothing_else(pool: PgPool) {
    for (statement, is_change) in [
        ("UPDATE auth.organizations SET name = name", false),
        ("UPDATE auth.organizations SET name = name || '!'", true),
        ("UPDATE auth.users SET last_login = now()", false),
        ("UPDATE auth.users SET bio = 'x'", true),
    ] {
        run(
            &pool,
            "ALTER TABLE auth.organizations DISABLE TRIGGER USER;
             ALTER TABLE auth.users DISABLE TRIGGER USER;
             UPDATE auth.organizations SET updated_at = '2020-01-01';
             UPDATE auth.users SET updated_at = '2020-01-01';
             ALTER TABLE auth.organizations ENABLE TRIGGER USER;
             ALTER TABLE auth.users ENABLE TRIGGER USER;",
        )
        .await;
        let changed = run(&pool, statement).await.rows_affected();
        let dated: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM auth.organizations WHERE updated_at > '2020-01-01')
                  + (SELECT count(*) FROM auth.users WHERE updated_at > '2020-01-01')",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        let expected = if is_change { changed } else { 0 };
        assert_eq!(u64::try_from(dated).unwrap(), expected, "{statement}");
    }
}

#[sqlx::test(
    migrator = "MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql", "../../../app/fixtures/demo.sql")
)]
async fn nothing_leaves_its_organization(pool: PgPool) {
    for (statement, rule) in [
        (
            "UPDATE data_platform.datasets SET organization_id = 2 WHERE id = 1",
            "datasets.organization_id never changes",
        ),
        (
            "UPDATE auth.groups SET organization_id = 2 WHERE id = 1",
            "groups.organization_id never changes",
        ),
        (
            "INSERT INTO data_platform.dataset_versions
                 (dataset_id, version, storage_location, organization_id) VALUES (1, 'x', 's3://x', 2)",
            "dataset_versions_dataset_id_fkey",
        ),
        (
            "UPDATE data_platform.data_processing_tasks SET source_dataset_id = 12 WHERE id = 3",
            "data_processing_tasks_source_dataset_id_fkey",
        ),
        (
            "UPDATE model_platform.model_endpoints SET model_version_id =
                 (SELECT id FROM model_platform.model_versions WHERE organization_id = 2 LIMIT 1)
             WHERE id = 1",
            "model_endpoints_model_version_id_fkey",
        ),
        (
            "INSERT INTO auth.user_groups (user_id, group_id) VALUES (8, 1)",
            "user_groups_group_id_fkey",
        ),
        (
            "UPDATE auth.user_groups SET group_id = 5 WHERE user_id = 3",
            "user_groups_group_id_fkey",
        ),
        (
            "UPDATE auth.users SET organization_id = 2 WHERE id = 3",
            "user 3 is still in groups of another organization",
        ),
    ] {
        assert_eq!(broken(&pool, statement).await, rule, "{statement}");
    }
    // A child is where its parent is without saying so.
    run(
        &pool,
        "INSERT INTO data_platform.dataset_versions (dataset_id, version, storage_location)
         VALUES (12, 'x', 's3://x')",
    )
    .await;
    let belongs_to: i32 = sqlx::query_scalar(
        "SELECT organization_id FROM data_platform.dataset_versions WHERE version = 'x'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(belongs_to, 2);
    // Who leaves their groups may go, in whichever order.
    run(
        &pool,
        "BEGIN;
         UPDATE auth.users SET organization_id = 2 WHERE id = 3;
         DELETE FROM auth.user_groups WHERE user_id = 3;
         COMMIT;",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATIONS", fixtures("../../../app/fixtures/cast.sql"))]
async fn a_search_among_many_names_uses_its_index(pool: PgPool) {
    for statement in [
        "INSERT INTO data_platform.datasets (organization_id, name, storage_location, format)
         SELECT 1 + n % 2, CASE WHEN n % 500 = 0 THEN '星河 ' ELSE '门店销售 ' END || n, 's3://x', 'csv'
         FROM generate_series(1, 20000) n",
        // As autovacuum would: a search index is read in vain while its entries wait to be sorted in.
        "VACUUM ANALYZE data_platform.datasets",
    ] {
        run(&pool, statement).await;
    }
    let console = TestConsole::new(&pool).await.console;
    let mut tx = database::begin(&console.pool, Wall::Organization(1), true)
        .await
        .unwrap();
    let plan: Vec<String> = sqlx::query_scalar(
        "EXPLAIN SELECT id FROM data_platform.datasets
         WHERE organization_id = 1 AND search_grams @> public.sought_grams('星河')
           AND strpos(search_text, '星河') > 0",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    let plan = plan.join("\n");
    assert!(plan.contains("datasets_search_grams_idx"), "{plan}");
}
