//! What happens while a password is being verified counts: the account, its organization and the
//! password must still be what they were.

use std::sync::Arc;

use http::{Method, StatusCode};
use sqlx::PgPool;

use super::super::console::{PASSWORD, TestConsole};

/// Signs 陈默 in with the right password, and changes something before it is verified.
async fn sign_in_while(pool: &PgPool, change: &str) -> (StatusCode, i64) {
    let console = TestConsole::new(pool).await;
    let hashing = Arc::clone(&console.console.hashing);
    let all = u32::try_from(hashing.available_permits()).unwrap();
    let nobody_hashes = hashing.acquire_many(all).await.unwrap();
    let form = format!("form[username]=chenmo&form[password]={PASSWORD}");
    let (answer, ()) = tokio::join!(
        console.call(&Method::POST, super::SIGN_IN, &form, ""),
        async {
            let line = &console.console.hashing_line;
            let free = line.available_permits();
            while line.available_permits() == free {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            sqlx::raw_sql(sqlx::AssertSqlSafe(change))
                .execute(pool)
                .await
                .unwrap();
            drop(nobody_hashes);
        }
    );
    let sessions = sqlx::query_scalar("SELECT count(*) FROM auth.sessions")
        .fetch_one(pool)
        .await
        .unwrap();
    (answer.status, sessions)
}

async fn reasons(pool: &PgPool) -> Vec<(String, Option<String>)> {
    sqlx::query_as("SELECT action, details ->> 'reason' FROM audit_logs ORDER BY id")
        .fetch_all(pool)
        .await
        .unwrap()
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn an_old_password_neither_signs_in_nor_comes_back(pool: PgPool) {
    let refused = sign_in_while(&pool, "UPDATE auth.users SET password = 'new' WHERE id = 3").await;
    assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, 0));
    let password: String = sqlx::query_scalar("SELECT password FROM auth.users WHERE id = 3")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(password, "new", "hashing the old one anew does not undo it");
    let expected = [(
        "sign_in_failed".to_owned(),
        Some("no longer valid".to_owned()),
    )];
    assert_eq!(reasons(&pool).await, expected);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn who_is_deactivated_gets_no_session(pool: PgPool) {
    let change = "UPDATE auth.users SET is_active = false WHERE id = 3";
    let refused = sign_in_while(&pool, change).await;
    assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, 0));
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn who_belongs_to_a_deactivated_organization_gets_no_session(pool: PgPool) {
    let change = "UPDATE auth.organizations SET is_active = false WHERE id = 1";
    let refused = sign_in_while(&pool, change).await;
    assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, 0));
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../../app/fixtures/cast.sql")
)]
async fn anything_else_is_no_matter(pool: PgPool) {
    let signed_in = sign_in_while(&pool, "UPDATE auth.users SET bio = 'x' WHERE id = 3").await;
    assert_eq!(signed_in, (StatusCode::OK, 1));
}
