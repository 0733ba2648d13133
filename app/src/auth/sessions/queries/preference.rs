//! A language or a theme that somebody chose: in the profile of whoever is signed in, in a cookie
//! anyway, which is not a secret and nothing to protect.

use http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde_json::json;

use crate::{
    error::AppError,
    permission::Permission,
    server::{
        Console, Ctx,
        audit::{self, Action, Subject},
    },
};

/// Keeps a preference of whoever is signed in in their profile, anybody else's in a cookie.
pub async fn remember_preference(name: &'static str, value: &str) -> Result<(), AppError> {
    set_cookie(&Console::current()?, name, value);
    match Ctx::require(Permission::UseConsole).await {
        Ok(ctx) => remember_of_caller(&ctx, name, value).await,
        Err(_) => Ok(()),
    }
}

/// The row of the log belongs where the person does, wherever they act.
pub(super) async fn remember_of_caller(
    ctx: &Ctx,
    name: &'static str,
    value: &str,
) -> Result<(), AppError> {
    let mut tx = ctx.write_own().await?;
    let row = sqlx::query!(
        "SELECT organization_id, preferences ->> $2::text AS before
         FROM auth.users WHERE id = $1 FOR NO KEY UPDATE",
        ctx.caller.user_id,
        name
    )
    .fetch_one(&mut *tx)
    .await?;
    let (before, after) = (json!({ name: row.before }), json!({ name: value }));
    let Some(details) = audit::difference(&before, &after) else {
        return Ok(());
    };
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
        organization_id: row.organization_id,
    };
    audit::record(&mut tx, ctx, Action::Update, subject, details).await?;
    Ok(tx.commit().await?)
}

fn set_cookie(console: &Console, name: &str, value: &str) {
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
