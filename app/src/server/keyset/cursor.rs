//! What a cursor holds, and how it is written: base64 of `["sort key", id]`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use time::OffsetDateTime;

use super::Key;
use crate::error::AppError;

/// A cursor longer than this was not made here.
const MAX_CURSOR_BYTES: usize = 2_048;

/// The sort key and the id of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// As it is written: text, or microseconds since 1970.
    key: String,
    /// As PostgreSQL reads it.
    value: String,
    id: i64,
}

/// A row's cursor, as an address holds it.
pub fn written(key: String, id: i64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::json!([key, id]).to_string())
}

impl Cursor {
    /// Reads a cursor of an address.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for one that was not made here.
    pub fn read(cursor: &str, kind: Key) -> Result<Self, AppError> {
        if cursor.len() > MAX_CURSOR_BYTES {
            return Err(AppError::Malformed);
        }
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(cursor)
            .map_err(|_| AppError::Malformed)?;
        let (key, id) = serde_json::from_slice(&bytes).map_err(|_| AppError::Malformed)?;
        Self::of(key, id, kind)
    }

    /// The cursor of a row.
    pub fn of(key: String, id: i64, kind: Key) -> Result<Self, AppError> {
        let value = match kind {
            Key::Text if key.contains('\0') => return Err(AppError::Malformed),
            Key::Time if key != "-infinity" => timestamp(&key)?,
            Key::Text | Key::Time => key.clone(),
        };
        Ok(Self { key, value, id })
    }

    pub fn value(&self) -> &str {
        &self.value
    }

    pub fn id(&self) -> i64 {
        self.id
    }

    /// The cursor of a place so many ids beside this one.
    pub fn beside(&self, ids: i64) -> String {
        written(self.key.clone(), self.id.saturating_add(ids))
    }
}

/// Microseconds since 1970 as PostgreSQL reads a timestamp.
fn timestamp(microseconds: &str) -> Result<String, AppError> {
    let microseconds: i64 = microseconds.parse().map_err(|_| AppError::Malformed)?;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)
        .map_err(|_| AppError::Malformed)?;
    if !(1..=9999).contains(&moment.year()) {
        return Err(AppError::Malformed);
    }
    Ok(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second(),
        moment.microsecond()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, kind: Key) -> (String, i64) {
        let cursor = Cursor::read(&written(key.to_owned(), 7), kind).unwrap();
        (cursor.value().to_owned(), cursor.id())
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        assert_eq!(read("林晓", Key::Text), ("林晓".to_owned(), 7));
        assert_eq!(
            read("1795482060318123", Key::Time),
            ("2026-11-24 01:01:00.318123+00".to_owned(), 7)
        );
        assert_eq!(read("-infinity", Key::Time), ("-infinity".to_owned(), 7));
    }

    #[test]
    fn names_the_place_beside_a_row() {
        let cursor = Cursor::of("1795482060318123".to_owned(), 7, Key::Time).unwrap();
        let beside = Cursor::read(&cursor.beside(-1), Key::Time).unwrap();
        assert_eq!((beside.value(), beside.id()), (cursor.value(), 6));
        let last = Cursor::of("a".to_owned(), i64::MAX, Key::Text).unwrap();
        assert_eq!(last.beside(1), written("a".to_owned(), i64::MAX));
    }
}
