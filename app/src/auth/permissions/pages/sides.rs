//! The picker of permissions: what could be granted, and what is. Shared by groups and people.

use leptos::prelude::*;

use crate::{
    facts::{language, may},
    i18n::*,
    list::ListQuery,
    lowercase::lowercase,
    paths,
    permission::{Permission, words::permission_words},
    ui::{ButtonTone, Side, SideForm, SideItem, SideItems, SideSearch, Sides, SubmitPlain},
};

/// Whose permissions they are.
#[derive(Clone, Debug)]
pub struct SidesOf {
    pub granted: Vec<Permission>,
    pub may_change: bool,
    /// The page it stands on.
    pub path: String,
    /// What the page that asks is told: `group:3`.
    pub from: String,
}

/// Both sides. `grant` puts the boxes of the left into the form that grants them.
#[component]
pub fn PermissionSides(
    of: SidesOf,
    query: ListQuery,
    grant: impl FnOnce(AnyView) -> AnyView + 'static,
) -> impl IntoView {
    let left = of.may_change.then(|| outside(&of, &query, grant));
    let right = inside(&of, &query);
    view! { <Sides>{left}{right}</Sides> }
}

/// Nobody passes on what they do not hold: the left offers nothing else.
fn outside(of: &SidesOf, query: &ListQuery, grant: impl FnOnce(AnyView) -> AnyView) -> AnyView {
    let l = language();
    let offered = Permission::ALL
        .iter()
        .copied()
        .filter(|permission| may(*permission) && !of.granted.contains(permission));
    let items = found(l, offered, query.get("find"));
    let search = view! {
        <SideSearch path=of.path.clone() query=query.clone() key="find" label=td_string!(l, access.find_permissions) button=td_string!(l, access.find) />
    }
    .into_any();
    let items = view! {
        <SideItems name="form[codename][]" items empty=td_string!(l, access.nothing_to_grant) />
    }
    .into_any();
    let body = grant(items);
    view! { <Side title=td_string!(l, access.not_granted) search>{body}</Side> }.into_any()
}

fn inside(of: &SidesOf, query: &ListQuery) -> AnyView {
    let l = language();
    let items = found(l, of.granted.iter().copied(), query.get("q"));
    let search = view! {
        <SideSearch path=of.path.clone() query=query.clone() key="q" label=td_string!(l, access.find_permissions) button=td_string!(l, access.find) />
    }
    .into_any();
    let is_empty = items.is_empty();
    let items = view! {
        <SideItems name="permission" items empty=td_string!(l, access.grants_none) />
    };
    let body = if of.may_change && !is_empty {
        view! {
            <SideForm path=paths::REMOVAL hidden=vec![("from", of.from.clone())]>
                {items}
                <div class="side-acts"><SubmitPlain label=td_string!(l, access.take_away_dots) tone=ButtonTone::Danger /></div>
            </SideForm>
        }
        .into_any()
    } else {
        items.into_any()
    };
    let count = of.granted.len().to_string();
    view! { <Side title=td_string!(l, access.granted_here) count search>{body}</Side> }.into_any()
}

/// Those whose words or codename hold what is looked for.
fn found(
    l: Locale,
    permissions: impl Iterator<Item = Permission>,
    words: Option<&str>,
) -> Vec<SideItem> {
    let sought = lowercase(words.unwrap_or_default());
    permissions
        .map(|permission| (permission, permission_words(l, permission)))
        .filter(|(permission, words)| {
            lowercase(words).contains(&sought) || permission.codename().contains(&sought)
        })
        .map(|(permission, words)| SideItem {
            value: permission.codename().to_owned(),
            label: words.into(),
            hint: permission.codename().into(),
            href: None,
        })
        .collect()
}
