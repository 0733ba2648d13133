//! The first administrator, by the token in the log.

use serde_json::json;
use sqlx::{Postgres, Transaction};

use super::admission::{Visit, admit, check_new_password, hold};
use crate::{
    auth::sessions::SetUpForm,
    error::{AppError, Problem},
    server::{
        Console,
        audit::{self, Action, Actor, Subject},
        database::{self, OnConstraint, Wall},
        passwords,
        sessions::Issued,
        sign_in_delays::{Told, tell_of_refusal},
    },
};

/// Whether nobody exists yet.
pub async fn needs_set_up(console: &Console) -> Result<bool, AppError> {
    let mut tx = database::begin(&console.pool, Wall::Every, true).await?;
    Ok(!somebody_exists(&mut tx).await?)
}

async fn somebody_exists(tx: &mut Transaction<'_, Postgres>) -> Result<bool, AppError> {
    let exists = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM auth.users) AS "exists!""#)
        .fetch_one(&mut **tx)
        .await?;
    Ok(exists)
}

/// Creates the first organization and its superuser, and signs in. Works once: with a user in the
/// table, or without the token from the log, there is nothing here.
pub async fn set_up(visit: &Visit, form: SetUpForm) -> Result<Issued, AppError> {
    let console = &visit.console;
    let expected = console.set_up_token.clone().ok_or(AppError::NotFound)?;
    if !needs_set_up(console).await? {
        return Err(AppError::NotFound);
    }
    let names = [form.username.as_str(), form.email.as_str()];
    let mut fields = check_new_password(&form.password, &form.repeated, &names);
    if *expected != *form.token.trim() {
        fields.reject("token", Problem::DeadLink);
        let told = Told {
            entity_type: "session",
            ..Told::default()
        };
        tell_of_refusal(console, &visit.request, told, "set-up token").await?;
    }
    let organization = fields.line("organization", &form.organization, true, 200);
    let username = fields.username("username", &form.username);
    let email = fields.email("email", &form.email);
    fields.finish()?;
    let hash = passwords::hash(console, form.password).await?;

    let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
    // Of two who set up at once, the second finds a user and gets nothing.
    sqlx::query!("LOCK TABLE auth.users IN SHARE ROW EXCLUSIVE MODE")
        .execute(&mut *tx)
        .await?;
    if somebody_exists(&mut tx).await? {
        return Err(AppError::NotFound);
    }
    let organization_id = sqlx::query_scalar!(
        "INSERT INTO auth.organizations (name) VALUES ($1) RETURNING id",
        organization
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&[("organizations_name_key", "organization", Problem::Taken)])?;
    let user_id = sqlx::query_scalar!(
        "INSERT INTO auth.users (username, email, password, is_staff, is_superuser, organization_id)
         VALUES ($1, $2, $3, true, true, $4) RETURNING id",
        username,
        email,
        hash,
        organization_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let actor = Actor {
        user_id: Some(user_id),
    };
    let organization_made = Subject {
        entity_type: "organization",
        entity_id: Some(organization_id.into()),
        label: &organization,
        organization_id: Some(organization_id),
    };
    let after = json!({ "name": organization, "description": null, "settings": null });
    let details = json!({ "before": null, "after": after });
    let request = &visit.request;
    audit::record_by(
        &mut tx,
        actor,
        request,
        Action::Create,
        organization_made,
        details,
    )
    .await?;
    let person_made = Subject {
        entity_type: "user",
        entity_id: Some(user_id.into()),
        label: &username,
        organization_id: Some(organization_id),
    };
    let details = json!({ "after": { "username": username, "organization": organization } });
    audit::record_by(&mut tx, actor, request, Action::SetUp, person_made, details).await?;
    let account = hold(&mut tx, user_id).await?.ok_or(AppError::NotFound)?;
    let issued = admit(&mut tx, visit, &account).await?;
    tx.commit().await?;
    Ok(issued)
}
