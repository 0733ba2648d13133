//! What a group grants to its members, for everything of a kind.

use serde_json::json;

use super::{find, record};
use crate::{
    auth::permissions::queries::held,
    error::AppError,
    permission::Permission,
    server::{Ctx, audit::Action},
};

/// Grants permissions to a group. Those it has already stay as they are.
///
/// # Errors
/// `NotHeld` for one that the caller does not hold.
pub async fn grant(ctx: &Ctx, id: i32, codenames: &[String]) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let group = find(&mut tx, ctx, Permission::ChangeGroup, id).await?;
    let permissions = held(ctx, codenames)?;
    let codenames: Vec<String> = permissions
        .iter()
        .map(|permission| permission.codename().to_owned())
        .collect();
    let granted = sqlx::query_scalar!(
        "WITH granted AS (
             INSERT INTO auth.group_permissions (group_id, permission_id, granted_by)
             SELECT $1, id, $3 FROM auth.permissions WHERE codename = ANY($2)
             ON CONFLICT (group_id, permission_id) DO NOTHING RETURNING permission_id)
         SELECT p.codename FROM granted JOIN auth.permissions p ON p.id = granted.permission_id
         ORDER BY p.id",
        id,
        &codenames,
        ctx.caller.user_id
    )
    .fetch_all(&mut *tx)
    .await?;
    if !granted.is_empty() {
        let details = json!({ "permissions": granted });
        record(&mut tx, ctx, Action::Grant, &group, details).await?;
    }
    Ok(tx.commit().await?)
}
