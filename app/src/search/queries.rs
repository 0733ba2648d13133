//! Searching by name over the entities that have one.

use sqlx::{Postgres, QueryBuilder};

use super::Finding;
use crate::{error::AppError, permission::Permission, server::Ctx};

/// Rows of each kind.
const MOST: i32 = 10;

/// Users and organizations by name, behind the same scopes as their lists.
pub async fn find(ctx: &Ctx, words: &str) -> Result<Vec<Finding>, AppError> {
    let mut tx = ctx.read().await?;
    let mut found = Vec::new();
    if ctx.may(Permission::ViewUser) {
        let mut users = QueryBuilder::<Postgres>::new(
            "SELECT u.id, u.display_name AS name FROM auth.users u WHERE ",
        );
        ctx.scope(&mut users, "u.organization_id");
        narrow(&mut users, "u", words);
        users.push(" ORDER BY lower(u.display_name), u.id");
        found.extend(fetch(&mut tx, users, "user").await?);
    }
    if ctx.may(Permission::ViewOrganization) {
        let mut organizations =
            QueryBuilder::<Postgres>::new("SELECT o.id, o.name FROM auth.organizations o WHERE ");
        ctx.scope(&mut organizations, "o.id");
        narrow(&mut organizations, "o", words);
        organizations.push(" ORDER BY lower(o.name), o.id");
        found.extend(fetch(&mut tx, organizations, "organization").await?);
    }
    Ok(found)
}

fn narrow(query: &mut QueryBuilder<Postgres>, table: &str, words: &str) {
    query
        .push(format_args!(
            " AND {table}.search_grams @> public.sought_grams("
        ))
        .push_bind(words.to_owned())
        .push(format_args!(") AND strpos({table}.search_text, lower("))
        .push_bind(words.to_owned())
        .push(")) > 0");
}

async fn fetch(
    tx: &mut sqlx::Transaction<'_, Postgres>,
    mut query: QueryBuilder<Postgres>,
    entity_type: &str,
) -> Result<Vec<Finding>, AppError> {
    query.push(format_args!(" LIMIT {MOST}"));
    let rows: Vec<(i32, String)> = query.build_query_as().fetch_all(&mut **tx).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Finding {
            entity_type: entity_type.to_owned(),
            id,
            name,
        })
        .collect())
}
