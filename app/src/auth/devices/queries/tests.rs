//! Whose sessions are listed and ended, and what is written down of it.

use serde_json::Value;
use sqlx::PgPool;

use super::*;
use crate::server::testing;

/// A session of somebody, and its number.
async fn sign_in(owner: &PgPool, user_id: i32, user_agent: &str) -> (Id, i64) {
    let id = Id::default();
    let number = sqlx::query_scalar(
        "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at, ip_address, user_agent)
         VALUES ($1, $2, '{}', now() + interval '1 day', '192.0.2.7', $3) RETURNING number",
    )
    .bind(hash_of(&id))
    .bind(user_id)
    .bind(user_agent)
    .fetch_one(owner)
    .await
    .unwrap();
    (id, number)
}

async fn trail(owner: &PgPool) -> Vec<(String, Option<i64>, Option<i32>, Value)> {
    sqlx::query_as(
        "SELECT action, entity_id, organization_id, details FROM public.audit_logs ORDER BY id",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

fn names(devices: &Devices) -> Vec<&str> {
    let names = devices.devices.iter();
    names.filter_map(|d| d.user_agent.as_deref()).collect()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn one_sees_and_ends_ones_own_sessions_wherever_one_acts(owner: PgPool) {
    let mut admin = testing::ctx(&owner, "admin").await;
    std::sync::Arc::make_mut(&mut admin.caller).organization =
        Some((2, "Northwind Labs".to_owned()));
    let (here, _) = sign_in(&owner, 1, "here").await;
    let (_, there) = sign_in(&owner, 1, "there").await;
    let (_, of_another) = sign_in(&owner, 2, "another's").await;
    sign_in(&owner, 1, "over").await;
    sqlx::query("UPDATE auth.sessions SET expires_at = now() WHERE user_agent = 'over'")
        .execute(&owner)
        .await
        .unwrap();

    let devices = list_own(&admin, here).await.unwrap();
    assert_eq!(names(&devices), ["there", "here"], "last seen first");
    let is_this: Vec<bool> = devices.devices.iter().map(|d| d.is_this).collect();
    assert_eq!(is_this, [false, true]);

    for missing in [of_another, -1] {
        let refused = end_own(&admin, missing).await;
        assert_eq!(refused, Err(AppError::NotFound));
    }
    end_own(&admin, there).await.unwrap();
    assert_eq!(
        end_own(&admin, there).await,
        Err(AppError::NotFound),
        "once"
    );
    assert_eq!(names(&list_own(&admin, here).await.unwrap()), ["here"]);
    let details = json!({ "session": there, "user_agent": "there", "address": "192.0.2.7" });
    let expected = ("end_session".to_owned(), Some(1), Some(1), details);
    assert_eq!(trail(&owner).await, [expected], "told at home, and once");
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn all_others_end_and_this_one_goes_on_under_its_old_id_too(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    let (here, _) = sign_in(&owner, 3, "here").await;
    for name in ["a", "b"] {
        sign_in(&owner, 3, name).await;
    }
    // The id that asks may have been replaced a moment ago.
    sqlx::query(
        "UPDATE auth.sessions SET previous_id_hash = id_hash, id_hash = 'new',
             previous_until = now() + interval '10 seconds' WHERE user_agent = 'here'",
    )
    .execute(&owner)
    .await
    .unwrap();
    end_others(&member, here).await.unwrap();
    let left = list_own(&member, here).await.unwrap();
    assert_eq!(names(&left), ["here"]);
    assert!(left.devices[0].is_this);
    end_others(&member, here).await.unwrap();
    let details = json!({ "sessions": 2 });
    let expected = ("end_session".to_owned(), Some(3), Some(1), details);
    assert_eq!(trail(&owner).await, [expected], "nothing where none ended");
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn staff_end_the_sessions_of_their_people_and_of_nobody_else(owner: PgPool) {
    let staff = testing::ctx(&owner, "zhoulan").await;
    let (mine, _) = sign_in(&owner, 2, "mine").await;
    let (_, of_superuser) = sign_in(&owner, 1, "superuser").await;
    let (_, elsewhere) = sign_in(&owner, 8, "elsewhere").await;
    let (_, theirs) = sign_in(&owner, 3, "theirs").await;
    sign_in(&owner, 3, "theirs too").await;

    for (user_id, number) in [(1, of_superuser), (8, elsewhere)] {
        let seen = list(&staff, user_id, mine).await;
        assert_eq!(seen, Err(AppError::NotFound));
        for number in [Some(number), None] {
            let refused = end(&staff, DeviceChoice { user_id, number }).await;
            assert_eq!(refused, Err(AppError::NotFound));
        }
    }
    let number = Some(elsewhere);
    let crossed = end(&staff, DeviceChoice { user_id: 3, number }).await;
    assert_eq!(crossed, Err(AppError::NotFound), "of somebody else");

    let number = Some(theirs);
    end(&staff, DeviceChoice { user_id: 3, number })
        .await
        .unwrap();
    assert_eq!(names(&list(&staff, 3, mine).await.unwrap()), ["theirs too"]);
    let all = DeviceChoice {
        user_id: 3,
        number: None,
    };
    end(&staff, all).await.unwrap();
    assert_eq!(names(&list(&staff, 3, mine).await.unwrap()), [""; 0]);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM auth.sessions")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(left, 3);
    assert_eq!(trail(&owner).await.len(), 2);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_list_has_an_end(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    for n in 0..=LISTED {
        sign_in(&owner, 3, &n.to_string()).await;
    }
    let devices = list_own(&member, Id::default()).await.unwrap();
    assert_eq!(devices.devices.len(), LISTED);
    assert!(devices.has_more);
}
