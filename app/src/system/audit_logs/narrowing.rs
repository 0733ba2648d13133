//! What the log is narrowed to, as the address says it, and the same as conditions of a query.
//! Lists, counts and exports all push these conditions, so that they agree about every row.

use serde_json::{Map, Value};
use sqlx::{Postgres, QueryBuilder, Transaction};
use time::{Date, Duration, Month, OffsetDateTime, Time};

use super::{DAYS_OF_TEXT, is_time_implied, words::ENTITY_TYPES};
use crate::{error::AppError, list::ListQuery, server::Ctx};

/// Nothing is written in the future: an upper bound spares the planner the months ahead. A day
/// is more than two clocks differ by.
const AHEAD: Duration = Duration::days(1);

/// The spans that are offered by name.
const SPANS: [(&str, Duration); 5] = [
    ("1h", Duration::hours(1)),
    ("24h", Duration::hours(24)),
    ("7d", Duration::days(7)),
    ("30d", Duration::days(30)),
    ("90d", Duration::days(90)),
];

/// Conditions of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrowing {
    pub who: Option<String>,
    pub action: Option<String>,
    pub entity_type: Option<String>,
    pub entity_id: Option<i64>,
    pub address: Option<String>,
    pub request: Option<String>,
    /// Part of the entity's name, in lower case.
    pub text: Option<String>,
    /// From this moment on.
    pub from: Option<OffsetDateTime>,
    /// Before this moment.
    pub to: Option<OffsetDateTime>,
}

impl Narrowing {
    /// Reads an address; `now` is what its spans of time end with.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for a number, span or time that is none.
    pub fn parse(query: &ListQuery, now: OffsetDateTime) -> Result<Self, AppError> {
        let owned = |key: &str| query.get(key).map(str::to_owned);
        let (from, to) = match (query.get("time"), query.get("from"), query.get("to")) {
            (Some(span), ..) => {
                let span = SPANS.iter().find(|(name, _)| *name == span);
                (Some(now - span.ok_or(AppError::Malformed)?.1), None)
            }
            (None, None, None) if is_time_implied(query) => {
                (Some(now - Duration::days(DAYS_OF_TEXT)), None)
            }
            (None, from, to) => {
                let from = from.map(moment).transpose()?.map(|(from, _)| from);
                (
                    from,
                    to.map(moment).transpose()?.map(|(to, unit)| to + unit),
                )
            }
        };
        let entity_id = query.get("entity_id").map(str::parse).transpose();
        Ok(Self {
            who: owned("who"),
            action: owned("action"),
            entity_type: owned("entity_type"),
            entity_id: entity_id.map_err(|_| AppError::Malformed)?,
            address: owned("address"),
            request: owned("request"),
            text: query.search().map(str::to_lowercase),
            from,
            to: Some(to.unwrap_or(now + AHEAD)),
        })
    }

    /// Everything from `WHERE` on that is not a position in the list.
    pub async fn conditions(
        self,
        tx: &mut Transaction<'_, Postgres>,
        ctx: &Ctx,
    ) -> Result<Conditions, AppError> {
        let person = match &self.who {
            None => Person::Any,
            Some(who) => find_person(tx, ctx, who)
                .await?
                .map_or(Person::Unknown, Person::Known),
        };
        Ok(Conditions {
            narrowing: self,
            person,
            ctx: ctx.clone(),
        })
    }
}

/// A [`Narrowing`] whose person has been looked up, within what a caller may see.
#[derive(Clone, Debug)]
pub struct Conditions {
    narrowing: Narrowing,
    person: Person,
    ctx: Ctx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Person {
    Any,
    Known(i32),
    Unknown,
}

/// Which organizations' rows a query reads, where it is for somebody who sees all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those the caller acts in.
    Whole,
    /// Those of the organization `o`, which the query goes through one by one.
    OfEach,
    /// Those of none.
    OfNone,
    /// All, named one by one.
    Named,
}

impl Conditions {
    /// Whether rows are found faster organization by organization: the indexes of these filters
    /// begin with it, and whoever looks at all of them names none.
    pub fn go_by_organization(&self) -> bool {
        let narrowing = &self.narrowing;
        self.ctx.organization_id().is_none()
            && self.person == Person::Any
            && narrowing.request.is_none()
            && narrowing.entity_id.is_none()
            && [
                &narrowing.action,
                &narrowing.entity_type,
                &narrowing.address,
            ]
            .into_iter()
            .any(Option::is_some)
    }

    /// Pushes ` WHERE …` for a table that is called `a`.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>, part: Part) {
        let narrowing = &self.narrowing;
        query.push(" WHERE ");
        match part {
            Part::Whole => self.ctx.scope(query, "a.organization_id"),
            Part::OfEach => _ = query.push("a.organization_id = o.id"),
            Part::OfNone => _ = query.push("a.organization_id IS NULL"),
            Part::Named => {
                _ = query.push(
                    "(a.organization_id = ANY(ARRAY(SELECT id FROM auth.organizations))
                      OR a.organization_id IS NULL)",
                );
            }
        }
        match self.person {
            Person::Any => {}
            Person::Known(id) => _ = query.push(" AND a.user_id = ").push_bind(id),
            Person::Unknown => _ = query.push(" AND false"),
        }
        for (column, value) in [
            ("action", &narrowing.action),
            ("entity_type", &narrowing.entity_type),
            ("ip_address", &narrowing.address),
            ("request_id", &narrowing.request),
        ] {
            if let Some(value) = value {
                query
                    .push(format_args!(" AND a.{column} = "))
                    .push_bind(value.clone());
            }
        }
        if let Some(id) = narrowing.entity_id {
            query.push(" AND a.entity_id = ").push_bind(id);
            if narrowing.entity_type.is_none() {
                // The index begins with the type: naming all of them lets the id use it.
                query
                    .push(" AND a.entity_type = ANY(")
                    .push_bind(&ENTITY_TYPES[..])
                    .push(")");
            }
        }
        for (comparison, moment) in [(">=", narrowing.from), ("<", narrowing.to)] {
            if let Some(moment) = moment {
                query
                    .push(format_args!(" AND a.timestamp {comparison} "))
                    .push_bind(moment);
            }
        }
        if let Some(text) = &narrowing.text {
            query
                .push(" AND strpos(lower(a.entity_label), ")
                .push_bind(text.clone())
                .push(") > 0");
        }
    }

    /// Whether a text is searched for, which no index helps to count.
    pub fn searches_text(&self) -> bool {
        self.narrowing.text.is_some()
    }
}

/// Somebody by their username or else by their name, as people type them.
async fn find_person(
    tx: &mut Transaction<'_, Postgres>,
    ctx: &Ctx,
    who: &str,
) -> Result<Option<i32>, AppError> {
    // One look-up each, since an OR of the two could use the index of neither.
    for column in ["username", "display_name"] {
        let mut query = QueryBuilder::new("SELECT u.id FROM auth.users u WHERE ");
        ctx.scope(&mut query, "u.organization_id");
        query
            .push(format_args!(" AND lower(u.{column}) = lower("))
            .push_bind(who.to_owned());
        query.push(") ORDER BY u.id LIMIT 1");
        let found = query.build_query_scalar().fetch_optional(&mut **tx).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The conditions of an address as the log itself keeps them when somebody reads or exports it.
pub fn filters_of(query: &ListQuery) -> Value {
    let filters = query
        .filters()
        .chain(query.search().map(|text| ("q", text)));
    filters
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect::<Map<_, _>>()
        .into()
}

/// A time in UTC as `<input type="datetime-local">` writes it, or a day; and how long it lasts.
fn moment(text: &str) -> Result<(OffsetDateTime, Duration), AppError> {
    parse_moment(text).ok_or(AppError::Malformed)
}

fn parse_moment(text: &str) -> Option<(OffsetDateTime, Duration)> {
    let (day, clock) = text
        .split_once(['T', ' '])
        .map_or((text, None), |(d, c)| (d, Some(c)));
    let mut parts = day.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()?;
    let Some(clock) = clock else {
        return Some((date.midnight().assume_utc(), Duration::DAY));
    };
    let mut parts = clock.trim_end_matches('Z').splitn(3, ':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts
        .next()
        .map_or(Some(0), |second| second.get(..2)?.parse().ok())?;
    let time = Time::from_hms(hour, minute, second).ok()?;
    Some((date.with_time(time).assume_utc(), Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-11-24 01:01 UTC);

    fn parsed(search: &str) -> Result<Narrowing, AppError> {
        Narrowing::parse(&ListQuery::parse(search), NOW)
    }

    fn hours_back(search: &str) -> Option<i64> {
        parsed(search)
            .unwrap()
            .from
            .map(|from| (NOW - from).whole_hours())
    }

    #[test]
    fn a_span_ends_now_and_a_day_is_whole() {
        assert_eq!(hours_back("time=7d"), Some(7 * 24));
        let day = parsed("from=2026-11-01&to=2026-11-01").unwrap();
        assert_eq!(day.to.unwrap() - day.from.unwrap(), Duration::DAY);
        let hour = parsed("from=2026-11-01T09:00&to=2026-11-01T10:00:00").unwrap();
        assert_eq!(hour.to.unwrap() - hour.from.unwrap(), Duration::HOUR);
    }

    #[test]
    fn a_text_alone_is_searched_for_in_the_last_days() {
        assert_eq!(hours_back("q=林"), Some(30 * 24));
        assert_eq!(hours_back("q=林&time=1h"), Some(1));
        assert_eq!(hours_back("time=1h&from=2020-01-01"), Some(1));
        assert_eq!(hours_back("q=林&to=2026-11-01"), None);
        assert_eq!(hours_back("action=delete"), None);
    }

    #[test]
    fn refuses_times_and_numbers_that_are_none() {
        for search in [
            "time=1y",
            "from=yesterday",
            "from=2026-13-01",
            "from=2026-02-30",
            "from=20260-01-01",
            "to=2026-11-01T25:00",
            "to=2026-11-01T09",
            "entity_id=7;",
            "entity_id=9223372036854775808",
        ] {
            assert_eq!(parsed(search), Err(AppError::Malformed), "{search}");
        }
    }
}
