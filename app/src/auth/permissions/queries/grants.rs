//! Grants for single objects, as their pages list them: newest first.

use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::objects;
use crate::{
    auth::permissions::{Grantee, Named, Object, Share, SharedObject},
    error::AppError,
    list::{ListQuery, PAGE_ROWS, Page},
    moment::Moment,
    permission::Permission,
    server::{
        Ctx,
        keyset::{Key, Position, Sort},
    },
};

const SORTS: [Sort; 1] = [Sort {
    name: "granted",
    expression: "g.granted_at",
    key: Key::Time,
}];
const COLUMNS: &str =
    "g.id::bigint AS sort_id, g.id, p.codename, g.object_pk::integer AS object_id,
    g.granted_at, g.expires_at, g.message, b.display_name AS granted_by,
    u.id AS user_id, u.display_name AS user_name, t.id AS group_id, t.name AS group_name";
const TABLES: &str = " FROM auth.object_permissions g
    JOIN auth.permissions p ON p.id = g.permission_id
    LEFT JOIN auth.users b ON b.id = g.granted_by
    LEFT JOIN auth.users u ON u.id = g.user_id
    LEFT JOIN auth.groups t ON t.id = g.group_id WHERE ";

fn permission_of(row: &PgRow) -> sqlx::Result<Permission> {
    let codename: String = row.try_get("codename")?;
    Permission::parse(&codename).ok_or_else(|| {
        sqlx::Error::Decode(format!("{codename} is no permission of this program").into())
    })
}

fn moment_of(row: &PgRow, column: &str) -> sqlx::Result<Option<Moment>> {
    Ok(row
        .try_get::<Option<OffsetDateTime>, _>(column)?
        .map(Moment::from))
}

pub fn grantee_of(row: &PgRow) -> sqlx::Result<Grantee> {
    Ok(match row.try_get::<Option<i32>, _>("group_id")? {
        Some(id) => Grantee::Group(Named {
            id,
            name: row.try_get("group_name")?,
        }),
        None => Grantee::Person(Named {
            id: row.try_get("user_id")?,
            name: row.try_get("user_name")?,
        }),
    })
}

impl FromRow<'_, PgRow> for Share {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            permission: permission_of(row)?,
            grantee: grantee_of(row)?,
            by: row.try_get("granted_by")?,
            at: moment_of(row, "granted_at")?.unwrap_or_default(),
            expires: moment_of(row, "expires_at")?,
            message: row.try_get("message")?,
        })
    }
}

impl FromRow<'_, PgRow> for SharedObject {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            permission: permission_of(row)?,
            object_id: row.try_get("object_id")?,
            name: None,
            by: row.try_get("granted_by")?,
            at: moment_of(row, "granted_at")?.unwrap_or_default(),
            expires: moment_of(row, "expires_at")?,
        })
    }
}

/// Codenames that this program knows: grants of others are kept and not shown.
fn push_known(sql: &mut QueryBuilder<Postgres>) {
    let known: Vec<String> = Permission::ALL
        .iter()
        .map(|permission| permission.codename().to_owned())
        .collect();
    sql.push(" AND p.codename = ANY(")
        .push_bind(known)
        .push(")");
}

/// What was granted for one object.
pub async fn of_object(
    tx: &mut Transaction<'_, Postgres>,
    object: &Object,
    query: &ListQuery,
) -> Result<Page<Share>, AppError> {
    fetch(tx, query, |sql| {
        sql.push("g.content_type_id = (SELECT id FROM auth.content_types WHERE app_label = ")
            .push_bind(object.entity.app_label())
            .push(" AND model = ")
            .push_bind(object.entity.model())
            .push(") AND g.object_pk = ")
            .push_bind(object.id.to_string());
    })
    .await
}

/// What was granted to one group. Objects that the caller may not see have no name.
pub async fn to_group(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    group: i32,
    query: &ListQuery,
) -> Result<Page<SharedObject>, AppError> {
    let mut page: Page<SharedObject> = fetch(tx, query, |sql| {
        sql.push("g.group_id = ").push_bind(group);
    })
    .await?;
    let shown = page
        .rows
        .iter()
        .filter_map(|row| Some((row.permission.entity()?, row.object_id)))
        .collect::<Vec<_>>();
    let names = objects::names(tx, ctx, shown).await?;
    for row in &mut page.rows {
        let entity = row.permission.entity();
        row.name = entity.and_then(|entity| names.get(&(entity, row.object_id)).cloned());
    }
    Ok(page)
}

async fn fetch<T>(
    tx: &mut Transaction<'_, Postgres>,
    query: &ListQuery,
    narrow: impl Fn(&mut QueryBuilder<Postgres>),
) -> Result<Page<T>, AppError>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let position = Position::of(query, &SORTS, true, "g.id")?;
    let from = |sql: &mut QueryBuilder<Postgres>| {
        sql.push(TABLES);
        narrow(sql);
        push_known(sql);
    };
    let mut sql = QueryBuilder::new(format!(
        "SELECT {} AS sort_key, {COLUMNS}",
        position.select_key()
    ));
    from(&mut sql);
    position.push_edge(&mut sql);
    position.push_order(&mut sql, PAGE_ROWS + 1);
    position.fetch_counted(tx, &mut sql, from).await
}
