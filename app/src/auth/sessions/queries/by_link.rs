//! Signing in by the one-time link of an invitation or a reset.

use serde_json::json;

use super::admission::{Visit, admit, check_new_password, hold, set_password};
use crate::{
    auth::sessions::{Welcome, WelcomeForm},
    error::{AppError, Problem},
    server::{
        Console,
        audit::{self, Action, Actor, Subject},
        database::{self, Wall},
        one_time_links::{self, Invitation},
        passwords,
        sessions::Issued,
        sign_in_delays::{Told, tell_of_refusal},
    },
};

/// Whom a living one-time link is for.
pub async fn welcome(console: &Console, token: &str) -> Result<Welcome, AppError> {
    let mut tx = database::begin(&console.pool, Wall::Every, true).await?;
    let invitation = one_time_links::find(&mut tx, token)
        .await
        .map_err(|_| AppError::NotFound)?;
    Ok(Welcome {
        display_name: invitation.display_name,
        username: invitation.username,
        is_invite: invitation.is_invite,
    })
}

/// Uses a one-time link up: sets the password, ends every session the account has, and signs in.
pub async fn accept(visit: &Visit, form: WelcomeForm) -> Result<Issued, AppError> {
    let invitation = living(visit, &form.token).await?;
    let names = [invitation.username.as_str(), invitation.email.as_str()];
    check_new_password(&form.password, &form.repeated, &names).finish()?;
    let hash = passwords::hash(&visit.console, form.password).await?;

    let mut tx = database::begin(&visit.console.pool, Wall::Every, false).await?;
    let Some(account) = hold(&mut tx, invitation.user_id).await? else {
        return Err(AppError::field("form[password]", Problem::DeadLink));
    };
    one_time_links::use_up(&mut tx, invitation.id).await?;
    let action = if invitation.is_invite {
        Action::SetUp
    } else {
        Action::ChangePassword
    };
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(account.id.into()),
        label: &account.username,
        organization_id: account.organization_id,
    };
    let actor = Actor {
        user_id: Some(account.id),
    };
    let details = json!({ "by": "one-time link" });
    audit::record_by(&mut tx, actor, &visit.request, action, subject, details).await?;
    set_password(&mut tx, account.id, &hash, None).await?;
    let issued = admit(&mut tx, visit, &account).await?;
    tx.commit().await?;
    Ok(issued)
}

/// Finds a living link; that somebody tried a dead one is told, under whom it once was for.
async fn living(visit: &Visit, token: &str) -> Result<Invitation, AppError> {
    let mut tx = database::begin(&visit.console.pool, Wall::Every, true).await?;
    let found = one_time_links::find(&mut tx, token).await;
    if matches!(found, Err(AppError::Invalid(_))) {
        let (label, organization_id) = one_time_links::owner(&mut tx, token)
            .await?
            .unwrap_or_default();
        tx.commit().await?;
        let told = Told {
            entity_type: "session",
            label,
            organization_id,
            ..Told::default()
        };
        tell_of_refusal(&visit.console, &visit.request, told, "dead link").await?;
    }
    found
}
