//! Sharing an object: with whom it is shared, whom it could be shared with, and the act itself.

use serde_json::json;
use sqlx::{Postgres, QueryBuilder, Transaction};
use time::OffsetDateTime;

use super::{
    AT_ONCE, grants,
    objects::{self, Found},
    parsed,
};
use crate::{
    auth::{
        permissions::{Access, Named, ShareForm},
        users::narrowing::{push_words, visible},
    },
    error::{AppError, Problem},
    list::ListQuery,
    permission::{Entity, Permission},
    server::{
        Ctx,
        audit::{self, Action, Subject},
        keyset, span,
    },
    validate::Fields,
};

/// People and groups that a search offers at the most.
const OFFERED: i64 = 10;
/// Most characters of what is said with it.
const MAX_MESSAGE: u32 = 500;

/// Who reaches an object, and whom the search (`find`) offers to share it with.
pub async fn access(
    ctx: &Ctx,
    entity: Entity,
    id: i32,
    query: &ListQuery,
) -> Result<Access, AppError> {
    let mut tx = ctx.read().await?;
    let found = objects::find(&mut tx, ctx, entity, id).await?;
    let shares = grants::of_object(&mut tx, &found.object, query).await?;
    let grantable = objects::grantable(&mut tx, ctx, &found).await?;
    let (people, groups) = if grantable.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        offered(&mut tx, ctx, &found, query.get("find")).await?
    };
    Ok(Access {
        object: found.object,
        shares,
        grantable,
        people,
        groups,
    })
}

type Offered = (Vec<(Named, Option<String>)>, Vec<Named>);

async fn offered(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    found: &Found,
    words: Option<&str>,
) -> Result<Offered, AppError> {
    let username = if ctx.may(Permission::ViewUser) {
        "u.username"
    } else {
        "NULL::text"
    };
    let mut sql = QueryBuilder::new(format!(
        "SELECT u.id, u.display_name, {username} FROM auth.users u WHERE u.is_active AND "
    ));
    visible(ctx, &mut sql);
    sql.push(" AND u.organization_id = ")
        .push_bind(found.organization_id);
    if let Some(words) = words {
        push_words(ctx, &mut sql, words);
    }
    sql.push(" ORDER BY lower(u.display_name), u.id LIMIT ")
        .push_bind(OFFERED);
    let people: Vec<(i32, String, Option<String>)> =
        sql.build_query_as().fetch_all(&mut **tx).await?;
    // Names of groups are no secret to those who may share something.
    let mut sql =
        QueryBuilder::new("SELECT o.id, o.name FROM auth.groups o WHERE o.organization_id = ");
    sql.push_bind(found.organization_id);
    if let Some(words) = words {
        keyset::push_search(&mut sql, "o", words);
    }
    sql.push(" ORDER BY lower(o.name), o.id LIMIT ")
        .push_bind(OFFERED);
    let groups: Vec<(i32, String)> = sql.build_query_as().fetch_all(&mut **tx).await?;
    Ok((
        people
            .into_iter()
            .map(|(id, name, username)| (Named { id, name }, username))
            .collect(),
        groups
            .into_iter()
            .map(|(id, name)| Named { id, name })
            .collect(),
    ))
}

/// What a form says, once it was read.
struct Wanted {
    people: Vec<i32>,
    groups: Vec<i32>,
    permissions: Vec<Permission>,
    expires: Option<OffsetDateTime>,
    message: Option<String>,
}

fn read(form: &ShareForm, entity: Entity) -> Result<Wanted, AppError> {
    let mut fields = Fields::default();
    let (mut people, mut groups) = (Vec::new(), Vec::new());
    for with in form.with.iter().take(AT_ONCE) {
        match with.split_once(':').map(|(kind, id)| (kind, id.parse())) {
            Some(("user", Ok(id))) => people.push(id),
            Some(("group", Ok(id))) => groups.push(id),
            _ => return Err(AppError::Malformed),
        }
    }
    for ids in [&mut people, &mut groups] {
        ids.sort_unstable();
        ids.dedup();
    }
    if form.with.is_empty() {
        fields.reject("with", Problem::NothingChosen);
    }
    let permissions = match parsed(&form.codename) {
        Err(AppError::Invalid(_)) => {
            fields.reject("codename", Problem::NothingChosen);
            Vec::new()
        }
        permissions => permissions?,
    };
    if permissions
        .iter()
        .any(|permission| permission.entity() != Some(entity) || !permission.is_about_objects())
    {
        return Err(AppError::Malformed);
    }
    let expires = match form.expires.trim() {
        "" => None,
        text => {
            let read = span::read(text).map(|(at, _)| at);
            if read.is_none() {
                fields.reject("expires", Problem::NotAMoment);
            }
            read
        }
    };
    if expires.is_some_and(|at| at <= OffsetDateTime::now_utc()) {
        fields.reject("expires", Problem::Past);
    }
    let message = fields.text("message", &form.message, MAX_MESSAGE);
    fields.finish()?;
    Ok(Wanted {
        people,
        groups,
        permissions,
        expires,
        message: crate::validate::none_if_empty(message),
    })
}

/// Shares an object. Who had it already has it from now on as it says here: until when, and why.
///
/// # Errors
/// [`Problem::NotHeld`] for what the caller may not do to the object themselves.
pub async fn share(ctx: &Ctx, entity: Entity, form: ShareForm) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let found = objects::find(&mut tx, ctx, entity, form.id).await?;
    if !objects::may_share(ctx, &found) {
        return Err(AppError::NotFound);
    }
    let wanted = read(&form, entity)?;
    let grantable = objects::grantable(&mut tx, ctx, &found).await?;
    if wanted
        .permissions
        .iter()
        .any(|permission| !grantable.contains(permission))
    {
        return Err(AppError::field("form[codename]", Problem::NotHeld));
    }
    let with = grantees(&mut tx, &found, &wanted).await?;
    let codenames: Vec<String> = wanted
        .permissions
        .iter()
        .map(|permission| permission.codename().to_owned())
        .collect();
    for (user, group, _) in &with {
        grant(&mut tx, ctx, &found, &wanted, &codenames, (*user, *group)).await?;
    }
    let names: Vec<&str> = with.iter().map(|(.., name)| name.as_str()).collect();
    let details = json!({
        "with": names,
        "permissions": codenames,
        "expires_at": wanted.expires.map(|at| crate::moment::Moment::from(at).rfc3339()),
        "message": wanted.message,
    });
    record(&mut tx, ctx, Action::Share, &found, details).await?;
    Ok(tx.commit().await?)
}

/// The people and groups that were chosen, all of the object's organization.
async fn grantees(
    tx: &mut Transaction<'_, Postgres>,
    found: &Found,
    wanted: &Wanted,
) -> Result<Vec<(Option<i32>, Option<i32>, String)>, AppError> {
    let people = sqlx::query!(
        "SELECT id, username FROM auth.users
         WHERE id = ANY($1) AND organization_id = $2 AND is_active ORDER BY id",
        &wanted.people,
        found.organization_id
    )
    .fetch_all(&mut **tx)
    .await?;
    let groups = sqlx::query!(
        "SELECT id, name FROM auth.groups WHERE id = ANY($1) AND organization_id = $2 ORDER BY id",
        &wanted.groups,
        found.organization_id
    )
    .fetch_all(&mut **tx)
    .await?;
    if people.len() != wanted.people.len() || groups.len() != wanted.groups.len() {
        return Err(AppError::NotFound);
    }
    Ok(people
        .into_iter()
        .map(|row| (Some(row.id), None, row.username))
        .chain(groups.into_iter().map(|row| (None, Some(row.id), row.name)))
        .collect())
}

async fn grant(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    found: &Found,
    wanted: &Wanted,
    codenames: &[String],
    (user, group): (Option<i32>, Option<i32>),
) -> Result<(), AppError> {
    let object = found.object.id.to_string();
    sqlx::query!(
        "DELETE FROM auth.object_permissions g USING auth.permissions p
         WHERE p.id = g.permission_id AND p.codename = ANY($1) AND g.object_pk = $2
           AND (g.user_id = $3 OR g.group_id = $4)",
        codenames,
        object,
        user,
        group
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "INSERT INTO auth.object_permissions
             (permission_id, content_type_id, object_pk, user_id, group_id, granted_by, expires_at,
              message)
         SELECT id, content_type_id, $2, $3, $4, $5, $6, $7 FROM auth.permissions
         WHERE codename = ANY($1)",
        codenames,
        object,
        user,
        group,
        ctx.caller.user_id,
        wanted.expires,
        wanted.message
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes to the audit log what was done to an object.
pub async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    found: &Found,
    details: serde_json::Value,
) -> Result<i64, AppError> {
    let subject = Subject {
        entity_type: found.object.entity.model(),
        entity_id: Some(found.object.id.into()),
        label: &found.object.name,
        organization_id: Some(found.organization_id),
    };
    audit::record(tx, ctx, action, subject, details).await
}
