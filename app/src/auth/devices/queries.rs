//! SQL of the sessions of people. Whose they are is decided before: the caller's own, wherever they
//! act, or those of somebody whom the caller may change.

use serde_json::json;
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use tower_sessions::session::Id;

use super::{Device, DeviceChoice, Devices};
use crate::{
    auth::users::queries::{find, look, read, write},
    error::AppError,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        sessions::hash_of,
    },
};

/// So many are listed; ending all ends the others as well.
const LISTED: usize = 100;

/// Where the caller is signed in.
pub async fn list_own(ctx: &Ctx, this: Id) -> Result<Devices, AppError> {
    let mut tx = ctx.write_own().await?;
    devices(&mut tx, ctx.caller.user_id, this).await
}

/// Where somebody is signed in.
///
/// # Errors
/// [`AppError::NotFound`] where the caller may not change them.
pub async fn list(ctx: &Ctx, user_id: i32, this: Id) -> Result<Devices, AppError> {
    let mut tx = read(ctx).await?;
    look(&mut tx, ctx, user_id).await?;
    devices(&mut tx, user_id, this).await
}

async fn devices(
    connection: &mut PgConnection,
    user_id: i32,
    this: Id,
) -> Result<Devices, AppError> {
    let mut rows = sqlx::query!(
        r#"SELECT number, user_agent, ip_address, created_at, last_seen_at,
                  coalesce(id_hash = $2 OR previous_id_hash = $2, false) AS "is_this!"
           FROM auth.sessions WHERE user_id = $1 AND expires_at > now()
           ORDER BY last_seen_at DESC, number DESC LIMIT $3"#,
        user_id,
        hash_of(&this),
        i64::try_from(LISTED + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(connection)
    .await?;
    let has_more = rows.len() > LISTED;
    rows.truncate(LISTED);
    let devices = rows
        .into_iter()
        .map(|row| Device {
            number: row.number,
            user_agent: row.user_agent,
            address: row.ip_address,
            since: row.created_at.into(),
            last_seen: row.last_seen_at.into(),
            is_this: row.is_this,
        })
        .collect();
    Ok(Devices {
        devices,
        has_more,
        now: OffsetDateTime::now_utc().into(),
    })
}

/// Ends one of the caller's own sessions.
///
/// # Errors
/// [`AppError::NotFound`] where it is not theirs, or has ended.
pub async fn end_own(ctx: &Ctx, number: i64) -> Result<(), AppError> {
    let mut tx = ctx.write_own().await?;
    let whose = own(&mut tx, ctx).await?;
    end_one(&mut tx, ctx, &whose, number).await?;
    Ok(tx.commit().await?)
}

/// Ends all of the caller's sessions but the one that asks.
pub async fn end_others(ctx: &Ctx, this: Id) -> Result<(), AppError> {
    let mut tx = ctx.write_own().await?;
    let whose = own(&mut tx, ctx).await?;
    end_all(&mut tx, ctx, &whose, Some(this)).await?;
    Ok(tx.commit().await?)
}

/// Ends a session of somebody, or all of them.
///
/// # Errors
/// [`AppError::NotFound`] where the caller may not change them, or the session is not theirs.
pub async fn end(ctx: &Ctx, choice: DeviceChoice) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let stored = find(&mut tx, ctx, choice.user_id).await?;
    let whose = Whose {
        user_id: choice.user_id,
        username: stored.content.username,
        organization_id: stored.content.organization_id,
    };
    match choice.number {
        Some(number) => end_one(&mut tx, ctx, &whose, number).await?,
        None => end_all(&mut tx, ctx, &whose, None).await?,
    }
    Ok(tx.commit().await?)
}

/// Whose sessions end.
struct Whose {
    user_id: i32,
    username: String,
    organization_id: Option<i32>,
}

/// The caller, at home: they may act elsewhere.
async fn own(tx: &mut Transaction<'_, Postgres>, ctx: &Ctx) -> Result<Whose, AppError> {
    let user_id = ctx.caller.user_id;
    let row = sqlx::query!(
        "SELECT organization_id FROM auth.users WHERE id = $1 FOR NO KEY UPDATE",
        user_id
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Whose {
        user_id,
        username: ctx.caller.username.clone(),
        organization_id: row.organization_id,
    })
}

async fn end_one(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    whose: &Whose,
    number: i64,
) -> Result<(), AppError> {
    let ended = sqlx::query!(
        "DELETE FROM auth.sessions WHERE number = $1 AND user_id = $2 AND expires_at > now()
         RETURNING user_agent, ip_address",
        number,
        whose.user_id
    )
    .fetch_one(&mut **tx)
    .await?;
    let details = json!({
        "session": number,
        "user_agent": ended.user_agent,
        "address": ended.ip_address,
    });
    record(tx, ctx, whose, details).await
}

/// Where there is none to end, nothing is said either.
async fn end_all(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    whose: &Whose,
    but: Option<Id>,
) -> Result<(), AppError> {
    let but = but.map(|id| hash_of(&id));
    let ended = sqlx::query!(
        "DELETE FROM auth.sessions WHERE user_id = $1
             AND (id_hash = $2 OR previous_id_hash = $2) IS NOT TRUE",
        whose.user_id,
        but
    )
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if ended == 0 {
        return Ok(());
    }
    record(tx, ctx, whose, json!({ "sessions": ended })).await
}

async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    whose: &Whose,
    details: serde_json::Value,
) -> Result<(), AppError> {
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(whose.user_id.into()),
        label: &whose.username,
        organization_id: whose.organization_id,
    };
    audit::record(tx, ctx, Action::EndSession, subject, details).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
