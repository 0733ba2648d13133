//! What one person holds: granted to them, and through their groups.

use sqlx::{Postgres, QueryBuilder, Row, Transaction};

use super::granting::{self, Receiver};
use crate::{
    auth::{
        permissions::{Named, UserPermissions},
        users::narrowing::visible,
    },
    error::AppError,
    permission::{Entity, Permission},
    server::{
        Ctx,
        audit::{self, Action, Subject},
    },
};

/// Somebody who may be granted something, locked until the change is done.
pub struct Person {
    pub id: i32,
    pub name: String,
    pub username: String,
    pub organization_id: Option<i32>,
}

/// Finds somebody whose rights the caller may change: superusers answer to superusers alone.
pub async fn find(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
) -> Result<Person, AppError> {
    let mut sql = QueryBuilder::new(
        "SELECT u.display_name, u.username, u.organization_id FROM auth.users u WHERE u.id = ",
    );
    sql.push_bind(id).push(" AND ");
    visible(ctx, &mut sql);
    if !ctx.is_superuser() {
        sql.push(" AND NOT u.is_superuser");
    }
    sql.push(" FOR UPDATE");
    let row = sql
        .build()
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(Person {
        id,
        name: row.try_get("display_name")?,
        username: row.try_get("username")?,
        organization_id: row.try_get("organization_id")?,
    })
}

/// What somebody holds, and through what.
pub async fn of_user(ctx: &Ctx, id: i32) -> Result<UserPermissions, AppError> {
    let mut tx = ctx.read().await?;
    let mut sql = QueryBuilder::new("SELECT u.is_superuser FROM auth.users u WHERE u.id = ");
    sql.push_bind(id).push(" AND ");
    visible(ctx, &mut sql);
    let is_superuser: bool = sql
        .build_query_scalar()
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(AppError::NotFound)?;
    let direct = sqlx::query_scalar!(
        "SELECT p.codename FROM auth.user_permissions x
         JOIN auth.permissions p ON p.id = x.permission_id WHERE x.user_id = $1 ORDER BY p.id",
        id
    )
    .fetch_all(&mut *tx)
    .await?;
    let groups = sqlx::query!(
        r#"SELECT g.id, g.name, array_remove(array_agg(p.codename ORDER BY p.id), NULL) AS "codenames!"
           FROM auth.user_groups m JOIN auth.groups g ON g.id = m.group_id
           LEFT JOIN auth.group_permissions x ON x.group_id = g.id
           LEFT JOIN auth.permissions p ON p.id = x.permission_id
           WHERE m.user_id = $1 GROUP BY g.id, g.name ORDER BY lower(g.name), g.id LIMIT 200"#,
        id
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(UserPermissions {
        direct: known(&direct),
        groups: groups
            .into_iter()
            .map(|row| {
                let group = Named {
                    id: row.id,
                    name: row.name,
                };
                (group, known(&row.codenames))
            })
            .collect(),
        may_change: ctx.may(Permission::ChangePermission) && (ctx.is_superuser() || !is_superuser),
    })
}

fn known(codenames: &[String]) -> Vec<Permission> {
    codenames
        .iter()
        .filter_map(|codename| Permission::parse(codename))
        .collect()
}

/// Grants permissions to somebody. Those they have already stay as they are.
///
/// # Errors
/// `NotHeld` for one that the caller does not hold.
pub async fn grant_to_user(ctx: &Ctx, id: i32, codenames: &[String]) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let person = find(&mut tx, ctx, id).await?;
    granting::grant(&mut tx, ctx, Receiver::Person(&person), codenames, None).await?;
    Ok(tx.commit().await?)
}

/// Writes to the audit log what was granted to somebody or taken from them.
pub async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    person: &Person,
    details: serde_json::Value,
) -> Result<i64, AppError> {
    let subject = Subject {
        entity_type: Entity::User.model(),
        entity_id: Some(person.id.into()),
        label: &person.username,
        organization_id: person.organization_id,
    };
    audit::record(tx, ctx, action, subject, details).await
}
