//! What a group grants to its members, for everything of a kind.

use super::find;
use crate::{
    auth::permissions::queries::granting::{self, Receiver},
    error::AppError,
    permission::Permission,
    server::Ctx,
};

/// Grants permissions to a group. Those it has already stay as they are.
///
/// # Errors
/// `NotHeld` for one that the caller does not hold.
pub async fn grant(ctx: &Ctx, id: i32, codenames: &[String]) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let group = find(&mut tx, ctx, Permission::ChangeGroup, id).await?;
    granting::grant(&mut tx, ctx, Receiver::Group(&group), codenames, None).await?;
    Ok(tx.commit().await?)
}
