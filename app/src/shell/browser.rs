//! A browser is told the policy, it does not tell.

pub fn set_policy() {}
