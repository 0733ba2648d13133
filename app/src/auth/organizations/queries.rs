//! SQL of organizations. Superusers administer all of them, whichever they act in at the moment:
//! their transactions here reach every organization. Staff stay behind the wall of their own.

mod changes;
mod dependents;
mod export;

pub use changes::{change, create, deactivate, delete, reactivate};
pub use dependents::count_by_table;
pub use export::{Line, batch, begin_export, start};

use std::sync::Arc;

use serde_json::{Map, Value};
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use self::dependents::{count_of, usages};
use super::{COUNTED, Organization, OrganizationRow};
use crate::{
    auth::users::{self, UserRow},
    error::AppError,
    list::{ListQuery, PAGE_ROWS, Page},
    server::{
        Ctx,
        database::{self, Wall},
        keyset::{self, Key, Position, Sort},
    },
};

const SORTS: [Sort; 2] = [
    Sort {
        name: "name",
        expression: "lower(o.name)",
        key: Key::Text,
    },
    Sort {
        name: "created",
        expression: "o.created_at",
        key: Key::Time,
    },
];

impl FromRow<'_, PgRow> for OrganizationRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            summary: row.try_get("summary")?,
            is_active: row.try_get("is_active")?,
            members: row.try_get("members")?,
            created_at: row.try_get::<OffsetDateTime, _>("created_at")?.into(),
            updated_at: row.try_get::<OffsetDateTime, _>("updated_at")?.into(),
        })
    }
}

async fn read(ctx: &Ctx) -> Result<Transaction<'static, Postgres>, AppError> {
    // A superuser who acts in one organization still administers the others.
    if ctx.is_superuser() {
        database::begin(ctx.pool(), Wall::Every, true).await
    } else {
        ctx.read().await
    }
}

async fn write(ctx: &Ctx) -> Result<Transaction<'static, Postgres>, AppError> {
    if ctx.is_superuser() {
        database::begin(ctx.pool(), Wall::Every, false).await
    } else {
        ctx.write().await
    }
}

/// The first wall: all organizations for superusers, the caller's own for everybody else.
fn scope(ctx: &Ctx, query: &mut QueryBuilder<Postgres>) {
    if ctx.is_superuser() {
        query.push("true");
    } else {
        ctx.scope(query, "o.id");
    }
}

/// The same for one organization.
fn reach(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    if ctx.is_superuser() || ctx.reaches(Some(id)) {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// What the list is narrowed to, as the address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    words: Option<String>,
    is_active: Option<bool>,
    /// Exactly these, where some were picked.
    ids: Vec<i32>,
}

impl Narrowing {
    /// Reads a name (`q`), a `state` and the picked (`id`).
    ///
    /// # Errors
    /// [`AppError::Malformed`] for a value that is not offered.
    pub fn parse(query: &ListQuery) -> Result<Self, AppError> {
        let is_active = match query.get("state") {
            None => None,
            Some("active") => Some(true),
            Some("inactive") => Some(false),
            Some(_) => return Err(AppError::Malformed),
        };
        let ids = query.get_all("id").map(str::parse);
        Ok(Self {
            words: query.search().map(str::to_owned),
            is_active,
            ids: ids
                .collect::<Result<_, _>>()
                .map_err(|_| AppError::Malformed)?,
        })
    }

    /// As the audit log keeps it.
    fn filters(&self) -> Value {
        let mut filters = Map::new();
        if let Some(words) = &self.words {
            filters.insert("q".to_owned(), words.clone().into());
        }
        if let Some(is_active) = self.is_active {
            let state = if is_active { "active" } else { "inactive" };
            filters.insert("state".to_owned(), state.into());
        }
        if !self.ids.is_empty() {
            let ids: Vec<String> = self.ids.iter().map(ToString::to_string).collect();
            filters.insert("id".to_owned(), ids.join(" ").into());
        }
        filters.into()
    }

    /// Pushes ` FROM auth.organizations o WHERE …`: those the caller administers, narrowed.
    fn push(&self, ctx: &Ctx, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" FROM auth.organizations o WHERE ");
        scope(ctx, sql);
        if let Some(is_active) = self.is_active {
            sql.push(" AND o.is_active = ").push_bind(is_active);
        }
        if let Some(words) = &self.words {
            keyset::push_search(sql, "o", words);
        }
        if !self.ids.is_empty() {
            sql.push(" AND o.id = ANY(")
                .push_bind(self.ids.clone())
                .push(")");
        }
    }
}

/// A page of the list.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<Page<OrganizationRow>, AppError> {
    let position = Position::of(query, &SORTS, false, "o.id")?;
    let narrowing = Narrowing::parse(query)?;
    let mut tx = read(ctx).await?;
    let mut sql = QueryBuilder::new("");
    let summary = "left(coalesce(o.description, ''), 160) AS summary";
    select(ctx, &narrowing, &position, summary, PAGE_ROWS + 1, &mut sql);
    let from = |sql: &mut QueryBuilder<Postgres>| narrowing.push(ctx, sql);
    position.fetch_counted(&mut tx, &mut sql, from).await
}

/// The query of so many rows behind a position.
fn select(
    ctx: &Ctx,
    narrowing: &Narrowing,
    position: &Position,
    description: &'static str,
    rows: usize,
    sql: &mut QueryBuilder<Postgres>,
) {
    sql.push(format_args!(
        "SELECT {} AS sort_key, o.id::bigint AS sort_id, o.id, o.name, o.is_active, o.created_at,
             o.updated_at, {description},
             (SELECT count(*) FROM (SELECT 1 FROM auth.users u WHERE u.organization_id = o.id
                                    LIMIT {COUNTED}) AS counted) AS members",
        position.select_key()
    ));
    narrowing.push(ctx, sql);
    position.push_edge(sql);
    position.push_order(sql, rows);
}

/// Organizations the caller administers by words of their name, the first of them by name.
pub async fn find_by_words(
    ctx: &Ctx,
    words: &str,
    rows: i64,
) -> Result<Vec<(i32, String)>, AppError> {
    let narrowing = Narrowing {
        words: Some(words.to_owned()),
        ..Narrowing::default()
    };
    let mut tx = read(ctx).await?;
    let mut sql = QueryBuilder::new("SELECT o.id, o.name");
    narrowing.push(ctx, &mut sql);
    sql.push(" ORDER BY lower(o.name), o.id LIMIT ")
        .push_bind(rows);
    Ok(sql.build_query_as().fetch_all(&mut *tx).await?)
}

/// One organization.
pub async fn get(ctx: &Ctx, id: i32) -> Result<Organization, AppError> {
    reach(ctx, id)?;
    let mut tx = read(ctx).await?;
    let row = sqlx::query!(
        "SELECT name, description, settings, is_active, created_at, updated_at
         FROM auth.organizations WHERE id = $1",
        id
    )
    .fetch_one(&mut *tx)
    .await?;
    let members = count_of(&mut tx, "auth.users", id).await?;
    let groups = count_of(&mut tx, "auth.groups", id).await?;
    Ok(Organization {
        id,
        name: row.name,
        description: row.description.unwrap_or_default(),
        settings: row.settings.map(|settings| format!("{settings:#}")),
        is_active: row.is_active,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        members,
        groups,
        usages: usages(&mut tx, id).await?,
        is_own: home_of_caller(&mut tx, ctx).await? == Some(id),
        now: OffsetDateTime::now_utc().into(),
    })
}

/// Its people, as the slice of people lists them to somebody who acts in that organization.
pub async fn members(ctx: &Ctx, id: i32, query: &ListQuery) -> Result<Page<UserRow>, AppError> {
    reach(ctx, id)?;
    let mut tx = read(ctx).await?;
    let name = sqlx::query_scalar!("SELECT name FROM auth.organizations WHERE id = $1", id)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    let mut within = ctx.clone();
    Arc::make_mut(&mut within.caller).organization = Some((id, name));
    Ok(users::queries::list(&within, query).await?.page)
}

/// The organization the caller belongs to, wherever they act.
async fn home_of_caller(connection: &mut PgConnection, ctx: &Ctx) -> Result<Option<i32>, AppError> {
    let home = sqlx::query_scalar!(
        "SELECT organization_id FROM auth.users WHERE id = $1",
        ctx.caller.user_id
    )
    .fetch_optional(connection)
    .await?;
    Ok(home.flatten())
}

#[cfg(test)]
mod tests;
