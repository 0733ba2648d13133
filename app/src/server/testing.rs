//! For tests: contexts of the named cast on a pool that has given up its rights, as the server
//! itself works.

#![allow(
    clippy::expect_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{sync::Arc, time::Duration};

use sqlx::{PgPool, postgres::PgPoolOptions};

use super::{Caller, Console, Ctx, Settings, database, request::RequestFacts};
use crate::permission::Role;

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
    Ctx {
        console: console(owner).await,
        caller: Arc::new(Caller {
            user_id,
            username: username.to_owned(),
            display_name,
            role,
            organization: organization_id.zip(organization),
            language: None,
            theme: None,
            shortcuts: true,
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
