//! A database's catalogue as a list of facts, one line each, so that two can be compared.

use std::collections::BTreeMap;

use sqlx::{PgConnection, PgPool};

/// `auth.users.email` → `character varying(254) not null`, and the same for constraints
/// (`auth.users: users_email_key`) and indexes (`auth.users: index idx_users_email`).
pub type Facts = BTreeMap<String, String>;

/// The console's tables, without the partitions of the audit log and sqlx's own table.
const TABLES: &str = "tables AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'auth', 'data_platform', 'algo_platform', 'model_platform',
                        'service_platform')
      AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_sqlx_migrations')";

/// Names of all tables, with their schema.
pub async fn tables(connection: &mut PgConnection) -> Vec<String> {
    select(connection, "SELECT name FROM tables ORDER BY name").await
}

/// All columns: type, whether it may be empty, and where its value comes from.
pub async fn columns(connection: &mut PgConnection) -> Facts {
    facts(
        connection,
        "SELECT t.name || '.' || a.attname,
             format_type(a.atttypid, a.atttypmod)
             || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
             || CASE a.attgenerated WHEN '' THEN coalesce(' default ' || d.expression, '')
                                    ELSE ' generated ' || d.expression END
         FROM tables t
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
         LEFT JOIN LATERAL (SELECT pg_get_expr(adbin, adrelid) AS expression FROM pg_attrdef
                            WHERE adrelid = t.oid AND adnum = a.attnum) d ON true",
    )
    .await
}

/// All keys, unique constraints, foreign keys and checks. What a delete does is left out: the
/// specification never says, and a test of its own looks at it.
pub async fn constraints(connection: &mut PgConnection) -> Facts {
    facts(
        connection,
        "SELECT t.name || ': ' || k.conname,
             regexp_replace(pg_get_constraintdef(k.oid), ' ON DELETE .*', '')
         FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
         WHERE k.contype IN ('p', 'u', 'f', 'c')",
    )
    .await
}

/// All indexes but those that constraints make for themselves.
pub async fn indexes(connection: &mut PgConnection) -> Facts {
    facts(
        connection,
        "SELECT t.name || ': index ' || c.relname,
             replace(regexp_replace(pg_get_indexdef(c.oid), ' INDEX .* ON ', ' INDEX '), 'ONLY ', '')
         FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
         WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)",
    )
    .await
}

/// Foreign keys that leave it to the database what a delete does.
pub async fn silent_foreign_keys(pool: &PgPool) -> Vec<String> {
    let mut connection = pool.acquire().await.unwrap();
    select(
        &mut connection,
        "SELECT t.name || ': ' || k.conname FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
         WHERE k.contype = 'f' AND k.confdeltype = 'a'",
    )
    .await
}

/// Tables that have a column of this name.
pub async fn tables_with(pool: &PgPool, column: &str) -> Vec<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "WITH {TABLES} SELECT t.name FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid
         WHERE a.attname = $1 AND NOT a.attisdropped ORDER BY 1"
    )))
    .bind(column)
    .fetch_all(pool)
    .await
    .unwrap()
}

/// Tables whose rows are hidden from everybody, their owner included, but by policy.
pub async fn walled_tables(pool: &PgPool) -> Vec<String> {
    let mut connection = pool.acquire().await.unwrap();
    select(
        &mut connection,
        "SELECT t.name FROM tables t JOIN pg_class c ON c.oid = t.oid
         WHERE c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid) ORDER BY 1",
    )
    .await
}

/// Every whole index as its table, its method and what it is made of: `auth.users btree
/// organization_id, lower(email::text), id`. A B-tree is read in both directions, so which one it
/// was made in does not matter.
pub async fn orders(pool: &PgPool) -> Vec<String> {
    let mut connection = pool.acquire().await.unwrap();
    select(
        &mut connection,
        "SELECT t.name || ' ' || am.amname || ' '
             || (SELECT string_agg(pg_get_indexdef(c.oid, place, true), ', ' ORDER BY place)
                 FROM generate_series(1, i.indnkeyatts) AS place)
         FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
         JOIN pg_am am ON am.oid = c.relam WHERE i.indpred IS NULL",
    )
    .await
}

async fn select(connection: &mut PgConnection, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("WITH {TABLES} {query}")))
        .fetch_all(connection)
        .await
        .unwrap()
}

async fn facts(connection: &mut PgConnection, query: &'static str) -> Facts {
    let rows: Vec<(String, String)> =
        sqlx::query_as(sqlx::AssertSqlSafe(format!("WITH {TABLES} {query}")))
            .fetch_all(connection)
            .await
            .unwrap();
    rows.into_iter().collect()
}
