//! What a group grants for everything of a kind: a picker of two sides.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::detail::{Found, Head, Part, found};
use crate::{
    auth::{
        groups::{GrantToGroup, Group},
        permissions::{OutcomeNotice, PermissionSides, SidesOf},
    },
    facts::language,
    i18n::*,
    list::ListQuery,
    paths,
    ui::{FormShell, HiddenField, Icon, Loaded, Submit},
};

/// Permissions of one group.
pub struct GroupPermissionsPage {
    group: Found,
}

impl GroupPermissionsPage {
    pub fn data() -> Self {
        Self { group: found() }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <OutcomeNotice />
            <Loaded data=this.group view=move |group| {
                let query = ListQuery::parse(&search.get());
                page(group, query).into_any()
            } />
        }
        .into_any()
    }
}

fn page(group: Group, query: ListQuery) -> impl IntoView {
    let l = language();
    let id = group.id;
    let of = SidesOf {
        granted: group.permissions.clone(),
        may_change: group.may_change,
        path: paths::group_permissions(id),
        from: format!("group:{id}"),
    };
    view! {
        <Head group part=Part::Permissions />
        <PermissionSides of query grant=move |items| view! {
            <FormShell action=GrantToGroup::url() class="side-form">
                <HiddenField name="form[group_id]" value=id.to_string() />
                {items}
                <div class="side-acts"><Submit label=td_string!(l, access.grant) icon=Icon::Plus /></div>
            </FormShell>
        }
        .into_any() />
    }
}
