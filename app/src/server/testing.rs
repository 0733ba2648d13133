//! For tests: contexts of the named cast on a pool that has given up its rights, as the server
//! itself works.

#![allow(
    clippy::expect_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{sync::Arc, time::Duration};

use sqlx::{PgPool, postgres::PgPoolOptions};
use tower_sessions::session::Id;

use super::{
    Caller, Console, Ctx, Settings, database, export::Recipient, request::RequestFacts,
    sessions::hash_of,
};
use crate::permission::{Permission, PermissionSet, Role};

/// Settings of a console under test: Argon2 at its cheapest, everything else as by default.
pub fn settings() -> Settings {
    Settings {
        public_url: "http://127.0.0.1:3000".to_owned(),
        trusted_proxies: Vec::new(),
        argon2: (8, 1, 1),
        session_lifetime: Duration::from_hours(24),
        link_lifetime: Duration::from_hours(72),
        development: false,
        demo: false,
    }
}

/// A console on a test's database, behind the same role as in production.
pub async fn console(owner: &PgPool) -> Console {
    let pool = PgPoolOptions::new()
        .max_connections(4)
        .after_connect(|connection, _| Box::pin(database::drop_rights(connection)))
        .connect_with((*owner.connect_options()).clone())
        .await
        .expect("the test database accepts connections");
    Console::new(pool, settings(), None)
}

/// The context of a member of the cast, acting in their own organization.
pub async fn ctx(owner: &PgPool, username: &str) -> Ctx {
    let row: (i32, String, bool, bool, Option<i32>, Option<String>) = sqlx::query_as(
        "SELECT u.id, u.display_name, u.is_superuser, u.is_staff, o.id, o.name
         FROM auth.users u LEFT JOIN auth.organizations o ON o.id = u.organization_id
         WHERE u.username = $1",
    )
    .bind(username)
    .fetch_one(owner)
    .await
    .expect("the cast knows this name");
    let (user_id, display_name, is_superuser, is_staff, organization_id, organization) = row;
    let role = match (is_superuser, is_staff) {
        (true, _) => Role::Superuser,
        (_, true) => Role::Staff,
        _ => Role::Member,
    };
    let (codenames, groups): (sqlx::types::Json<Vec<String>>, Vec<i32>) = sqlx::query_as(
        "SELECT auth.held_permissions($1),
                ARRAY(SELECT group_id FROM auth.user_groups WHERE user_id = $1)",
    )
    .bind(user_id)
    .fetch_one(owner)
    .await
    .expect("what they hold can be read");
    let mut held = PermissionSet::of_role(role);
    held.extend(codenames.iter().filter_map(|name| Permission::parse(name)));
    Ctx {
        console: console(owner).await,
        caller: Arc::new(Caller {
            user_id,
            username: username.to_owned(),
            display_name,
            role,
            held,
            groups,
            organization: organization_id.zip(organization),
            language: None,
            theme: None,
            shortcuts: true,
            switchable: Vec::new(),
        }),
        request: RequestFacts::current(),
    }
}

/// The same for a superuser who looks at all organizations.
pub async fn everywhere(owner: &PgPool) -> Ctx {
    let mut ctx = ctx(owner, "admin").await;
    Arc::make_mut(&mut ctx.caller).organization = None;
    ctx
}

/// Writes every permission of the program, as `terrace migrate` does.
pub async fn write_permissions(owner: &PgPool) {
    let known = Permission::ALL
        .iter()
        .filter_map(|permission| Some((permission.codename(), permission.entity()?.model())));
    let (codenames, models): (Vec<String>, Vec<String>) = known
        .map(|(codename, model)| (codename.to_owned(), model.to_owned()))
        .unzip();
    sqlx::query(
        "INSERT INTO auth.permissions (codename, name, content_type_id)
         SELECT k.codename, k.codename, t.id FROM unnest($1::text[], $2::text[]) AS k (codename, model)
         JOIN auth.content_types t ON t.model = k.model
         ON CONFLICT DO NOTHING",
    )
    .bind(codenames)
    .bind(models)
    .execute(owner)
    .await
    .expect("permissions can be written");
}

/// The same of somebody who is signed in and asks for a file.
pub async fn recipient(owner: &PgPool, username: &str) -> Recipient {
    let ctx = ctx(owner, username).await;
    let id = Id::default();
    sqlx::query(
        "INSERT INTO auth.sessions (id_hash, user_id, data, expires_at)
         VALUES ($1, $2, '{}', now() + interval '1 day')",
    )
    .bind(hash_of(&id))
    .bind(ctx.caller.user_id)
    .execute(owner)
    .await
    .expect("the session is written");
    Recipient::of_session(ctx, id)
        .await
        .expect("the session lives")
}
