//! What the list of people is narrowed to, as the address says it, and the same as conditions of
//! a query. Lists, counts, details and exports push these, so that they agree about everybody.

use serde_json::{Map, Value};
use sqlx::{Postgres, QueryBuilder};
use time::{Date, Duration, Month, OffsetDateTime, Time};

use super::State;
use crate::{
    error::AppError,
    list::ListQuery,
    permission::{Permission, Role},
    server::Ctx,
};

/// Somebody who never signed in and holds an invitation that still works.
pub const IS_INVITED: &str = "(u.last_login IS NULL AND EXISTS (SELECT FROM auth.one_time_links l
    WHERE l.user_id = u.id AND l.purpose = 'invite' AND l.used_at IS NULL AND l.expires_at > now()))";

/// The spans that are offered by name.
const SPANS: [(&str, Duration); 5] = [
    ("1h", Duration::hours(1)),
    ("24h", Duration::hours(24)),
    ("7d", Duration::days(7)),
    ("30d", Duration::days(30)),
    ("90d", Duration::days(90)),
];

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

/// Conditions of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    text: Option<String>,
    /// Whether everything is searched, or names alone.
    searches_facts: bool,
    role: Option<Role>,
    state: Option<State>,
    group: Option<i32>,
    department: Option<String>,
    /// Joined from this moment on.
    from: Option<OffsetDateTime>,
    /// Joined before this moment.
    to: Option<OffsetDateTime>,
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
        let from = match (query.get("from"), query.get("joined")) {
            (Some(from), _) => Some(moment(from)?.0),
            (None, Some(span)) => {
                let span = SPANS.iter().find(|(name, _)| *name == span);
                Some(now - span.ok_or(AppError::Malformed)?.1)
            }
            (None, None) => None,
        };
        let to = query
            .get("to")
            .map(moment)
            .transpose()?
            .map(|(to, length)| to + length);
        let picked = query
            .filters()
            .filter(|(key, _)| *key == "id")
            .map(|(_, id)| id.parse());
        Ok(Self {
            text,
            searches_facts: true,
            role,
            state,
            group: query
                .get("group")
                .map(str::parse)
                .transpose()
                .map_err(|_| AppError::Malformed)?,
            department: query.get("department").map(|text| text.trim().to_owned()),
            from,
            to,
            ids: picked
                .collect::<Result<_, _>>()
                .map_err(|_| AppError::Malformed)?,
        })
    }

    /// Pushes ` FROM auth.users u WHERE …`: whom the caller may see, narrowed.
    pub fn push(&self, ctx: &Ctx, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" FROM auth.users u WHERE ");
        visible(ctx, sql);
        if let Some(text) = &self.text {
            let searched = if self.searches_facts {
                "u.search_text"
            } else {
                "lower(u.display_name)"
            };
            sql.push(" AND u.search_grams @> public.sought_grams(")
                .push_bind(text.clone());
            sql.push(format_args!(") AND strpos({searched}, lower("))
                .push_bind(text.clone());
            sql.push(")) > 0");
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
        if let Some(department) = &self.department {
            sql.push(" AND u.department = ")
                .push_bind(department.clone());
        }
        for (comparison, moment) in [(">=", self.from), ("<", self.to)] {
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

/// A time in UTC as `<input type="datetime-local">` writes it, or a day; and how long it lasts.
fn moment(text: &str) -> Result<(OffsetDateTime, Duration), AppError> {
    parse_moment(text).ok_or(AppError::Malformed)
}

fn parse_moment(text: &str) -> Option<(OffsetDateTime, Duration)> {
    let (day, clock) = text
        .split_once('T')
        .map_or((text, None), |(day, time)| (day, Some(time)));
    let mut parts = day.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()?;
    let Some(clock) = clock else {
        return Some((date.midnight().assume_utc(), Duration::DAY));
    };
    let mut parts = clock.splitn(3, ':');
    let time = Time::from_hms(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, 0).ok()?;
    Some((date.with_time(time).assume_utc(), Duration::MINUTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_and_minutes() {
        let day = parse_moment("2026-11-01").unwrap();
        assert_eq!(
            (day.0.unix_timestamp(), day.1),
            (1_793_491_200, Duration::DAY)
        );
        let minute = parse_moment("2026-11-01T09:30").unwrap();
        assert_eq!(
            (minute.0 - day.0, minute.1),
            (Duration::minutes(570), Duration::MINUTE)
        );
        for nothing in [
            "",
            "yesterday",
            "2026-02-30",
            "20260-01-01",
            "2026-11-01T25:00",
        ] {
            assert_eq!(parse_moment(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_log_keeps_what_was_asked_for() {
        let query = ListQuery::parse("q=林&state=active&id=3&id=4&sort=name");
        assert_eq!(
            filters_of(&query),
            serde_json::json!({ "q": "林", "state": "active", "id": "3 4" })
        );
    }
}
