//! SQL of signing in and out. Until somebody is known there is no organization to be narrowed
//! to: these transactions reach every organization, and each says why it may.

use serde_json::json;
use sqlx::{Postgres, Transaction};

use super::{SetUpForm, Welcome, WelcomeForm};
use crate::{
    error::{AppError, Problem},
    server::{
        Caller, Console, Ctx,
        audit::{self, Action, Actor, Subject},
        database::{self, OnConstraint, Wall},
        one_time_links, passwords,
        request::RequestFacts,
        sign_in_delays::Attempt,
    },
    validate::Fields,
};

/// Somebody who has just proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: i32,
    pub username: String,
    pub organization_id: Option<i32>,
    pub rights_version: i32,
}

/// Checks a username or e-mail address and a password, counts failures, and writes both outcomes
/// to the audit log.
///
/// # Errors
/// The same [`Problem::WrongCredentials`] whether the person is unknown, deactivated or mistaken;
/// [`AppError::TooManyAttempts`] while a pause lasts.
pub async fn check_password(
    console: &Console,
    name: &str,
    password: String,
) -> Result<Person, AppError> {
    let request = RequestFacts::current();
    let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
    let found = sqlx::query!(
        "SELECT u.id, u.username, u.password, u.organization_id, u.rights_version,
                u.is_active AND (u.is_superuser OR coalesce(o.is_active, true)) AS \"is_active!\"
         FROM auth.users u LEFT JOIN auth.organizations o ON o.id = u.organization_id
         WHERE lower(u.username) = lower($1) OR lower(u.email) = lower($1)
         ORDER BY (lower(u.username) = lower($1)) DESC LIMIT 1",
        name
    )
    .fetch_optional(&mut *tx)
    .await?;
    let known_here = match (&found, request.address) {
        (Some(person), Some(address)) => {
            signed_in_before(&mut tx, person.id, &address.to_string()).await?
        }
        _ => false,
    };
    let attempt = Attempt::new(name, request.address, known_here);
    attempt.check(&mut tx).await?;
    // No transaction stays open while a password is hashed.
    tx.commit().await?;

    let stored = found
        .as_ref()
        .filter(|person| person.is_active)
        .map(|p| p.password.clone());
    let verdict = passwords::verify(console, password.clone(), stored).await?;
    let rehashed = if verdict.is_right && verdict.needs_rehash {
        Some(passwords::hash(console, password).await?)
    } else {
        None
    };

    let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
    let subject = Subject {
        entity_type: "session",
        entity_id: None,
        // What strangers type may be a password by mistake: only names that exist are kept.
        label: found.as_ref().map_or("", |person| person.username.as_str()),
        organization_id: found.as_ref().and_then(|person| person.organization_id),
    };
    let Some(person) = found.as_ref().filter(|_| verdict.is_right) else {
        attempt.failed(&mut tx).await?;
        let reason = if found.is_some() {
            "credentials"
        } else {
            "unknown"
        };
        let actor = Actor { user_id: None };
        let details = json!({ "reason": reason });
        audit::record_by(
            &mut tx,
            actor,
            &request,
            Action::SignInFailed,
            subject,
            details,
        )
        .await?;
        tx.commit().await?;
        return Err(AppError::field("form[username]", Problem::WrongCredentials));
    };
    attempt.succeeded(&mut tx).await?;
    sqlx::query!(
        "UPDATE auth.users SET last_login = now(), password = coalesce($2, password) WHERE id = $1",
        person.id,
        rehashed
    )
    .execute(&mut *tx)
    .await?;
    let actor = Actor {
        user_id: Some(person.id),
    };
    audit::record_by(&mut tx, actor, &request, Action::SignIn, subject, json!({})).await?;
    tx.commit().await?;
    Ok(Person {
        id: person.id,
        username: person.username.clone(),
        organization_id: person.organization_id,
        rights_version: person.rights_version,
    })
}

/// Whether somebody signed in from an address within the last 90 days.
async fn signed_in_before(
    tx: &mut Transaction<'_, Postgres>,
    user_id: i32,
    address: &str,
) -> Result<bool, AppError> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM public.audit_logs WHERE user_id = $1 AND action = 'sign_in'
             AND ip_address = $2 AND timestamp > now() - interval '90 days') AS "known!""#,
        user_id,
        address
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(known)
}

/// Writes something the caller did with their own session.
pub async fn record(ctx: &Ctx, action: Action) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    audit::record(&mut tx, ctx, action, own_session(&ctx.caller), json!({})).await?;
    Ok(tx.commit().await?)
}

/// Ends all sessions of the caller.
pub async fn end_all(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let ended = sqlx::query!(
        "DELETE FROM auth.sessions WHERE user_id = $1",
        ctx.caller.user_id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let details = json!({ "sessions": ended });
    let subject = own_session(&ctx.caller);
    audit::record(&mut tx, ctx, Action::SignOutEverywhere, subject, details).await?;
    Ok(tx.commit().await?)
}

fn own_session(caller: &Caller) -> Subject<'_> {
    Subject {
        entity_type: "session",
        entity_id: None,
        label: &caller.username,
        organization_id: caller.organization.as_ref().map(|(id, _)| *id),
    }
}

/// The organizations a superuser can act in, by name.
pub async fn switchable(ctx: &Ctx) -> Result<Vec<(i32, String)>, AppError> {
    // A superuser sees every organization; that is what the switch is for.
    let mut tx = database::begin(ctx.pool(), Wall::Every, true).await?;
    let rows = sqlx::query!(
        "SELECT id, name FROM auth.organizations WHERE is_active ORDER BY lower(name), id LIMIT 50"
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Writes that a superuser goes to act elsewhere.
pub async fn switch(ctx: &Ctx, organization_id: Option<i32>) -> Result<(), AppError> {
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
    Ok(tx.commit().await?)
}

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

/// Uses a one-time link up: sets the password, ends every session the account has.
pub async fn accept(console: &Console, form: WelcomeForm) -> Result<Person, AppError> {
    let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
    let invitation = one_time_links::find(&mut tx, &form.token).await?;
    let names = [invitation.username.as_str(), invitation.email.as_str()];
    check_new_password(&form.password, &form.repeated, &names).finish()?;
    tx.rollback().await?;

    let hash = passwords::hash(console, form.password).await?;
    let mut tx = database::begin(&console.pool, Wall::Every, false).await?;
    one_time_links::use_up(&mut tx, invitation.id).await?;
    set_password(&mut tx, invitation.user_id, &hash).await?;
    let action = if invitation.is_invite {
        Action::SetUp
    } else {
        Action::ChangePassword
    };
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(invitation.user_id.into()),
        label: &invitation.username,
        organization_id: invitation.organization_id,
    };
    let actor = Actor {
        user_id: Some(invitation.user_id),
    };
    let details = json!({ "by": "one-time link" });
    audit::record_by(
        &mut tx,
        actor,
        &RequestFacts::current(),
        action,
        subject,
        details,
    )
    .await?;
    tx.commit().await?;
    Ok(Person {
        id: invitation.user_id,
        username: invitation.username,
        organization_id: invitation.organization_id,
        rights_version: invitation.rights_version,
    })
}

/// Sets a password and ends every session of the account.
pub async fn set_password(
    tx: &mut Transaction<'_, Postgres>,
    user_id: i32,
    hash: &str,
) -> Result<(), AppError> {
    sqlx::query!(
        "UPDATE auth.users SET password = $2 WHERE id = $1",
        user_id,
        hash
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("DELETE FROM auth.sessions WHERE user_id = $1", user_id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What is wrong with a new password typed twice.
pub fn check_new_password(password: &str, repeated: &str, names: &[&str]) -> Fields {
    let mut fields = Fields::default();
    if let Some(problem) = passwords::problem_of(password, names) {
        fields.reject("password", problem);
    } else if password != repeated {
        fields.reject("repeated", Problem::PasswordsDiffer);
    }
    fields
}

/// Whether nobody exists yet.
pub async fn needs_set_up(console: &Console) -> Result<bool, AppError> {
    let mut tx = database::begin(&console.pool, Wall::Every, true).await?;
    let exists = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM auth.users) AS "exists!""#)
        .fetch_one(&mut *tx)
        .await?;
    Ok(!exists)
}

/// Creates the first organization and its superuser. Works once: with a user in the table, or
/// without the token from the log, there is nothing here.
pub async fn set_up(console: &Console, form: SetUpForm) -> Result<Person, AppError> {
    let expected = console.set_up_token.clone().ok_or(AppError::NotFound)?;
    if !needs_set_up(console).await? {
        return Err(AppError::NotFound);
    }
    let mut fields = check_new_password(
        &form.password,
        &form.repeated,
        &[&form.username, &form.email],
    );
    if *expected != *form.token.trim() {
        fields.reject("token", Problem::DeadLink);
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
    let exists = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM auth.users) AS "exists!""#)
        .fetch_one(&mut *tx)
        .await?;
    if exists {
        return Err(AppError::NotFound);
    }
    let organization_id = sqlx::query_scalar!(
        "INSERT INTO auth.organizations (name) VALUES ($1) RETURNING id",
        organization
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&[("organizations_name_key", "organization", Problem::Taken)])?;
    let person = sqlx::query!(
        "INSERT INTO auth.users (username, email, password, is_staff, is_superuser, organization_id)
         VALUES ($1, $2, $3, true, true, $4) RETURNING id, rights_version",
        username,
        email,
        hash,
        organization_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let actor = Actor {
        user_id: Some(person.id),
    };
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(person.id.into()),
        label: &username,
        organization_id: Some(organization_id),
    };
    let details = json!({ "after": { "username": username, "organization": organization } });
    let request = RequestFacts::current();
    audit::record_by(&mut tx, actor, &request, Action::SetUp, subject, details).await?;
    tx.commit().await?;
    Ok(Person {
        id: person.id,
        username,
        organization_id: Some(organization_id),
        rights_version: person.rights_version,
    })
}

/// Keeps a preference of whoever is signed in in their profile, anybody else's in a cookie.
pub async fn remember_preference(name: &'static str, value: &str) -> Result<(), AppError> {
    let console = Console::current()?;
    preference::set_cookie(&console, name, value);
    let Ok(ctx) = Ctx::require(crate::permission::Permission::UseConsole).await else {
        return Ok(());
    };
    let mut tx = ctx.write_own().await?;
    sqlx::query!(
        "UPDATE auth.users
         SET preferences = coalesce(preferences, '{}') || jsonb_build_object($2::text, $3::text)
         WHERE id = $1",
        ctx.caller.user_id,
        name,
        value
    )
    .execute(&mut *tx)
    .await?;
    let subject = Subject {
        entity_type: "user",
        entity_id: Some(ctx.caller.user_id.into()),
        label: &ctx.caller.username,
        organization_id: ctx.organization_id(),
    };
    let details = json!({ "after": { name: value } });
    audit::record(&mut tx, &ctx, Action::Update, subject, details).await?;
    Ok(tx.commit().await?)
}

mod preference {
    //! The cookie of a preference: not a secret, and nothing to protect.

    use http::{HeaderValue, header};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use crate::server::Console;

    pub fn set_cookie(console: &Console, name: &str, value: &str) {
        let secure = if console.settings.is_https() {
            "; Secure"
        } else {
            ""
        };
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
        if let (Some(response), Ok(cookie)) = (
            use_context::<ResponseOptions>(),
            HeaderValue::from_str(&cookie),
        ) {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }
}
