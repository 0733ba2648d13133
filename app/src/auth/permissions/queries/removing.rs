//! Taking away: memberships, permissions, grants for single objects. Everything is done in one
//! transaction together with the question who loses by it; whoever only asks has it rolled back.

use serde_json::{Value, json};
use sqlx::{Postgres, QueryBuilder, Transaction};

use super::{
    loss::{self, Stake},
    objects, persons, sharing,
};
use crate::{
    auth::{
        groups::queries as groups,
        permissions::{Grantee, Loss, Named, Removal, Taken, taking::Taking},
    },
    error::{AppError, Problem},
    list::ListQuery,
    paths,
    permission::Permission,
    server::{Ctx, access::push_holds, audit::Action},
};

/// Without these nobody gives back what they took from themselves.
const OWN: [Permission; 2] = [Permission::ChangeGroup, Permission::ChangePermission];

/// What was done, and the line of the audit log it began with.
struct Done {
    removal: Removal,
    line: i64,
}

/// Who would lose what. Nothing is changed.
pub async fn preview(ctx: &Ctx, query: &ListQuery) -> Result<Removal, AppError> {
    let mut tx = ctx.write().await?;
    let done = perform(&mut tx, ctx, Taking::parse(query)?).await?;
    tx.rollback().await?;
    Ok(done.removal)
}

/// Takes it away; returns where the reader came from, and the line of the audit log.
pub async fn take_away(ctx: &Ctx, query: &ListQuery) -> Result<(String, i64), AppError> {
    let mut tx = ctx.write().await?;
    let done = perform(&mut tx, ctx, Taking::parse(query)?).await?;
    tx.commit().await?;
    Ok((done.removal.back, done.line))
}

async fn perform(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    taking: Taking,
) -> Result<Done, AppError> {
    let done = match taking {
        Taking::Members { group, people } => members(tx, ctx, group, &people).await?,
        Taking::FromGroup { group, permissions } => from_group(tx, ctx, group, permissions).await?,
        Taking::FromPerson {
            person,
            permissions,
        } => from_person(tx, ctx, person, permissions).await?,
        Taking::Shares(ids) => shares(tx, ctx, &ids).await?,
    };
    keep_own(tx, ctx).await?;
    Ok(done)
}

/// Nobody takes from themselves what it takes to give it back.
async fn keep_own(tx: &mut Transaction<'_, Postgres>, ctx: &Ctx) -> Result<(), AppError> {
    for permission in OWN.into_iter().filter(|permission| ctx.may(*permission)) {
        let mut sql = QueryBuilder::new("SELECT EXISTS (SELECT FROM auth.users u WHERE u.id = ");
        sql.push_bind(ctx.caller.user_id).push(" AND ");
        push_holds(&mut sql, "u", permission);
        sql.push(")");
        // A superuser who acts elsewhere is behind that wall, and needs no grant.
        let keeps: bool = sql.build_query_scalar().fetch_one(&mut **tx).await?;
        if !keeps && !ctx.is_superuser() {
            return Err(AppError::field("form[search]", Problem::Yourself));
        }
    }
    Ok(())
}

async fn members(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
    people: &[i32],
) -> Result<Done, AppError> {
    let group = groups::find(tx, ctx, Permission::ChangeGroup, id).await?;
    let mut stake = loss::of_group(tx, id).await?;
    let removed = sqlx::query!(
        r#"WITH removed AS (DELETE FROM auth.user_groups WHERE group_id = $1 AND user_id = ANY($2)
                            RETURNING user_id)
           SELECT u.id, u.username, u.display_name FROM removed
           JOIN auth.users u ON u.id = removed.user_id ORDER BY lower(u.display_name), u.id"#,
        id,
        people
    )
    .fetch_all(&mut **tx)
    .await?;
    if removed.is_empty() {
        return Err(AppError::NotFound);
    }
    stake.people = removed.iter().map(|row| row.id).collect();
    let lost = loss::of(tx, ctx, &stake).await?;
    let facts: Vec<Value> = removed
        .iter()
        .map(|row| json!({ "id": row.id, "username": row.username }))
        .collect();
    let details = json!({ "members": facts, "loss": lost });
    let line = groups::record(tx, ctx, Action::RemoveMember, &group, details).await?;
    let people = removed
        .into_iter()
        .map(|row| Named {
            id: row.id,
            name: row.display_name,
        })
        .collect();
    let group = Named {
        id,
        name: group.name,
    };
    Ok(Done {
        removal: Removal {
            what: Taken::Members { group, people },
            loss: lost,
            back: paths::group_members(id),
        },
        line,
    })
}

async fn from_group(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
    permissions: Vec<Permission>,
) -> Result<Done, AppError> {
    let group = groups::find(tx, ctx, Permission::ChangeGroup, id).await?;
    let removed = sqlx::query_scalar!(
        "DELETE FROM auth.group_permissions x USING auth.permissions p
         WHERE p.id = x.permission_id AND x.group_id = $1 AND p.codename = ANY($2)
         RETURNING p.codename",
        id,
        &codenames(&permissions)
    )
    .fetch_all(&mut **tx)
    .await?;
    let permissions = taken(permissions, &removed)?;
    let stake = Stake {
        people: loss::members(tx, id).await?,
        permissions: permissions.clone(),
        objects: Vec::new(),
    };
    let lost = loss::of(tx, ctx, &stake).await?;
    let details = json!({ "permissions": permissions, "loss": lost });
    let line = groups::record(tx, ctx, Action::Revoke, &group, details).await?;
    let group = Named {
        id,
        name: group.name,
    };
    Ok(Done {
        removal: Removal {
            what: Taken::FromGroup { group, permissions },
            loss: lost,
            back: paths::group_permissions(id),
        },
        line,
    })
}

async fn from_person(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    id: i32,
    permissions: Vec<Permission>,
) -> Result<Done, AppError> {
    if !ctx.may(Permission::ChangePermission) {
        return Err(AppError::NotFound);
    }
    let person = persons::find(tx, ctx, id).await?;
    let removed = sqlx::query_scalar!(
        "DELETE FROM auth.user_permissions x USING auth.permissions p
         WHERE p.id = x.permission_id AND x.user_id = $1 AND p.codename = ANY($2)
         RETURNING p.codename",
        id,
        &codenames(&permissions)
    )
    .fetch_all(&mut **tx)
    .await?;
    let permissions = taken(permissions, &removed)?;
    let stake = Stake {
        people: vec![id],
        permissions: permissions.clone(),
        objects: Vec::new(),
    };
    let lost = loss::of(tx, ctx, &stake).await?;
    let details = json!({ "permissions": permissions, "loss": lost });
    let line = persons::record(tx, ctx, Action::Revoke, &person, details).await?;
    let person = Named {
        id,
        name: person.name,
    };
    Ok(Done {
        removal: Removal {
            what: Taken::FromPerson {
                person,
                permissions,
            },
            loss: lost,
            back: paths::user_permissions(id),
        },
        line,
    })
}

fn codenames(permissions: &[Permission]) -> Vec<String> {
    permissions
        .iter()
        .map(|permission| permission.codename().to_owned())
        .collect()
}

/// Those that were really there.
fn taken(asked: Vec<Permission>, removed: &[String]) -> Result<Vec<Permission>, AppError> {
    let taken: Vec<Permission> = asked
        .into_iter()
        .filter(|permission| removed.iter().any(|name| name == permission.codename()))
        .collect();
    if taken.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(taken)
}

/// Each grant is a line in the history of its object; all of one act share the request.
async fn shares(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    ids: &[i32],
) -> Result<Done, AppError> {
    let rows = sqlx::query!(
        r#"SELECT g.id, p.codename, g.object_pk::integer AS "object_id!", g.user_id, g.group_id,
                  g.expires_at, g.message, u.display_name AS "user_name?", t.name AS "group_name?"
           FROM auth.object_permissions g JOIN auth.permissions p ON p.id = g.permission_id
           LEFT JOIN auth.users u ON u.id = g.user_id LEFT JOIN auth.groups t ON t.id = g.group_id
           WHERE g.id = ANY($1) ORDER BY g.id FOR UPDATE OF g"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lost = Loss::default();
    let mut what = Vec::new();
    let mut first = None;
    let mut back = None;
    for row in rows {
        let (Some(permission), Some(entity)) = (
            Permission::parse(&row.codename),
            Permission::parse(&row.codename).and_then(Permission::entity),
        ) else {
            continue;
        };
        let found = objects::find(tx, ctx, entity, row.object_id).await?;
        if !objects::may_share(ctx, &found) {
            return Err(AppError::NotFound);
        }
        sqlx::query!("DELETE FROM auth.object_permissions WHERE id = $1", row.id)
            .execute(&mut **tx)
            .await?;
        let (grantee, people) = match (row.group_id, row.user_id) {
            (Some(id), _) => {
                let name = row.group_name.unwrap_or_default();
                (
                    Grantee::Group(Named { id, name }),
                    loss::members(tx, id).await?,
                )
            }
            (None, id) => {
                let (id, name) = (id.unwrap_or_default(), row.user_name.unwrap_or_default());
                (Grantee::Person(Named { id, name }), vec![id])
            }
        };
        let stake = Stake {
            people,
            permissions: Vec::new(),
            objects: vec![(permission, vec![row.object_id])],
        };
        let of_this = loss::of(tx, ctx, &stake).await?;
        let details = json!({
            "permission": row.codename,
            "user_id": row.user_id,
            "group_id": row.group_id,
            "with": match &grantee { Grantee::Person(named) | Grantee::Group(named) => &named.name },
            "expires_at": row.expires_at.map(|at| crate::moment::Moment::from(at).rfc3339()),
            "message": row.message,
            "loss": of_this,
        });
        let line = sharing::record(tx, ctx, Action::Revoke, &found, details).await?;
        first.get_or_insert(line);
        back.get_or_insert_with(|| paths::access(found.object.entity, found.object.id));
        lost.lines.extend(of_this.lines);
        what.push((grantee, permission, found.object.name));
    }
    match (first, back) {
        (Some(line), Some(back)) => Ok(Done {
            removal: Removal {
                what: Taken::Shares(what),
                loss: lost,
                back,
            },
            line,
        }),
        _ => Err(AppError::NotFound),
    }
}
