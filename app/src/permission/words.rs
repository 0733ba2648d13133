//! Permissions in words: what somebody may do, and to what.

use super::{Permission, Verb};
use crate::{i18n::*, lowercase::lowercase, system::audit_logs::words::entity_words, ui::Words};

/// What a permission lets somebody do, such as "View dataset".
pub fn permission_words(l: Locale, permission: Permission) -> String {
    let words = match permission {
        Permission::UseConsole => td_string!(l, access.use_console),
        Permission::ExportUser => td_string!(l, access.export_user),
        Permission::ChangePermission => td_string!(l, access.change_permission),
        Permission::UseDataSource => td_string!(l, access.use_datasource),
        Permission::RevealDataSource => td_string!(l, access.reveal_datasource),
        Permission::RunDataProcessingTask => td_string!(l, access.run_dataprocessingtask),
        Permission::PromoteModelVersion => td_string!(l, access.promote_modelversion),
        Permission::InvokeModelEndpoint => td_string!(l, access.invoke_modelendpoint),
        Permission::ManageSettings => td_string!(l, access.manage_settings),
        Permission::ExportAuditLog => td_string!(l, access.export_auditlog),
        _ => return regular_words(l, permission),
    };
    words.to_owned()
}

fn regular_words(l: Locale, permission: Permission) -> String {
    let what = permission
        .entity()
        .map(|entity| in_a_sentence(l, entity_words(l, entity.model())))
        .unwrap_or_default();
    match permission.verb() {
        Verb::View => td_string!(l, access.view, what = what),
        Verb::Add => td_string!(l, access.add, what = what),
        Verb::Change => td_string!(l, access.change, what = what),
        Verb::Delete => td_string!(l, access.delete, what = what),
        Verb::Other => permission.codename().to_owned(),
    }
}

/// English nouns are small within a sentence.
fn in_a_sentence(l: Locale, words: Words) -> String {
    if l == Locale::en {
        lowercase(&words)
    } else {
        words.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_permission_has_words_of_its_own() {
        for l in [Locale::en, Locale::zh_CN] {
            let words: HashSet<_> = Permission::ALL
                .iter()
                .map(|permission| permission_words(l, *permission))
                .collect();
            assert_eq!(words.len(), Permission::ALL.len());
            assert!(!words.iter().any(|words| words.contains('_')), "{words:?}");
        }
        assert_eq!(
            permission_words(Locale::en, Permission::ViewDataset),
            "View dataset"
        );
        assert_eq!(
            permission_words(Locale::zh_CN, Permission::ViewDataset),
            "查看数据集"
        );
    }
}
