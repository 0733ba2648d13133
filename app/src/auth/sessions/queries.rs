//! SQL of signing in and out. Until somebody is known there is no organization to be narrowed
//! to: these transactions reach every organization, and each says why it may.

mod admission;
mod by_link;
mod by_password;
mod first;
mod preference;

pub use admission::{Visit, check_new_password, hold, set_password};
pub use by_link::{accept, welcome};
pub use by_password::sign_in;
pub use first::{needs_set_up, set_up};
pub use preference::remember_preference;

use serde_json::json;
use sqlx::{Postgres, Transaction};
use tower_sessions::session::Id;

use crate::{
    error::AppError,
    server::{
        Caller, Ctx,
        audit::{self, Action, Subject},
        database::{self, Wall},
        sessions::{self, Issued, OldId},
    },
};

/// Signs the caller out here.
pub async fn sign_out(ctx: &Ctx, session: Id) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    audit::record(
        &mut tx,
        ctx,
        Action::SignOut,
        own_session(&ctx.caller),
        json!({}),
    )
    .await?;
    sessions::end(&mut tx, session).await?;
    Ok(tx.commit().await?)
}

/// Ends all sessions of the caller.
pub async fn end_all(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let user_id = ctx.caller.user_id;
    let there_are = count(&mut tx, user_id).await?;
    let details = json!({ "sessions": there_are });
    let subject = own_session(&ctx.caller);
    audit::record(&mut tx, ctx, Action::SignOutEverywhere, subject, details).await?;
    sqlx::query!("DELETE FROM auth.sessions WHERE user_id = $1", user_id)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

async fn count(tx: &mut Transaction<'_, Postgres>, user_id: i32) -> Result<i64, AppError> {
    let there_are = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM auth.sessions WHERE user_id = $1"#,
        user_id
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(there_are)
}

fn own_session(caller: &Caller) -> Subject<'_> {
    Subject {
        entity_type: "session",
        entity_id: None,
        label: &caller.username,
        organization_id: caller.organization.as_ref().map(|(id, _)| *id),
    }
}

/// Makes a superuser's session act elsewhere, under a new id.
pub async fn switch(
    ctx: &Ctx,
    session: Id,
    organization_id: Option<i32>,
) -> Result<Issued, AppError> {
    let mut tx = database::begin(ctx.pool(), Wall::Every, false).await?;
    let name = match organization_id {
        None => String::new(),
        Some(id) => sqlx::query_scalar!("SELECT name FROM auth.organizations WHERE id = $1", id)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(AppError::NotFound)?,
    };
    let subject = Subject {
        entity_type: "organization",
        entity_id: organization_id.map(i64::from),
        label: &name,
        organization_id,
    };
    audit::record(&mut tx, ctx, Action::SwitchOrganization, subject, json!({})).await?;
    let change = json!({ "acting_in": organization_id });
    let issued = sessions::rotate(&mut tx, &ctx.console, session, OldId::Lingers, change).await?;
    tx.commit().await?;
    Ok(issued)
}

#[cfg(test)]
mod tests;
