//! What every answer carries.

use http::{Method, StatusCode, header};
use sqlx::PgPool;

use super::{
    console::{PASSWORD, TestConsole, settings},
    log::Log,
};

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

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn what_broke_is_shown_under_the_id_of_the_answer_and_of_the_log(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let (log, _guard) = Log::begin();
    sqlx::raw_sql(
        "ALTER TABLE auth.groups RENAME TO hidden;
         REVOKE INSERT ON public.audit_logs FROM terrace_app",
    )
    .execute(&pool)
    .await
    .unwrap();
    let page = console.get("/profile", &cookie).await;
    let function = console
        .call(&Method::GET, "/api/get_profile", "", &cookie)
        .await;
    let file = console.get("/users/export.csv", &cookie).await;
    for answer in [page, function, file] {
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        let id = answer.header("x-request-id");
        assert!(answer.body.contains(id), "{id} in {}", answer.body);
        assert!(log.text().contains(&format!("request={id}")), "{id}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn the_log_holds_no_password_no_token_and_no_session(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let (log, _guard) = Log::begin();
    let cookie = console.sign_in("chenmo").await;
    for page in [
        "/welcome/SECRET-1",
        "/welcome/SECRET-1/more?token=SECRET-1",
        "/set-up?token=SECRET-1",
        "/api/read_welcome?token=SECRET-1",
        "/users?after=SECRET-1",
    ] {
        console.get(page, "").await;
        console.get(page, &cookie).await;
    }
    for (path, form) in [
        (
            "sign_in",
            "form[username]=chenmo&form[password]=SECRET-1".to_owned(),
        ),
        ("sign_in", "form[password]=SECRET-1".to_owned()),
        (
            "accept_welcome",
            "form[token]=SECRET-1&form[password]=SECRET-2&form[repeated]=SECRET-3".to_owned(),
        ),
        (
            "set_up",
            "form[token]=SECRET-1&form[organization]=o&form[username]=u&form[email]=e\
             &form[password]=SECRET-2&form[repeated]=SECRET-3"
                .to_owned(),
        ),
        (
            "change_password",
            "form[current]=SECRET-1&form[password]=SECRET-2-and-more&form[repeated]=SECRET-2-and-more"
                .to_owned(),
        ),
    ] {
        let action = format!("/api/{path}");
        console.call(&Method::POST, &action, &form, &cookie).await;
        console
            .submit("/welcome/SECRET-1", &action, &form, &cookie)
            .await;
    }
    let text = log.text();
    assert!(text.contains("path=\"/welcome/\""), "{text}");
    assert!(text.contains("DEBUG"), "{text}");
    let id = cookie.strip_prefix("terrace=").unwrap();
    for secret in ["SECRET", PASSWORD, id] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}

#[sqlx::test(migrator = "terrace::database::MIGRATIONS")]
async fn the_log_holds_no_secret_of_the_set_up(pool: PgPool) {
    let console = TestConsole::with(&pool, settings(), Some("SECRET-1")).await;
    let (log, _guard) = Log::begin();
    console.get("/set-up?token=SECRET-1", "").await;
    let form = "form[token]=SECRET-1&form[organization]=o&form[username]=root\
                &form[email]=root@a.example&form[password]=SECRET-2-and-more\
                &form[repeated]=SECRET-2-and-more";
    let made = console
        .submit("/set-up?token=SECRET-1", "/api/set_up", form, "")
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let text = log.text();
    assert!(text.contains("path=\"/set-up\""), "{text}");
    let line = text.lines().find(|line| line.contains("SECRET"));
    assert_eq!(line, None);
}
