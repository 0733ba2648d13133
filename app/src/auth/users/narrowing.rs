//! What the list of people is narrowed to, as the address says it, and the same as conditions of
//! a query. Lists, counts, details and exports push these, so that they agree about everybody.

use serde_json::{Map, Value};
use sqlx::{Postgres, QueryBuilder};
use time::OffsetDateTime;

use super::State;
use crate::{
    error::AppError,
    list::ListQuery,
    permission::{Permission, Role},
    server::{Ctx, keyset, span::Span},
};

/// Somebody who never signed in and holds an invitation that still works.
pub const IS_INVITED: &str = "(u.last_login IS NULL AND EXISTS (SELECT FROM auth.one_time_links l
    WHERE l.user_id = u.id AND l.purpose = 'invite' AND l.used_at IS NULL AND l.expires_at > now()))";

/// Who may see whom: people of the organization the caller acts in; for those who administer
/// nobody, the active ones. Pushes a condition about `auth.users u`.
pub fn visible(ctx: &Ctx, sql: &mut QueryBuilder<Postgres>) {
    ctx.scope(sql, "u.organization_id");
    if ctx.organization_id().is_none() && !ctx.is_superuser() {
        sql.push(" AND false");
    }
    if !ctx.may(Permission::ViewUser) {
        sql.push(" AND u.is_active");
    }
}

/// Pushes the condition that somebody is found by these words. Who sees names only finds nobody by
/// anything else.
pub fn push_words(ctx: &Ctx, sql: &mut QueryBuilder<Postgres>, words: &str) {
    let searched = if ctx.may(Permission::ViewUser) {
        "u.search_text"
    } else {
        "lower(u.display_name)"
    };
    keyset::push_search_in(sql, "u", searched, words);
}

/// Conditions of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    text: Option<String>,
    role: Option<Role>,
    state: Option<State>,
    group: Option<i32>,
    /// Part of the name of a group.
    group_name: Option<String>,
    department: Option<String>,
    /// When they joined.
    joined: Span,
    /// Exactly these, where some were picked.
    ids: Vec<i32>,
}

impl Narrowing {
    /// Reads an address; `now` is what its spans of time end with. Who sees names only cannot
    /// find out more by asking for it: for them nothing but the name is searched.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for a value that is not offered.
    pub fn parse(ctx: &Ctx, query: &ListQuery, now: OffsetDateTime) -> Result<Self, AppError> {
        let text = query.search().map(str::to_owned);
        if !ctx.may(Permission::ViewUser) {
            return Ok(Self {
                text,
                ..Self::default()
            });
        }
        let role = match query.get("role") {
            None => None,
            Some("superuser") => Some(Role::Superuser),
            Some("staff") => Some(Role::Staff),
            Some("member") => Some(Role::Member),
            Some(_) => return Err(AppError::Malformed),
        };
        let state = match query.get("state") {
            None => None,
            Some("active") => Some(State::Active),
            Some("invited") => Some(State::Invited),
            Some("inactive") => Some(State::Inactive),
            Some(_) => return Err(AppError::Malformed),
        };
        let picked = query
            .filters()
            .filter(|(key, _)| *key == "id")
            .map(|(_, id)| id.parse());
        Ok(Self {
            text,
            role,
            state,
            group: query
                .get("group")
                .map(str::parse)
                .transpose()
                .map_err(|_| AppError::Malformed)?,
            group_name: query.get("group_name").map(str::to_owned),
            department: query.get("department").map(str::to_owned),
            joined: Span::of(query, "joined", now)?,
            ids: picked
                .collect::<Result<_, _>>()
                .map_err(|_| AppError::Malformed)?,
        })
    }

    /// The group that was chosen.
    pub fn group(&self) -> Option<i32> {
        self.group
    }

    /// Pushes ` FROM auth.users u WHERE …`: whom the caller may see, narrowed.
    pub fn push(&self, ctx: &Ctx, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" FROM auth.users u WHERE ");
        visible(ctx, sql);
        if let Some(text) = &self.text {
            push_words(ctx, sql, text);
        }
        match self.role {
            None => {}
            Some(Role::Superuser) => _ = sql.push(" AND u.is_superuser"),
            Some(Role::Staff) => _ = sql.push(" AND u.is_staff AND NOT u.is_superuser"),
            Some(Role::Member) => _ = sql.push(" AND NOT u.is_staff AND NOT u.is_superuser"),
        }
        match self.state {
            None => {}
            Some(State::Inactive) => _ = sql.push(" AND NOT u.is_active"),
            Some(State::Invited) => {
                sql.push(format_args!(" AND u.is_active AND {IS_INVITED}"));
            }
            Some(State::Active) => {
                sql.push(format_args!(" AND u.is_active AND NOT {IS_INVITED}"));
            }
        }
        if let Some(group) = self.group {
            sql.push(" AND u.id IN (SELECT m.user_id FROM auth.user_groups m WHERE m.group_id = ");
            sql.push_bind(group).push(")");
        }
        if let Some(words) = &self.group_name {
            sql.push(
                " AND u.id IN (SELECT m.user_id FROM auth.user_groups m
                      JOIN auth.groups g ON g.id = m.group_id WHERE ",
            );
            ctx.scope(sql, "g.organization_id");
            keyset::push_search(sql, "g", words);
            sql.push(")");
        }
        if let Some(department) = &self.department {
            sql.push(" AND u.department = ")
                .push_bind(department.clone());
        }
        for (comparison, moment) in [(">=", self.joined.from), ("<", self.joined.to)] {
            if let Some(moment) = moment {
                sql.push(format_args!(" AND u.date_joined {comparison} "))
                    .push_bind(moment);
            }
        }
        if !self.ids.is_empty() {
            sql.push(" AND u.id = ANY(")
                .push_bind(self.ids.clone())
                .push(")");
        }
    }
}

/// The conditions of an address as the audit log keeps them.
pub fn filters_of(query: &ListQuery) -> Value {
    let mut filters = Map::new();
    for (key, value) in query
        .filters()
        .chain(query.search().map(|text| ("q", text)))
    {
        // People who were picked share one key.
        let values = filters
            .entry(key)
            .or_insert_with(|| Value::String(String::new()));
        if let Value::String(values) = values {
            if !values.is_empty() {
                values.push(' ');
            }
            values.push_str(value);
        }
    }
    Value::Object(filters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_what_was_asked_for() {
        let query = ListQuery::parse("q=林&state=active&id=3&id=4&sort=name");
        assert_eq!(
            filters_of(&query),
            serde_json::json!({ "q": "林", "state": "active", "id": "3 4" })
        );
    }
}
