//! Where a decision comes from. The decision itself is the condition's of `server::access`; the
//! reasons are read from the tables, and a test holds them against each other.

use sqlx::{Postgres, QueryBuilder, Transaction};
use time::OffsetDateTime;

use super::{
    holding::push_candidates,
    objects::{self, Found},
};
use crate::{
    auth::{
        permissions::{Explained, Explanation, Named, Obstacle, Reason},
        users::narrowing::{push_words, visible},
    },
    error::AppError,
    list::ListQuery,
    moment::Moment,
    permission::{Permission, Role, Verb},
    server::{
        Ctx,
        access::{Who, push_allowed, push_holds},
    },
};

/// People who could be meant, and people who could grant it, that are named at the most.
const NAMED: i64 = 8;

struct Person {
    id: i32,
    name: String,
    username: String,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    organization_id: Option<i32>,
    organization_is_active: bool,
}

/// The answer to what the address asks.
///
/// # Errors
/// [`AppError::NotFound`] for an object that the caller may not see, and for whoever asks about
/// others without the permission to see permissions; [`AppError::Malformed`] for a question that
/// makes no sense.
pub async fn explain(ctx: &Ctx, query: &ListQuery) -> Result<Explained, AppError> {
    let (Some(who), Some(codename)) = (query.get("who"), query.get("permission")) else {
        return Ok(Explained::Nothing);
    };
    let is_about_oneself = who == ctx.caller.username;
    if !is_about_oneself && !ctx.may(Permission::ViewPermission) {
        return Err(AppError::NotFound);
    }
    let permission = Permission::parse(codename).ok_or(AppError::Malformed)?;
    let mut tx = ctx.read().await?;
    let found = match query.get("object") {
        None => None,
        Some(object) => {
            let (entity, id) = objects::parse(object)?;
            if permission.entity() != Some(entity) || permission.verb() == Verb::Add {
                return Err(AppError::Malformed);
            }
            Some(objects::find(&mut tx, ctx, entity, id).await?)
        }
    };
    let Some(person) = person(&mut tx, ctx, who).await? else {
        return Ok(Explained::WhoIsMeant(meant(&mut tx, ctx, who).await?));
    };
    let is_allowed = is_allowed(&mut tx, &person, permission, found.as_ref()).await?;
    let (reasons, expired) = reasons(&mut tx, &person, permission, found.as_ref()).await?;
    let granters = if is_allowed {
        Vec::new()
    } else {
        granters(&mut tx, ctx, permission, found.as_ref()).await?
    };
    Ok(Explained::Answer(Box::new(Explanation {
        obstacles: obstacles(&person, found.as_ref(), expired),
        person: Named {
            id: person.id,
            name: person.name,
        },
        username: person.username,
        permission,
        object: found.map(|found| found.object),
        is_allowed,
        reasons,
        granters,
        now: OffsetDateTime::now_utc().into(),
    })))
}

async fn person(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    who: &str,
) -> Result<Option<Person>, AppError> {
    let mut sql = QueryBuilder::new(
        "SELECT u.id, u.display_name, u.username, u.is_active, u.is_staff, u.is_superuser,
             u.organization_id, coalesce(a.is_active, false)
         FROM auth.users u LEFT JOIN auth.organizations a ON a.id = u.organization_id
         WHERE lower(u.username) = lower(",
    );
    sql.push_bind(who.to_owned()).push(") AND ");
    visible(ctx, &mut sql);
    let row: Option<(i32, String, String, bool, bool, bool, Option<i32>, bool)> =
        sql.build_query_as().fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| Person {
        id: row.0,
        name: row.1,
        username: row.2,
        is_active: row.3,
        is_staff: row.4,
        is_superuser: row.5,
        organization_id: row.6,
        organization_is_active: row.7,
    }))
}

async fn meant(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    who: &str,
) -> Result<Vec<(Named, String)>, AppError> {
    let mut sql =
        QueryBuilder::new("SELECT u.id, u.display_name, u.username FROM auth.users u WHERE ");
    visible(ctx, &mut sql);
    push_words(ctx, &mut sql, who);
    sql.push(" ORDER BY lower(u.display_name), u.id LIMIT ")
        .push_bind(NAMED);
    let rows: Vec<(i32, String, String)> = sql.build_query_as().fetch_all(&mut **tx).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, username)| (Named { id, name }, username))
        .collect())
}

async fn is_allowed(
    tx: &mut Transaction<'_, Postgres>,
    person: &Person,
    permission: Permission,
    found: Option<&Found>,
) -> Result<bool, AppError> {
    let mut sql = QueryBuilder::new("SELECT EXISTS (SELECT FROM auth.users u");
    let table = found.and_then(|found| Some((found.object.entity.table()?, found.object.id)));
    if let Some((table, id)) = table {
        sql.push(format_args!(" JOIN {table} o ON o.id = "))
            .push_bind(id);
    }
    sql.push(" WHERE u.id = ")
        .push_bind(person.id)
        .push(" AND ");
    if table.is_some() {
        push_allowed(&mut sql, Who::Person("u"), permission);
    } else {
        push_holds(&mut sql, "u", permission);
    }
    sql.push(")");
    Ok(sql.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// Everything that grants it, and since when it was granted no more.
async fn reasons(
    tx: &mut Transaction<'_, Postgres>,
    person: &Person,
    permission: Permission,
    found: Option<&Found>,
) -> Result<(Vec<Reason>, Option<Moment>), AppError> {
    let mut reasons = Vec::new();
    if person.is_superuser {
        reasons.push(Reason::Superuser);
    }
    if person.is_staff && permission.comes_with(Role::Staff) {
        reasons.push(Reason::Staff);
    }
    reasons.extend(granted(tx, person.id, permission).await?);
    let mut expired = None;
    if let Some(found) = found {
        if permission.belongs_to_creators() && found.created_by == Some(person.id) {
            reasons.push(Reason::Creator);
        }
        if permission.verb() == Verb::View && found.object.is_public {
            reasons.push(Reason::Public);
        }
        let now = OffsetDateTime::now_utc();
        for (reason, expires) in shared(tx, person.id, permission, found.object.id).await? {
            match expires {
                Some(at) if at <= now => expired = expired.max(Some(Moment::from(at))),
                _ => reasons.push(reason),
            }
        }
    }
    Ok((reasons, expired))
}

/// What was granted for everything of the kind.
async fn granted(
    tx: &mut Transaction<'_, Postgres>,
    person: i32,
    permission: Permission,
) -> Result<Vec<Reason>, AppError> {
    let direct = sqlx::query!(
        r#"SELECT x.granted_at, b.display_name AS "by?"
           FROM auth.user_permissions x JOIN auth.permissions p ON p.id = x.permission_id
           LEFT JOIN auth.users b ON b.id = x.granted_by
           WHERE x.user_id = $1 AND p.codename = $2"#,
        person,
        permission.codename()
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| Reason::Granted {
        by: row.by,
        at: row.granted_at.into(),
    });
    let through_groups = sqlx::query!(
        r#"SELECT g.id, g.name, m.granted_at AS since, x.granted_at, b.display_name AS "by?"
           FROM auth.user_groups m JOIN auth.groups g ON g.id = m.group_id
           JOIN auth.group_permissions x ON x.group_id = g.id
           JOIN auth.permissions p ON p.id = x.permission_id
           LEFT JOIN auth.users b ON b.id = x.granted_by
           WHERE m.user_id = $1 AND p.codename = $2 ORDER BY lower(g.name), g.id LIMIT 100"#,
        person,
        permission.codename()
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| Reason::Group {
        group: Named {
            id: row.id,
            name: row.name,
        },
        since: row.since.into(),
        by: row.by,
        at: row.granted_at.into(),
    });
    Ok(direct.chain(through_groups).collect())
}

/// What was granted for one object, with the moment it ends at.
async fn shared(
    tx: &mut Transaction<'_, Postgres>,
    person: i32,
    permission: Permission,
    object: i32,
) -> Result<Vec<(Reason, Option<OffsetDateTime>)>, AppError> {
    let rows = sqlx::query!(
        r#"SELECT x.id, x.granted_at, x.expires_at, b.display_name AS "by?",
                  g.id AS "group_id?", g.name AS "group_name?", m.granted_at AS "since?"
           FROM auth.object_permissions x JOIN auth.permissions p ON p.id = x.permission_id
           LEFT JOIN auth.groups g ON g.id = x.group_id
           LEFT JOIN auth.user_groups m ON m.group_id = g.id AND m.user_id = $1
           LEFT JOIN auth.users b ON b.id = x.granted_by
           WHERE p.codename = $2 AND x.content_type_id = p.content_type_id AND x.object_pk = $3
             AND (x.user_id = $1 OR m.user_id IS NOT NULL)
           ORDER BY x.id LIMIT 100"#,
        person,
        permission.codename(),
        object.to_string()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (at, expires) = (row.granted_at.into(), row.expires_at.map(Moment::from));
            let reason = match (row.group_id, row.group_name, row.since) {
                (Some(id), Some(name), Some(since)) => Reason::SharedWithGroup {
                    id: row.id,
                    group: Named { id, name },
                    since: since.into(),
                    by: row.by,
                    at,
                    expires,
                },
                _ => Reason::Shared {
                    id: row.id,
                    by: row.by,
                    at,
                    expires,
                },
            };
            (reason, row.expires_at)
        })
        .collect())
}

fn obstacles(person: &Person, found: Option<&Found>, expired: Option<Moment>) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if !person.is_active {
        obstacles.push(Obstacle::Deactivated);
    }
    if !person.is_superuser && !person.organization_is_active {
        obstacles.push(Obstacle::OrganizationDeactivated);
    }
    let is_elsewhere = found.is_some_and(|found| {
        !person.is_superuser && person.organization_id != Some(found.organization_id)
    });
    if is_elsewhere {
        obstacles.push(Obstacle::Elsewhere);
    }
    obstacles.extend(expired.map(Obstacle::Expired));
    obstacles
}

/// Some of those who could grant it: who administers permissions and holds this one, and whoever
/// made the object. The nearest come first: superusers are asked last.
async fn granters(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    permission: Permission,
    found: Option<&Found>,
) -> Result<Vec<Named>, AppError> {
    let mut sql = QueryBuilder::new("SELECT u.id, u.display_name FROM auth.users u WHERE ");
    visible(ctx, &mut sql);
    push_candidates(&mut sql, Permission::ChangePermission, found);
    sql.push(" AND u.is_active AND (u.id = ")
        .push_bind(found.and_then(|found| found.created_by))
        .push(" OR ");
    push_holds(&mut sql, "u", Permission::ChangePermission);
    sql.push(" AND ");
    push_holds(&mut sql, "u", permission);
    sql.push(") ORDER BY u.is_superuser, lower(u.display_name), u.id LIMIT ")
        .push_bind(NAMED);
    let rows: Vec<(i32, String)> = sql.build_query_as().fetch_all(&mut **tx).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named { id, name })
        .collect())
}
