//! Granting, explaining and taking away, by the named cast: 陈默 is in 数据工程组, 周岚 administers
//! 晨光智能, Ana Costa made customer-support-tickets (dataset 2).

use sqlx::PgPool;

use super::*;
use crate::{
    auth::permissions::{
        Explained, Explanation, Loss, Obstacle, Reason, ShareForm, Taken, taking::Taking,
    },
    list::ListQuery,
    permission::Entity,
    server::{access::may, testing},
};

async fn ask(ctx: &Ctx, search: &str) -> Result<Explanation, AppError> {
    match explain(ctx, &ListQuery::parse(search)).await? {
        Explained::Answer(explanation) => Ok(*explanation),
        other => panic!("{search}: {other:?}"),
    }
}

fn share_form(id: i32, with: &[&str], codename: &str) -> ShareForm {
    ShareForm {
        entity: "dataset".to_owned(),
        id,
        with: with.iter().map(|with| (*with).to_owned()).collect(),
        codename: vec![codename.to_owned()],
        ..ShareForm::default()
    }
}

async fn may_view(owner: &PgPool, username: &str, dataset: i32) -> bool {
    let ctx = testing::ctx(owner, username).await;
    let mut tx = ctx.read().await.unwrap();
    may(&mut tx, &ctx, Permission::ViewDataset, dataset)
        .await
        .unwrap()
}

fn lost(loss: &Loss) -> Vec<(Permission, i64, Vec<String>)> {
    loss.lines
        .iter()
        .map(|line| (line.permission, line.people, line.names.clone()))
        .collect()
}

/// The object grants that the demo makes are in the way of a story that begins with none.
async fn without_grants(owner: &PgPool) {
    sqlx::raw_sql(
        "DELETE FROM auth.object_permissions; DELETE FROM auth.user_permissions;
         DELETE FROM auth.group_permissions;",
    )
    .execute(owner)
    .await
    .unwrap();
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn what_is_shared_is_seen_until_it_is_taken_away_and_again_after_undo(owner: PgPool) {
    without_grants(&owner).await;
    assert!(!may_view(&owner, "hanmeimei", 2).await);
    let ana = testing::ctx(&owner, "ana.costa").await;
    share(
        &ana,
        Entity::Dataset,
        share_form(2, &["user:11"], "view_dataset"),
    )
    .await
    .unwrap();
    assert!(may_view(&owner, "hanmeimei", 2).await);

    let staff = testing::ctx(&owner, "admin").await;
    let answer = ask(
        &staff,
        "who=hanmeimei&permission=view_dataset&object=dataset:2",
    )
    .await
    .unwrap();
    assert!(answer.is_allowed);
    let [
        Reason::Shared {
            id,
            by,
            expires: None,
            ..
        },
    ] = answer.reasons.as_slice()
    else {
        panic!("{:?}", answer.reasons)
    };
    assert_eq!(by.as_deref(), Some("Ana Costa"));

    let query = ListQuery::parse(&format!("share={id}"));
    let removal = preview(&ana, &query).await.unwrap();
    assert_eq!(
        lost(&removal.loss),
        [(Permission::ViewDataset, 1, vec!["韩梅梅".to_owned()])]
    );
    assert!(matches!(removal.what, Taken::Shares(ref shares) if shares.len() == 1));
    assert!(
        may_view(&owner, "hanmeimei", 2).await,
        "to ask changes nothing"
    );

    let (back, line) = take_away(&ana, &query).await.unwrap();
    assert_eq!(back, "/access/dataset/2");
    assert!(!may_view(&owner, "hanmeimei", 2).await);
    let said = outcome(&ana, line).await.unwrap();
    assert!(said.may_undo);
    assert_eq!(said.loss, removal.loss);
    assert_eq!(
        outcome(&staff, line).await,
        Err(AppError::NotFound),
        "it was not theirs"
    );

    undo(&ana, line).await.unwrap();
    assert!(may_view(&owner, "hanmeimei", 2).await);
    let actions: Vec<String> = sqlx::query_scalar(
        "SELECT action FROM public.audit_logs WHERE entity_type = 'dataset' AND entity_id = 2
             AND user_id = 5 AND action IN ('share', 'revoke') ORDER BY id DESC LIMIT 3",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(actions, ["share", "revoke", "share"]);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn nobody_shares_what_is_not_theirs_or_grants_what_they_do_not_hold(owner: PgPool) {
    without_grants(&owner).await;
    let chenmo = testing::ctx(&owner, "chenmo").await;
    let form = share_form(2, &["user:4"], "view_dataset");
    assert_eq!(
        share(&chenmo, Entity::Dataset, form.clone()).await,
        Err(AppError::NotFound),
        "to who may not see it, it does not exist"
    );
    let ana = testing::ctx(&owner, "ana.costa").await;
    share(
        &ana,
        Entity::Dataset,
        share_form(2, &["user:3"], "view_dataset"),
    )
    .await
    .unwrap();
    assert_eq!(
        share(&chenmo, Entity::Dataset, form).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        share(
            &ana,
            Entity::Dataset,
            share_form(2, &["user:8"], "view_dataset")
        )
        .await,
        Err(AppError::NotFound),
        "nobody of another organization"
    );
    assert_eq!(
        share(&ana, Entity::Dataset, share_form(2, &[], "view_dataset")).await,
        Err(AppError::field("form[with]", Problem::NothingChosen))
    );
    let over = ShareForm {
        expires: "2020-01-01T00:00".to_owned(),
        ..share_form(2, &["user:3"], "view_dataset")
    };
    assert_eq!(
        share(&ana, Entity::Dataset, over).await,
        Err(AppError::field("form[expires]", Problem::Past))
    );
    let staff = testing::ctx(&owner, "zhoulan").await;
    assert_eq!(
        grant_to_user(&staff, 3, &["view_dataset".to_owned()]).await,
        Err(AppError::field("form[codename]", Problem::NotHeld))
    );
    grant_to_user(&staff, 3, &["view_user".to_owned()])
        .await
        .unwrap();
    assert_eq!(
        of_user(&staff, 3).await.unwrap().direct,
        [Permission::ViewUser]
    );
    assert_eq!(of_user(&staff, 8).await, Err(AppError::NotFound));
    assert_eq!(
        grant_to_user(&staff, 1, &["view_user".to_owned()]).await,
        Err(AppError::NotFound),
        "superusers answer to superusers alone"
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn a_grant_ends_at_its_moment_and_is_swept_away_later(owner: PgPool) {
    without_grants(&owner).await;
    let ana = testing::ctx(&owner, "ana.costa").await;
    let form = ShareForm {
        expires: "2099-01-01T00:00".to_owned(),
        message: "只看一次".to_owned(),
        ..share_form(2, &["group:1"], "view_dataset")
    };
    share(&ana, Entity::Dataset, form).await.unwrap();
    assert!(may_view(&owner, "chenmo", 2).await);
    sqlx::query("UPDATE auth.object_permissions SET expires_at = now() - interval '1 second'")
        .execute(&owner)
        .await
        .unwrap();
    assert!(!may_view(&owner, "chenmo", 2).await);
    let admin = testing::ctx(&owner, "admin").await;
    let answer = ask(
        &admin,
        "who=chenmo&permission=view_dataset&object=dataset:2",
    )
    .await
    .unwrap();
    assert!(!answer.is_allowed && answer.reasons.is_empty());
    assert!(matches!(
        answer.obstacles.as_slice(),
        [Obstacle::Expired(_)]
    ));
    assert!(
        answer
            .granters
            .iter()
            .any(|named| named.name == "Ana Costa")
    );
    assert_eq!(sweep(admin.pool()).await.unwrap(), 1);
    let expired: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM public.audit_logs WHERE action = 'expire' AND entity_id = 2",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(expired, 1);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn taking_somebody_out_of_a_group_says_what_only_the_group_gave_them(owner: PgPool) {
    without_grants(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    crate::auth::groups::queries::grant(
        &admin,
        1,
        &["view_dataset".to_owned(), "view_project".to_owned()],
    )
    .await
    .unwrap();
    grant_to_user(&admin, 3, &["view_project".to_owned()])
        .await
        .unwrap();
    let query = ListQuery::parse("from=group:1&id=3&id=11");
    let removal = preview(&admin, &query).await.unwrap();
    assert_eq!(
        lost(&removal.loss),
        [
            (
                Permission::ViewDataset,
                2,
                vec!["陈默".to_owned(), "韩梅梅".to_owned()]
            ),
            (Permission::ViewProject, 1, vec!["韩梅梅".to_owned()]),
        ]
    );
    let (_, line) = take_away(&admin, &query).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM auth.user_groups WHERE group_id = 1")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(left, 0);
    undo(&admin, line).await.unwrap();
    let back: Vec<i32> = sqlx::query_scalar(
        "SELECT user_id FROM auth.user_groups WHERE group_id = 1 ORDER BY user_id",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(back, [3, 11]);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn nobody_takes_from_themselves_what_it_takes_to_give_it_back(owner: PgPool) {
    without_grants(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    crate::auth::groups::queries::grant(
        &admin,
        1,
        &["change_group".to_owned(), "view_group".to_owned()],
    )
    .await
    .unwrap();
    let chenmo = testing::ctx(&owner, "chenmo").await;
    for search in ["from=group:1&id=3", "from=group:1&permission=change_group"] {
        assert_eq!(
            take_away(&chenmo, &ListQuery::parse(search)).await,
            Err(AppError::field("form[search]", Problem::Yourself)),
            "{search}"
        );
    }
    take_away(&chenmo, &ListQuery::parse("from=group:1&id=11"))
        .await
        .unwrap();
    assert!(Taking::parse(&ListQuery::parse("from=group:1&id=11")).is_ok());
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn a_decision_and_its_reasons_agree_about_everybody(owner: PgPool) {
    let admin = testing::everywhere(&owner).await;
    let people: Vec<String> = sqlx::query_scalar("SELECT username FROM auth.users ORDER BY id")
        .fetch_all(&owner)
        .await
        .unwrap();
    let mut asked = 0;
    for username in people {
        for (permission, objects) in [
            ("view_dataset", 1..=15),
            ("change_dataset", 1..=15),
            ("view_model", 1..=4),
        ] {
            for id in objects {
                let model = permission.split_once('_').unwrap().1;
                let search = format!("who={username}&permission={permission}&object={model}:{id}");
                let Ok(Explained::Answer(answer)) =
                    explain(&admin, &ListQuery::parse(&search)).await
                else {
                    continue;
                };
                let is_free = answer
                    .obstacles
                    .iter()
                    .all(|obstacle| matches!(obstacle, Obstacle::Expired(_)));
                assert_eq!(
                    answer.is_allowed,
                    is_free && !answer.reasons.is_empty(),
                    "{search}: {answer:?}"
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn who_may_lists_exactly_those_whom_the_explainer_lets(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    for object in 1..=11 {
        for permission in ["view_dataset", "change_dataset"] {
            let search = format!("permission={permission}&object=dataset:{object}");
            let listed: Vec<String> = holders(&admin, &ListQuery::parse(&search))
                .await
                .unwrap()
                .page
                .rows
                .into_iter()
                .filter_map(|holder| holder.username)
                .collect();
            let people: Vec<String> =
                sqlx::query_scalar("SELECT username FROM auth.users WHERE organization_id = 1")
                    .fetch_all(&owner)
                    .await
                    .unwrap();
            for username in people {
                let answer = ask(&admin, &format!("who={username}&{search}"))
                    .await
                    .unwrap();
                assert_eq!(
                    answer.is_allowed,
                    listed.contains(&username),
                    "{username}: {search}"
                );
            }
        }
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql", "../../../../fixtures/demo.sql")
)]
async fn others_are_explained_to_those_who_may_see_permissions(owner: PgPool) {
    let chenmo = testing::ctx(&owner, "chenmo").await;
    let own = ask(&chenmo, "who=chenmo&permission=delete_organization")
        .await
        .unwrap();
    assert!(!own.is_allowed);
    let other = explain(
        &chenmo,
        &ListQuery::parse("who=zhoulan&permission=view_user"),
    )
    .await;
    assert_eq!(other, Err(AppError::NotFound));
    let staff = testing::ctx(&owner, "zhoulan").await;
    let hidden = explain(
        &staff,
        &ListQuery::parse("who=sofia.rossi&permission=view_user"),
    )
    .await;
    assert_eq!(
        hidden,
        Ok(Explained::WhoIsMeant(Vec::new())),
        "another organization's"
    );
}
