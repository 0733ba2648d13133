//! Objects of any kind, as far as sharing goes: found, and called by their names.

use std::collections::HashMap;

use sqlx::{Postgres, QueryBuilder, Row, Transaction};

use crate::{
    auth::permissions::Object,
    error::AppError,
    permission::{Entity, Permission, Verb},
    server::{
        Ctx,
        access::{self, visible},
    },
};

/// An object with what only the server asks about it.
pub struct Found {
    pub object: Object,
    pub organization_id: i32,
    pub created_by: Option<i32>,
}

/// An object that the caller may see.
///
/// # Errors
/// [`AppError::NotFound`] for one they may not, and for kinds whose objects cannot be shared.
pub async fn find(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    entity: Entity,
    id: i32,
) -> Result<Found, AppError> {
    let (Some(table), Some(name)) = (entity.table(), entity.name_of_row()) else {
        return Err(AppError::NotFound);
    };
    let creator = if entity.has_creator() {
        "o.created_by"
    } else {
        "NULL::integer"
    };
    let public = if entity.can_be_public() {
        "o.is_public"
    } else {
        "false"
    };
    let mut sql = QueryBuilder::new(format!(
        "SELECT {name} AS name, o.organization_id, {creator} AS created_by, {public} AS is_public
         FROM {table} o WHERE o.id = "
    ));
    sql.push_bind(id).push(" AND ");
    visible(ctx, entity, &mut sql);
    let row = sql
        .build()
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(Found {
        object: Object {
            entity,
            id,
            name: row.try_get("name")?,
            is_public: row.try_get("is_public")?,
        },
        organization_id: row.try_get("organization_id")?,
        created_by: row.try_get("created_by")?,
    })
}

/// What an address calls an object: `dataset:3`.
///
/// # Errors
/// [`AppError::Malformed`].
pub fn parse(text: &str) -> Result<(Entity, i32), AppError> {
    let (model, id) = text.split_once(':').ok_or(AppError::Malformed)?;
    let entity = Entity::parse(model).filter(|entity| entity.is_shared());
    match (entity, id.parse()) {
        (Some(entity), Ok(id)) => Ok((entity, id)),
        _ => Err(AppError::Malformed),
    }
}

/// Names of objects, of those that the caller may see: one query a kind.
pub async fn names(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    objects: impl IntoIterator<Item = (Entity, i32)>,
) -> Result<HashMap<(Entity, i32), String>, AppError> {
    let mut wanted: HashMap<Entity, Vec<i32>> = HashMap::new();
    for (entity, id) in objects {
        wanted.entry(entity).or_default().push(id);
    }
    let mut names = HashMap::new();
    for (entity, ids) in wanted {
        let (Some(table), Some(name)) = (entity.table(), entity.name_of_row()) else {
            continue;
        };
        let mut sql = QueryBuilder::new(format!(
            "SELECT o.id, {name} AS name FROM {table} o WHERE o.id = ANY("
        ));
        sql.push_bind(ids).push(") AND ");
        visible(ctx, entity, &mut sql);
        let found: Vec<(i32, String)> = sql.build_query_as().fetch_all(&mut **tx).await?;
        names.extend(found.into_iter().map(|(id, name)| ((entity, id), name)));
    }
    Ok(names)
}

/// Whether the caller may share an object: whoever made it, and who administers permissions.
pub fn may_share(ctx: &Ctx, found: &Found) -> bool {
    ctx.may(Permission::ChangePermission) || found.created_by == Some(ctx.caller.user_id)
}

/// What the caller may grant for an object: what they hold there themselves.
pub async fn grantable(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    found: &Found,
) -> Result<Vec<Permission>, AppError> {
    let mut grantable = Vec::new();
    if may_share(ctx, found) {
        for permission in Permission::about(found.object.entity) {
            if permission.verb() != Verb::Add
                && access::may(tx, ctx, permission, found.object.id).await?
            {
                grantable.push(permission);
            }
        }
    }
    Ok(grantable)
}
