//! SQL of the home page: small looks at the tables of others, each by an index and each bounded,
//! because everybody begins here.

use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;

use super::{COUNTED, Concern, ConcernKind, Home};
use crate::{
    auth::{organizations::queries::count_by_table, users},
    error::{AppError, Usage},
    permission::Permission,
    server::Ctx,
    system::audit_logs,
};

/// Failed sign-ins of a day that are nothing but typing mistakes.
const USUAL_FAILURES: i64 = 5;
/// How many acts the page shows.
const ACTS: i64 = 10;

/// What an organization has beside its people, in the order in which it comes about.
const TABLES: [&str; 10] = [
    "data_platform.data_sources",
    "data_platform.datasets",
    "data_platform.data_processing_tasks",
    "algo_platform.projects",
    "algo_platform.experiments",
    "algo_platform.experiment_runs",
    "model_platform.models",
    "model_platform.model_endpoints",
    "service_platform.applications",
    "service_platform.deployments",
];

/// Where a kind of concern is looked for. The expressions are SQL.
struct Source {
    /// What tells one from another.
    key: &'static str,
    name: &'static str,
    at: &'static str,
    from: &'static str,
    /// Says whose it is: the column that the first wall narrows.
    organization: &'static str,
    condition: &'static str,
}

impl ConcernKind {
    const ALL: [Self; 6] = [
        Self::FailedSignIns,
        Self::FailedTasks,
        Self::FailedEndpoints,
        Self::ExpiredInvitations,
        Self::OpenInvitations,
        Self::Deactivated,
    ];

    const fn source(self) -> Source {
        match self {
            Self::FailedSignIns => Source {
                key: "a.id",
                name: "coalesce(a.entity_label, '')",
                at: "a.timestamp",
                from: "public.audit_logs a",
                organization: "a.organization_id",
                condition: "a.action = 'sign_in_failed' AND a.timestamp > now() - interval '24 hours'",
            },
            Self::FailedTasks => Source {
                key: "t.id",
                name: "t.name",
                at: "t.created_at",
                from: "data_platform.data_processing_tasks t",
                organization: "t.organization_id",
                condition: "t.status = 'failed' AND t.created_at > now() - interval '30 days'",
            },
            Self::FailedEndpoints => Source {
                key: "e.id",
                name: "e.name",
                at: "e.updated_at",
                from: "model_platform.model_endpoints e",
                organization: "e.organization_id",
                condition: "e.status = 'failed'",
            },
            Self::ExpiredInvitations => Source {
                condition: "l.purpose = 'invite' AND l.used_at IS NULL AND u.is_active
                    AND u.last_login IS NULL AND l.expires_at <= now()",
                ..INVITATIONS
            },
            Self::OpenInvitations => Source {
                condition: "l.purpose = 'invite' AND l.used_at IS NULL AND u.is_active
                    AND u.last_login IS NULL AND l.expires_at > now()",
                ..INVITATIONS
            },
            Self::Deactivated => Source {
                key: "u.id",
                name: "u.display_name",
                at: "a.timestamp",
                from: "public.audit_logs a JOIN auth.users u ON u.id = a.entity_id",
                organization: "a.organization_id",
                condition: "a.action = 'deactivate' AND a.entity_type = 'user' AND NOT u.is_active
                    AND a.timestamp > now() - interval '7 days'",
            },
        }
    }

    /// So many of a kind are nothing to worry about.
    const fn usual(self) -> i64 {
        match self {
            Self::FailedSignIns => USUAL_FAILURES,
            _ => 0,
        }
    }
}

/// One link a person: an older one ends when a new one is made.
const INVITATIONS: Source = Source {
    key: "u.id",
    name: "u.display_name",
    at: "l.created_at",
    from: "auth.one_time_links l JOIN auth.users u ON u.id = l.user_id",
    organization: "u.organization_id",
    condition: "",
};

/// Everything on the page.
pub async fn read(ctx: &Ctx) -> Result<Home, AppError> {
    let administers = ctx.may(Permission::ViewAuditLog);
    let mut concerns = Vec::new();
    let mut counts = Vec::new();
    let mut tx = ctx.read().await?;
    if administers {
        for kind in ConcernKind::ALL {
            concerns.extend(concern(&mut tx, ctx, kind).await?);
        }
        if ctx.organization_id().is_none() {
            let every = |sql: &mut QueryBuilder<Postgres>| _ = sql.push("true");
            counts.extend(count_by_table(&mut tx, &["auth.organizations"], COUNTED, every).await?);
        }
    }
    let people = users::queries::count(&mut tx, ctx, COUNTED).await?;
    counts.push(Usage {
        table: "auth.users".to_owned(),
        rows: people,
    });
    if administers {
        let own = |sql: &mut QueryBuilder<Postgres>| ctx.scope(sql, "organization_id");
        counts.extend(count_by_table(&mut tx, &TABLES, COUNTED, own).await?);
    }
    tx.commit().await?;
    let acts = if administers {
        audit_logs::queries::latest(ctx, ACTS).await?
    } else {
        audit_logs::queries::recent(ctx, ctx.caller.user_id)
            .await?
            .rows
    };
    Ok(Home {
        concerns,
        acts,
        is_alone: people <= 1,
        counts,
        now: OffsetDateTime::now_utc().into(),
    })
}

/// One kind of concern, if there is any.
async fn concern(
    connection: &mut PgConnection,
    ctx: &Ctx,
    kind: ConcernKind,
) -> Result<Option<Concern>, AppError> {
    let Source {
        key,
        name,
        at,
        from,
        organization,
        condition,
    } = kind.source();
    let mut sql = QueryBuilder::new(format!(
        "WITH found AS (SELECT {key} AS key, {name} AS name, {at} AS at FROM {from} WHERE "
    ));
    ctx.scope(&mut sql, organization);
    sql.push(format_args!(
        " AND {condition} LIMIT {COUNTED})
         SELECT count(DISTINCT key), max(at),
             ARRAY(SELECT name FROM found WHERE name <> ''
                   GROUP BY name ORDER BY max(at) DESC, name LIMIT 3)
         FROM found"
    ));
    let (rows, latest, names): (i64, Option<OffsetDateTime>, Vec<String>) =
        sql.build_query_as().fetch_one(connection).await?;
    Ok(latest
        .filter(|_| rows > kind.usual())
        .map(|latest| Concern {
            kind,
            rows,
            names,
            latest: latest.into(),
        }))
}

#[cfg(test)]
mod tests;
