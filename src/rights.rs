//! Whether the role that the server works as has no more rights than it should: row security and
//! the audit log protect only from roles that do not stand above them.

use app::server::database::SERVER_ROLE;
use sqlx::{FromRow, PgConnection};

/// The schemas that hold our tables.
const SCHEMAS: [&str; 6] = [
    "public",
    "auth",
    "data_platform",
    "algo_platform",
    "model_platform",
    "service_platform",
];

/// The server's role is too powerful.
#[derive(Debug, thiserror::Error)]
pub enum RightsError {
    #[error(
        "the server's role {SERVER_ROLE} {who} is a superuser, whom no rule binds. As an \
         administrator: {mend}"
    )]
    Superuser { who: String, mend: String },
    #[error(
        "the server's role {SERVER_ROLE} {who} may bypass row security. As an administrator: {mend}"
    )]
    BypassesRowSecurity { who: String, mend: String },
    #[error(
        "the server's role {SERVER_ROLE} {who} owns {what} and could lift its rules. As an \
         administrator: {mend}"
    )]
    Owns {
        who: String,
        what: String,
        mend: String,
    },
    #[error("PostgreSQL refused: {0}")]
    Refused(#[from] sqlx::Error),
}

/// What makes a role too powerful.
#[derive(FromRow)]
struct Power {
    name: String,
    is_superuser: bool,
    bypasses: bool,
    owned: Option<String>,
}

/// Looks at the role and at every role it could become.
pub async fn check(connection: &mut PgConnection) -> Result<(), RightsError> {
    let power: Option<Power> = sqlx::query_as(
        "SELECT r.rolname::text AS name, r.rolsuper AS is_superuser, r.rolbypassrls AS bypasses,
                owned.name AS owned
         FROM pg_roles me
         JOIN pg_roles r ON pg_has_role(me.oid, r.oid, 'MEMBER')
         LEFT JOIN LATERAL (
             SELECT c.oid::regclass::text AS name
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relowner = r.oid AND n.nspname = ANY($2)
             UNION ALL
             SELECT 'the schema ' || n.nspname FROM pg_namespace n
             WHERE n.nspowner = r.oid AND n.nspname = ANY($2)
             UNION ALL
             SELECT 'the database' FROM pg_database d
             WHERE d.datdba = r.oid AND d.datname = current_database()
             LIMIT 1) owned ON true
         WHERE me.rolname = $1 AND r.rolname <> 'pg_database_owner'
           AND (r.rolsuper OR r.rolbypassrls OR owned.name IS NOT NULL)
         ORDER BY r.oid = me.oid DESC, r.rolsuper DESC, r.rolbypassrls DESC LIMIT 1",
    )
    .bind(SERVER_ROLE)
    .bind(SCHEMAS)
    .fetch_optional(connection)
    .await?;
    let Some(power) = power else {
        return Ok(());
    };
    let (who, mend) = if power.name == SERVER_ROLE {
        let mend = if power.is_superuser {
            format!("ALTER ROLE {SERVER_ROLE} NOSUPERUSER")
        } else if power.bypasses {
            format!("ALTER ROLE {SERVER_ROLE} NOBYPASSRLS")
        } else {
            format!("REASSIGN OWNED BY {SERVER_ROLE} TO another role")
        };
        ("itself".to_owned(), mend)
    } else {
        (
            format!("may become {}, which", power.name),
            format!("REVOKE {} FROM {SERVER_ROLE}", power.name),
        )
    };
    Err(match power.owned {
        _ if power.is_superuser => RightsError::Superuser { who, mend },
        Some(what) if !power.bypasses => RightsError::Owns { who, what, mend },
        _ => RightsError::BypassesRowSecurity { who, mend },
    })
}
