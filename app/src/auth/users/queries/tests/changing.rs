//! Whom each caller may change, and that a change and its audit row are one.

use sqlx::PgPool;

use super::*;
use crate::{
    auth::users::content::Content,
    error::{Problem, Usage},
    server::one_time_links,
};

pub fn somebody(username: &str) -> Content {
    Content {
        username: username.to_owned(),
        email: format!("{username}@elsewhere.example"),
        first_name: None,
        last_name: None,
        phone: None,
        organization_id: Some(2),
        department: None,
        position: None,
        bio: None,
        is_staff: false,
        is_superuser: false,
    }
}

/// What a form opened now would hold of somebody.
async fn opened(ctx: &Ctx, id: i32) -> (Moment, Content) {
    let form = form(ctx, Some(id), None).await.unwrap().form;
    (form.updated_at, form.validate().unwrap())
}

async fn actions(owner: &PgPool) -> Vec<String> {
    trail(owner)
        .await
        .into_iter()
        .map(|(action, ..)| action)
        .collect()
}

async fn sign_in(owner: &PgPool, id: i32) {
    sqlx::query(
        "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at)
         VALUES (sha256($1::text::bytea), $1, '{}', now() + interval '1 day')",
    )
    .bind(id)
    .execute(owner)
    .await
    .unwrap();
}

async fn sessions(owner: &PgPool, id: i32) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM auth.sessions WHERE user_id = $1")
        .bind(id)
        .fetch_one(owner)
        .await
        .unwrap()
}

async fn rights_version(owner: &PgPool, id: i32) -> i32 {
    sqlx::query_scalar("SELECT rights_version FROM auth.users WHERE id = $1")
        .bind(id)
        .fetch_one(owner)
        .await
        .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn somebody_new_is_invited_and_has_no_password(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let content = Content {
        organization_id: Some(1),
        is_superuser: true,
        ..somebody("nia")
    };
    let (id, token) = create(&staff, content).await.unwrap();
    let created = get(&staff, id).await.unwrap();
    assert_eq!(created.facts.state, State::Invited);
    assert_eq!(
        created.facts.role,
        Role::Member,
        "staff grant what they hold, and no more"
    );
    assert_eq!(
        created.organization_id,
        Some(2),
        "staff create people at home"
    );
    let (password, hashes): (String, Vec<Vec<u8>>) = sqlx::query_as(
        "SELECT password, ARRAY(SELECT token_hash FROM auth.one_time_links l WHERE l.user_id = u.id)
         FROM auth.users u WHERE id = $1",
    )
    .bind(id)
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(password, "!");
    assert_eq!(hashes.len(), 1);
    assert_ne!(hashes[0], token.as_bytes());
    let trail = trail(&owner).await;
    assert_eq!(trail[0].0, "create");
    assert_eq!(trail[0].2["after"]["username"], "nia");
    assert_eq!(trail[1], ("invite".to_owned(), Some(id.into()), json!({})));
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn rejects_a_name_that_somebody_signs_in_with(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let with = |username: &str, email: &str| Content {
        username: username.to_owned(),
        email: email.to_owned(),
        ..somebody("nia")
    };
    for (content, field) in [
        (
            with("Sofia.Rossi", "new@elsewhere.example"),
            "form[username]",
        ),
        // Of another organization, which staff cannot see.
        (with("CHENMO", "new@elsewhere.example"), "form[username]"),
        (with("nia", "Chenmo@Chenguang.example"), "form[email]"),
        // Somebody else's address as a name.
        (
            with("chenmo@chenguang.example", "new@elsewhere.example"),
            "form[username]",
        ),
    ] {
        let refused = create(&staff, content.clone()).await;
        assert_eq!(
            refused,
            Err(AppError::field(field, Problem::Taken)),
            "{content:?}"
        );
    }
    let (at, content) = opened(&staff, 9).await;
    let content = Content {
        username: "priya.nair".to_owned(),
        ..content
    };
    let refused = change(&staff, 9, at, content).await;
    assert_eq!(
        refused,
        Err(AppError::field("form[username]", Problem::Taken))
    );
    assert_eq!(
        trail(&owner).await,
        [],
        "neither the change nor its audit row"
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn changes_are_written_with_what_they_changed(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (at, content) = opened(&staff, 8).await;
    assert_eq!(change(&staff, 8, at, content.clone()).await, Ok(false));
    let position = Some("Principal scientist".to_owned());
    let content = Content {
        position,
        ..content
    };
    assert_eq!(change(&staff, 8, at, content.clone()).await, Ok(true));
    assert_eq!(rights_version(&owner, 8).await, 0);
    let details = json!({
        "before": { "position": "Research scientist" },
        "after": { "position": "Principal scientist" },
    });
    assert_eq!(
        trail(&owner).await,
        [("update".to_owned(), Some(8), details)]
    );
    let stale = Content {
        department: None,
        ..content
    };
    let refused = change(&staff, 8, at, stale).await;
    assert_eq!(
        refused,
        Err(AppError::field("form[username]", Problem::Stale))
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn staff_raise_others_to_staff_and_no_further(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (at, content) = opened(&staff, 8).await;
    let content = Content {
        is_staff: true,
        is_superuser: true,
        organization_id: Some(1),
        ..content
    };
    assert_eq!(change(&staff, 8, at, content).await, Ok(true));
    let raised = get(&staff, 8).await.unwrap();
    assert_eq!(
        (raised.facts.role, raised.organization_id),
        (Role::Staff, Some(2))
    );
    assert_eq!(rights_version(&owner, 8).await, 1);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn superusers_are_beyond_the_reach_of_staff(owner: PgPool) {
    let staff = testing::ctx(&owner, "zhoulan").await;
    assert!(!get(&staff, 1).await.unwrap().may_change);
    assert_eq!(form(&staff, Some(1), None).await, Err(AppError::NotFound));
    assert_eq!(deactivate(&staff, 1).await, Err(AppError::NotFound));
    assert_eq!(delete(&staff, 1).await, Err(AppError::NotFound));
    let refused = make_link(&staff, 1, Purpose::PasswordReset).await;
    assert_eq!(
        refused,
        Err(AppError::NotFound),
        "or staff would become superusers"
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn nobody_takes_away_their_own_rights(owner: PgPool) {
    let admin = testing::everywhere(&owner).await;
    let (at, content) = opened(&admin, 1).await;
    let less = Content {
        is_superuser: false,
        ..content.clone()
    };
    let refused = change(&admin, 1, at, less).await;
    assert_eq!(
        refused,
        Err(AppError::field("form[is_superuser]", Problem::Yourself))
    );
    let less = Content {
        is_staff: false,
        ..content
    };
    let refused = change(&admin, 1, at, less).await;
    assert_eq!(
        refused,
        Err(AppError::field("form[is_staff]", Problem::Yourself))
    );
    let yourself = AppError::field("form[id]", Problem::Yourself);
    assert_eq!(deactivate(&admin, 1).await, Err(yourself.clone()));
    assert_eq!(delete(&admin, 1).await, Err(yourself.clone()));
    assert_eq!(
        make_link(&admin, 1, Purpose::PasswordReset).await,
        Err(yourself)
    );
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn of_two_superusers_who_shut_each_other_out_one_stays(owner: PgPool) {
    sqlx::query("UPDATE auth.users SET is_superuser = true WHERE id = 7")
        .execute(&owner)
        .await
        .unwrap();
    let one = testing::everywhere(&owner).await;
    let mut other = testing::ctx(&owner, "john.mbeki").await;
    std::sync::Arc::make_mut(&mut other.caller).organization = None;
    let (at, content) = opened(&other, 1).await;
    let less = Content {
        is_superuser: false,
        ..content
    };
    let (first, second) = tokio::join!(deactivate(&one, 7), change(&other, 1, at, less));
    let last = |field| AppError::field(field, Problem::LastSuperuser);
    match (&first, &second) {
        (Ok(()), Err(error)) => assert_eq!(*error, last("form[is_superuser]")),
        (Err(error), Ok(true)) => assert_eq!(*error, last("form[id]")),
        both => panic!("{both:?}"),
    }
    let left: i64 =
        sqlx::query_scalar("SELECT count(*) FROM auth.users WHERE is_superuser AND is_active")
            .fetch_one(&owner)
            .await
            .unwrap();
    assert_eq!(left, 1);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn whoever_moves_leaves_their_groups(owner: PgPool) {
    let admin = testing::everywhere(&owner).await;
    let (at, content) = opened(&admin, 3).await;
    let content = Content {
        organization_id: Some(2),
        ..content
    };
    assert_eq!(change(&admin, 3, at, content.clone()).await, Ok(true));
    let moved = get(&admin, 3).await.unwrap();
    assert_eq!(moved.facts.organization.as_deref(), Some("Northwind Labs"));
    assert_eq!(moved.groups, Vec::<String>::new());
    assert_eq!(
        trail(&owner).await[0].2["groups_left"],
        json!(["数据工程组"])
    );
    assert_eq!(rights_version(&owner, 3).await, 1);
    let (at, _) = opened(&admin, 3).await;
    for (organization_id, problem) in [(None, Problem::Required), (Some(99), Problem::NotOffered)] {
        let content = Content {
            organization_id,
            ..content.clone()
        };
        let refused = change(&admin, 3, at, content).await;
        assert_eq!(
            refused,
            Err(AppError::field("form[organization_id]", problem))
        );
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn deactivating_ends_every_session(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    for id in [8, 9] {
        sign_in(&owner, id).await;
    }
    deactivate(&staff, 8).await.unwrap();
    deactivate(&staff, 8).await.unwrap();
    assert_eq!(
        (sessions(&owner, 8).await, sessions(&owner, 9).await),
        (0, 1)
    );
    assert_eq!(get(&staff, 8).await.unwrap().facts.state, State::Inactive);
    reactivate(&staff, 8).await.unwrap();
    assert_eq!(get(&staff, 8).await.unwrap().facts.state, State::Active);
    assert_eq!(actions(&owner).await, ["deactivate", "reactivate"]);
    assert_eq!(trail(&owner).await[0].2["sessions"], 1);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn a_new_link_ends_the_one_before(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (id, first) = create(&staff, somebody("nia")).await.unwrap();
    let second = make_link(&staff, id, Purpose::Invite).await.unwrap();
    let mut tx = write(&staff).await.unwrap();
    assert!(one_time_links::find(&mut tx, &first).await.is_err());
    assert_eq!(
        one_time_links::find(&mut tx, &second)
            .await
            .unwrap()
            .user_id,
        id
    );
    drop(tx);
    assert_eq!(
        make_link(&staff, 8, Purpose::Invite).await,
        Err(AppError::Malformed)
    );
    assert_eq!(
        make_link(&staff, id, Purpose::PasswordReset).await,
        Err(AppError::Malformed)
    );
    assert!(make_link(&staff, 8, Purpose::PasswordReset).await.is_ok());
    assert_eq!(
        actions(&owner).await,
        ["create", "invite", "invite", "reset_password"]
    );
    deactivate(&staff, 8).await.unwrap();
    let refused = make_link(&staff, 8, Purpose::PasswordReset).await;
    assert_eq!(
        refused,
        Err(AppError::Malformed),
        "an inactive account needs no password"
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn only_whom_nothing_refers_to_can_be_deleted(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (id, _) = create(&staff, somebody("nia")).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO public.audit_logs (user_id, action, entity_type, organization_id)
         VALUES (8, 'sign_in', 'session', 1), (8, 'sign_out', 'session', 2)",
    )
    .execute(&owner)
    .await
    .unwrap();
    let used = vec![Usage {
        table: "public.audit_logs".to_owned(),
        rows: 2,
    }];
    assert_eq!(
        deletion(&staff, 8).await.unwrap().usages,
        used,
        "in every organization"
    );
    assert_eq!(delete(&staff, 8).await, Err(AppError::InUse(used)));
    assert_eq!(deletion(&staff, id).await.unwrap().usages, []);
    delete(&staff, id).await.unwrap();
    assert_eq!(get(&staff, id).await, Err(AppError::NotFound));
    let (action, whom, details) = trail(&owner).await.pop().unwrap();
    assert_eq!((action.as_str(), whom), ("delete", Some(id.into())));
    assert_eq!(details["before"]["username"], "nia");
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn whoever_only_looks_waits_for_nobody(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let mut busy = write(&staff).await.unwrap();
    sqlx::query("SELECT FROM auth.users WHERE id = 8 FOR UPDATE")
        .execute(&mut *busy)
        .await
        .unwrap();
    assert!(form(&staff, Some(8), None).await.is_ok());
    assert!(deletion(&staff, 8).await.is_ok());
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../../fixtures/cast.sql")
)]
async fn nobody_comes_to_refer_to_somebody_who_is_being_deleted(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (id, _) = create(&staff, somebody("nia")).await.unwrap();
    // What is about to refer to them, and is not yet there to be counted, is waited for.
    let mut busy = owner.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO public.audit_logs (user_id, action, entity_type, organization_id)
         VALUES ($1, 'sign_in', 'session', 1)",
    )
    .bind(id)
    .execute(&mut *busy)
    .await
    .unwrap();
    let (refused, ()) = tokio::join!(delete(&staff, id), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        busy.commit().await.unwrap();
    });
    let used = vec![Usage {
        table: "public.audit_logs".to_owned(),
        rows: 1,
    }];
    assert_eq!(refused, Err(AppError::InUse(used)));
}
