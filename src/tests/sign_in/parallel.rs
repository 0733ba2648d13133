//! Requests at the same time: one cookie, one session, one truth.

use futures::future::join_all;
use http::{Method, StatusCode, header};
use sqlx::PgPool;

use super::super::console::{Answer, TestConsole};

async fn run(pool: &PgPool, statements: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
        .execute(pool)
        .await
        .unwrap();
}

async fn count(pool: &PgPool, what: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {what}")))
        .fetch_one(pool)
        .await
        .unwrap()
}

const NEW_RIGHTS: &str =
    "UPDATE auth.users SET rights_version = rights_version + 1 WHERE username = 'zhoulan'";

/// Whether an answer touches the session's cookie at all.
fn touches_cookie(answer: &Answer) -> bool {
    answer.headers.get_all(header::SET_COOKIE).iter().count() > 0
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn of_all_that_ask_with_an_outdated_id_one_gets_the_new_one(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    run(&pool, NEW_RIGHTS).await;
    let answers = join_all((0..8).map(|_| console.get("/profile", &cookie))).await;
    let mut fresh = Vec::new();
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK);
        if touches_cookie(answer) {
            fresh.push(answer.cookie().unwrap());
        }
    }
    assert_eq!(fresh.len(), 1, "{fresh:?}");
    assert_eq!(count(&pool, "auth.sessions").await, 1);
    // The old one reads for a while, and no more.
    let late = console.get("/profile", &cookie).await;
    assert_eq!(
        (late.status, touches_cookie(&late)),
        (StatusCode::OK, false)
    );
    let write = console
        .call(&Method::POST, "/api/sign_out_everywhere", "", &cookie)
        .await;
    assert_eq!(write.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        console.get("/profile", &fresh[0]).await.status,
        StatusCode::OK
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn an_answer_that_fails_loses_no_session(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    run(&pool, NEW_RIGHTS).await;
    run(&pool, "ALTER TABLE auth.groups RENAME TO hidden").await;
    let broken = console
        .call(&Method::GET, "/api/get_profile", "", &cookie)
        .await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!touches_cookie(&broken));
    run(&pool, "ALTER TABLE auth.hidden RENAME TO groups").await;
    run(&pool, "UPDATE auth.sessions SET previous_until = now()").await;
    let answer = console.get("/profile", &cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.cookie().is_some(), "and the id is renewed now");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn an_answer_to_an_old_cookie_does_not_take_the_new_one_away(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let old = console.sign_in("chenmo").await;
    let out = console.submit("/", "/api/sign_out", "", &old).await;
    assert!(
        out.header(header::SET_COOKIE).starts_with("terrace=;"),
        "signing out takes it away"
    );
    let late = console.get("/profile", &old).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert!(!touches_cookie(&late));
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn a_session_changes_only_with_its_audit_row(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let admin = console.sign_in("admin").await;
    let switched = console
        .call(
            &Method::POST,
            "/api/switch_organization",
            "form[organization_id]=2",
            &admin,
        )
        .await;
    let admin = switched.cookie().expect("acting elsewhere has a new id");
    run(&pool, "REVOKE INSERT ON public.audit_logs FROM terrace_app").await;
    let rows = count(&pool, "audit_logs").await;
    for (path, form) in [
        ("sign_out", ""),
        ("sign_out_everywhere", ""),
        ("switch_organization", "form[organization_id]=1"),
        (
            "sign_in",
            "form[username]=chenmo&form[password]=terrace-demo-2026",
        ),
    ] {
        let answer = console
            .call(&Method::POST, &format!("/api/{path}"), form, &admin)
            .await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!touches_cookie(&answer), "{path}");
    }
    assert_eq!(count(&pool, "audit_logs").await, rows);
    assert_eq!(count(&pool, "auth.sessions").await, 1);
    let home = console.get("/profile", &admin).await;
    assert!(home.status == StatusCode::OK && home.body.contains("Northwind Labs"));
}
