//! The audit trail: one row for every change, sign-in, failure, export and secret shown, written
//! in the transaction of what it tells of. The server's role may insert here and read, nothing
//! else, so what is written stays written.

mod redaction;

use serde_json::{Map, Value, json};
use sqlx::{Postgres, Transaction};

use self::redaction::redacted;
use super::{Ctx, request::RequestFacts};
use crate::error::AppError;

/// What was done. The names stand in `audit_logs.action` and in the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Create,
    Update,
    Delete,
    Deactivate,
    Reactivate,
    Invite,
    ResetPassword,
    ChangePassword,
    SignIn,
    SignInFailed,
    SignOut,
    SignOutEverywhere,
    EndSession,
    SwitchOrganization,
    View,
    Export,
    SetUp,
    AddMember,
    RemoveMember,
    Grant,
    Revoke,
    Share,
    Expire,
}

impl Action {
    pub const ALL: [Self; 23] = [
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Deactivate,
        Self::Reactivate,
        Self::Invite,
        Self::ResetPassword,
        Self::ChangePassword,
        Self::SignIn,
        Self::SignInFailed,
        Self::SignOut,
        Self::SignOutEverywhere,
        Self::EndSession,
        Self::SwitchOrganization,
        Self::View,
        Self::Export,
        Self::SetUp,
        Self::AddMember,
        Self::RemoveMember,
        Self::Grant,
        Self::Revoke,
        Self::Share,
        Self::Expire,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::Invite => "invite",
            Self::ResetPassword => "reset_password",
            Self::ChangePassword => "change_password",
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignOut => "sign_out",
            Self::SignOutEverywhere => "sign_out_everywhere",
            Self::EndSession => "end_session",
            Self::SwitchOrganization => "switch_organization",
            Self::View => "view",
            Self::Export => "export",
            Self::SetUp => "set_up",
            Self::AddMember => "add_member",
            Self::RemoveMember => "remove_member",
            Self::Grant => "grant",
            Self::Revoke => "revoke",
            Self::Share => "share",
            Self::Expire => "expire",
        }
    }
}

/// What it was done to.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub entity_type: &'a str,
    pub entity_id: Option<i64>,
    /// How people call it, as it was called then.
    pub label: &'a str,
    pub organization_id: Option<i32>,
}

/// Who did it, where it is not the caller of a context.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    pub user_id: Option<i32>,
}

/// Writes a row for something the caller did; returns its id.
pub async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    subject: Subject<'_>,
    details: Value,
) -> Result<i64, AppError> {
    let actor = Actor {
        user_id: Some(ctx.caller.user_id),
    };
    record_by(tx, actor, &ctx.request, action, subject, details).await
}

/// The same for what is done over and over, such as turning the pages of a list: nothing where the
/// caller did the very same within the last minute.
pub async fn record_once_a_minute(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    subject: Subject<'_>,
    details: Value,
) -> Result<(), AppError> {
    let is_known = sqlx::query_scalar!(
        r#"SELECT EXISTS (
             SELECT FROM public.audit_logs
             WHERE user_id = $1 AND timestamp > now() - interval '1 minute' AND timestamp <= now()
               AND action = $2 AND entity_type = $3 AND entity_id IS NOT DISTINCT FROM $4
               AND organization_id IS NOT DISTINCT FROM $5 AND details = $6) AS "is_known!""#,
        ctx.caller.user_id,
        action.as_str(),
        subject.entity_type,
        subject.entity_id,
        subject.organization_id,
        redacted(details.clone())
    )
    .fetch_one(&mut **tx)
    .await?;
    if is_known {
        return Ok(());
    }
    record(tx, ctx, action, subject, details).await?;
    Ok(())
}

/// Writes a row for something done by somebody who has no context: before or without sign-in.
pub async fn record_by(
    tx: &mut Transaction<'_, Postgres>,
    actor: Actor,
    request: &RequestFacts,
    action: Action,
    subject: Subject<'_>,
    details: Value,
) -> Result<i64, AppError> {
    let id = sqlx::query_scalar!(
        "INSERT INTO public.audit_logs (user_id, action, entity_type, entity_id, entity_label,
             organization_id, details, ip_address, user_agent, request_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        actor.user_id,
        action.as_str(),
        subject.entity_type,
        subject.entity_id,
        subject.label,
        subject.organization_id,
        redacted(details),
        request.address.map(|address| address.to_string()),
        request.user_agent.as_deref(),
        &*request.id
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(id)
}

/// The fields that differ between two states, as `{"before": {…}, "after": {…}}`; `None` where
/// nothing changed. For a creation or deletion the other side is null.
pub fn difference(before: &Value, after: &Value) -> Option<Value> {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return Some(json!({ "before": before, "after": after }));
    };
    let changed = |key: &&String| old.get(*key) != new.get(*key);
    let pick = |from: &Map<String, Value>| -> Map<String, Value> {
        from.keys()
            .filter(changed)
            .map(|key| (key.clone(), from[key].clone()))
            .collect()
    };
    let (before, after) = (pick(old), pick(new));
    (!before.is_empty() || !after.is_empty()).then(|| json!({ "before": before, "after": after }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_only_what_changed() {
        let before = json!({"name": "a", "email": "x", "bio": null});
        let after = json!({"name": "b", "email": "x", "bio": null});
        assert_eq!(
            difference(&before, &after),
            Some(json!({"before": {"name": "a"}, "after": {"name": "b"}}))
        );
        assert_eq!(difference(&before, &before), None);
    }

    #[test]
    fn actions_have_names_of_their_own() {
        let mut names: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Action::ALL.len());
    }
}
