//! A session lives as long as it is used, and what was revoked stays revoked.

use sqlx::PgPool;

use super::*;
use crate::server::{
    database::{self, Wall},
    testing,
};

/// 陈默's session in a browser, and what its next request sees of it.
async fn begin_session(console: &Console) -> Issued {
    let mut tx = database::begin(&console.pool, Wall::Every, false)
        .await
        .unwrap();
    let facts = RequestFacts::current();
    let issued = begin(&mut tx, console, &facts, None, (3, 0, Some(1)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    issued
}

fn asked_with(console: &Console, issued: Issued) -> Session {
    let store = PostgresStore {
        pool: console.pool.clone(),
    };
    let expiry = Expiry::OnInactivity(time::Duration::seconds(lifetime(console)));
    Session::new(Some(issued.0), Arc::new(store), Some(expiry))
}

async fn is_known(console: &Console, issued: Issued, is_reading: bool) -> bool {
    let session = asked_with(console, issued);
    let recognised = caller(console, &session, is_reading).await.unwrap();
    recognised.is_some()
}

async fn alter(owner: &PgPool, change: &str) {
    let statement = format!("UPDATE auth.sessions SET {change}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(owner)
        .await
        .unwrap();
}

async fn count(owner: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM auth.sessions")
        .fetch_one(owner)
        .await
        .unwrap()
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn it_lives_for_its_lifetime_after_the_last_request(owner: PgPool) {
    let console = testing::console(&owner).await;
    let issued = begin_session(&console).await;
    alter(&owner, "expires_at = now() + interval '1 minute'").await;
    // Somebody who was here just now is not written down again.
    let session = asked_with(&console, issued);
    caller(&console, &session, true).await.unwrap().unwrap();
    assert!(!session.is_modified());

    alter(
        &owner,
        "data = jsonb_set(data, '{touched_at}', to_jsonb(extract(epoch FROM now())::bigint - 61))",
    )
    .await;
    let session = asked_with(&console, issued);
    caller(&console, &session, true).await.unwrap().unwrap();
    assert!(session.is_modified(), "and the cookie lives longer too");
    session.save().await.unwrap();
    let hours: f64 = sqlx::query_scalar(
        "SELECT extract(epoch FROM expires_at - now())::float8 / 3600 FROM auth.sessions",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert!((23.9..=24.0).contains(&hours), "{hours}");

    alter(&owner, "expires_at = now() - interval '1 second'").await;
    assert!(!is_known(&console, issued, true).await);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn what_is_revoked_while_it_is_used_stays_revoked(owner: PgPool) {
    let console = testing::console(&owner).await;
    let issued = begin_session(&console).await;
    let session = asked_with(&console, issued);
    caller(&console, &session, true).await.unwrap().unwrap();
    sqlx::query("DELETE FROM auth.sessions")
        .execute(&owner)
        .await
        .unwrap();
    session.insert("touched", true).await.unwrap();
    session.save().await.unwrap();
    renew(&console, &session, issued.0, 1).await.unwrap();
    session.save().await.unwrap();
    assert_eq!(count(&owner).await, 0);

    let mut tx = database::begin(&console.pool, Wall::Every, false)
        .await
        .unwrap();
    let rotated = rotate(&mut tx, &console, issued.0, OldId::Lingers, json!({})).await;
    assert_eq!(rotated.unwrap_err(), AppError::SignInRequired);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn an_old_id_reads_for_a_few_seconds(owner: PgPool) {
    let console = testing::console(&owner).await;
    let first = begin_session(&console).await;
    let session = asked_with(&console, first);
    renew(&console, &session, first.0, 1).await.unwrap();
    session.save().await.unwrap();
    let second = Issued(session.id().unwrap());
    assert_eq!(count(&owner).await, 1);
    assert!(is_known(&console, second, false).await);
    assert!(is_known(&console, first, true).await);
    assert!(!is_known(&console, first, false).await, "but not write");
    let late = asked_with(&console, first);
    renew(&console, &late, first.0, 1).await.unwrap();
    assert_eq!(late.id(), Some(first.0), "nor rotate again");

    alter(&owner, "previous_until = now()").await;
    assert!(!is_known(&console, first, true).await);
    assert!(is_known(&console, second, false).await);

    let mut tx = database::begin(&console.pool, Wall::Every, false)
        .await
        .unwrap();
    let third = rotate(&mut tx, &console, second.0, OldId::Dies, json!({}))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!is_known(&console, second, true).await);
    assert!(is_known(&console, third, false).await);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn a_cookie_of_nothing_is_left_alone(owner: PgPool) {
    let console = testing::console(&owner).await;
    let session = asked_with(&console, Issued(Id::default()));
    assert!(caller(&console, &session, true).await.unwrap().is_none());
    assert!(
        !session.is_empty().await,
        "it would be taken from the browser"
    );
    assert!(!session.is_modified());
}
