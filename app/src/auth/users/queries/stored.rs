//! Somebody to be changed: found by the predicate that decides whom the caller sees, and within the
//! caller's rights. Superusers reach over the wall, because the last of them may be
//! in another organization.

use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, Transaction};
use time::OffsetDateTime;

use super::role_of;
use crate::{
    auth::users::{content::Content, narrowing::visible},
    error::{AppError, Problem},
    moment::Moment,
    permission::Role,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        database::{self, Wall},
    },
};

/// A transaction for a change.
pub async fn write(ctx: &Ctx) -> Result<Transaction<'static, Postgres>, AppError> {
    if ctx.is_superuser() {
        database::begin(ctx.pool(), Wall::Every, false).await
    } else {
        ctx.write().await
    }
}

/// A transaction that reads what a change would be about.
pub async fn read(ctx: &Ctx) -> Result<Transaction<'static, Postgres>, AppError> {
    if ctx.is_superuser() {
        database::begin(ctx.pool(), Wall::Every, true).await
    } else {
        ctx.read().await
    }
}

/// Nobody administers somebody who may do more than they do: whoever makes a password link for
/// a superuser could become one.
pub fn is_within_rights(ctx: &Ctx, role: Role) -> bool {
    ctx.is_superuser() || role != Role::Superuser
}

/// Somebody the caller may change.
pub struct Stored {
    pub name: String,
    pub content: Content,
    pub is_active: bool,
    pub has_signed_in: bool,
    pub updated_at: Moment,
}

/// Finds somebody to be changed, and keeps them as they are until the change is done.
pub async fn find(connection: &mut PgConnection, ctx: &Ctx, id: i32) -> Result<Stored, AppError> {
    found(connection, ctx, id, " FOR UPDATE").await
}

/// Finds somebody to be shown: whoever only looks keeps nobody waiting.
pub async fn look(connection: &mut PgConnection, ctx: &Ctx, id: i32) -> Result<Stored, AppError> {
    found(connection, ctx, id, "").await
}

async fn found(
    connection: &mut PgConnection,
    ctx: &Ctx,
    id: i32,
    lock: &'static str,
) -> Result<Stored, AppError> {
    let mut sql = QueryBuilder::new(
        "SELECT u.display_name, u.username, u.email, u.first_name, u.last_name, u.phone,
             u.organization_id, u.department, u.position, u.bio, u.is_staff, u.is_superuser,
             u.is_active, u.last_login IS NOT NULL AS has_signed_in, u.updated_at
         FROM auth.users u WHERE u.id = ",
    );
    sql.push_bind(id).push(" AND ");
    visible(ctx, &mut sql);
    sql.push(lock);
    let row = sql.build().fetch_one(connection).await?;
    let content = Content {
        username: row.try_get("username")?,
        email: row.try_get("email")?,
        first_name: row.try_get("first_name")?,
        last_name: row.try_get("last_name")?,
        phone: row.try_get("phone")?,
        organization_id: row.try_get("organization_id")?,
        department: row.try_get("department")?,
        position: row.try_get("position")?,
        bio: row.try_get("bio")?,
        is_staff: row.try_get("is_staff")?,
        is_superuser: row.try_get("is_superuser")?,
    };
    if !is_within_rights(ctx, role_of(content.is_superuser, content.is_staff)) {
        return Err(AppError::NotFound);
    }
    Ok(Stored {
        name: row.try_get("display_name")?,
        content,
        is_active: row.try_get("is_active")?,
        has_signed_in: row.try_get("has_signed_in")?,
        updated_at: row.try_get::<OffsetDateTime, _>("updated_at")?.into(),
    })
}

/// Whether an active superuser remains without this one. Locks all of them, in one order, so that
/// of two who take each other's rights at once the second finds the first gone. Staff never get
/// here: superusers are beyond their rights.
pub async fn is_spare_superuser(
    connection: &mut PgConnection,
    ctx: &Ctx,
    id: i32,
) -> Result<bool, AppError> {
    if !ctx.is_superuser() {
        return Ok(true);
    }
    let active = sqlx::query_scalar!(
        "SELECT id FROM auth.users WHERE is_superuser AND is_active ORDER BY id FOR UPDATE"
    )
    .fetch_all(connection)
    .await?;
    Ok(active.iter().any(|superuser| *superuser != id))
}

/// Nobody shuts themselves out, and one superuser stays.
pub fn keep(ctx: &Ctx, id: i32, stored: &Stored, is_spare: bool) -> Result<(), AppError> {
    if id == ctx.caller.user_id {
        return Err(AppError::field("form[id]", Problem::Yourself));
    }
    if stored.content.is_superuser && stored.is_active && !is_spare {
        return Err(AppError::field("form[id]", Problem::LastSuperuser));
    }
    Ok(())
}

/// Writes to the audit log what was done to somebody.
pub async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    id: i32,
    content: &Content,
    details: Value,
) -> Result<i64, AppError> {
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(id.into()),
        label: &content.username,
        organization_id: content.organization_id,
    };
    audit::record(tx, ctx, action, subject, details).await
}
