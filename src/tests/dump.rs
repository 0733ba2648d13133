use sqlx::PgPool;
use super::console::TestConsole;
#[sqlx::test(migrator = "terrace::database::MIGRATIONS", fixtures("../../app/fixtures/cast.sql"))]
async fn dumps(pool: PgPool) {
    let mut settings = super::console::settings();
    settings.development = true;
    let console = TestConsole::with(&pool, settings, None).await;
    std::fs::create_dir_all("/tmp/face_tmp/html").unwrap();
    for who in ["admin", "john.mbeki", "chenmo"] {
        let cookie = console.sign_in(who).await;
        for path in ["/", "/kit", "/users", "/users/5", "/users/5/edit", "/users/5/delete", "/users/6?done=deactivated", "/users/8", "/users/5/history", "/organizations", "/organizations/1", "/organizations/2", "/organizations/2/edit", "/organizations/2/delete", "/audit-logs", "/audit-logs?entry=1", "/audit-logs?entry=99999", "/profile", "/profile/edit", "/search?q=a", "/nowhere"] {
            let page = console.get(path, &cookie).await;
            let name = format!("{who}{}", path.replace(['/', '?', '=', '&'], "_"));
            std::fs::write(format!("/tmp/face_tmp/html/{name}.html"), page.body).unwrap();
        }
    }
    for path in ["/sign-in", "/welcome/x", "/kit"] {
        let page = console.get(path, "").await;
        std::fs::write(format!("/tmp/face_tmp/html/stranger{}.html", path.replace('/', "_")), page.body).unwrap();
    }
}
