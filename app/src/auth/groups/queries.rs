//! SQL of groups. Which of them somebody sees, changes or deletes is decided by the predicate of
//! every object; nobody passes on what they do not hold themselves.

mod changes;
mod members;
mod objects;
mod permissions;

pub use changes::{change, create, delete, deletion, form};
pub use members::{add_members, members, put_in};
pub use objects::objects;
pub use permissions::grant;

use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::{COUNTED, Group, GroupRow};
use crate::{
    error::AppError,
    list::{ListQuery, PAGE_ROWS, Page},
    permission::{Entity, Permission},
    server::{
        Ctx,
        access::{self, visible},
        audit::{self, Action, Subject},
        keyset::{self, Key, Position, Sort},
    },
};

const SORTS: [Sort; 1] = [Sort {
    name: "name",
    expression: "lower(o.name)",
    key: Key::Text,
}];

impl FromRow<'_, PgRow> for GroupRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            summary: row.try_get("summary")?,
            organization: row.try_get("organization")?,
            members: row.try_get("members")?,
            permissions: row.try_get("permissions")?,
            updated_at: row.try_get::<OffsetDateTime, _>("updated_at")?.into(),
        })
    }
}

/// The list, narrowed by name.
///
/// # Errors
/// [`AppError::NotFound`] for whoever neither holds the permission nor was granted any group: to
/// them there is no such list.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<Page<GroupRow>, AppError> {
    let position = Position::of(query, &SORTS, false, "o.id")?;
    let mut tx = ctx.read().await?;
    let mut sql = QueryBuilder::new("");
    select(ctx, query, &position, &mut sql);
    let from = |sql: &mut QueryBuilder<Postgres>| narrow(ctx, query, sql);
    let page = position.fetch_counted(&mut tx, &mut sql, from).await?;
    let is_stranger =
        !ctx.may(Permission::ViewGroup) && page.rows.is_empty() && !query.is_narrowed();
    if is_stranger {
        return Err(AppError::NotFound);
    }
    Ok(page)
}

fn select(ctx: &Ctx, query: &ListQuery, position: &Position, sql: &mut QueryBuilder<Postgres>) {
    // Who acts in one organization knows which.
    let organization = if ctx.organization_id().is_some() {
        "NULL::text"
    } else {
        "(SELECT name FROM auth.organizations WHERE id = o.organization_id)"
    };
    sql.push(format_args!(
        "SELECT {} AS sort_key, o.id::bigint AS sort_id, o.id, o.name, o.updated_at,
             left(coalesce(o.description, ''), 160) AS summary, {organization} AS organization,
             (SELECT count(*) FROM (SELECT 1 FROM auth.user_groups m WHERE m.group_id = o.id
                                    LIMIT {COUNTED}) AS counted) AS members,
             (SELECT count(*) FROM auth.group_permissions p WHERE p.group_id = o.id) AS permissions",
        position.select_key()
    ));
    narrow(ctx, query, sql);
    position.push_edge(sql);
    position.push_order(sql, PAGE_ROWS + 1);
}

fn narrow(ctx: &Ctx, query: &ListQuery, sql: &mut QueryBuilder<Postgres>) {
    sql.push(" FROM auth.groups o WHERE ");
    visible(ctx, Entity::Group, sql);
    if let Some(words) = query.search() {
        keyset::push_search(sql, "o", words);
    }
}

/// One group.
pub async fn get(ctx: &Ctx, id: i32) -> Result<Group, AppError> {
    let mut tx = ctx.read().await?;
    read(&mut tx, ctx, id).await
}

async fn read(tx: &mut Transaction<'_, Postgres>, ctx: &Ctx, id: i32) -> Result<Group, AppError> {
    access::require(tx, ctx, Permission::ViewGroup, id).await?;
    let row = sqlx::query!(
        r#"SELECT g.name, coalesce(g.description, '') AS "description!", o.name AS organization,
                  g.created_at, g.updated_at,
                  ARRAY(SELECT p.codename FROM auth.group_permissions x
                        JOIN auth.permissions p ON p.id = x.permission_id
                        WHERE x.group_id = g.id ORDER BY x.permission_id) AS "codenames!",
                  (SELECT count(*) FROM (SELECT 1 FROM auth.object_permissions x
                                         WHERE x.group_id = g.id LIMIT $2) AS counted) AS "objects!"
           FROM auth.groups g JOIN auth.organizations o ON o.id = g.organization_id
           WHERE g.id = $1"#,
        id,
        COUNTED
    )
    .fetch_one(&mut **tx)
    .await?;
    let members = keyset::count(tx, |sql| {
        sql.push(" FROM auth.user_groups m WHERE m.group_id = ")
            .push_bind(id);
    })
    .await?;
    Ok(Group {
        id,
        name: row.name,
        description: row.description,
        organization: row.organization,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        members,
        permissions: row
            .codenames
            .iter()
            .filter_map(|codename| Permission::parse(codename))
            .collect(),
        objects: row.objects,
        may_change: access::may(tx, ctx, Permission::ChangeGroup, id).await?,
        may_delete: access::may(tx, ctx, Permission::DeleteGroup, id).await?,
        now: OffsetDateTime::now_utc().into(),
    })
}

/// A group about to be changed, locked until the change is done.
pub struct Stored {
    pub id: i32,
    pub name: String,
    pub description: Option<String>,
    pub organization_id: i32,
    pub updated_at: OffsetDateTime,
}

/// Finds a group the caller may do this to, and locks it.
pub async fn find(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    permission: Permission,
    id: i32,
) -> Result<Stored, AppError> {
    access::require(tx, ctx, permission, id).await?;
    Ok(sqlx::query_as!(
        Stored,
        "SELECT id, name, description, organization_id, updated_at
         FROM auth.groups WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Writes to the audit log what was done to a group; returns the id of the line.
pub async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    group: &Stored,
    details: serde_json::Value,
) -> Result<i64, AppError> {
    let subject = Subject {
        entity_type: Entity::Group.model(),
        entity_id: Some(group.id.into()),
        label: &group.name,
        organization_id: Some(group.organization_id),
    };
    audit::record(tx, ctx, action, subject, details).await
}

/// Permissions of a group that the caller does not hold: whoever is put into the group gets them.
pub async fn beyond(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
) -> Result<Vec<Permission>, AppError> {
    let codenames = sqlx::query_scalar!(
        "SELECT p.codename FROM auth.group_permissions g
         JOIN auth.permissions p ON p.id = g.permission_id
         WHERE g.group_id = $1 ORDER BY g.permission_id",
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(codenames
        .iter()
        .filter_map(|codename| Permission::parse(codename))
        .filter(|permission| !ctx.may(*permission))
        .collect())
}

#[cfg(test)]
mod tests;
