//! Signing in and out, seen from outside.

mod links;
mod meanwhile;
mod parallel;
mod pauses;
mod timing;

use http::{Method, StatusCode, header};
use sqlx::PgPool;

use super::console::{Answer, PASSWORD, TestConsole, settings};

const SIGN_IN: &str = "/api/sign_in";

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_member_signs_in_and_out(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("chenmo").await;
    let home = console.get("/", &cookie).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(
        home.body.contains("陈默"),
        "the frame names who is signed in"
    );

    let out = console.submit("/", "/api/sign_out", "", &cookie).await;
    assert_eq!(out.header(header::LOCATION), "/sign-in");
    let after = console.get("/", &cookie).await;
    assert_eq!(after.header(header::LOCATION), "/sign-in?next=%2F");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn the_cookie_is_guarded_and_the_table_holds_only_its_hash(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let form = format!("form[username]=chenmo&form[password]={PASSWORD}");
    let answer = console.submit("/sign-in", SIGN_IN, &form, "").await;
    let cookie = answer.header(header::SET_COOKIE);
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let value = answer.cookie().unwrap();
    let value = value.strip_prefix("terrace=").unwrap();
    let found: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM auth.sessions s WHERE s::text LIKE '%' || $1 || '%'",
    )
    .bind(value)
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(found, 0);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn over_https_the_cookie_is_bound_to_the_host(pool: PgPool) {
    let settings = app::server::Settings {
        public_url: "https://terrace.test".to_owned(),
        ..settings()
    };
    assert_eq!(settings.session_cookie(), "__Host-terrace");
    let console = TestConsole::with(&pool, settings, None).await;
    let request = http::Request::post(SIGN_IN)
        .header(header::ORIGIN, "https://terrace.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("form[username]=chenmo&form[password]={PASSWORD}").into())
        .unwrap();
    let answer = console.send(request).await;
    let cookie = answer.header(header::SET_COOKIE);
    assert!(
        cookie.starts_with("__Host-terrace=") && cookie.contains("Secure"),
        "{cookie}"
    );
    assert!(
        cookie.contains("Path=/") && !cookie.contains("Domain"),
        "{cookie}"
    );
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age")
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_wrong_password_and_an_unknown_name_look_the_same(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let mut bodies = Vec::new();
    for name in ["chenmo", "nobody-of-this-name", "liuyang"] {
        let form = format!("form[username]={name}&form[password]=wrong-password-1");
        let answer = console.call(&Method::POST, SIGN_IN, &form, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        bodies.push(answer.body);
        // Each waits its own time out: the address has three failures free.
        sqlx::query("DELETE FROM auth.sign_in_delays")
            .execute(&pool)
            .await
            .unwrap();
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn the_page_keeps_the_name_and_never_the_password(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let form = "form[username]=chenmo&form[password]=my-secret-typo&form[next]=/users";
    let answer = console
        .submit("/sign-in?next=/users", SIGN_IN, form, "")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"chenmo\""));
    assert!(!answer.body.contains("my-secret-typo"));
    assert!(
        answer.body.contains("aria-invalid"),
        "the error stands at its field"
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn sign_ins_and_failures_are_in_the_audit_log(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    console.sign_in("chenmo").await;
    let typo = "form[username]=terrace-demo-2026&form[password]=oops-wrong-field";
    console.call(&Method::POST, SIGN_IN, typo, "").await;
    let rows: Vec<(
        String,
        Option<i32>,
        Option<String>,
        Option<String>,
        Option<String>,
    )> = sqlx::query_as(
        "SELECT action, user_id, entity_label, ip_address, request_id FROM audit_logs ORDER BY id",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!((rows[0].0.as_str(), rows[0].1), ("sign_in", Some(3)));
    assert_eq!(rows[0].3.as_deref(), Some("192.0.2.7"));
    assert!(rows[0].4.is_some());
    assert_eq!((rows[1].0.as_str(), rows[1].1), ("sign_in_failed", None));
    assert_eq!(
        rows[1].2.as_deref(),
        Some(""),
        "what a stranger typed may be a password"
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn the_id_changes_at_sign_in_and_with_the_rights(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let planted = console.sign_in("chenmo").await;
    let form = format!("form[username]=chenmo&form[password]={PASSWORD}");
    let again = console.submit("/sign-in", SIGN_IN, &form, &planted).await;
    let fresh = again.cookie().unwrap();
    assert_ne!(planted, fresh);
    assert_eq!(
        console.get("/", &planted).await.status,
        StatusCode::SEE_OTHER
    );

    sqlx::query(
        "UPDATE auth.users SET is_staff = true, rights_version = rights_version + 1 WHERE id = 3",
    )
    .execute(&pool)
    .await
    .unwrap();
    let answer = console.get("/audit-logs", &fresh).await;
    assert_eq!(answer.status, StatusCode::OK, "new rights count at once");
    let rotated = answer.cookie().expect("and come with a new id");
    assert_ne!(fresh, rotated);
    assert_eq!(console.get("/", &rotated).await.status, StatusCode::OK);
    // What was sent at the same time is still answered, for a few seconds; then the old id is dead.
    assert_eq!(console.get("/", &fresh).await.status, StatusCode::OK);
    sqlx::query("UPDATE auth.sessions SET previous_until = now()")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(console.get("/", &fresh).await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_deactivated_person_is_out_at_once(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("chenmo").await;
    sqlx::query("UPDATE auth.users SET is_active = false WHERE id = 3")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(
        console.get("/", &cookie).await.status,
        StatusCode::SEE_OTHER
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_password_is_hashed_anew_when_the_parameters_changed(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    console.sign_in("chenmo").await;
    let hash: String = sqlx::query_scalar("SELECT password FROM auth.users WHERE id = 3")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
    console.sign_in("chenmo").await;
}

/// The names of the fields that a page asks for passwords in.
fn password_fields(page: &str) -> Vec<&str> {
    page.split("<input")
        .skip(1)
        .filter_map(|tag| tag.split('>').next())
        .filter(|tag| tag.contains("type=\"password\""))
        .map(|tag| {
            let name = tag.split("name=\"").nth(1).unwrap();
            name.split('"').next().unwrap()
        })
        .collect()
}

#[sqlx::test(migrator = "terrace::database::MIGRATIONS")]
async fn the_set_up_page_repeats_no_secret(pool: PgPool) {
    let console = TestConsole::with(&pool, settings(), Some("the-token")).await;
    let page = console.get("/set-up", "").await.body;
    let form = "form[token]=SECRET-1&form[organization]=Kept&form[username]=kept.name&form[email]=\
                &form[password]=SECRET-2&form[repeated]=SECRET-3";
    let answer = console.submit("/set-up", "/api/set_up", form, "").await;
    repeats_no_secret(&page, &answer, "kept.name");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn no_page_repeats_a_secret(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("chenmo").await;
    let token = links::invite(&pool, 12).await;
    let welcome = format!("/welcome/{token}");
    let accept = format!("form[token]={token}&form[password]=SECRET-1&form[repeated]=SECRET-2");
    for (page, action, form, cookie, kept) in [
        (
            "/sign-in",
            "/api/sign_in",
            "form[username]=kept.name&form[password]=SECRET-1",
            "",
            "kept.name",
        ),
        (
            welcome.as_str(),
            "/api/accept_welcome",
            accept.as_str(),
            "",
            "viewer",
        ),
        (
            "/profile/password",
            "/api/change_password",
            "form[current]=SECRET-1&form[password]=SECRET-2&form[repeated]=SECRET-3",
            cookie.as_str(),
            "form[current]",
        ),
    ] {
        let asked = console.get(page, cookie).await.body;
        let answer = console.submit(page, action, form, cookie).await;
        repeats_no_secret(&asked, &answer, kept);
    }
}

/// Every field of the page that asks for a secret is known as one, and its answer holds none.
fn repeats_no_secret(page: &str, answer: &Answer, kept: &str) {
    let fields = password_fields(page);
    assert!(!fields.is_empty(), "{page}");
    for field in fields {
        assert!(app::secret_fields::is_secret(field), "{field}");
    }
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(kept), "{}", answer.body);
    assert!(!answer.body.contains("SECRET"), "{}", answer.body);
}

#[sqlx::test(migrator = "terrace::database::MIGRATIONS")]
async fn the_first_administrator_needs_the_token_and_is_the_only_one(pool: PgPool) {
    let console = TestConsole::with(&pool, settings(), Some("the-token")).await;
    let form = |token: &str, username: &str| {
        format!(
            "form[token]={token}&form[organization]=晨光&form[username]={username}\
             &form[email]={username}@a.example&form[password]=four unrelated words\
             &form[repeated]=four unrelated words"
        )
    };
    let page = console.get("/set-up?token=the-token", "").await;
    assert!(page.status == StatusCode::OK && page.body.contains("the-token"));
    for _ in 0..2 {
        let wrong = console
            .submit("/set-up", "/api/set_up", &form("guess", "root"), "")
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let made = console
        .submit("/set-up", "/api/set_up", &form("the-token", "root"), "")
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert_eq!(
        console.get("/", &made.cookie().unwrap()).await.status,
        StatusCode::OK
    );
    let told: Vec<(String, String)> =
        sqlx::query_as("SELECT action, entity_label FROM audit_logs ORDER BY id")
            .fetch_all(&pool)
            .await
            .unwrap();
    let expected = [
        ("sign_in_failed", ""),
        ("create", "晨光"),
        ("set_up", "root"),
        ("sign_in", "root"),
    ];
    assert_eq!(
        told,
        expected.map(|(action, label)| (action.to_owned(), label.to_owned()))
    );
    let has_signed_in: bool =
        sqlx::query_scalar("SELECT bool_and(last_login IS NOT NULL) FROM auth.users")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert!(has_signed_in);
    let second = console
        .submit("/set-up", "/api/set_up", &form("the-token", "eve"), "")
        .await;
    assert_eq!(second.status, StatusCode::NOT_FOUND);
}
