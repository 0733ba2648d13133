//! In the browser the frame stands in the page already: none of it is made here.

use crate::facts::{Person, Theme};

/// What the menu holds.
pub fn side(_: &Person) -> String {
    String::new()
}

/// What the line above the page holds.
pub fn top(_: &Person, _: Theme) -> String {
    String::new()
}

/// What the sheet of the keys holds.
pub fn sheet(_: bool) -> String {
    String::new()
}
