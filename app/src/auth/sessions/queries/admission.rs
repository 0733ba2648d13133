//! What every way of signing in ends with, in the transaction of what proved who somebody is.

use serde_json::json;
use sqlx::{Postgres, Transaction};
use tower_sessions::session::Id;

use crate::{
    error::{AppError, Problem},
    server::{
        Console,
        audit::{self, Action, Actor, Subject},
        one_time_links, passwords,
        request::RequestFacts,
        sessions::{self, Issued},
        sign_in_delays::place_of,
    },
    validate::Fields,
};

/// So many addresses of a person are remembered.
const ADDRESSES: i64 = 20;

/// The browser that somebody signs in with: what is known of its request, and the session it has
/// so far.
#[derive(Clone, Debug)]
pub struct Visit {
    pub console: Console,
    pub request: RequestFacts,
    pub session: Option<Id>,
}

impl Visit {
    /// That of the request being answered.
    pub fn current() -> Result<Self, AppError> {
        Ok(Self {
            console: Console::current()?,
            request: RequestFacts::current(),
            session: sessions::current()?.id(),
        })
    }
}

/// An account that may be signed in to. Until the transaction ends nobody can deactivate it or its
/// organization, or change its password.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: i32,
    pub username: String,
    pub password: String,
    pub organization_id: Option<i32>,
    pub rights_version: i32,
}

/// Holds an account for signing in; `None` where it may not be signed in to.
pub async fn hold(
    tx: &mut Transaction<'_, Postgres>,
    user_id: i32,
) -> Result<Option<Account>, AppError> {
    let Some(user) = sqlx::query!(
        "SELECT username, password, organization_id, rights_version, is_superuser
         FROM auth.users WHERE id = $1 AND is_active FOR NO KEY UPDATE",
        user_id
    )
    .fetch_optional(&mut **tx)
    .await?
    else {
        return Ok(None);
    };
    if let Some(organization_id) = user.organization_id {
        let is_open = sqlx::query_scalar!(
            "SELECT is_active FROM auth.organizations WHERE id = $1 FOR SHARE",
            organization_id
        )
        .fetch_one(&mut **tx)
        .await?;
        if !is_open && !user.is_superuser {
            return Ok(None);
        }
    }
    Ok(Some(Account {
        id: user_id,
        username: user.username,
        password: user.password,
        organization_id: user.organization_id,
        rights_version: user.rights_version,
    }))
}

/// Signs in to an account that is held.
pub async fn admit(
    tx: &mut Transaction<'_, Postgres>,
    visit: &Visit,
    account: &Account,
) -> Result<Issued, AppError> {
    sqlx::query!(
        "UPDATE auth.users SET last_login = now() WHERE id = $1",
        account.id
    )
    .execute(&mut **tx)
    .await?;
    if visit.request.address.is_some() {
        remember_address(tx, account.id, &place_of(visit.request.address)).await?;
    }
    let actor = Actor {
        user_id: Some(account.id),
    };
    let subject = Subject {
        entity_type: "session",
        entity_id: None,
        label: &account.username,
        organization_id: account.organization_id,
    };
    let request = &visit.request;
    audit::record_by(tx, actor, request, Action::SignIn, subject, json!({})).await?;
    let whose = (account.id, account.rights_version, account.organization_id);
    sessions::begin(tx, &visit.console, request, visit.session, whose).await
}

async fn remember_address(
    tx: &mut Transaction<'_, Postgres>,
    user_id: i32,
    address: &str,
) -> Result<(), AppError> {
    sqlx::query!(
        "INSERT INTO auth.known_addresses (user_id, address) VALUES ($1, $2)
         ON CONFLICT (user_id, address) DO UPDATE SET last_seen_at = now()",
        user_id,
        address
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "DELETE FROM auth.known_addresses WHERE user_id = $1 AND address IN (
             SELECT address FROM auth.known_addresses WHERE user_id = $1
             ORDER BY last_seen_at DESC, address OFFSET $2)",
        user_id,
        ADDRESSES
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Sets a password. Whoever got in by the old one, or could by a link, is out: every session of the
/// account ends but the one that goes on, and its open links do too.
pub async fn set_password(
    tx: &mut Transaction<'_, Postgres>,
    user_id: i32,
    hash: &str,
    goes_on: Option<Issued>,
) -> Result<(), AppError> {
    sqlx::query!(
        "UPDATE auth.users SET password = $2 WHERE id = $1",
        user_id,
        hash
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "DELETE FROM auth.sessions WHERE user_id = $1 AND id_hash IS DISTINCT FROM $2",
        user_id,
        goes_on.map(Issued::hash)
    )
    .execute(&mut **tx)
    .await?;
    one_time_links::withdraw(tx, user_id).await
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
