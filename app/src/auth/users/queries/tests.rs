//! People behind their walls: whom each caller sees and may change, and that a change and its
//! audit row are one.

use serde_json::Value;
use sqlx::PgPool;

use super::*;
use crate::{list::Count, server::testing};

/// Everybody of the first organization, in the order of the list.
const CHENGUANG: [&str; 8] =
    ["Ana Costa", "刘洋", "周岚", "林晓", "王一诺", "访客", "陈默", "韩梅梅"];
const NORTHWIND: [&str; 4] = ["John Mbeki", "Kenji Sato", "Priya Nair", "Sofia Rossi"];

async fn names(ctx: &Ctx, search: &str) -> Vec<String> {
    let page = list(ctx, &ListQuery::parse(search)).await.unwrap().page;
    assert_eq!(page.count, Count::Exactly(i64::try_from(page.rows.len()).unwrap()), "{search}");
    page.rows.into_iter().map(|row| row.name).collect()
}

async fn sorted(ctx: &Ctx, search: &str) -> Vec<String> {
    let mut names = names(ctx, search).await;
    names.sort();
    names
}

fn somebody(username: &str) -> Content {
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
    let form = form(ctx, Some(id)).await.unwrap().form;
    (form.updated_at, form.validate().unwrap())
}

/// What the audit log says about people: action, whom about, details; oldest first.
async fn trail(owner: &PgPool) -> Vec<(String, Option<i64>, Value)> {
    sqlx::query_as(
        "SELECT action, entity_id, details FROM public.audit_logs
         WHERE entity_type = 'user' ORDER BY id",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

async fn actions(owner: &PgPool) -> Vec<String> {
    trail(owner).await.into_iter().map(|(action, ..)| action).collect()
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

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn everybody_sees_their_own_organization(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let everywhere = testing::everywhere(&owner).await;
    let staff = testing::ctx(&owner, "john.mbeki").await;
    assert_eq!(names(&admin, "").await, CHENGUANG);
    assert_eq!(names(&staff, "").await, NORTHWIND);
    assert_eq!(names(&everywhere, "").await.len(), 12);
    assert_eq!(get(&staff, 8).await.unwrap().facts.username, "sofia.rossi");
    for id in [1, 3, 4_711, 0, -1] {
        assert_eq!(get(&staff, id).await, Err(AppError::NotFound), "{id}");
        assert_eq!(form(&staff, Some(id)).await, Err(AppError::NotFound), "{id}");
        assert_eq!(deletion(&staff, id).await, Err(AppError::NotFound), "{id}");
        assert_eq!(deactivate(&staff, id).await, Err(AppError::NotFound), "{id}");
        assert_eq!(reactivate(&staff, id).await, Err(AppError::NotFound), "{id}");
        assert_eq!(delete(&staff, id).await, Err(AppError::NotFound), "{id}");
        let content = somebody("nobody");
        assert_eq!(change(&staff, id, Moment(0), content).await, Err(AppError::NotFound), "{id}");
        let refused = make_link(&staff, id, Purpose::PasswordReset).await;
        assert_eq!(refused, Err(AppError::NotFound), "{id}");
    }
    assert_eq!(get(&admin, 8).await, Err(AppError::NotFound), "a superuser who acts elsewhere");
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn staff_see_their_own_even_where_a_query_forgets_to_ask(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    for mut tx in [staff.read().await.unwrap(), write(&staff).await.unwrap()] {
        let ids: Vec<i32> = sqlx::query_scalar("SELECT id FROM auth.users ORDER BY id")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        assert_eq!(ids, [7, 8, 9, 10]);
    }
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn colleagues_are_names_and_nothing_can_be_found_out_by_asking(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    let list_of = async |search: &str| list(&member, &ListQuery::parse(search)).await;
    let all = list_of("").await.unwrap();
    assert_eq!(all.groups, []);
    assert!(all.page.rows.iter().all(|row| row.facts.is_none()));
    let active: Vec<_> = CHENGUANG.into_iter().filter(|name| *name != "刘洋").collect();
    assert_eq!(names(&member, "").await, active);
    assert_eq!(names(&member, "q=林晓").await, ["林晓"]);
    assert_eq!(names(&member, "q=chenguang.example").await, Vec::<String>::new());
    assert_eq!(names(&member, "q=wangyinuo").await, Vec::<String>::new());
    for ignored in ["role=superuser", "state=inactive", "department=数据部", "group=1", "id=1"] {
        assert_eq!(names(&member, ignored).await, active, "{ignored}");
    }
    for sort in ["joined", "email", "username", "last_sign_in"] {
        assert_eq!(list_of(&format!("sort={sort}")).await, Err(AppError::Malformed), "{sort}");
    }
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn filters_narrow_the_list(owner: PgPool) {
    let admin = testing::ctx(&owner, "admin").await;
    let link = "INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at)
                VALUES (12, 'invite', 'x', now() + interval '1 day')";
    sqlx::query(link).execute(&owner).await.unwrap();
    for (search, expected) in [
        ("role=superuser", vec!["林晓"]),
        ("role=staff", vec!["周岚"]),
        ("state=inactive", vec!["刘洋"]),
        ("state=invited", vec!["访客"]),
        ("group=1", vec!["陈默", "韩梅梅"]),
        ("group=5", vec![]),
        ("department=平台部", vec!["周岚", "林晓"]),
        ("department=平台", vec![]),
        ("from=2025-03-03&to=2025-03-03", vec!["韩梅梅"]),
        ("from=2025-01-01", vec!["访客", "韩梅梅"]),
        ("to=2024-03-19T00:00", vec!["林晓"]),
        ("joined=7d", vec![]),
        ("q=梅梅", vec!["韩梅梅"]),
        ("q=COSTA", vec!["Ana Costa"]),
        ("q=chenguang.example&role=staff", vec!["周岚"]),
        ("q=%25", vec![]),
        ("q=n&state=inactive", vec!["刘洋"]),
        ("id=3&id=8&id=5", vec!["Ana Costa", "陈默"]),
    ] {
        assert_eq!(sorted(&admin, search).await, expected, "{search}");
    }
    assert_eq!(names(&admin, "state=active").await.len(), 6);
    for forged in ["role=root", "state=new", "group=x", "joined=1y", "from=x", "id=1;", "sort=password"] {
        let refused = list(&admin, &ListQuery::parse(forged)).await;
        assert_eq!(refused, Err(AppError::Malformed), "{forged}");
    }
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn every_sort_pages_through_everybody_once(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    for sort in ["name", "-name", "username", "-email", "joined", "-joined", "last_sign_in", "-last_sign_in"] {
        let mut seen = Vec::new();
        let mut query = ListQuery::parse(&format!("sort={sort}&q=crowd&department=Hall 1"));
        loop {
            let page = list(&admin, &query).await.unwrap().page;
            seen.extend(page.rows.iter().map(|row| row.id));
            let Some(after) = page.after else { break };
            query = query.here_with("after", &after);
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((all, seen.len()), (400, 400), "{sort}");
    }
}

/// Four thousand people of the first organization.
async fn crowd(owner: &PgPool) {
    sqlx::raw_sql(
        "INSERT INTO auth.users (organization_id, username, email, password, department,
             is_active, is_staff, is_superuser, date_joined, last_login)
         SELECT 1, 'crowd' || n, 'crowd' || n || '@crowd.example', '!', 'Hall ' || n % 10,
             n % 50 > 0, n % 40 = 0, n % 2000 = 0, timestamptz '2025-01-01' + n % 900 * interval '1 hour',
             CASE WHEN n % 3 > 0 THEN timestamptz '2026-01-01' + n % 700 * interval '1 hour' END
         FROM generate_series(1, 4000) n",
    )
    .execute(owner)
    .await
    .unwrap();
    // As autovacuum would: a search index is read in vain while its entries wait to be sorted in.
    sqlx::query("VACUUM ANALYZE auth.users").execute(owner).await.unwrap();
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn every_sort_and_filter_has_an_index(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    let everywhere = testing::everywhere(&owner).await;
    for (ctx, search, index) in [
        (&admin, "", "users_organization_id_display_name_idx"),
        (&admin, "sort=-name", "users_organization_id_display_name_idx"),
        (&admin, "sort=username", "users_organization_id_username_idx"),
        (&admin, "sort=email", "users_organization_id_email_idx"),
        (&admin, "sort=joined", "users_organization_id_date_joined_idx"),
        (&admin, "sort=last_sign_in", "users_organization_id_last_login_idx"),
        (&admin, "sort=-joined&state=inactive", "users_organization_id_is_active_idx"),
        (&admin, "sort=-joined&role=staff", "users_organization_id_is_staff_idx"),
        (&admin, "sort=-joined&role=superuser", "users_is_superuser_idx"),
        (&admin, "sort=-joined&department=Hall 1", "users_organization_id_department_idx"),
        (&admin, "sort=joined&from=2025-02-01", "users_organization_id_date_joined_idx"),
        (&admin, "q=梅梅", "users_search_grams_idx"),
        (&admin, "group=1", "user_groups_group_id_idx"),
        (&everywhere, "", "users_display_name_id_idx"),
        (&everywhere, "sort=username", "users_username_id_idx"),
        (&everywhere, "sort=email", "users_email_id_idx"),
        (&everywhere, "sort=-joined", "users_date_joined_id_idx"),
        (&everywhere, "sort=-last_sign_in", "users_last_login_id_idx"),
    ] {
        let query = ListQuery::parse(search);
        let narrowing = Narrowing::parse(ctx, &query, OffsetDateTime::now_utc()).unwrap();
        let mut sql = QueryBuilder::new("EXPLAIN ");
        select(ctx, &narrowing, &position(ctx, &query).unwrap(), &mut sql);
        let mut tx = ctx.read().await.unwrap();
        // The groups of a dozen people fit on one page, which is read without an index.
        if search.starts_with("group") {
            sqlx::query("SET LOCAL enable_seqscan = off").execute(&mut *tx).await.unwrap();
        }
        let plan: Vec<String> = sql.build_query_scalar().fetch_all(&mut *tx).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{search}\n{plan}");
        assert!(!plan.contains("Seq Scan on users"), "{search}\n{plan}");
        let gathers_first = search.starts_with("q=") || search.starts_with("group");
        assert_eq!(plan.contains("Sort Key"), gathers_first, "{search}\n{plan}");
    }
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn somebody_new_is_invited_and_has_no_password(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let content = Content { organization_id: Some(1), is_superuser: true, ..somebody("nia") };
    let (id, token) = create(&staff, content).await.unwrap();
    let created = get(&staff, id).await.unwrap();
    assert_eq!(created.facts.state, State::Invited);
    assert_eq!(created.facts.role, Role::Member, "staff grant what they hold, and no more");
    assert_eq!(created.organization_id, Some(2), "staff create people at home");
    let (password, hashes): (String, Vec<Vec<u8>>) = sqlx::query_as(
        "SELECT password, ARRAY(SELECT token_hash FROM auth.one_time_links l WHERE l.user_id = u.id)
         FROM auth.users u WHERE id = $1",
    )
    .bind(id)
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(password, NO_PASSWORD);
    assert_eq!(hashes.len(), 1);
    assert_ne!(hashes[0], token.as_bytes());
    let trail = trail(&owner).await;
    assert_eq!(trail[0].0, "create");
    assert_eq!(trail[0].2["after"]["username"], "nia");
    assert_eq!(trail[1], ("invite".to_owned(), Some(id.into()), json!({})));
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn rejects_a_name_that_somebody_signs_in_with(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let with = |username: &str, email: &str| Content {
        username: username.to_owned(),
        email: email.to_owned(),
        ..somebody("nia")
    };
    for (content, field) in [
        (with("Sofia.Rossi", "new@elsewhere.example"), "form[username]"),
        // Of another organization, which staff cannot see.
        (with("CHENMO", "new@elsewhere.example"), "form[username]"),
        (with("nia", "Chenmo@Chenguang.example"), "form[email]"),
        // Somebody else's address as a name.
        (with("chenmo@chenguang.example", "new@elsewhere.example"), "form[username]"),
    ] {
        let refused = create(&staff, content.clone()).await;
        assert_eq!(refused, Err(AppError::field(field, Problem::Taken)), "{content:?}");
    }
    let (at, content) = opened(&staff, 9).await;
    let content = Content { username: "priya.nair".to_owned(), ..content };
    let refused = change(&staff, 9, at, content).await;
    assert_eq!(refused, Err(AppError::field("form[username]", Problem::Taken)));
    assert_eq!(trail(&owner).await, [], "neither the change nor its audit row");
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn changes_are_written_with_what_they_changed(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (at, content) = opened(&staff, 8).await;
    assert_eq!(change(&staff, 8, at, content.clone()).await, Ok(false));
    let position = Some("Principal scientist".to_owned());
    let content = Content { position, ..content };
    assert_eq!(change(&staff, 8, at, content.clone()).await, Ok(true));
    assert_eq!(rights_version(&owner, 8).await, 0);
    let details = json!({
        "before": { "position": "Research scientist" },
        "after": { "position": "Principal scientist" },
    });
    assert_eq!(trail(&owner).await, [("update".to_owned(), Some(8), details)]);
    let stale = Content { department: None, ..content };
    let refused = change(&staff, 8, at, stale).await;
    assert_eq!(refused, Err(AppError::field("form[username]", Problem::Stale)));
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn staff_raise_others_to_staff_and_no_further(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (at, content) = opened(&staff, 8).await;
    let content = Content { is_staff: true, is_superuser: true, organization_id: Some(1), ..content };
    assert_eq!(change(&staff, 8, at, content).await, Ok(true));
    let raised = get(&staff, 8).await.unwrap();
    assert_eq!((raised.facts.role, raised.organization_id), (Role::Staff, Some(2)));
    assert_eq!(rights_version(&owner, 8).await, 1);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn superusers_are_beyond_the_reach_of_staff(owner: PgPool) {
    let staff = testing::ctx(&owner, "zhoulan").await;
    assert!(!get(&staff, 1).await.unwrap().may_change);
    assert_eq!(form(&staff, Some(1)).await, Err(AppError::NotFound));
    assert_eq!(deactivate(&staff, 1).await, Err(AppError::NotFound));
    assert_eq!(delete(&staff, 1).await, Err(AppError::NotFound));
    let refused = make_link(&staff, 1, Purpose::PasswordReset).await;
    assert_eq!(refused, Err(AppError::NotFound), "or staff would become superusers");
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn nobody_takes_away_their_own_rights(owner: PgPool) {
    let admin = testing::everywhere(&owner).await;
    let (at, content) = opened(&admin, 1).await;
    let less = Content { is_superuser: false, ..content.clone() };
    let refused = change(&admin, 1, at, less).await;
    assert_eq!(refused, Err(AppError::field("form[is_superuser]", Problem::Yourself)));
    let less = Content { is_staff: false, ..content };
    let refused = change(&admin, 1, at, less).await;
    assert_eq!(refused, Err(AppError::field("form[is_staff]", Problem::Yourself)));
    let yourself = AppError::field("form[id]", Problem::Yourself);
    assert_eq!(deactivate(&admin, 1).await, Err(yourself.clone()));
    assert_eq!(delete(&admin, 1).await, Err(yourself.clone()));
    assert_eq!(make_link(&admin, 1, Purpose::PasswordReset).await, Err(yourself));
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn of_two_superusers_who_shut_each_other_out_one_stays(owner: PgPool) {
    sqlx::query("UPDATE auth.users SET is_superuser = true WHERE id = 7")
        .execute(&owner)
        .await
        .unwrap();
    let one = testing::everywhere(&owner).await;
    let mut other = testing::ctx(&owner, "john.mbeki").await;
    std::sync::Arc::make_mut(&mut other.caller).organization = None;
    let (at, content) = opened(&other, 1).await;
    let less = Content { is_superuser: false, ..content };
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

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn whoever_moves_leaves_their_groups(owner: PgPool) {
    let admin = testing::everywhere(&owner).await;
    let (at, content) = opened(&admin, 3).await;
    let content = Content { organization_id: Some(2), ..content };
    assert_eq!(change(&admin, 3, at, content.clone()).await, Ok(true));
    let moved = get(&admin, 3).await.unwrap();
    assert_eq!(moved.facts.organization.as_deref(), Some("Northwind Labs"));
    assert_eq!(moved.groups, Vec::<String>::new());
    assert_eq!(trail(&owner).await[0].2["groups_left"], json!(["数据工程组"]));
    assert_eq!(rights_version(&owner, 3).await, 1);
    let (at, _) = opened(&admin, 3).await;
    for (organization_id, problem) in [(None, Problem::Required), (Some(99), Problem::NotOffered)] {
        let content = Content { organization_id, ..content.clone() };
        let refused = change(&admin, 3, at, content).await;
        assert_eq!(refused, Err(AppError::field("form[organization_id]", problem)));
    }
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn deactivating_ends_every_session(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    for id in [8, 9] {
        sign_in(&owner, id).await;
    }
    deactivate(&staff, 8).await.unwrap();
    deactivate(&staff, 8).await.unwrap();
    assert_eq!((sessions(&owner, 8).await, sessions(&owner, 9).await), (0, 1));
    assert_eq!(get(&staff, 8).await.unwrap().facts.state, State::Inactive);
    reactivate(&staff, 8).await.unwrap();
    assert_eq!(get(&staff, 8).await.unwrap().facts.state, State::Active);
    assert_eq!(actions(&owner).await, ["deactivate", "reactivate"]);
    assert_eq!(trail(&owner).await[0].2["sessions"], 1);
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn a_new_link_ends_the_one_before(owner: PgPool) {
    let staff = testing::ctx(&owner, "john.mbeki").await;
    let (id, first) = create(&staff, somebody("nia")).await.unwrap();
    let second = make_link(&staff, id, Purpose::Invite).await.unwrap();
    let mut tx = write(&staff).await.unwrap();
    assert!(one_time_links::find(&mut tx, &first).await.is_err());
    assert_eq!(one_time_links::find(&mut tx, &second).await.unwrap().user_id, id);
    drop(tx);
    assert_eq!(make_link(&staff, 8, Purpose::Invite).await, Err(AppError::Malformed));
    assert_eq!(make_link(&staff, id, Purpose::PasswordReset).await, Err(AppError::Malformed));
    assert!(make_link(&staff, 8, Purpose::PasswordReset).await.is_ok());
    assert_eq!(actions(&owner).await, ["create", "invite", "invite", "reset_password"]);
    deactivate(&staff, 8).await.unwrap();
    let refused = make_link(&staff, 8, Purpose::PasswordReset).await;
    assert_eq!(refused, Err(AppError::Malformed), "an inactive account needs no password");
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
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
    let used = vec![Usage { table: "public.audit_logs".to_owned(), rows: 2 }];
    assert_eq!(deletion(&staff, 8).await.unwrap().usages, used, "in every organization");
    assert_eq!(delete(&staff, 8).await, Err(AppError::InUse(used)));
    assert_eq!(deletion(&staff, id).await.unwrap().usages, []);
    delete(&staff, id).await.unwrap();
    assert_eq!(get(&staff, id).await, Err(AppError::NotFound));
    let (action, whom, details) = trail(&owner).await.pop().unwrap();
    assert_eq!((action.as_str(), whom), ("delete", Some(id.into())));
    assert_eq!(details["before"]["username"], "nia");
}

#[sqlx::test(migrations = "../migrations", fixtures("../../../../fixtures/cast.sql"))]
async fn an_export_holds_what_the_list_holds_and_is_written_down(owner: PgPool) {
    crowd(&owner).await;
    let admin = testing::ctx(&owner, "admin").await;
    let query = ListQuery::parse("q=crowd&state=active&sort=name");
    let narrowing = Narrowing::parse(&admin, &query, OffsetDateTime::now_utc()).unwrap();
    let filters = super::super::narrowing::filters_of(&query);
    assert_eq!(begin_export(&admin, &narrowing, filters).await, Ok(3_920));
    let (mut after, mut ids) = (0, Vec::new());
    loop {
        let rows = export(&admin, &narrowing, after, 1_000).await.unwrap();
        let Some(last) = rows.last() else { break };
        after = last.id;
        ids.extend(rows.iter().map(|row| row.id));
    }
    assert_eq!(ids.len(), 3_920);
    assert!(ids.is_sorted());
    let details = json!({ "rows": 3_920, "filters": { "q": "crowd", "state": "active" } });
    assert_eq!(trail(&owner).await, [("export".to_owned(), None, details)]);
}
