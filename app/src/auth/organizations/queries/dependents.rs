//! What refers to organizations, counted.

use sqlx::{PgConnection, Postgres, QueryBuilder, Transaction};

use crate::{
    auth::organizations::COUNTED,
    error::{AppError, Usage},
    list::Count,
    server::keyset,
};

/// Every table with rows of organizations. A test compares it with the catalogue.
pub const DEPENDENTS: [&str; 17] = [
    "auth.users",
    "auth.groups",
    "data_platform.data_sources",
    "data_platform.datasets",
    "data_platform.dataset_versions",
    "data_platform.data_processing_tasks",
    "data_platform.text_embeddings",
    "algo_platform.projects",
    "algo_platform.experiments",
    "algo_platform.experiment_runs",
    "model_platform.models",
    "model_platform.model_versions",
    "model_platform.model_endpoints",
    "service_platform.applications",
    "service_platform.application_components",
    "service_platform.deployments",
    "public.audit_logs",
];

/// How many rows of a table are an organization's.
pub async fn count_of(
    tx: &mut Transaction<'_, Postgres>,
    table: &'static str,
    id: i32,
) -> Result<Count, AppError> {
    keyset::count(tx, |sql| {
        sql.push("FROM ")
            .push(table)
            .push(" WHERE organization_id = ")
            .push_bind(id);
    })
    .await
}

/// What refers to an organization, most numerous first.
pub async fn usages(connection: &mut PgConnection, id: i32) -> Result<Vec<Usage>, AppError> {
    let of_this = |sql: &mut QueryBuilder<Postgres>| {
        sql.push("organization_id = ").push_bind(id);
    };
    let mut usages = count_by_table(connection, &DEPENDENTS, COUNTED, of_this).await?;
    usages.retain(|usage| usage.rows > 0);
    usages.sort_by_key(|usage| std::cmp::Reverse(usage.rows));
    Ok(usages)
}

/// Counts the rows of several tables by one query, each up to `limit`; `narrow` pushes the
/// condition that all of them share.
pub async fn count_by_table(
    connection: &mut PgConnection,
    tables: &[&'static str],
    limit: i64,
    narrow: impl Fn(&mut QueryBuilder<Postgres>),
) -> Result<Vec<Usage>, AppError> {
    let mut sql = QueryBuilder::new("");
    for (index, table) in tables.iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION ALL " };
        sql.push(format_args!(
            "{union}SELECT '{table}', (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE "
        ));
        narrow(&mut sql);
        sql.push(format_args!(" LIMIT {limit}) AS counted)"));
    }
    let rows: Vec<(String, i64)> = sql.build_query_as().fetch_all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|(table, rows)| Usage { table, rows })
        .collect())
}
