//! Creating, changing, shutting, opening and deleting organizations.

use serde_json::{Value, json};
use sqlx::{PgConnection, Postgres, Transaction};

use super::{dependents::usages, home_of_caller, reach, write};
use crate::{
    auth::organizations::{Content, MAX_SETTINGS},
    error::{AppError, Problem},
    moment::Moment,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        database::OnConstraint,
    },
};

/// Creates an organization and returns its id.
pub async fn create(ctx: &Ctx, content: Content) -> Result<i32, AppError> {
    let mut tx = write(ctx).await?;
    let id = sqlx::query_scalar!(
        "INSERT INTO auth.organizations (name, description, settings) VALUES ($1, $2, $3)
         RETURNING id",
        content.name,
        content.description,
        content.settings
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    let details = json!({ "before": null, "after": content.facts() });
    record(&mut tx, ctx, Action::Create, id, &content.name, details).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes an organization; whether anything really changed.
///
/// # Errors
/// [`Problem::Stale`] when somebody changed it after `opened_at`.
pub async fn change(
    ctx: &Ctx,
    id: i32,
    opened_at: Moment,
    content: Content,
) -> Result<bool, AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    let row = sqlx::query!(
        "SELECT name, description, settings, updated_at FROM auth.organizations
         WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut *tx)
    .await?;
    let before = Content {
        name: row.name,
        description: row.description,
        settings: row.settings,
    };
    let Some(details) = audit::difference(&before.facts(), &content.facts()) else {
        return Ok(false);
    };
    if opened_at != row.updated_at.into() {
        return Err(AppError::field("form[name]", Problem::Stale));
    }
    sqlx::query!(
        "UPDATE auth.organizations SET name = $2, description = $3, settings = $4 WHERE id = $1",
        id,
        content.name,
        content.description,
        content.settings
    )
    .execute(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    record(&mut tx, ctx, Action::Update, id, &content.name, details).await?;
    tx.commit().await?;
    Ok(true)
}

/// What the database itself refuses, and under which field to say so.
const RULES: [(&str, &str, Problem); 2] = [
    ("organizations_name_key", "name", Problem::Taken),
    (
        "organizations_settings_check",
        "settings",
        Problem::TooLong(MAX_SETTINGS),
    ),
];

/// Shuts an organization and ends the sessions of its people.
///
/// # Errors
/// [`Problem::Yourself`] for the organization the caller belongs to.
pub async fn deactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    if home_of_caller(&mut tx, ctx).await? == Some(id) {
        return Err(AppError::field("form[id]", Problem::Yourself));
    }
    let Some(name) = set_active(&mut tx, id, false).await? else {
        return Ok(());
    };
    // Superusers belong to the console more than to an organization: they are not shut out with it.
    let ended = sqlx::query!(
        "DELETE FROM auth.sessions s USING auth.users u
         WHERE u.id = s.user_id AND u.organization_id = $1 AND NOT u.is_superuser",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let mut details = activity(false);
    details["sessions"] = json!(ended);
    record(&mut tx, ctx, Action::Deactivate, id, &name, details).await?;
    Ok(tx.commit().await?)
}

/// Opens a deactivated organization again.
pub async fn reactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    let Some(name) = set_active(&mut tx, id, true).await? else {
        return Ok(());
    };
    record(&mut tx, ctx, Action::Reactivate, id, &name, activity(true)).await?;
    Ok(tx.commit().await?)
}

/// The organization's name, unless it was in that state already.
async fn set_active(
    connection: &mut PgConnection,
    id: i32,
    is_active: bool,
) -> Result<Option<String>, AppError> {
    let row = sqlx::query!(
        "SELECT name, is_active FROM auth.organizations WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut *connection)
    .await?;
    if row.is_active == is_active {
        return Ok(None);
    }
    sqlx::query!(
        "UPDATE auth.organizations SET is_active = $2 WHERE id = $1",
        id,
        is_active
    )
    .execute(connection)
    .await?;
    Ok(Some(row.name))
}

pub fn activity(is_active: bool) -> Value {
    json!({ "before": { "is_active": !is_active }, "after": { "is_active": is_active } })
}

/// Deletes an organization that nothing refers to, given its name as it was typed.
///
/// # Errors
/// [`Problem::NameDiffers`] for another name; [`AppError::InUse`] with what still refers to it.
pub async fn delete(ctx: &Ctx, id: i32, typed: &str) -> Result<(), AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    // The lock keeps everybody from referring to it between the count and the deletion.
    let row = sqlx::query!(
        "SELECT name, description, settings FROM auth.organizations WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut *tx)
    .await?;
    if typed.trim() != row.name.trim() {
        return Err(AppError::field("form[name]", Problem::NameDiffers));
    }
    let usages = usages(&mut tx, id).await?;
    if !usages.is_empty() {
        return Err(AppError::InUse(usages));
    }
    sqlx::query!("DELETE FROM auth.organizations WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let content = Content {
        name: row.name,
        description: row.description,
        settings: row.settings,
    };
    let details = json!({ "before": content.facts(), "after": null });
    record(&mut tx, ctx, Action::Delete, id, &content.name, details).await?;
    Ok(tx.commit().await?)
}

impl Content {
    /// As the audit log tells it.
    fn facts(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "settings": self.settings,
        })
    }
}

/// Writes to the audit log what was done to an organization. The row belongs to that organization
/// as soon as it has people who may read it; until then to none, because an audit row can never be
/// removed and would keep an organization made by mistake from ever being deleted.
async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    id: i32,
    label: &str,
    details: Value,
) -> Result<i64, AppError> {
    let has_people = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM auth.users WHERE organization_id = $1) AS "has_people!""#,
        id
    )
    .fetch_one(&mut **tx)
    .await?;
    let subject = Subject {
        entity_type: "organization",
        entity_id: Some(id.into()),
        label,
        organization_id: has_people.then_some(id),
    };
    audit::record(tx, ctx, action, subject, details).await
}
