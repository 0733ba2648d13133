//! Signing in by password.

use super::admission::{Visit, admit, hold};
use crate::{
    error::{AppError, Problem},
    server::{
        database::{self, Wall},
        passwords,
        sessions::Issued,
        sign_in_delays::{Account, Attempt, Told, place_of},
    },
};

/// Whom a name belongs to. Of nobody everything is empty, and took as long to find out.
struct Found {
    id: Option<i32>,
    username: Option<String>,
    password: Option<String>,
    organization_id: Option<i32>,
    is_active: bool,
    is_known_here: bool,
}

/// Signs in by a username or e-mail address and a password, counts failures, and writes both
/// outcomes to the audit log.
///
/// # Errors
/// The same [`Problem::WrongCredentials`] whether the person is unknown, deactivated or mistaken;
/// [`AppError::TooManyAttempts`] while a pause lasts.
pub async fn sign_in(visit: Visit, name: String, password: String) -> Result<Issued, AppError> {
    let console = &visit.console;
    let found = find(&visit, &name).await?;
    let attempt = attempt(&visit, &name, &found);
    let _turn = attempt.turn(console).await?;
    // Read again: whoever went before may have left a newer hash of the same password.
    let found = find(&visit, &name).await?;
    let leave = passwords::leave(console).await?;
    attempt.begin(console, &visit.request).await?;
    let stored = found.password.filter(|_| found.is_active);
    let verdict = passwords::verify(console, leave, password.clone(), stored.clone()).await?;
    let rehashed = if verdict.is_right && verdict.needs_rehash {
        // Where too many wait it can be done at the next sign-in as well.
        passwords::hash(console, password).await.ok()
    } else {
        None
    };
    let reason = match (found.id, stored, verdict.is_right) {
        (Some(id), Some(stored), true) => {
            let issued = enter(&visit, &attempt, id, &stored, rehashed).await?;
            if let Some(issued) = issued {
                return Ok(issued);
            }
            "no longer valid"
        }
        (Some(_), ..) => "credentials",
        (None, ..) => "unknown",
    };
    attempt.failed(console, &visit.request, reason).await?;
    Err(AppError::field("form[username]", Problem::WrongCredentials))
}

/// Looks for the person and for the address they may have signed in from, in one query and whether
/// or not there is such a person.
async fn find(visit: &Visit, name: &str) -> Result<Found, AppError> {
    let mut tx = database::begin(&visit.console.pool, Wall::Every, true).await?;
    let found = sqlx::query_as!(
        Found,
        r#"SELECT u.id AS "id?", u.username AS "username?", u.password AS "password?",
                  u.organization_id AS "organization_id?",
                  coalesce(u.is_active AND (u.is_superuser OR coalesce(o.is_active, true)), false)
                      AS "is_active!",
                  k.user_id IS NOT NULL AS "is_known_here!"
           FROM (VALUES (1)) AS asked
           LEFT JOIN LATERAL (
               SELECT id, username, password, organization_id, is_active, is_superuser
               FROM auth.users WHERE lower(username) = lower($1) OR lower(email) = lower($1)
               ORDER BY (lower(username) = lower($1)) DESC LIMIT 1
           ) AS u ON true
           LEFT JOIN auth.organizations o ON o.id = u.organization_id
           LEFT JOIN auth.known_addresses k
               ON k.user_id = coalesce(u.id, 0) AND k.address = $2
               AND k.last_seen_at > now() - interval '90 days'"#,
        name,
        place_of(visit.request.address)
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(found)
}

fn attempt(visit: &Visit, name: &str, found: &Found) -> Attempt {
    let account = found.id.map_or(Account::Unknown(name), Account::Known);
    let told = Told {
        actor: None,
        entity_type: "session",
        entity_id: None,
        // What strangers type may be a password by mistake: only names that exist are kept.
        label: found.username.clone().unwrap_or_default(),
        organization_id: found.organization_id,
    };
    Attempt::new(account, visit.request.address, found.is_known_here, told)
}

/// Lets somebody in by the password that was verified; `None` where it is no longer theirs, or the
/// account or its organization was shut meanwhile.
async fn enter(
    visit: &Visit,
    attempt: &Attempt,
    user_id: i32,
    verified: &str,
    rehashed: Option<String>,
) -> Result<Option<Issued>, AppError> {
    let mut tx = database::begin(&visit.console.pool, Wall::Every, false).await?;
    let account = hold(&mut tx, user_id).await?;
    let Some(account) = account.filter(|account| account.password == verified) else {
        return Ok(None);
    };
    attempt.succeeded(&mut tx).await?;
    if let Some(hash) = rehashed {
        sqlx::query!(
            "UPDATE auth.users SET password = $2 WHERE id = $1",
            user_id,
            hash
        )
        .execute(&mut *tx)
        .await?;
    }
    let issued = admit(&mut tx, visit, &account).await?;
    tx.commit().await?;
    Ok(Some(issued))
}
