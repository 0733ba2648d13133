//! Creating, changing and deleting a group.

use serde_json::json;

use super::{Stored, find, read, record};
use crate::{
    auth::{
        groups::{Group, GroupForm, GroupFormPage, content::Content},
        permissions::{Loss, queries::loss},
    },
    error::{AppError, Problem},
    moment::Moment,
    permission::Permission,
    server::{
        Ctx,
        audit::{self, Action},
        database::OnConstraint,
    },
};

/// Rules of the table that a form can break.
const RULES: [(&str, &str, Problem); 2] = [
    ("groups_organization_id_name_key", "name", Problem::Taken),
    (
        "groups_organization_id_fkey",
        "organization_id",
        Problem::NotOffered,
    ),
];
/// Organizations that a form offers at the most.
const CHOICES: i64 = 200;

/// The form of one group, or an empty one.
pub async fn form(ctx: &Ctx, id: Option<i32>) -> Result<GroupFormPage, AppError> {
    let mut tx = ctx.read().await?;
    let Some(id) = id else {
        if !ctx.may(Permission::AddGroup) {
            return Err(AppError::NotFound);
        }
        let organizations = if ctx.organization_id().is_some() {
            Vec::new()
        } else {
            sqlx::query!(
                "SELECT id, name FROM auth.organizations WHERE is_active
                 ORDER BY lower(name), id LIMIT $1",
                CHOICES
            )
            .fetch_all(&mut *tx)
            .await?
            .into_iter()
            .map(|row| (row.id, row.name))
            .collect()
        };
        return Ok(GroupFormPage {
            form: GroupForm::default(),
            organizations,
        });
    };
    let group = read(&mut tx, ctx, id).await?;
    if !group.may_change {
        return Err(AppError::NotFound);
    }
    Ok(GroupFormPage {
        form: GroupForm {
            id: Some(id),
            updated_at: group.updated_at,
            name: group.name,
            description: group.description,
            organization_id: None,
        },
        organizations: Vec::new(),
    })
}

/// Creates a group without members; returns its id.
pub async fn create(ctx: &Ctx, content: Content) -> Result<i32, AppError> {
    if !ctx.may(Permission::AddGroup) {
        return Err(AppError::NotFound);
    }
    let organization_id = ctx
        .organization_id()
        .or(content.organization_id)
        .ok_or_else(|| AppError::field("form[organization_id]", Problem::Required))?;
    let mut tx = ctx.write().await?;
    let group = sqlx::query_as!(
        Stored,
        "INSERT INTO auth.groups (name, description, organization_id) VALUES ($1, $2, $3)
         RETURNING id, name, description, organization_id, updated_at",
        content.name,
        content.description,
        organization_id
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    let details = json!({ "before": null, "after": content.facts() });
    record(&mut tx, ctx, Action::Create, &group, details).await?;
    tx.commit().await?;
    Ok(group.id)
}

/// Changes a group; whether anything really changed.
///
/// # Errors
/// [`Problem::Stale`] when somebody changed it after the form was `opened`.
pub async fn change(
    ctx: &Ctx,
    id: i32,
    opened: Moment,
    content: Content,
) -> Result<bool, AppError> {
    let mut tx = ctx.write().await?;
    let stored = find(&mut tx, ctx, Permission::ChangeGroup, id).await?;
    let Some(details) = audit::difference(&facts(&stored), &content.facts()) else {
        return Ok(false);
    };
    if Moment::from(stored.updated_at) != opened {
        return Err(AppError::field("form[name]", Problem::Stale));
    }
    let group = sqlx::query_as!(
        Stored,
        "UPDATE auth.groups SET name = $2, description = $3 WHERE id = $1
         RETURNING id, name, description, organization_id, updated_at",
        id,
        content.name,
        content.description
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    record(&mut tx, ctx, Action::Update, &group, details).await?;
    tx.commit().await?;
    Ok(true)
}

/// Who would lose what if the group were gone. Nothing is changed.
pub async fn deletion(ctx: &Ctx, id: i32) -> Result<(Group, Loss), AppError> {
    let mut tx = ctx.write().await?;
    let group = read(&mut tx, ctx, id).await?;
    if !group.may_delete {
        return Err(AppError::NotFound);
    }
    let stake = loss::of_group(&mut tx, id).await?;
    sqlx::query!("DELETE FROM auth.groups WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let loss = loss::of(&mut tx, ctx, &stake).await?;
    tx.rollback().await?;
    Ok((group, loss))
}

/// Deletes a group with its memberships and everything granted to it, given its name as it was
/// typed.
///
/// # Errors
/// [`Problem::NameDiffers`] for another name.
pub async fn delete(ctx: &Ctx, id: i32, typed: &str) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let group = find(&mut tx, ctx, Permission::DeleteGroup, id).await?;
    if typed.trim() != group.name.trim() {
        return Err(AppError::field("form[name]", Problem::NameDiffers));
    }
    let stake = loss::of_group(&mut tx, id).await?;
    sqlx::query!("DELETE FROM auth.groups WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let loss = loss::of(&mut tx, ctx, &stake).await?;
    let details = json!({
        "before": facts(&group),
        "after": null,
        "members": stake.people,
        "loss": loss,
    });
    record(&mut tx, ctx, Action::Delete, &group, details).await?;
    Ok(tx.commit().await?)
}

fn facts(stored: &Stored) -> serde_json::Value {
    Content {
        name: stored.name.clone(),
        description: stored.description.clone(),
        organization_id: None,
    }
    .facts()
}
