//! [`Ctx`]: who is asking and what they may do. Every server function begins with
//! [`Ctx::require`], and every query takes the context it returns.

use std::sync::Arc;

use leptos::prelude::use_context;
use sqlx::{PgPool, Postgres, QueryBuilder, Transaction};

use super::{
    Console,
    database::{self, Plans},
    request::RequestFacts,
};
use crate::{
    error::AppError,
    facts::Theme,
    i18n::Locale,
    permission::{Permission, PermissionSet, Role},
};

/// Somebody who is signed in, as their session knows them for the length of one request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user_id: i32,
    pub username: String,
    pub display_name: String,
    pub role: Role,
    /// The organization they act in. `None` only for a superuser who looks at all of them.
    pub organization: Option<(i32, String)>,
    /// What they hold everywhere they act: by their role, granted to them or to a group of theirs.
    pub held: PermissionSet,
    /// The groups they are in.
    pub groups: Vec<i32>,
    pub language: Option<Locale>,
    pub theme: Option<Theme>,
    /// Whether keys of a single character do anything.
    pub shortcuts: bool,
    /// The first organizations by name that a superuser can act in: one more than are offered.
    pub switchable: Vec<(i32, String)>,
}

impl Caller {
    /// Who sent the request being answered, if anybody is signed in.
    pub fn current() -> Option<Arc<Self>> {
        use_context::<http::request::Parts>()?
            .extensions
            .get()
            .cloned()
    }
}

/// A caller with a permission, and the way to the database.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub console: Console,
    pub caller: Arc<Caller>,
    pub request: RequestFacts,
}

impl Ctx {
    /// The context of the request being answered.
    ///
    /// # Errors
    /// [`AppError::SignInRequired`] when nobody is signed in; [`AppError::NotFound`] when they
    /// lack the permission, for what one may not do should look as if it were not there.
    pub async fn require(permission: Permission) -> Result<Self, AppError> {
        let parts = use_context::<http::request::Parts>().ok_or(AppError::SignInRequired)?;
        Self::of(&parts.extensions, Console::current()?, permission)
    }

    /// The same outside of Leptos, for handlers that stream a file.
    pub fn of(
        extensions: &http::Extensions,
        console: Console,
        permission: Permission,
    ) -> Result<Self, AppError> {
        let caller = extensions
            .get::<Arc<Caller>>()
            .cloned()
            .ok_or(AppError::SignInRequired)?;
        let request = extensions
            .get::<RequestFacts>()
            .cloned()
            .unwrap_or_else(RequestFacts::current);
        let ctx = Self {
            console,
            caller,
            request,
        };
        if ctx.may(permission) {
            Ok(ctx)
        } else {
            Err(AppError::NotFound)
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.caller.held.contains(permission)
    }

    pub fn is_superuser(&self) -> bool {
        self.caller.role == Role::Superuser
    }

    pub fn pool(&self) -> &PgPool {
        &self.console.pool
    }

    /// The organization every query is narrowed to; `None` for a superuser who looks at all.
    pub fn organization_id(&self) -> Option<i32> {
        self.caller.organization.as_ref().map(|(id, _)| *id)
    }

    /// Whether this organization is one the caller now acts in.
    pub fn reaches(&self, organization_id: Option<i32>) -> bool {
        match self.organization_id() {
            None => self.is_superuser(),
            Some(own) => organization_id == Some(own),
        }
    }

    /// The first wall: narrows a list to the organization the caller acts in. Somebody who acts in
    /// none, and may not look at all, sees nothing.
    pub fn scope(&self, query: &mut QueryBuilder<Postgres>, column: &str) {
        match self.organization_id() {
            Some(id) => query.push(format_args!("{column} = ")).push_bind(id),
            None if self.is_superuser() => query.push("true"),
            None => query.push("false"),
        };
    }

    /// A transaction behind the second wall, to read in.
    pub async fn read(&self) -> Result<Transaction<'static, Postgres>, AppError> {
        database::begin(self.pool(), self.wall(), true).await
    }

    /// The same, and says how its queries are planned.
    pub async fn read_planned(
        &self,
        plans: Plans,
    ) -> Result<Transaction<'static, Postgres>, AppError> {
        database::begin_planned(self.pool(), self.wall(), true, plans).await
    }

    /// A transaction behind the second wall, for one change with its audit row.
    pub async fn write(&self) -> Result<Transaction<'static, Postgres>, AppError> {
        database::begin(self.pool(), self.wall(), false).await
    }

    /// A transaction for what belongs to the caller themselves: a superuser who acts elsewhere
    /// still has a profile at home. Its queries name the caller's own id.
    pub async fn write_own(&self) -> Result<Transaction<'static, Postgres>, AppError> {
        database::begin(self.pool(), database::Wall::Every, false).await
    }

    fn wall(&self) -> database::Wall {
        match self.organization_id() {
            Some(id) => database::Wall::Organization(id),
            None if self.is_superuser() => database::Wall::Every,
            None => database::Wall::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::testing;

    #[sqlx::test(migrations = "../migrations", fixtures("../../fixtures/cast.sql"))]
    async fn a_list_is_narrowed_to_where_one_acts_or_to_nothing(owner: PgPool) {
        let narrowed = |ctx: &Ctx| {
            let mut query = QueryBuilder::new("");
            ctx.scope(&mut query, "organization_id");
            query.sql().as_str().to_owned()
        };
        let mut member = testing::ctx(&owner, "chenmo").await;
        assert_eq!(narrowed(&member), "organization_id = $1");
        Arc::make_mut(&mut member.caller).organization = None;
        assert_eq!(narrowed(&member), "false");
        assert_eq!(narrowed(&testing::everywhere(&owner).await), "true");
    }
}
