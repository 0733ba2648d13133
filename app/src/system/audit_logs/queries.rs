//! SQL of the audit log. Nothing here changes a row; the one INSERT says that somebody read.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use sqlx::{FromRow, Postgres, QueryBuilder, Row, Transaction, postgres::PgRow};
use time::OffsetDateTime;

use super::{
    Actor, AuditEntry, AuditRow, RecentActs,
    narrowing::{Conditions, Narrowing, Part, filters_of},
};
use crate::{
    error::AppError,
    list::{Count, ListQuery, Page},
    moment::Moment,
    permission::Permission,
    server::{
        Ctx,
        audit::{self, Action, Subject},
        database::{self, Wall},
        keyset::{self, Key, Position, Sort},
    },
};

/// The log has one order: that of time.
const SORTS: [Sort; 1] = [Sort {
    name: "time",
    expression: "a.timestamp",
    key: Key::Time,
}];
/// Lines in the aside of a person's page.
const RECENT: i64 = 8;
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
    let mut reach = ctx.clone();
    if ctx.is_superuser() {
        Arc::make_mut(&mut reach.caller).organization = None;
    }
    read(ctx, &reach, query, narrowing, filters).await
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
    let conditions = narrowing.conditions(&mut tx, reach).await?;
    let mut sql = QueryBuilder::new("");
    push_page(&mut sql, &conditions, &position);
    let mut page: Page<AuditRow> = position.fetch(&mut tx, &mut sql, Count::Exactly(0)).await?;
    page.count = match (&page.before, &page.after) {
        // All there are stand on this page.
        (None, None) => Count::Exactly(i64::try_from(page.rows.len()).unwrap_or_default()),
        _ => count(&mut tx, &conditions).await?,
    };
    say_that_it_was_read(&mut tx, ctx, Some(filters)).await?;
    tx.commit().await?;
    Ok(page)
}

/// The query of a page.
fn push_page(query: &mut QueryBuilder<Postgres>, conditions: &Conditions, position: &Position) {
    let page = |query: &mut QueryBuilder<Postgres>, part| {
        conditions.push(query, part);
        position.push_edge(query);
        position.push_order(query);
    };
    let columns = format!(
        "{COLUMNS}, {} AS sort_key, a.id AS sort_id",
        position.select_key()
    );
    if conditions.go_by_organization() {
        // The first rows of all are among the first of each.
        query.push(
            "WITH found AS (SELECT a.* FROM auth.organizations o CROSS JOIN LATERAL
                 (SELECT a.* FROM public.audit_logs a",
        );
        page(query, Part::OfEach);
        query.push(") a UNION ALL (SELECT a.* FROM public.audit_logs a");
        page(query, Part::OfNone);
        query.push(format_args!(
            ")) SELECT {columns} FROM found a LEFT JOIN auth.users u ON u.id = a.user_id"
        ));
        position.push_order(query);
    } else {
        query.push(format_args!("SELECT {columns}{TABLES}"));
        page(query, Part::Whole);
    }
}

/// How many lines there are. The planner cannot guess how many names hold a text, so those are
/// counted until there are too many to matter.
async fn count(
    tx: &mut Transaction<'_, Postgres>,
    conditions: &Conditions,
) -> Result<Count, AppError> {
    let from = |query: &mut QueryBuilder<Postgres>| {
        query.push(" FROM public.audit_logs a");
        let by_organization = conditions.go_by_organization();
        conditions.push(
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
        from(&mut query);
        query.push(format_args!(" LIMIT {}) AS counted", COUNTED + 1));
        let rows: i64 = query.build_query_scalar().fetch_one(&mut **tx).await?;
        if rows <= COUNTED {
            return Ok(Count::Exactly(rows));
        }
    }
    keyset::count(tx, from).await
}

/// One line in full.
pub async fn get(ctx: &Ctx, id: i64) -> Result<AuditEntry, AppError> {
    let mut tx = ctx.write().await?;
    let mut query = QueryBuilder::new("SELECT ");
    query.push(COLUMNS);
    query.push(", o.name AS organization, a.request_id, a.ip_address, a.user_agent, a.details");
    query.push(TABLES);
    query.push(" LEFT JOIN auth.organizations o ON o.id = a.organization_id WHERE a.id = ");
    query.push_bind(id).push(" AND ");
    ctx.scope(&mut query, "a.organization_id");
    let entry = query
        .build_query_as()
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(AppError::NotFound)?;
    say_that_it_was_read(&mut tx, ctx, None).await?;
    tx.commit().await?;
    Ok(entry)
}

/// The last lines of one person. One's own are seen wherever one acted.
pub async fn recent(ctx: &Ctx, user_id: i32) -> Result<RecentActs, AppError> {
    let is_own = user_id == ctx.caller.user_id;
    let mut tx = if is_own {
        database::begin(ctx.pool(), Wall::Every, true).await?
    } else {
        ctx.read().await?
    };
    let mut query = QueryBuilder::new("SELECT ");
    query
        .push(COLUMNS)
        .push(TABLES)
        .push(" WHERE a.user_id = ")
        .push_bind(user_id);
    if !is_own {
        query.push(" AND ");
        ctx.scope(&mut query, "a.organization_id");
    }
    query
        .push(" ORDER BY a.timestamp DESC, a.id DESC LIMIT ")
        .push_bind(RECENT);
    Ok(RecentActs {
        rows: query.build_query_as().fetch_all(&mut *tx).await?,
        now: OffsetDateTime::now_utc().into(),
        may_see_more: ctx.may(Permission::ViewAuditLog),
    })
}

/// The last lines of all, for the home page.
pub async fn latest(ctx: &Ctx, lines: i64) -> Result<Vec<AuditRow>, AppError> {
    let mut tx = ctx.read().await?;
    let mut query = QueryBuilder::new("SELECT ");
    query.push(COLUMNS).push(TABLES).push(" WHERE ");
    ctx.scope(&mut query, "a.organization_id");
    query
        .push(" ORDER BY a.timestamp DESC, a.id DESC LIMIT ")
        .push_bind(lines);
    Ok(query.build_query_as().fetch_all(&mut *tx).await?)
}

/// Writes that the caller read the log, unless the same was written within the last minute:
/// turning pages is one reading. Without `filters` any reading of that minute will do.
async fn say_that_it_was_read(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    filters: Option<Value>,
) -> Result<(), AppError> {
    let same = filters
        .as_ref()
        .map(|filters| json!({ "filters": filters }));
    let details = same.clone().unwrap_or_else(|| json!({}));
    let organization_id = ctx.organization_id();
    let mut query = QueryBuilder::new(
        "INSERT INTO public.audit_logs (user_id, action, entity_type, entity_label,
             organization_id, details, ip_address, user_agent, request_id) SELECT ",
    );
    query
        .push_bind(ctx.caller.user_id)
        .push("::integer, 'view', 'auditlog', '', ");
    query.push_bind(organization_id).push("::integer, ");
    query.push_bind(details).push("::jsonb, ");
    query
        .push_bind(ctx.request.address.map(|address| address.to_string()))
        .push("::text, ");
    query
        .push_bind(ctx.request.user_agent.as_deref().map(str::to_owned))
        .push("::text, ");
    query.push_bind(ctx.request.id.to_string()).push("::text");
    query.push(
        " WHERE NOT EXISTS (SELECT FROM public.audit_logs a
             WHERE a.timestamp > now() - interval '1 minute' AND a.timestamp <= now()
               AND a.action = 'view' AND a.entity_type = 'auditlog' AND a.user_id = ",
    );
    query.push_bind(ctx.caller.user_id);
    query
        .push(" AND a.organization_id IS NOT DISTINCT FROM ")
        .push_bind(organization_id);
    if let Some(same) = same {
        query.push(" AND a.details = ").push_bind(same);
    }
    query.push(")");
    query.build().execute(&mut **tx).await?;
    Ok(())
}

/// A line as it is exported: everything that is kept of it.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Line {
    pub id: i64,
    #[serde(rename = "time", serialize_with = "rfc3339")]
    pub timestamp: OffsetDateTime,
    pub user_id: Option<i32>,
    pub username: Option<String>,
    pub action: String,
    pub entity_type: Option<String>,
    pub entity_id: Option<i64>,
    pub entity_key: Option<String>,
    pub entity_label: Option<String>,
    pub organization_id: Option<i32>,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    pub details: Option<Value>,
}

fn rfc3339<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Moment::from(*at).rfc3339())
}

/// The next lines of an export; the edge is the last line of the batch before.
pub async fn batch(
    ctx: &Ctx,
    conditions: &Conditions,
    edge: Option<(OffsetDateTime, i64)>,
    lines: i64,
) -> Result<Vec<Line>, AppError> {
    let mut tx = ctx.read().await?;
    let mut query = QueryBuilder::new(
        "SELECT a.id, a.timestamp, a.user_id, u.username, a.action, a.entity_type, a.entity_id,
             a.entity_key, a.entity_label, a.organization_id, a.ip_address, a.user_agent,
             a.request_id, a.details",
    );
    query.push(TABLES);
    conditions.push(&mut query, Part::Whole);
    if let Some((at, id)) = edge {
        query
            .push(" AND (a.timestamp, a.id) < (")
            .push_bind(at)
            .push(", ")
            .push_bind(id)
            .push(")");
    }
    query
        .push(" ORDER BY a.timestamp DESC, a.id DESC LIMIT ")
        .push_bind(lines);
    Ok(query.build_query_as().fetch_all(&mut *tx).await?)
}

/// Begins an export: says in the log that it was asked for, before anything leaves.
pub async fn begin_export(
    ctx: &Ctx,
    query: &ListQuery,
    format: &str,
) -> Result<Conditions, AppError> {
    let narrowing = Narrowing::parse(query, OffsetDateTime::now_utc())?;
    let mut tx = ctx.write().await?;
    let conditions = narrowing.conditions(&mut tx, ctx).await?;
    let details = json!({ "filters": filters_of(query) });
    audit::record(
        &mut tx,
        ctx,
        Action::Export,
        export_subject(ctx, format),
        details,
    )
    .await?;
    tx.commit().await?;
    Ok(conditions)
}

/// Ends an export: says how many lines have left.
pub async fn end_export(
    ctx: &Ctx,
    query: &ListQuery,
    format: &str,
    lines: u64,
) -> Result<(), AppError> {
    let mut tx = ctx.write().await?;
    let details = json!({ "filters": filters_of(query), "rows": lines });
    audit::record(
        &mut tx,
        ctx,
        Action::Export,
        export_subject(ctx, format),
        details,
    )
    .await?;
    Ok(tx.commit().await?)
}

fn export_subject<'a>(ctx: &Ctx, format: &'a str) -> Subject<'a> {
    Subject {
        entity_type: "auditlog",
        entity_id: None,
        label: format,
        organization_id: ctx.organization_id(),
    }
}

#[cfg(test)]
mod tests;
