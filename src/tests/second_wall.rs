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

/// Every table behind a policy, and whether a row of it is an organization's: the column that says
/// so, or where the row has none, what it hangs on. `{}` stands for the organization.
async fn policies(pool: &PgPool) -> Vec<(String, &'static str)> {
    const OF_USER: &str = "t.user_id IN (SELECT id FROM auth.users WHERE organization_id = {})";
    const OF_GROUP: &str = "t.group_id IN (SELECT id FROM auth.groups WHERE organization_id = {})";
    let owned = walled_tables(pool).await;
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT polrelid::regclass::text FROM pg_policy ORDER BY 1")
            .fetch_all(pool)
            .await
            .unwrap();
    let whose = |table: &String| match table.as_str() {
        _ if owned.contains(table) => "t.organization_id = {}",
        "auth.organizations" => "t.id = {}",
        "auth.user_groups" | "auth.user_permissions" | "auth.one_time_links" => OF_USER,
        "auth.group_permissions" => OF_GROUP,
        "auth.object_permissions" => {
            "(t.user_id IN (SELECT id FROM auth.users WHERE organization_id = {})
              OR t.group_id IN (SELECT id FROM auth.groups WHERE organization_id = {}))"
        }
        _ => panic!("say in this test whose the rows of {table} are"),
    };
    let policies: Vec<_> = tables
        .iter()
        .map(|table| (table.clone(), whose(table)))
        .collect();
    assert!(policies.len() >= 23, "{policies:?}");
    policies
}

/// A link of somebody in each organization: the demo has none.
const LINKS: &str = "INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at)
    VALUES (12, 'invite', 'a', now() + interval '1 day'), (8, 'invite', 'b', now() + interval '1 day')";

async fn count(tx: &mut sqlx::PgConnection, table: &str, condition: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT count(*) FROM {table} t WHERE {condition}"
    )))
    .fetch_one(tx)
    .await
    .unwrap()
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql", "../../app/fixtures/demo.sql")
)]
async fn no_table_shows_a_foreign_row(pool: PgPool) {
    sqlx::query(LINKS).execute(&pool).await.unwrap();
    let console = TestConsole::new(&pool).await.console;
    for (table, whose) in policies(&pool).await {
        for organization in [1, 2] {
            let theirs = whose.replace("{}", &organization.to_string());
            let mut owner = pool.acquire().await.unwrap();
            let own = count(&mut owner, &table, &theirs).await;
            assert!(own > 0, "{table} of {organization} has rows");
            let mut tx = database::begin(&console.pool, Wall::Organization(organization), true)
                .await
                .unwrap();
            let seen = count(&mut tx, &table, "true").await;
            let seen_own = count(&mut tx, &table, &theirs).await;
            assert_eq!((seen, seen_own), (own, own), "{table} of {organization}");
        }
        let mut tx = database::begin(&console.pool, Wall::Nothing, true)
            .await
            .unwrap();
        let seen = count(&mut tx, &table, "true").await;
        assert_eq!(seen, 0, "{table} without a wall's leave");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql", "../../app/fixtures/demo.sql")
)]
async fn no_row_can_be_added_behind_another_wall(pool: PgPool) {
    sqlx::query(LINKS).execute(&pool).await.unwrap();
    let console = TestConsole::new(&pool).await.console;
    for (table, whose) in policies(&pool).await {
        let theirs = whose.replace("{}", "1");
        let row: serde_json::Value = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT to_jsonb(t) FROM {table} t WHERE {theirs} LIMIT 1"
        )))
        .fetch_one(&pool)
        .await
        .unwrap();
        let columns: String = sqlx::query_scalar(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
             WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        )
        .bind(&table)
        .fetch_one(&pool)
        .await
        .unwrap();
        // Triggers would refuse it as well, and sooner: here the wall stands alone.
        sqlx::query(AssertSqlSafe(format!(
            "ALTER TABLE {table} DISABLE TRIGGER USER"
        )))
        .execute(&pool)
        .await
        .unwrap();
        let insert = format!(
            "INSERT INTO {table} ({columns})
             SELECT {columns} FROM jsonb_populate_record(NULL::{table}, $1)"
        );
        for wall in [Wall::Organization(2), Wall::Nothing] {
            let mut tx = database::begin(&console.pool, wall, false).await.unwrap();
            let refused = sqlx::query(AssertSqlSafe(insert.clone()))
                .bind(&row)
                .execute(&mut *tx)
                .await
                .expect_err(&table)
                .to_string();
            assert!(refused.contains("row-level security"), "{table}: {refused}");
        }
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
