//! Signing in by a one-time link.

use http::{Method, StatusCode};
use sqlx::PgPool;

use super::super::console::TestConsole;

/// A living link for somebody of the cast; returns its token.
pub async fn invite(pool: &PgPool, user_id: i32) -> String {
    let token = format!("token-of-{user_id}");
    sqlx::query(
        "INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at)
         VALUES ($1, 'invite', sha256($2::text::bytea), now() + interval '1 day')",
    )
    .bind(user_id)
    .bind(&token)
    .execute(pool)
    .await
    .unwrap();
    token
}

async fn trail(pool: &PgPool) -> Vec<(String, Option<i32>, String, String)> {
    sqlx::query_as(
        "SELECT action, user_id, entity_label, coalesce(details ->> 'reason', '')
         FROM audit_logs ORDER BY id",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

fn told(rows: &[(&str, Option<i32>, &str, &str)]) -> Vec<(String, Option<i32>, String, String)> {
    rows.iter()
        .map(|(action, who, label, reason)| {
            (
                (*action).to_owned(),
                *who,
                (*label).to_owned(),
                (*reason).to_owned(),
            )
        })
        .collect()
}

const PASSWORD: &str = "form[password]=four unrelated words&form[repeated]=four unrelated words";

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn a_link_signs_in_once_and_is_told(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let token = invite(&pool, 12).await;
    let form = format!("form[token]={token}&{PASSWORD}");
    let page = format!("/welcome/{token}");
    let accepted = console
        .submit(&page, "/api/accept_welcome", &form, "")
        .await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
    let cookie = accepted.cookie().unwrap();
    assert_eq!(console.get("/", &cookie).await.status, StatusCode::OK);
    let (has_signed_in, addresses): (bool, Vec<String>) = sqlx::query_as(
        "SELECT last_login IS NOT NULL,
                ARRAY(SELECT address::text FROM auth.known_addresses k WHERE k.user_id = u.id)
         FROM auth.users u WHERE id = 12",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(has_signed_in);
    assert_eq!(addresses, ["192.0.2.7"]);

    // The link is used up: however often it is tried, a minute tells of it once.
    for token in [token.as_str(), token.as_str(), "never-was-one"] {
        let form = format!("form[token]={token}&{PASSWORD}");
        let refused = console
            .call(&Method::POST, "/api/accept_welcome", &form, "")
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let expected = told(&[
        ("set_up", Some(12), "viewer", ""),
        ("sign_in", Some(12), "viewer", ""),
        ("sign_in_failed", None, "viewer", "dead link"),
    ]);
    assert_eq!(trail(&pool).await, expected);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn who_is_shut_out_has_no_link_left(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let staff = console.sign_in("zhoulan").await;
    invite(&pool, 12).await;
    for action in ["/api/deactivate_user", "/api/reactivate_user"] {
        let answer = console
            .call(&Method::POST, action, "form[id]=12", &staff)
            .await;
        assert!(answer.status.is_redirection() || answer.status.is_success());
    }
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM auth.one_time_links")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 0);

    let token = invite(&pool, 12).await;
    sqlx::query("UPDATE auth.organizations SET is_active = false WHERE id = 1")
        .execute(&pool)
        .await
        .unwrap();
    let form = format!("form[token]={token}&{PASSWORD}");
    let refused = console
        .call(&Method::POST, "/api/accept_welcome", &form, "")
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.cookie(), None);
}
