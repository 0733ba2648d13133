//! The program as a process of its own, as people and service managers start and stop it: with a
//! private PostgreSQL in a folder of its own, and with a database that is given to it.

mod process;

use std::{fs, os::unix::fs::MetadataExt, path::Path, time::Duration};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::time::sleep;

use process::{Home, Server};

/// Waits until a file is there: the start has come so far.
async fn appears(path: &Path) {
    for _ in 0..6_000 {
        if path.exists() {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("{} does not appear", path.display());
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

async fn execute(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}

/// As whom the console's pool is signed in to a database.
async fn roles_of_pool(connection: &mut PgConnection, database: &str) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT DISTINCT usename::text FROM pg_stat_activity
         WHERE application_name = 'terrace' AND datname = $1",
    )
    .bind(database)
    .fetch_all(connection)
    .await
    .unwrap()
}

/// The local addresses on which something listens on a port, as Linux writes them (`man 5 proc`).
fn listening_on(port: u16) -> Vec<String> {
    let suffix = format!(":{port:04X}");
    ["tcp", "tcp6"]
        .iter()
        .flat_map(|table| {
            let text = fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default();
            text.lines()
                .map(|line| line.split_whitespace().collect::<Vec<_>>())
                .filter(|fields| fields[3] == "0A")
                .filter_map(|fields| fields[1].strip_suffix(&suffix).map(str::to_owned))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[tokio::test]
async fn a_whole_console_starts_by_itself_and_ends_as_a_whole() {
    let home = Home::new();
    // No command: what `serve` reads from the environment counts all the same.
    let mut server = home.start(&[], &[("TERRACE_DEMO", "true")]).await;
    server.is_ready().await;
    assert!(home.log().contains("Demo accounts"), "{}", home.log());

    let postmaster = home.postmaster().unwrap();
    assert_eq!(listening_on(postmaster.port), ["0100007F"], "only loopback");
    let process = fs::metadata(format!("/proc/{}", postmaster.id)).unwrap();
    assert_ne!(process.uid(), 0, "PostgreSQL is not root's");
    for role in ["terrace_owner", "terrace_app"] {
        for password in ["", ":", ":wrong"] {
            let url = format!(
                "postgres://{role}{password}@127.0.0.1:{}/terrace",
                postmaster.port
            );
            assert!(PgConnection::connect(&url).await.is_err(), "{url}");
        }
    }
    for (name, mode) in [
        ("postgres", 0o700),
        ("postgres-password", 0o600),
        ("postgres-server-password", 0o600),
    ] {
        let found = fs::metadata(home.data().join(name)).unwrap().mode() & 0o777;
        assert_eq!(found, mode, "{name}");
    }
    let mut owner = connect(&home.owner_url("terrace")).await;
    assert_eq!(roles_of_pool(&mut owner, "terrace").await, ["terrace_app"]);

    home.build_site(&server.get("/sign-in").await);
    let address = server.address.to_string();
    let check = home
        .run(&["check"], &[("TERRACE_ADDRESS", &address)], "")
        .await;
    assert!(check.is_success, "{}", check.text);

    let second = home
        .run(&["serve"], &[("TERRACE_ADDRESS", &address)], "")
        .await;
    assert!(!second.is_success);
    assert!(
        second.text.contains(&format!("cannot listen on {address}")),
        "{}",
        second.text
    );
    server.is_ready().await;

    // A request whose body is still on its way when the signal comes.
    let form = "form[username]=nobody&form[password]=wrong-wrong-wrong&form[next]=/";
    let (half, rest) = form.split_at(20);
    let head = format!(
        "POST /api/sign_in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         accept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{half}",
        form.len()
    );
    let mut in_flight = server.send(&head).await;
    sleep(Duration::from_millis(200)).await;
    server.signal("TERM");
    sleep(Duration::from_secs(1)).await;
    assert!(
        server.try_get("/livez").await.is_none(),
        "nothing new is begun"
    );
    let answer = in_flight.finish(rest).await;
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    let took = server.ends_well().await;
    assert!(took < Duration::from_secs(9), "{took:?}");
    home.has_no_postgres().await;
}

#[tokio::test]
async fn told_to_stop_while_it_starts_it_leaves_nothing_running() {
    let home = Home::new();
    // What an initdb leaves behind that was killed.
    let broken_off = home.data().join("postgres.new");
    fs::create_dir_all(&broken_off).unwrap();
    fs::write(broken_off.join("PG_VERSION"), "16\n").unwrap();
    let junk = broken_off.join("junk");
    fs::write(&junk, "").unwrap();

    // While the cluster is made.
    let mut server = home.start(&["serve"], &[]).await;
    while junk.exists() {
        sleep(Duration::from_millis(5)).await;
    }
    appears(&broken_off.join("PG_VERSION")).await;
    server.signal("INT");
    server.ends_well().await;
    home.has_no_postgres().await;

    // While it is started and migrated, at several moments.
    for milliseconds in [0, 200, 600] {
        let mut server = home.start(&["serve"], &[]).await;
        appears(&home.data().join("postgres/postmaster.pid")).await;
        sleep(Duration::from_millis(milliseconds)).await;
        server.signal("INT");
        server.ends_well().await;
        home.has_no_postgres().await;
    }

    // A command that waits for the keyboard, with nothing started yet.
    let arguments = [
        "create-admin",
        "--username=a",
        "--email=a@b.example",
        "--organization=o",
    ];
    let mut waiting = home.start(&arguments, &[]).await;
    sleep(Duration::from_millis(300)).await;
    waiting.signal("INT");
    assert!(!waiting.ends().await.0, "the work was not done");

    let mut server = home.start(&["serve"], &[]).await;
    server.is_ready().await;
    server.signal("TERM");
    server.ends_well().await;
}

#[tokio::test]
async fn the_last_one_to_use_the_private_postgresql_stops_it() {
    let home = Home::new();
    let mut first = home.start(&["serve"], &[]).await;
    first.is_ready().await;
    let mut second = home.start(&["serve"], &[]).await;
    second.is_ready().await;

    let admin = |username: &'static str, email: &'static str| {
        [
            "create-admin",
            "--username",
            username,
            "--email",
            email,
            "--organization",
            "Northwind",
        ]
    };
    let refused = home.run(&admin("ana", "ana"), &[], "short\n").await;
    assert!(!refused.is_success);
    for words in [
        "email: Write an address",
        "password: Use at least 12 characters",
    ] {
        assert!(refused.text.contains(words), "{}", refused.text);
    }
    let password = "correct horse battery\n";
    let made = home
        .run(
            &admin("ana@b.example", "ana@northwind.example"),
            &[],
            password,
        )
        .await;
    assert!(made.is_success, "{}", made.text);
    let taken = home
        .run(&admin("ben", "ANA@b.example"), &[], password)
        .await;
    assert!(
        taken.text.contains("email: This is taken already"),
        "{}",
        taken.text
    );

    let mut owner = connect(&home.owner_url("terrace")).await;
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT entity_type, coalesce(details->'after'->>'email', details->'after'->>'name')
         FROM public.audit_logs WHERE action = 'create' AND details->>'by' = 'command line'
           AND organization_id IS NOT NULL ORDER BY id",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let row = |entity: &str, what: &str| (entity.to_owned(), what.to_owned());
    assert_eq!(
        rows,
        [
            row("organization", "Northwind"),
            row("user", "ana@northwind.example")
        ]
    );

    first.signal("TERM");
    first.ends_well().await;
    assert!(
        second.get("/readyz").await.contains("200 OK"),
        "it is served on"
    );
    second.signal("TERM");
    second.ends_well().await;
    home.has_no_postgres().await;

    // After a machine went down, the number in the file may be that of any process.
    let stranger = home.leave_a_stale_pid().await;
    let mut third = home.start(&["serve"], &[]).await;
    third.is_ready().await;
    drop(stranger);
    third.signal("TERM");
    third.ends_well().await;
}

#[tokio::test]
async fn on_a_database_of_ones_own_it_serves_as_a_role_that_owns_nothing() {
    let home = Home::new();
    let mut host = home.start(&["serve"], &[]).await;
    host.is_ready().await;
    let mut owner = connect(&home.owner_url("terrace")).await;
    execute(&mut owner, "CREATE DATABASE elsewhere").await;
    let owner_url = home.owner_url("elsewhere");
    let port = home.postmaster().unwrap().port;
    let server_url = format!("postgres://terrace_app:of-its-own@127.0.0.1:{port}/elsewhere");
    let as_owner = [("TERRACE_DATABASE_URL", owner_url.as_str())];
    let as_server = [("TERRACE_DATABASE_URL", server_url.as_str())];

    let behind = home.run(&["serve"], &as_owner, "").await;
    assert!(
        !behind.is_success && behind.text.contains("behind"),
        "{}",
        behind.text
    );
    let debug = [as_owner[0], ("TERRACE_LOG", "debug")];
    let migrated = home
        .run(&["migrate", "--server-password", "of-its-own"], &debug, "")
        .await;
    assert!(
        migrated.text.contains("the schema is up to date"),
        "{}",
        migrated.text
    );
    assert!(
        !migrated.text.contains("of-its-own"),
        "a password in the log"
    );

    let demo = home.run(&["serve", "--demo"], &as_server, "").await;
    assert!(
        !demo.is_success && demo.text.contains("cannot load the demo"),
        "{}",
        demo.text
    );
    let mut server = home.start(&["serve"], &as_server).await;
    server.is_ready().await;
    assert_eq!(
        roles_of_pool(&mut owner, "elsewhere").await,
        ["terrace_app"]
    );
    server.signal("TERM");
    server.ends_well().await;

    let mut elsewhere = connect(&owner_url).await;
    for (grant, words, revoke) in [
        (
            "ALTER ROLE terrace_app BYPASSRLS",
            "terrace_app itself may bypass row security",
            "ALTER ROLE terrace_app NOBYPASSRLS",
        ),
        (
            "ALTER TABLE auth.groups OWNER TO terrace_app",
            "terrace_app itself owns auth.groups",
            "ALTER TABLE auth.groups OWNER TO terrace_owner",
        ),
        (
            "GRANT terrace_owner TO terrace_app",
            "terrace_app may become terrace_owner, which is a superuser",
            "REVOKE terrace_owner FROM terrace_app",
        ),
    ] {
        execute(&mut elsewhere, grant).await;
        let refused = home.run(&["serve"], &as_server, "").await;
        assert!(
            !refused.is_success && refused.text.contains(words),
            "{}",
            refused.text
        );
        execute(&mut elsewhere, revoke).await;
    }

    let mut server: Server = home.start(&["serve"], &as_owner).await;
    server.is_ready().await;
    assert!(
        home.log().contains("every connection gives them up"),
        "{}",
        home.log()
    );
    server.signal("TERM");
    server.ends_well().await;
    host.signal("TERM");
    host.ends_well().await;
}

#[tokio::test]
async fn the_help_names_every_variable_and_a_wrong_one_is_refused_by_its_name() {
    let home = Home::new();
    let help = home.run(&["--help"], &[], "").await;
    assert!(help.is_success);
    let help = help.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sources = [
        include_str!("../config.rs"),
        include_str!("../command_line.rs"),
    ];
    let variables: Vec<&str> = sources
        .iter()
        .flat_map(|source| source.split("env = \"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(variables.len() >= 20, "{variables:?}");
    for variable in variables {
        assert!(help.contains(&format!("[env: {variable}")), "{variable}");
    }
    for (variable, value, words) in [
        ("TERRACE_DEMO", "perhaps", "it takes true or false"),
        (
            "TERRACE_ADDRESS",
            "nowhere",
            "it takes an IP address and a port",
        ),
        (
            "TERRACE_SITE_ROOT",
            "/no/such/folder",
            "it takes the folder",
        ),
        (
            "TERRACE_POSTGRES_BIN",
            "/no/such/folder",
            "it takes a folder with initdb",
        ),
        (
            "TERRACE_DATA_DIR",
            "/proc/nothing",
            "it takes a folder that can be written to",
        ),
    ] {
        let refused = home.run(&[], &[(variable, value)], "").await;
        assert!(!refused.is_success);
        assert!(refused.text.contains(variable), "{}", refused.text);
        assert!(
            refused.text.contains(&format!("is {value}: {words}")),
            "{}",
            refused.text
        );
    }
}
