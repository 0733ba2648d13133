//! What pages say and offer where no script runs.

use http::{StatusCode, header};
use sqlx::PgPool;

use super::console::TestConsole;

/// The part of a page from one mark to the next.
fn part<'a>(page: &'a str, from: &str, to: &str) -> Option<&'a str> {
    page.split(from).nth(1)?.split(to).next()
}

/// The message of a page, with what it offers.
fn toast(page: &str) -> Option<&str> {
    part(page, "class=\"toast toast-ok\"", "</form>")
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn keys_that_are_switched_off_are_off_on_every_page(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("john.mbeki").await;
    let is_on = async || {
        let page = console.get("/users", &cookie).await;
        let sheet = part(&page.body, "id=\"shortcuts\"", "</dialog>").unwrap();
        // Erased lists end in a marker.
        sheet.replace("<!>", "").contains("<kbd>?</kbd>")
    };
    assert!(is_on().await);
    sqlx::query(
        "UPDATE auth.users SET preferences = coalesce(preferences, '{}') || '{\"shortcuts\": false}'
         WHERE username = 'john.mbeki'",
    )
    .execute(&pool)
    .await
    .unwrap();
    assert!(!is_on().await);
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn what_was_done_is_undone_from_its_own_page(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    let form = "form[id]=5&page=/users/5";
    let answer = console
        .submit("/users/5", "/api/deactivate_user", form, &cookie)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let location = answer.header(header::LOCATION).to_owned();
    assert_eq!(location, "/users/5?done=deactivated");

    let page = console.get(&location, &cookie).await;
    let offered = toast(&page.body).unwrap();
    assert!(
        offered.contains("action=\"/api/reactivate_user\"") && offered.contains("value=\"5\""),
        "{offered}"
    );
    console
        .submit(&location, "/api/reactivate_user", form, &cookie)
        .await;
    let page = console.get("/users/5?done=reactivated", &cookie).await;
    let offered = toast(&page.body).unwrap();
    assert!(
        offered.contains("action=\"/api/deactivate_user\""),
        "{offered}"
    );
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn an_address_alone_offers_nothing_to_undo(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    for address in [
        // Ana Costa was not deactivated.
        "/users/5?done=deactivated",
        "/users?done=deactivated",
        "/users/5?done=/api/delete_user",
        "/users/5?done=deactivated&undo=/api/delete_user&id=5",
        // Nobody deactivates themselves.
        "/users/2?done=reactivated",
    ] {
        let page = console.get(address, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert_eq!(toast(&page.body), None, "{address}");
    }
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn settings_that_come_back_say_what_they_would_change(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("admin").await;
    let page = console.get("/organizations/2/edit", &cookie).await;
    assert!(!page.body.contains("<del>"), "nothing was typed yet");
    let form = "form[id]=2&form[updated_at]=0&form[name]=&form[description]=\
                &form[settings]={\"language\": \"zh-CN\", \"timezone\": \"Europe/London\"}\
                &page=/organizations/2/edit";
    let page = console
        .submit(
            "/organizations/2/edit",
            "/api/save_organization",
            form,
            &cookie,
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let difference = part(&page.body, "class=\"field-diff\"", "</dl>").unwrap();
    assert!(
        difference.contains("<dt>language") && difference.contains("zh-CN"),
        "{difference}"
    );
    assert!(!difference.contains("timezone"), "{difference}");
}

#[sqlx::test(
    migrator = "terrace::database::MIGRATIONS",
    fixtures("../../app/fixtures/cast.sql")
)]
async fn a_page_that_is_nowhere_keeps_the_menu_and_has_one_title(pool: PgPool) {
    let console = TestConsole::new(&pool).await;
    let cookie = console.sign_in("zhoulan").await;
    for address in ["/no/such/page", "/users/999999", "/nowhere"] {
        let page = console.get(address, &cookie).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert!(page.body.contains("id=\"menu\""), "{address}");
        assert_eq!(page.body.matches("<main").count(), 1, "{address}");
        assert_eq!(page.body.matches("<h1").count(), 1, "{address}");
    }
    let gate = console.get("/welcome/no-such-token", "").await;
    assert_eq!(gate.status, StatusCode::NOT_FOUND);
    assert_eq!(gate.body.matches("<h1").count(), 1, "{}", gate.body);
}
