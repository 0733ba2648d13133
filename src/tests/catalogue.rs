//! The database compared with the specification's own DDL: table by table, column by column,
//! constraint by constraint, index by index. What differs on purpose stands in one list.

mod behaviour;
mod differences;
mod reading;

use std::collections::BTreeSet;

use sqlx::PgPool;
use terrace::database::MIGRATIONS;

use differences::{DIFFERENCES, TABLES, apply, check};
use reading::{
    Facts, columns, constraints, indexes, orders, silent_foreign_keys, tables, tables_with,
    walled_tables,
};

/// The schemas of section 2.1; `public` is there already.
const SCHEMAS: &str = "CREATE SCHEMA auth; CREATE SCHEMA data_platform;
    CREATE SCHEMA algo_platform; CREATE SCHEMA model_platform; CREATE SCHEMA service_platform;";
/// The tables and indexes of sections 2.2 to 2.9.
const SPECIFICATION: &str = include_str!("catalogue/specification.sql");

/// What people and organizations are sorted by.
const SORTS: [(&str, &[&str]); 2] = [
    (
        "auth.users",
        &[
            "lower(display_name)",
            "lower(username::text)",
            "lower(email::text)",
            "date_joined",
            "( CASE WHEN last_login IS NULL THEN '-infinity'::timestamp with time zone ELSE last_login END)",
        ],
    ),
    ("auth.organizations", &["lower(name::text)", "created_at"]),
];

struct Catalogue {
    tables: Vec<String>,
    columns: Facts,
    constraints: Facts,
    indexes: Facts,
}

/// The catalogue that the specification's statements make. They run in a transaction that is
/// rolled back, which leaves the database as empty as it was.
async fn specified(pool: &PgPool) -> Catalogue {
    let mut tx = pool.begin().await.unwrap();
    sqlx::raw_sql(SCHEMAS).execute(&mut *tx).await.unwrap();
    sqlx::raw_sql(SPECIFICATION)
        .execute(&mut *tx)
        .await
        .unwrap();
    let catalogue = read(&mut tx).await;
    tx.rollback().await.unwrap();
    catalogue
}

/// The specification's tables; the database is as empty as before.
pub async fn specified_tables(pool: &PgPool) -> Vec<String> {
    specified(pool).await.tables
}

async fn live(pool: &PgPool) -> Catalogue {
    MIGRATIONS.run(pool).await.unwrap();
    read(&mut pool.acquire().await.unwrap()).await
}

async fn read(connection: &mut sqlx::PgConnection) -> Catalogue {
    Catalogue {
        tables: tables(connection).await,
        columns: columns(connection).await,
        constraints: constraints(connection).await,
        indexes: indexes(connection).await,
    }
}

#[sqlx::test(migrations = false)]
async fn the_tables_are_those_of_the_specification(pool: PgPool) {
    let specified = specified(&pool).await;
    let live = live(&pool).await;
    assert_eq!((specified.tables.len(), specified.indexes.len()), (24, 23));
    let mut expected = specified.tables;
    expected.extend(TABLES.map(str::to_owned));
    expected.sort();
    assert_eq!(live.tables, expected);
}

#[sqlx::test(migrations = false)]
async fn nothing_differs_from_the_specification_but_what_is_listed(pool: PgPool) {
    let specified = specified(&pool).await;
    let live = live(&pool).await;

    let mut expected = specified.columns;
    expected.extend(specified.constraints.clone());
    expected.extend(specified.indexes.clone());
    for (table, names, difference) in DIFFERENCES {
        for name in names.split(' ') {
            apply(&mut expected, table, name, *difference);
        }
    }

    let mut found = live.columns;
    // What a check says is looked at below, by the lists of values it comes from.
    found.extend(live.constraints.into_iter().map(|(name, fact)| {
        let is_added = fact.starts_with("CHECK") && !specified.constraints.contains_key(&name);
        (name, if is_added { "CHECK".to_owned() } else { fact })
    }));
    // An index that only makes something faster is no difference; one that forbids something is.
    found.extend(
        live.indexes
            .into_iter()
            .filter(|(name, fact)| fact.contains("UNIQUE") || specified.indexes.contains_key(name)),
    );
    found.retain(|name, _| !TABLES.iter().any(|table| is_about(name, table)));

    let lines = |facts: Facts| -> BTreeSet<String> {
        facts
            .into_iter()
            .map(|(name, fact)| format!("{name} = {fact}"))
            .collect()
    };
    let (expected, found) = (lines(expected), lines(found));
    assert!(found.len() > 400, "all of it was read");
    assert_eq!(
        found.difference(&expected).collect::<Vec<_>>(),
        expected.difference(&found).collect::<Vec<_>>(),
        "left: what the database has; right: what the specification and the list say"
    );
}

/// Whether a fact is about a table.
fn is_about(fact: &str, table: &str) -> bool {
    fact.strip_prefix(table)
        .is_some_and(|rest| rest.starts_with(['.', ':']))
}

#[sqlx::test(migrations = false)]
async fn every_list_of_values_is_a_rule(pool: PgPool) {
    let live = live(&pool).await;
    let lists = lists_of_values();
    assert_eq!(lists.len(), 17, "{lists:?}");
    for List {
        table,
        column,
        values,
        is_open,
    } in lists
    {
        let rule = live.constraints.get(&check(&table, &column));
        let allowed = quoted(rule.unwrap_or_else(|| panic!("{table}.{column} is not checked")));
        if is_open {
            assert!(
                allowed.is_superset(&values),
                "{table}.{column}: {allowed:?}"
            );
        } else {
            assert_eq!(allowed, values, "{table}.{column}");
        }
    }
}

/// The values that a comment of the specification gives for a column.
#[derive(Debug)]
struct List {
    table: String,
    column: String,
    values: BTreeSet<String>,
    /// It ends in "etc.".
    is_open: bool,
}

fn lists_of_values() -> Vec<List> {
    let mut table = "";
    let mut lists = Vec::new();
    for line in SPECIFICATION.lines() {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            table = rest.trim_end_matches(" (");
        }
        if let Some((column, comment)) = line.split_once("-- '") {
            lists.push(List {
                table: table.to_owned(),
                column: column.split_whitespace().next().unwrap().to_owned(),
                values: quoted(&format!("'{comment}")),
                is_open: comment.ends_with("etc."),
            });
        }
    }
    lists
}

/// What stands between single quotes.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('\'')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_foreign_key_says_what_a_delete_does(pool: PgPool) {
    assert_eq!(silent_foreign_keys(&pool).await, Vec::<String>::new());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_table_of_an_organization_is_walled_off(pool: PgPool) {
    let walled = walled_tables(&pool).await;
    let owned = tables_with(&pool, "organization_id").await;
    assert_eq!(owned.len(), 17, "{owned:?}");
    for table in owned {
        assert!(walled.contains(&table), "{table}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_sort_of_a_list_has_its_index(pool: PgPool) {
    let orders: Vec<String> = orders(&pool)
        .await
        .iter()
        .map(|order| order.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let is_indexed = |table: &str, by: &str| {
        let order = format!("{table} btree {by}, id");
        assert!(orders.contains(&order), "{order}");
    };
    for (table, sorts) in SORTS {
        for by in sorts {
            is_indexed(table, by);
            if table == "auth.users" {
                is_indexed(table, &format!("organization_id, {by}"));
            }
        }
    }
    for narrowing in [
        "organization_id",
        "user_id",
        "request_id",
        "entity_type, entity_id",
    ] {
        is_indexed("public.audit_logs", &format!("{narrowing}, \"timestamp\""));
    }
    for filter in ["action", "entity_type", "ip_address"] {
        is_indexed(
            "public.audit_logs",
            &format!("organization_id, {filter}, \"timestamp\""),
        );
    }
    // Resources are sorted by their dates and their name, and picked by their state.
    for (column, by) in [
        ("created_at", "created_at"),
        ("updated_at", "updated_at"),
        ("name", "lower(name::text)"),
        ("status", "status, created_at"),
    ] {
        let resources = tables_with(&pool, column).await;
        let resources = resources
            .iter()
            .filter(|table| table.contains("_platform."));
        for table in resources {
            is_indexed(table, &format!("organization_id, {by}"));
        }
    }
    for index in [
        // Vectors by the specification's inverted file, and by a graph.
        "data_platform.text_embeddings ivfflat embedding",
        "data_platform.text_embeddings hnsw embedding",
        "public.audit_logs brin \"timestamp\"",
    ] {
        assert!(orders.iter().any(|order| order == index), "{index}");
    }
    let searched = tables_with(&pool, "search_grams").await;
    assert_eq!(searched.len(), 12, "{searched:?}");
    for table in searched {
        assert!(
            orders.contains(&format!("{table} gin search_grams")),
            "{table}"
        );
    }
}

#[sqlx::test(migrator = "MIGRATIONS", fixtures("../../app/fixtures/cast.sql"))]
async fn the_cast_knows_exactly_the_permissions_of_the_program(pool: PgPool) {
    let mut known: Vec<String> = sqlx::query_scalar("SELECT codename FROM auth.permissions")
        .fetch_all(&pool)
        .await
        .unwrap();
    known.sort_unstable();
    let mut expected: Vec<String> = app::permission::Permission::ALL
        .iter()
        .map(|permission| permission.codename().to_owned())
        .collect();
    expected.sort_unstable();
    assert_eq!(known, expected);
}
