//! SQL of organizations. Superusers administer all of them, whichever they act in at the moment:
//! their transactions here reach every organization. Staff stay behind the wall of their own.

use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::{COUNTED, Content, Organization, OrganizationRow};
use crate::{
    auth::users::{self, UserRow},
    error::{AppError, Problem, Usage},
    list::{Count, ListQuery, Page},
    server::{
        Ctx,
        audit::{self, Action, Subject},
        database::{self, OnConstraint, Wall},
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

/// Every table with rows of organizations. A test compares it with the catalogue.
const DEPENDENTS: [&str; 17] = [
    "auth.users",
    "auth.groups",
    "data_platform.data_sources",
    "data_platform.datasets",
    "data_platform.dataset_versions",
    "data_platform.data_processing_tasks",
    "data_platform.text_embeddings",
    "algo_platform.projects",
    "algo_platform.experiments",
    "algo_platform.experiment_runs",
    "model_platform.models",
    "model_platform.model_versions",
    "model_platform.model_endpoints",
    "service_platform.applications",
    "service_platform.application_components",
    "service_platform.deployments",
    "public.audit_logs",
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

/// The list, narrowed by name (`q`) and `state`.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<Page<OrganizationRow>, AppError> {
    let position = Position::of(query, &SORTS, false, "o.id")?;
    let is_active = match query.get("state") {
        None => None,
        Some("active") => Some(true),
        Some("inactive") => Some(false),
        Some(_) => return Err(AppError::Malformed),
    };
    let mut tx = read(ctx).await?;
    let count = keyset::count(&mut tx, |sql| narrow(ctx, query, is_active, sql)).await?;
    let mut sql = QueryBuilder::new("");
    select(ctx, query, is_active, &position, &mut sql);
    position.fetch(&mut tx, &mut sql, count).await
}

fn select(
    ctx: &Ctx,
    query: &ListQuery,
    is_active: Option<bool>,
    position: &Position,
    sql: &mut QueryBuilder<Postgres>,
) {
    sql.push(format_args!(
        "SELECT {} AS sort_key, o.id::bigint AS sort_id, o.id, o.name, o.is_active, o.created_at,
             o.updated_at, left(coalesce(o.description, ''), 160) AS summary,
             (SELECT count(*) FROM (SELECT 1 FROM auth.users u WHERE u.organization_id = o.id
                                    LIMIT {COUNTED}) AS counted) AS members",
        position.select_key()
    ));
    narrow(ctx, query, is_active, sql);
    position.push_edge(sql);
    position.push_order(sql);
}

fn narrow(ctx: &Ctx, query: &ListQuery, is_active: Option<bool>, sql: &mut QueryBuilder<Postgres>) {
    sql.push(" FROM auth.organizations o WHERE ");
    scope(ctx, sql);
    if let Some(is_active) = is_active {
        sql.push(" AND o.is_active = ").push_bind(is_active);
    }
    if let Some(words) = query.search() {
        sql.push(" AND o.search_grams @> public.sought_grams(")
            .push_bind(words.to_owned());
        sql.push(") AND strpos(o.search_text, lower(")
            .push_bind(words.to_owned())
            .push(")) > 0");
    }
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

/// How many rows of a table are an organization's.
async fn count_of(
    tx: &mut Transaction<'_, Postgres>,
    table: &'static str,
    id: i32,
) -> Result<Count, AppError> {
    keyset::count(tx, |sql| {
        sql.push("FROM ")
            .push(table)
            .push(" WHERE organization_id = ")
            .push_bind(id);
    })
    .await
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

/// What refers to an organization, most numerous first.
async fn usages(connection: &mut PgConnection, id: i32) -> Result<Vec<Usage>, AppError> {
    let of_this = |sql: &mut QueryBuilder<Postgres>| {
        sql.push("organization_id = ").push_bind(id);
    };
    let mut usages = count_by_table(connection, &DEPENDENTS, COUNTED, of_this).await?;
    usages.retain(|usage| usage.rows > 0);
    usages.sort_by_key(|usage| std::cmp::Reverse(usage.rows));
    Ok(usages)
}

/// Counts the rows of several tables by one query, each up to `limit`; `narrow` pushes the
/// condition that all of them share.
pub async fn count_by_table(
    connection: &mut PgConnection,
    tables: &[&'static str],
    limit: i64,
    narrow: impl Fn(&mut QueryBuilder<Postgres>),
) -> Result<Vec<Usage>, AppError> {
    let mut sql = QueryBuilder::new("");
    for (index, table) in tables.iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION ALL " };
        sql.push(format_args!(
            "{union}SELECT '{table}', (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE "
        ));
        narrow(&mut sql);
        sql.push(format_args!(" LIMIT {limit}) AS counted)"));
    }
    let rows: Vec<(String, i64)> = sql.build_query_as().fetch_all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|(table, rows)| Usage { table, rows })
        .collect())
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

/// Creates an organization and returns its id.
pub async fn create(ctx: &Ctx, content: Content) -> Result<i32, AppError> {
    let mut tx = write(ctx).await?;
    let id = sqlx::query_scalar!(
        "INSERT INTO auth.organizations (name, description, settings) VALUES ($1, $2, $3)
         RETURNING id",
        content.name,
        content.description,
        content.settings
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    let details = json!({ "before": null, "after": content.facts() });
    record(&mut tx, ctx, Action::Create, id, &content.name, details).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes an organization; whether anything really changed.
///
/// # Errors
/// [`Problem::Stale`] when somebody changed it after `opened_at`.
pub async fn change(
    ctx: &Ctx,
    id: i32,
    opened_at: crate::moment::Moment,
    content: Content,
) -> Result<bool, AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    let row = sqlx::query!(
        "SELECT name, description, settings, updated_at FROM auth.organizations
         WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut *tx)
    .await?;
    let before = Content {
        name: row.name,
        description: row.description,
        settings: row.settings,
    };
    let Some(details) = audit::difference(&before.facts(), &content.facts()) else {
        return Ok(false);
    };
    if opened_at != row.updated_at.into() {
        return Err(AppError::field("form[name]", Problem::Stale));
    }
    sqlx::query!(
        "UPDATE auth.organizations SET name = $2, description = $3, settings = $4 WHERE id = $1",
        id,
        content.name,
        content.description,
        content.settings
    )
    .execute(&mut *tx)
    .await
    .on_constraint(&RULES)?;
    record(&mut tx, ctx, Action::Update, id, &content.name, details).await?;
    tx.commit().await?;
    Ok(true)
}

/// What the database itself refuses, and under which field to say so.
const RULES: [(&str, &str, Problem); 2] = [
    ("organizations_name_key", "name", Problem::Taken),
    (
        "organizations_settings_check",
        "settings",
        Problem::TooLong(super::MAX_SETTINGS),
    ),
];

/// Shuts an organization and ends the sessions of its people.
///
/// # Errors
/// [`Problem::Yourself`] for the organization the caller belongs to.
pub async fn deactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    if home_of_caller(&mut tx, ctx).await? == Some(id) {
        return Err(AppError::field("form[id]", Problem::Yourself));
    }
    let Some(name) = set_active(&mut tx, id, false).await? else {
        return Ok(());
    };
    // Superusers belong to the console more than to an organization: they are not shut out with it.
    let ended = sqlx::query!(
        "DELETE FROM auth.sessions s USING auth.users u
         WHERE u.id = s.user_id AND u.organization_id = $1 AND NOT u.is_superuser",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let mut details = activity(false);
    details["sessions"] = json!(ended);
    record(&mut tx, ctx, Action::Deactivate, id, &name, details).await?;
    Ok(tx.commit().await?)
}

/// Opens a deactivated organization again.
pub async fn reactivate(ctx: &Ctx, id: i32) -> Result<(), AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    let Some(name) = set_active(&mut tx, id, true).await? else {
        return Ok(());
    };
    record(&mut tx, ctx, Action::Reactivate, id, &name, activity(true)).await?;
    Ok(tx.commit().await?)
}

/// The organization's name, unless it was in that state already.
async fn set_active(
    connection: &mut PgConnection,
    id: i32,
    is_active: bool,
) -> Result<Option<String>, AppError> {
    let row = sqlx::query!(
        "SELECT name, is_active FROM auth.organizations WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut *connection)
    .await?;
    if row.is_active == is_active {
        return Ok(None);
    }
    sqlx::query!(
        "UPDATE auth.organizations SET is_active = $2 WHERE id = $1",
        id,
        is_active
    )
    .execute(connection)
    .await?;
    Ok(Some(row.name))
}

fn activity(is_active: bool) -> Value {
    json!({ "before": { "is_active": !is_active }, "after": { "is_active": is_active } })
}

/// Deletes an organization that nothing refers to, given its name as it was typed.
///
/// # Errors
/// [`Problem::NameDiffers`] for another name; [`AppError::InUse`] with what still refers to it.
pub async fn delete(ctx: &Ctx, id: i32, typed: &str) -> Result<(), AppError> {
    reach(ctx, id)?;
    let mut tx = write(ctx).await?;
    // The lock keeps everybody from referring to it between the count and the deletion.
    let row = sqlx::query!(
        "SELECT name, description, settings FROM auth.organizations WHERE id = $1 FOR UPDATE",
        id
    )
    .fetch_one(&mut *tx)
    .await?;
    if typed.trim() != row.name.trim() {
        return Err(AppError::field("form[name]", Problem::NameDiffers));
    }
    let usages = usages(&mut tx, id).await?;
    if !usages.is_empty() {
        return Err(AppError::InUse(usages));
    }
    sqlx::query!("DELETE FROM auth.organizations WHERE id = $1", id)
        .execute(&mut *tx)
        .await?;
    let content = Content {
        name: row.name,
        description: row.description,
        settings: row.settings,
    };
    let details = json!({ "before": content.facts(), "after": null });
    record(&mut tx, ctx, Action::Delete, id, &content.name, details).await?;
    Ok(tx.commit().await?)
}

impl Content {
    /// As the audit log tells it.
    fn facts(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "settings": self.settings,
        })
    }
}

/// Writes to the audit log what was done to an organization. The row belongs to that organization
/// as soon as it has people who may read it; until then to none, because an audit row can never be
/// removed and would keep an organization made by mistake from ever being deleted.
async fn record(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    action: Action,
    id: i32,
    label: &str,
    details: Value,
) -> Result<i64, AppError> {
    let has_people = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM auth.users WHERE organization_id = $1) AS "has_people!""#,
        id
    )
    .fetch_one(&mut **tx)
    .await?;
    let subject = Subject {
        entity_type: "organization",
        entity_id: Some(id.into()),
        label,
        organization_id: has_people.then_some(id),
    };
    audit::record(tx, ctx, action, subject, details).await
}

#[cfg(test)]
mod tests;
