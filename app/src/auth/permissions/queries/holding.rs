//! Who may do something: the explainer turned round.

use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};

use super::objects::{self, Found};
use crate::{
    auth::{
        permissions::{Holder, Holders},
        users::narrowing::{push_words, visible},
    },
    error::AppError,
    list::{ListQuery, PAGE_ROWS, Page},
    permission::{Permission, Role, Verb},
    server::{
        Ctx,
        access::{Who, id_of, push_allowed, push_holds},
        keyset::{Key, Position, Sort},
    },
};

const SORTS: [Sort; 1] = [Sort {
    name: "name",
    expression: "lower(u.display_name)",
    key: Key::Text,
}];

impl FromRow<'_, PgRow> for Holder {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            username: row.try_get("username")?,
        })
    }
}

/// A page of those who may do `permission`, to `object` or to everything of its kind.
///
/// # Errors
/// [`AppError::NotFound`] for whoever may neither see permissions nor this object.
pub async fn holders(ctx: &Ctx, query: &ListQuery) -> Result<Holders, AppError> {
    let position = Position::of(query, &SORTS, false, "u.id")?;
    let permission = query
        .get("permission")
        .and_then(Permission::parse)
        .ok_or(AppError::Malformed)?;
    let mut tx = ctx.read().await?;
    let found = match query.get("object") {
        Some(object) => {
            let (entity, id) = objects::parse(object)?;
            if permission.entity() != Some(entity) || permission.verb() == Verb::Add {
                return Err(AppError::Malformed);
            }
            Some(objects::find(&mut tx, ctx, entity, id).await?)
        }
        None if ctx.may(Permission::ViewPermission) => None,
        None => return Err(AppError::NotFound),
    };
    let page = page(&mut tx, ctx, query, &position, permission, found.as_ref()).await?;
    Ok(Holders {
        permission,
        object: found.map(|found| found.object),
        page,
    })
}

async fn page(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    query: &ListQuery,
    position: &Position,
    permission: Permission,
    found: Option<&Found>,
) -> Result<Page<Holder>, AppError> {
    let narrow = |sql: &mut QueryBuilder<Postgres>| narrow(sql, ctx, query, permission, found);
    let username = if ctx.may(Permission::ViewUser) {
        "u.username"
    } else {
        "NULL::text"
    };
    let mut sql = QueryBuilder::new(format!(
        "SELECT {} AS sort_key, u.id::bigint AS sort_id, u.id, u.display_name AS name,
             {username} AS username",
        position.select_key()
    ));
    narrow(&mut sql);
    position.push_edge(&mut sql);
    position.push_order(&mut sql, PAGE_ROWS + 1);
    position.fetch_counted(tx, &mut sql, narrow).await
}

fn narrow(
    sql: &mut QueryBuilder<Postgres>,
    ctx: &Ctx,
    query: &ListQuery,
    permission: Permission,
    found: Option<&Found>,
) {
    sql.push(" FROM auth.users u");
    let table = found.and_then(|found| found.object.entity.table());
    if let Some((table, found)) = table.zip(found) {
        sql.push(format_args!(" JOIN {table} o ON o.id = "))
            .push_bind(found.object.id);
    }
    sql.push(" WHERE ");
    visible(ctx, sql);
    let is_everybodys =
        found.is_some_and(|found| found.object.is_public) && permission.verb() == Verb::View;
    if !is_everybodys {
        push_candidates(sql, permission, found);
    }
    sql.push(" AND ");
    match found {
        Some(found) => {
            sql.push("u.organization_id = ")
                .push_bind(found.organization_id)
                .push(" AND ");
            push_allowed(sql, Who::Person("u"), permission);
        }
        None => push_holds(sql, "u", permission),
    }
    if let Some(words) = query.search() {
        push_words(ctx, sql, words);
    }
}

/// Those whom the condition can be true of, found by indexes: without it every person would be
/// asked about.
pub fn push_candidates(
    sql: &mut QueryBuilder<Postgres>,
    permission: Permission,
    found: Option<&Found>,
) {
    let id = id_of(permission);
    sql.push(" AND u.id = ANY (ARRAY(SELECT s.id FROM auth.users s WHERE s.is_superuser");
    if permission.comes_with(Role::Staff) {
        sql.push(" UNION SELECT s.id FROM auth.users s WHERE s.is_staff");
    }
    sql.push(format_args!(
        " UNION SELECT p.user_id FROM auth.user_permissions p WHERE p.permission_id = {id}
          UNION SELECT m.user_id FROM auth.group_permissions p
                JOIN auth.user_groups m ON m.group_id = p.group_id WHERE p.permission_id = {id}"
    ));
    if let Some(found) = found {
        sql.push(" UNION SELECT ").push_bind(found.created_by);
        for grantee in [
            "SELECT g.user_id FROM auth.object_permissions g WHERE g.user_id IS NOT NULL",
            "SELECT m.user_id FROM auth.object_permissions g
             JOIN auth.user_groups m ON m.group_id = g.group_id WHERE true",
        ] {
            sql.push(format_args!(
                " UNION {grantee} AND g.permission_id = {id}
                  AND g.content_type_id = (SELECT content_type_id FROM auth.permissions
                                           WHERE id = {id}) AND g.object_pk = "
            ))
            .push_bind(found.object.id.to_string());
        }
    }
    sql.push("))");
}
