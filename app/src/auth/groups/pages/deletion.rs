//! The end of a group: who would lose what, and the name typed to confirm.

use leptos::{prelude::*, server_fn::ServerFn};

use super::id_of_address;
use crate::{
    auth::{
        groups::{DeleteGroup, Group, get_group_deletion},
        permissions::{Loss, LossCard},
    },
    facts::language,
    i18n::*,
    paths,
    ui::{
        ButtonTone, CancelLink, Data, ErrorSummary, FormActions, FormShell, HiddenField, Icon,
        Loaded, PageHead, Submit, TypedConfirm, count_words,
    },
};

/// Asks before a group is deleted.
pub struct DeleteGroupPage {
    asked: Data<(Group, Loss)>,
}

impl DeleteGroupPage {
    pub fn data() -> Self {
        let id = id_of_address();
        Self {
            asked: Data::new(move || id.get(), get_group_deletion),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.asked view=|(group, loss)| ask(group, loss).into_any() /> }
            .into_any()
    }
}

fn ask(group: Group, loss: Loss) -> impl IntoView {
    let l = language();
    let id = group.id;
    let title = td_string!(l, groups.delete_title, name = group.name.clone());
    let trail = vec![
        (td_string!(l, groups.title).into(), paths::GROUPS.to_owned()),
        (group.name.clone().into(), paths::group(id)),
    ];
    let sub = td_string!(
        l,
        groups.delete_affects,
        members = count_words(l, group.members)
    );
    view! {
        <PageHead title sub trail />
        <LossCard loss />
        <FormShell action=DeleteGroup::url()>
            <ErrorSummary />
            <HiddenField name="form[id]" value=id.to_string() />
            <TypedConfirm name="name" expected=group.name />
            <FormActions>
                <Submit label=td_string!(l, groups.delete_for_good) tone=ButtonTone::DangerPrimary icon=Icon::Trash />
                <CancelLink href=paths::group(id) />
            </FormActions>
        </FormShell>
    }
}
