//! Lists whose whole state is their address: what is searched and filtered, how it is sorted,
//! and where in it the reader stands (a keyset cursor, so that the deepest page costs what the
//! first one does).

use serde::{Deserialize, Serialize};

use crate::{error::AppError, moment::Moment};

/// Rows on one page of a list.
pub const PAGE_ROWS: usize = 50;
/// An address longer than this is not a list of ours.
const MAX_SEARCH_BYTES: usize = 8_192;

/// Keys of the address that say where the reader stands rather than what is listed.
const POSITION_KEYS: [&str; 2] = ["after", "before"];
/// Keys that are neither a filter nor a position.
const PLAIN_KEYS: [&str; 7] = ["q", "sort", "after", "before", "entry", "columns", "done"];

/// The state of a list, as written in the address after the `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    pairs: Vec<(String, String)>,
}

impl ListQuery {
    /// Reads `?q=林&sort=-joined`, with or without the question mark. Empty values count as
    /// absent, since a form without JavaScript sends every field it has. What is too long to be an
    /// address of ours says nothing here; whoever answers with rows asks [`Self::read`].
    pub fn parse(search: &str) -> Self {
        Self::read(search).unwrap_or_default()
    }

    /// The same for whoever answers with rows: an address cut short would narrow them to less than
    /// was asked for, and show all where few were wanted.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for an address that is too long.
    pub fn read(search: &str) -> Result<Self, AppError> {
        let search = search.strip_prefix('?').unwrap_or(search);
        if search.len() > MAX_SEARCH_BYTES {
            return Err(AppError::Malformed);
        }
        let pairs = form_urlencoded::parse(search.as_bytes())
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(key, value)| (key.into_owned(), value.trim().to_owned()))
            .collect();
        Ok(Self { pairs })
    }

    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a key.
    pub fn get_all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(k, _)| k == key)
            .map(|(_, value)| value.as_str())
    }

    /// The text searched for.
    pub fn search(&self) -> Option<&str> {
        self.get("q")
    }

    /// The pairs that narrow the list, beside the search.
    pub fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .filter(|(key, _)| !PLAIN_KEYS.contains(&key.as_str()))
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Anything that narrows the list.
    pub fn is_narrowed(&self) -> bool {
        self.search().is_some() || self.filters().next().is_some()
    }

    /// Whether this is a page behind the first.
    pub fn is_further_on(&self) -> bool {
        POSITION_KEYS.iter().any(|key| self.get(key).is_some())
    }

    /// The same list from its beginning.
    #[must_use]
    pub fn from_the_start(&self) -> Self {
        POSITION_KEYS
            .iter()
            .fold(self.clone(), |query, key| query.here_without(key))
    }

    /// The same list with one thing changed, from its first page.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> Self {
        let mut changed = self.without(key);
        if !value.is_empty() {
            changed.pairs.push((key.to_owned(), value.to_owned()));
        }
        changed
    }

    /// The same list without one of its conditions, from its first page.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let pairs = self
            .pairs
            .iter()
            .filter(|(k, _)| k != key && !POSITION_KEYS.contains(&k.as_str()))
            .cloned()
            .collect();
        Self { pairs }
    }

    /// The same page with one thing changed, such as the entry shown beside the list.
    #[must_use]
    pub fn here_with(&self, key: &str, value: &str) -> Self {
        let mut changed = self.here_without(key);
        changed.pairs.push((key.to_owned(), value.to_owned()));
        changed
    }

    /// The same page without one thing, such as the entry shown beside the list.
    #[must_use]
    pub fn here_without(&self, key: &str) -> Self {
        Self {
            pairs: self
                .pairs
                .iter()
                .filter(|(k, _)| k != key)
                .cloned()
                .collect(),
        }
    }

    /// The pairs but for those of some keys: hidden fields of a form that changes only these.
    pub fn pairs_without<'a>(
        &'a self,
        keys: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs
            .iter()
            .filter(|(key, _)| !keys.contains(&key.as_str()))
            .filter(|(key, _)| !POSITION_KEYS.contains(&key.as_str()))
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// `?q=…`, or nothing where nothing is said.
    pub fn to_search(&self) -> String {
        if self.pairs.is_empty() {
            return String::new();
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs.iter())
            .finish();
        format!("?{query}")
    }

    /// What is sorted by, and whether downwards: `-joined` is the latest first.
    pub fn sort(&self) -> Option<(&str, bool)> {
        self.get("sort").map(|sort| match sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (sort, false),
        })
    }
}

/// How many rows a list has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    Exactly(i64),
    /// Above ten thousand nobody counts; this is the planner's estimate.
    About(i64),
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Cursor of the page before this one.
    pub before: Option<String>,
    /// Cursor of the page after this one.
    pub after: Option<String>,
    pub count: Count,
    /// When the page was made: relative times are relative to this.
    pub now: Moment,
}

impl<T> Page<T> {
    /// Whether all rows there are stand on this page.
    pub fn is_all(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_an_address() {
        let query = ListQuery::parse("?q=%E6%9E%97&role=staff&sort=-joined&after=abc&empty=");
        assert_eq!(query.search(), Some("林"));
        assert_eq!(query.sort(), Some(("joined", true)));
        assert_eq!(query.filters().collect::<Vec<_>>(), [("role", "staff")]);
        assert_eq!(
            query.to_search(),
            "?q=%E6%9E%97&role=staff&sort=-joined&after=abc"
        );
    }

    #[test]
    fn a_changed_condition_starts_at_the_first_page() {
        let query = ListQuery::parse("q=a&after=abc");
        assert_eq!(query.with("role", "staff").to_search(), "?q=a&role=staff");
        assert_eq!(query.without("q").to_search(), "");
        let here = query.here_with("entry", "7");
        assert_eq!(here.to_search(), "?q=a&after=abc&entry=7");
        assert_eq!(here.here_without("entry"), query);
    }

    #[test]
    fn an_address_of_a_million_characters_is_none_of_ours() {
        let address = format!("q={}", "a".repeat(1_000_000));
        assert_eq!(ListQuery::read(&address), Err(AppError::Malformed));
        assert_eq!(ListQuery::parse(&address), ListQuery::default());
    }

    #[test]
    fn leads_back_to_its_first_page() {
        let query = ListQuery::parse("q=a&after=abc&entry=7");
        assert!(query.is_further_on());
        assert_eq!(query.from_the_start().to_search(), "?q=a&entry=7");
        assert!(!query.from_the_start().is_further_on());
    }
}
