//! What answers with a file or a list of stores: by every kind of caller, and with nothing in it that
//! belongs to somebody else.

use app::{
    paths,
    permission::{Permission, Role},
};
use http::{StatusCode, header};
use sqlx::PgPool;

use super::console::TestConsole;

const ANSWERS: [(&str, Permission); 5] = [
    (paths::USERS_CSV, Permission::ExportUser),
    (paths::ORGANIZATIONS_CSV, Permission::ViewOrganization),
    (paths::AUDIT_LOGS_CSV, Permission::ExportAuditLog),
    (paths::AUDIT_LOGS_JSONL, Permission::ExportAuditLog),
    ("/healthz", Permission::ViewStore),
];
const CALLERS: [(&str, Role); 4] = [
    ("admin", Role::Superuser),
    ("zhoulan", Role::Staff),
    ("john.mbeki", Role::Staff),
    ("chenmo", Role::Member),
];

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn they_are_for_those_who_may_and_hold_what_is_theirs(pool: PgPool) {
    sqlx::query(
        "INSERT INTO public.audit_logs (user_id, action, entity_type, entity_label, organization_id)
         VALUES (2, 'create', 'dataset', 'of the first', 1), (7, 'create', 'dataset', 'of the second', 2)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let console = TestConsole::new(&pool).await;
    for (path, _) in ANSWERS {
        let answer = console.get(path, "").await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path} for a stranger"
        );
        assert!(
            answer
                .header(header::LOCATION)
                .starts_with("/sign-in?next=")
        );
    }
    for (username, role) in CALLERS {
        let cookie = console.sign_in(username).await;
        for (path, permission) in ANSWERS {
            let answer = console.get(path, &cookie).await;
            if !permission.comes_with(role) {
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_FOUND,
                    "{path} for {username}"
                );
                continue;
            }
            assert_eq!(answer.status, StatusCode::OK, "{path} for {username}");
            if path == "/healthz" {
                continue;
            }
            let disposition = answer.header(header::CONTENT_DISPOSITION);
            assert!(
                disposition.starts_with("attachment;"),
                "{path}: {disposition}"
            );
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{path}");
            if path == paths::ORGANIZATIONS_CSV && role == Role::Superuser {
                continue;
            }
            // Superusers act in their own organization here.
            let (own, foreign) = if username == "john.mbeki" {
                (
                    ["Sofia", "Northwind Labs", "of the second"],
                    ["chenmo", "晨光智能", "of the first"],
                )
            } else {
                (
                    ["chenmo", "晨光智能", "of the first"],
                    ["Sofia", "Northwind Labs", "of the second"],
                )
            };
            let holds = |words: [&str; 3]| words.iter().any(|words| answer.body.contains(words));
            assert!(holds(own), "{path} for {username}");
            assert!(!holds(foreign), "{path} for {username}");
        }
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn every_export_is_written_down(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    for (path, kind) in [
        (paths::USERS_CSV, "user"),
        (paths::ORGANIZATIONS_CSV, "organization"),
        (paths::AUDIT_LOGS_CSV, "auditlog"),
        (paths::AUDIT_LOGS_JSONL, "auditlog"),
    ] {
        let written = async || -> i64 {
            sqlx::query_scalar(
                "SELECT count(*) FROM public.audit_logs
                 WHERE action = 'export' AND entity_type = $1 AND user_id = 2 AND organization_id = 1",
            )
            .bind(kind)
            .fetch_one(&pool)
            .await
            .unwrap()
        };
        let before = written().await;
        console.get(path, &cookie).await;
        assert!(written().await > before, "{path}");
        let refused = console.get(&format!("{path}?sort=password"), &cookie).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
    }
}
