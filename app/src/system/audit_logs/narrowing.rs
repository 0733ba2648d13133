//! What the log is narrowed to, as the address says it.

use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

use super::{DAYS_OF_TEXT, is_time_implied};
use crate::{error::AppError, list::ListQuery, server::span::Span};

/// Nothing is written in the future: an upper bound spares the planner the months ahead. A day
/// is more than two clocks differ by.
const AHEAD: Duration = Duration::days(1);

/// What an address asks of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrowing {
    /// A person by username, name or id, or the words for whom the reader may not see.
    pub who: Option<String>,
    pub action: Option<String>,
    pub entity_type: Option<String>,
    pub entity_id: Option<i64>,
    pub address: Option<String>,
    pub request: Option<String>,
    /// Part of the entity's name or key.
    pub text: Option<String>,
    pub span: Span,
}

impl Narrowing {
    /// Reads an address; `now` is what its spans of time end with.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for a number, span or time that is none.
    pub fn parse(query: &ListQuery, now: OffsetDateTime) -> Result<Self, AppError> {
        let owned = |key: &str| query.get(key).map(str::to_owned);
        let mut span = Span::of(query, "time", now)?;
        if is_time_implied(query) {
            span.from = Some(now - Duration::days(DAYS_OF_TEXT));
        }
        span.to = span.to.or(Some(now + AHEAD));
        let entity_id = query.get("entity_id").map(str::parse).transpose();
        Ok(Self {
            who: owned("who"),
            action: owned("action"),
            entity_type: owned("entity_type"),
            entity_id: entity_id.map_err(|_| AppError::Malformed)?,
            address: owned("address"),
            request: owned("request"),
            text: query.search().map(str::to_owned),
            span,
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-11-24 01:01 UTC);

    fn parsed(search: &str) -> Result<Narrowing, AppError> {
        Narrowing::parse(&ListQuery::parse(search), NOW)
    }

    fn hours_back(search: &str) -> Option<i64> {
        let from = parsed(search).unwrap().span.from;
        from.map(|from| (NOW - from).whole_hours())
    }

    #[test]
    fn a_text_alone_is_searched_for_in_the_last_days() {
        assert_eq!(hours_back("q=林"), Some(30 * 24));
        assert_eq!(hours_back("q=林&time=1h"), Some(1));
        assert_eq!(hours_back("q=林&to=2026-11-01"), None);
        assert_eq!(hours_back("action=delete"), None);
    }

    #[test]
    fn a_time_that_was_chosen_counts_more_than_a_span() {
        assert_eq!(hours_back("time=1h&from=2026-11-23T01:01"), Some(24));
        assert_eq!(hours_back("time=1h&to=2026-11-23"), None);
    }

    #[test]
    fn refuses_times_and_numbers_that_are_none() {
        for search in [
            "time=1y",
            "from=yesterday",
            "to=9999-12-31",
            "entity_id=7;",
            "entity_id=9223372036854775808",
        ] {
            assert_eq!(parsed(search), Err(AppError::Malformed), "{search}");
        }
    }
}
