//! The document and the policy of what may run in it belong together.

pub fn set_policy() {
    crate::server::headers::set_content_policy();
}

/// Every page names itself.
pub fn sent_title() -> String {
    String::new()
}
