//! Links that work once: an invitation, a password reset. The link holds a random token, the
//! table only its SHA-256.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::Rng;
use sha2::{Digest, Sha256};
use sqlx::{Postgres, Transaction};
use time::OffsetDateTime;

use super::Ctx;
use crate::error::{AppError, Problem};

/// What a link is for. The names stand in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Invite,
    PasswordReset,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// Whom a living link is for.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: i32,
    pub user_id: i32,
    pub username: String,
    pub display_name: String,
    pub email: String,
    pub organization_id: Option<i32>,
    pub is_invite: bool,
}

/// A token nobody can guess: 256 random bits.
pub fn new_token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>())
}

fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Makes a link for somebody and ends those made before; returns its token, once.
pub async fn create(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    user_id: i32,
    purpose: Purpose,
) -> Result<String, AppError> {
    let token = new_token();
    let lifetime = ctx.console.settings.link_lifetime;
    withdraw(tx, user_id).await?;
    sqlx::query!(
        "INSERT INTO auth.one_time_links (user_id, purpose, token_hash, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
        user_id,
        purpose.as_str(),
        hash_of(&token),
        ctx.caller.user_id,
        OffsetDateTime::now_utc() + lifetime
    )
    .execute(&mut **tx)
    .await?;
    Ok(token)
}

/// Ends the links of somebody that are still open.
pub async fn withdraw(tx: &mut Transaction<'_, Postgres>, user_id: i32) -> Result<(), AppError> {
    sqlx::query!(
        "DELETE FROM auth.one_time_links WHERE user_id = $1 AND used_at IS NULL",
        user_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Finds a living link. A dead one and an unknown one look the same.
pub async fn find(tx: &mut Transaction<'_, Postgres>, token: &str) -> Result<Invitation, AppError> {
    sqlx::query_as!(
        Invitation,
        r#"SELECT l.id, l.user_id, u.username, u.display_name AS "display_name!", u.email,
                  u.organization_id, l.purpose = 'invite' AS "is_invite!"
           FROM auth.one_time_links l JOIN auth.users u ON u.id = l.user_id
           LEFT JOIN auth.organizations o ON o.id = u.organization_id
           WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > now() AND u.is_active
             AND (u.is_superuser OR o.is_active OR o.id IS NULL)"#,
        hash_of(token)
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| AppError::field("form[password]", Problem::DeadLink))
}

/// Whom a link was for, dead or alive: name and organization.
pub async fn owner(
    tx: &mut Transaction<'_, Postgres>,
    token: &str,
) -> Result<Option<(String, Option<i32>)>, AppError> {
    let owner = sqlx::query!(
        "SELECT u.username, u.organization_id
         FROM auth.one_time_links l JOIN auth.users u ON u.id = l.user_id
         WHERE l.token_hash = $1",
        hash_of(token)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(owner.map(|owner| (owner.username, owner.organization_id)))
}

/// Uses a link up. Of two who try at once, one wins.
pub async fn use_up(tx: &mut Transaction<'_, Postgres>, id: i32) -> Result<(), AppError> {
    let used = sqlx::query!(
        "UPDATE auth.one_time_links SET used_at = now()
         WHERE id = $1 AND used_at IS NULL AND expires_at > now()",
        id
    )
    .execute(&mut **tx)
    .await?;
    if used.rows_affected() == 1 {
        Ok(())
    } else {
        Err(AppError::field("form[password]", Problem::DeadLink))
    }
}
