//! The home page tells everybody what is theirs to see, and nothing else.

use sqlx::PgPool;

use super::*;
use crate::{
    error::Usage,
    server::{
        audit::{self, Action, Subject},
        testing,
    },
};

/// What happened in both organizations at once, so that whoever sees too much is found out.
const TROUBLE: &str = "
    UPDATE auth.users SET last_login = NULL WHERE id IN (4, 10, 11);
    INSERT INTO public.audit_logs (action, entity_type, entity_label, organization_id, timestamp)
    SELECT 'sign_in_failed', 'session', person, organization, now() - n * interval '1 minute'
    FROM (VALUES ('chenmo', 1), ('sofia.rossi', 2)) AS failed (person, organization),
         generate_series(1, 6) AS n;
    INSERT INTO public.audit_logs (user_id, action, entity_type, entity_id, entity_label, organization_id)
    VALUES (2, 'deactivate', 'user', 6, 'liuyang', 1), (2, 'deactivate', 'user', 6, 'liuyang', 1),
           (2, 'deactivate', 'user', 3, 'chenmo', 1);
    INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at, used_at) VALUES
        (12, 'invite', 'a', now() + interval '1 day', NULL),
        (11, 'invite', 'b', now() - interval '1 day', NULL),
        (4, 'invite', 'c', now() - interval '1 day', now()),
        (5, 'password_reset', 'd', now() + interval '1 day', NULL),
        (10, 'invite', 'e', now() + interval '1 day', NULL);
    INSERT INTO data_platform.data_processing_tasks
        (name, task_type, configuration, organization_id, status, created_at) VALUES
        ('清洗-销售-日批', 'clean', '{}', 1, 'failed', now()),
        ('清洗-销售-周批', 'clean', '{}', 1, 'completed', now()),
        ('旧任务', 'clean', '{}', 1, 'failed', now() - interval '40 days'),
        ('telemetry', 'clean', '{}', 2, 'failed', now());
    INSERT INTO model_platform.model_endpoints
        (name, service_type, endpoint_url, organization_id, status) VALUES
        ('销量预测', 'triton', 'http://triton', 1, 'failed'),
        ('商品检索', 'triton', 'http://triton', 1, 'running'),
        ('eta', 'triton', 'http://triton', 2, 'failed');";

fn told(home: &Home) -> Vec<(ConcernKind, i64, Vec<&str>)> {
    home.concerns
        .iter()
        .map(|c| (c.kind, c.rows, c.names.iter().map(String::as_str).collect()))
        .collect()
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn staff_are_told_what_waits_in_their_organization(owner: PgPool) {
    sqlx::raw_sql(TROUBLE).execute(&owner).await.unwrap();
    let home = read(&testing::ctx(&owner, "zhoulan").await).await.unwrap();
    assert_eq!(
        told(&home),
        [
            (ConcernKind::FailedSignIns, 6, vec!["chenmo"]),
            (ConcernKind::FailedTasks, 1, vec!["清洗-销售-日批"]),
            (ConcernKind::FailedEndpoints, 1, vec!["销量预测"]),
            (ConcernKind::ExpiredInvitations, 1, vec!["韩梅梅"]),
            (ConcernKind::OpenInvitations, 1, vec!["访客"]),
            (ConcernKind::Deactivated, 1, vec!["刘洋"]),
        ]
    );
    assert_eq!(
        home.counts[0],
        Usage {
            table: "auth.users".to_owned(),
            rows: 8
        }
    );
    let tasks = home
        .counts
        .iter()
        .find(|usage| usage.table.ends_with("tasks"));
    assert_eq!(tasks.map(|usage| usage.rows), Some(3));
    assert!(!home.is_alone);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn superusers_are_told_of_everywhere(owner: PgPool) {
    sqlx::raw_sql(TROUBLE).execute(&owner).await.unwrap();
    let home = read(&testing::everywhere(&owner).await).await.unwrap();
    let rows: Vec<_> = home.concerns.iter().map(|concern| concern.rows).collect();
    assert_eq!(rows, [12, 2, 2, 1, 2, 1]);
    assert_eq!(
        home.counts[0],
        Usage {
            table: "auth.organizations".to_owned(),
            rows: 3
        }
    );
    assert_eq!(home.counts[1].rows, 12);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn members_are_told_of_themselves(owner: PgPool) {
    sqlx::raw_sql(TROUBLE).execute(&owner).await.unwrap();
    let member = testing::ctx(&owner, "chenmo").await;
    let subject = Subject {
        entity_type: "session",
        entity_id: None,
        label: "chenmo",
        organization_id: Some(1),
    };
    let mut tx = member.write().await.unwrap();
    audit::record(
        &mut tx,
        &member,
        Action::SignOut,
        subject,
        serde_json::json!({}),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let home = read(&member).await.unwrap();
    assert_eq!(home.concerns, []);
    assert_eq!(
        home.counts,
        [Usage {
            table: "auth.users".to_owned(),
            rows: 7
        }]
    );
    let acts: Vec<_> = home.acts.iter().map(|act| act.action.as_str()).collect();
    assert_eq!(acts, ["sign_out"]);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn staff_see_what_was_done_in_their_organization(owner: PgPool) {
    sqlx::raw_sql(TROUBLE).execute(&owner).await.unwrap();
    let home = read(&testing::ctx(&owner, "john.mbeki").await)
        .await
        .unwrap();
    assert_eq!(home.acts.len(), 6);
    assert!(
        home.acts
            .iter()
            .all(|act| act.entity_label == "sofia.rossi")
    );
    let home = read(&testing::ctx(&owner, "zhoulan").await).await.unwrap();
    assert_eq!(home.acts.len(), 9);
    assert!(home.acts.windows(2).all(|pair| pair[0].at >= pair[1].at));
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../fixtures/cast.sql"))]
async fn a_few_failed_sign_ins_are_no_news(owner: PgPool) {
    sqlx::raw_sql(TROUBLE).execute(&owner).await.unwrap();
    sqlx::query(
        "DELETE FROM public.audit_logs WHERE id IN (SELECT min(id) FROM public.audit_logs
         WHERE action = 'sign_in_failed' GROUP BY organization_id)",
    )
    .execute(&owner)
    .await
    .unwrap();
    let home = read(&testing::ctx(&owner, "john.mbeki").await)
        .await
        .unwrap();
    assert!(
        home.concerns
            .iter()
            .all(|concern| concern.kind != ConcernKind::FailedSignIns)
    );
    let home = read(&testing::everywhere(&owner).await).await.unwrap();
    assert_eq!(
        home.concerns[0].rows, 10,
        "but ten of all organizations together are"
    );
}
