//! Who people are and where they belong: section 2.2 of the specification.

pub mod devices;
pub mod groups;
pub mod organizations;
pub mod permissions;
pub mod profile;
pub mod sessions;
pub mod users;
