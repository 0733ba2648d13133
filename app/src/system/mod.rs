//! What concerns the console itself: section 2.7 of the specification.

pub mod audit_logs;
