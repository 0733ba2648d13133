//! What every answer carries.

use http::{StatusCode, header};
use sqlx::PgPool;

use super::console::TestConsole;

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn pages_say_what_may_run_in_them(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let first = console.get("/sign-in", "").await;
    assert_eq!(first.status, StatusCode::OK);
    let policy = first.header(header::CONTENT_SECURITY_POLICY);
    for part in [
        "'strict-dynamic'",
        "'wasm-unsafe-eval'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(
        first.body.contains(&format!("nonce=\"{nonce}\"")),
        "its scripts carry the nonce"
    );
    let second = console.get("/sign-in", "").await;
    assert!(
        !second
            .header(header::CONTENT_SECURITY_POLICY)
            .contains(nonce),
        "and each has its own"
    );
    assert!(!first.body.contains("style=\""), "no element styles itself");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn every_answer_is_guarded_and_has_an_id(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    for path in [
        "/",
        "/sign-in",
        "/livez",
        "/readyz",
        "/healthz",
        "/nowhere",
        "/pkg/nothing.js",
        "/favicon.svg",
    ] {
        let answer = console.get(path, &cookie).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        assert!(
            answer
                .header(header::CONTENT_SECURITY_POLICY)
                .contains("frame-ancestors 'none'")
        );
        assert!(!answer.header("permissions-policy").is_empty());
        assert_eq!(answer.header("x-request-id").len(), 20, "{path}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn probes_answer_strangers_and_say_little(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    assert_eq!(console.get("/livez", "").await.body, "alive\n");
    assert_eq!(console.get("/readyz", "").await.body, "ready\n");
    assert_eq!(
        console.get("/healthz", "").await.status,
        StatusCode::SEE_OTHER
    );
    let member = console.sign_in("chenmo").await;
    assert_eq!(
        console.get("/healthz", &member).await.status,
        StatusCode::NOT_FOUND
    );
    let admin = console.sign_in("admin").await;
    assert!(
        console
            .get("/healthz", &admin)
            .await
            .body
            .contains("PostgreSQL")
    );
    sqlx::query("DELETE FROM public._sqlx_migrations WHERE version = (SELECT max(version) FROM public._sqlx_migrations)")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(
        console.get("/readyz", "").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn what_does_not_exist_is_a_404_in_the_readers_language(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let answer = console.get("/no/such/page", &cookie).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("lang=\"zh-CN\""));
}
