//! What is remembered of a choice, and that a session and its audit row change together.

use serde_json::Value;
use sqlx::PgPool;

use super::{preference::remember_of_caller, *};
use crate::server::testing;

/// What the audit log says: action, organization, details; oldest first.
async fn trail(owner: &PgPool) -> Vec<(String, Option<i32>, Value)> {
    sqlx::query_as("SELECT action, organization_id, details FROM public.audit_logs ORDER BY id")
        .fetch_all(owner)
        .await
        .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_choice_is_logged_where_its_person_belongs_and_only_if_it_is_one(owner: PgPool) {
    let mut admin = testing::ctx(&owner, "admin").await;
    std::sync::Arc::make_mut(&mut admin.caller).organization =
        Some((2, "Northwind Labs".to_owned()));
    sqlx::query("UPDATE auth.users SET preferences = '{\"theme\": \"light\"}' WHERE id = 1")
        .execute(&owner)
        .await
        .unwrap();
    for theme in ["dark", "dark"] {
        remember_of_caller(&admin, "theme", theme).await.unwrap();
    }
    remember_of_caller(&admin, "language", "en").await.unwrap();
    let expected = [
        json!({ "before": { "theme": "light" }, "after": { "theme": "dark" } }),
        json!({ "before": { "language": null }, "after": { "language": "en" } }),
    ]
    .map(|details| ("update".to_owned(), Some(1), details));
    assert_eq!(trail(&owner).await, expected);
    let preferences: Value = sqlx::query_scalar("SELECT preferences FROM auth.users WHERE id = 1")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(preferences, json!({ "theme": "dark", "language": "en" }));
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_switch_without_a_session_is_not_logged(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let refused = switch(&admin, Id::default(), Some(2)).await;
    assert_eq!(refused.unwrap_err(), AppError::SignInRequired);
    assert_eq!(trail(&owner).await, []);
}
