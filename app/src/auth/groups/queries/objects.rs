//! What was granted to a group for single objects.

use crate::{
    auth::permissions::{SharedObject, queries::grants},
    error::AppError,
    list::{ListQuery, Page},
    permission::Permission,
    server::{Ctx, access},
};

/// The grants, newest first. What the reader may not see has no name.
pub async fn objects(
    ctx: &Ctx,
    id: i32,
    query: &ListQuery,
) -> Result<Page<SharedObject>, AppError> {
    let mut tx = ctx.read().await?;
    access::require(&mut tx, ctx, Permission::ViewGroup, id).await?;
    grants::to_group(&mut tx, ctx, id, query).await
}
