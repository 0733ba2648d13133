//! The log behind its walls, by every filter and at any depth; and that reading it is written
//! down.

use std::collections::BTreeSet;

use sqlx::PgPool;

use super::*;
use crate::{permission::Permission, server::testing, system::audit_logs::words::ENTITY_TYPES};

/// Twelve lines of two organizations and of none, one a minute, the newest first:
/// `(minutes ago, user, action, entity type, entity id, label, organization)`.
const LINES: &str = "
    INSERT INTO public.audit_logs (timestamp, user_id, action, entity_type, entity_id,
        entity_label, organization_id, ip_address, request_id, user_agent, details)
    SELECT now() - make_interval(mins => minutes), user_id, action, entity_type, entity_id, label,
        organization_id, address, request, 'curl/8.14.1', details::jsonb
    FROM (VALUES
        (2, 2, 'update', 'user', 3, '陈默', 1, '10.2.4.18', 'r1',
            '{\"before\": {\"phone\": null}, \"after\": {\"phone\": \"1\", \"email\": \"x\"}}'),
        (3, 2, 'create', 'user', 11, '韩梅梅', 1, '10.2.4.18', 'r2', '{\"after\": {\"a\": 1}}'),
        (4, 3, 'sign_in', 'session', NULL, 'chenmo', 1, '10.2.4.19', 'r3', '{}'),
        (5, NULL, 'sign_in_failed', 'session', NULL, 'chenmo', 1, '10.2.4.19', 'r4',
            '{\"reason\": \"credentials\"}'),
        (6, 1, 'update', 'organization', 2, 'Northwind Labs', 2, '10.2.4.20', 'r5',
            '{\"before\": {\"a\": 1}, \"after\": 7}'),
        (7, 7, 'delete', 'user', 8, 'Old Sofia', 2, '10.2.4.21', 'r6', NULL),
        (8, 7, 'delete', 'dataset', 8, 'Telemetry 2024', 2, '10.2.4.21', 'r6', NULL),
        (9, NULL, 'sign_in_failed', 'session', NULL, '', NULL, '10.9.9.9', 'r7', '{}'),
        (60 * 24 * 40, 2, 'update', 'user', 3, '陈默（旧）', 1, '10.2.4.18', 'r8', '{}')
    ) AS line (minutes, user_id, action, entity_type, entity_id, label, organization_id, address,
               request, details)";

async fn with_lines(owner: &PgPool) {
    sqlx::raw_sql("SELECT public.ensure_audit_partitions(3, 1)")
        .execute(owner)
        .await
        .unwrap();
    sqlx::raw_sql(LINES).execute(owner).await.unwrap();
}

async fn labels(ctx: &Ctx, search: &str) -> Vec<String> {
    let page = list(ctx, &ListQuery::parse(search)).await.unwrap();
    assert_eq!(
        page.count,
        Count::Exactly(i64::try_from(page.rows.len()).unwrap()),
        "{search}"
    );
    // What the tests themselves read stands in the log as well.
    let others = page.rows.into_iter().filter(|row| row.action != "view");
    others.map(|row| row.entity_label).collect()
}

async fn id_of(owner: &PgPool, request: &str) -> i64 {
    sqlx::query_scalar("SELECT id FROM public.audit_logs WHERE request_id = $1 LIMIT 1")
        .bind(request)
        .fetch_one(owner)
        .await
        .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn everyone_sees_their_own_organization_and_superusers_all(owner: PgPool) {
    with_lines(&owner).await;
    let (zhoulan, john) = (
        testing::ctx(&owner, "zhoulan").await,
        testing::ctx(&owner, "john.mbeki").await,
    );
    assert_eq!(
        labels(&zhoulan, "").await,
        ["陈默", "韩梅梅", "chenmo", "chenmo", "陈默（旧）"]
    );
    assert_eq!(
        labels(&john, "").await,
        ["Northwind Labs", "Old Sofia", "Telemetry 2024"]
    );
    let admin = testing::ctx(&owner, "admin").await;
    assert_eq!(labels(&admin, "").await.len(), 5);
    assert_eq!(
        labels(&testing::everywhere(&owner).await, "").await.len(),
        9
    );

    let foreign = id_of(&owner, "r1").await;
    // What a history shows a superuser opens, wherever they act.
    assert!(get(&admin, id_of(&owner, "r5").await).await.is_ok());
    assert!(get(&admin, id_of(&owner, "r7").await).await.is_ok());
    assert_eq!(get(&john, foreign).await.err(), Some(AppError::NotFound));
    assert_eq!(get(&john, 4_711_000).await.err(), Some(AppError::NotFound));
    assert!(get(&zhoulan, foreign).await.is_ok());
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn the_second_wall_holds_where_a_query_forgets_the_first(owner: PgPool) {
    with_lines(&owner).await;
    let john = testing::ctx(&owner, "john.mbeki").await;
    let mut tx = john.read().await.unwrap();
    let organizations: Vec<Option<i32>> =
        sqlx::query_scalar("SELECT DISTINCT organization_id FROM public.audit_logs")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert_eq!(organizations, [Some(2)]);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn the_server_cannot_change_what_was_written(owner: PgPool) {
    with_lines(&owner).await;
    let ctx = testing::everywhere(&owner).await;
    for change in [
        "UPDATE public.audit_logs SET action = 'view'",
        "DELETE FROM public.audit_logs",
        "TRUNCATE public.audit_logs",
    ] {
        let mut tx = ctx.write().await.unwrap();
        let error = sqlx::raw_sql(change).execute(&mut *tx).await.unwrap_err();
        // PostgreSQL, appendix A: insufficient_privilege.
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{change}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn tells_who_did_it_as_far_as_the_reader_may_know(owner: PgPool) {
    with_lines(&owner).await;
    let person = |id: i32, username: &str, name: &str| Actor::Person {
        id,
        username: username.to_owned(),
        name: name.to_owned(),
    };
    let actors = async |ctx: &Ctx| -> Vec<Actor> {
        let page = list(ctx, &ListQuery::parse("to=2100-01-01")).await.unwrap();
        page.rows.into_iter().map(|row| row.actor).collect()
    };
    let john = testing::ctx(&owner, "john.mbeki").await;
    let himself = person(7, "john.mbeki", "John Mbeki");
    assert_eq!(
        actors(&john).await,
        [Actor::Outsider, himself.clone(), himself]
    );
    let of_all = actors(&testing::everywhere(&owner).await).await;
    assert!(of_all.contains(&person(1, "admin", "林晓")));
    assert!(of_all.contains(&Actor::Nobody));
    assert!(!of_all.contains(&Actor::Outsider));
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn every_filter_narrows_alone_and_with_others(owner: PgPool) {
    with_lines(&owner).await;
    let (zhoulan, all) = (
        testing::ctx(&owner, "zhoulan").await,
        testing::everywhere(&owner).await,
    );
    for (search, expected) in [
        ("who=zhoulan", &["陈默", "韩梅梅", "陈默（旧）"][..]),
        ("who=ZhouLan&time=1h", &["陈默", "韩梅梅"]),
        ("who=陈默", &["chenmo"]),
        ("who=john.mbeki", &[]),
        ("who=nobody", &[]),
        ("who=2", &["陈默", "韩梅梅", "陈默（旧）"]),
        ("who=7", &[]),
        ("who=99999999999", &[]),
        ("action=create", &["韩梅梅"]),
        ("action=sign_in_failed", &["chenmo"]),
        ("entity_type=session", &["chenmo", "chenmo"]),
        ("entity_type=user&entity_id=3", &["陈默", "陈默（旧）"]),
        ("entity_id=3", &["陈默", "陈默（旧）"]),
        ("entity_id=8", &[]),
        ("address=10.2.4.19", &["chenmo", "chenmo"]),
        ("request=r2", &["韩梅梅"]),
        ("time=24h", &["陈默", "韩梅梅", "chenmo", "chenmo"]),
        ("to=2026-01-01", &[]),
        ("q=陈", &["陈默"]),
        ("q=CHENMO", &["chenmo", "chenmo"]),
        ("q=n", &["chenmo", "chenmo"]),
        ("q=hen+mo", &[]),
        ("q=陈&time=90d", &["陈默", "陈默（旧）"]),
        ("q=%25", &[]),
        (
            "who=zhoulan&action=update&address=10.2.4.18&q=旧&time=90d",
            &["陈默（旧）"],
        ),
    ] {
        assert_eq!(labels(&zhoulan, search).await, expected, "{search}");
    }
    for (search, expected) in [
        ("action=sign_in_failed", &["chenmo", ""][..]),
        ("action=delete&entity_type=user", &["Old Sofia"]),
        ("address=10.2.4.21", &["Old Sofia", "Telemetry 2024"]),
        ("entity_id=8", &["Old Sofia", "Telemetry 2024"]),
        ("request=r6&entity_type=dataset", &["Telemetry 2024"]),
        (
            "who=john.mbeki&action=delete",
            &["Old Sofia", "Telemetry 2024"],
        ),
        ("action=delete&to=2026-01-01", &[]),
        ("who=7&q=sofia", &["Old Sofia"]),
        ("who=平台管理员", &[]),
    ] {
        assert_eq!(labels(&all, search).await, expected, "{search}");
    }
    for forged in ["sort=action", "after=x", "entity_id=x", "time=2y", "from=x"] {
        let refused = list(&zhoulan, &ListQuery::parse(forged)).await;
        assert_eq!(refused.err(), Some(AppError::Malformed), "{forged}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_name_of_two_finds_both_and_outsiders_are_found_by_what_they_are_called(owner: PgPool) {
    with_lines(&owner).await;
    sqlx::raw_sql(
        "UPDATE auth.users SET first_name = 'Sam', last_name = 'Park' WHERE id IN (7, 8);
         INSERT INTO public.audit_logs (user_id, action, entity_label, organization_id, timestamp)
         VALUES (8, 'export', 'by the other', 2, now() - interval '10 minutes')",
    )
    .execute(&owner)
    .await
    .unwrap();
    let john = testing::ctx(&owner, "john.mbeki").await;
    assert_eq!(
        labels(&john, "who=sam park").await,
        ["Old Sofia", "Telemetry 2024", "by the other"]
    );
    assert_eq!(labels(&john, "who=sofia.rossi").await, ["by the other"]);
    for outsider in ["Console administrator", "平台管理员"] {
        let search = format!("who={outsider}");
        assert_eq!(
            labels(&john, &search).await,
            ["Northwind Labs"],
            "{outsider}"
        );
    }
    assert_eq!(
        labels(&john, "who=1").await,
        Vec::<String>::new(),
        "an id that is not shown finds nothing out"
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_line_is_found_by_the_key_of_what_it_is_about(owner: PgPool) {
    sqlx::raw_sql(
        "INSERT INTO public.audit_logs (action, entity_type, entity_key, entity_label, organization_id)
         VALUES ('update', 'systemsetting', 'general.announcement', NULL, 1),
                ('update', 'systemsetting', 'general.site', '公告', 1)",
    )
    .execute(&owner)
    .await
    .unwrap();
    let zhoulan = testing::ctx(&owner, "zhoulan").await;
    for (search, expected) in [
        ("q=Announcement", &["general.announcement"][..]),
        ("q=公告", &["公告"]),
        ("q=general.", &["公告", "general.announcement"]),
    ] {
        assert_eq!(labels(&zhoulan, search).await, expected, "{search}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn shows_one_line_with_all_that_is_known_of_it(owner: PgPool) {
    with_lines(&owner).await;
    let zhoulan = testing::ctx(&owner, "zhoulan").await;
    let entry = get(&zhoulan, id_of(&owner, "r1").await).await.unwrap();
    assert_eq!(entry.row.changed, ["email", "phone"]);
    assert_eq!(entry.organization.as_deref(), Some("晨光智能"));
    assert_eq!(entry.request_id.as_deref(), Some("r1"));
    assert_eq!(entry.address.as_deref(), Some("10.2.4.18"));
    assert_eq!(entry.user_agent.as_deref(), Some("curl/8.14.1"));
    assert_eq!(entry.details["after"]["email"], "x");
    // A creation changes nothing; and whatever shape the details have, there is a line.
    let all = testing::everywhere(&owner).await;
    for request in ["r2", "r5", "r6"] {
        let entry = get(&all, id_of(&owner, request).await).await.unwrap();
        assert!(entry.row.changed.is_empty());
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn every_kind_of_entity_can_be_chosen(owner: PgPool) {
    let mut models: Vec<String> = sqlx::query_scalar("SELECT model FROM auth.content_types")
        .fetch_all(&owner)
        .await
        .unwrap();
    models.push("session".to_owned());
    let offered = ENTITY_TYPES.map(str::to_owned);
    assert_eq!(BTreeSet::from_iter(models), BTreeSet::from(offered));
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn pages_meet_without_a_gap_even_within_one_instant(owner: PgPool) {
    sqlx::raw_sql(
        "INSERT INTO public.audit_logs (timestamp, action, organization_id, entity_label)
         SELECT date_trunc('hour', now()) - make_interval(mins => n / 70), 'create',
                CASE n % 3 WHEN 0 THEN 1 WHEN 1 THEN 2 END, n::text
         FROM generate_series(0, 299) n",
    )
    .execute(&owner)
    .await
    .unwrap();
    let all = testing::everywhere(&owner).await;
    // The second goes through the organizations one by one, the first does not.
    for search in ["to=2100-01-01", "action=create"] {
        let mut query = ListQuery::parse(search);
        let mut seen: Vec<i64> = Vec::new();
        let last = loop {
            let page = list(&all, &query).await.unwrap();
            seen.extend(
                page.rows
                    .iter()
                    .filter(|row| row.action == "create")
                    .map(|row| row.id),
            );
            let Some(cursor) = &page.after else {
                break page;
            };
            query = ListQuery::parse(&format!("{search}&after={cursor}"));
        };
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (300, 300), "{search}");
        let before = last.before.expect("there is a page before the last");
        let page = list(
            &all,
            &ListQuery::parse(&format!("{search}&before={before}")),
        )
        .await;
        let page: Vec<i64> = page.unwrap().rows.into_iter().map(|row| row.id).collect();
        let end = seen.len() - last.rows.len();
        assert_eq!(page, seen[end - 50..end], "{search}");
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_history_is_of_one_entity_and_recent_acts_of_one_person(owner: PgPool) {
    with_lines(&owner).await;
    let query = ListQuery::default();
    let of = async |ctx: &Ctx, entity_type: &str, id: i64| -> Vec<String> {
        let page = history(ctx, entity_type, id, &query).await.unwrap();
        page.rows.into_iter().map(|row| row.entity_label).collect()
    };
    let zhoulan = testing::ctx(&owner, "zhoulan").await;
    assert_eq!(of(&zhoulan, "user", 3).await, ["陈默", "陈默（旧）"]);
    assert!(of(&zhoulan, "organization", 2).await.is_empty());
    let admin = testing::ctx(&owner, "admin").await;
    assert_eq!(of(&admin, "organization", 2).await, ["Northwind Labs"]);

    let acts = async |ctx: &Ctx, user_id: i32| -> Vec<String> {
        let rows = recent(ctx, user_id).await.unwrap().rows;
        let rows = rows.into_iter().filter(|row| row.action != "view");
        rows.map(|row| row.entity_label).collect()
    };
    assert_eq!(acts(&zhoulan, 3).await, ["chenmo"]);
    assert!(acts(&zhoulan, 7).await.is_empty());
    // What a superuser did elsewhere is theirs to see, and not their organization's.
    assert_eq!(acts(&admin, 1).await, ["Northwind Labs"]);
    assert!(acts(&zhoulan, 1).await.is_empty());
    assert_eq!(
        acts(&testing::ctx(&owner, "chenmo").await, 3).await,
        ["chenmo"]
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn the_acts_of_an_organization_are_for_its_own_and_for_superusers(owner: PgPool) {
    with_lines(&owner).await;
    let acts = async |ctx: &Ctx, id: i32| -> Result<(Vec<String>, bool), AppError> {
        let acts = recent_of_organization(ctx, id).await?;
        let labels = acts.rows.into_iter().map(|row| row.entity_label);
        Ok((labels.collect(), acts.may_see_more))
    };
    let of_two = ["Northwind Labs", "Old Sofia", "Telemetry 2024"].map(str::to_owned);
    let john = testing::ctx(&owner, "john.mbeki").await;
    assert!(john.may(Permission::ViewAuditLog));
    assert_eq!(acts(&john, 2).await, Ok((of_two.to_vec(), true)));
    assert_eq!(acts(&john, 1).await, Err(AppError::NotFound));
    let admin = testing::ctx(&owner, "admin").await;
    assert_eq!(acts(&admin, 2).await, Ok((of_two.to_vec(), false)));
    assert_eq!(
        readings(&owner).await,
        [
            (
                Some(7),
                Some(2),
                json!({ "filters": { "organization": "2" } })
            ),
            (
                Some(1),
                Some(1),
                json!({ "filters": { "organization": "2" } })
            ),
        ]
    );
}

/// The filters of every reading that the log knows of, in order.
async fn readings(owner: &PgPool) -> Vec<(Option<i32>, Option<i32>, Value)> {
    sqlx::query_as(
        "SELECT user_id, organization_id, details FROM public.audit_logs
         WHERE action = 'view' AND entity_type = 'auditlog' ORDER BY id",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn reading_is_written_down_once_a_minute_and_filter(owner: PgPool) {
    with_lines(&owner).await;
    let zhoulan = testing::ctx(&owner, "zhoulan").await;
    let reading = |filters: Value| (Some(2), Some(1), json!({ "filters": filters }));
    for search in ["", "entry=1", "sort=time", "action=update", "action=update"] {
        list(&zhoulan, &ListQuery::parse(search)).await.unwrap();
    }
    history(&zhoulan, "user", 3, &ListQuery::default())
        .await
        .unwrap();
    list(&zhoulan, &ListQuery::parse("entity_type=user&entity_id=3"))
        .await
        .unwrap();
    let (one, other) = (id_of(&owner, "r1").await, id_of(&owner, "r2").await);
    for id in [one, other, one] {
        get(&zhoulan, id).await.unwrap();
    }
    for user_id in [3, 3, 2] {
        recent(&zhoulan, user_id).await.unwrap();
    }
    let opened = (Some(2), Some(1), json!({}));
    let expected = [
        reading(json!({})),
        reading(json!({ "action": "update" })),
        reading(json!({ "entity_type": "user", "entity_id": "3" })),
        opened.clone(),
        opened.clone(),
        // Of the last acts of others; one's own are nobody else's business.
        reading(json!({ "who": "3" })),
    ];
    assert_eq!(readings(&owner).await, expected);
    let which: Vec<i64> = sqlx::query_scalar(
        "SELECT entity_id FROM public.audit_logs
         WHERE action = 'view' AND entity_id IS NOT NULL ORDER BY id",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(which, [one, other]);

    // A minute later it is another reading; the past is moved, since the clock cannot be.
    sqlx::raw_sql("UPDATE public.audit_logs SET timestamp = timestamp - interval '61 seconds'")
        .execute(&owner)
        .await
        .unwrap();
    get(&zhoulan, id_of(&owner, "r1").await).await.unwrap();
    list(&zhoulan, &ListQuery::default()).await.unwrap();
    let expected: Vec<_> = expected
        .into_iter()
        .chain([opened, reading(json!({}))])
        .collect();
    assert_eq!(readings(&owner).await, expected);

    // What was refused was not read.
    assert!(list(&zhoulan, &ListQuery::parse("after=x")).await.is_err());
    assert!(
        get(
            &testing::ctx(&owner, "john.mbeki").await,
            id_of(&owner, "r1").await
        )
        .await
        .is_err()
    );
    assert_eq!(readings(&owner).await.len(), expected.len());
}

/// Sixty thousand lines over twenty-five days; the rarer values are those that are asked for.
const MANY: &str = "
    SELECT public.ensure_audit_partitions(3, 1);
    -- Foreign keys are checked a row at a time, which is most of the time this takes.
    SET session_replication_role = replica;
    INSERT INTO public.audit_logs (timestamp, user_id, action, entity_type, entity_id,
        entity_label, organization_id, ip_address, request_id)
    SELECT now() - n * interval '36 seconds', 1 + n % 12,
        CASE WHEN n % 100 < 5 THEN 'delete' ELSE 'update' END,
        CASE WHEN n % 70 < 3 THEN 'dataset' ELSE 'user' END, n % 5000, 'line ' || n,
        CASE WHEN n % 9 = 8 THEN NULL ELSE 1 + n % 2 END, '10.0.' || n % 50 || '.' || n % 7,
        'r' || n / 2
    FROM generate_series(1, 60000) n;
    RESET session_replication_role;
    -- As autovacuum would: a search index is read in vain while its entries wait to be sorted in.
    SELECT gin_clean_pending_list(c.oid) FROM pg_class c
    WHERE c.relname LIKE 'audit\\_logs\\_y%search\\_grams%' AND c.relkind = 'i';
    ANALYZE public.audit_logs;";

/// How PostgreSQL reads one page.
async fn plan(ctx: &Ctx, search: &str) -> String {
    let query = ListQuery::parse(search);
    let position = Position::of(&query, &SORTS, true, "a.id").unwrap();
    let narrowing = Narrowing::parse(&query, OffsetDateTime::now_utc()).unwrap();
    let mut tx = ctx.read().await.unwrap();
    let conditions = Conditions::of(narrowing, &mut tx, ctx).await.unwrap();
    let mut sql = QueryBuilder::new("EXPLAIN (COSTS OFF) ");
    push_rows(&mut sql, &conditions, COLUMNS, &position, PAGE_ROWS + 1);
    let lines: Vec<String> = sql.build_query_scalar().fetch_all(&mut *tx).await.unwrap();
    lines.join("\n")
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn every_filter_uses_its_index_at_any_depth(owner: PgPool) {
    sqlx::raw_sql(MANY).execute(&owner).await.unwrap();
    // Of a month that has only begun, or ended, all lines are read sooner than an index.
    let partitions: Vec<String> = sqlx::query_scalar(
        "SELECT tableoid::regclass::text FROM public.audit_logs GROUP BY 1 HAVING count(*) > 2000",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert!(!partitions.is_empty());
    let (staff, all) = (
        testing::ctx(&owner, "zhoulan").await,
        testing::everywhere(&owner).await,
    );
    let deep = list(&all, &ListQuery::parse("to=2100-01-01"))
        .await
        .unwrap()
        .after
        .unwrap();
    // Several filters share one index: the rarest one's, or that of time itself.
    for (ctx, search, indexes) in [
        (
            &staff,
            "",
            &["_organization_id_timestamp_", "_timestamp_idx"][..],
        ),
        (&staff, "who=chenmo", &["_user_id_timestamp_"]),
        (&staff, "action=delete", &["_organization_id_action_"]),
        (
            &staff,
            "entity_type=dataset",
            &["_organization_id_entity_type_"],
        ),
        (
            &staff,
            "entity_type=user&entity_id=7",
            &["_entity_type_entity_id_"],
        ),
        (&staff, "entity_id=7", &["_entity_type_entity_id_"]),
        (
            &staff,
            "address=10.0.7.3",
            &["_organization_id_ip_address_"],
        ),
        (&staff, "request=r77", &["_request_id_"]),
        (
            &staff,
            "time=24h",
            &["_organization_id_timestamp_", "_timestamp_idx"],
        ),
        (
            &staff,
            "q=line",
            &["_organization_id_timestamp_", "_timestamp_idx"],
        ),
        (&staff, "q=line+4321&time=30d", &["_search_grams_idx"]),
        (&all, "q=line+4321", &["_search_grams_idx"]),
        (
            &staff,
            "action=delete&entity_type=dataset",
            &["_timestamp_"],
        ),
        (&staff, "action=delete&time=7d", &["_timestamp_"]),
        (&staff, "who=chenmo&action=delete", &["_timestamp_"]),
        (
            &staff,
            "who=chenmo&action=delete&time=30d",
            &["_timestamp_"],
        ),
        (
            &staff,
            "action=delete&entity_type=dataset&address=10.0.7.3",
            &["_timestamp_"],
        ),
        (&all, "", &["_timestamp_idx"]),
        (&all, "who=chenmo", &["_user_id_timestamp_"]),
        (&all, "action=delete", &["_organization_id_action_"]),
        (
            &all,
            "entity_type=dataset",
            &["_organization_id_entity_type_"],
        ),
        (
            &all,
            "entity_type=user&entity_id=7",
            &["_entity_type_entity_id_"],
        ),
        (&all, "address=10.0.7.3", &["_organization_id_ip_address_"]),
        (&all, "request=r77", &["_request_id_"]),
        (
            &all,
            "action=delete&entity_type=dataset&address=10.0.7.3",
            &["_organization_id_"],
        ),
    ] {
        for search in [search.to_owned(), format!("{search}&after={deep}")] {
            let plan = plan(ctx, &search).await;
            assert!(
                indexes.iter().any(|index| plan.contains(index)),
                "{search}\n{plan}"
            );
            for partition in &partitions {
                let whole = format!("Seq Scan on {partition} ");
                assert!(!plan.contains(&whole), "{search}\n{plan}");
            }
        }
    }
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_time_range_reads_only_its_months(owner: PgPool) {
    sqlx::raw_sql(MANY).execute(&owner).await.unwrap();
    let staff = testing::ctx(&owner, "zhoulan").await;
    let months = async |search: &str| -> BTreeSet<String> {
        let plan = plan(&staff, search).await;
        plan.split(" on audit_logs_y")
            .skip(1)
            .map(|rest| rest[..7].to_owned())
            .collect()
    };
    assert!(months("").await.len() > 2);
    // The upper bound is a day ahead, which may be in the next month.
    assert!((1..=3).contains(&months("time=1h").await.len()));
    assert!(months("from=2020-01-01&to=2020-01-31").await.is_empty());
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn counts_texts_exactly_and_long_lists_about(owner: PgPool) {
    sqlx::raw_sql(MANY).execute(&owner).await.unwrap();
    let all = testing::everywhere(&owner).await;
    let count = async |search: &str| list(&all, &ListQuery::parse(search)).await.unwrap().count;
    assert_eq!(count("q=line+123&time=90d").await, Count::Exactly(111));
    assert_eq!(count("action=delete").await, Count::Exactly(3_000));
    // The wall is no part of what the planner guesses: about is within a tenth.
    let about = |count: Count, truth: i64| matches!(count, Count::About(rows) if (rows - truth).abs() <= truth / 10);
    assert!(about(count("").await, 60_000), "{:?}", count("").await);
    let updates = count("action=update").await;
    assert!(about(updates, 57_000), "{updates:?}");
    let staff = testing::ctx(&owner, "zhoulan").await;
    let own = list(&staff, &ListQuery::default()).await.unwrap().count;
    let truth: i64 =
        sqlx::query_scalar("SELECT count(*) FROM public.audit_logs WHERE organization_id = 1")
            .fetch_one(&owner)
            .await
            .unwrap();
    assert!(truth > 20_000 && about(own, truth), "{own:?} of {truth}");
}
