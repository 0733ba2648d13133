//! Granting permissions for everything of a kind, to a person or to a group: one way for a new
//! grant and for one that is given back.

use serde_json::json;
use sqlx::{Postgres, Transaction};

use super::{
    held,
    persons::{self, Person},
};
use crate::{
    auth::groups::queries as groups,
    error::AppError,
    server::{Ctx, audit::Action},
};

/// Whose a permission becomes.
#[derive(Clone, Copy)]
pub enum Receiver<'a> {
    Group(&'a groups::Stored),
    Person(&'a Person),
}

/// Grants permissions. Those that the receiver has already stay as they are; nothing is written
/// where that is all of them. `undoes` is the line of the audit log that took them away.
///
/// # Errors
/// [`crate::error::Problem::NotHeld`] for one that the caller does not hold.
pub async fn grant(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    receiver: Receiver<'_>,
    codenames: &[String],
    undoes: Option<i64>,
) -> Result<(), AppError> {
    let codenames: Vec<String> = held(ctx, codenames)?
        .iter()
        .map(|permission| permission.codename().to_owned())
        .collect();
    let granted = match receiver {
        Receiver::Group(group) => {
            sqlx::query_scalar!(
                "WITH granted AS (
                     INSERT INTO auth.group_permissions (group_id, permission_id, granted_by)
                     SELECT $1, id, $3 FROM auth.permissions WHERE codename = ANY($2)
                     ON CONFLICT (group_id, permission_id) DO NOTHING RETURNING permission_id)
                 SELECT p.codename FROM granted JOIN auth.permissions p ON p.id = granted.permission_id
                 ORDER BY p.id",
                group.id,
                &codenames,
                ctx.caller.user_id
            )
            .fetch_all(&mut **tx)
            .await?
        }
        Receiver::Person(person) => {
            sqlx::query_scalar!(
                "WITH granted AS (
                     INSERT INTO auth.user_permissions (user_id, permission_id, granted_by)
                     SELECT $1, id, $3 FROM auth.permissions WHERE codename = ANY($2)
                     ON CONFLICT (user_id, permission_id) DO NOTHING RETURNING permission_id)
                 SELECT p.codename FROM granted JOIN auth.permissions p ON p.id = granted.permission_id
                 ORDER BY p.id",
                person.id,
                &codenames,
                ctx.caller.user_id
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    if granted.is_empty() {
        return Ok(());
    }
    let mut details = json!({ "permissions": granted });
    if let Some(line) = undoes {
        details["undoes"] = json!(line);
    }
    match receiver {
        Receiver::Group(group) => groups::record(tx, ctx, Action::Grant, group, details).await?,
        Receiver::Person(person) => {
            persons::record(tx, ctx, Action::Grant, person, details).await?
        }
    };
    Ok(())
}
