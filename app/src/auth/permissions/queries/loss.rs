//! Who loses what. What is at stake is read before the act, and after it the condition that decides
//! about everybody says who has it no more: for the question that is asked beforehand the act is
//! done and rolled back.

use sqlx::{Postgres, QueryBuilder, Row, Transaction};

use crate::{
    auth::permissions::{Loss, LossLine},
    error::AppError,
    permission::{Entity, Permission},
    server::{
        Ctx,
        access::{Who, push_allowed, push_holds},
    },
};

/// Names that are said; beyond, numbers have to do.
const NAMED: i64 = 20;

/// What hangs on a grant, a membership or a group: all of these people have all of this through it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    pub people: Vec<i32>,
    /// For everything of a kind.
    pub permissions: Vec<Permission>,
    /// For single objects.
    pub objects: Vec<(Permission, Vec<i32>)>,
}

/// Everything that hangs on a group.
pub async fn of_group(tx: &mut Transaction<'_, Postgres>, id: i32) -> Result<Stake, AppError> {
    let people = members(tx, id).await?;
    let codenames = sqlx::query_scalar!(
        "SELECT p.codename FROM auth.group_permissions g
         JOIN auth.permissions p ON p.id = g.permission_id
         WHERE g.group_id = $1 ORDER BY p.id",
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    let grants = sqlx::query!(
        r#"SELECT p.codename, array_agg(g.object_pk::integer ORDER BY g.id) AS "objects!"
           FROM auth.object_permissions g JOIN auth.permissions p ON p.id = g.permission_id
           WHERE g.group_id = $1 AND (g.expires_at IS NULL OR g.expires_at > now())
           GROUP BY p.id, p.codename ORDER BY p.id"#,
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Stake {
        people,
        permissions: codenames
            .iter()
            .filter_map(|codename| Permission::parse(codename))
            .collect(),
        objects: grants
            .into_iter()
            .filter_map(|row| Some((Permission::parse(&row.codename)?, row.objects)))
            .collect(),
    })
}

/// Everybody in a group.
pub async fn members(tx: &mut Transaction<'_, Postgres>, id: i32) -> Result<Vec<i32>, AppError> {
    Ok(sqlx::query_scalar!(
        "SELECT user_id FROM auth.user_groups WHERE group_id = $1 ORDER BY user_id",
        id
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What of a stake nobody else gives these people, now that it is gone.
pub async fn of(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    stake: &Stake,
) -> Result<Loss, AppError> {
    let mut loss = Loss::default();
    if stake.people.is_empty() {
        return Ok(loss);
    }
    for permission in &stake.permissions {
        loss.lines
            .extend(of_kind(tx, ctx, &stake.people, *permission).await?);
    }
    for (permission, objects) in &stake.objects {
        loss.lines
            .extend(of_objects(tx, ctx, &stake.people, *permission, objects).await?);
    }
    Ok(loss)
}

async fn of_kind(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    people: &[i32],
    permission: Permission,
) -> Result<Option<LossLine>, AppError> {
    let mut sql = QueryBuilder::new("SELECT count(*) AS people, ");
    push_names(&mut sql);
    sql.push(
        " FROM auth.users u LEFT JOIN auth.organizations a ON a.id = u.organization_id WHERE ",
    );
    push_people(&mut sql, ctx, people);
    sql.push(" AND NOT ");
    push_holds(&mut sql, "u", permission);
    let row = sql.build().fetch_one(&mut **tx).await?;
    let lost: i64 = row.try_get("people")?;
    Ok((lost > 0).then_some(LossLine {
        permission,
        people: lost,
        names: row.try_get("names")?,
        objects: None,
    }))
}

async fn of_objects(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    people: &[i32],
    permission: Permission,
    objects: &[i32],
) -> Result<Option<LossLine>, AppError> {
    let Some((table, name)) = permission.entity().and_then(table_and_name) else {
        return Ok(None);
    };
    let mut sql = QueryBuilder::new("SELECT count(DISTINCT u.id) AS people, ");
    push_names(&mut sql);
    sql.push(format_args!(
        ", count(DISTINCT o.id) AS objects,
         (array_agg(DISTINCT {name} ORDER BY {name}))[1:{NAMED}] AS object_names
         FROM {table} o CROSS JOIN auth.users u
         LEFT JOIN auth.organizations a ON a.id = u.organization_id WHERE o.id = ANY("
    ));
    sql.push_bind(objects.to_vec()).push(") AND ");
    push_people(&mut sql, ctx, people);
    sql.push(" AND u.organization_id = o.organization_id AND NOT ");
    push_allowed(&mut sql, Who::Person("u"), permission);
    let row = sql.build().fetch_one(&mut **tx).await?;
    let lost: i64 = row.try_get("people")?;
    if lost == 0 {
        return Ok(None);
    }
    Ok(Some(LossLine {
        permission,
        people: lost,
        names: row.try_get("names")?,
        objects: Some((row.try_get("objects")?, row.try_get("object_names")?)),
    }))
}

fn table_and_name(entity: Entity) -> Option<(&'static str, &'static str)> {
    entity.table().zip(entity.name_of_row())
}

fn push_names(sql: &mut QueryBuilder<Postgres>) {
    sql.push(format_args!(
        "coalesce((array_agg(DISTINCT u.display_name ORDER BY u.display_name))[1:{NAMED}], '{{}}')
             AS names"
    ));
}

/// These people, as far as they had anything to lose: whoever is deactivated may nothing anyway.
fn push_people(sql: &mut QueryBuilder<Postgres>, ctx: &Ctx, people: &[i32]) {
    ctx.scope(sql, "u.organization_id");
    sql.push(" AND u.id = ANY(").push_bind(people.to_vec());
    sql.push(") AND u.is_active AND (u.is_superuser OR a.is_active)");
}
