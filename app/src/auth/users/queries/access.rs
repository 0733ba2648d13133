//! Who can sign in: deactivating, reactivating, and the one-time links of invitations and resets.

use serde_json::{Value, json};
use sqlx::{Postgres, Transaction};

use super::stored::{find, is_spare_superuser, keep, record, write};
use crate::{
    auth::users::content::Content,
    error::{AppError, Problem},
    server::{
        Ctx,
        audit::Action,
        one_time_links::{self, Purpose},
    },
};

/// Keeps somebody from signing in, and ends their sessions and the links they could sign in by.
///
/// # Errors
/// [`Problem::Yourself`], [`Problem::LastSuperuser`].
pub async fn deactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let is_spare = is_spare_superuser(&mut tx, ctx, id).await?;
    let stored = find(&mut tx, ctx, id).await?;
    keep(ctx, id, &stored, is_spare)?;
    if !stored.is_active {
        return Ok(());
    }
    sqlx::query!("UPDATE auth.users SET is_active = false WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let ended = sqlx::query!("DELETE FROM auth.sessions WHERE user_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    one_time_links::withdraw(&mut tx, id).await?;
    let mut details = activity(false);
    details["sessions"] = json!(ended);
    record(
        &mut tx,
        ctx,
        Action::Deactivate,
        id,
        &stored.content,
        details,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Lets somebody sign in again.
pub async fn reactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    let mut tx = write(ctx).await?;
    let stored = find(&mut tx, ctx, id).await?;
    if stored.is_active {
        return Ok(());
    }
    sqlx::query!("UPDATE auth.users SET is_active = true WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    record(
        &mut tx,
        ctx,
        Action::Reactivate,
        id,
        &stored.content,
        activity(true),
    )
    .await?;
    Ok(tx.commit().await?)
}

fn activity(is_active: bool) -> Value {
    json!({ "before": { "is_active": !is_active }, "after": { "is_active": is_active } })
}

/// Makes a one-time link for somebody active and returns its token: an invitation for who never
/// signed in, a new password for who did.
pub async fn make_link(ctx: &Ctx, id: i32, purpose: Purpose) -> Result<String, AppError> {
    let mut tx = write(ctx).await?;
    let stored = find(&mut tx, ctx, id).await?;
    if id == ctx.caller.user_id {
        return Err(AppError::field("form[id]", Problem::Yourself));
    }
    if !stored.is_active || stored.has_signed_in != (purpose == Purpose::PasswordReset) {
        return Err(AppError::Malformed);
    }
    let token = invite(&mut tx, ctx, id, &stored.content, purpose).await?;
    tx.commit().await?;
    Ok(token)
}

pub async fn invite(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
    content: &Content,
    purpose: Purpose,
) -> Result<String, AppError> {
    let token = one_time_links::create(tx, ctx, id, purpose).await?;
    let action = match purpose {
        Purpose::Invite => Action::Invite,
        Purpose::PasswordReset => Action::ResetPassword,
    };
    record(tx, ctx, action, id, content, json!({})).await?;
    Ok(token)
}
