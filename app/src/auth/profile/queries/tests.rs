//! One's own row and nobody else's, and what a new password ends.

use sqlx::PgPool;

use super::*;
use crate::server::testing;

/// A PNG by its first bytes.
const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

async fn form(ctx: &Ctx) -> (Moment, ProfileForm) {
    let profile = get(ctx).await.unwrap();
    let form = ProfileForm {
        first_name: profile.first_name,
        last_name: profile.last_name,
        phone: profile.phone,
        bio: profile.bio,
        language: profile.language,
        theme: profile.theme,
        shortcuts: profile.shortcuts,
        ..ProfileForm::default()
    };
    (profile.updated_at, form)
}

async fn save(ctx: &Ctx, opened: Moment, form: ProfileForm) -> Result<bool, AppError> {
    change(ctx, opened, form.validate()?).await
}

/// What the audit log says: action, who, details; oldest first.
async fn trail(owner: &PgPool) -> Vec<(String, Option<i32>, Value)> {
    sqlx::query_as("SELECT action, user_id, details FROM public.audit_logs ORDER BY id")
        .fetch_all(owner)
        .await
        .unwrap()
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn shows_and_changes_the_caller_wherever_they_act(owner: PgPool) {
    let mut admin = testing::ctx(&owner, "admin").await;
    std::sync::Arc::make_mut(&mut admin.caller).organization =
        Some((2, "Northwind Labs".to_owned()));
    assert_eq!(
        get(&admin).await.unwrap().organization.as_deref(),
        Some("晨光智能")
    );
    let (opened, form) = form(&admin).await;
    assert_eq!(save(&admin, opened, form.clone()).await, Ok(false));
    let changed = ProfileForm {
        phone: "+86 10 5555 9999".to_owned(),
        ..form
    };
    assert_eq!(save(&admin, opened, changed.clone()).await, Ok(true));
    assert_eq!(get(&admin).await.unwrap().phone, "+86 10 5555 9999");
    let details = json!({
        "before": { "phone": "+86 10 5555 0101" },
        "after": { "phone": "+86 10 5555 9999" },
    });
    assert_eq!(
        trail(&owner).await,
        [("update".to_owned(), Some(1), details)]
    );
    let stale = ProfileForm {
        phone: String::new(),
        ..changed
    };
    let refused = save(&admin, opened, stale).await;
    assert_eq!(
        refused,
        Err(AppError::field("form[first_name]", Problem::Stale))
    );
    let others: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM auth.users WHERE phone = '+86 10 5555 9999' AND id <> 1",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(others, 0);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn remembers_a_picture_a_language_a_theme_and_the_shortcuts(owner: PgPool) {
    let member = testing::ctx(&owner, "viewer").await;
    let (opened, form) = form(&member).await;
    let chosen = ProfileForm {
        avatar: PNG.to_owned(),
        language: "en".to_owned(),
        theme: "dark".to_owned(),
        shortcuts: false,
        ..form.clone()
    };
    assert_eq!(save(&member, opened, chosen).await, Ok(true));
    let profile = get(&member).await.unwrap();
    assert_eq!(profile.avatar.as_deref(), Some(PNG));
    assert_eq!(
        (
            profile.language.as_str(),
            profile.theme.as_str(),
            profile.shortcuts
        ),
        ("en", "dark", false)
    );
    let undone = ProfileForm {
        remove_avatar: true,
        language: String::new(),
        theme: "light".to_owned(),
        ..form
    };
    assert_eq!(save(&member, profile.updated_at, undone).await, Ok(true));
    let profile = get(&member).await.unwrap();
    assert_eq!((profile.avatar, profile.language.as_str()), (None, ""));
    let logged = trail(&owner).await[0].2.to_string();
    assert!(
        logged.contains("image/png ") && !logged.contains("base64"),
        "{logged}"
    );
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn refuses_what_is_not_offered(owner: PgPool) {
    let member = testing::ctx(&owner, "viewer").await;
    let (opened, form) = form(&member).await;
    for (form, field, problem) in [
        (
            ProfileForm {
                language: "xx".into(),
                ..form.clone()
            },
            "form[language]",
            Problem::NotOffered,
        ),
        (
            ProfileForm {
                theme: "red".into(),
                ..form.clone()
            },
            "form[theme]",
            Problem::NotOffered,
        ),
        (
            ProfileForm {
                avatar: "http://x".into(),
                ..form.clone()
            },
            "form[avatar]",
            Problem::NotAnImage,
        ),
        (
            ProfileForm {
                bio: "字".repeat(4_001),
                ..form
            },
            "form[bio]",
            Problem::TooLong(4_000),
        ),
    ] {
        assert_eq!(
            save(&member, opened, form).await,
            Err(AppError::field(field, problem))
        );
    }
    assert_eq!(trail(&owner).await, []);
}

fn new_password(current: &str, password: &str) -> PasswordForm {
    PasswordForm {
        current: current.to_owned(),
        password: password.to_owned(),
        repeated: password.to_owned(),
    }
}

/// Signs 陈默 in in three browsers and returns the id of one of them.
async fn sign_in(owner: &PgPool) -> Id {
    let id = Id::default();
    sqlx::query(
        "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at)
         SELECT CASE n WHEN 1 THEN $1 ELSE sha256(n::text::bytea) END, 3, '{}',
                now() + interval '1 day'
         FROM generate_series(1, 3) n",
    )
    .bind(sessions::hash_of(&id))
    .execute(owner)
    .await
    .unwrap();
    id
}

async fn choose(ctx: &Ctx, session: Id, form: PasswordForm) -> Result<Issued, AppError> {
    change_password(ctx.clone(), session, form).await
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_new_password_ends_every_other_session_and_every_open_link(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    let session = sign_in(&owner).await;
    let open_link = "INSERT INTO auth.one_time_links (user_id, purpose, token_hash, expires_at)
                     VALUES (3, 'password_reset', 'a', now() + interval '1 day')";
    sqlx::query(open_link).execute(&owner).await.unwrap();
    assert_eq!(get(&member).await.unwrap().sessions, 3);
    let form = new_password("terrace-demo-2026", "a quiet harbour at dawn");
    let goes_on = choose(&member, session, form).await.unwrap();
    let left: Vec<(Vec<u8>, Option<Vec<u8>>)> =
        sqlx::query_as("SELECT id_hash, previous_id_hash FROM auth.sessions")
            .fetch_all(&owner)
            .await
            .unwrap();
    assert_eq!(left, [(goes_on.hash(), None)], "and it has a new id");
    let links: i64 = sqlx::query_scalar("SELECT count(*) FROM auth.one_time_links")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(links, 0);
    let again = new_password("terrace-demo-2026", "another quiet harbour");
    let refused = choose(&member, session, again).await;
    assert_eq!(
        refused.unwrap_err(),
        AppError::field("form[current]", Problem::WrongPassword)
    );
    let actions: Vec<_> = trail(&owner)
        .await
        .into_iter()
        .map(|(action, ..)| action)
        .collect();
    assert_eq!(actions, ["change_password", "sign_in_failed"]);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn guessing_the_current_password_is_slowed_down(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    let session = sign_in(&owner).await;
    let guess = || new_password("not my password", "a quiet harbour at dawn");
    let wrong = AppError::field("form[current]", Problem::WrongPassword);
    let first = choose(&member, session, guess()).await;
    assert_eq!(first.unwrap_err(), wrong);
    let refused = choose(&member, session, guess()).await;
    assert!(
        matches!(refused, Err(AppError::TooManyAttempts(_))),
        "{refused:?}"
    );
    assert_eq!(get(&member).await.unwrap().sessions, 3);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_new_password_keeps_the_rules(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    for (form, field, problem) in [
        (
            new_password("", "a quiet harbour at dawn"),
            "form[current]",
            Problem::Required,
        ),
        (
            new_password("terrace-demo-2026", "short"),
            "form[password]",
            Problem::TooShort(12),
        ),
        (
            new_password("terrace-demo-2026", "chenmo-is-my-name"),
            "form[password]",
            Problem::ContainsName,
        ),
        (
            PasswordForm {
                repeated: "something else".into(),
                ..new_password("x", "a quiet harbour")
            },
            "form[repeated]",
            Problem::PasswordsDiffer,
        ),
    ] {
        let refused = choose(&member, Id::default(), form).await;
        assert_eq!(refused.unwrap_err(), AppError::field(field, problem));
    }
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn a_session_that_ended_meanwhile_changes_no_password(owner: PgPool) {
    let member = testing::ctx(&owner, "chenmo").await;
    let form = new_password("terrace-demo-2026", "a quiet harbour at dawn");
    let refused = choose(&member, Id::default(), form).await;
    assert_eq!(refused.unwrap_err(), AppError::SignInRequired);
    assert_eq!(trail(&owner).await, []);
}

#[sqlx::test(
    migrations = "../migrations",
    fixtures("../../../../fixtures/cast.sql")
)]
async fn an_open_form_stays_fresh_when_another_theme_is_chosen(owner: PgPool) {
    let member = testing::ctx(&owner, "viewer").await;
    let (opened, form) = form(&member).await;
    sqlx::query("UPDATE auth.users SET preferences = '{\"theme\": \"dark\"}' WHERE id = 12")
        .execute(&owner)
        .await
        .unwrap();
    let changed = ProfileForm {
        phone: "+86 10 5555 9999".to_owned(),
        ..form
    };
    assert_eq!(save(&member, opened, changed).await, Ok(true));
}
