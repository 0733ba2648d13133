//! SQL of the audit log. Nothing here changes a row; what is written says that somebody read.

mod export;
mod recent;

pub use export::{Line, batch, begin_export, end_export, start};
pub use recent::{latest, recent, recent_of_organization};

use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::{
    Actor, AuditEntry, AuditRow,
    conditions::{Conditions, Part},
    narrowing::{Narrowing, filters_of},
};
use crate::{
    error::AppError,
    list::{Count, ListQuery, PAGE_ROWS, Page},
    server::{
        Ctx,
        audit::{self, Action, Subject},
        keyset::{self, Key, Position, Sort},
    },
};

/// The log has one order: that of time.
const SORTS: [Sort; 1] = [Sort {
    name: "time",
    expression: "a.timestamp",
    key: Key::Time,
}];
/// Beyond so many rows a text search says how many there are about.
const COUNTED: i64 = 10_000;

/// What every list of lines selects. Whoever did it may be hidden by row security, which leaves
/// the id alone.
const COLUMNS: &str = "a.id, a.timestamp, a.user_id, u.username, u.display_name, a.action,
    a.entity_type, a.entity_id, coalesce(a.entity_label, a.entity_key, '') AS entity_label,
    ARRAY(SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(a.details -> 'before') = 'object'
        AND jsonb_typeof(a.details -> 'after') = 'object'
        THEN a.details -> 'after' ELSE '{}' END) LIMIT 8) AS changed";
const TABLES: &str = " FROM public.audit_logs a LEFT JOIN auth.users u ON u.id = a.user_id";

impl FromRow<'_, PgRow> for AuditRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let actor = match (row.try_get("user_id")?, row.try_get("username")?) {
            (None, _) => Actor::Nobody,
            (Some::<i32>(_), None) => Actor::Outsider,
            (Some(id), Some(username)) => Actor::Person {
                id,
                username,
                name: row.try_get("display_name")?,
            },
        };
        Ok(Self {
            id: row.try_get("id")?,
            at: row.try_get::<OffsetDateTime, _>("timestamp")?.into(),
            actor,
            action: row.try_get("action")?,
            entity_type: row.try_get("entity_type")?,
            entity_id: row.try_get("entity_id")?,
            entity_label: row.try_get("entity_label")?,
            changed: row.try_get("changed")?,
        })
    }
}

impl FromRow<'_, PgRow> for AuditEntry {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            row: AuditRow::from_row(row)?,
            organization: row.try_get("organization")?,
            request_id: row.try_get("request_id")?,
            address: row.try_get("ip_address")?,
            user_agent: row.try_get("user_agent")?,
            details: row
                .try_get::<Option<Value>, _>("details")?
                .unwrap_or_default(),
        })
    }
}

/// A page of the log, and a line in it that says it was read.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<Page<AuditRow>, AppError> {
    let narrowing = Narrowing::parse(query, OffsetDateTime::now_utc())?;
    read(ctx, ctx, query, narrowing, filters_of(query)).await
}

/// What was done to one entity. A superuser sees all of it, wherever they act at the moment.
pub async fn history(
    ctx: &Ctx,
    entity_type: &str,
    entity_id: i64,
    query: &ListQuery,
) -> Result<Page<AuditRow>, AppError> {
    let narrowing = Narrowing {
        entity_type: Some(entity_type.to_owned()),
        entity_id: Some(entity_id),
        ..Narrowing::default()
    };
    let filters = json!({ "entity_type": entity_type, "entity_id": entity_id.to_string() });
    read(ctx, &at_its_widest(ctx), query, narrowing, filters).await
}

/// As far as the caller may see at all: what a superuser opens by its own address is shown to them
/// wherever they act at the moment.
fn at_its_widest(ctx: &Ctx) -> Ctx {
    let mut widest = ctx.clone();
    if ctx.is_superuser() {
        Arc::make_mut(&mut widest.caller).organization = None;
    }
    widest
}

/// Reads a page as far as `reach` reaches, and says that the caller did.
async fn read(
    ctx: &Ctx,
    reach: &Ctx,
    query: &ListQuery,
    narrowing: Narrowing,
    filters: Value,
) -> Result<Page<AuditRow>, AppError> {
    let position = Position::of(query, &SORTS, true, "a.id")?;
    let mut tx = reach.write().await?;
    let conditions = Conditions::of(narrowing, &mut tx, reach).await?;
    let mut sql = QueryBuilder::new("");
    push_rows(&mut sql, &conditions, COLUMNS, &position, PAGE_ROWS + 1);
    let mut page: Page<AuditRow> = position.fetch(&mut tx, &mut sql).await?;
    if !page.is_all() {
        page.count = count(&mut tx, &conditions).await?;
    }
    say_that_it_was_read(&mut tx, ctx, None, json!({ "filters": filters })).await?;
    tx.commit().await?;
    Ok(page)
}

/// The query of so many rows behind a position.
fn push_rows(
    query: &mut QueryBuilder<Postgres>,
    conditions: &Conditions,
    columns: &str,
    position: &Position,
    rows: usize,
) {
    let part = |query: &mut QueryBuilder<Postgres>, part| {
        conditions.push(query, part);
        position.push_edge(query);
        position.push_order(query, rows);
    };
    let columns = format!(
        "{columns}, {} AS sort_key, a.id AS sort_id",
        position.select_key()
    );
    if conditions.go_by_organization() {
        // The first rows of all are among the first of each.
        query.push(
            "WITH found AS (SELECT a.* FROM auth.organizations o CROSS JOIN LATERAL
                 (SELECT a.* FROM public.audit_logs a",
        );
        part(query, Part::OfEach);
        query.push(") a UNION ALL (SELECT a.* FROM public.audit_logs a");
        part(query, Part::OfNone);
        query.push(format_args!(
            ")) SELECT {columns} FROM found a LEFT JOIN auth.users u ON u.id = a.user_id"
        ));
        position.push_order(query, rows);
    } else {
        query.push(format_args!("SELECT {columns}{TABLES}"));
        part(query, Part::Whole);
    }
}

/// How many lines there are. The planner cannot guess how many names hold a text, so those are
/// counted until there are too many to matter.
async fn count(
    tx: &mut Transaction<'_, Postgres>,
    conditions: &Conditions,
) -> Result<Count, AppError> {
    let from = |query: &mut QueryBuilder<Postgres>, part| {
        query.push(" FROM public.audit_logs a");
        conditions.push(query, part);
    };
    // An index answers what names the organizations; the planner judges better what names none.
    let counted = |query: &mut QueryBuilder<Postgres>| {
        let by_organization = conditions.go_by_organization();
        from(
            query,
            if by_organization {
                Part::Named
            } else {
                Part::Whole
            },
        );
    };
    if conditions.searches_text() {
        let mut query = QueryBuilder::new("SELECT count(*) FROM (SELECT 1");
        counted(&mut query);
        query.push(format_args!(" LIMIT {}) AS counted", COUNTED + 1));
        let rows: i64 = query.build_query_scalar().fetch_one(&mut **tx).await?;
        if rows <= COUNTED {
            return Ok(Count::Exactly(rows));
        }
    }
    keyset::count_by(tx, |query| from(query, Part::Whole), counted).await
}

/// One line in full.
pub async fn get(ctx: &Ctx, id: i64) -> Result<AuditEntry, AppError> {
    let reach = at_its_widest(ctx);
    let mut tx = reach.write().await?;
    let mut query = QueryBuilder::new("SELECT ");
    query.push(COLUMNS);
    query.push(", o.name AS organization, a.request_id, a.ip_address, a.user_agent, a.details");
    query.push(TABLES);
    query.push(" LEFT JOIN auth.organizations o ON o.id = a.organization_id WHERE a.id = ");
    query.push_bind(id).push(" AND ");
    reach.scope(&mut query, "a.organization_id");
    let entry = query
        .build_query_as()
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(AppError::NotFound)?;
    say_that_it_was_read(&mut tx, ctx, Some(id), json!({})).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Writes that the caller read the log, or one line of it. Turning pages is one reading: the same is
/// written once a minute.
async fn say_that_it_was_read(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    line: Option<i64>,
    details: Value,
) -> Result<(), AppError> {
    let subject = Subject {
        entity_type: "auditlog",
        entity_id: line,
        label: "",
        organization_id: ctx.organization_id(),
    };
    audit::record_once_a_minute(tx, ctx, Action::View, subject, details).await
}

#[cfg(test)]
mod tests;
