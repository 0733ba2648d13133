//! Groups behind their walls: who sees which, who changes them, and that nobody passes on what they
//! do not hold.

use sqlx::PgPool;

use super::*;
use crate::{
    auth::groups::{GroupForm, content::Content},
    error::Problem,
    server::testing,
};

fn content(name: &str) -> Content {
    GroupForm {
        name: name.to_owned(),
        ..GroupForm::default()
    }
    .validate()
    .unwrap()
}

async fn names(ctx: &Ctx, search: &str) -> Vec<String> {
    let page = list(ctx, &ListQuery::parse(search)).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn staff_see_the_groups_of_their_organization_and_members_none(owner: PgPool) {
    let staff = testing::ctx(&owner, "zhoulan").await;
    let own = names(&staff, "").await;
    assert!(own.contains(&"数据工程组".to_owned()) && !own.contains(&"Research".to_owned()));
    assert_eq!(names(&staff, "q=风控").await, ["风控组"]);
    assert_eq!(
        get(&staff, 6).await,
        Err(AppError::NotFound),
        "another organization's"
    );
    let member = testing::ctx(&owner, "viewer").await;
    assert_eq!(
        list(&member, &ListQuery::default()).await.err(),
        Some(AppError::NotFound)
    );
    assert_eq!(get(&member, 1).await, Err(AppError::NotFound));
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_group_that_is_shared_is_seen_alone(owner: PgPool) {
    sqlx::query(
        "INSERT INTO auth.object_permissions (permission_id, content_type_id, object_pk, user_id)
         SELECT id, content_type_id, '4', 12 FROM auth.permissions WHERE codename = 'view_group'",
    )
    .execute(&owner)
    .await
    .unwrap();
    let viewer = testing::ctx(&owner, "viewer").await;
    assert_eq!(names(&viewer, "").await, ["风控组"]);
    let group = get(&viewer, 4).await.unwrap();
    assert!(!group.may_change && !group.may_delete);
    assert_eq!(
        members(&viewer, 4, &ListQuery::default())
            .await
            .unwrap()
            .inside
            .rows
            .len(),
        2
    );
    assert_eq!(
        add_members(&viewer, 4, &[12]).await,
        Err(AppError::NotFound)
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn creates_changes_and_deletes_and_says_so_in_the_log(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let id = create(&staff, content("Night shift")).await.unwrap();
    assert_eq!(
        create(&staff, content("night SHIFT")).await,
        Err(AppError::field("form[name]", Problem::Taken))
    );
    let opened = get(&staff, id).await.unwrap().updated_at;
    assert!(
        change(&staff, id, opened, content("Early shift"))
            .await
            .unwrap()
    );
    assert_eq!(
        change(&staff, id, opened, content("Late shift")).await,
        Err(AppError::field("form[name]", Problem::Stale))
    );
    assert_eq!(
        delete(&staff, id, "Night shift").await,
        Err(AppError::field("form[name]", Problem::NameDiffers))
    );
    delete(&staff, id, "Early shift").await.unwrap();
    let actions: Vec<String> = sqlx::query_scalar(
        "SELECT action FROM public.audit_logs WHERE entity_type = 'group' AND entity_id = $1 ORDER BY id",
    )
    .bind(i64::from(id))
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(actions, ["create", "update", "delete"]);
    let member = testing::ctx(&owner, "sofia.rossi").await;
    assert_eq!(create(&member, content("x")).await, Err(AppError::NotFound));
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn nobody_puts_people_into_a_group_that_may_more_than_they_do(owner: PgPool) {
    sqlx::raw_sql(
        "DELETE FROM auth.group_permissions;
         INSERT INTO auth.group_permissions (group_id, permission_id)
         SELECT 4, id FROM auth.permissions WHERE codename = 'view_store';",
    )
    .execute(&owner)
    .await
    .unwrap();
    testing::write_permissions(&owner).await;
    let staff = testing::ctx(&owner, "zhoulan").await;
    add_members(&staff, 4, &[12]).await.unwrap();
    grant(
        &testing::ctx(&owner, "admin").await,
        4,
        &["view_dataset".to_owned()],
    )
    .await
    .unwrap();
    assert_eq!(
        add_members(&staff, 4, &[3]).await,
        Err(AppError::field("form[id]", Problem::NotHeld))
    );
    assert_eq!(
        grant(&staff, 4, &["view_model".to_owned()]).await,
        Err(AppError::field("form[codename]", Problem::NotHeld))
    );
    let admin = testing::ctx(&owner, "admin").await;
    assert_eq!(
        add_members(&admin, 4, &[8]).await,
        Err(AppError::NotFound),
        "from elsewhere"
    );
    assert_eq!(
        add_members(&admin, 4, &[]).await,
        Err(AppError::field("form[id]", Problem::NothingChosen))
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn deleting_a_group_says_beforehand_who_loses_what(owner: PgPool) {
    sqlx::raw_sql("DELETE FROM auth.group_permissions")
        .execute(&owner)
        .await
        .unwrap();
    testing::write_permissions(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    grant(&admin, 4, &["view_dataset".to_owned()])
        .await
        .unwrap();
    let (group, loss) = deletion(&admin, 4).await.unwrap();
    assert_eq!(group.name, "风控组");
    let [line] = loss.lines.as_slice() else {
        panic!("{loss:?}")
    };
    // 刘洋 is in it as well, and deactivated: there is nothing left to lose.
    assert_eq!(
        (line.people, line.names.as_slice()),
        (1, ["韩梅梅".to_owned()].as_slice())
    );
    assert!(get(&admin, 4).await.is_ok(), "nothing was deleted");
}
