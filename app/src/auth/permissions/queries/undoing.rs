//! Giving back what was taken away a moment ago: a new change, with the checks of a new change.
//! What was taken stands in the audit log, where all lines of one act share its request.

use serde_json::{Value, json};
use sqlx::{Postgres, Transaction};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    granting::{Receiver, grant},
    objects, persons, sharing,
};
use crate::{
    auth::{
        groups::queries as groups,
        permissions::{Loss, Outcome},
    },
    error::{AppError, Problem},
    paths,
    permission::{Entity, Permission},
    server::{Ctx, audit::Action},
};

/// Later than this it is no mistake any more.
const PATIENCE: Duration = Duration::minutes(15);

/// One line of the audit log that tells of something taken away.
struct Line {
    action: String,
    entity: Entity,
    entity_id: i32,
    details: Value,
}

/// All lines of the act that this one belongs to, if the caller did it a moment ago.
async fn lines(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i64,
) -> Result<Vec<Line>, AppError> {
    let rows = sqlx::query!(
        r#"SELECT a.action, a.entity_type AS "entity_type!", a.entity_id AS "entity_id!",
                  a.details AS "details!"
           FROM public.audit_logs a
           WHERE a.request_id = (SELECT request_id FROM public.audit_logs
                                 WHERE id = $1 AND user_id = $2 AND timestamp > $3)
             AND a.user_id = $2 AND a.timestamp > $3 AND a.action IN ('revoke', 'remove_member')
             AND a.entity_type IS NOT NULL AND a.entity_id IS NOT NULL AND a.details IS NOT NULL
           ORDER BY a.id LIMIT 200"#,
        id,
        ctx.caller.user_id,
        OffsetDateTime::now_utc() - PATIENCE
    )
    .fetch_all(&mut **tx)
    .await?;
    let lines: Vec<Line> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Line {
                action: row.action,
                entity: Entity::parse(&row.entity_type)?,
                entity_id: i32::try_from(row.entity_id).ok()?,
                details: row.details,
            })
        })
        .collect();
    if lines.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(lines)
}

/// What was just taken away: who lost what by it, and whether the caller can give it back.
pub async fn outcome(ctx: &Ctx, id: i64) -> Result<Outcome, AppError> {
    let mut tx = ctx.write().await?;
    let lines = lines(&mut tx, ctx, id).await?;
    let mut loss = Loss::default();
    for line in &lines {
        let lost: Loss = serde_json::from_value(line.details["loss"].clone()).unwrap_or_default();
        loss.lines.extend(lost.lines);
    }
    let may_undo = restore(&mut tx, ctx, id, &lines).await.is_ok();
    tx.rollback().await?;
    Ok(Outcome { id, loss, may_undo })
}

/// Gives it back; returns the page it is about.
pub async fn undo(ctx: &Ctx, id: i64) -> Result<String, AppError> {
    let mut tx = ctx.write().await?;
    let lines = lines(&mut tx, ctx, id).await?;
    let back = restore(&mut tx, ctx, id, &lines).await?;
    tx.commit().await?;
    Ok(back)
}

async fn restore(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i64,
    lines: &[Line],
) -> Result<String, AppError> {
    let mut back = String::new();
    for line in lines {
        back = match (line.action.as_str(), line.entity) {
            ("remove_member", Entity::Group) => members(tx, ctx, id, line).await?,
            ("revoke", _) if line.details.get("permission").is_some() => {
                share(tx, ctx, id, line).await?
            }
            ("revoke", Entity::Group) => to_group(tx, ctx, id, line).await?,
            ("revoke", Entity::User) => to_person(tx, ctx, id, line).await?,
            _ => return Err(AppError::NotFound),
        };
    }
    Ok(back)
}

async fn members(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i64,
    line: &Line,
) -> Result<String, AppError> {
    let group = groups::find(tx, ctx, Permission::ChangeGroup, line.entity_id).await?;
    if !groups::beyond(tx, ctx, group.id).await?.is_empty() {
        return Err(AppError::field("form[id]", Problem::NotHeld));
    }
    let people: Vec<i32> = line.details["members"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|member| i32::try_from(member["id"].as_i64()?).ok())
        .collect();
    groups::put_in(tx, ctx, &group, &people, Some(id)).await?;
    Ok(paths::group_members(group.id))
}

fn codenames(line: &Line) -> Vec<String> {
    serde_json::from_value(line.details["permissions"].clone()).unwrap_or_default()
}

async fn to_group(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i64,
    line: &Line,
) -> Result<String, AppError> {
    let group = groups::find(tx, ctx, Permission::ChangeGroup, line.entity_id).await?;
    grant(tx, ctx, Receiver::Group(&group), &codenames(line), Some(id)).await?;
    Ok(paths::group_permissions(group.id))
}

async fn to_person(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i64,
    line: &Line,
) -> Result<String, AppError> {
    if !ctx.may(Permission::ChangePermission) {
        return Err(AppError::NotFound);
    }
    let person = persons::find(tx, ctx, line.entity_id).await?;
    grant(
        tx,
        ctx,
        Receiver::Person(&person),
        &codenames(line),
        Some(id),
    )
    .await?;
    Ok(paths::user_permissions(person.id))
}

async fn share(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i64,
    line: &Line,
) -> Result<String, AppError> {
    let permission = line.details["permission"]
        .as_str()
        .and_then(Permission::parse)
        .ok_or(AppError::NotFound)?;
    let found = objects::find(tx, ctx, line.entity, line.entity_id).await?;
    if !objects::grantable(tx, ctx, &found)
        .await?
        .contains(&permission)
    {
        return Err(AppError::NotFound);
    }
    let number = |key: &str| {
        line.details[key]
            .as_i64()
            .and_then(|id| i32::try_from(id).ok())
    };
    let expires = line.details["expires_at"]
        .as_str()
        .and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok());
    sqlx::query!(
        "INSERT INTO auth.object_permissions
             (permission_id, content_type_id, object_pk, user_id, group_id, granted_by, expires_at,
              message)
         SELECT id, content_type_id, $2, $3, $4, $5, $6, $7 FROM auth.permissions
         WHERE codename = $1
         ON CONFLICT DO NOTHING",
        permission.codename(),
        found.object.id.to_string(),
        number("user_id"),
        number("group_id"),
        ctx.caller.user_id,
        expires,
        line.details["message"].as_str()
    )
    .execute(&mut **tx)
    .await?;
    let details = json!({
        "with": [line.details["with"]],
        "permissions": [permission],
        "expires_at": line.details["expires_at"],
        "message": line.details["message"],
        "undoes": id,
    });
    sharing::record(tx, ctx, Action::Share, &found, details).await?;
    Ok(paths::access(found.object.entity, found.object.id))
}
